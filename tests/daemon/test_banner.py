from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.settings.desk import RULES, Desk
from worker.daemon.banner import facts_of
from worker.store.views import StatusView

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATUS = StatusView("0016", {"ok": 1}, 9, 0, None, {}, NOON + HOUR, (), ())
PLACE = "sqlite /srv/wirebell.db"


def main_with(feeds: str) -> str:
    return f"version: 1\ntimezone: Europe/Oslo\nfeeds: {feeds}\nweb: {{listen: off}}\n"


@pytest.mark.parametrize(
    ("feeds", "due", "words"),
    [
        ("[https://e.org/f]", NOON + 2 * HOUR, "2026-11-22 15:00:00 CET"),  # not a silence's end
        ("[https://e.org/f]", NOON, "now"),
        ("[https://e.org/f]", None, "now"),  # all are being asked
        ("[{url: https://e.org/f, enabled: false}]", None, "never: no feed is watched"),
        ("[]", None, "never: no feed is watched"),
    ],
)
def test_the_next_poll(feeds: str, due: datetime | None, words: str, tmp_path: Path) -> None:
    settings = Desk(tmp_path, main_with(feeds), a=RULES).load()
    facts = facts_of(settings, replace(STATUS, next_poll_at=due), PLACE, NOON)
    assert facts["next_poll"] == words
    assert facts["database"] == "/srv/wirebell.db (schema 0016)"


@pytest.mark.parametrize(
    ("feeds", "words"),
    [
        ({"ok": 3, "failing": 1}, None),
        ({"ok": 3, "gone": 1}, "1 gone: see `wirebell feeds list`"),
        ({"hostile": 2, "gone": 1}, "1 gone, 2 hostile: see `wirebell feeds list`"),
    ],
)
def test_feeds_that_are_hardly_asked_are_named_as_the_list_names_them(
    feeds: dict[str, int], words: str | None, tmp_path: Path
) -> None:
    settings = Desk(tmp_path, main_with("[https://e.org/f]"), a=RULES).load()
    facts = facts_of(settings, replace(STATUS, feeds=feeds), PLACE, NOON)
    assert facts.get("feeds") == words
