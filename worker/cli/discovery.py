"""Where a site's feeds may be: named in the page's head, linked, at usual addresses, in robots.txt.

The head's `<link rel="alternate">` is a promise (HTML 4.6.7); all else are guesses to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urldefrag, urljoin, urlsplit

from worker.parse import clean, links

PAGE_CHARS = 400_000  # searched for links: heads are at the start
MOST_FEEDS = 20
# As written too: application/rss, text/rss+xml, application/x.atom+xml.
_FEED_TYPE = re.compile(
    r"(?:application|text)/(?:(?:x[-.])?(?:rss|atom|rdf)(?:\+xml)?|xml|feed\+json)"
)

# Beside the site's front page; `/feeds/posts/default` is Blogger's, `?feed=rss2` WordPress's.
USUAL_PATHS = (
    "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json",
    "/feeds/posts/default", "/?feed=rss2",
)  # fmt: skip
USUAL_SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml")

# Patterns and not a parser: linear on hostile pages, and heads are simple.
# A quoted value may hold ">", but none that the next tag begins in: stray quotes are common.
_REST = r"""\b((?:"[^"<]*+"|'[^'<]*+'|[^"'<>])++(?=>)|[^<>]++)>"""
_LINK = re.compile(f"<link{_REST}", re.IGNORECASE)
_BASE = re.compile(f"<base{_REST}", re.IGNORECASE)
# With what it shows, if that is short.
_ANCHOR = re.compile(f"<a{_REST}(?=(?:(.{{0,80}}?)</a)?)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_CALLED_FEED = re.compile(r"\W*(?:rss|(?:atom|news)[ -]?feeds?)\b.{0,20}", re.IGNORECASE)
_FEED_HOST = re.compile(r"\A(?:www\.)?(?:feeds?|rss)\d?\.", re.IGNORECASE)
# Of a path and query: /rss, /feeds/, /world.rss, /atom.xml, ?format=rss; not /feedback.
_LIKE_A_FEED = re.compile(
    r"/(?:rss2?|feeds?|atom)(?:[/?.]|\Z)|\.(?:rss|rdf|atom|xml)(?:\?|\Z)|[?&](?:feed|format|type)="
    r"(?:rss2?|atom|feed)|/[\w-]*(?:rss|feed)[\w-]*\.(?:xml|json|php|aspx?)(?:\?|\Z)",
    re.IGNORECASE,
)
_NO_FEED = re.compile(r"sitemap|opensearch|feedback|manifest|/wp-json", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"(?im)^[ \t]{0,99}sitemap[ \t]{0,99}:[ \t]{0,99}(\S{1,2048})")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE
)


def advertised(page: str, url: str) -> list[str]:
    """The http(s) addresses of feeds the page names, in its order, each once.

    Relative links count from `url`, or from the page's `<base>`. Comment feeds come last: a
    page names them beside its own.
    """
    shown = _HIDDEN.sub("", page[:PAGE_CHARS])
    base, found = _base(shown, url), dict[str, bool]()
    for tag in _LINK.finditer(shown):
        said = _attributes(tag[1])
        target = _joined(base, said.get("href", ""))
        if target and target not in found and _promised(said, target):
            found[target] = "comment" in (said.get("title", "") + target).lower()
    return sorted(found, key=lambda each: found[each])[:MOST_FEEDS]


def linked(page: str, url: str) -> list[str]:
    """The http(s) addresses a page's ordinary links lead to that look like feeds, each once."""
    shown = _HIDDEN.sub("", page[:PAGE_CHARS])
    base, found = _base(shown, url), dict[str, None]()
    for tag in _ANCHOR.finditer(shown):
        said = _attributes(tag[1])
        href = said.get("href", "")
        target = _joined(base, href)
        if target is None or target == urldefrag(url).url:
            continue
        called = (said.get("title", ""), _TAG.sub("", tag[2] or ""))
        promised = href.lstrip()[:5].lower() == "feed:" or any(map(_CALLED_FEED.fullmatch, called))
        if promised or _like_a_feed(target):
            found[target] = None
    return list(found)[:MOST_FEEDS]


def beside(url: str, paths: Iterable[str]) -> list[str]:
    """The paths on the site that `url` belongs to."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}{path}" for path in paths]


def sitemaps(robots: str, url: str) -> list[str]:
    """The sitemaps a robots.txt that came from `url` names, in its order, each once."""
    named = (_joined(url, found[1]) for found in _SITEMAP_LINE.finditer(robots[:PAGE_CHARS]))
    return list(dict.fromkeys(each for each in named if each))


def _promised(said: dict[str, str], target: str) -> bool:
    """Whether a `<link>` promises a feed; one without a type does where its address looks so."""
    kinds = said.get("rel", "").lower().split()
    media_type = said.get("type", "").partition(";")[0].strip().lower()
    if "feed" in kinds or not ("alternate" in kinds and media_type):
        return "feed" in kinds or ("alternate" in kinds and _like_a_feed(target))
    json = media_type == "application/json" and _like_a_feed(target)  # JSON Feed 1.0
    return json or _FEED_TYPE.fullmatch(media_type) is not None


def _like_a_feed(target: str) -> bool:
    parts = urlsplit(target)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if _NO_FEED.search(target):
        return False
    return _LIKE_A_FEED.search(path) is not None or _FEED_HOST.match(parts.netloc) is not None


def _base(shown: str, url: str) -> str:
    """What relative links count from: the first base that names an address (HTML 4.2.3)."""
    said = (_attributes(tag[1]).get("href", "") for tag in _BASE.finditer(shown))
    return next((target for href in said if (target := _joined(url, href))), url)


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): clean.attribute(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _joined(base: str, href: str) -> str | None:
    try:
        target = urljoin(base, links.as_http(href.strip()))
        parts = urlsplit(target)
    except ValueError:
        return None
    if not href.strip() or parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return urldefrag(target).url
