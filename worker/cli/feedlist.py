"""Changing the list of feeds by the hundred: OPML in and out."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from worker.cli.adding import TagOption
from worker.cli.session import settings_of
from worker.cli.show import Format, FormatOption, note, write, write_json
from worker.errors import Misconfigured, Usage, WirebellError
from worker.text.written import counted, one_line

OPML_EXAMPLES = """[bold]Examples[/]
  wirebell feeds import subscriptions.opml --tag imported
  wirebell feeds export > feeds.opml"""

MOST_OPML_BYTES = 50_000_000


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
    from worker.settings.feeds import FOLDER, same_url  # noqa: PLC0415 - pydantic takes its time

    settings = settings_of(context)
    try:
        if file.stat().st_size > MOST_OPML_BYTES:
            raise Usage(f"{file} is too large to be a list of feeds")
        body = file.read_bytes()
    except OSError as error:
        raise Usage(f"cannot read {file}: {error.strerror}") from error
    outlines = opml.read(body)
    if not outlines and (begins := opml.beginning_of_another(body)) is not None:
        raise Usage(
            f"{file}:1:1: this is no OPML, and lists no feed; it begins with {begins!r}: export"
            " the list from a feed reader; `wirebell feeds add URL` adds a single feed"
        )
    known = {same_url(feed.url) for feed in settings.feeds}
    listed: dict[str, opml.OpmlFeed] = {}
    for each in outlines:
        listed.setdefault(same_url(each.url), each)
    items = [
        _item(each.url, each.title, (*(tags or ()), *each.categories))
        for url, each in listed.items()
        if url not in known
    ]
    path = _write(settings.path.parent / FOLDER, file.stem, items, context) if items else None
    report = {
        "listed": len(listed),
        "added": len(items),
        "known": len(listed) - len(items),
        "file": path,
    }
    if form is Format.JSON:
        write_json(report)
        return
    write(f"{len(items)} of {counted(len(listed), 'feed')} added" + (f" to {path}" if path else ""))
    if not listed:
        note(f"{file} lists no feed")
    if report["known"]:
        note(f"{counted(len(listed) - len(items), 'was', 'were')} watched already")


def export_opml(context: typer.Context) -> None:
    """Print all configured feeds as OPML, which every feed reader takes."""
    from worker.parse import opml  # noqa: PLC0415 - as above

    feeds = settings_of(context).feeds
    listed = [opml.OpmlFeed(feed.url, feed.name, feed.tags) for feed in feeds]
    write(opml.write(listed, "Wirebell feeds").decode().rstrip())


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
    from worker.settings.adding import alone_in, replace_file  # noqa: PLC0415 - as above

    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "imported"
    lines = ["# Feeds imported by `wirebell feeds import`; edit freely.", "version: 1", "feeds:"]
    lines += [f"  - {json.dumps(item, ensure_ascii=False)}" for item in items]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            path = _free(folder, safe)
            replace_file(path, "\n".join(lines) + "\n")
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
