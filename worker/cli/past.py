"""Rules tried on the stored past: which articles to read, and what each rule hears in them.

The index proposes articles that hold a word a rule cannot do without; the matcher that reads
today's news decides. So the verdict is the daemon's, and most of the archive is not read.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from worker.cli.ruling import QUERY, compile_settings, language_of, query_matcher
from worker.match.tally import Tally, too_old
from worker.model import Article, Entity, Hit, Rule, Wanted

if TYPE_CHECKING:
    from worker.match import Matcher
    from worker.settings import Settings
    from worker.store import SqlStore

DRAWN_EVERY = 50  # articles


@dataclass(frozen=True, slots=True)
class Trial:
    """Rules on trial, all as if enabled; `failed_tests` counts tests of their own they fail."""

    rules: Mapping[str, Rule]
    matcher: Matcher
    failed_tests: int = 0

    @property
    def wanted(self) -> Wanted | None:
        """What an article must hold one of to be worth reading; None: anything may be."""
        return self.matcher.wanted(self.rules)

    def read(self, article: Article) -> dict[str, Hit]:
        """What each rule hears in an article, by rule, as on the day it was first seen."""
        hits = {hit.rule_id: hit for hit in self.matcher.read(article)}
        return {id_: hit for id_, hit in hits.items() if not too_old(self.rules[id_], article)}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules heard; against older ones, what is gained and lost as well. By rule."""

    heard: Mapping[str, Tally]
    before: Mapping[str, Tally]
    gained: Mapping[str, Tally]
    lost: Mapping[str, Tally]


def try_rules(settings: Settings, rules: Iterable[Rule], entities: Mapping[str, Entity]) -> Trial:
    """These rules compiled; raises Problems for those that cannot be read."""
    tried = tuple(replace(rule, enabled=True) for rule in rules)
    ruling = compile_settings(replace(settings, rules=tried, entities=dict(entities)))
    if ruling.problems:
        from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time

        raise Problems(ruling.problems)
    return Trial({rule.id: rule for rule in tried}, ruling.matcher, len(ruling.failures))


def either(one: Wanted | None, other: Wanted | None) -> Wanted | None:
    """What finds all that either finds."""
    return None if one is None or other is None else one | other


def hear(
    articles: Iterable[Article], trial: Trial, old: Trial | None, zone: tzinfo, kept: int
) -> Outcome:
    """Read the articles with the rules, and with the older ones if there are any."""
    ids = dict.fromkeys([*trial.rules, *(old.rules if old else ())])
    heard, before, gained, lost = ({id_: Tally(kept) for id_ in ids} for _ in range(4))
    for article in articles:
        day = article.first_seen_at.astimezone(zone).date()
        now = trial.read(article)
        then = old.read(article) if old else now
        for hits, known, tallies in (
            (now, {}, heard),
            (then, {}, before),
            (now, then, gained),
            (then, now, lost),
        ):
            for id_ in hits.keys() - known.keys():
                tallies[id_].add(article, hits[id_], day)
    return Outcome(heard, before, gained, lost)


def search(
    query: str,
    language: str | None,
    settings: Settings,
    store: SqlStore,
    since: datetime | None,
    limit: int | None,
) -> Iterator[tuple[Article, Hit]]:
    """The stored articles a query hits, newest first; raises Usage with a caret for a bad one."""
    code = language_of(language) if language else settings.defaults.language
    matcher = query_matcher(query, code, settings.entities)
    wanted = Trial({QUERY: matcher.rules[0]}, matcher).wanted
    ids = store.candidates(wanted, since)[::-1]
    found = 0
    for article in with_progress(store.articles(ids), len(ids), "Searching"):
        for hit in matcher.read(article):
            yield article, hit
            found += 1
        if found == limit:
            break


def with_progress(articles: Iterable[Article], count: int, words: str) -> Iterator[Article]:
    """The articles, with a bar on the terminal's stderr: how many, how fast, how long still."""
    from rich.console import Console  # noqa: PLC0415 - 60 ms that a pipe does not need

    screen = Console(stderr=True)
    if not screen.is_terminal or not count:
        yield from articles
        return
    from rich import progress  # noqa: PLC0415 - as above

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task(words, total=count, rate="")
        began = time.monotonic()
        for number, article in enumerate(articles, 1):
            yield article
            if not number % DRAWN_EVERY:
                rate = number / (time.monotonic() - began)
                bar.update(task, completed=number, rate=f"{rate:,.0f} articles/s")
