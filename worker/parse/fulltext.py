"""The page of an article to its text, and a verdict whether that is the article.

Four steps: trafilatura finds the text; the page's own markup takes lines out (`others`) and puts
paragraphs back (`blocks`); chrome goes, by a list and by what several pages of a host share
(`chrome`); what is left is judged (`walls`). trafilatura comes with the extra `fulltext` and costs
about 20 ms a page (measured on 564 pages); it reads what strangers wrote, so it runs where parsing
may be killed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec

from lxml.html import HtmlElement

from worker.model import PageText, PageVerdict
from worker.parse import charset, chrome, clean, listing, optout, walls
from worker.parse.asshown import joined, parted, spelt, whole
from worker.parse.blocks import blocks, refill, runs, shown
from worker.parse.declared import declared
from worker.parse.others import one_story, unboxed

TAIL_LINES = 4
_META = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_ESCAPED = b"\x1b$"  # ISO-2022-JP spells its signs in ASCII
_META_BYTES = 8_192  # the standard asks for it in the first 1,024; some pages come later


def available() -> bool:
    """Whether the extra `fulltext` is installed; without it `extract` cannot be called."""
    return find_spec("trafilatura") is not None


def heed(
    body: bytes, headers: Mapping[str, str], url: str, feed_text: str, repeated: frozenset[int]
) -> PageText:
    """`extract`, unless the page asks machines to leave its text alone."""
    reason = optout.opted_out(headers, body)
    if reason is not None:
        return PageText(PageVerdict.REFUSED, "", reason)
    return extract(body, headers, url, feed_text=feed_text, repeated=repeated)


def extract(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    *,
    feed_text: str = "",
    repeated: frozenset[int] = frozenset(),
) -> PageText:
    """The text of the page that came from `url` (after redirects), judged.

    `feed_text` is what the feed gave; `repeated` holds keys of lines that earlier pages of the
    host shared, see `PageText.line_keys`. Header names are lower case. Raises ImportError without
    the extra, MemoryError in a process of little memory, and nothing for what the bytes say.
    """
    import trafilatura  # noqa: PLC0415 - an extra, and slow to load

    try:
        tree = trafilatura.load_html(_decode(body, headers.get("content-type", "")))
        if tree is None:
            return PageText(PageVerdict.EMPTY, "", "not an HTML page")
        return _read(tree, url, feed_text, repeated)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a page does to the extractor
        return PageText(PageVerdict.EMPTY, "", f"it could not be read ({type(error).__name__})")


def _read(tree: HtmlElement, url: str, feed_text: str, repeated: frozenset[int]) -> PageText:
    said = declared(tree)
    page = blocks(tree)
    visible = shown(tree)
    listed = list(listing.lines(tree))
    found_lines, page = one_story(parted(whole(spelt(_lines(tree, url), page), page), page), page)
    lines = refill(unboxed(found_lines, page), page, said.description)
    text = clean.text(joined(chrome.without(lines, repeated), page))
    found = walls.Found(
        text=text,
        tail=lines[-TAIL_LINES:],
        shown=visible,
        lines=listed,
        heading=" ".join(block.text for block in page if block.tag == "h1"),
        running_chars=sum(len(block.text) for block in page if runs(block)),
        declared=said,
    )
    verdict, reason = walls.judge(found, url, feed_text)
    return PageText(verdict, text, reason, _keys(lines))


def _lines(tree: HtmlElement, url: str) -> list[str]:
    """What trafilatura takes for the article, line by line; comments of readers are not."""
    import trafilatura  # noqa: PLC0415 - as above

    found = trafilatura.bare_extraction(tree, url=url or None, include_comments=False)
    text: str = getattr(found, "text", None) or ""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _keys(lines: list[str]) -> tuple[int, ...]:
    keys = (chrome.key(line) for line in lines)
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def _decode(body: bytes, content_type: str) -> str:
    """The page as text. What reads as UTF-8 is UTF-8, whatever it says of itself."""
    try:
        if _ESCAPED not in body and charset.mark(body) in {None, "utf-8"}:
            return body.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        pass
    meta = _META.search(body[:_META_BYTES])
    if meta and charset.in_header(content_type) in charset.UNTOLD:
        content_type = f"text/html; charset={meta[1].decode('ascii')}"
    return charset.decode(body, content_type)
