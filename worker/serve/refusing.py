"""Requests that are refused, in words that say what to do instead."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Refused(Exception):
    """A request that is answered with a status and a sentence."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status


def refusal(_request: Request, error: Exception) -> Response:
    """What was wrong with the request, in words."""
    if not isinstance(error, Refused):  # Starlette calls this for nothing else
        raise error
    return JSONResponse({"error": str(error)}, error.status)


def phrase(status: HTTPStatus, headers: dict[str, str] | None = None) -> JSONResponse:
    """An answer that says no more than its status does."""
    return JSONResponse({"error": status.phrase.lower()}, status, headers)
