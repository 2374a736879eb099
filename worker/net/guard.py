"""Turns a host into addresses that may be connected to, or refuses it before anything opens."""

from __future__ import annotations

from ipaddress import ip_address

from worker.errors import Hostile
from worker.net.addresses import Address, Network, read_literal, refusal
from worker.net.resolving import Resolve


class Guard:
    """The check of one host. `allow` are the private networks the operator opened."""

    def __init__(self, allow: tuple[Network, ...], resolve: Resolve) -> None:
        self._allow = allow
        self._resolve = resolve

    def check_spelling(self, host: str) -> None:
        """Raise `Hostile` for a target behind a proxy that spells a refused address."""
        name = host.rstrip(".").lower()
        literal = read_literal(host)
        if literal is None and (name == "localhost" or name.endswith(".localhost")):
            literal = ip_address("127.0.0.1")
        if literal is not None:
            self._check(host, literal)

    async def addresses(self, host: str) -> list[Address]:
        """The addresses of `host` that may be connected to, in the system's order.

        Raises `Hostile` where one may not, or socket.gaierror. Beside one that the operator opened
        others are left out: `localhost` is ::1 as well as the 127.0.0.1 that is open.
        """
        literal = read_literal(host)
        if literal is not None:
            found = [literal]
        else:
            found = [ip_address(text) for text in await self._resolve(host)]
        allowed = [address for address in found if refusal(address, self._allow) is None]
        if len(allowed) < len(found) and self.near(allowed) is None:
            for address in found:
                self._check(host, address)
        return allowed

    def near(self, addresses: list[Address]) -> str | None:
        """What a checked address is ("a private address") that the operator's `allow` opened; None
        where they are public.
        """
        reasons = map(refusal, addresses) if self._allow else ()
        return next((reason for reason in reasons if reason), None)

    def _check(self, host: str, address: Address) -> None:
        reason = refusal(address, self._allow)
        if reason is not None:
            is_it = "" if host == str(address) else f" is {address},"
            raise Hostile(f"refused to connect: {host}{is_it or ' is'} {reason}")
