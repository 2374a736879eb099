"""What may keep an alert from being said now, and what is to be said of it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from typing import TYPE_CHECKING, Literal

from worker.model.rules import Severity

if TYPE_CHECKING:
    from worker.model.alerts import Channel

# In what a silence may tell apart; `label` is written "key=value".
Matched = Literal["rule", "label", "channel", "feed", "story"]
MATCHED: tuple[Matched, ...] = ("rule", "label", "channel", "feed", "story")

# What a promise is about: the end of a silence or of quiet hours, a digest of what was over a
# limit, an article that waits for another origin, a correction that came too soon after the last.
PromiseKind = Literal["silence", "quiet", "limit", "wait", "correction"]


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody's word that what it matches is not told from `starts_at` until `ends_at`.

    `matchers` are (what, glob); of one kind any has to fit, and every kind that is named.
    """

    id: int
    author: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    matchers: tuple[tuple[Matched, str], ...]


@dataclass(frozen=True, slots=True)
class SilenceView:
    """A silence as people are shown it."""

    id: str
    state: Literal["coming", "active", "over"]
    author: str
    reason: str
    starts_at: datetime
    ends_at: datetime
    matchers: tuple[str, ...]  # "rule=long-*", "label=desk=ukraine"
    held: int  # articles it holds now, each channel counted

    @classmethod
    def of(cls, silence: Silence, held: int, now: datetime) -> SilenceView:
        """The silence as it stands now."""
        begun, over = silence.starts_at <= now, silence.ends_at <= now
        return cls(
            id=str(silence.id),
            state="over" if over else "active" if begun else "coming",
            author=silence.author,
            reason=silence.reason,
            starts_at=silence.starts_at,
            ends_at=silence.ends_at,
            matchers=tuple(f"{what}={glob}" for what, glob in silence.matchers),
            held=held,
        )


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until `ends` in its zone, the next day's where it is no later.

    `days` are those on which it begins: 0 is Monday.
    """

    begins: time
    ends: time
    zone: tzinfo
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Rang:
    """One alert that was said to a channel."""

    at: datetime
    channel: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a decision: all that may keep it from being said now.

    `lately` is what was said within the last hour, and within any rule's cooldown. `waited` are
    the rules whose wait for another origin is over. `corrected_at` is when a correction of the
    article was told last.
    """

    story: int | None = None
    silences: Sequence[Silence] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    lately: Sequence[Rang] = ()
    waited: frozenset[str] = frozenset()
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """When what is held will be spoken of again: one promise for each (kind, subject, channel).

    Without a channel it concerns every one. `found` counts the origins known so far, `news` is why
    it would have been said.
    """

    kind: PromiseKind
    subject: str
    due_at: datetime
    channel: str = ""
    severity: Severity = "info"
    found: int = 1
    news: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is kept in the store until it is kept in fact."""

    id: int
    kind: PromiseKind
    subject: str
    channel: str
    due_at: datetime
    article_id: int | None
    found: int


@dataclass(frozen=True, slots=True)
class Held:
    """One article that was held from one channel, and why; `news` is what there was to say."""

    channel: str
    reason: str
    news: str
    severity: Severity
    rules: tuple[str, ...]
    article_id: int
    title: str
    url: str | None
    story_id: int | None
    headline: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """An article's text as it was when it was last told, and when a correction was told last.

    `same_source`: whether it came from where the present one does, so that the two may be
    compared. `rewritten`, where too little of the text is stored for that: whether the present one
    says something else.
    """

    title: str
    lead: str
    body: str
    same_source: bool
    corrected_at: datetime | None
    rewritten: bool | None = None
