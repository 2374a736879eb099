"""Why a rule did or did not match, drawn for people: every clause, each span, every condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from worker.cli.evidence import Pieces, write_evidence
from worker.cli.show import SEVERITY_STYLES, local, write
from worker.text.written import one_line

if TYPE_CHECKING:
    from worker.match.explain import ClauseReport, Explanation, Found, QueryReport
    from worker.model import Article, Rule
    from worker.store.views import DecisionView

VERDICTS = {
    "match": ("matches", "bold green"),
    "no match": ("does not match", ""),
    "unless": ("held back by its unless", "yellow"),
    "where": ("held back by its where", "yellow"),
    "disabled": ("would match, but is disabled", "yellow"),
}
MOST_FOUND = 4  # places of one clause shown; the rest are counted


def write_explanation(rule: Rule, why: Explanation) -> None:
    """Print one rule's verdict with all that led to it."""
    words, style = VERDICTS[why.verdict]
    head = (f"{rule.id}", "bold magenta"), (f"  {rule.title}  ", ""), (words, style)
    write((*head, (f"  ({rule.severity})", SEVERITY_STYLES[rule.severity])))
    write_evidence(why.evidence or why.near)
    for query in why.queries:
        _write_query(f"match {query.language}", query)
    if why.unless is not None:
        _write_query("unless", why.unless)
    for condition in why.where:
        wanted, actual = ", ".join(condition.wanted), ", ".join(condition.actual)
        has = f"the article has {actual}" if actual else "not known of the article, so it holds"
        write(
            (("  where       ", "dim"), _mark(condition.holds), (f" {condition.name}: ", "")),
        )
        write((("              ", ""), (f"wanted {wanted}; {has}", "dim")))
    write()


def _write_query(name: str, query: QueryReport) -> None:
    write(((f"  {name:<12}", "dim"), _mark(query.holds), (f" {query.text}", "")))
    for line in _clauses(query.clause, 0):
        write(line)


def _clauses(clause: ClauseReport, depth: int) -> Iterator[Pieces]:
    """One line a clause, deeper ones indented; a lone term needs no line for its query."""
    indent = " " * (14 + 2 * depth)
    shown = clause.text if not clause.clauses else _joint(clause)
    pieces = [(indent, ""), _mark(clause.holds), (f" {shown}", "" if clause.holds else "dim")]
    pieces += [(f"  {place}", "dim") for place in _places(clause)]
    yield tuple(pieces)
    for child in clause.clauses:
        yield from _clauses(child, depth + 1)


def _joint(clause: ClauseReport) -> str:
    names = {"and": "all of", "or": "any of", "not": "not", "near": clause.text}
    if clause.kind == "atleast":
        return f"at least {clause.text.partition('/')[2].partition('(')[0].strip()} of"
    return names.get(clause.kind) or f"{clause.text.partition(':')[0]}:"


def _places(clause: ClauseReport) -> list[str]:
    shown = [_place(found) for found in clause.found[:MOST_FOUND]]
    rest = len(clause.found) - len(shown)
    return shown + ([f"and {rest} more"] if rest else [])


def _place(found: Found) -> str:
    """Where something was found, and why it counts if the rule did not write it so."""
    why = "; ".join(dict.fromkeys(heard.why for heard in found.heard))
    return f"{found.zone} {found.start}-{found.end} “{found.text}”" + (f" ({why})" if why else "")


def _mark(holds: bool) -> tuple[str, str]:
    return ("✓", "green") if holds else ("✗", "red")


def write_head(article: Article) -> None:
    """What a stored article is, in two lines."""
    write(((one_line(article.title) or "(no title)", "bold"),))
    source = ", ".join(sighting.feed_name for sighting in article.sightings)
    about = (str(article.id or ""), article.language, source, article.url)
    write((("  ".join(text for text in about if text), "dim"),))
    write()


def write_decisions(decisions: Sequence[DecisionView], zone: tzinfo) -> None:
    """What was decided about an article, in order."""
    if decisions:
        write((("What was decided", "bold"),))
    for kept in decisions:
        write(decision_line(kept, local(kept.at, zone)))


def decision_line(kept: DecisionView, at: str) -> tuple[tuple[str, str], ...]:
    """One decision of the record: when, whether it spoke, to whom and why."""
    spoke = kept.verdict == "speak"
    alert = f" (alert {kept.alert_id}.{kept.sequence})" if kept.alert_id else ""
    target = f" {kept.channel}" if kept.channel else ""
    return (
        (f"  {at}  ", "dim"),
        ("rang" if spoke else "held", "green" if spoke else "yellow"),
        (target, "bold"),
        (f"  {kept.reason}: {', '.join(kept.rules)}{alert}", ""),
    )
