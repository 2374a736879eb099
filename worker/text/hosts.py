"""Which hosts name an outlet, and which only keep what others publish."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LEADING_LABEL: Final = re.compile(r"^(?:www\d?|feeds?|rss|m|amp|news(?=\.google)|feedproxy)\.")
_ADDRESS: Final = re.compile(r"[\d.]+|.*:.*|localhost")
# Feeds and articles of many outlets stand there.
_LODGINGS: Final = frozenset(
    str.split(
        "apple.com bing.com feedburner.com fivefilters.org google.com kill-the-newsletter.com"
        " medium.com politepol.com reddit.com rss.app rsshub.app youtube.com"
    )
)


def host_of(url: str | None) -> str:
    """The host of a URL without `www.`; "" where there is none, or it is no URL."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def site_of(url: str | None) -> str:
    """The host of a URL without the label that says what is served there."""
    return _LEADING_LABEL.sub("", host_of(url))


def is_address(host: str) -> bool:
    """Whether a host is a number, or this machine: it names no outlet."""
    return _ADDRESS.fullmatch(host) is not None


def is_number(host: str) -> bool:
    """Whether a host, without brackets, is an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def lodges(site: str) -> bool:
    """Whether what stands there says nothing of who published it."""
    return site in _LODGINGS or is_address(site)
