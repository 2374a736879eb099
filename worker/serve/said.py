"""What was said, for people and their feed readers: `/alerts`, `/alerts/ID` and `/alerts.atom`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from worker.serve import atom
from worker.serve.guard import Place
from worker.serve.pages import page
from worker.text.written import id_of

NEWEST = 100  # messages in the list and in the feed


@dataclass(frozen=True, slots=True)
class Said:
    """One message to one channel."""

    id: str  # of its delivery
    alert: str
    sequence: int
    channel: str
    at: datetime  # aware
    severity: str
    title: str
    head: str  # `HIGH · first report`
    url: str | None  # the article's
    html: str  # the whole of it, safe to stand in a page


class Archive(Protocol):
    """What was said so far. May raise Transient."""

    async def latest(self, limit: int) -> Sequence[Said]:
        """The newest messages, newest first."""

    async def of_alert(self, alert: int) -> Sequence[Said]:
        """All messages of one alert, in the order they were said; none for an unknown one."""


def said_routes(archive: Archive, place: Callable[[], Place]) -> list[Route]:
    """The routes."""

    async def everything(_request: Request) -> Response:
        return page("alerts.html", place(), said=await archive.latest(NEWEST), newest=NEWEST)

    async def one(request: Request) -> Response:
        asked: str = request.path_params["alert"]
        number = id_of(asked)
        said = () if number is None else await archive.of_alert(number)
        if not said:
            return page("missing.html", place(), HTTPStatus.NOT_FOUND, asked=asked[:60])
        return page("alert.html", place(), said=said)

    async def feed(request: Request) -> Response:
        base = (place().public_url or str(request.base_url)).rstrip("/")
        said = await archive.latest(NEWEST)
        digest = hashlib.blake2b(" ".join([base, *(each.id for each in said)]).encode())
        kept = {"etag": f'"{digest.hexdigest()[:32]}"', "cache-control": "private, no-cache"}
        if kept["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
        return Response(atom.feed(said, base), headers=kept, media_type=atom.MEDIA_TYPE)

    return [
        Route("/alerts", everything),
        Route("/alerts/{alert}", one),
        Route("/alerts.atom", feed),
    ]
