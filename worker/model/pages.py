"""The page behind an article: what it says, and whether that is the article at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class PageVerdict(StrEnum):
    """What a page turned out to be; only the text of an OK page replaces the feed's."""

    OK = "ok"
    PARTIAL = "partial"  # a teaser, or less than the page or the feed promises
    WALL = "wall"  # consent, payment, log-in, a check for robots
    EMPTY = "empty"  # no text found


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page and the verdict on it, with the reason in one sentence for people.

    `text` is what was found whatever the verdict; paragraphs are parted by a blank line.
    `line_keys` are 63-bit hashes of the lines the page showed, chrome included: a line that
    several pages of a host share is no news (`worker.parse.fulltext`).
    """

    verdict: PageVerdict
    text: str = field(repr=False)
    words: str
    line_keys: tuple[int, ...] = field(default=(), repr=False)
