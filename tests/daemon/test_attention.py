"""What a person should look at, told from how the installation stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.daemon.attention import ailing, needs_attention
from worker.daemon.living import life_sign, worth_showing
from worker.model import Flow
from worker.store.views import ChannelView, StatusView, WorkerView

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORKER = WorkerView("me", NOON - timedelta(hours=1), NOON, "0.1", "abc", None, 1, 1)
WELL = StatusView("0001", {"ok": 1}, 9, 0, None, {"delivered": 3}, NOON, (WORKER,), ())
CHANNEL = ChannelView(
    "desk", paused=False, reason=None, failing_since=None, waiting=0, delivered=0, dead=0
)


def ago(minutes: float) -> datetime:
    return NOON - timedelta(minutes=minutes)


def once(ended: float) -> WorkerView:
    return replace(WORKER, once=True, beat_at=ago(ended), ended_at=ago(ended))


PROBED = replace(
    CHANNEL,
    flow=Flow.PROBING,
    reason="answered 503",
    failing_since=ago(120),
    rests_until=ago(-4),
)


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (WELL, None),
        (replace(WELL, workers=()), "no worker has ever run"),
        (
            replace(WELL, workers=(replace(WORKER, beat_at=ago(1)),)),
            "last sign of life was 1 min ago",
        ),
        (replace(WELL, workers=(WORKER, replace(WORKER, beat_at=ago(900)))), None),
        (
            replace(WELL, workers=(replace(WORKER, ended_at=NOON),)),
            "no worker is running: the last one was stopped 0 s ago",
        ),
        (replace(WELL, workers=(replace(WORKER, beat_at=ago(-0.5)),)), None),
        (
            replace(WELL, workers=(replace(WORKER, beat_at=ago(-60 * 50)),)),  # killed since
            "no worker is running: the last sign of life lies 2 d ahead: a clock was wrong",
        ),
        (replace(WELL, workers=(once(-60 * 50),)), "the last sign of life lies 2 d ahead"),
        (replace(WELL, workers=(once(-60 * 50), once(9), once(14))), None),
        (
            replace(WELL, workers=(once(-60 * 50), once(16), once(21), once(26))),
            "the last `wirebell once` ended 16 min ago, and it came at least every 5 min",
        ),
        (replace(WELL, workers=(once(1),)), None),
        (replace(WELL, workers=(once(60 * 23),)), None),
        (replace(WELL, workers=(once(60 * 50),)), "the last `wirebell once` ended 2 d ago"),
        (replace(WELL, workers=(once(14), once(19), once(24))), None),
        (
            replace(WELL, workers=(once(16), once(21), once(26))),
            "the last `wirebell once` ended 16 min ago, and it came at least every 5 min",
        ),
        (replace(WELL, workers=(once(9), once(10))), None),  # by hand, twice in a row
        (replace(WELL, workers=(replace(WORKER, once=True), once(100), once(110))), None),
        (
            replace(WELL, workers=(replace(WORKER, once=True, beat_at=ago(2)), once(5))),
            "the last sign of life was 2 min ago",  # it broke off
        ),
        (replace(WELL, unread=500, oldest_unread_at=ago(5)), None),
        (replace(WELL, unread=5, oldest_unread_at=ago(11)), None),
        (replace(WELL, unread=500, oldest_unread_at=ago(11)), "500 articles wait to be read"),
    ],
)
def test_ailing(view: StatusView, reason: str | None) -> None:
    reasons = ailing(view, NOON)
    assert reasons == [] if reason is None else reason in reasons[0]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (WELL, None),
        (
            replace(WELL, workers=(replace(WORKER, config_error="a.yaml:1:1: bad"),)),
            "a.yaml:1:1: bad",
        ),
        (
            replace(WELL, channels=(replace(CHANNEL, paused=True, reason="answered 410"),)),
            "channel desk rests (answered 410)",
        ),
        (
            replace(WELL, channels=(replace(CHANNEL, failing_since=ago(3)),)),
            "began to fail 3 min ago",
        ),
        (
            replace(WELL, feeds={"ok": 1, "unreached": 2}),
            "our own network or proxy is out: 2 feeds could not be reached, nor any other",
        ),
        (
            replace(WELL, channels=(replace(PROBED, waiting=5000),)),
            "nothing for 2 h (answered 503); 5,000 wait, the next probe is in 4 min",
        ),
        (
            replace(WELL, channels=(replace(PROBED, waiting=0),)),
            "(answered 503); nothing waits, so the next message will be the probe",
        ),
        (
            replace(WELL, channels=(replace(CHANNEL, flow=Flow.DRAINING, waiting=70),)),
            "takes messages again: 70 are on their way",
        ),
        (
            replace(WELL, deliveries={"dead": 3}, channels=(replace(CHANNEL, dead=3, unheeded=2),)),
            "2 deliveries were given up (1 more by hand): `wirebell deliveries list --state dead`",
        ),
        (replace(WELL, deliveries={"dead": 3}, channels=(replace(CHANNEL, dead=3),)), None),
        (replace(WELL, feeds={"ok": 1, "failing": 2, "gone": 1}), "3 feeds are failing"),
    ],
)
def test_needs_attention(view: StatusView, words: str | None) -> None:
    found = needs_attention(view, None, NOON)
    assert found == [] if words is None else words in found[0]


def test_what_is_shown_of_workers_whose_clock_was_wrong() -> None:
    ahead = once(-60 * 50)
    assert worth_showing((ahead, once(9)), NOON) == [once(9)]
    assert worth_showing((ahead,), NOON) == [ahead]
    assert life_sign((ahead, once(9)), NOON) == "the last `wirebell once` ended well 9 min ago"
    assert life_sign((replace(WORKER, beat_at=ago(-0.5)),), NOON) == "a worker beat 0 s ago"
