"""`routes:` in the main file: what it means, and each mistake with its place and its cure."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from tests.settings.desk import Desk
from worker.model import Place, Route
from worker.settings import schema

MAIN = """\
version: 1
timezone: Europe/Oslo
channels:
  desk: {type: console}
  night: {type: console}
routes:
"""
RULES = """\
version: 1
rules:
  - {id: strikes, match: strikes, labels: {desk: ukraine, kind: war}}
  - {id: grain, match: grain, labels: {desk: food}}
"""
TREE = """\
  - labels: {desk: [ukraine, food]}
    severity: high+
    notify: [desk, desk]
    continue: true
    routes:
      - {days: [fri-sun, wed], hours: 22:00-06:00, timezone: UTC, notify: [night]}
      - {languages: [no, en], tags: [norway], rules: [grain]}
  - {severity: critical, notify: [night]}
"""
FEEDS = """\
feeds: [{url: "https://e.org/f", tags: [Norway]}]
"""


def test_a_tree_as_documented(tmp_path: Path) -> None:
    settings = Desk(tmp_path, MAIN + TREE + FEEDS, a=RULES).load()
    oslo = ZoneInfo("Europe/Oslo")
    path = str(settings.path)
    here = Place(path, 1, 1)
    assert settings.routes == (
        Route(
            "routes[0]",
            here,
            labels={"desk": ("ukraine", "food")},
            severities=("high", "critical"),
            zone=oslo,
            notify=("desk",),
            goes_on=True,
            routes=(
                Route(
                    "routes[0].routes[0]",
                    here,
                    days=frozenset({2, 4, 5, 6}),
                    hours=(22 * 60, 6 * 60),
                    zone=ZoneInfo("UTC"),
                    notify=("night",),
                ),
                Route(
                    "routes[0].routes[1]",
                    here,
                    languages=("nb", "en"),
                    tags=("norway",),
                    rules=("grain",),
                    zone=oslo,
                ),
            ),
        ),
        Route("routes[1]", here, severities=("critical",), zone=oslo, notify=("night",)),
    )
    assert settings.routes[0].routes[1].place == Place(path, 13, 10)
    assert settings.warnings == ()
    assert settings.origins["routes"] == ("2 written here", f"{path}:7")
    document = yaml.load(MAIN + TREE, yaml.BaseLoader) | {"version": 1}
    document["routes"][0]["continue"] = True
    jsonschema.validate(document, schema()["wirebell.schema.json"])


def test_none_are_none(tmp_path: Path) -> None:
    assert Desk(tmp_path, MAIN, a=RULES).load().routes == ()
    assert Desk(tmp_path, "version: 1\n", a=RULES).load().routes == ()


@pytest.mark.parametrize(
    ("route", "column", "code", "hint"),
    [
        ("{notfy: [desk]}", 6, "CFG001", "did you mean 'notify'?"),
        ("{notify: [desk], routes: [{lables: {}}]}", 32, "CFG001", "did you mean 'labels'?"),
        ("{notify: [dsek]}", 15, "CFG030", "did you mean 'desk'?"),
        ("{notify: [desk], routes: [{notify: [dsek]}]}", 41, "CFG030", "did you mean 'desk'?"),
        ("{notify: []}", 14, "CFG005", None),
        ("{severity: hihg+, notify: [desk]}", 16, "CFG005", "did you mean 'high'?"),
        ("{severity: +high, notify: [desk]}", 16, "CFG005", "did you mean 'high'?"),
        ("{severity: [high], notify: [desk]}", 16, "CFG004", None),
        ("{languages: [xx], notify: [desk]}", 18, "CFG008", None),
        ("{rules: [strike], notify: [desk]}", 14, "CFG033", "did you mean 'strikes'?"),
        ("{rules: [12], notify: [desk]}", 14, "CFG004", "put it in quotes: '12'"),
        ("{labels: {desk: []}, notify: [desk]}", 21, "CFG005", None),
        ("{labels: {desk: {a: b}}, notify: [desk]}", 21, "CFG004", None),
        ("{days: [mon-fry], notify: [desk]}", 13, "CFG006", "did you mean 'fri'?"),
        ("{days: mon-fri, notify: [desk]}", 12, "CFG004", "write [mon-fri]"),
        ("{hours: 8-18, notify: [desk]}", 13, "CFG006", None),
        ("{hours: 08:00-25:00, notify: [desk]}", 13, "CFG006", None),
        ("{hours: 08:00-24:01, notify: [desk]}", 13, "CFG006", None),
        ("{hours: 08:00-08:00, notify: [desk]}", 13, "CFG006", None),
        ("{hours: 24:00-08:00, notify: [desk]}", 13, "CFG006", None),
        ("{timezone: Europe/Olso, notify: [desk]}", 16, "CFG008", "did you mean 'Europe/Oslo'?"),
        ("{continue: yes, notify: [desk]}", 16, "CFG004", "did you mean true?"),
        ("desk", 5, "CFG004", None),
    ],
)
def test_a_mistake_has_its_place_and_its_cure(
    tmp_path: Path, route: str, column: int, code: str, hint: str | None
) -> None:
    (found,) = Desk(tmp_path, f"{MAIN}  - {route}\n", a=RULES).refusal().problems
    assert (found.place.line, found.place.column, found.code) == (7, column, code)
    assert hint is None or found.hint == hint


def test_a_route_must_lead_somewhere(tmp_path: Path) -> None:
    tree = "  - {severity: high}\n  - {severity: low, routes: [{tags: [x], notify: [desk]}, {}]}\n"
    found = Desk(tmp_path, MAIN + tree, a=RULES).refusal().problems
    assert [(p.place.line, p.place.column, p.code) for p in found] == [
        (7, 6, "CFG003"),
        (8, 59, "CFG003"),
    ]
    assert "names no channel" in found[0].message
    inherited = MAIN + "  - {notify: [desk], routes: [{tags: [x]}]}\n"
    assert len(Desk(tmp_path, inherited, a=RULES).load().routes) == 1


def test_labels_that_no_rule_carries_are_warned_of(tmp_path: Path) -> None:
    tree = """\
  - {labels: {dsek: ukraine}, notify: [desk]}
  - {labels: {desk: [ukraine, fod, mars]}, notify: [desk]}
"""
    settings = Desk(tmp_path, MAIN + tree, a=RULES).load()
    assert [each.removeprefix(str(settings.path)) for each in settings.warnings] == [
        ":7:15: warning: no rule has a label 'dsek': did you mean 'desk'?",
        ":8:31: warning: no rule has the label desk: fod: did you mean 'food'?",
        ":8:36: warning: no rule has the label desk: mars",
    ]


def test_tags_that_no_feed_has_are_warned_of_whatever_their_capitals(tmp_path: Path) -> None:
    tree = """\
  - {tags: [NORWAY, nroway], notify: [desk]}
  - {severity: high, notify: [desk], routes: [{tags: [mars], notify: [night]}]}
"""
    settings = Desk(tmp_path, MAIN + tree + FEEDS, a=RULES).load()
    assert [each.removeprefix(str(settings.path)) for each in settings.warnings] == [
        ":7:21: warning: no feed has this tag: 'nroway': did you mean 'Norway'?",
        ":8:55: warning: no feed has this tag: 'mars'",
    ]


def test_rules_are_not_missed_where_a_rule_file_cannot_be_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN + "  - {rules: [gone], notify: [desk]}\n", a=RULES, b="version: [")
    assert [p.code for p in desk.refusal().problems] == ["CFG010"]


def test_the_utc_zone_is_the_default(tmp_path: Path) -> None:
    main = MAIN.replace("timezone: Europe/Oslo\n", "") + "  - {notify: [desk]}\n"
    (route,) = Desk(tmp_path, main, a=RULES).load().routes
    assert str(route.zone) == str(UTC)
