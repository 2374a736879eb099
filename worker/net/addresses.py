"""Which addresses may be connected to: public ones, and those the operator opened by name.

`ipaddress.is_global` alone is not enough: it calls some multicast and the NAT64 and 6to4 wrapping
of 127.0.0.1 global. So IPv6 must lie in 2000::/3, the only range handed out for public use
(IANA), and an address that carries another one inside is judged by what it carries.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PUBLIC_V6 = IPv6Network("2000::/3")
DIGITS = re.compile(r"[0-9][0-9a-fx.]*", re.IGNORECASE)  # inet_aton alone forgives a tail
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


def read_literal(host: str) -> Address | None:
    """The address a host spells in digits, in any spelling a C library accepts; else None.

    `0x7f.1`, `2130706433`, `017700000001`, `127.1`, `0` and a trailing dot are all addresses;
    the ideographic dots of IDNA are plain dots by the time a URL was parsed. A zone id
    (`fe80::1%eth0`) is kept, so the address stays link-local.
    """
    bare = host.strip("[]").rstrip(".").replace("%25", "%")
    try:
        return ip_address(bare)
    except ValueError:
        pass
    if not DIGITS.fullmatch(bare):
        return None
    try:
        return IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def refusal(address: Address, allow: Iterable[Network] = ()) -> str | None:
    """Why an address must not be connected to ("a loopback address"), or None if it may."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return refusal(address.ipv4_mapped, allow)  # the same socket, spelt longer
    if any(address in network for network in allow if network.version == address.version):
        return None
    if isinstance(address, IPv4Address):
        return _refusal_v4(address)
    return _refusal_v6(address, allow)


def _refusal_v4(address: IPv4Address) -> str | None:
    if address.is_global and not address.is_multicast:
        return None
    return _kind(address)


def _refusal_v6(address: IPv6Address, allow: Iterable[Network]) -> str | None:
    if carried := _carried(address):
        reasons = (refusal(inner, allow) for inner in carried)
        reason = next((reason for reason in reasons if reason), None)
        return f"{reason} in disguise" if reason else None
    if address in PUBLIC_V6 and address.is_global and address.scope_id is None:
        return None
    return _kind(address)


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses a NAT64, 6to4 or Teredo address leads to."""
    if address in NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)  # the relay server, and the client behind it
    return []


def _kind(address: Address) -> str:
    """What sort of address it is, for a person."""
    kinds = (
        (address.is_loopback, "a loopback address"),
        (address.is_unspecified, "the unspecified address"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_reserved, "a reserved address"),
    )
    return next((words for holds, words in kinds if holds), "a private address")
