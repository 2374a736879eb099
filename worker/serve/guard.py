"""Who may look through the window, and what every answer tells the browser.

`/healthz` and `/readyz` are for load balancers and say nothing secret, so they need no token;
everything else does, where one is configured. People's browsers and feed readers, which can send
none, give it as a password.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, tzinfo
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from worker.serve.refusing import phrase
from worker.text.hosts import is_number

OPEN_PATHS = {"/healthz", "/readyz"}
PAGES = {"/", "/alerts", "/alerts.atom", "/feeds", "/rules", "/queue"}
SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
BEARER, PASSWORD = "Bearer", 'Basic realm="wirebell"'
ELSEWHERE = (
    "this window is asked by a name that it does not know: set web.public_url, or a web.token"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the window stands: the time zone of its pages, and where people reach it."""

    zone: tzinfo = UTC
    public_url: str | None = None


class Guard:
    """Asks for the token, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, token: str | None, place: Callable[[], Place]) -> None:
        self._app = app
        self._token = None if token is None else token.encode()
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's call."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._app
        if not self._may_pass(scope):
            ways = f"{BEARER}, {PASSWORD}" if _for_people(scope) else BEARER
            answer = phrase(HTTPStatus.UNAUTHORIZED, {"www-authenticate": ways})
        elif not self._is_meant(scope):
            answer = JSONResponse({"error": ELSEWHERE}, HTTPStatus.MISDIRECTED_REQUEST)
        await answer(scope, receive, send_guarded)

    def _may_pass(self, scope: Scope) -> bool:
        if self._token is None or scope["path"] in OPEN_PATHS:
            return True
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        said = given.strip().encode("latin-1")
        if scheme.lower() == "basic" and _for_people(scope):
            return hmac.compare_digest(_password(said), self._token)
        return hmac.compare_digest(said, self._token) and scheme.lower() == "bearer"

    def _is_meant(self, scope: Scope) -> bool:
        """Whether a window without a token was asked by a name of its own. A page from elsewhere
        can have its own name lead to this machine (DNS rebinding), and read what it is answered.
        """
        if self._token is not None or scope["path"] in OPEN_PATHS | {"/metrics"}:
            return True
        name = _host(Headers(scope=scope).get("host", ""))
        public = urlsplit(self._place().public_url or "").hostname
        return name in {"localhost", public} or is_number(name)


def _host(said: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{said}").hostname or ""
    except ValueError:
        return ""


def _for_people(scope: Scope) -> bool:
    """Whether browsers and feed readers come here, which ask for a name and a password. Nothing
    can be changed here, so what a browser sends by itself does no harm.
    """
    path: str = scope["path"]
    return path in PAGES or path.startswith("/alerts/")


def _password(credentials: bytes) -> bytes:
    """The password of Basic credentials (RFC 7617), whatever the name; empty for none."""
    try:
        return base64.b64decode(credentials, validate=True).partition(b":")[2]
    except ValueError:
        return b""
