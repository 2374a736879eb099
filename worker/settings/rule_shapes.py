"""What may stand in a rule file, key by key: the source of its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from worker.model import Severity
from worker.settings.fields import (
    Day,
    Duration,
    Language,
    LanguageOrAny,
    Line,
    Name,
    NotifyList,
    Prose,
    QueryText,
    Shape,
    Slug,
    Version,
    by_type,
    key,
)


class Plain(Shape):
    """A shape whose defaults are values already: there may be many thousands of it."""

    model_config = ConfigDict(validate_default=False)


MatchShape = Annotated[
    Annotated[QueryText, Tag(">text")]
    | Annotated[dict[LanguageOrAny, QueryText], Field(min_length=1), Tag(">mapping")],
    Discriminator(
        by_type(str=">text", dict=">mapping"),
        custom_error_type="CFG004",
        custom_error_message="expected a query, or one query per language",
    ),
]


class EntityShape(Plain):
    """One thing, all its spellings; `@id` in any rule of any file."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["names"]}, {"required": ["file"]}]}
    )

    names: list[Line] = key((), "Every spelling that counts.")
    file: Line | None = key(None, "A list of names, relative to this file: text, CSV or TSV.")
    column: Line | None = key(None, "The column of a table that holds the names; else `name`.")
    id: Line | None = key(None, "The column that identifies an entry; alerts carry it.")
    program: Line | None = key(None, "The column that says why it is listed; alerts carry it.")
    aliases: Line | None = key(None, "The column with other names, `;` between them.")
    guard: Literal["auto", "off"] = key("auto", "Whether common names need `context`.")
    context: list[Line] = key((), "Words one of which must stand by for a common name to count.")
    masks: list[Line] = key((), "Phrases in which a name does not count.", alias="not")


class WhereShape(Plain):
    """Conditions on the article that are not text."""

    languages: list[Language] = key((), "Only articles in these languages.")
    feeds: list[Line] = key((), "Only these feeds: name, URL or tag:NAME.")
    max_age: Duration | None = key(None, "Only articles younger than this.")
    origins: int = key(1, "Wait until so many distinct origins tell it.", ge=1, le=20)
    wait: Duration | None = key(None, "How long at most (30m unless said); then it rings anyway.")


class TestShape(Plain):
    """A text the rule must, or must not, match."""

    __test__ = False  # not pytest's

    lang: Language | None = key(None, "Language of the text.")
    title: Prose = key("", "Headline of the article.")
    text: Prose | None = key(None, "Body of the article.")
    file: Line | None = key(None, "Path of a text file, relative to this file.")
    match: bool = key(description="Whether the rule must match.")
    spans: list[Line] = key((), "What must be highlighted, as it stands there.")


class RuleShape(Plain):
    """One watch rule."""

    id: Slug = key(description="Stable: alerts, metrics and URLs carry it.")
    title: Line | None = key(None, "As alerts show it; else the id.")
    severity: Severity = key("medium", "How loudly it rings.")
    labels: dict[Line, Line] = key({}, "Carried into alerts.")
    match: MatchShape = key(description="A query, or one per language; `any` runs for all.")
    unless: QueryText | None = key(None, "A query that vetoes a match.")
    where: WhereShape = key(WhereShape())
    notify: NotifyList | None = key(
        None, "Channels; else what `routes` says, else `defaults.notify`."
    )
    owner: Line | None = key(None, "Who answers for this rule.")
    expires: Day | None = key(None, "Warns before and after this day.")
    enabled: bool = key(default=True, description="false: the rule is not run.")
    shadow: bool = key(default=False, description="Report, but tell nobody.")
    cooldown: Duration | None = key(None, "Rests so long after each alert; the rest in a digest.")
    hourly_limit: int | None = key(
        None, "Alerts an hour and channel; the rest in a digest.", ge=1, le=10_000
    )
    tests: list[TestShape] = key((), "Run by check and before every reload.")


class RulesFile(Plain):
    """rules/*.yaml: entities and watch rules."""

    version: Version
    entities: dict[Name, EntityShape] = key({}, "Things with all their spellings.")
    rules: list[RuleShape] = key((), "Watch rules.")
