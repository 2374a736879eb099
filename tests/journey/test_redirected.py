"""Feeds that are redirected to one host ask it in turn, from their first poll on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.fakes import FakeClock, rss
from tests.journey.desk import desk_with
from worker.model import Ask, Failed, FailureKind, Fetched, FetchOutcome, FirstPoll, HostLimits
from worker.store import SqlStore

SITES = [f"https://site{n}.example/feed" for n in range(4)]
PROVIDER = "https://provider.example/feed"
GAP = timedelta(seconds=10)


@dataclass
class Redirecting:
    """Sites that lead to one provider, and when each address was asked."""

    clock: FakeClock
    asked: list[tuple[str, datetime]] = field(default_factory=list)

    async def __call__(self, ask: Ask) -> FetchOutcome:
        self.asked.append((ask.url, self.clock.now()))
        if ask.stay == "host":
            return Failed(FailureKind.SOFT, "redirected to another host", 302, leads_to=PROVIDER)
        self.asked.append((PROVIDER, self.clock.now()))
        document = rss([(ask.url, f"Story of {ask.url}", "long-range strikes")])
        return Fetched(200, {}, document, PROVIDER, len(document), 0.1)

    def done(self, outcome: FetchOutcome) -> None:
        """Nothing here is large."""

    def gaps(self, url: str) -> list[timedelta]:
        times = [at for asked, at in self.asked if asked == url]
        return [at - before for before, at in zip([times[0], *times], times, strict=False)]


async def test_a_provider_of_many_is_asked_once_a_gap(store: SqlStore) -> None:
    made = desk_with(
        store, rules=[("strikes", "strikes")], urls=SITES, first_poll=FirstPoll("alert")
    )
    press = made.pipeline.fetch = Redirecting(made.clock)
    made.pipeline.plan = replace(made.pipeline.plan, limits=HostLimits(concurrency=1, gap=GAP))
    for _ in range(len(SITES) + 1):
        await made.round()
        made.clock.move(GAP)
    assert press.gaps(PROVIDER) == [timedelta(0), *[GAP] * (len(SITES) - 1)]
    for number, url in enumerate(SITES, start=1):
        assert press.gaps(url) == [timedelta(0), number * GAP]
        assert [visit.words for visit in store.visits(url, 9)] == ["1 entry: 1 new"]
    assert len(made.receivers.got) == len(SITES)
