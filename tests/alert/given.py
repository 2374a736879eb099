"""Articles, rules and hits as the tables of this room need them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from worker.alert import compose
from worker.alert.fit import MOST_BYTES
from worker.model import (
    Article,
    Evidence,
    Hit,
    Place,
    Rule,
    Severity,
    Sighting,
    Source,
    Speak,
    Story,
    Told,
    Utterance,
    Where,
)

NOW = datetime(2026, 11, 22, 8, 41, 7, tzinfo=UTC)
SEEN = NOW - timedelta(seconds=0.4)
LIVE = Sighting("https://press.example/rss", "Example Press", ("world",), SEEN, backlog=False)
BACKLOG = replace(LIVE, feed_url="https://other.example/rss", feed_name="Other", backlog=True)
SOURCE = Source(
    "Financial Times",
    "press.example",
    Evidence("body", "… the Financial Times reported.", ((6, 21),), "Financial Times"),
)
STORY = Story(3, "Strikes on Moscow backed", SEEN, 1, 1, ("en",), "https://press.example/a")


def article(*sightings: Sighting, **changes: Any) -> Article:
    """An article seen live by one feed unless said otherwise."""
    known = Article(
        id=7,
        title="Strikes on Moscow backed",
        lead="A lead.",
        body="A body about long-range strikes.",
        url="https://press.example/a?x=1",
        canonical_url="https://press.example/a",
        author="Jo Doe",
        language="en",
        published_at=NOW - timedelta(minutes=3),
        first_seen_at=SEEN,
        revision=1,
        body_hash="00",
        retrieved_at=SEEN,
        sightings=sightings or (LIVE,),
    )
    return replace(known, **changes)


def rule(rule_id: str, severity: Severity = "medium", **changes: Any) -> Rule:
    """A rule that may speak."""
    place = Place("rules/a.yaml", 1, 1)
    return replace(Rule(rule_id, f"On {rule_id}", severity, (), place, "v1", ""), **changes)


def aged(hours: float) -> Where:
    """A condition on the article's age."""
    return Where(max_age=timedelta(hours=hours))


def hit(rule_id: str, *evidence: Evidence) -> Hit:
    """A rule that matched."""
    return Hit(rule_id, "v1", "en", evidence)


def told(channel: str, *rules: str, severity: Severity = "medium", sequence: int = 1) -> Told:
    """What a channel has heard about the story."""
    return Told(11, channel, sequence, severity, rules, (7,))


def passage(
    text: str = "launching long-range strikes on", start: int = 10, end: int = 28
) -> Evidence:
    """One passage with one span."""
    return Evidence("body", text, ((start, end),), "long-range strike")


STRIKES = rule("long-range-strikes", "high", labels={"desk": "ukraine"})


def utterance(*rule_ids: str, **changes: Any) -> Utterance:
    speak = Speak("desk", "alert.opened", "first report", "high", rule_ids)
    return Utterance("msg_1", 11, 1, STORY, replace(speak, **changes))


def composed(
    rules: Sequence[Rule] = (STRIKES,), hits: Sequence[Hit] | None = None, **changes: Any
) -> dict[str, Any]:
    """The body of an alert about all of the rules; `changes` are the article's."""
    ids = [known.id for known in rules]
    text = compose(
        utterance(*ids),
        article(**changes),
        [hit(i, passage()) for i in ids] if hits is None else hits,
        {known.id: known for known in rules},
        NOW,
        source=SOURCE,
    )
    assert len(text.encode()) <= MOST_BYTES
    body = json.loads(text)
    assert isinstance(body, dict)
    return body
