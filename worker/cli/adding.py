"""`wirebell feeds add URL`: one feed, asked and shown before it is written down."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.asking import feed_at, opening, plain_http, without_tls
from worker.cli.session import listed, now, settings_of
from worker.cli.show import Format, FormatOption, fact, local, note, progress, write, write_json
from worker.errors import Transient, WirebellError
from worker.text.written import counted, lasting, one_line

if TYPE_CHECKING:
    from worker.cli.scouting import Found, Scouted
    from worker.model import Feed
    from worker.settings import Settings

ADD_EXAMPLES = """[bold]Examples[/]
  wirebell feeds add https://feeds.bbci.co.uk/news/world/rss.xml --tag world
  wirebell feeds add www.nrk.no --name NRK        the feed its front page names
  wirebell feeds discover www.nrk.no              all there are, adding none"""

SHOWN = 3  # newest entries

TagOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="A tag rules choose by. Repeatable.", show_default=False
    ),
]


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a site that has one.")],
    name: Annotated[
        str | None,
        typer.Option("--name", help="As alerts name it; else its own title.", show_default=False),
    ] = None,
    tags: TagOption = None,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Add it unseen, without asking it first.")
    ] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Ask a feed, show what is there, and write it into feeds.d/added.yaml.

    Of a site, the first feed its page names, or the first at a usual address. A running worker
    adopts it within a second or two. What it lists now is a backlog: stored quietly, unless the
    configuration says otherwise.
    """
    from worker.settings import add_feed  # noqa: PLC0415 - pydantic takes its time

    settings = settings_of(context)
    feed = feed_at(url)
    named, target, others, aliases = name, feed.url, list[str](), list[str | None]()
    if not no_check:
        scouted, found = _first(feed, plain_http(url), settings)
        target, name = found.asked.url, name or one_line(found.feed.title)[:80] or None
        aliases = [found.asked.moved_to, found.asked.answered_at]
        others = [each for each in scouted.named if each != target]
        if form is Format.TABLE:
            _preview(feed, found, others, settings)
    watched = _watched(context, settings, [target, *aliases])
    if watched is None:
        path = add_feed(settings.path, target, name, tags or ())
        settings_of(context)  # what was written must be readable
    if form is Format.JSON:
        write_json(
            {"url": target, "name": name, "tags": tags or [], "added": watched is None,
             "others": others, "watched": watched.url if watched else None}
        )  # fmt: skip
    else:
        write(_standing(target, watched) if watched else f"added {target} to {path}")
    if watched and (lacks := _lacks(watched, named, tags or ())):
        note(f"it stays as it stands, without {lacks}: write that at {watched.source}")
        raise typer.Exit(1)


def _watched(
    context: typer.Context, settings: Settings, addresses: Iterable[str | None]
) -> Feed | None:
    """The configured feed that one of these addresses is, or to which it has moved."""
    from worker.settings.feeds import same_url  # noqa: PLC0415 - as above

    asked = {same_url(address) for address in addresses if address}
    try:
        _, known = listed(context, lambda store: store.list_feeds(now()))
    except WirebellError:  # a feed is added all the same where no database can be asked
        known = []
    moved = {view.url: view.moved_to for view in known if view.moved_to}
    for feed in settings.feeds:
        if asked & {same_url(feed.url), same_url(moved.get(feed.url, feed.url))}:
            return feed
    return None


def _standing(target: str, watched: Feed) -> str:
    how = "" if watched.url == target else f"leads to {watched.url}, which "
    what = "is watched already" if watched.enabled else "stands there, but is disabled"
    return f"{target} {how}{what} ({watched.source})"


def _lacks(watched: Feed, name: str | None, tags: Iterable[str]) -> str:
    """What was asked for and is not so: "the tags a, b and the name X"; empty when all is."""
    known = {tag.casefold() for tag in watched.tags}  # as rules compare them
    missing = [tag for tag in tags if tag.casefold() not in known]
    many = "tag" if len(missing) == 1 else "tags"
    words = [f"the {many} {', '.join(missing)}"] if missing else []
    if name and name != watched.name:
        words.append(f"the name {name!r}")
    return " and ".join(words)


def _first(feed: Feed, instead: str | None, settings: Settings) -> tuple[Scouted, Found]:
    """The first feed this address leads to; raises Transient where it leads to none."""
    from worker.cli.scouting import scout  # noqa: PLC0415 - few commands need it

    scouted = asyncio.run(scout(feed, settings.http, say=progress, enough=1, instead=instead))
    if scouted.found:
        return scouted, scouted.found[0]
    if cure := opening(scouted.unreachable):
        raise Transient(f"no feed at {feed.url}: {scouted.unreachable}{cure} ({settings.path})")
    if cure := without_tls(scouted.unreachable, "feeds add", instead):
        raise Transient(f"no feed at {feed.url}: {scouted.unreachable}{cure}")
    words = scouted.unreachable or scouted.tried[0][1]
    if (tried := len(scouted.tried) - 1) and not scouted.unreachable:
        many = counted(tried, "other address", "other addresses")
        words += f" (nor at {many}; `wirebell feeds discover {feed.url}` lists them)"
    raise Transient(f"no feed at {feed.url}: {words}; --no-check adds it all the same")


def _preview(page: Feed, found: Found, others: list[str], settings: Settings) -> None:
    from worker.cli.scouting import dated, rhythm  # noqa: PLC0415 - as above

    feed, gap = found.feed, rhythm(found.feed)
    write(((one_line(feed.title) or "(no title)", "bold"),))
    fact("url", found.asked.url)
    fact("found", "" if found.asked.url == page.url else f"{found.how} ({page.url})")
    fact("moved to", found.asked.moved_to or "")
    fact("format", feed.format)
    fact("entries", str(len(feed.entries)))
    fact("speaks", f"about every {lasting(gap.total_seconds())}" if gap else "")
    newest = [(local(moment, settings.timezone), entry) for moment, entry in dated(feed)]
    for moment, entry in (newest or [("undated", entry) for entry in feed.entries])[:SHOWN]:
        fact("newest", f"{moment}  {one_line(entry.title)}")
    for warning in feed.warnings:
        fact("warning", warning)
    if others:
        write(f"  the page names {len(others) + 1} feeds:")
        write(f"    1  {found.asked.url}: this one")
        for number, other in enumerate(others, 2):
            write(f"    {number}  wirebell feeds add {shlex.quote(other)}")
