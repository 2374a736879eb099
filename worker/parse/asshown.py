"""The lines an extractor found, as the page shows them: parted, and spelled.

An extractor may lose what stands between letters and, at its wits' end, between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.parse.blocks import Block, flat

FEW_LINES = 10  # of a text whose lines may be several paragraphs each
_JOINER = re.compile("(?<=\\w)[\u200c\u200d](?=\\w)")


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


def spelt(lines: Sequence[str], page: Sequence[Block]) -> list[str]:
    """`lines` as the page spells them, where an extractor lost the joiners that Persian and scripts
    of India part words and letters with.
    """
    joined = {flat(block.text): block.text for block in page if _JOINER.search(block.text)}
    return [joined.get(flat(line), line) for line in lines] if joined else list(lines)
