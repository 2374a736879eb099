"""`wirebell articles`: what has been read, and one article with its texts and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.reasons import decision_line
from worker.cli.session import checked, listed, now, opened, settings_of, since
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    fact,
    listing,
    local,
    note,
    rows_wanted,
    write,
    write_json,
)
from worker.errors import Usage
from worker.text.jsonable import jsonable
from worker.text.written import one_line

if TYPE_CHECKING:
    from worker.store.views import ArticleView

app = typer.Typer(help="Articles read from the feeds.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell articles list --limit 20
  wirebell articles list --format json | jq -r '.[].url'
  wirebell articles show 417
  wirebell articles search '"rate cut" AND NOT title:football' --since 7d

`search` exits 0 when it found something, 1 when not."""


@app.command("list", epilog=EXAMPLES)
def list_articles(
    context: typer.Context,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """List articles, newest first."""
    ground, rows = listed(context, lambda store: store.list_articles(rows_wanted(limit)))
    zone = ground.timezone
    names = {feed.url: feed.name for feed in (ground.settings.feeds if ground.settings else ())}
    columns: list[Column[ArticleView]] = [
        Column("id", lambda a: a.id, "cyan", right=True, whole=True),
        Column("first seen", lambda a: local(a.first_seen_at, zone), whole=True),
        Column("lang", lambda a: a.language or "", whole=True, spare=1),
        Column("title", lambda a: a.title, "bold"),
        Column("feeds", lambda a: ", ".join(names.get(u, u) for u in a.feeds), spare=3),
        Column("state", _state, lambda a: "red" if a.read_error else "dim", spare=2),
    ]
    empty = "no articles yet: `wirebell once` polls what is due, `wirebell run` keeps polling"
    listing(rows, columns, form, empty=empty)


def _state(article: ArticleView) -> str:
    if article.read_error:
        return f"not read: {article.read_error}"
    revised = f"revised {article.revisions - 1}x" if article.revisions > 1 else ""
    return "unread" if article.unread else revised


@app.command("search", epilog=EXAMPLES)
def search_articles(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="As in a rule's match; quote it.")],
    since_: Annotated[
        str | None, typer.Option("--since", metavar="TIME", help="7d, or 2026-11-01T00:00Z.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--lang", metavar="CODE", help="The query's language, for its word forms."),
    ] = None,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """Search the stored articles with a rule's query, newest first, and show what it hit."""
    from worker.cli.past import search  # noqa: PLC0415 - the automaton takes its time
    from worker.cli.pastreport import example_json, print_example  # noqa: PLC0415

    settings = settings_of(context)
    with checked(settings.database) as store:
        begin = since(since_, now())
        found = list(search(query, language, settings, store, begin, rows_wanted(limit)))
    if form is Format.JSON:
        write_json([example_json(article, hit) for article, hit in found])
    else:
        for article, hit in found:
            print_example(f"{article.first_seen_at:%Y-%m-%d}", article, hit, settings.timezone)
        if not found:
            note("nothing stored holds that; `wirebell backtest` tries whole rules")
    raise typer.Exit(0 if found else 1)


@app.command("show")
def show_article(
    context: typer.Context,
    article: Annotated[str, typer.Argument(help="An article's id or its URL.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show one article: its texts by zone, the feeds that list it, what was decided."""
    with opened(context) as (ground, store):
        found = store.article(article)
        if found is None:
            raise Usage(f"no article {article!r}: `wirebell articles list` shows their ids")
        decisions = store.decisions(found.id)
    if form is Format.JSON:
        whole = {**jsonable(found), "id": str(found.id)}  # as every list and message calls it
        write_json({"article": whole, "decisions": decisions})
        return
    zone = ground.timezone
    write(((one_line(found.title) or "(no title)", "bold"),))
    fact("id", str(found.id))
    fact("url", found.url or "")
    fact("language", found.language or "")
    fact("author", found.author or "")
    fact("published", local(found.published_at, zone))
    fact("first seen", local(found.first_seen_at, zone))
    fact("revision", str(found.revision))
    if found.page is not None:
        fact("page", f"{found.page.verdict or 'not yet'}, {found.page.words}")
    for sighting in found.sightings:
        told = "backlog, not told" if sighting.backlog else "live"
        fact("listed by", f"{sighting.feed_name} ({told}) {sighting.feed_url}")
    for name, text in (("lead", found.lead), ("body", found.body)):
        if text:
            write()
            write(((name, "bold"),))
            write(text)
    write()
    if decisions:
        write((("decided", "bold"),))
    for decision in decisions:
        write(decision_line(decision, local(decision.at, zone)))
    if not decisions:
        write(
            "No rule matched it, so nothing was decided; `wirebell why` shows how near each came."
        )
