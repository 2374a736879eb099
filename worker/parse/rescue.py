"""A document made such that feedparser reads it, and reads it right.

One stray `</gml:pos>` or `</height>`, one no-break space in a namespace, or one reference beyond
Unicode would else cost every entry of a feed. Found by breaking real feeds at random.
A bare ampersand or a reference to a DTD cost letters of what is read.
"""

from __future__ import annotations

import re
from collections import Counter

# sgmllib reads references without their semicolon, and of any length.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*>")
_FIRST = re.compile(rb"\s*<\?[\w:.-]{0,40}([^>\n]{0,1000}>)?")
# Elements nobody reads whose handlers raise: GeoRSS and GML, image sizes, licences, categories.
_FRAGILE = re.compile(
    rb"</?(?:[\w.-]+:)?(?:where|pos|poslist|point|line|linestring|polygon|exterior|linearring"
    rb"|box|width|height|licen[cs]e|chapters?|textinput|category|player)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_START = 2_000  # bytes in which a DOCTYPE stands
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[\]]*>")
_FOREIGN = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")
_BARE = re.compile(rb"&(?!(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});)")
# Before a document: byte order marks, comments, what PHP has to say. Bounded and possessive.
_BEFORE = re.compile(
    r"(?:[\s\x00\ufeff]++|<!--.*?-->|(?:<br ?/?>\s*+)?(?:<b>)?(?:PHP )?"
    r"(?:Warning|Notice|Deprecated|Strict Standards|(?:Fatal|Parse|Recoverable fatal) error)"
    r"(?:</b>)?:.{1,2000}?\son line (?:<b>)?\d+(?:</b>)?(?:\s*+<br ?/?>)?)++",
    re.DOTALL,
)
_OPENED = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s/>])(?:[^<>]*(/)>)?")
_ENDED = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_IN_PAGE = re.compile(
    rb"\A\s*+(?:<!doctype\s+html[^<>]*+>\s*+)?<html\b"
    rb"(?:[^<]|<(?!(?:rss|rdf:RDF|feed)\s)){0,5000}+(?=<(?P<root>rss|rdf:RDF|feed)\s)",
    re.IGNORECASE,
)
_EMPTY_LINK = re.compile(rb"<link\s?/>\s{0,9}(https?://[^\s<>]{1,2048})")
_NAMESPACE = re.compile(r"""(xmlns(?::[\w.-]+)?\s*=\s*)("[^"<>]*"|'[^'<>]*')""")


def begun(text: str) -> str:
    """The document without what its writer did not mean to send before it."""
    return text[found.end() :] if (found := _BEFORE.match(text)) else text


def without_half(document: bytes) -> bytes:
    """A document that breaks off within an entry, without that one: half an address or half a guid
    would be another entry's. It is kept where it is the only one, or where others are not closed
    either: then it is how the writer writes.
    """
    last, opened = None, Counter[bytes]()
    for last in _OPENED.finditer(document):
        opened[last[1]] += 1
    if last is None or last[2] or _ENDED.search(document, last.start()):
        return document
    closing = b"</" + last[1]
    closed = document.count(closing + b">")
    half = opened[last[1]] == closed + 1 > 1 and document.find(closing, last.start()) < 0
    return document[: last.start()] if half else document


def cleaned(text: str) -> bytes:
    """The document as UTF-8 without declaration, NUL, impossible references, fragile tags.

    Namespaces lose their spaces, no-break ones too: feedparser parts name from namespace there.
    """
    text = _NAMESPACE.sub(lambda said: said[1] + "".join(said[2].split()), text)
    body = _DECLARATION.sub(b"", text.encode("utf-8", "replace").replace(b"\x00", b""))
    return _FRAGILE.sub(b"", _REFERENCE.sub(_allowed, body))


def _allowed(found: re.Match[bytes]) -> bytes:
    """The character reference, or nothing where no character has that number."""
    try:
        chr(int(found[1], 16) if found[1] else int(found[2])).encode()
    except (ValueError, OverflowError):  # a lone surrogate, or beyond Unicode
        return b""
    return found[0]


def without_foreign_names(document: bytes) -> bytes:
    """The document without a reference to a DTD where it uses names that may be defined there.

    Nobody fetches it, and an XML parser may then leave out what it cannot spell: `Pr&eacute;sident`
    would be read as `Prsident`.
    """
    found = _DOCTYPE.search(document[:_START])
    if found is None or _FOREIGN.search(document) is None:
        return document
    return document[: found.start()] + document[found.end() :]


def without_page(document: bytes) -> bytes:
    """The feed within an HTML page that a server or a reader's tool made of it, with its own links.

    HTML knows no text in a link: `<link>https://a.example/1</link>` becomes an empty one before it.
    """
    found = _IN_PAGE.match(document)
    if found is not None:
        end = document.rfind(b"</%s>" % found["root"])
        document = document[found.end() : end + len(found["root"]) + 3 if end > 0 else None]
    return _EMPTY_LINK.sub(rb"<link>\1</link>", document) if b"<link" in document else document


def declared_apart(document: bytes) -> bytes:
    """The document with its XML declaration on a line of its own.

    feedparser takes the last `encoding=` of the first line for the document's charset, be it said
    in an article, and searches that line with the cube of their number: a declaration of more than
    1,000 bytes is parted, too, and names no charset.
    """
    found = _FIRST.match(document)
    if found is None:
        return document
    return document[: found.end()] + b"\n" + document[found.end() :]


def escaped(document: bytes) -> bytes:
    """The document with its bare ampersands written as XML wants them.

    A parser that tolerates them reads `?a=1&lang=en` as `?a=1〈=en` and `S&P 500` as `S&P; 500`.
    """
    if b"\x00" in document:
        return document
    parts = document.split(b"<![CDATA[")
    whole = [_BARE.sub(b"&amp;", parts[0])]
    for part in parts[1:]:
        inside, end, after = part.partition(b"]]>")
        whole += [b"<![CDATA[", inside, end, _BARE.sub(b"&amp;", after)]
    return b"".join(whole)
