"""Changing the list of feeds: add one by its address, import and export OPML."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.asking import Asked, ask_once, feed_at
from worker.cli.session import now, settings_of
from worker.cli.show import Format, FormatOption, fact, local, note, one_line, write, write_json
from worker.errors import Misconfigured, Transient, Usage, WirebellError

if TYPE_CHECKING:
    from worker.settings import Settings

ADD_EXAMPLES = """[bold]Examples[/]
  wirebell feeds add https://feeds.bbci.co.uk/news/world/rss.xml --tag world
  wirebell feeds add www.nrk.no --name NRK        the feed its front page names"""

OPML_EXAMPLES = """[bold]Examples[/]
  wirebell feeds import subscriptions.opml --tag imported
  wirebell feeds export > feeds.opml"""

MOST_OPML_BYTES = 50_000_000

TagOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="A tag rules choose by. Repeatable.", show_default=False
    ),
]


def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a site that names one.")],
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

    A running worker adopts it within a second or two. What it lists now is a backlog: stored
    quietly, unless the configuration says otherwise.
    """
    from worker.settings import add_feed  # noqa: PLC0415 - pydantic takes its time

    settings = settings_of(context)
    target = feed_at(url).url
    if not no_check:
        asked = asyncio.run(ask_once(feed_at(url), settings.http))
        if asked.feed is None:
            raise Transient(
                f"no feed at {asked.url}: {asked.words}; --no-check adds it all the same"
            )
        if form is Format.TABLE:
            _preview(asked, settings)
        target, name = asked.url, name or one_line(asked.feed.title)[:80] or None
    watched = target in {feed.url for feed in settings.feeds}
    if not watched:
        path = add_feed(settings.path, target, name, tags or ())
        settings_of(context)  # what was written must be readable
    if form is Format.JSON:
        write_json({"url": target, "name": name, "tags": tags or [], "added": not watched})
    else:
        write(f"{target} is watched already" if watched else f"added {target} to {path}")


def _preview(asked: Asked, settings: Settings) -> None:
    if asked.feed is None:
        return
    feed = asked.feed
    write(((one_line(feed.title) or "(no title)", "bold"),))
    fact("url", asked.url)
    fact("named by", asked.found_on or "")
    fact("moved to", asked.moved_to or "")
    fact("format", feed.format)
    fact("entries", str(len(feed.entries)))
    newest = max((e for e in feed.entries if e.published_at), key=lambda e: e.published_at or now(),
                 default=None)  # fmt: skip
    if newest is not None:
        fact("newest", f"{local(newest.published_at, settings.timezone)}  {one_line(newest.title)}")
    for other in asked.others:
        fact("also there", other)
    for warning in feed.warnings:
        fact("warning", warning)


def import_opml(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list from a feed reader.")],
    tags: TagOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Add the feeds of an OPML file that are not watched yet; its categories become tags.

    They are written into a file of feeds.d; importing the same list twice adds nothing.
    """
    from worker.parse import opml  # noqa: PLC0415 - only this command reads OPML

    settings = settings_of(context)
    try:
        if file.stat().st_size > MOST_OPML_BYTES:
            raise Usage(f"{file} is too large to be a list of feeds")
        outlines = opml.read(file.read_bytes())
    except OSError as error:
        raise Usage(f"cannot read {file}: {error.strerror}") from error
    known = {_key(feed.url) for feed in settings.feeds}
    fresh = [outline for outline in outlines if _key(outline.url) not in known]
    items = [_item(each.url, each.title, (*(tags or ()), *each.categories)) for each in fresh]
    path = _write(settings.path.parent / "feeds.d", file.stem, items, context) if items else None
    report = {
        "listed": len(outlines),
        "added": len(items),
        "known": len(outlines) - len(items),
        "file": path,
    }
    if form is Format.JSON:
        write_json(report)
        return
    write(f"{len(items)} of {len(outlines)} feeds added" + (f" to {path}" if path else ""))
    if report["known"]:
        note(f"{report['known']} were watched already")
    if not outlines:
        note("no feed was found in it: is it OPML?")


def export_opml(context: typer.Context) -> None:
    """Print all configured feeds as OPML, which every feed reader takes."""
    from worker.parse import opml  # noqa: PLC0415 - as above

    feeds = settings_of(context).feeds
    listed = [opml.OpmlFeed(feed.url, feed.name, feed.tags) for feed in feeds]
    write(opml.write(listed, "Wirebell feeds").decode().rstrip())


def _key(url: str) -> str:
    """What two spellings of one address share: scheme and host fold, the path does not."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}"


def _item(url: str, title: str, tags: Sequence[str]) -> dict[str, object]:
    item: dict[str, object] = {"url": url}
    if name := one_line(title)[:200]:
        item["name"] = name
    if kept := list(dict.fromkeys(t for tag in tags if (t := one_line(tag)))):
        item["tags"] = kept
    return item


def _write(
    folder: Path, stem: str, items: Sequence[dict[str, object]], context: typer.Context
) -> Path:
    """A new file of feeds.d with these items, taken back if the configuration does not like it."""
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "imported"
    lines = ["# Feeds imported by `wirebell feeds import`; edit freely.", "version: 1", "feeds:"]
    lines += [f"  - {json.dumps(item, ensure_ascii=False)}" for item in items]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free(folder, safe)
        half = path.with_suffix(".tmp")  # a running worker sees the whole file or none
        half.write_text("\n".join(lines) + "\n", "utf-8")
        half.replace(path)
    except OSError as error:
        raise Misconfigured(f"cannot write into {folder}: {error.strerror}") from error
    try:
        settings_of(context)
    except WirebellError:
        path.unlink()
        raise
    return path


def _free(folder: Path, stem: str) -> Path:
    """A name in the folder that nobody has."""
    number = 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}.yaml").exists():
        number += 1
    return path
