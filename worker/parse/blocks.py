"""The paragraphs of a page as its markup has them, and what to put back of them into a text.

An extractor drops what stands apart from the text: the standfirst between headline and article,
headings. A running paragraph between the headline and the last found one, in no box, belongs to the
text, and so does the heading of a found one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

RUNNING_CHARS = 50  # shorter lines beside the text are names, dates, labels
RUNNING_LINK_SHARE = 0.3
DESCRIPTION_CHARS = 40  # of letters and digits: enough to know a standfirst by
SHOWN_CHARS = 20_000
NEAR = 4  # blocks between a heading and its text, at most
END_CHARS = 20  # of a paragraph, looked at for its full stop
LINE_BREAK = "\u2028"  # what `br` is in plain text: a space to `str.split`
DATED_CHARS = 150  # a short line with a date and a time, or with a copyright sign, is no prose

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section table "
    "tbody td tfoot th thead tr ul"
)
_BOX_NAMES = "aside button dialog figcaption figure footer menu nav noscript select"
_RUNNING_NAMES = "blockquote center div dd header li p pre section"
_SILENT_NAMES = "head script style template svg noscript iframe textarea title"
BLOCKS = frozenset(_BLOCK_NAMES.split())
_BOXES = frozenset(_BOX_NAMES.split())
_DIALOGS = frozenset({"alertdialog", "dialog"})
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_RUNNING = frozenset(_RUNNING_NAMES.split())
SILENT = frozenset(_SILENT_NAMES.split())
# Names of boxes that are never the article. Left out, for articles stand in them as well (seen on
# real pages): paywall, tag, sidebar, widget, share, subscription, advert, sponsored, taboola.
_NEVER = re.compile(
    r"(?<![a-z])(?:author-?(?:bio|box|info|card|description)|about-?author|bio|by-?line"
    r"|breadcrumbs?|(?:image-?|photo-?|picture-?|media-?)?(?:captions?|credits?)|copyright"
    r"|bildunterschrift|comments?|cookies?|consent|modal|popup|poll|quiz|newsletters?|sign-?up"
    r"|read-?(?:more|also|next)|see-?also|more-?(?:on|from|news|stories|articles|topics)"
    r"|most-?(?:read|popular|viewed)|popular|trending|related-?(?:articles?|stories|posts?|news|links)"
    r"|next-?(?:story|stories|article|post)s?|didomi|onetrust|cmplz|gdpr|qc-cmp2|sp-message"
    r"|tarteaucitron|usercentrics"
    r"|visually-?hidden|sr-?only|screen-?reader(?:-?text)?)(?![a-z])"
)
# Enough doubt not to put a paragraph back that the extractor left out.
_OFTEN = re.compile(
    r"(?<![a-z])(?:related|recommend(?:ed|ations?)?|subscri(?:be|ption)s?|share|sharing|social"
    r"|follow|keywords|topics|overlay|promo|promotion|advert(?:isement|orial)?|sponsor(?:ed)?"
    r"|affiliate|disclaimer|outbrain|taboola|toc|table-?of-?contents|rating"
    r"|toolbar|print-?only|gallery|slideshow|slides?|carousel)(?![a-z])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDED = re.compile(r"[.!?…。！？।:\"'”»“’」』）)][\s\W]*\Z")
# Of a sign of Han as much is said as of three letters, of one of kana or Hangul as of two.
_SIGNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_DATED = re.compile(r"\b(?:19|20)\d\d\b.*?\b\d{1,2}[:.h]\d\d\b|©")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or cell of the page, in document order."""

    tag: str
    text: str
    link_chars: int
    boxed: bool  # inside something that may not be the article
    chrome: bool  # inside something that never is
    story: int = 0  # which <article> with a headline (h1) it stands in, the outermost; 0 is none
    lines: tuple[str, ...] = ()  # the text again, broken where the page itself breaks lines


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element stands in: as in `Block`."""

    boxed: bool = False
    chrome: bool = False
    story: int = 0


def blocks(tree: HtmlElement) -> list[Block]:
    """The innermost blocks that show text, in document order."""
    found, places = [], dict[HtmlElement, _Place]()
    stories = {one for one in tree.iter("article") if one.find(".//h1") is not None}
    for element in tree.iter(*BLOCKS):
        if any(child.tag in BLOCKS for child in element.iterdescendants()):
            continue
        raw = "".join(_strings(element))
        if text := _plain(raw):
            links = sum(len(_text(link)) for link in element.iter("a") if leads_away(link))
            at = _place(element, places, stories)
            breaks = "\n" if element.tag == "pre" else LINE_BREAK
            lines = tuple(map(_plain, raw.split(breaks))) if breaks in raw else (text,)
            found.append(Block(element.tag, text, links, at.boxed, at.chrome, at.story, lines))
    return found


def _place(
    element: HtmlElement, places: dict[HtmlElement, _Place], stories: Container[HtmlElement]
) -> _Place:
    """Where an element stands; `places` holds those that were asked about, and what is around."""
    path: list[HtmlElement] = []
    around: HtmlElement | None = element
    while around is not None and around not in places:
        path.append(around)
        around = around.getparent()
    place = _Place() if around is None else places[around]
    for one in reversed(path):
        never = place.chrome or _never(one)
        story = place.story or (len(places) + 1) * (one in stories)
        place = _Place(never or place.boxed or _often(one), never, story)
        places[one] = place
    return place


def refill(lines: Sequence[str], page: Sequence[Block], description: str = "") -> list[str]:
    """`lines` with the running paragraphs of the page put back that stand among them.

    Where the page's first found paragraph has a headline (h1) above it, from there on; there the
    page's own description is wanted as well, if the page shows it.
    """
    at = {flat(line): index for index, line in enumerate(lines)}
    found = [index for index, block in enumerate(page) if flat(block.text) in at]
    if not found:
        return list(lines)
    heads = [index for index, block in enumerate(page[: found[0]]) if block.tag == "h1"]
    start = heads[-1] + 1 if heads else found[0]
    whole, put_back = flat(" ".join(lines)), set[str]()
    result: list[tuple[int, str]] = [(2 * index, line) for index, line in enumerate(lines)]
    place = 2 * at[flat(page[found[0]].text)] - 1
    for index, block in enumerate(page[start : found[-1]], start):
        key = flat(block.text)
        if key in at:
            place = max(place, 2 * at[key] + 1)
        elif key not in put_back and (
            (key not in whole and (runs(block) or _describes(block, description)))
            or (index > found[0] and _leads(page, index, at))
        ):
            result.append((place, block.text))
            put_back.add(key)
    return [line for _, line in sorted(result, key=lambda one: one[0])]


def runs(block: Block) -> bool:
    """Whether this is running text in no box."""
    return (
        _is_text(block)
        and length(block.text) >= RUNNING_CHARS
        and block.tag in _RUNNING
        and _ENDED.search(block.text[-END_CHARS:]) is not None
        and (len(block.text) > DATED_CHARS or _DATED.search(block.text) is None)
    )


def _leads(page: Sequence[Block], index: int, found: Container[str]) -> bool:
    """Whether this is the heading of text below it, past what stands in a box and past a heading
    of its own.
    """
    heading = page[index]
    if heading.tag not in HEADINGS or not _is_text(heading):
        return False
    below = (one for one in page[index + 1 : index + 1 + NEAR] if not one.boxed)
    text = next((one for one in below if one.tag not in HEADINGS), heading)
    return runs(text) or (text.tag in _RUNNING and _is_text(text) and flat(text.text) in found)


def _is_text(block: Block) -> bool:
    """Whether it stands in no box, and is no link."""
    return not block.boxed and block.link_chars <= RUNNING_LINK_SHARE * len(block.text)


def _describes(block: Block, description: str) -> bool:
    start = flat(description)[:DESCRIPTION_CHARS]
    return len(start) == DESCRIPTION_CHARS and flat(block.text).startswith(start)


def length(text: str) -> int:
    """Its length in letters; signs of Chinese, Japanese and Korean count as what they replace."""
    if text.isascii():
        return len(text)
    return len(text) + sum(map(len, _SIGNS.findall(text) + _HAN.findall(text)))


def leads_away(link: HtmlElement) -> bool:
    """Not to itself, as the headings of live tickers are."""
    return not link.get("href", "#").startswith("#")


def flat(text: str) -> str:
    """Text as it is compared: letters and digits alone, case folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def shown(tree: HtmlElement, limit: int = SHOWN_CHARS) -> str:
    """All the page shows, boxes included, at most `limit` characters."""
    body = tree.find("body")
    return _text(tree if body is None else body)[:limit]


def _text(element: HtmlElement) -> str:
    return _plain("".join(_strings(element)))


def _plain(raw: str) -> str:
    return " ".join(raw.split())


def _strings(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return
    yield element.text or ""
    for child in element:
        apart = " " if child.tag in BLOCKS else ""
        yield LINE_BREAK if child.tag == "br" else apart
        yield from _strings(child)
        yield apart
        yield child.tail or ""


def _never(element: HtmlElement) -> bool:
    if element.tag in _BOXES or element.get("role") in _DIALOGS:
        return True
    if element.tag == "a":  # around whole paragraphs, it leads to another story
        return leads_away(element)
    return _NEVER.search(_names(element)) is not None


def _often(element: HtmlElement) -> bool:
    return element.get("aria-hidden") == "true" or _OFTEN.search(_names(element)) is not None


def _names(element: HtmlElement) -> str:
    if element.tag in {"body", "html"}:
        return ""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _CAMEL.sub("-", names).lower().replace("_", "-")
