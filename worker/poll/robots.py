"""robots.txt for pages (RFC 9309): whether its host lets us ask for one.

Feeds are published to be polled and are not held against it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from protego import Protego

MOST_BYTES = 512_000  # RFC 9309, 2.5: a parser reads at least 500 KiB; what follows is not read
_BOM = b"\xef\xbb\xbf"
_PRODUCT = re.compile(r"[\w-]+")  # RFC 9309, 2.2.1, and the digits people write all the same


def allowed(robots_txt: bytes, agent: str, url: str) -> bool:
    """Whether `agent` (a product name or a whole User-Agent) may ask for `url`; one that cannot be
    read it may not. Never raises.
    """
    try:
        urlsplit(url)
    except ValueError:
        return False
    product = _PRODUCT.match(agent.strip())
    return Protego.parse(_decode(robots_txt)).can_fetch(url, product[0] if product else "*")


def _decode(robots_txt: bytes) -> str:
    """UTF-8, broken bytes replaced; a byte order mark, cut off or whole, is skipped."""
    body = robots_txt[:MOST_BYTES]
    for length in (3, 2, 1):
        body = body.removeprefix(_BOM[:length])
    return body.decode("utf-8", "replace")
