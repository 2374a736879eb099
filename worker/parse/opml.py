"""Subscription lists in and out (OPML), read as people's programs really write them.

A quarter of the feeds in real lists is lost to a strict XML reader (bare `&`, wrong encodings,
outlines never closed), so outlines are found by a tolerant scan: no entities are expanded and
nothing outside the document is ever opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from worker.parse import charset, clean, links, page

# A tag with its attributes; quoted values may hold ">" and line breaks, or, in a tag that has
# neither, stray quotes. Possessive: one pass.
_OUTLINE = re.compile(
    r"""<!--|<(?P<close>/)?(?:\w+:)?outline\b"""
    r"""(?P<attributes>(?:"[^"]*+"|'[^']*+'|[^'"<>])*+(?=>)|[^<>]*+)>""",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?:\w+:)?opml\b", re.IGNORECASE)
# A value ends at the quote after which another attribute or the tag's end comes; one without
# quotes at a space.
_ATTRIBUTE = re.compile(
    r"""(?<![\w:.-])([\w:.-]++)\s*=\s*"""
    r"""(?:(?:"(.*?)"|'(.*?)')(?=\s*(?:\Z|[\w:.-]+\s*=))|([^\s"'<>]++))""",
    re.DOTALL,
)
_CURLY = "“”„″"  # of word processors
_URL_NAMES = ("xmlurl", "feedurl", "url")
# OPML's `link` and `include` lead to pages and other lists; directories put feeds there too.
_ELSEWHERE = frozenset({"link", "include"})
_LIKE_A_FEED = re.compile(
    r"(?:\b|_)(?:rss\d*|feeds?|atom)(?:\b|_)|\.(?:xml|rdf|rss)\b", re.IGNORECASE
)
_MOST_CATEGORIES = 20
BEGINNING = 60  # characters told of what is no list


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A subscription: an http(s) address, a title or "", the folders it stands in, outer first."""

    url: str
    title: str = ""
    categories: tuple[str, ...] = ()


def read(body: bytes) -> tuple[OpmlFeed, ...]:
    """The feeds of a subscription list in document order, each address once; never raises.

    A feed listed again adds its folders to the first. Outlines without a feed address are folders.
    """
    found: dict[str, OpmlFeed] = {}
    opened: list[tuple[str, ...]] = [()]  # the folders that each open outline stands in, and it
    for tag in _tags(_text(body)):
        if tag["close"]:
            if len(opened) > 1:
                opened.pop()
            continue
        named = _attributes(tag["attributes"])
        feed = _feed(named, opened[-1])
        if feed is not None:
            found[feed.url] = _joined(found.get(feed.url), feed)
        if not tag["attributes"].rstrip().endswith("/"):
            folder = None if feed else _name(named)
            opened.append((*opened[-1], folder)[:_MOST_CATEGORIES] if folder else opened[-1])
    return tuple(found.values())


def beginning_of_another(body: bytes) -> str | None:
    """The first words of what is no OPML; None for OPML, however few feeds it lists."""
    text = _text(body)
    return None if _ROOT.search(text) else clean.line(text, BEGINNING)


def write(feeds: Iterable[OpmlFeed], title: str = "Wirebell") -> bytes:
    """An OPML 2.0 document, UTF-8: feeds grouped under their first folder, others named on each.

    `read` gives back the same feeds, with the same folders.
    """
    grouped: dict[tuple[str, ...], list[OpmlFeed]] = {}
    for feed in feeds:
        grouped.setdefault(feed.categories, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(clean.line(title))}</title></head>",
        "  <body>",
    ]
    for folders, listed in grouped.items():
        lines += [f"    <outline text={quoteattr(clean.line(folder))}>" for folder in folders]
        lines += [f"    {_outline(feed)}" for feed in listed]
        lines += ["    </outline>" for _ in folders]
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _text(body: bytes) -> str:
    try:
        return charset.decode(charset.inflate(body))
    except charset.TooLarge:
        return ""


def _tags(text: str) -> Iterator[re.Match[str]]:
    """The outlines' tags outside of comments; a comment that nothing closes is none."""
    at = 0
    last = text.rfind("-->")
    while found := _OUTLINE.search(text, at):
        at = found.end()
        if found["attributes"] is not None:
            yield found
        elif at <= last:
            at = text.index("-->", at) + 3


def _outline(feed: OpmlFeed) -> str:
    name = quoteattr(clean.line(feed.title) or feed.url)
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(feed.url)}/>'


def _attributes(text: str) -> dict[str, str]:
    """Names in lower case; of a repeated name the first value that says something."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text.rstrip().removesuffix("/")):
        said = clean.attribute(double or single or bare.strip(_CURLY))
        found[name.lower()] = found.get(name.lower()) or said
    return found


def _feed(named: dict[str, str], folders: tuple[str, ...]) -> OpmlFeed | None:
    name = next((name for name in _URL_NAMES if named.get(name, "").strip()), "")
    address = named.get(name, "").strip()
    elsewhere = name == "url" and named.get("type", "").lower() in _ELSEWHERE
    if not address or (elsewhere and not _LIKE_A_FEED.search(address)):
        return None
    address = links.as_http(address)
    if "://" not in address and re.match(r"[\w-]+(?:\.[\w-]+)+(?:[/:?]|\Z)", address):
        address = f"http://{address}"
    url = links.absolute(address)
    if url is None:
        return None
    own = [clean.line(part.strip("/")) for part in named.get("category", "").split(",")]
    categories = dict.fromkeys(part for part in (*folders, *own) if part)
    title = _name(named) or ""
    return OpmlFeed(url, "" if title == address else title, (*categories,)[:_MOST_CATEGORIES])


def _name(named: dict[str, str]) -> str | None:
    """An outline's title as plain text; some programs put HTML there."""
    return clean.line(page.plain(named.get("title") or named.get("text") or "")) or None


def _joined(first: OpmlFeed | None, again: OpmlFeed) -> OpmlFeed:
    if first is None:
        return again
    both = dict.fromkeys((*first.categories, *again.categories))
    return OpmlFeed(first.url, first.title or again.title, (*both,)[:_MOST_CATEGORIES])
