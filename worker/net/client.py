"""Builds the guarded HTTP client: it keeps nothing, follows nothing, trusts no environment."""

from __future__ import annotations

import logging
import ssl
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import certifi
import httpx

from worker.errors import Misconfigured
from worker.net.addresses import Network
from worker.net.backend import Backend
from worker.net.guard import Guard
from worker.net.progress import current
from worker.net.resolving import Resolve, Resolver

FORGOTTEN_S = 60.0  # the longest silence, where a caller forgot its own deadline


def build_client(
    *,
    user_agent: str,
    proxy: str | None = None,
    ca_bundle: Path | None = None,
    allow_private: Sequence[Network] = (),
    resolve: Resolve | None = None,
) -> GuardedClient:
    """The one way out; it keeps no connection, so there is nothing to close.

    Neither environment variables nor cookies, redirects or kept connections. Certificates are
    checked against certifi's list, and `ca_bundle` beside it. `proxy` is an http(s):// or
    socks5:// URL that may hold a password; its own address is exempt from the check, what lies
    behind it is its business, but for targets that are themselves spelt as addresses. `resolve`
    replaces the system's resolver. Requests raise httpx errors, or `Hostile` before anything
    was opened. Raises `Misconfigured` for a proxy or bundle that cannot be used.
    """
    for name in ("httpx", "httpcore"):  # they log whole URLs, and URLs hold tokens
        logging.getLogger(name).setLevel(logging.WARNING)
    _say_sniffio_is_absent()
    context = _trust(ca_bundle)
    guard = Guard(tuple(allow_private), resolve or Resolver())
    client = GuardedClient(
        transport=_Transport(context, guard, _proxy(proxy, context)),
        headers={
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        },
        timeout=FORGOTTEN_S,
        trust_env=False,
        follow_redirects=False,
    )
    client.guard, client.tls = guard, context
    return client


def _say_sniffio_is_absent() -> None:
    """Spare httpcore a search of the disk: it tries to import sniffio six times a request, which
    anyio no longer brings along; unfound, that was 1 ms of the 2 ms of CPU of a 304.
    """
    if find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment] # the import system's own sign


def _trust(ca_bundle: Path | None) -> ssl.SSLContext:
    """The one TLS context: building it costs tens of milliseconds, so it is built once."""
    context = ssl.create_default_context(cafile=certifi.where())
    if ca_bundle is not None:
        try:
            context.load_verify_locations(cafile=ca_bundle)
        except ssl.SSLError as error:
            raise Misconfigured(f"http.ca_bundle {ca_bundle} holds no certificates") from error
        except OSError as error:
            reason = error.strerror or "not readable"
            raise Misconfigured(f"http.ca_bundle {ca_bundle} cannot be read: {reason}") from error
    return context


def _proxy(proxy: str | None, context: ssl.SSLContext) -> httpx.Proxy | None:
    if proxy is None:
        return None
    try:
        parsed = httpx.Proxy(proxy)
    except (ValueError, httpx.InvalidURL):
        parsed = None
    if parsed is None or not parsed.url.host:  # not quoted, not chained: it may hold a password
        raise Misconfigured("http.proxy is not an http://, https:// or socks5:// URL")
    if parsed.url.scheme == "https":
        return httpx.Proxy(proxy, ssl_context=context)
    return parsed


class GuardedClient(httpx.AsyncClient):
    """httpx's client with the short way to the network: one request, one answer, no memory.

    httpx's own `send` also prepares the redirect it was told not to follow (and raises where its
    target is no URL), feeds the cookie jar and logs the URL. `guard` and `tls` are for what goes
    out without HTTP.
    """

    guard: Guard
    tls: ssl.SSLContext

    async def send(
        self, request: httpx.Request, *, stream: bool = False, **_unused: Any
    ) -> httpx.Response:
        """Ask. With `stream` the body is the caller's to read, within bounds, and to close."""
        if request.url.userinfo and "authorization" not in request.headers:
            login = httpx.BasicAuth(request.url.username, request.url.password)
            request = next(login.auth_flow(request))
        response = await self._transport.handle_async_request(request)
        response.request = request
        if not stream:
            await response.aread()
        return response


class _Transport(httpx.AsyncBaseTransport):
    """httpx's own transport, for its mapping of errors, with our backend; one for each request.

    No connection is kept, and where requests share a pool httpcore looks at all that are under way
    when one begins and when one ends: of a hundred, that was a fifth of an exchange's CPU.
    """

    def __init__(self, context: ssl.SSLContext, guard: Guard, proxy: httpx.Proxy | None) -> None:
        self._context = context
        self._guard = guard
        self._proxy = proxy
        proxy_host = proxy.url.raw_host.decode("ascii") if proxy is not None else None
        self._backend = Backend(guard, proxy_host)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask; the response's head has been read, its body has not."""
        progress = current()
        progress.restart()
        if self._proxy is not None:
            self._guard.check_spelling(request.url.host)
        response = await self._alone().handle_async_request(request)
        progress.in_body, progress.doing = True, "reading the body"
        return response

    def _alone(self) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        own = httpx.AsyncHTTPTransport(
            verify=self._context, trust_env=False, limits=limits, proxy=self._proxy
        )
        # httpx hands no backend through, so the pool it built gets ours before its first use.
        own._pool._network_backend = self._backend  # noqa: SLF001 - see above
        return own
