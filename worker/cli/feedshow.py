"""`wirebell feeds show`: one feed as it stands, and how its latest visits went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.session import now, opened
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    fact,
    local,
    note,
    table,
    write,
    write_json,
)
from worker.daemon.wording import facts_of
from worker.errors import Usage
from worker.text.jsonable import jsonable

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from worker.model import Visit
    from worker.store.views import FeedView

EXAMPLES = """[bold]Examples[/]
  wirebell feeds show NRK
  wirebell feeds show https://feeds.bbci.co.uk/news/world/rss.xml --format json | jq '.visits[0]'"""


def show(
    context: typer.Context,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="Its URL, or its name.")],
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """Show one feed: how it stands, when it is asked next and why then, its last 30 visits."""
    present = now()
    with opened(context) as (ground, store):
        found = store.list_feeds(present, called=feed)
        if not found:
            raise Usage(f"no feed is called {feed}: `wirebell feeds list` shows all")
        if len(found) > 1:
            urls = ", ".join(each.url for each in found)
            raise Usage(f"{len(found)} feeds are called {feed}; name one by its URL: {urls}")
        visits = store.visits(found[0].url, limit)
    if form is Format.JSON:
        kept = [{k: v for k, v in jsonable(visit).items() if k != "feed_url"} for visit in visits]
        write_json({**jsonable(found[0]), "visits": kept})
    else:
        _print(found[0], visits, present, ground.timezone)


def _print(feed: FeedView, visits: list[Visit], present: datetime, zone: tzinfo) -> None:
    write(((feed.state, "bold"), (f"  {feed.name}", "")))
    fact("url", feed.url)
    for name, said in facts_of(feed, present).items():
        fact(name, said)
    if not visits:
        note("it was not asked yet")
        return
    columns: list[Column[Visit]] = [
        Column("at", lambda v: local(v.at, zone), "cyan", whole=True),
        Column("outcome", lambda v: v.outcome.value, whole=True, spare=1),
        Column("status", lambda v: str(v.status or ""), right=True, spare=3),
        Column("entries", lambda v: str(v.entries or ""), right=True, spare=4),
        Column("new", lambda v: str(v.new or ""), right=True, spare=2),
        Column("bytes", lambda v: f"{v.wire_bytes:,}", right=True, wide=True),
        Column("took", lambda v: f"{v.elapsed_s:.2f} s", right=True, spare=5),
        Column("answer", lambda v: v.words),
    ]
    table(visits, columns)
