"""The lines an extractor found, as the page shows them: whole, parted, joined, and spelled.

An extractor may lose what stands between letters and, at its wits' end, between paragraphs; or take
for lines what the page's source wraps.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import add

from worker.parse.blocks import Block, flat

START_CHARS = 12  # letters and digits: few paragraphs of a page begin with the same
MOST_ALIKE = 20  # of those that do: tables may have thousands
MOST_WRAPPED = 100  # lines of one paragraph
FEW_LINES = 10  # of a text whose lines may be several paragraphs each
_JOINER = re.compile("(?<=\\w)[\u200c\u200d](?=\\w)")


def whole(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """`lines` with those put together that the page shows as one: an extractor may part them where
    the source is wrapped, or around a link, and no phrase is heard across.
    """
    starting: dict[str, dict[str, str]] = {}
    for text in (line for block in page for line in block.lines):
        key = flat(text)
        alike = starting.setdefault(key[:START_CHARS], {})
        if len(alike) < MOST_ALIKE:
            alike[key] = text
    keys = [flat(line) for line in lines]
    found, at = list[str](), 0
    while at < len(lines):
        start = "".join(keys[at : at + START_CHARS])[:START_CHARS]
        texts = starting.get(start, {}) if keys[at] else {}
        ends = {_end(key, keys, at): text for key, text in texts.items()}
        end = max(ends, default=at)
        found.append(ends[end] if end > at + 1 else lines[at])
        at = max(end, at + 1)
    return found


def _end(paragraph: str, keys: Sequence[str], start: int) -> int:
    """Behind the last of the lines from `start` on that make up the paragraph, or `start`."""
    end, reached, last = start, 0, min(len(keys), start + MOST_WRAPPED)
    while reached < len(paragraph) and end < last:
        if not paragraph.startswith(keys[end], reached):
            return start
        reached += len(keys[end])
        end += 1
    return end if reached == len(paragraph) else start


def parted(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """`lines`, parted again where an extractor at its wits' end made one of many paragraphs."""
    if len(lines) > FEW_LINES:
        return list(lines)
    keys = [flat(block.text) for block in page]
    return [part for line in lines for part in _parts(line, page, keys)]


def _parts(line: str, page: Sequence[Block], keys: Sequence[str]) -> list[str]:
    whole, found, at = flat(line), list[str](), 0
    for block, key in zip(page, keys, strict=True):
        if key and whole.startswith(key, at):
            found.append(block.text)
            at += len(key)
    return found if found and at == len(whole) else [line]


def joined(lines: Sequence[str], page: Sequence[Block]) -> str:
    """The text: a newline between lines that the page breaks within a paragraph, as in the text of
    a feed, and a blank line between all others.
    """
    close = set[tuple[str, str]]()
    for block in page:
        keys = [flat(line) for line in block.lines]
        close.update(pair for pair in pairwise(keys) if all(pair))
    keys = [flat(line) for line in lines]
    signs = ["\n" if pair in close else "\n\n" for pair in pairwise(keys)]
    return "".join(map(add, lines, [*signs, ""]))


def spelt(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """`lines` as the page spells them, where an extractor lost the joiners that Persian and scripts
    of India part words and letters with.
    """
    joined = {flat(block.text): block.text for block in page if _JOINER.search(block.text)}
    return [joined.get(flat(line), line) for line in lines] if joined else list(lines)
