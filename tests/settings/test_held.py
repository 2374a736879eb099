"""What a configuration says of when not to speak: quiet hours, limits, cooldown, origins."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.settings.desk import MAIN, Desk
from worker.model import QuietHours

CHANNEL = "version: 1\ntimezone: Europe/Oslo\nchannels:\n  desk: {type: console, quiet_hours: "
RULE = "version: 1\nrules:\n  - id: strikes\n    match: strikes\n"
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{from: 22:00, to: 07:00}", QuietHours(time(22), time(7), OSLO)),
        (
            "{from: 00:00, to: 00:00, days: [sat, sun], timezone: Asia/Kolkata}",
            QuietHours(time(0), time(0), ZoneInfo("Asia/Kolkata"), frozenset({5, 6})),
        ),
    ],
)
def test_quiet_hours(written: str, expected: QuietHours, tmp_path: Path) -> None:
    settings = Desk(tmp_path, CHANNEL + written + "}\n").load()
    assert settings.channels["desk"].quiet == expected
    assert settings.channels["console"].quiet is None


WRONG = {
    "{from: 22:00}": (39, "CFG003"),
    "{from: 25:00, to: 07:00}": (45, "CFG006"),
    "{from: 9:00, to: 07:00}": (45, "CFG006"),
    "{from: 22:00, to: 7}": (56, "CFG006"),
    "{from: 22:00, to: 07:00, days: []}": (69, "CFG005"),
    "{from: 22:00, to: 07:00, days: [monday]}": (70, "CFG005"),
    "{from: 22:00, to: 07:00, timezone: Mars}": (73, "CFG008"),
    "{from: 22:00, to: 22:00}": (56, "CFG005"),
    "{from: 22:00, to: 22:00, days: [mon, tue, wed, thu, fri, sat, sun]}": (56, "CFG005"),
    "{start: 22:00, to: 07:00}": (39, "CFG001"),
}


@pytest.mark.parametrize("written", WRONG)
def test_quiet_hours_that_are_none(written: str, tmp_path: Path) -> None:
    found = Desk(tmp_path, CHANNEL + written + "}\n").refusal().problems
    places = {(problem.place.column, problem.code) for problem in found}
    assert WRONG[written] in places
    assert {problem.place.line for problem in found} == {4}


def test_limits_a_cooldown_and_a_wait(tmp_path: Path) -> None:
    main = "version: 1\nchannels: {desk: {type: console, hourly_limit: 10}}\n"
    rule = RULE + "    cooldown: 2h\n    hourly_limit: 3\n    where: {origins: 2, wait: 1h}\n"
    settings = Desk(tmp_path, main, a=rule).load()
    assert settings.channels["desk"].hourly_limit == 10
    (found,) = settings.rules
    assert (found.cooldown, found.hourly_limit) == (timedelta(hours=2), 3)
    assert (found.where.origins, found.where.wait) == (2, timedelta(hours=1))


def test_nothing_is_limited_unless_said_and_a_wait_has_its_length(tmp_path: Path) -> None:
    settings = Desk(
        tmp_path, MAIN, a=RULE, b=RULE.replace("strikes", "b") + "    where: {origins: 3}\n"
    ).load()
    plain, careful = settings.rules
    assert (plain.cooldown, plain.hourly_limit, plain.where.origins) == (None, None, 1)
    assert careful.where.wait == timedelta(minutes=30)
    assert settings.channels["console"].hourly_limit is None


def test_when_a_rule_may_speak_is_no_part_of_what_it_matches(tmp_path: Path) -> None:
    plain = Desk(tmp_path / "a", MAIN, a=RULE).load().rules[0]
    limited = RULE + "    cooldown: 2h\n    where: {origins: 2}\n"
    assert Desk(tmp_path / "b", MAIN, a=limited).load().rules[0].version == plain.version
