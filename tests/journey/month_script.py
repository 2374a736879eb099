"""What happens in the month: who publishes how often, and which troubles come when."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.fakes import START
from tests.journey.month_press import EVERYBODY, Source, Trouble
from worker.poll.politeness import host_key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOSTS = (8, 6, 5, 4, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, *[1] * 10)  # feeds on each of 25 hosts
PER_DAY = (5, 3, 8, 2, 12, 4, 6, 3, 16, 10, 5, 24, 4, 3, 48, 2, 60, 4, 6, 2)  # entries of a feed
BUSIEST = 1.6  # an hour of the day beside the mean
MAX_AGE = {1: 7_200, 2: 10_800}  # what one server in two asks for, in seconds
BEFORE = timedelta(days=10)  # of publishing: what a feed lists when it is first asked
KILLS = 12
LONG_SILENCE = timedelta(hours=44)

# Feeds with a part to play, by their place; each is the first of its host.
DEAD, GONE, MOVED, FOUND, SILENT, EMPTIED, REGENERATED, RETITLES, ONE_LINK, WORDPRESS = range(5, 15)
QUIRKS = {
    REGENERATED: "regenerated", RETITLES: "retitles", ONE_LINK: "one link",
    WORDPRESS: "wordpress",
}  # fmt: skip
NEW_HOME = "https://www.newhome.example/feed7"


@dataclass(frozen=True)
class Script:
    """One month, wholly decided before it begins."""

    start: datetime
    end: datetime
    sources: tuple[Source, ...]
    troubles: tuple[Trouble, ...]
    kills: tuple[datetime, ...]

    @property
    def our_outage(self) -> Trouble:
        return next(each for each in self.troubles if each.of == EVERYBODY)

    def befalling(self, source: Source) -> list[Trouble]:
        """The troubles of a feed that keep it from answering with what it has."""
        names = {EVERYBODY, source.host, source.url}
        answered = {"moved", "found", "left"}
        return [t for t in self.troubles if t.of in names and t.what not in answered]


def write(seed: int, days: float, feeds: int) -> Script:
    """The same month for the same seed; shorter ones have shorter troubles."""
    start, end = START, START + timedelta(days=days)
    dice = random.Random(seed)
    troubles = _troubles(start, days)
    sources = tuple(_source(place, seed, start, end, troubles) for place in range(feeds))
    kills = [start + dice.uniform(0.05, 0.98) * (end - start) for _ in range(KILLS - 1)]
    ours = next(each for each in troubles if each.of == EVERYBODY)
    kills.append(ours.start + dice.uniform(0.2, 0.9) * (ours.end - ours.start))
    return Script(start, end, sources, tuple(troubles), tuple(sorted(kills)))


def address(place: int) -> str:
    """A feed's URL; feeds of one host stand under several names of one domain."""
    turns = [host for turn in range(max(HOSTS)) for host, many in enumerate(HOSTS) if many > turn]
    host = turns[place % len(turns)]
    return f"https://{'www' if place % 2 else 'feeds'}.press{host:02}.example/feed{place}"


def _host(place: int) -> str:
    return host_key(address(place))


def _troubles(start: datetime, days: float) -> list[Trouble]:
    whole = timedelta(days=days)

    def at(what: str, of: str, share: float, lasting: timedelta, to: str = "") -> Trouble:
        begin = start + share * whole
        return Trouble(what, of, begin, begin + lasting, to)

    moving = max(2 * DAY, whole / 10)
    moves = at("moved", address(MOVED), 0.2, moving, NEW_HOME)
    return [
        at("our network", EVERYBODY, 0.45, max(HOUR / 2, whole / 240)),
        at("away", _host(0), 0.13, 5 * HOUR),
        at("away", _host(4), 0.5, whole / 15),
        at("away", _host(15), 0.85, HOUR * 2 / 3),
        at("away", _host(WORDPRESS), 0.3, max(14 * HOUR, whole / 25)),
        at("5xx", _host(3), 0.25, 3 * HOUR),
        at("5xx", address(16), 0.7, 12 * HOUR),
        at("429 with seconds", _host(1), 0.35, 2 * HOUR),
        at("429 with a date", _host(2), 0.62, 4 * HOUR),
        at("429", _host(1), 0.8, HOUR),
        at("404", address(DEAD), 0.33, whole * 7 / 30),
        at("410", address(GONE), 0.55, whole),
        moves,
        Trouble("left", address(MOVED), moves.end, start + 2 * whole),
        at("found", address(FOUND), 0.3, whole / 3, "https://mirror.example/feed8"),
        at("empty", address(EMPTIED), 0.66, max(DAY / 2, whole / 30)),
    ]


def silence(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """When the silent feed publishes nothing: in a run of few days still long for its habits."""
    until = start + 0.8 * (end - start)
    return until - max(0.2 * (end - start), LONG_SILENCE), until


def _source(
    place: int, seed: int, start: datetime, end: datetime, troubles: Sequence[Trouble]
) -> Source:
    dice = random.Random(f"{seed} {place}")
    per_day = PER_DAY[place] if place < len(PER_DAY) else min(12, PER_DAY[place % len(PER_DAY)])
    moments = _moments(dice, per_day, place, start - BEFORE, end)
    if place == SILENT:
        mute = silence(start, end)
        moments = [moment for moment in moments if not mute[0] <= moment < mute[1]]
    return Source(
        url=address(place),
        name=f"Paper {place}",
        window=10 if place == WORDPRESS else dice.randint(10, 40),
        moments=moments,
        quirk=QUIRKS.get(place, ""),
        atom=place not in QUIRKS and place % 3 == 0,
        dated=place not in QUIRKS and place % 5 == 0,
        max_age=MAX_AGE.get(place % 4),
        every=3 * HOUR if place % 10 == 8 and place != FOUND else None,
    )


def _moments(
    dice: random.Random, per_day: float, place: int, start: datetime, end: datetime
) -> list[datetime]:
    """Publishing as people do: by day, in some houses not at night, in some not on weekends."""
    nights, weekends = place % 3 != 0, place % 4 == 2
    found, at = set(), start
    while (at := at + timedelta(hours=dice.expovariate(BUSIEST * per_day / 24))) < end:
        if dice.random() * BUSIEST < _busy(at, nights=nights, weekends=weekends):
            found.add(at.replace(microsecond=0))
    return sorted(found)


def _busy(at: datetime, *, nights: bool, weekends: bool) -> float:
    """How busy an hour is beside the mean of the week."""
    if weekends and at.weekday() >= 5:
        return 0.0
    if not nights:
        return 1.0
    return BUSIEST if 6 <= at.hour < 21 else 0.05
