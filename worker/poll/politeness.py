"""Who counts as one host: all feeds of one registrable domain share one place in the queue.

A provider that hosts many (blogspot.com, substack.com, github.io) is one host too: its private
suffixes do not count, only ICANN's.
"""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from worker.text.hosts import DEFAULT_PORTS, is_number

_REMEMBERED = 1_000  # URLs: each is asked for three times a visit, at 17 us


@lru_cache(_REMEMBERED)
def host_key(url: str) -> str:
    """The name of the host row a URL belongs to; "" for a URL without a host.

    Names become their registrable domain in lower-case punycode, whatever the port. Addresses
    and localhost keep their port: behind each is another server, not another page of one.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if not host:
        return ""
    if _is_machine(host):
        shown = f"[{host}]" if ":" in host else host
        return f"{shown}:{port or DEFAULT_PORTS.get(parts.scheme, 0)}"
    name = _punycode(host)
    return str(_suffixes().privatesuffix(name) or name)


def _is_machine(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or is_number(host)


def _punycode(host: str) -> str:
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


@cache
def _suffixes() -> PublicSuffixList:
    """The list, read once at first use: it takes tens of milliseconds."""
    return PublicSuffixList(only_icann=True)
