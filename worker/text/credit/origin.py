"""Where the news of an article comes from, and how many origins a story has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from worker.model import Article, Telling, Zone
from worker.text.credit.credits import Credit, credited
from worker.text.credit.outlets import Outlets
from worker.text.hosts import host_of, is_address

_OWN_WEIGHT: Final = 0.3  # on top: an outlet that was itself spoken to has its own news


@dataclass(frozen=True, slots=True)
class Origin:
    """The outlet an article's news comes from, by its one name.

    `outlet` published the article. `credit` shows how it credits `name`; None when it credits
    nobody, so that the news counts as its own.
    """

    name: str
    outlet: str
    credit: Credit | None = None


def origin_of(article: Article, outlets: Outlets) -> Origin:
    """The outlet credited the most plainly and the earliest, else the article's own.

    Its own is the owner that a feed names, else the source that the entry names where its link
    stands with what many publish, else the host of its link, else the feed's name.
    """
    zones: tuple[tuple[Zone, str], ...] = (
        ("title", article.title),
        ("lead", article.lead),
        ("body", article.body),
        ("author", article.author or ""),
    )
    own = own_outlet(article, outlets)
    found = [
        credit
        for credit in credited(zones, outlets, article.language)
        # "Port will close - BBC News" is the site's name, whoever is credited below.
        if credit.outlet != own or credit.evidence.zone != "title"
    ]
    if not found:
        return Origin(own, own)
    first = max(found, key=lambda credit: credit.strength + _OWN_WEIGHT * (credit.outlet == own))
    return Origin(first.outlet, own, first)


def own_outlet(article: Article, outlets: Outlets) -> str:
    """Who published the article, by its one name; "" where nothing is known."""
    named = article.named_outlet
    if named is not None:
        return outlets.canonical(named)
    host, first = host_of(article.url), next(iter(article.sightings), None)
    # A feed that is served by its address alone (a mirror, a bridge at home) is told by its name.
    bridged = first is not None and is_address(host_of(first.feed_url))
    if host and (outlets.at(host) is not None or not bridged):
        return outlets.canonical(host)
    return outlets.canonical(first.feed_name) if first is not None else outlets.canonical(host)


@dataclass(frozen=True, slots=True)
class Lag:
    """How long after the first of all an outlet told the story; zero for the first."""

    outlet: str
    article_id: int
    lag: timedelta


def origins_of(tellings: Iterable[Telling]) -> tuple[str, ...]:
    """The distinct origins of a story, in the order they were first told.

    A copy has the origin of what it copies. An outlet that itself credits another in this story
    passes that on: "NTB reports" leads to the newspaper that NTB credits.
    """
    told = _in_time(tellings)
    by_id = {each.article_id: each for each in told}
    firsts: dict[str, Telling] = {}
    for each in told:
        firsts.setdefault(each.outlet, each)
    return tuple(dict.fromkeys(_source(_copied(each, by_id).origin, firsts) for each in told))


def another_origin(known: Sequence[Telling], telling: Telling) -> str | None:
    """The origin that one more article adds to a story; None when it adds none.

    The first article of a story adds none, it opens it. Nor does one that only shows where the
    story's origin has its news from.
    """
    before, after = origins_of(known), origins_of([*known, telling])
    if not before or len(after) <= len(before):
        return None
    return next(origin for origin in after if origin not in before)


def lags(tellings: Iterable[Telling]) -> tuple[Lag, ...]:
    """Each outlet's first article and its lag, the first of all first; () for no article."""
    told = _in_time(tellings)
    firsts: dict[str, Telling] = {}
    for each in told:
        firsts.setdefault(each.outlet, each)
    return tuple(
        Lag(each.outlet, each.article_id, each.at - told[0].at) for each in firsts.values()
    )


def _in_time(tellings: Iterable[Telling]) -> Sequence[Telling]:
    return sorted(tellings, key=lambda each: (each.at, each.article_id))


def _copied(telling: Telling, by_id: Mapping[int, Telling]) -> Telling:
    """What a copy copies in the end; copies of each other stay where they are."""
    seen = {telling.article_id}
    while telling.copy_of is not None and telling.copy_of not in seen:
        if telling.copy_of not in by_id:
            break
        telling = by_id[telling.copy_of]
        seen.add(telling.article_id)
    return telling


def _source(origin: str, firsts: Mapping[str, Telling]) -> str:
    """Where a chain of credits within the story ends; outlets that credit each other end it."""
    seen = {origin}
    while origin in firsts and firsts[origin].origin not in seen:
        origin = firsts[origin].origin
        seen.add(origin)
    return origin
