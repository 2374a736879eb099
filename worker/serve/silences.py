"""Silences over HTTP: `GET`, `POST /api/v1/silences` and `DELETE /api/v1/silences/{id}`.

A request that could change something has to be JSON by its header: what a browser sends another
site without asking it first (a form, a beacon) never is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from worker.alert.silencing import Names, Wish, silence_of
from worker.model import Silence, SilenceView
from worker.serve.refusing import Refused
from worker.text.jsonable import jsonable
from worker.text.written import id_of

MOST_BYTES = 16_000  # of a request
PATH = "/api/v1/silences"
EXAMPLE = '{"matchers": ["rule=strike-*"], "author": "ann", "reason": "drill", "for": "4h"}'
FIELDS = ("matchers", "author", "reason", "starts_at", "ends_at", "for")
NAMES = Names("starts_at", "for", "ends_at", '["rule=strike-*"]; ["rule=*"]')
READ_ONLY = "this window is read-only: set web.write: true in the configuration, and restart"


class Silences(Protocol):
    """The silences there are; each call is whole when it returns. May raise Transient."""

    def now(self) -> datetime:
        """The present, aware UTC."""

    async def list(self) -> Sequence[SilenceView]:
        """All of them, the one that ends last first."""

    async def add(self, silence: Silence) -> SilenceView:
        """The silence under the id it got."""

    async def end(self, silence: int) -> SilenceView | None:
        """The silence, over now; None where none of that id has still to end."""


def silence_routes(silences: Silences, *, write: bool) -> list[Route]:
    """The routes; without `write` what would change something is forbidden."""

    async def all_of_them(request: Request) -> Response:
        if request.method == "POST":
            return await _made(request, silences, write=write)
        return JSONResponse({"silences": jsonable(await silences.list())})

    async def one_of_them(request: Request) -> Response:
        return await _ended(request, silences, write=write)

    return [
        Route(PATH, all_of_them, methods=["GET", "POST"]),
        Route(PATH + "/{silence}", one_of_them, methods=["DELETE"]),
    ]


async def _made(request: Request, silences: Silences, *, write: bool) -> Response:
    if not write:
        raise Refused(HTTPStatus.FORBIDDEN, READ_ONLY)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        words = "send JSON, with the header Content-Type: application/json"
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)
    wish = _wish(await _body(request))
    try:
        silence = silence_of(wish, NAMES, silences.now(), None)
    except ValueError as error:
        raise _bad(str(error)) from None
    made = await silences.add(silence)
    return JSONResponse(jsonable(made), HTTPStatus.CREATED)


async def _ended(request: Request, silences: Silences, *, write: bool) -> Response:
    if not write:
        raise Refused(HTTPStatus.FORBIDDEN, READ_ONLY)
    number = id_of(request.path_params["silence"])
    ended = None if number is None else await silences.end(number)
    if ended is None:
        words = f"no silence of this id has still to end: GET {PATH} lists them"
        raise Refused(HTTPStatus.NOT_FOUND, words)
    return JSONResponse(jsonable(ended))


async def _body(request: Request) -> bytes:
    """What was sent; no more is read than may be sent."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                words = f"the body has more than {MOST_BYTES // 1000} kB"
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
    except ClientDisconnect:
        raise _bad("the body ended early") from None
    return body


def _wish(body: bytes) -> Wish:
    """What was asked for, every field of its type."""
    try:
        asked = json.loads(body.decode())
    except (ValueError, RecursionError):  # the latter for thousands of brackets
        raise _bad(f"not JSON: send {EXAMPLE}") from None
    if not isinstance(asked, dict):
        raise _bad(f"not a JSON object: send {EXAMPLE}")
    for name in asked:
        if name not in FIELDS:
            raise _bad(f"no field is called {name[:60]!r}: the fields are {', '.join(FIELDS)}")
    matchers = asked.get("matchers")
    if not isinstance(matchers, list) or not all(isinstance(each, str) for each in matchers):
        raise _bad('matchers: write a list of texts, such as ["rule=strike-*"]')
    return Wish(
        matchers=matchers,
        author=_text(asked, "author", "whose word it is"),
        reason=_text(asked, "reason", "why"),
        begins=_text_or_none(asked, "starts_at"),
        lasts=_text_or_none(asked, "for"),
        until=_text_or_none(asked, "ends_at"),
    )


def _text(asked: dict[str, Any], name: str, meaning: str) -> str:
    text = _text_or_none(asked, name)
    if text is None:
        raise _bad(f"{name} is missing: say {meaning}, in quotes")
    return text


def _text_or_none(asked: dict[str, Any], name: str) -> str | None:
    text = asked.get(name)
    if text is None or isinstance(text, str):
        return text
    raise _bad(f"{name}: write a text, in quotes")


def _bad(words: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, words)
