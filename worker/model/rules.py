"""Watch rules as written, and what they found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Severity = Literal["info", "low", "medium", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "low", "medium", "high", "critical")  # rising

# Text zones first; the others are read only by rules that name them (`url:`, `author:`...).
Zone = Literal["title", "lead", "body", "url", "author", "source", "tag"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """In words, of which editors and terminals make a link."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Query:
    """A query text and where each of its lines stands in its file.

    `segments` are (offset in `text`, place of that offset), rising; one for a text on one
    line, more for a YAML block.
    """

    text: str
    language: str  # ISO 639-1, or "any"
    segments: tuple[tuple[int, Place], ...]

    def place_at(self, offset: int) -> Place:
        """The place of a code-point offset into `text`."""
        start, place = max(
            (s for s in self.segments if s[0] <= offset),
            default=self.segments[0],
            key=lambda s: s[0],
        )
        return Place(place.file, place.line, place.column + max(0, offset - start))


@dataclass(frozen=True, slots=True)
class ListedName:
    """One spelling from a list file, in reading order of words, and what the list says of it.

    `id` and `program` are the list's own columns. `guarded`: so common or short that it counts only
    where the entity's context stands too.
    """

    text: str
    id: str | None = None
    program: str | None = None
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class NameList:
    """A list file as it was read; `version` (32 hex) names its content and how it was read.

    `packed` is that content, compressed by zlib. Without `guards` every name counts, however
    common.
    """

    file: str
    version: str
    names: tuple[ListedName, ...]
    guards: bool = True
    packed: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing with all its spellings; `masks` are phrases in which a name does not count.

    `context` are words (as in a query) one of which must stand in the article's text for a guarded
    name of `listed` to count.
    """

    id: str
    names: tuple[Query, ...]
    masks: tuple[Query, ...] = ()
    listed: NameList | None = None
    context: tuple[Query, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Which entry of a name list a span stands for."""

    entity: str
    name: str
    id: str | None = None
    program: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on the article that are not text. Empty means no condition.

    `feeds` holds feed names, URLs, or `tag:NAME`. `max_age` counts from `published_at`, or
    from `first_seen_at` where no date is known. A story with fewer than `origins` is waited for
    as long as `wait`, and told then.
    """

    languages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    max_age: timedelta | None = None
    origins: int = 1
    wait: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A text a rule must, or must not, match; `spans` are surface strings expected as evidence."""

    place: Place
    match: bool
    title: str = ""
    text: str = ""
    language: str | None = None
    spans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One watch rule. `version` hashes all that decides what it matches, entities included.

    `lists` are the lists of names its entities take, by entity.
    """

    id: str
    title: str
    severity: Severity
    queries: tuple[Query, ...]  # one per language, or a single "any"
    place: Place
    version: str
    source: str  # the rule as written, kept by content for the auditor
    unless: Query | None = None
    where: Where = Where()
    notify: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    expires: date | None = None
    enabled: bool = True
    shadow: bool = False
    cooldown: timedelta | None = None  # how long it rests after each alert to a channel
    hourly_limit: int | None = None  # alerts an hour and channel
    tests: tuple[RuleTest, ...] = ()
    languages: tuple[str, ...] = ("en",)  # whose forms an "any" query takes
    lists: Mapping[str, NameList] = field(default_factory=dict, compare=False, repr=False)

    def spoken(self, query: Query) -> tuple[str, ...]:
        """The languages whose forms the words of one of its queries take."""
        return self.languages if query.language == "any" else (query.language,)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage that made a rule match.

    `text` is an excerpt of the zone's original text, `spans` are code-point offsets into
    `text`, `start` is where the excerpt begins in the zone (an ellipsis counts for nothing:
    `start` is the zone offset of the first real character), `term` is what the rule wrote.
    """

    zone: Zone
    text: str
    spans: tuple[tuple[int, int], ...]
    term: str
    start: int = 0
    listed: tuple[Listed, ...] = ()  # the list entries behind the spans, each once


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule matching one article, with its evidence in reading order."""

    rule_id: str
    rule_version: str
    language: str  # of the query that matched
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class RuleHistory:
    """What rules heard in the stored articles, by rule id; a rule that heard nothing is absent.

    `day` and `week` hold ids of articles first seen in the last 24 hours and 7 days.
    `live` says since when a rule that never heard anything has run (as far back as articles are
    stored), and how many articles were first seen since.
    """

    at: datetime
    articles_day: int
    articles_week: int
    day: Mapping[str, frozenset[int]]
    week: Mapping[str, frozenset[int]]
    live: Mapping[str, tuple[datetime, int]]
