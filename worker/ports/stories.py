"""What the pipeline asks of a ledger to find an article's story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from worker.model import (
    Adds,
    Article,
    Because,
    Fingerprint,
    KnownStory,
    Source,
    Story,
    Telling,
    Text,
)


class Grouping(Protocol):
    """The half of a ledger that knows the stories."""

    def near(self, found: Fingerprint) -> Sequence[KnownStory]:
        """Stories the article may belong to, within 72 h, those that share most with it first."""

    def texts_of(self, article_ids: Sequence[int]) -> Mapping[int, Text]:
        """What these articles say, by id; of those that are gone nothing."""

    def keep_fingerprint(self, found: Fingerprint) -> None:
        """Have later articles find this one; an earlier fingerprint of it is replaced."""

    def tellings(self, story: Story) -> Sequence[Telling]:
        """Who tells the story, when, and whence they have it."""

    def coverage(self, found: Fingerprint, after: int) -> Sequence[Article]:
        """Articles with ids above `after` that no rule heard, in no story, which share names with
        this one: a few of the latest, the oldest first.
        """

    def withdraw_coverage(self, article: Article) -> None:
        """Take an article that no rule heard before out of the story it was counted in: one hears
        it now, and it is placed like any other. One that was heard stays where it is.
        """

    def source_of(self, article: Article) -> Source | None:
        """Whence an article that is in a story has its news; None if that was never noted."""

    def open_story(
        self, article: Article, headline: str, because: Because, adds: Adds = ...
    ) -> Story:
        """A new story with this article as its first member."""

    def join_story(
        self, story: Story, article: Article, because: Because, adds: Adds = ...
    ) -> Story:
        """The story with the article in it, and why; joining twice changes nothing."""
