"""Finds the feeds an HTML page advertises in its head (`<link rel="alternate">`, HTML 4.6.7)."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin, urlsplit

PAGE_CHARS = 400_000  # searched for links: heads are at the start
MOST_FEEDS = 20
FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    }
)

# Patterns and not a parser: linear on hostile pages, and heads are simple.
_TAG = re.compile(r"<(link|base)\b([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def advertised(page: str, url: str) -> list[str]:
    """The http(s) addresses of feeds the page names, in its order, each once.

    Relative links count from `url`, or from the page's `<base>`. Comment feeds come last: a
    page names them beside its own.
    """
    base, found = url, dict[str, bool]()
    for tag in _TAG.finditer(_COMMENT.sub("", page[:PAGE_CHARS])):
        said = _attributes(tag[2])
        if tag[1].lower() == "base":
            base = urljoin(url, said.get("href", ""))
            continue
        kinds = said.get("rel", "").lower().split()
        media_type = said.get("type", "").partition(";")[0].strip().lower()
        if "alternate" not in kinds or media_type not in FEED_TYPES:
            continue
        target = _joined(base, said.get("href", ""))
        if target and target not in found:
            found[target] = "comment" in (said.get("title", "") + target).lower()
    return sorted(found, key=lambda each: found[each])[:MOST_FEEDS]


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _joined(base: str, href: str) -> str | None:
    try:
        target = urljoin(base, href.strip())
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if href.strip() and parts.scheme in {"http", "https"} and parts.netloc else None
