"""How it goes, for people: `/`, `/feeds`, `/rules` and `/queue`, as tables of words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from worker.serve.guard import Place
from worker.serve.pages import page


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a table; `link` is relative to the window, `style` a class of the style sheet."""

    text: str
    link: str | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their heads; `empty` stands where there is none."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = "none"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. In its sentences, what stands between backticks is a command."""

    title: str
    tables: Sequence[Table]
    words: str = ""
    attention: Sequence[str] = ()  # what a person should look at


class Standing(Protocol):
    """How it goes just now. May raise Transient."""

    async def status(self) -> Sheet:
        """Workers, work and channels, and what needs attention."""

    async def feeds(self) -> Sheet:
        """Feeds, worst first."""

    async def feed(self, url: str) -> Sheet | None:
        """One feed, by its URL without a login, and its latest visits; None for an unknown one."""

    async def rules(self) -> Sheet:
        """Rules in the order of their files."""

    async def queue(self) -> Sheet:
        """What is still to be delivered, and what was given up."""


def standing_routes(standing: Standing, place: Callable[[], Place]) -> list[Route]:
    """The routes."""

    def shown(sheet: Callable[[], Awaitable[Sheet]]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(_request: Request) -> Response:
            return page("sheet.html", place(), sheet=await sheet())

        return answer

    async def feeds(request: Request) -> Response:
        asked = request.query_params.get("url")
        if asked is None:
            return page("sheet.html", place(), sheet=await standing.feeds())
        sheet = await standing.feed(asked)
        if sheet is None:
            return page("unwatched.html", place(), HTTPStatus.NOT_FOUND, asked=asked[:200])
        return page("sheet.html", place(), sheet=sheet)

    return [
        Route("/", shown(standing.status)),
        Route("/feeds", feeds),
        Route("/rules", shown(standing.rules)),
        Route("/queue", shown(standing.queue)),
    ]
