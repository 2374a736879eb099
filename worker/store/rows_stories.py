"""The tables of stories: their articles, and what is kept of these to find more like them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index

from worker.store.columns import (
    NEVER_REUSED,
    Base,
    hashes,
    json_text,
    moment,
    number,
    ref,
    row_id,
    words,
)


class StoryRow(Base, table=True):
    """What several articles tell together."""

    __tablename__ = "stories"
    __table_args__ = (Index(None, "canonical_url"), Index(None, "updated_at"), NEVER_REUSED)
    id: int = row_id()
    headline: str = words()
    first_seen_at: datetime = moment()
    updated_at: datetime = moment()
    canonical_url: str | None = words(null=True)
    merged_into: int | None = number(null=True)  # the story that people made it part of


class StoryArticleRow(Base, table=True):
    """An article's place in its one story, with what the story states about it."""

    __tablename__ = "story_articles"
    article_id: int = number(primary_key=True, sa_column_kwargs={"autoincrement": False})
    story_id: int = ref("stories.id", ondelete="CASCADE", index=True)
    outlet: str = words()
    language: str | None = words(null=True)
    because: str | None = words(null=True)  # why it was placed here
    score: float | None = None
    shared: list[str] | None = json_text(null=True)  # anchors, as written
    copy_of: int | None = number(null=True)  # an article
    at: datetime | None = moment(null=True)  # published, or first seen
    origin: str | None = words(null=True)  # whom it credits for its news, or itself
    credit: dict[str, object] | None = json_text(null=True)  # the passage that shows it


class FingerprintRow(Base, table=True):
    """What grouping keeps of an article that rules heard (`worker.model.Fingerprint`)."""

    __tablename__ = "fingerprints"
    __table_args__ = (Index(None, "at"),)
    article_id: int = ref("articles.id", ondelete="CASCADE", primary_key=True)
    at: datetime = moment()
    language: str | None = words(null=True)
    outlet: str = words()
    anchors: dict[str, float] = json_text()
    surfaces: dict[str, str] = json_text()
    words: dict[str, float] = json_text()
    sketch: tuple[int, ...] = hashes()
    triples: int


class FingerprintKeyRow(Base, table=True):
    """What an article may be found by: its weightiest anchors and words, some hashes."""

    __tablename__ = "fingerprint_keys"
    key: str = words(primary_key=True)
    article_id: int = ref(
        "fingerprints.article_id", ondelete="CASCADE", primary_key=True, index=True
    )
