"""What grouping knows of articles and stories, as it travels between grouping and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from worker.model.alerts import Story


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An article as grouping sees it. Weights are parts of a vector of length one at most.

    `surfaces` gives each anchor as it was written; `sketch` holds the smallest hashes of the text's
    `triples` triples of words, rising.
    """

    article_id: int
    at: datetime
    language: str | None
    outlet: str
    anchors: Mapping[str, float]
    surfaces: Mapping[str, str]
    words: Mapping[str, float]
    sketch: tuple[int, ...]
    triples: int


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says: its title, and its lead and body after each other."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Both, the title first."""
        return f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class KnownStory:
    """A story an article may belong to, with the fingerprints of its latest articles."""

    story: Story
    members: tuple[Fingerprint, ...]
    rules: frozenset[str]  # that heard an article of it
    latest_at: datetime


@dataclass(frozen=True, slots=True)
class Because:
    """Why an article was placed where it is: in words, with the score and the anchors shared."""

    words: str
    score: float = 1.0
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story: who published it when, and whence it has the news.

    `copy_of` is the article it repeats without adding anything.
    """

    article_id: int
    outlet: str
    origin: str
    at: datetime
    copy_of: int | None = None
