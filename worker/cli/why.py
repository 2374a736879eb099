"""`wirebell why ARTICLE`: every rule's verdict on one article, and what would be said to whom."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.reasons import write_decisions, write_explanation, write_head
from worker.cli.ruling import compile_settings, language_of, routes_in
from worker.cli.session import Ground, checked, now, rescued, settings_of
from worker.cli.show import Format, FormatOption, note, write, write_json
from worker.errors import Usage
from worker.model import Around, Article, Decision, Speak
from worker.text.jsonable import jsonable
from worker.text.written import counted, one_line

if TYPE_CHECKING:
    from worker.alert.routing import Way
    from worker.daemon.ruling import Ruling
    from worker.match import Explanation
    from worker.model import Rule, Silence
    from worker.settings import Settings
    from worker.store.views import DecisionView

EXAMPLES = """[bold]Examples[/]
  wirebell why 417                          an article by its id, from `articles list`
  wirebell why https://example.org/story    or by its URL
  wirebell why draft.txt --rule steel       a text in a file: title, empty line, body
  pbpaste | wirebell why -                  or from stdin

Exit codes: 0 a rule matches, 1 none does."""

NEAR_SHOWN = 5
STDIN = "-"
MOST_BYTES = 5_000_000  # of a file: an article is a page, not an archive


def why(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="An id, a URL, a file, or - for stdin.")],
    rule_id: Annotated[
        str | None,
        typer.Option("--rule", metavar="ID", help="Only this rule.", show_default=False),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--lang", metavar="CODE", help="Language of a file.", show_default=False),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show why an article rang, or why not: each clause, each span, what was decided.

    Rules that match come first, then those that nearly did, then a count of the rest. Rules are
    the files' as they are now; decisions are the record, made with the rules of their time. Where
    the files hold mistakes, the record alone is shown.
    """
    from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time

    try:
        settings, ruling = _rules_now(context)
    except Problems as problems:
        if rule_id is not None or not _may_be_stored(article):
            raise
        raise typer.Exit(_recorded(rescued(context, problems), article, form)) from None
    rules = {rule.id: rule for rule in settings.rules}
    if rule_id is not None and rule_id not in rules:
        raise Usage(f"no rule {rule_id!r}: `wirebell rules list` shows their ids")
    code = language_of(language) if language else None
    found, decisions, silences = _article(article, settings.database, code)
    explained = ruling.matcher.explain(found, rule_id)
    ways = _ways(found, explained, settings, rules)
    story = next((int(kept.story_id) for kept in reversed(decisions) if kept.story_id), None)
    around = Around(story, silences, settings.channels)
    would = _would(found, explained, rules, ways, around)
    if rule_id is not None:
        decisions = [kept for kept in decisions if rule_id in kept.rules]
    if form is Format.JSON:
        write_json(_report(found, explained, decisions, ways, would))
    else:
        every = rule_id is not None
        _print(found, explained, settings, rules, decisions, ways, would, everything=every)
    raise typer.Exit(0 if any(e.verdict == "match" for e in explained) else 1)


def _rules_now(context: typer.Context) -> tuple[Settings, Ruling]:
    """The rules as the files have them; raises Problems, those in queries too."""
    from worker.settings import Problems  # noqa: PLC0415 - as above

    settings = settings_of(context)
    ruling = compile_settings(settings)
    if ruling.problems:
        raise Problems(ruling.problems)
    return settings, ruling


def _may_be_stored(said: str) -> bool:
    """Whether an id or a URL was said, not a file or stdin."""
    return said.isdigit() or "://" in said


def _recorded(ground: Ground, said: str, form: Format) -> int:
    """Show what was decided about a stored article while no rule can be asked; the exit code."""
    found, decisions, _ = _article(said, ground.database, None)
    if form is Format.JSON:
        write_json(_report(found, (), decisions, {}, ()))
    else:
        write_head(found)
        write_decisions(decisions, ground.timezone)
        if not decisions:
            write("nothing was decided about it: no rule matched it when it was read")
    return 0 if decisions else 1


def _article(
    said: str, database: str, language: str | None
) -> tuple[Article, Sequence[DecisionView], Sequence[Silence]]:
    """The article meant, what was decided about it, and the silences that hold now; raises Usage
    where there is none. A text that is not stored is told in any case.
    """
    path = Path(said)
    if said == STDIN:
        return _written(sys.stdin.buffer.read(MOST_BYTES), "stdin", language), (), ()
    if not _may_be_stored(said):
        if not path.is_file():
            raise Usage(f"{said!r} is no article id, no URL and no file")
        try:
            with path.open("rb") as file:
                return _written(file.read(MOST_BYTES), said, language), (), ()
        except OSError as error:
            raise Usage(f"cannot read {said}: {error.strerror}") from error
    with checked(database) as store:
        found = store.article(said)
        if found is None:
            raise Usage(
                f"no article {said!r} is stored: `wirebell articles list` shows what is;"
                " a text that is not can be given as a file"
            )
        return found, store.decisions(found.id), store.active_silences(now())


def _written(raw: bytes, name: str, language: str | None) -> Article:
    """A text as an article: its first line is the title if an empty line follows."""
    text = raw.decode("utf-8-sig", "replace")
    if name.endswith((".html", ".htm")):
        from worker.parse import page  # noqa: PLC0415 - only for pages

        text = page.plain(text)
    first, _, rest = text.partition("\n")
    titled = rest.startswith(("\n", "\r\n"))
    present = now()
    return Article(
        id=0,
        title=one_line(first) if titled else "",
        lead="",
        body=rest.strip() if titled else text.strip(),
        url=None,
        canonical_url=None,
        author=None,
        language=language,
        published_at=None,
        first_seen_at=present,
        revision=1,
        body_hash=hashlib.sha256(raw).hexdigest()[:32],
        retrieved_at=present,
    )


def _ways(
    article: Article,
    explained: Sequence[Explanation],
    settings: Settings,
    rules: dict[str, Rule],
) -> dict[str, Way]:
    """Where alerts of the rules that match would go now, by rule id."""
    from worker.alert import route  # noqa: PLC0415 - only here

    routes, present = routes_in(settings), now()
    matched = (rules[each.rule_id] for each in explained if each.verdict == "match")
    return {rule.id: route(rule, article, routes, present) for rule in matched}


def _would(
    article: Article,
    explained: Sequence[Explanation],
    rules: dict[str, Rule],
    ways: dict[str, Way],
    around: Around,
) -> tuple[Decision, ...]:
    """What would be decided if the article came now and its story had never been told."""
    from worker.alert import decide  # noqa: PLC0415 - only here
    from worker.model import Adds, Hit  # noqa: PLC0415

    hits = [
        Hit(e.rule_id, e.rule_version, "any", e.evidence) for e in explained if e.verdict == "match"
    ]
    if not hits:
        return ()
    routes = {rule_id: way.channels for rule_id, way in ways.items()}
    return decide(article, hits, rules, (), routes, now(), Adds(), around)


def _report(
    article: Article,
    explained: Sequence[Explanation],
    decisions: Sequence[DecisionView],
    ways: dict[str, Way],
    would: Sequence[Decision],
) -> dict[str, Any]:
    return {
        "article": {
            "id": str(article.id) if article.id else None,
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "revision": article.revision,
        },
        "rules": [jsonable(each) for each in explained],
        "routes": [{"rule": rule_id, **jsonable(way)} for rule_id, way in ways.items()],
        "would": [
            {"verdict": "speak" if isinstance(each, Speak) else "hold", **jsonable(each)}
            for each in would
        ],
        "decisions": decisions,
    }


def _print(
    article: Article,
    explained: Sequence[Explanation],
    settings: Settings,
    rules: dict[str, Rule],
    decisions: Sequence[DecisionView],
    ways: dict[str, Way],
    would: Sequence[Decision],
    *,
    everything: bool,
) -> None:
    write_head(article)
    matched = [e for e in explained if e.verdict == "match"]
    nearly = [e for e in explained if e.verdict != "match" and (e.near or e.evidence)]
    rest = [e for e in explained if e not in matched and e not in nearly]
    shown = explained if everything else [*matched, *nearly[:NEAR_SHOWN]]
    for each in shown:
        write_explanation(rules[each.rule_id], each)
    if not everything:
        _write_rest(len(nearly) - NEAR_SHOWN, len(rest))
    if would:
        write((("If it came now, and its story had never been told", "bold"),))
    for named, way in ways.items():
        write(_way_line(named, way))
    for decision in would:
        write(_would_line(decision))
    if decisions:
        write()
    write_decisions(decisions, settings.timezone)


def _write_rest(near: int, rest: int) -> None:
    if near > 0:
        note(f"and {counted(near, 'more rule')} found something: --rule ID shows one")
    if rest:
        write(f"{counted(rest, 'rule')} found nothing in it.")
        write()


def _way_line(rule_id: str, way: Way) -> tuple[tuple[str, str], ...]:
    target = ", ".join(way.channels) or "nowhere"
    return ("  way ", "dim"), (f" {target}", "bold"), (f"  {rule_id}: {'; '.join(way.why)}", "")


def _would_line(decision: Decision) -> tuple[tuple[str, str], ...]:
    rules = ", ".join(decision.rules)
    if isinstance(decision, Speak):
        target = (f" {decision.channel}", "bold")
        return (
            ("  ring", "green"),
            target,
            (f"  {decision.reason}, {decision.severity}: {rules}", ""),
        )
    where = f" for {decision.channel}" if decision.channel else ""
    return ("  hold", "yellow"), (f"{where}  {decision.reason}: {rules}", "")
