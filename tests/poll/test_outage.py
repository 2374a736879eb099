"""Our own network's outage is not the feeds' fault (rule 7)."""

from __future__ import annotations

from datetime import timedelta

from tests.poll.claims import claim
from tests.poll.clocks import NOW
from worker.model import FeedClaim
from worker.poll.outage import Outage, Turn

SECOND = timedelta(seconds=1)


def of(host: str, failures: int = 0) -> FeedClaim:
    return claim(host=host, failures=failures)


def hear(outage: Outage, *said: str, start: int = 0) -> list[Turn | None]:
    """`+a` is an answer of host a, `-a` none; a second apart."""
    return [
        outage.hear(of(each[1:]), NOW + (start + n) * SECOND, reached=each[0] == "+")
        for n, each in enumerate(said)
    ]


def test_when_most_hosts_are_away_it_is_ours_until_one_answers() -> None:
    outage = Outage()
    assert hear(outage, "+a", "-b", "-c", "-d") == [None, None, None, Turn.BEGAN]
    assert [each.host for each in outage.blamed] == ["b", "c", "d"]
    assert outage.began_at == NOW + 3 * SECOND
    assert hear(outage, "-e", "-a", start=10) == [None, None]
    assert len(outage.blamed) == 3  # these were never counted
    assert hear(outage, "+c", "-b", "-d", "-e", start=9_000) == [Turn.ENDED, None, None, None]
    assert outage.began_at is None


def test_few_hosts_or_feeds_of_one_host_are_no_outage() -> None:
    assert hear(Outage(), "-a", "-b", "-a", "-b", "-a") == [None] * 5


def test_an_answer_between_them_is_no_outage() -> None:
    assert hear(Outage(), "-a", "-b", "+z", "-c", "-d") == [None] * 5


def test_a_part_of_many_hosts_is_no_outage() -> None:
    well = [f"+{n}" for n in range(10)]
    assert set(hear(Outage(), *well, "-a", "-b", "-c", "-d")) == {None}
    outage = Outage()
    hear(outage, *well)
    assert hear(outage, "-a", "-b", "-c", start=100)[-1] is Turn.BEGAN  # those are long ago


def test_hosts_that_failed_before_are_no_evidence() -> None:
    outage = Outage()
    for n, host in enumerate("abcdef"):
        assert outage.hear(of(host, failures=2), NOW + n * SECOND, reached=False) is None
    assert outage.began_at is None


def test_a_feed_that_fails_twice_before_it_is_known_is_evidence_still() -> None:
    outage = Outage()
    for n, (host, failures) in enumerate([("a", 0), ("a", 1), ("b", 0), ("a", 2)]):
        assert outage.hear(of(host, failures), NOW + n * SECOND, reached=False) is None
    assert outage.hear(of("c"), NOW + 4 * SECOND, reached=False) is Turn.BEGAN
    assert [each.failures for each in outage.blamed] == [0, 1, 0, 2, 0]


def test_a_host_that_stays_away_is_blamed_and_no_evidence_again() -> None:
    outage = Outage()
    hear(outage, "-a", "-b", "-c", "+z")
    assert hear(outage, "-a", "-b", "-c", start=60) == [None, None, None]
    hear(outage, "+a", "+b", "+c", start=120)
    assert hear(outage, "-a", "-b", "-c", start=300)[-1] is Turn.BEGAN


def test_memory_is_bounded() -> None:
    outage = Outage()
    for n in range(3_000):
        outage.hear(of(f"h{n % 2}"), NOW, reached=False)
    assert len(outage.blamed) == 1_000
