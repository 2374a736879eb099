"""Short ways to the values the contract tests need: entries, reports, visits, readings."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, event, select

from worker.model import (
    Article,
    ArticleClaim,
    Because,
    DeliveryClaim,
    Entry,
    Evidence,
    Feed,
    FeedClaim,
    FirstPoll,
    Hit,
    Hold,
    HostLimits,
    Identity,
    Outcome,
    ParsedFeed,
    Schedule,
    Speak,
    Tally,
    Utterance,
    Visit,
    VisitReport,
)
from worker.ports import Ledger, Recording
from worker.store import SqlStore
from worker.store.tables import matches
from worker.store.views import FeedView

Statement = tuple[str, Any]
NOW = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

NO_GAP = HostLimits(concurrency=1000, gap=timedelta(0))
URL = "https://news.example/rss"
OTHER = "https://other.example/rss"
PLACED = Because("one event")


def feed(url: str = URL, *, live: bool = True, **options: Any) -> Feed:
    """A feed; `live` means that its first poll is told like any news."""
    first = FirstPoll("alert" if live else "quiet")
    return replace(Feed(url=url, name=url.split("/")[2], first_poll=first), **options)


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def entry(name: str, title: str | None = None, **options: Any) -> Entry:
    """An entry whose key, link and text follow from its name; its hash from what it says."""
    made = Entry(
        key=digest(name),
        content_hash="",
        title=f"Title {name}" if title is None else title,
        lead=f"Lead {name}",
        body=f"Body {name}",
        url=f"https://news.example/{name}",
        canonical_url=f"https://news.example/{name}",
    )
    made = replace(made, **options)
    return replace(made, content_hash=digest(f"{made.title}\n{made.lead}\n{made.body}"))


def report(entries: Iterable[Entry] | None = (), at: datetime = NOW, **options: Any) -> VisitReport:
    """A visit that read a document with these entries (None: none was read)."""
    parsed = None
    if entries is not None:
        parsed = ParsedFeed("rss20", tuple(entries), Identity.GUID)
    made = VisitReport(Outcome.NEW, "read", at, status=200, feed=parsed, validated=True)
    return replace(made, **options)


def hourly(at: datetime) -> Schedule:
    return Schedule(at + HOUR, HOUR, "hourly")


def planned(at: datetime) -> Callable[[Tally], Schedule]:
    """A schedule that says "hourly" whatever was found."""
    return lambda _tally: hourly(at)


def claim_one(store: SqlStore, now: datetime = NOW, owner: str = "w1") -> FeedClaim:
    claims = store.claim_feeds(owner, 1, NO_GAP, now)
    assert len(claims) == 1
    return claims[0]


def visit(
    store: SqlStore,
    entries: Iterable[Entry] | None,
    now: datetime = NOW,
    url: str = URL,
    **options: Any,
) -> tuple[Visit, Tally]:
    """Poll one feed now, whatever its schedule; the visit, and the tally it was planned by."""
    assert store.due_now(url, now)
    claims = store.claim_feeds("w1", 1000, NO_GAP, now)
    (claim,) = [c for c in claims if c.url == url]
    store.release([c for c in claims if c.url != url])
    tallies: list[Tally] = []

    def schedule(tally: Tally) -> Schedule:
        tallies.append(tally)
        return hourly(now)

    kept = recorded(store, claim, report(entries, now, **options), schedule, NO_GAP, now)
    assert kept is not None
    return kept, tallies[-1]


def recorded(store: SqlStore, *visit: Any) -> Visit | None:
    """Record one visit alone; what is kept of it."""
    (kept,) = store.record_visits([Recording(*visit)])
    return kept


def read_all(store: SqlStore, now: datetime = NOW) -> list[Article]:
    """Read everything unread, finding nothing."""
    claims = store.claim_articles("w1", 10_000, now)
    with store.deciding(now) as ledger:
        for claim in claims:
            assert ledger.holds([claim])
            ledger.mark_read([claim])
    return [claim.article for claim in claims]


def hit(rule_id: str = "r1", version: str = "v1") -> Hit:
    return Hit(rule_id, version, "en", (Evidence("body", "a strike", ((2, 8),), "strike", 4),))


def speak(channel: str = "desk", **options: Any) -> Speak:
    made = Speak(channel, "alert.opened", "first report", "high", ("r1",))
    return replace(made, **options)


def hold(reason: str = "already told", channel: str | None = None) -> Hold:
    return Hold(reason, ("r1",), channel)


def body(said: Utterance) -> str:
    return json.dumps(
        {
            "type": said.speak.type,
            "data": {
                "alert": {"id": str(said.alert_id), "sequence": said.sequence},
                "story": {"id": str(said.story.id), "headline": said.story.headline},
                "rules": [{"id": "r1"}],
                "article": None,
            },
        }
    )


def ring(
    store: SqlStore,
    claims: Sequence[ArticleClaim],
    channels: Sequence[str] = ("desk",),
    now: datetime = NOW,
) -> list[Utterance]:
    """Read articles in which rule r1 hears something, and tell these channels of each."""
    with store.deciding(now) as ledger:
        return [said for claim in claims for said in _ring(ledger, claim, channels, now)]


def _ring(
    ledger: Ledger, claim: ArticleClaim, channels: Sequence[str], now: datetime
) -> list[Utterance]:
    assert ledger.holds([claim])
    article = claim.article
    ledger.keep_match(article, hit(), now)
    story = ledger.story_of(article)
    story = (
        ledger.join_story(story, article, PLACED)
        if story
        else ledger.open_story(article, "Headline", PLACED)
    )
    said = [ledger.speak(story, article, speak(name), body, now) for name in channels]
    ledger.mark_read([claim])
    return said


def rung(
    store: SqlStore, names: Sequence[str] = ("a",), channels: Sequence[str] = ("desk",)
) -> list[Utterance]:
    """A store in which one feed brought these entries and each was told to the channels."""
    store.sync_feeds([feed()], NOW)
    visit(store, [entry(name) for name in names])
    return ring(store, store.claim_articles("w1", 1000, NOW), channels)


def feed_view(store: SqlStore) -> FeedView:
    """The feed at `URL`, as people are shown it."""
    (found,) = (each for each in store.list_feeds(NOW) if each.url == URL)
    return found


def claim_delivery(
    store: SqlStore, now: datetime = NOW, channel: str = "desk", owner: str = "w1"
) -> DeliveryClaim:
    claims = store.claim_deliveries(owner, {channel: 1}, now)
    assert len(claims) == 1
    return claims[0]


def together(work: Callable[[int], None], workers: int = 4) -> None:
    """Run `work(number)` in so many threads at once; the first exception of any is raised."""
    gate = threading.Barrier(workers)

    def begin(number: int) -> None:
        gate.wait()
        work(number)

    with ThreadPoolExecutor(workers) as threads:
        for done in [threads.submit(begin, number) for number in range(workers)]:
            done.result()


@contextmanager
def listening(store: SqlStore) -> Iterator[list[Statement]]:
    """Every statement of a block, with its parameters, but for the beginning of transactions."""
    said: list[Statement] = []

    def hear(_c: Any, _cursor: Any, words: str, values: Any, *_more: Any) -> None:
        if not words.startswith("BEGIN"):
            said.append((words, values))

    engine = store._database.engine
    event.listen(engine, "before_cursor_execute", hear)
    yield said
    event.remove(engine, "before_cursor_execute", hear)


def matches_of(store: SqlStore, article_id: int) -> Sequence[Row[Any]]:
    """What is kept of what rules found in an article."""
    with store._database.reading() as connection:
        return connection.execute(select(matches).where(matches.c.article_id == article_id)).all()
