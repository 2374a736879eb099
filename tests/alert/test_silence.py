from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.alert.given import BACKLOG, LIVE, NOW, article, rule
from worker.alert.silence import fits, holding, silenced_channels, words
from worker.model import Matched, Sighting, Silence

HOUR = timedelta(hours=1)
STRIKES = rule("long-range-strikes", labels={"desk": "ukraine", "tier": "1"})


def silence(*matchers: tuple[Matched, str], number: int = 1, hours: float = 1) -> Silence:
    return Silence(number, "ann", "maintenance", NOW - HOUR, NOW + hours * HOUR, matchers)


CASES: dict[str, tuple[tuple[tuple[Matched, str], ...], bool]] = {
    "exact": ((("rule", "long-range-strikes"),), True),
    "glob": ((("rule", "LONG-*"),), True),
    "another rule": ((("rule", "steel"),), False),
    "any of one kind": ((("rule", "steel"), ("rule", "long*")), True),
    "all kinds": ((("rule", "long*"), ("channel", "night")), False),
    "a label": ((("label", "desk=ukr*"),), True),
    "another label": ((("label", "desk=steel"),), False),
    "the channel": ((("channel", "desk"),), True),
    "the feed's name": ((("feed", "Example Press"),), True),
    "the feed's address": ((("feed", "https://press.example/*"),), True),
    "another feed": ((("feed", "Reuters"),), False),
    "the story": ((("story", "3"),), True),
    "another story": ((("story", "30"),), False),
}


@pytest.mark.parametrize(("matchers", "expected"), CASES.values(), ids=CASES.keys())
def test_what_fits(matchers: tuple[tuple[Matched, str], ...], *, expected: bool) -> None:
    assert fits(silence(*matchers), STRIKES, "desk", article(), 3) is expected


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [((LIVE,), True), ((LIVE, BACKLOG), False), ((), False)],
    ids=["the one feed", "another feed tells it too", "no feed known"],
)
def test_what_another_feed_tells_is_not_silenced(
    sightings: tuple[Sighting, ...], *, expected: bool
) -> None:
    found = replace(article(), sightings=sightings)
    assert fits(silence(("feed", "Example*")), STRIKES, "desk", found, 3) is expected


def test_no_story_fits_no_story() -> None:
    assert not fits(silence(("story", "*")), STRIKES, "desk", article(), None)


def test_the_one_that_lasts_longest_holds() -> None:
    everything: tuple[Matched, str] = ("rule", "*")
    over = silence(everything, number=1, hours=0)
    coming = replace(silence(everything, number=2, hours=9), starts_at=NOW + HOUR)
    short, long = silence(everything, number=3), silence(everything, number=4, hours=2)
    known = [over, coming, long, short]
    assert holding(known, STRIKES, "desk", article(), 3, NOW) == long
    assert holding(known[:2], STRIKES, "desk", article(), 3, NOW) is None


def test_who_hears_that_it_is_over() -> None:
    rules = {"a": rule("a"), "b": rule("b", labels={"desk": "x"})}
    routes = {"a": ("desk", "night"), "b": ("ops",), "gone": ("elsewhere",)}
    assert silenced_channels(silence(("rule", "a")), rules, routes) == ("desk", "night")
    assert silenced_channels(silence(("channel", "n*")), rules, routes) == ("night",)
    assert silenced_channels(silence(("label", "desk=x"), ("feed", "A")), rules, routes) == ("ops",)


def test_the_reason_names_who_until_when_and_why() -> None:
    assert words(silence(("rule", "*"))) == (
        "silenced by ann until 2026-11-22T09:41:07Z: maintenance"
    )
