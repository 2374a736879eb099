"""What must hold at the end of a month: each promise, how often it was put to the test, a verdict.

A feed stands in the *shadow* of a trouble from its beginning to the first good answer after its
end. Outside of shadows a feed is well, and nothing may excuse the worker.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

from tests.journey.month_press import RETITLED_EVERY, RINGS_EVERY, TOLD_ANEW, Request, Source
from tests.journey.month_script import DAY, FOUND, GONE, HOUR, MOVED, NEW_HOME, Script, address
from worker.alert.decide import CORRECTED
from worker.model import Delivery

RETITLED = f"{CORRECTED}title"  # a reason that begins so
MINUTE = timedelta(minutes=1)
FLOOR = timedelta(minutes=4.5)  # five, less the jitter
MOST_A_DAY = DAY // FLOOR
CAP, JITTER, SLACK = HOUR, 1.1, 6 * MINUTE
GAP = timedelta(seconds=1)
CAUGHT_UP = 10 * MINUTE
STORY = re.compile(r"(Paper \d+) story (\d+)")
OUTAGE_SAID = "no host can be reached"
OUR_OUTAGE = "DNS does not answer just now"  # the answer of a network that is out


@dataclass(frozen=True)
class FeedState:
    """What the store said of a feed at one moment."""

    failures: int
    due_at: datetime | None
    moved_to: str | None


@dataclass(frozen=True)
class Shadow:
    """A trouble of one feed with what it took to come out of it."""

    start: datetime
    end: datetime  # of the trouble
    until: datetime  # the first good answer


@dataclass(frozen=True)
class Check:
    """One promise: what was found, in words and as a number, and whether it holds."""

    name: str
    found: float
    words: str
    holds: bool = True

    @property
    def line(self) -> str:
        return f"{'holds' if self.holds else 'FAILS'}  {self.name:<44} {self.words}"

    @property
    def facts(self) -> dict[str, object]:
        return {"check": self.name, "found": self.found, "words": self.words, "holds": self.holds}


@dataclass
class Evidence:
    """All that was seen of a month from outside."""

    script: Script
    requests: Sequence[Request]
    told: Sequence[Delivery]
    troubles: Sequence[str]
    states: dict[str, dict[str, FeedState]]  # by moment, by URL
    rows: Sequence[Row[Any]]  # sightings with their articles

    @cached_property
    def by_feed(self) -> dict[str, list[Request]]:
        """First pages asked for, in order."""
        found: defaultdict[str, list[Request]] = defaultdict(list)
        for request in self.requests:
            if request.page == 1:
                found[request.feed].append(request)
        return found

    @cached_property
    def by_host(self) -> dict[str, list[Request]]:
        found: defaultdict[str, list[Request]] = defaultdict(list)
        for request in self.requests:
            found[request.host].append(request)
        return found

    @cached_property
    def shadows(self) -> dict[str, list[Shadow]]:
        return {source.url: list(self._shadows(source)) for source in self.script.sources}

    def _shadows(self, source: Source) -> Iterator[Shadow]:
        good = [request.at for request in self.by_feed[source.url] if request.well]
        for trouble in self.script.befalling(source):
            until = next((at for at in good if at >= trouble.end), self.script.end)
            yield Shadow(trouble.start, trouble.end, until)

    def well_between(self, source: Source, start: datetime, end: datetime) -> bool:
        """Whether no trouble of the feed casts a shadow there."""
        return not any(s.start <= end and start <= s.until for s in self.shadows[source.url])

    @cached_property
    def numbered(self) -> list[tuple[str, int, Row[Any]]]:
        """Every sighting with its feed's URL and the number of the story; -1: no story of ours."""
        found = []
        for row in self.rows:
            story = STORY.search(row.title or "")
            found.append((row.feed, int(story[2]) if story else -1, row))
        return found

    def ours(self, at: datetime) -> bool:
        """Whether our own network was out, or the worker was coming back from that."""
        outage = self.script.our_outage
        return outage.start <= at <= outage.end + CAUGHT_UP


def verdicts(evidence: Evidence) -> list[Check]:
    """Every promise, in the order in which it is printed."""
    judges: list[Callable[[Evidence], Iterator[Check]]] = [
        news, doubles, rings, politeness, rhythm, persistence, our_network, moves
    ]  # fmt: skip
    return [check for judge in judges for check in judge(evidence)]


# ---- news ---------------------------------------------------------------------------------------


def news(evidence: Evidence) -> Iterator[Check]:
    """Everything that was listed has been stored."""
    stored = {(feed, number) for feed, number, _ in evidence.numbered}
    served = {
        (request.feed, number)
        for request in evidence.requests
        if request.well
        for number in request.listed
    }
    lost = served - stored
    yield Check("entries answered with that were not stored", len(lost),
                f"{len(lost)} of {len(served)}", not lost)  # fmt: skip
    fates: defaultdict[str, list[str]] = defaultdict(list)
    for source in evidence.script.sources:
        for number in range(len(source.moments)):
            if (source.url, number) not in served:
                fates[_fate(evidence, source, number)].append(f"{source.name} story {number}")
    missed, away, waiting = (len(fates[fate]) for fate in ("missed", "away", "waiting"))
    yield Check("entries that came and went between two polls", missed,
                ", ".join([f"{missed}", *fates["missed"][:3]]), not missed)  # fmt: skip
    yield Check("entries not listed while reachable", away, f"{away}, and {waiting} more listed"
                " only until the next try after the trouble")  # fmt: skip


def _fate(evidence: Evidence, source: Source, number: int) -> str:
    """Why an entry was never answered with."""
    script = evidence.script
    listed, gone = max(source.moments[number], script.start), source.gone_from_list(number)
    if gone is not None and gone <= script.start:
        return "before"
    if gone is None or gone > script.end - longest_wait(source):
        return "later"
    for shadow in evidence.shadows[source.url]:
        late = shadow.start - listed > longest_wait(source)
        if shadow.start < gone and listed < shadow.until and not late:
            return "away" if gone <= shadow.end else "waiting"
    return "missed"


def doubles(evidence: Evidence) -> Iterator[Check]:
    """Nothing is stored twice, and nothing is an edit that is none."""
    sightings = Counter((feed, number) for feed, number, _ in evidence.numbered)
    articles = len({row.article for row in evidence.rows})
    twice = len(evidence.rows) - len(sightings) + abs(articles - len(sightings))
    yield Check("entries stored twice", twice, f"{twice} of {articles} articles", not twice)
    names = {source.name: source for source in evidence.script.sources}
    wrong = edited = 0
    for _, number, row in evidence.numbered:
        source = names.get((STORY.search(row.title or "") or [""] * 2)[1])
        may = source is not None and source.quirk == "retitles" and not number % RETITLED_EVERY
        edited += row.revision > 1
        wrong += row.revision > 1 + may
    yield Check("revisions that are none", wrong, f"{wrong}; {edited} stories retitled", not wrong)


def _retitled(title: str) -> str | None:
    """The story that a title tells anew."""
    story = STORY.search(title)
    return story.group() if story and title.endswith(TOLD_ANEW) else None


def rings(evidence: Evidence) -> Iterator[Check]:
    """A story the rule hears rings once, and once more where its outlet retitled it; those of a
    first poll never.
    """
    told: Counter[str] = Counter()
    again: Counter[str] = Counter()
    for delivery in evidence.told:
        data = json.loads(delivery.body)["data"] if delivery.type.startswith("alert.") else {}
        story = STORY.search(data["article"]["title"]) if data else None
        if story:
            corrected = data["alert"]["reason"].startswith(RETITLED)
            (again if corrected else told)[story.group()] += 1
    due = {
        story.group()
        for _, number, row in evidence.numbered
        if number % RINGS_EVERY == 0 and not row.backlog and (story := STORY.search(row.title))
    }
    retitled = {_retitled(row.title) for _, _, row in evidence.numbered}
    wrong = len(due ^ set(told)) + len(set(again) - retitled)
    wrong += sum(times > 1 for times in (*told.values(), *again.values()))
    yield Check("stories not told once", wrong, f"{wrong} of {len(due)}", not wrong)


# ---- manners ------------------------------------------------------------------------------------


def politeness(evidence: Evidence) -> Iterator[Check]:
    """No host is asked within the gap, none while it has asked to be left alone."""
    closest = min(
        later.at - earlier.at
        for asked in evidence.by_host.values()
        for earlier, later in pairwise(asked)
    )
    seconds = closest.total_seconds()
    yield Check("least time between requests to a host", seconds, f"{seconds:g} s", closest >= GAP)
    waits = rude = 0
    for asked in evidence.by_host.values():
        until = evidence.script.start
        for request in asked:
            rude += request.at < until
            if request.wait is not None:
                waits, until = waits + 1, max(until, request.at + request.wait)
    yield Check("requests during a Retry-After", rude, f"{rude}, after {waits} of them", not rude)


def rhythm(evidence: Evidence) -> Iterator[Check]:
    """A feed is never asked too often, and a healthy one never too seldom."""
    spans = [
        later.at - earlier.at
        for asked in evidence.by_feed.values()
        for earlier, later in pairwise(asked[1:])  # the first wait is cut short to spread feeds
        if earlier.answer != "lost" and not evidence.ours(earlier.at)
    ]
    least = min(spans)
    yield Check("least time between requests of a feed", least.total_seconds(),
                f"{least.total_seconds():.0f} s", least >= FLOOR - GAP)  # fmt: skip
    days = Counter((r.feed, r.at.date()) for r in evidence.requests if not evidence.ours(r.at))
    most = max(days.values())
    yield Check("most requests of a feed in a day", most, f"{most}", most <= MOST_A_DAY)
    late, looked, longest = 0, 0, 0.0
    for source in evidence.script.sources:
        asked = [r.at for r in evidence.by_feed[source.url] if r.answer != "lost"]
        for earlier, later in pairwise([*asked, evidence.script.end]):
            if evidence.well_between(source, earlier, later):
                share = (later - earlier) / longest_wait(source)
                late, looked, longest = late + (share > 1), looked + 1, max(longest, share)
    yield Check("waits of healthy feeds over their bound", late,
                f"{late} of {looked}; the longest was {longest:.0%} of it", not late)  # fmt: skip


def longest_wait(source: Source) -> timedelta:
    """The hour's cap, what the server asked for, or what is configured, with jitter."""
    asked = timedelta(seconds=source.max_age or 0)
    return (source.every or max(CAP, asked)) * JITTER + SLACK


def persistence(evidence: Evidence) -> Iterator[Check]:
    """A failing feed is asked at least daily for ever, one that is gone monthly."""
    gone = address(GONE)
    spans = [
        later.at - earlier.at
        for url, asked in evidence.by_feed.items()
        if url != gone
        for earlier, later in pairwise(asked)
    ]
    longest = max(spans) / HOUR
    yield Check("longest time a feed was given up for", longest, f"{longest:.1f} h", longest <= 27)
    asked = [r for r in evidence.by_feed[gone] if r.answer.startswith("answered 410")]
    most = 1 + (evidence.script.end - evidence.script.start) // (27 * DAY)
    holds = 1 <= len(asked) <= most
    yield Check("requests of a feed that is gone", len(asked), f"{len(asked)}", holds)


# ---- our own network, and feeds that move -------------------------------------------------------


def our_network(evidence: Evidence) -> Iterator[Check]:
    """Our own outage is nobody's failure, and is made up for at once."""
    outage = evidence.script.our_outage
    before, after = evidence.states["before"], evidence.states["after"]
    blamed = sum(state.failures > before[url].failures for url, state in after.items())
    yield Check("feeds blamed for our own outage", blamed, f"{blamed} of {len(after)}", not blamed)
    lags = []
    for source in evidence.script.sources:
        due = after[source.url].due_at
        others = [t for t in evidence.script.befalling(source) if t is not outage]
        troubled = any(t.start <= outage.end and outage.start - DAY <= t.end for t in others)
        if due is not None and due <= outage.end + 2 * MINUTE and not troubled:
            good = (r.at for r in evidence.by_feed[source.url] if r.well and r.at >= outage.end)
            lags.append(next(good, evidence.script.end) - outage.end)
    longest = max(lags, default=timedelta(0)) / MINUTE
    yield Check("minutes to catch up after it", longest,
                f"{longest:.1f} for {len(lags)} feeds", longest <= CAUGHT_UP / MINUTE)  # fmt: skip
    said = sum(words.startswith(OUTAGE_SAID) for words in evidence.troubles)
    lives = 1 + sum(outage.start <= kill < outage.end for kill in evidence.script.kills)
    asked = sum(outage.start <= r.at < outage.end for r in evidence.requests)
    yield Check("times it was said", said, f"{said}, by {lives} lives of the worker, with {asked}"
                " requests meanwhile", 1 <= said <= lives)  # fmt: skip


def moves(evidence: Evidence) -> Iterator[Check]:
    """A feed that has moved for good is followed; nobody else is."""
    asked = evidence.by_feed[address(MOVED)]
    moved = next(t for t in evidence.script.troubles if t.what == "moved")
    adopted = next((r.at for r in asked if r.asked == NEW_HOME), None)
    at_end = evidence.states["end"]
    if adopted is None:
        yield Check("hours until a move is believed", -1, "never", holds=False)
    else:
        before = [r for r in asked if r.well and moved.start <= r.at < adopted]
        hours = (adopted - before[0].at) / HOUR
        back = sum(r.asked != NEW_HOME for r in asked if r.at > adopted)
        holds = len(before) >= 3 and 24 <= hours <= 30 and not back
        yield Check("hours until a move is believed", hours,
                    f"{hours:.1f}, after {len(before)} answers; asked at the old address after"
                    f" that: {back}", holds)  # fmt: skip
    others = [url for url, s in at_end.items() if s.moved_to and url != address(MOVED)]
    passing = [r for r in evidence.by_feed[address(FOUND)] if r.asked != r.feed]
    strayed = len(others) + len(passing)
    yield Check("feeds followed that have not moved", strayed, f"{strayed}", not strayed)
