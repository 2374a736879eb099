"""What of the lines found on a page is not its article: other stories, and the site's own lines.

An extractor keeps paragraphs that are one link ("Read also: ..."), lists of them, cards, boxes
whose class names say what they are, and the next article of a page for endless scrolling.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from worker.parse.blocks import HEADINGS, RUNNING_LINK_SHARE, Block, flat, length

LINK_SHARE = 0.85  # of a paragraph that is nothing but a link, and a label before it
LEAST_KEPT = 0.5
LISTED = 3  # links one below another are a list
TEASER_CHARS = 300  # below a headline that leads to another story, at most
STORY_CHARS = 800  # of a page's own story, before others are known to follow
HEADLINE_CHARS = 25

_LINKED = frozenset({"div", "h3", "h4", "h5"})
_ITEMS = frozenset({"li", "p"})


def unboxed(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """`lines` without the headline, and without what is a link alone or in a box of the site.

    All of them where hardly anything would be left: then the names mislead.
    """
    chrome = {flat(block.text) for block in page if _is_chrome(block)}
    chrome -= {flat(block.text) for block in page if not _is_chrome(block)}
    chrome |= {flat(block.text) for block in page if block.tag == "h1"} | _listed(page)
    kept = [line for line in lines if flat(line) not in chrome]
    links = {flat(block.text) for block in page if _is_link(block)}
    links |= _teasers(page)
    while kept and flat(kept[-1]) in links:  # what stands below a text is another story's title
        kept.pop()
    whole = sum(map(len, lines))
    return kept if sum(map(len, kept)) > LEAST_KEPT * whole else list(lines)


def one_story(lines: Sequence[str], page: Sequence[Block]) -> tuple[list[str], list[Block]]:
    """Both without the articles that a page for endless scrolling shows below its own.

    All of it where the first is short: then the page is a list, or a ticker.
    """
    whole = {flat(line) for line in lines}
    first = next((one.story for one in page if one.story and flat(one.text) in whole), 0)
    own = [one for one in page if one.story in {0, first}]
    others = {flat(one.text) for one in page} - {flat(one.text) for one in own}
    kept = [line for line in lines if flat(line) not in others]
    if sum(map(length, kept)) < STORY_CHARS:
        return list(lines), list(page)
    return kept, own


def _listed(page: Sequence[Block]) -> set[str]:
    """The links that stand one below another, each as long as a headline: to other stories."""
    found: set[str] = set()
    for linked, run in groupby(page, _is_item):
        texts = {flat(block.text) for block in run} if linked else set()
        if len(texts) >= LISTED:
            found |= texts
    return found


def _teasers(page: Sequence[Block]) -> set[str]:
    """Headlines that are links, several in a row, and the few words below each."""
    heads = [at for at, block in enumerate(page) if _is_linked_head(block)]
    found: set[str] = set()
    row = heads[:1]
    for head in heads[1:]:
        few = sum(len(block.text) for block in page[row[-1] + 1 : head]) <= TEASER_CHARS
        row = [*row[1 - LISTED :], head] if few else [head]
        if len(row) == LISTED:
            found |= {flat(block.text) for block in page[row[0] : 2 * head - row[-2]]}
    return found


def _is_linked_head(block: Block) -> bool:
    return (
        block.tag in HEADINGS
        and len(block.text) >= HEADLINE_CHARS
        and block.link_chars >= RUNNING_LINK_SHARE * len(block.text)
    )


def _is_item(block: Block) -> bool:
    return block.tag in _ITEMS and len(block.text) >= HEADLINE_CHARS and _is_link(block)


def _is_link(block: Block) -> bool:
    return block.link_chars >= LINK_SHARE * len(block.text)


def _is_chrome(block: Block) -> bool:
    return block.chrome or (block.tag in _LINKED and _is_link(block))
