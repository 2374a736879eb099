"""What a backtest found, for the eye and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from worker.cli.evidence import write_evidence
from worker.cli.show import Column, local, on_terminal, table, terminal, write, write_json
from worker.match.tally import SURFACES, Tally, every_day, sparkline
from worker.text.written import counted, one_line

if TYPE_CHECKING:
    from worker.cli.past import Outcome, Trial
    from worker.model import Article, Hit, Rule
    from worker.store.search import Span

NOISIEST = 5  # terms told of a rule
FEW_RULES = 3  # up to so many are shown day by day
SPARKS = 30  # bars of a table's line
LONGEST_BAR = 40


@dataclass(frozen=True, slots=True)
class Report:
    """All that is to be said about one backtest."""

    trial: Trial
    old: Trial | None
    archive: Span
    candidates: int
    outcome: Outcome
    since: datetime | None
    until: datetime
    zone: tzinfo

    @property
    def rules(self) -> list[Rule]:
        """Tried rules in their order, then those that only the older rules have."""
        gone = self.old.rules.items() if self.old else ()
        rules = self.trial.rules
        return [*rules.values(), *(rule for id_, rule in gone if id_ not in rules)]

    def days(self, tally: Tally) -> list[tuple[Any, int]]:
        """Each day the archive has of the time asked for, with what was heard on it."""
        if self.archive.oldest is None or self.archive.newest is None:
            return []
        ends = (self.archive.oldest, self.archive.newest)
        first, last = (moment.astimezone(self.zone).date() for moment in ends)
        return every_day(first, last, tally.days)

    @property
    def lasting(self) -> timedelta:
        """From the first article of the time asked for to the last."""
        if self.archive.oldest is None or self.archive.newest is None:
            return timedelta(0)
        return self.archive.newest - self.archive.oldest


def write_report(report: Report) -> None:
    """Print the report as JSON."""
    days = len(report.days(Tally(0)))
    archive = {
        "articles": report.archive.articles,
        "days": days,
        "since": report.since,
        "until": report.until,
        "oldest": report.archive.oldest,
        "newest": report.archive.newest,
        "candidates": report.candidates,
    }
    write_json({"archive": archive, "rules": [_rule_json(rule, report) for rule in report.rules]})


def _rule_json(rule: Rule, report: Report) -> dict[str, Any]:
    heard = report.outcome.heard[rule.id]
    found = {
        "id": rule.id,
        "title": rule.title,
        "version": rule.version,
        "matches": heard.articles,
        "days": {day.isoformat(): count for day, count in report.days(heard)},
        "languages": dict(heard.languages.most_common()),
        "terms": [
            {
                "term": term,
                "matches": tally.articles,
                "alone": tally.alone,
                "surfaces": dict(tally.surfaces.most_common(SURFACES)),
            }
            for term, tally in heard.noisiest()
        ],
        "examples": list(_examples_json(heard)),
    }
    if report.old is None:
        return found
    older = report.old.rules.get(rule.id)
    gained, lost = report.outcome.gained[rule.id], report.outcome.lost[rule.id]
    return found | {
        "against": {
            "version": older.version if older else None,
            "matches": report.outcome.before[rule.id].articles,
            "gained": gained.articles,
            "lost": lost.articles,
            "gained_examples": list(_examples_json(gained)),
            "lost_examples": list(_examples_json(lost)),
        }
    }


def _examples_json(tally: Tally) -> Iterator[dict[str, Any]]:
    for article, hit in reversed(tally.latest):
        yield example_json(article, hit)


def example_json(article: Article, hit: Hit) -> dict[str, Any]:
    """One article and the passages a rule heard in it."""
    return {
        "article": {
            "id": str(article.id),
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "published_at": article.published_at,
            "first_seen_at": article.first_seen_at,
        },
        "evidence": hit.evidence,
    }


def print_report(report: Report) -> None:
    """Print the report for people."""
    archive, days = report.archive, len(report.days(Tally(0)))
    write(
        (
            (counted(archive.articles, "article"), "bold"),
            (f" of {counted(days, 'day')}", ""),
            (f" ({_bounds(report)})" if days else "", "dim"),
            (f"; {report.candidates:,} of them were read, the others hold none of the words", ""),
        )
    )
    write()
    table(report.rules, _columns(report))
    for rule in report.rules:
        _print_rule(rule, report)


def _bounds(report: Report) -> str:
    ends = (report.archive.oldest, report.archive.newest)
    return " to ".join(local(moment, report.zone)[:16] for moment in ends)


def _columns(report: Report) -> list[Column[Rule]]:
    heard = report.outcome.heard
    a_day = max(report.lasting / timedelta(days=1), 1.0)
    columns: list[Column[Rule]] = [
        Column("rule", lambda r: r.id, "magenta", whole=True),
        Column("matches", lambda r: f"{heard[r.id].articles:,}", "bold", right=True),
        Column("a day", lambda r: f"{heard[r.id].articles / a_day:.1f}", right=True),
        Column("days", lambda r: _sparks(heard[r.id], report), "cyan", whole=True),
        Column("languages", lambda r: _counts(heard[r.id].languages.most_common(4))),
        Column("loudest term", lambda r: next((t for t, _ in heard[r.id].noisiest()), "")),
    ]
    if report.old is not None:
        gained, lost = report.outcome.gained, report.outcome.lost
        columns[2:2] = [
            Column("before", lambda r: f"{report.outcome.before[r.id].articles:,}", right=True),
            Column("gained", lambda r: f"{gained[r.id].articles:,}", "green", right=True),
            Column("lost", lambda r: f"{lost[r.id].articles:,}", "red", right=True),
        ]
    return columns


def _sparks(tally: Tally, report: Report) -> str:
    return sparkline([count for _, count in report.days(tally)], SPARKS)


def _counts(counted: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counted)


def _print_rule(rule: Rule, report: Report) -> None:
    outcome = report.outcome
    heard, gained, lost = outcome.heard[rule.id], outcome.gained[rule.id], outcome.lost[rule.id]
    if not heard.articles and not lost.articles:
        return
    write()
    write(((rule.id, "bold magenta"), (f"  {rule.title}", "")))
    if len(report.rules) <= FEW_RULES:
        _print_days(heard, report)
    for term, tally in heard.noisiest()[:NOISIEST]:
        alone = f", alone in {tally.alone:,}" if tally.alone else ""
        printed = _counts(tally.surfaces.most_common(SURFACES))
        words = f"  in {tally.articles:,}{alone}: "
        write((("  heard       ", "dim"), (term, "bold"), (words, ""), (printed, "dim")))
    if report.old is None:
        _print_examples("such as", heard, report.zone)
    else:
        _print_examples("gained", gained, report.zone)
        _print_examples("lost", lost, report.zone)


def _print_days(heard: Tally, report: Report) -> None:
    days = report.days(heard)
    top = max((count for _, count in days), default=0)
    width = min(LONGEST_BAR, max(10, terminal().width - 30)) if on_terminal() else LONGEST_BAR
    for day, count in days:
        bar = "█" * max(1, round(width * count / top)) if count else ""
        write(((f"  {day:%a} {day}  ", "dim"), (f"{count:>6,}  ", ""), (bar, "cyan")))


def _print_examples(word: str, tally: Tally, zone: tzinfo) -> None:
    for article, hit in reversed(tally.latest):
        print_example(word, article, hit, zone)
    more = tally.articles - len(tally.latest)
    if tally.latest and more > 0:
        write(((f"  {'':<12}and {more:,} more", "dim"),))


def print_example(word: str, article: Article, hit: Hit, zone: tzinfo) -> None:
    """Print one article and the passages a rule heard in it."""
    seen = local(article.first_seen_at, zone)[:16]
    about = f"  {article.id}  {seen}  {article.language or ''}"
    title = one_line(article.title) or "(no title)"
    write(((f"  {word:<12}", "green"), (title, "bold"), (about, "dim")))
    write_evidence(hit.evidence, indent=4)
