"""What the operator must have heard at the end of a month: of each trouble once, and of its end.

Failing spells are read off the requests: from the first bad answer to the first good one. Silence
is scripted: one feed that says nothing for days, and one that lists nothing for a day.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.journey.month_checks import OUR_OUTAGE, Check, Evidence, longest_wait
from tests.journey.month_press import Source
from tests.journey.month_script import EMPTIED, SILENT, address, silence

FAILING_AFTER = timedelta(hours=6)
BEATS = timedelta(minutes=25)  # two looks, and a poll between them
Spell = tuple[datetime, datetime | None]
Heard = dict[str, list[datetime]]  # by a feed's name: began, ended, began, ...


def alarms(evidence: Evidence) -> Iterator[Check]:
    """Each trouble is told once, and once that it is over."""
    failing, silent = _heard(evidence, "feed.failing"), _heard(evidence, "feed.silent")
    yield _of_failing(evidence, failing)
    places = {place: address(place) for place in (SILENT, EMPTIED)}
    by_url = {source.url: source for source in evidence.script.sources}
    for place, url in places.items():
        yield _of_silence(evidence, by_url[url], place, silent[by_url[url].name])
    expected = {by_url[url].name for url in places.values()}
    false = {name: len(said) for name, said in silent.items() if name not in expected and said}
    times = sum((count + 1) // 2 for count in false.values())
    feeds = len(evidence.script.sources)
    days = (evidence.script.end - evidence.script.start) / timedelta(days=1)
    yield Check("silences told of feeds that only rested", times,
                f"{times}, by {len(false)} of {feeds} feeds in {days:g} days",
                times <= feeds * days / 30)  # fmt: skip


def _heard(evidence: Evidence, kind: str) -> Heard:
    found: Heard = defaultdict(list)
    for delivery in evidence.told:
        if delivery.type == kind:
            name = str(json.loads(delivery.body)["data"]["feed"]["name"])
            found[name].append(delivery.created_at)
    return found


def _of_failing(evidence: Evidence, heard: Heard) -> Check:
    wrong: list[str] = []
    told = 0
    for source in evidence.script.sources:
        said = heard[source.name]
        began, ended = len(said[::2]), len(said[1::2])
        told += began
        spells = list(_failing(evidence, source))
        sure = sum(_told(evidence, source, spell, BEATS) for spell in spells)
        possible = sum(_told(evidence, source, spell, timedelta(0)) for spell in spells)
        still = bool(spells) and spells[-1][1] is None
        if not sure <= began <= possible or began - ended not in ({0, 1} if still else {0}):
            wrong.append(f"{source.name}: {began} begun, {ended} ended, {sure} to tell")
    return Check("failing feeds not told once and closed", len(wrong),
                 ", ".join([f"{len(wrong)}, {told} told", *wrong[:3]]), not wrong)  # fmt: skip


def _failing(evidence: Evidence, source: Source) -> Iterator[Spell]:
    start: datetime | None = None
    for request in evidence.by_feed[source.url]:
        if request.answer in {"lost", OUR_OUTAGE}:
            continue
        if request.well and start is not None:
            yield start, request.at
        start = None if request.well else start or request.at
    if start is not None:
        yield start, None


def _told(evidence: Evidence, source: Source, spell: Spell, slack: timedelta) -> bool:
    """Whether a spell is long enough to be told of; one that is gone is told of at once."""
    start, end = spell
    gone = any(
        request.at >= start and request.answer.startswith("answered 410")
        for request in evidence.by_feed[source.url]
    )
    return gone or (end or evidence.script.end) - start >= FAILING_AFTER + slack


def _of_silence(evidence: Evidence, source: Source, place: int, said: list[datetime]) -> Check:
    script = evidence.script
    start, end = silence(script.start, script.end)
    if place == EMPTIED:
        empty = next(trouble for trouble in script.troubles if trouble.what == "empty")
        start, end = empty.start, empty.end
    speaks = next((moment for moment in source.moments if moment >= end), script.end)
    until = (end if place == EMPTIED else speaks) + longest_wait(source) + BEATS
    began = [at for at in said[::2] if start <= at < end]
    ended = [at for at in said[1::2] if end <= at <= until]
    words = f"{len(began)} begun, {len(ended)} ended in time, {len(said)} said in all"
    holds = len(began) == len(ended) == 1
    name = "what an emptied feed came to" if place == EMPTIED else "what a silent feed came to"
    return Check(name, len(began), words, holds)
