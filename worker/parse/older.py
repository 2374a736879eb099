"""Where a feed's older entries are: its own archive links, or WordPress's pages (rule 20)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from worker.parse import links

RELATIONS = ("prev-archive", "next")  # RFC 5005, 4 and 3
_PAGE = "paged"  # WordPress's parameter; its first page is 1
_MOST_DIGITS = 4


def address(link: str, generator: str, url: str) -> str | None:
    """The document before the one that came from `url`, on the same host; None if none is told.

    `link` is what the feed advertises with one of `RELATIONS`, `generator` who made it.
    """
    target = links.absolute(link, url) if link else None
    if target is None and "wordpress" in generator.lower():
        target = _next_page(url)
    if target is None or target == url or urlsplit(target).netloc != urlsplit(url).netloc:
        return None
    return target


def _next_page(url: str) -> str | None:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    said = dict(query).get(_PAGE, "1")
    if not said.isascii() or not said.isdecimal() or len(said) > _MOST_DIGITS:
        return None
    others = [(name, value) for name, value in query if name != _PAGE]
    return parts._replace(query=urlencode([*others, (_PAGE, str(int(said) + 1))])).geturl()
