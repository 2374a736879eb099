"""Google News sitemaps, often a site's only complete list of its articles (rule 12).

Other sitemaps list pages without titles and are refused in words. Writers spell prefixes as they
like, forget to declare them and leave `&` bare, so names count and namespaces do not.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from worker.parse import clean, links, rescue
from worker.parse.raw import RawEntry, RawFeed, Span
from worker.text.written import counted

FORMAT = "newssitemap"
MOST_NAMED = 3  # of the sitemaps an index lists
_ADDRESS_CHARS = 300
# The first tag that is none of `<?`, `<!` and comments. Possessive: one pass.
_ROOT = re.compile(
    r"(?:<!--.*?(?:-->|\Z)|[^<]++|<(?![A-Za-z_]))*+"
    r"(?P<tag><(?:[\w.-]+:)?(?P<name>urlset|sitemapindex)\b[^<>]*>?)",
    re.DOTALL | re.IGNORECASE,
)
# Between two documents sent as one, which their names make one.
_JOINT = re.compile(
    r"</(?:[\w.-]{1,40}:)?urlset\s{0,9}>(?:[^<]++|<(?!/?(?:[\w.-]{1,40}:)?urlset\b))*+"
    r"<(?:[\w.-]{1,40}:)?urlset\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_NEWS_NAMESPACE = re.compile(r"sitemap-news\b", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:[\w.-]+:)?url\s*>")
_AMPERSAND = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#?\w{1,31};)?", re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # in XML 1.0
_LISTED = re.compile(
    r"<(?:[\w.-]{1,40}:)?loc\s{0,9}>\s*(?:<!\[CDATA\[)?([^<>\]]{1,2000})", re.IGNORECASE
)
_NEWS_PATH = re.compile(r"news|nyhet|noticia|actualit|nachricht|latest|article", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A `<url>`: the entry it makes, if it is news at all, and who publishes it."""

    entry: RawEntry
    news: bool
    publication: str


def kind(text: str) -> str:
    """`urlset` or `sitemapindex` where that is the document's root, else nothing."""
    root = _ROOT.match(rescue.begun(text))
    return root["name"].lower() if root else ""


def read(text: str) -> RawFeed | str:
    """The news in a sitemap, or a sentence saying what the document is instead.

    Addresses without a title make no entry; a warning counts them. An empty sitemap that declares
    news is a feed without entries: it lists two days, and a small site may rest as long.
    """
    text = _JOINT.sub("", rescue.begun(text))
    root = _ROOT.match(text)
    if root is None or root["name"].lower() == "sitemapindex":
        return _index(text)
    pages = list(_pages(text[root.start("tag") :]))
    news = [page for page in pages if page.news]
    empty = _LISTED.search(text, root.end()) is None
    if not news and not (empty and _NEWS_NAMESPACE.search(root["tag"])):
        return "a sitemap without news, not a feed"
    titled = [page.entry for page in news if page.entry.title.value]
    untitled = len(pages) - len(titled)
    have, are = ("has", "is") if untitled == 1 else ("have", "are")
    warning = f"{untitled} of {counted(len(pages), 'address', 'addresses')} {have} no title"
    return RawFeed(
        format=FORMAT,
        entries=tuple(titled),
        title=Span(_usual(page.publication for page in news), "text"),
        language=_usual(page.entry.language for page in news),
        warnings=(f"{warning} and {are} left out",) if untitled else (),
    )


def named(text: str) -> list[str]:
    """The http(s) addresses an index of sitemaps lists, likeliest news first, each once."""
    listed = (clean.attribute(found[1].strip()) for found in _LISTED.finditer(text))
    absolute = (links.absolute(address) for address in listed if len(address) <= _ADDRESS_CHARS)
    once = dict.fromkeys(address for address in absolute if address)
    return sorted(once, key=lambda address: not likely_news(address))


def likely_news(address: str) -> bool:
    """Whether a sitemap's path speaks of news; the host does not count."""
    return bool(_NEWS_PATH.search(address.partition("://")[2].partition("/")[2]))


def _index(text: str) -> str:
    addresses = named(text)
    if not addresses:
        return "an index of sitemaps, not a feed"
    more = len(addresses) - MOST_NAMED
    listed = ", ".join(clean.line(address) for address in addresses[:MOST_NAMED])
    return f"an index of sitemaps, not a feed; it lists {listed}" + (
        f" and {more} more" if more > 0 else ""
    )


def _usual(values: Iterator[str]) -> str:
    """What most of them say, where any says something."""
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""


def _pages(text: str) -> Iterator[_Page]:
    """Every `<url>` that was closed before the document broke, in order."""
    body = _AMPERSAND.sub(_escaped, _FORBIDDEN.sub("", text)).encode("utf-8", "replace")
    parsing = etree.iterparse(
        BytesIO(body),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    left = len(_CLOSED.findall(text))  # the parser closes the last one, where it breaks off
    with suppress(etree.XMLSyntaxError):  # what it could not recover from ends the list
        for _, element in parsing:
            if _name(element) == "url" and left > 0:
                yield _page(element)
                element.clear()
                left -= 1


def _escaped(found: re.Match[str]) -> str:
    """An ampersand as XML wants it; HTML's references become their characters."""
    return found[0] if found[0].startswith("<") else html.escape(html.unescape(found[0]))


def _page(url: etree._Element) -> _Page:
    own = _children(url)
    wrapper = own.get("news")
    said = own if wrapper is None else _children(wrapper)
    publication = said.get("publication")
    publisher = {} if publication is None else _children(publication)
    address = _text(own, "loc")
    dates = (_text(said, "publication_date"), _text(own, "lastmod"))
    entry = RawEntry(
        guid=address,
        link=address,
        title=Span(_text(said, "title"), "guess"),
        language=_text(publisher, "language") or _text(said, "language"),
        dates=tuple(date for date in dates if date),
    )
    news = wrapper is not None or "publication_date" in said
    return _Page(entry, news, _text(publisher, "name"))


def _children(element: etree._Element) -> dict[str, etree._Element]:
    """The children by name, of a repeated name the first."""
    found: dict[str, etree._Element] = {}
    for child in element:
        found.setdefault(_name(child), child)
    return found


def _name(element: etree._Element) -> str:
    """Its local name in lower case; a prefix nobody declared is part of the tag."""
    return re.split("[}:]", str(element.tag))[-1].lower()


def _text(named_children: dict[str, etree._Element], name: str) -> str:
    found = named_children.get(name)
    return "" if found is None else "".join(found.itertext()).strip()
