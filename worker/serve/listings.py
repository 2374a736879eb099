"""What there is, as JSON: `GET /api/v1/alerts`, `articles`, `deliveries`, `feeds`, `stories`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from worker.serve.refusing import Refused
from worker.text.jsonable import jsonable

PREFIX = "/api/v1/"
FEWEST, USUAL, MOST = 1, 100, 1_000  # rows of an answer


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of views; `read` takes how many rows at most, and may raise Transient."""

    name: str  # in its path, and of the list in the answer
    words: str  # what is in it, and in which order
    view: type  # a dataclass: one row
    read: Callable[[int], Awaitable[Sequence[Any]]]


def listing_routes(listings: Sequence[Listing]) -> list[Route]:
    """A route each."""
    return [Route(PREFIX + each.name, _answering(each)) for each in listings]


def _answering(listing: Listing) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        rows = await listing.read(_limit(request))
        return JSONResponse({listing.name: jsonable(rows)})

    return answer


def _limit(request: Request) -> int:
    asked = request.query_params
    for name in asked:
        if name != "limit":
            words = f"no parameter is called {name[:60]!r}: the only one is limit"
            raise Refused(HTTPStatus.BAD_REQUEST, words)
    said = asked.get("limit", str(USUAL))
    number = int(said) if said.isascii() and said.isdecimal() and len(said) <= len(str(MOST)) else 0
    if not FEWEST <= number <= MOST:
        words = f"limit: write a number from {FEWEST} to {MOST}"
        raise Refused(HTTPStatus.BAD_REQUEST, words)
    return number
