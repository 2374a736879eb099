"""What an article adds, and what stands around: reasons to speak, reasons to hold for a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.alert.given import NOW, article, hit, rule, told
from worker.alert import decide
from worker.alert.gates import in_words
from worker.model import (
    Adds,
    Around,
    Channel,
    Decision,
    Hold,
    Later,
    QuietHours,
    Rang,
    Rule,
    Silence,
    Speak,
    Told,
    Where,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
OSLO = ZoneInfo("Europe/Oslo")
DAY_OFF = QuietHours(time(9), time(12), OSLO)  # NOW is 9:41 there
NOON = NOW.replace(hour=11, minute=0, second=0)
TWO = Where(origins=2, wait=HOUR)
SILENCE = Silence(4, "ann", "drill", NOW - HOUR, NOW + HOUR, (("rule", "a"),))
WORDS = "silenced by ann until 2026-11-22T09:41:07Z: drill"


@dataclass(frozen=True)
class Case:
    expected: tuple[Decision, ...]
    rules: Sequence[Rule] = (rule("a"),)
    heard: Sequence[str] = ("a",)
    told: Sequence[Told] = ()
    adds: Adds = field(default_factory=Adds)
    around: Around = field(default_factory=Around)


def around(**facts: Any) -> Around:
    return Around(story=3, **facts)


def desk(**options: Any) -> Mapping[str, Channel]:
    return {"desk": Channel("desk", "webhook", **options)}


def rang(*minutes_ago: float, rules: tuple[str, ...] = ("a",), channel: str = "desk") -> list[Rang]:
    return [Rang(NOW - minutes * MINUTE, channel, rules) for minutes in minutes_ago]


def opened(reason: str = "first report", severity: Any = "medium", *ids: str) -> Speak:
    return Speak("desk", "alert.opened", reason, severity, ids or ("a",))


def updated(reason: str, severity: Any = "medium", *ids: str) -> Speak:
    return Speak("desk", "alert.updated", reason, severity, ids or ("a",))


def held(reason: str, later: Later | None = None, *ids: str) -> Hold:
    return Hold(reason, ids or ("a",), "desk", later)


def limit(due: Any) -> Later:
    return Later("limit", "", due, "desk", "medium", 1, "first report")


KNOWN = (replace(told("desk", "a"), articles=(1,)),)
BY_DIGEST = (replace(KNOWN[0], sequence=0),)
TEN = "over 10 an hour: in the next digest"

ADDS = {
    "no material change": Case((held("no material change"),), told=KNOWN),
    "a copy": Case((held("copy"),), told=KNOWN, adds=Adds(copy_of=1)),
    "a copy adds nothing, whatever else is said of it": Case(
        (held("copy"),), told=KNOWN, adds=Adds(copy_of=1, new_origin="NTB", origins=2)
    ),
    "a copy is news to a channel that heard nothing": Case((opened(),), adds=Adds(copy_of=1)),
    "another origin": Case(
        (updated("another origin (2): NTB"),), told=KNOWN, adds=Adds(origins=2, new_origin="NTB")
    ),
    "new facts": Case(
        (updated("new facts in known text: Kyiv, 42"),),
        told=KNOWN,
        adds=Adds(new_facts=("Kyiv", "42")),
    ),
    "more new facts than are shown": Case(
        (updated("new facts in known text: 1, 2, 3, 4, 5 and 2 more"),),
        told=KNOWN,
        adds=Adds(new_facts=tuple("1234567")),
    ),
    "names that the story did not hold": Case(
        (updated("names new to the story: Goran Tesanic, 2, 3, 4, 5 and 1 more"),),
        told=KNOWN,
        adds=Adds(new_names=("Goran Tesanic", "2", "3", "4", "5", "6")),
    ),
    "another language": Case(
        (updated("first report in nb"),), told=KNOWN, adds=Adds(new_language="nb")
    ),
    "all at once": Case(
        (
            updated(
                "also matches b; another origin (3): FT; first report in nb", "medium", "a", "b"
            ),
        ),
        rules=(rule("a"), rule("b")),
        heard=("a", "b"),
        told=KNOWN,
        adds=Adds(origins=3, new_origin="FT", new_language="nb"),
    ),
    "related": Case((opened("related to Fire in Oslo"),), adds=Adds(related="Fire in Oslo")),
    "corrected": Case(
        (updated("corrected: “ten” is now “two”; “x” was added"),),
        told=(told("desk", "a"),),
        adds=Adds(corrected=("“ten” is now “two”", "“x” was added")),
    ),
    "corrected, but never told here": Case(
        (held("no material change"),), told=KNOWN, adds=Adds(corrected=("“x” was added",))
    ),
    "what was told does not become news by being read again": Case(
        (held("already told"),), told=(told("desk", "a"),), adds=Adds(origins=2, new_origin="FT")
    ),
    "a digest told of it: the first alert opens": Case(
        (opened("another origin (2): FT"),),
        told=BY_DIGEST,
        adds=Adds(origins=2, new_origin="FT"),
    ),
    "a digest told of it, and nothing is new": Case((held("no material change"),), told=BY_DIGEST),
    "an update of an edited rule keeps the severity that was told": Case(
        (updated("first report in nb"),),
        rules=(rule("a", "critical"),),
        told=KNOWN,
        adds=Adds(new_language="nb"),
    ),
    "acknowledged": Case(
        (held("acknowledged: no more updates"),),
        told=(replace(KNOWN[0], acknowledged_at=NOW),),
        adds=Adds(origins=2, new_origin="FT"),
    ),
    "acknowledged elsewhere": Case(
        (opened(),), told=(replace(told("night", "a"), acknowledged_at=NOW),)
    ),
}

GATES = {
    "silenced": Case(
        (held(WORDS, Later("silence", "4", NOW + HOUR, "", "medium", 1, "first report")),),
        around=around(silences=[SILENCE]),
    ),
    "silenced, critical or not": Case(
        (held(WORDS, Later("silence", "4", NOW + HOUR, "", "critical", 1, "first report")),),
        rules=(rule("a", "critical"),),
        around=around(silences=[SILENCE]),
    ),
    "one rule silenced, the other speaks": Case(
        (
            held(WORDS, Later("silence", "4", NOW + HOUR, "", "medium", 1, "first report")),
            opened("first report", "medium", "b"),
        ),
        rules=(rule("a"), rule("b")),
        heard=("a", "b"),
        around=around(silences=[SILENCE]),
    ),
    "silenced, but there was nothing to say": Case(
        (held("copy"),), told=KNOWN, adds=Adds(copy_of=1), around=around(silences=[SILENCE])
    ),
    "a silence that is over": Case(
        (opened(),), around=around(silences=[replace(SILENCE, ends_at=NOW)])
    ),
    "one origin is not two": Case(
        (
            held(
                "1 of 2 origins: waits up to 1h for another",
                Later("wait", "3:a", NOW + HOUR, "", "medium", 1, "first report"),
            ),
        ),
        rules=(rule("a", where=TWO),),
        around=around(),
    ),
    "two origins are": Case(
        (opened(),), rules=(rule("a", where=TWO),), adds=Adds(origins=2, new_origin="FT")
    ),
    "the wait is over": Case(
        (opened("first report (waited 1h for 2 origins, found 1)"),),
        rules=(rule("a", where=TWO),),
        around=around(waited=frozenset({"a"})),
    ),
    "the wait of one that joins is over": Case(
        (updated("also matches b (waited 1h for 2 origins, found 1)", "medium", "b"),),
        rules=(rule("a"), rule("b", where=TWO)),
        heard=("b",),
        told=KNOWN,
        around=around(waited=frozenset({"b"})),
    ),
    "a rule that spoke waits no more": Case(
        (updated("first report in nb"),),
        rules=(rule("a", where=TWO),),
        told=KNOWN,
        adds=Adds(new_language="nb"),
        around=around(),
    ),
    "quiet hours": Case(
        (
            held(
                "quiet hours until 2026-11-22 12:00",
                Later("quiet", "desk", NOON, "desk", "medium", 1, "first report"),
            ),
        ),
        around=around(channels=desk(quiet=DAY_OFF)),
    ),
    "critical passes the night and every limit": Case(
        (opened("first report", "critical"),),
        rules=(rule("a", "critical", cooldown=HOUR, hourly_limit=1),),
        around=around(channels=desk(quiet=DAY_OFF, hourly_limit=1), lately=rang(1, 2)),
    ),
    "under the limit": Case(
        (opened(),),
        around=around(channels=desk(hourly_limit=10), lately=rang(*range(1, 10))),
    ),
    "at the channel's limit": Case(
        (held(TEN, limit(NOW + HOUR)),),
        around=around(channels=desk(hourly_limit=10), lately=rang(*range(1, 11), rules=("z",))),
    ),
    "what was said elsewhere, or longer ago, is not counted": Case(
        (opened(),),
        around=around(
            channels=desk(hourly_limit=2), lately=rang(1, channel="night") + rang(60, 61, 2)
        ),
    ),
    "at the rule's limit": Case(
        (held(TEN, limit(NOW + HOUR)),),
        rules=(rule("a", hourly_limit=10),),
        around=around(lately=rang(*range(1, 11))),
    ),
    "another rule's alerts do not count": Case(
        (opened(),),
        rules=(rule("a", hourly_limit=1),),
        around=around(lately=rang(1, 2, rules=("b",))),
    ),
    "in its cooldown": Case(
        (held("cooldown of 2h: in the next digest", limit(NOW + 30 * MINUTE)),),
        rules=(rule("a", cooldown=2 * HOUR),),
        around=around(lately=rang(300, 90)),
    ),
    "after its cooldown, and never yet": Case(
        (opened("first report", "medium", "a", "b"),),
        rules=(rule("a", cooldown=HOUR), rule("b", cooldown=HOUR)),
        heard=("a", "b"),
        around=around(lately=rang(60)),
    ),
    "corrected twice within the hour": Case(
        (
            held(
                "corrected again within an hour: told together",
                Later(
                    "correction",
                    "7",
                    NOW + 20 * MINUTE,
                    "",
                    "medium",
                    1,
                    "corrected: “x” was added",
                ),
            ),
        ),
        told=(told("desk", "a"),),
        adds=Adds(corrected=("“x” was added",)),
        around=around(corrected_at=NOW - 40 * MINUTE),
    ),
    "corrected after an hour": Case(
        (updated("corrected: “x” was added"),),
        told=(told("desk", "a"),),
        adds=Adds(corrected=("“x” was added",)),
        around=around(corrected_at=NOW - HOUR),
    ),
}


@pytest.mark.parametrize("case", [*ADDS.values(), *GATES.values()], ids=[*ADDS, *GATES])
def test_decisions(case: Case) -> None:
    rules = {known.id: known for known in case.rules}
    routes = dict.fromkeys(rules, ("desk",))
    hits = [hit(rule_id) for rule_id in case.heard]
    found = decide(article(), hits, rules, case.told, routes, NOW, case.adds, case.around)
    assert found == case.expected


@pytest.mark.parametrize(
    ("length", "expected"), [(90, "90s"), (120, "2m"), (7_200, "2h"), (172_800, "2d")]
)
def test_a_length_as_it_would_be_written(length: int, expected: str) -> None:
    assert in_words(timedelta(seconds=length)) == expected
