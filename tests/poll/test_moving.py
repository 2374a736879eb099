"""A publisher's word that a feed has moved, and when it is believed (rule 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.poll.claims import FEED, HOUR, NOTHING, claim, failed, feed, fetched, parsed
from tests.poll.clocks import NOW
from worker.model import (
    Failed,
    FailureKind,
    Feed,
    FeedClaim,
    Fetched,
    FetchOutcome,
    Move,
    NotModified,
    Schedule,
    Tally,
)
from worker.poll.moving import moved
from worker.poll.visit import judge

NEW = "https://elsewhere.example/feed"
KNOWN = Tally(entries=3, new=1, known=2, revised=0)
STRANGE = Tally(entries=3, new=3, known=0, revised=0)
PLANNED = Schedule(NOW + HOUR, HOUR, "as ever")
SURE = Move(NEW, NOW - timedelta(hours=24), answers=2)


def redirected(to: str | None = NEW) -> Fetched:
    return replace(fetched(), moved_to=to)


def after(
    outcome: FetchOutcome,
    by: FeedClaim,
    tally: Tally = KNOWN,
    *,
    of: Feed = FEED,
    ours: bool = False,
) -> tuple[str | None, Move | None]:
    document = parsed() if isinstance(outcome, Fetched) and tally is not NOTHING else None
    report = replace(judge(outcome, document, by, NOW), ours=ours)
    planned = moved(
        PLANNED, feed=of, claim=by, report=report, outcome=outcome, tally=tally, now=NOW
    )
    assert replace(planned, asked_url=None, move=None) == PLANNED
    return planned.asked_url, planned.move


@pytest.mark.parametrize(
    ("outcome", "tally", "known", "asked", "move"),
    [
        (redirected(), KNOWN, None, None, Move(NEW, NOW)),
        (redirected(), KNOWN, Move(NEW, NOW - HOUR), None, Move(NEW, NOW - HOUR, 2)),
        (redirected(), KNOWN, SURE, NEW, None),
        (redirected(), NOTHING, SURE, NEW, None),  # the same bytes
        (NotModified({}, 0, 0.1, NEW), NOTHING, SURE, None, replace(SURE, answers=3)),
        (redirected(), KNOWN, replace(SURE, answers=1), None, replace(SURE, answers=2)),
        (redirected(), KNOWN, replace(SURE, since=NOW - 23 * HOUR), None,
         Move(NEW, NOW - 23 * HOUR, 3)),
        (redirected(), STRANGE, SURE, None, None),  # a parked domain lists nothing of ours
        (redirected("https://third.example/"), KNOWN, SURE, None,
         Move("https://third.example/", NOW)),
        (redirected(None), KNOWN, SURE, None, None),  # it has come back
        (failed(), KNOWN, SURE, None, SURE),  # a failure says nothing
    ],
)  # fmt: skip
def test_a_move_is_believed_after_three_answers_over_a_day(
    outcome: FetchOutcome,
    tally: Tally,
    known: Move | None,
    asked: str | None,
    move: Move | None,
) -> None:
    assert after(outcome, claim(move=known), tally) == (asked, move)


@pytest.mark.parametrize(
    "of",
    [feed(headers={"Authorization": "x"}), feed(url="https://me:pw@news.example/feed")],
)
def test_a_feed_with_a_login_of_ours_is_never_asked_elsewhere(of: Feed) -> None:
    assert after(redirected(), claim(move=SURE), of=of) == (None, replace(SURE, answers=3))


@pytest.mark.parametrize(
    ("outcome", "failures", "ours", "asked"),
    [
        (failed(), 0, False, NEW),
        (failed(), 1, False, NEW),
        (failed(), 2, False, None),
        (failed(), 9, True, NEW),
        (failed(FailureKind.GONE), 0, False, None),
        (redirected(None), 0, False, NEW),
    ],
)
def test_the_old_address_is_asked_again_when_the_new_one_fails(
    outcome: Failed | Fetched,
    failures: int,
    ours: bool,  # noqa: FBT001 - a column of the table
    asked: str | None,
) -> None:
    by = claim(asked_url=NEW, failures=failures)
    assert after(outcome, by, ours=ours) == (asked, None)


@pytest.mark.parametrize(
    ("planned", "wait", "why"),
    [
        (9 * HOUR, HOUR, "where it had moved fails: the address it moved from may answer at once"),
        (HOUR / 2, HOUR / 2, "as ever"),
    ],
)
def test_the_old_address_is_not_waited_for_as_the_new_one_is(
    planned: timedelta, wait: timedelta, why: str
) -> None:
    by, outcome = claim(asked_url=NEW, failures=2), failed()
    schedule = moved(
        replace(PLANNED, next_due_at=NOW + planned), feed=FEED, claim=by, outcome=outcome,
        report=judge(outcome, None, by, NOW), tally=NOTHING, now=NOW,
    )  # fmt: skip
    assert (schedule.next_due_at - NOW, schedule.why) == (wait, why)
