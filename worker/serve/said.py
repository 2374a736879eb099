"""What was said, for people and their feed readers: `/alerts`, `/alerts/ID` and `/alerts.atom`.

Pages hold no script and nothing from elsewhere; links in them are relative, so they also work
behind a proxy that serves them below a path of its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from worker.serve import atom
from worker.serve.guard import Place

if TYPE_CHECKING:
    from jinja2 import Environment

NEWEST = 100  # messages in the list and in the feed
MOST_DIGITS = 18  # of an id that both engines take


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

    async def home(_request: Request) -> Response:
        return RedirectResponse("alerts")

    async def everything(_request: Request) -> Response:
        return _page("alerts.html", place(), said=await archive.latest(NEWEST), newest=NEWEST)

    async def one(request: Request) -> Response:
        asked: str = request.path_params["alert"]
        known = asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
        said = await archive.of_alert(int(asked)) if known else ()
        if not said:
            return _page("missing.html", place(), HTTPStatus.NOT_FOUND, asked=asked[:60])
        return _page("alert.html", place(), said=said)

    async def feed(request: Request) -> Response:
        base = (place().public_url or str(request.base_url)).rstrip("/")
        said = await archive.latest(NEWEST)
        digest = hashlib.blake2b(" ".join([base, *(each.id for each in said)]).encode())
        kept = {"etag": f'"{digest.hexdigest()[:32]}"', "cache-control": "private, no-cache"}
        if kept["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
        return Response(atom.feed(said, base), headers=kept, media_type=atom.MEDIA_TYPE)

    return [
        Route("/", home),
        Route("/alerts", everything),
        Route("/alerts/{alert}", one),
        Route("/alerts.atom", feed),
    ]


def _page(
    name: str, place: Place, status: HTTPStatus = HTTPStatus.OK, **values: object
) -> Response:
    def local(moment: datetime) -> str:
        return f"{moment.astimezone(place.zone):%Y-%m-%d %H:%M:%S %Z}"

    pages = _pages()
    style = pages.get_template("style.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
    text = pages.get_template(name).render(**values, local=local, style=style)
    headers = {"content-security-policy": policy}
    return Response(text, status, headers, media_type="text/html; charset=utf-8")


@cache
def _pages() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - few look in

    return Environment(
        loader=PackageLoader("worker.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
