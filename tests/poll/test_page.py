"""What the answers for robots.txt and for a page mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest

from tests.poll.claims import DAY, HOUR, LEASE, MINUTE, UNCHANGED
from tests.poll.clocks import NOW
from worker.model import (
    Failed,
    FailureKind,
    Fetched,
    PageClaim,
    PageReport,
    PageText,
    PageVerdict,
    Robots,
    Unreadable,
)
from worker.poll.page import (
    RETRIES,
    ask_page,
    ask_robots,
    forbidden,
    judged,
    robots_read,
    unanswered,
)
from worker.poll.robots import MOST_BYTES

CLAIM = PageClaim(
    1, "https://news.example/a?b", "news.example", "https://news.example", LEASE, NOW,
    tries=0, revision=1, feed_text="lead",
)  # fmt: skip
RULES = b"User-agent: *\nDisallow: /private"


def answer(body: bytes) -> Fetched:
    return Fetched(200, {}, body, "https://news.example/robots.txt", len(body), 0.1)


def test_robots_txt_is_asked_of_the_pages_own_origin() -> None:
    assert ask_robots(CLAIM).url == "https://news.example/robots.txt"
    ask = ask_page(CLAIM)
    assert (ask.url, ask.etag, set(ask.headers)) == (CLAIM.url, None, {"Accept"})
    assert (ask.stay, ask_robots(CLAIM).stay) == ("origin", None)


def test_a_robots_txt_is_kept_up_to_its_bound_and_the_page_is_due() -> None:
    read = robots_read(answer(RULES), CLAIM, NOW)
    assert read == PageReport("", due_at=NOW, robots=Robots(RULES, NOW))
    long = robots_read(answer(b"#" * (MOST_BYTES + 9)), CLAIM, NOW)
    assert long.robots is not None
    assert long.robots.body is not None
    assert len(long.robots.body) == MOST_BYTES


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FailureKind.SOFT, 404),
        (FailureKind.HARD, 403),
        (FailureKind.GONE, 410),
        (FailureKind.SOFT, 200),  # an empty one
        (FailureKind.SOFT, 302),  # redirects without end
    ],
)
def test_without_a_robots_txt_everything_is_allowed(kind: FailureKind, status: int) -> None:
    read = robots_read(Failed(kind, "answered", status), CLAIM, NOW)
    assert read == PageReport("", due_at=NOW, robots=Robots(None, NOW))


def test_an_answer_that_never_comes_here_forbids_nothing() -> None:
    assert robots_read(UNCHANGED, CLAIM, NOW).robots == Robots(None, NOW)


@pytest.mark.parametrize(
    "failed",
    [
        Failed(FailureKind.SOFT, "answered 503", 503, timedelta(minutes=7)),
        Failed(FailureKind.SOFT, "answered 429", 429, timedelta(minutes=7)),
        Failed(FailureKind.SOFT, "timed out", None, timedelta(minutes=7)),
    ],
)
def test_where_nobody_answers_for_robots_txt_the_origin_rests(failed: Failed) -> None:
    assert robots_read(failed, CLAIM, NOW) == PageReport(
        f"robots.txt: {failed.words}",
        due_at=NOW + 7 * MINUTE,
        failed=True,
        origin_rests_until=NOW + RETRIES[0],
        block_host_for=7 * MINUTE,
    )


def test_a_hostile_robots_txt_and_one_that_never_answers_end_it() -> None:
    hostile = Failed(FailureKind.HOSTILE, "redirected to a private address", 302)
    assert robots_read(hostile, CLAIM, NOW).verdict is PageVerdict.UNREACHABLE
    silent = Failed(FailureKind.SOFT, "timed out")
    last = robots_read(silent, replace(CLAIM, tries=4), NOW)
    assert last.verdict is PageVerdict.UNREACHABLE
    assert last.words == "robots.txt: timed out, 5 times"


def test_what_robots_txt_says_is_heeded() -> None:
    assert forbidden(allowed=True, claim=CLAIM, now=NOW) is None
    refused = PageReport("robots.txt does not allow it", PageVerdict.REFUSED)
    assert forbidden(allowed=False, claim=CLAIM, now=NOW) == refused
    trap = forbidden(Unreadable("not read within 3 s: given up", hostile=True), CLAIM, NOW)
    assert trap is not None
    assert trap.verdict is PageVerdict.REFUSED
    ours = forbidden(Unreadable("the parser was ended while it read"), CLAIM, NOW)
    assert ours is not None
    assert (ours.verdict, ours.due_at) == (None, NOW + RETRIES[0])


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FailureKind.SOFT, 404),
        (FailureKind.GONE, 410),
        (FailureKind.HARD, 403),
        (FailureKind.HOSTILE, None),
    ],
)
def test_what_will_not_change_is_given_up_at_once(kind: FailureKind, status: int | None) -> None:
    report = unanswered(Failed(kind, "answered so", status), CLAIM, NOW)
    assert report == PageReport("answered so", PageVerdict.UNREACHABLE, failed=True)


def test_what_may_change_is_tried_five_times_in_a_day() -> None:
    silent = Failed(FailureKind.SOFT, "timed out")
    waits = []
    for tries in range(4):
        report = unanswered(silent, replace(CLAIM, tries=tries), NOW)
        assert report.verdict is None
        assert report.due_at is not None
        waits.append(report.due_at - NOW)
    assert waits == sorted(waits)
    assert DAY - HOUR < list(accumulate(waits, initial=timedelta(0)))[-1] < DAY
    last = unanswered(silent, replace(CLAIM, tries=4), NOW)
    assert (last.verdict, last.words) == (PageVerdict.UNREACHABLE, "timed out, 5 times")


def test_a_page_that_leads_to_another_host_is_asked_there_and_not_for_ever() -> None:
    away = Failed(FailureKind.SOFT, "redirected", 302, leads_to="https://other.example/a")
    there = PageReport("", due_at=NOW, failed=True, moved_to="https://other.example/a")
    assert unanswered(away, CLAIM, NOW) == there
    last = unanswered(away, replace(CLAIM, tries=4), NOW)
    assert (last.verdict, last.moved_to) == (PageVerdict.UNREACHABLE, None)


def test_patience_asked_for_is_had_for_the_whole_host() -> None:
    busy = Failed(FailureKind.SOFT, "answered 503", 503, retry_after=2 * HOUR)
    report = unanswered(busy, CLAIM, NOW)
    assert (report.due_at, report.block_host_for) == (NOW + 2 * HOUR, 2 * HOUR)
    assert unanswered(UNCHANGED, CLAIM, NOW).due_at == NOW + RETRIES[0]


def test_what_was_read_is_the_verdict() -> None:
    found = PageText(PageVerdict.WALL, "Subscribe", "a pay wall: 'subscribe'", (7, 8))
    assert judged(found, CLAIM, NOW) == PageReport(
        "a pay wall: 'subscribe'", PageVerdict.WALL, text="Subscribe", line_keys=(7, 8)
    )
    killed = judged(Unreadable("takes too much memory", hostile=True), CLAIM, NOW)
    assert killed == PageReport("takes too much memory", PageVerdict.EMPTY)
    ended = judged(Unreadable("the parser was ended while it read"), CLAIM, NOW)
    assert (ended.verdict, ended.failed) == (None, True)
