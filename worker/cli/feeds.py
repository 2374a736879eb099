"""`wirebell feeds`: what is asked, how it answers, and changing the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli import adding, discover, feedlist, feedshow
from worker.cli.session import listed, now
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    rows_wanted,
    write_json,
)
from worker.daemon.wording import answer
from worker.errors import Usage
from worker.model import Outcome
from worker.text.written import ago, due, lasting

if TYPE_CHECKING:
    from worker.settings import Settings
    from worker.store.views import FeedView

app = typer.Typer(help="What is asked, how it answers; changing the list.", no_args_is_help=True)

LIST_EXAMPLES = """[bold]Examples[/]
  wirebell feeds list
  wirebell feeds list --state failing --format json"""

POLL_EXAMPLES = """[bold]Examples[/]
  wirebell feeds poll https://feeds.bbci.co.uk/news/world/rss.xml"""

BAD = {Outcome.FAILED, Outcome.NOT_A_FEED, Outcome.HOSTILE, Outcome.GONE}
STATES = ("ok", "new", "silent", "unreached", "failing", "hostile", "gone", "disabled")
STATE_STYLES = {"ok": "green", "new": "cyan", "disabled": "dim"}  # any other is trouble


@app.command("list", epilog=LIST_EXAMPLES)
def list_feeds(
    context: typer.Context,
    state: Annotated[
        str | None,
        typer.Option("--state", help=f"One of {', '.join(STATES)}.", show_default=False),
    ] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", help="Only those with this tag.", show_default=False)
    ] = None,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:  # fmt: skip
    """List feeds, worst first: how each answered, when it is asked next and why then."""
    if state not in {None, *STATES}:
        raise Usage(f"--state {state}: write one of {', '.join(STATES)}")
    present = now()
    ground, known = listed(context, lambda store: store.list_feeds(present))
    unasked = _unasked(ground.settings, known) if ground.settings else ()
    rows = [
        f for f in [*known, *unasked] if state in {None, f.state} and (tag is None or tag in f.tags)
    ]
    columns: list[Column[FeedView]] = [
        Column("state", lambda f: f.state, lambda f: STATE_STYLES.get(f.state, "red"), whole=True),
        Column("name", lambda f: f.name, "bold"),
        Column("url", lambda f: f.url, "cyan", spare=6),
        Column("tags", lambda f: ", ".join(f.tags), "dim", wide=True),
        Column("24 h", lambda f: str(f.entries_24h), right=True, spare=4),
        Column("failures", lambda f: str(f.failures or ""), "red", right=True, spare=2),
        Column("last ok", lambda f: ago(f.last_ok_at, present), spare=5),
        Column("next", lambda f: due(f.next_due_at, present), spare=1),
        Column("every", lambda f: lasting(f.interval_s) if f.interval_s else "", wide=True),
        Column("answer", answer),
        Column("why then", lambda f: f.why, "dim", wide=True),
    ]
    if state or tag:
        empty = "no feed is like that; `wirebell feeds list` shows all"
    else:
        empty = "no feeds yet: `wirebell feeds add URL`, then `wirebell once` or `wirebell run`"
    listing(rows[: rows_wanted(limit)], columns, form, empty=empty)


def _unasked(settings: Settings, known: Sequence[FeedView]) -> Iterator[FeedView]:
    """Configured feeds that no worker has taken up yet."""
    from worker.store.views import FeedView  # noqa: PLC0415 - only for the listing

    urls = {feed.url for feed in known}
    for feed in settings.feeds:
        if feed.url not in urls:
            yield FeedView(
                url=feed.url,
                name=feed.name,
                tags=feed.tags,
                state="new" if feed.enabled else "disabled",
                outcome=None,
                failures=0,
                entries_24h=0,
                last_ok_at=None,
                next_due_at=None,
                interval_s=None,
                why="not asked yet: `wirebell run` or `wirebell once` will",
                backlog_stored=0,
                backlog_would_ring=0,
                missed=0,
                moved_to=None,
            )


@app.command("poll", epilog=POLL_EXAMPLES)
def poll(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A configured feed, or its name.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Poll one feed now, through the very pipeline, and show how the visit went.

    A running worker is asked to; else the feed is polled here, and what it brings is read and
    told. Exit code 1 when the visit failed.
    """
    from worker.cli.polling import visit_now, write_visit  # noqa: PLC0415 - few need it

    visit = visit_now(context, url)
    if form is Format.JSON:
        write_json(visit)
    else:
        write_visit(visit)
    raise typer.Exit(1 if visit.outcome in BAD else 0)


app.command("show", epilog=feedshow.EXAMPLES)(feedshow.show)
app.command("add", epilog=adding.ADD_EXAMPLES)(adding.add)
app.command("discover", epilog=discover.EXAMPLES)(discover.discover)
app.command("import", epilog=feedlist.OPML_EXAMPLES)(feedlist.import_opml)
app.command("export", epilog=feedlist.OPML_EXAMPLES)(feedlist.export_opml)
