from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.deliver.retry import DELAYS, JITTER, LONGEST, settle
from worker.model import (
    Again,
    Answer,
    Answered,
    Dead,
    Delivered,
    NoAnswer,
    Paused,
    Settlement,
)

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
WEEKS = timedelta(days=30)
MIDDLE = 0.5  # dice that leave a delay as the table has it


def after(tries: int, answer: Answer, dice: float = MIDDLE) -> Settlement:
    return settle(answer, tries, NOW, NOW, WEEKS, dice)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_delivered(status: int) -> None:
    assert after(0, Answered(status, "")) == Delivered()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504, 520, 599])
def test_it_may_pass_by_itself(status: int) -> None:
    assert after(0, Answered(status, "")) == Again(
        NOW + timedelta(seconds=5), f"answered {status}", tell_operator=False
    )


@pytest.mark.parametrize(
    "status",
    [
        *(401, 403, 404, 405, 300, 301, 302, 303, 304, 307, 308),  # the contract's
        *(402, 406, 407, 409, 411, 415, 418, 421, 423, 424, 426, 428, 431, 451),  # ours
        *(100, 101, 199, 600, 999),
    ],
)
def test_only_people_can_mend_it(status: int) -> None:
    assert after(0, Answered(status, "")) == Again(
        NOW + timedelta(seconds=5), f"answered {status}", tell_operator=True
    )


@pytest.mark.parametrize("status", [400, 413, 422])
def test_the_body_will_never_be_taken(status: int) -> None:
    assert after(0, Answered(status, "")) == Dead(f"answered {status}")


def test_what_is_not_http_is_called_by_its_own_name() -> None:
    assert after(0, Answered(422, "exit 65 no", words="exit 65")) == Dead("exit 65")
    again = after(0, Answered(403, "SMTP 550 no", words="SMTP 550"))
    assert again == Again(NOW + timedelta(seconds=5), "SMTP 550", tell_operator=True)


def test_gone_pauses_the_channel() -> None:
    assert after(3, Answered(410, "")) == Paused("answered 410")


def test_no_answer_is_tried_again_and_a_refused_address_told() -> None:
    assert after(0, NoAnswer("timed out")) == Again(NOW + timedelta(seconds=5), "timed out")
    assert after(0, NoAnswer("refused", refused=True)) == Again(
        NOW + timedelta(seconds=5), "refused", tell_operator=True
    )


def test_the_delays_are_the_contracts() -> None:
    waits = [seconds(after(tries, NoAnswer("down"))) for tries in range(12)]
    minute, hour = 60, 3600
    assert waits == [
        5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour,
        24 * hour, 24 * hour, 24 * hour, 24 * hour,
    ]  # fmt: skip


def seconds(settlement: Settlement) -> float:
    assert isinstance(settlement, Again)
    return (settlement.at - NOW).total_seconds()


@dataclass(frozen=True)
class Asked:
    retry_after_s: float
    tries: int
    dice: float
    wait_s: float


ASKED = {
    "longer than our own delay": Asked(120, 0, 0, 120),
    "jitter never comes before the time asked": Asked(120, 0, 1, 144),
    "shorter than our own delay": Asked(3600, 4, 0, 3600),
    "nothing, at first": Asked(0, 0, 0, 5),
    "nothing, again and again: doubled, no licence to hammer": Asked(0, 4, 0, 80),
    "nothing, to the end: our own delay": Asked(0, 40, 0, 24 * 3600),
    "capped at a day": Asked(7 * 86400, 0, 0, 86400),
    "a day stays a day": Asked(7 * 86400, 0, 0.9, 86400),
}


@pytest.mark.parametrize("case", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(case: Asked, status: int) -> None:
    answer = Answered(status, "", timedelta(seconds=case.retry_after_s))
    assert seconds(after(case.tries, answer, case.dice)) == pytest.approx(case.wait_s)


def test_the_last_try_is_made_at_the_limit_and_then_it_is_dead() -> None:
    limit = timedelta(hours=72)
    late = NOW + timedelta(hours=71)
    assert settle(Answered(503, ""), 8, NOW, late, limit, MIDDLE) == Again(
        NOW + limit, "answered 503"
    )
    assert settle(Answered(503, ""), 9, NOW, NOW + limit, limit, MIDDLE) == Dead(
        "answered 503; gave up after 10 tries"
    )


def test_a_longer_retry_after_than_is_left_gets_its_last_try_at_the_limit() -> None:
    answer = Answered(429, "", timedelta(hours=20))
    settled = settle(answer, 1, NOW, NOW + timedelta(hours=1), timedelta(hours=2), MIDDLE)
    assert settled == Again(NOW + timedelta(hours=2), "answered 429")


def test_no_retry_at_all() -> None:
    assert settle(NoAnswer("down"), 0, None, NOW, timedelta(0), MIDDLE) == Dead(
        "down; gave up after 1 try"
    )


answers = st.one_of(
    st.builds(
        Answered,
        st.integers(0, 1000),
        st.just(""),
        st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    ),
    st.builds(NoAnswer, st.just("down"), st.booleans()),
)
dice = st.floats(0, 1, exclude_max=True)


@given(answers, st.integers(0, 100), dice, st.timedeltas(timedelta(0), WEEKS), dice)
def test_a_try_lies_ahead_and_never_after_the_limit(
    answer: Answer, tries: int, roll: float, retry_for: timedelta, share: float
) -> None:
    now = NOW + retry_for * share
    settled = settle(answer, tries, NOW, now, retry_for, roll)
    if isinstance(settled, Again):
        assert now < settled.at <= NOW + retry_for
        assert settled.at - now <= LONGEST * (1 + JITTER)


@given(answers, st.integers(0, 100), dice)
def test_never_sooner_than_five_seconds_less_jitter_or_the_time_asked(
    answer: Answer, tries: int, roll: float
) -> None:
    settled = settle(answer, tries, NOW, NOW, timedelta(days=9), roll)
    if isinstance(settled, Again):
        asked = getattr(answer, "retry_after", None) or timedelta(0)
        assert settled.at - NOW >= max(DELAYS[0] * (1 - JITTER), min(asked, LONGEST))


@given(dice)
def test_every_story_of_failures_ends(roll: float) -> None:
    """A receiver that never answers is given up after retry_for, in a bounded number of tries."""
    now, tries, limit = NOW, 0, timedelta(hours=72)
    while True:
        settled = settle(NoAnswer("down"), tries, NOW, now, limit, roll)
        tries += 1
        if isinstance(settled, Dead):
            break
        assert isinstance(settled, Again)
        now = settled.at
    assert now == NOW + limit
    assert 8 <= tries <= 11
