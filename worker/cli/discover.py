"""`wirebell feeds discover URL`: every feed a site has, before any is added."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.asking import (
    BY_OPTION,
    PrivateOption,
    feed_at,
    going_out,
    opening,
    plain_http,
    without_tls,
)
from worker.cli.session import now
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    note,
    progress,
    rows_wanted,
)
from worker.errors import Transient
from worker.text.written import ago, lasting, one_line

if TYPE_CHECKING:
    from collections.abc import Collection

    from worker.cli.scouting import Found, Scouted
    from worker.settings import Settings

EXAMPLES = """[bold]Examples[/]
  wirebell feeds discover www.nrk.no
  wirebell feeds discover https://www.lemonde.fr/international/ --format json

Exit codes: 0 feeds were found, 1 none was, 69 the site cannot be reached."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A feed found, as JSON names it; `watched` is None without a configuration."""

    url: str
    title: str
    format: str
    language: str | None
    entries: int
    newest_at: datetime | None
    gap_s: float | None
    watched: bool | None
    found: str


def discover(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, or any page of it.")],
    allow_private: PrivateOption = None,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """Look for all feeds of a site: named by its page, at usual addresses, news sitemaps.

    Asks at most some 15 addresses, one at a time, and says which. Needs no configuration, writes
    nothing; each feed is listed once, however many addresses lead to it.
    """
    from worker.cli.scouting import MOST_ASKED, scout  # noqa: PLC0415 - few commands need it

    http, settings = going_out(context, allow_private or [])
    feed = feed_at(url)
    gap = f"{http.per_host.gap.total_seconds():g} s apart"
    note(f"asking {feed.name}: at most {MOST_ASKED} addresses, one at a time, {gap}")
    instead = plain_http(url)
    scouted = asyncio.run(scout(feed, http, say=progress, instead=instead))
    if scouted.unreachable:
        cure = without_tls(scouted.unreachable, "feeds discover", instead)
        cure = cure or opening(scouted.unreachable, BY_OPTION)
        raise Transient(f"cannot reach {feed.url}: {scouted.unreachable}{cure}")
    _show(scouted, settings, form, rows_wanted(limit))
    raise typer.Exit(0 if scouted.found else 1)


def _show(scouted: Scouted, settings: Settings | None, form: Format, most: int | None) -> None:
    from worker.settings.feeds import same_url  # noqa: PLC0415 - pydantic takes its time

    present = now()
    columns: list[Column[_Row]] = [
        Column("title", lambda row: one_line(row.title) or "(no title)", "bold"),
        Column("url", lambda row: row.url, "cyan"),
        Column("format", lambda row: row.format),
        Column("entries", lambda row: str(row.entries), right=True),
        Column("newest", lambda row: ago(row.newest_at, present)),
        Column("about every", lambda row: lasting(row.gap_s) if row.gap_s else ""),
        Column("watched", lambda row: "yes" if row.watched else "", "green"),
        Column("found", lambda row: row.found, "dim", wide=True),
    ]
    watched = None if settings is None else {same_url(feed.url) for feed in settings.feeds}
    rows = [_row(found, watched) for found in scouted.found]
    listing(rows[:most], columns, form, empty="no feed was found; tried:")
    if not rows:
        for address, words in scouted.tried:
            note(f"  {address}: {words}")
    elif form is Format.TABLE and not all(row.watched for row in rows):
        note("`wirebell feeds add URL` watches one")
    if unasked := [each for each in scouted.named if each not in dict(scouted.tried)]:
        note(f"the page names {len(unasked)} more, not asked: {', '.join(unasked)}")


def _row(found: Found, watched: Collection[str] | None) -> _Row:
    from worker.cli.scouting import dated, rhythm  # noqa: PLC0415 - as above
    from worker.settings.feeds import same_url  # noqa: PLC0415 - as above

    feed = found.feed
    gap = rhythm(feed)
    return _Row(
        url=found.url,
        title=feed.title,
        format=feed.format,
        language=feed.language,
        entries=len(feed.entries),
        newest_at=next((moment for moment, _ in dated(feed)), None),
        gap_s=gap.total_seconds() if gap else None,
        watched=None if watched is None else same_url(found.url) in watched,
        found=found.how,
    )
