"""Is this a page of headlines? Sections, front pages and "most read" stand where an article stood.

Told by its lines: in a list each short paragraph stands under a headline that is a link, or the
headlines are all there is. Of 564 pages with marked text it names one, and that is a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from worker.parse.blocks import BLOCKS, SILENT, flat, leads_away

HEADLINE_CHARS = 20
TEASER_CHARS = 50  # at least,
MEAN_CHARS = 250  # and all of them at most
LEAST = 5  # headlines, or teasers
HALF = 0.5  # of the text, if there are so many
SHARE = 0.8  # of the text, if there are fewer; of the paragraphs that are teasers
LINK_SHARE = 0.6  # of a headline; the rest is a date
MOST_CHARS = 30_000  # of a text; longer ones are no lists
MOST_LINES = 3_000
_AROUND = SILENT - {"head"} | {"aside", "footer", "form", "nav"}  # a head may stay open


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between two block borders, and how much of it is link."""

    text: str
    link_chars: int

    @property
    def headline(self) -> bool:
        """Whether it may be the title of another page."""
        length = len(self.text)
        return length >= HEADLINE_CHARS and self.link_chars >= LINK_SHARE * length


def is_list(shown: Sequence[Line], text: str) -> bool:
    """Whether the `text` found on a page of these lines is headlines of other pages, or what stands
    under them.
    """
    if len(text) > MOST_CHARS:
        return False
    whole, shown = flat(text), shown[:MOST_LINES]
    linked = [line for line in shown if line.headline and flat(line.text) in whole]
    chars = sum(len(flat(line.text)) for line in linked)
    if chars > (SHARE if len(linked) < LEAST else HALF) * len(whole):
        return True
    teasers, prose = _under_headlines(shown, whole)
    length = sum(len(line.text) for line in prose)
    return teasers >= max(LEAST, SHARE * len(prose)) and length <= MEAN_CHARS * len(prose)


def _under_headlines(shown: Sequence[Line], whole: str) -> tuple[int, list[Line]]:
    """How many paragraphs of the text are the first under a headline; and all its paragraphs."""
    teasers, prose, below = 0, [], False
    for line in shown:
        if line.headline:
            below = True
        elif len(line.text) >= TEASER_CHARS and flat(line.text) in whole:
            prose.append(line)
            teasers += below
            below = False
    return teasers, prose


def lines(tree: HtmlElement) -> Iterator[Line]:
    """The lines of a page, but for what stands around its text."""
    parts: list[str] = []
    silent = links = link_chars = 0
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        starts, tag = event == "start", element.tag
        if tag in BLOCKS or tag == "br":
            if text := " ".join("".join(parts).split()):
                yield Line(text, link_chars)
            parts, link_chars = [], 0
        step = 1 if starts else -1 if event == "end" else 0
        silent += step * (tag in _AROUND or _is_notes(element))
        links += step * (tag == "a" and leads_away(element))
        said = (element.text if starts else element.tail) or ""
        if not silent:
            parts.append(said)
            link_chars += len(" ".join(said.split())) if links else 0


def _is_notes(element: HtmlElement) -> bool:
    """Whether these are the sources of an encyclopedia's page (MediaWiki): titles, and no list."""
    return element.tag == "ol" and "references" in element.get("class", "").split()
