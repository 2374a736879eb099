"""A new rule looking back: how far it has read what came before it, and what it made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from worker.model.articles import Article


@dataclass(frozen=True, slots=True)
class QuietReading:
    """One rule version reading the articles of its last 24 h, telling nobody.

    `stories` are those it would have rung. `done_at` is None while it reads; `edited` when another
    version of the rule ran here before; `example` is the first article it matched.
    """

    rule_id: str
    version: str
    edited: bool
    opened_at: datetime
    articles: int = 0
    matches: int = 0
    stories: int = 0
    example: int | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QuietClaim:
    """Quiet readings that stand at one article, and the next articles for them in article order.

    Leased to `owner`; `last` when no more follow.
    """

    owner: str
    rows: tuple[int, ...]
    readings: tuple[QuietReading, ...]  # one a row
    cursor: int  # the article they stand at
    articles: tuple[Article, ...]
    last: bool


@dataclass(slots=True)
class QuietTally:
    """What one rule made of one batch."""

    matches: int = 0
    stories: int = 0
    example: int | None = None
