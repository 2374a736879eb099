"""Answers over HTTP: health, `/metrics`, what was said and what there is, silences, beside the work
in one event loop.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from worker.errors import Misconfigured, Transient
from worker.serve.guard import Guard, Place
from worker.serve.listings import PREFIX, Listing, listing_routes
from worker.serve.metrics import Metrics
from worker.serve.refusing import Refused, phrase, refusal
from worker.serve.said import Archive, said_routes
from worker.serve.silences import Silences, silence_routes
from worker.serve.standing import Standing, standing_routes

MOST_CONNECTIONS = 200
LAST_ANSWERS_S = 2  # how long answers under way may take once the worker stops


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen through the window beside health and metrics."""

    silences: Silences
    archive: Archive
    standing: Standing
    listings: Sequence[Listing] = ()
    place: Callable[[], Place] = Place  # as the configuration has it now
    write: bool = False  # whether anything can be changed


def build_app(
    metrics: Metrics,
    reasons: Callable[[], Sequence[str]],
    token: str | None = None,
    window: Window | None = None,
) -> ASGIApp:
    """The application. `reasons` says why the worker is not ready (empty when it is); it is
    called in the event loop for every `/readyz`, so it must answer from memory.
    """

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_request: Request) -> Response:
        why = [*reasons()]
        status = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
        return JSONResponse({"ready": not why, "reasons": why}, status)

    async def exposition(request: Request) -> Response:
        text, content_type = metrics.exposition(request.headers.get("accept", ""))
        return Response(text, headers={"content-type": content_type})

    app = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", exposition),
            *([] if window is None else _window_routes(window)),
        ],
        exception_handlers={
            HTTPException: _refusal,
            Refused: refusal,
            Transient: _unavailable,
            Exception: _failure,
        },
    )
    # Outermost, so that a failure's answer is guarded too.
    return Guard(app, token, Place if window is None else window.place)


def _window_routes(window: Window) -> list[Route]:
    async def described(_request: Request) -> Response:
        from worker.serve.openapi import document  # noqa: PLC0415 - few ask for it

        return JSONResponse(document(window.listings))

    return [
        *said_routes(window.archive, window.place),
        *standing_routes(window.standing, window.place),
        *listing_routes(window.listings),
        Route(PREFIX + "openapi.json", described),
        *silence_routes(window.silences, write=window.write),
    ]


def listen(host: str, port: int) -> socket.socket:
    """A bound, listening socket; port 0 takes a free one.

    Raises Misconfigured where it cannot be had: a port in use, a foreign address, no privilege.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _unheard(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
        listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
    except OSError as error:
        listener.close()
        raise _unheard(host, port, error) from error
    return listener


def _unheard(host: str, port: int, error: OSError) -> Misconfigured:
    cure = "change web.listen (`listen: off` disables it)"
    if error.errno == errno.EADDRINUSE:
        cure = f"stop what listens there, or {cure}"
    words = (error.strerror or str(error)).lower()
    return Misconfigured(f"web.listen: cannot listen on {host}:{port}: {words}; {cure}")


async def serve_on(listener: socket.socket, app: ASGIApp, stop: asyncio.Event) -> None:
    """Serve on a socket of `listen` until `stop` is set; it is closed in any case.

    Signals stay the daemon's. Ends within about 2.5 s of `stop`, open connections or not.
    """
    server = _Server(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=LAST_ANSWERS_S,
        )
    )

    running = asyncio.create_task(server.serve(sockets=[listener]))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        server.should_exit = True
        await running
        listener.close()


class _Server(uvicorn.Server):
    """A uvicorn that leaves signals alone: the daemon it lives in has its own handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _refusal(_request: Request, error: Exception) -> Response:
    """404, 405 and their like as JSON, with the headers they came with (Allow)."""
    if not isinstance(error, HTTPException):  # Starlette calls this for nothing else
        raise error
    return phrase(HTTPStatus(error.status_code), dict(error.headers or {}))


def _unavailable(_request: Request, _error: Exception) -> Response:
    """The database is busy or away; its own words are the operator's, in the journal."""
    return JSONResponse(
        {"error": "the database does not answer just now: try again"},
        HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _failure(_request: Request, _error: Exception) -> Response:
    """A bug of ours, told without its words; Starlette logs it on its way."""
    return phrase(HTTPStatus.INTERNAL_SERVER_ERROR)
