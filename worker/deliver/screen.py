"""Draws an alert for a terminal: what rang, what was said, where it stands, and why.

Every text from outside passes `plain` and goes into `rich.text.Text`, which reads no markup: a
title can neither move the cursor nor reverse the line it stands in.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from worker.deliver.passages import shown
from worker.deliver.payload import SUBJECTS, digest_lines, entries, plain, uncounted

STYLES = {
    "info": "bold blue",
    "low": "bold cyan",
    "medium": "bold yellow",
    "high": "bold red",
    "critical": "bold white on red",
}
FOUND = "bold reverse"  # both survive NO_COLOR
INDENT = (0, 0, 0, 2)


def draw(body: str, file: TextIO) -> str:
    """The alert as text with this terminal's own escapes, as wide as it is."""
    message = json.loads(body)
    console = Console(file=file, width=_width(file), markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        for part in picture(message["type"], message["timestamp"], message["data"]):
            console.print(part, soft_wrap=isinstance(part, Text) and part.no_wrap is True)
    return captured.get()


def _width(file: TextIO) -> int | None:
    """Columns of this very terminal (rich would ask standard output); None where it is silent."""
    try:
        return os.get_terminal_size(file.fileno()).columns or None
    except OSError:  # io.UnsupportedOperation is one
        return None


def picture(kind: str, at: str, data: Mapping[str, Any]) -> list[RenderableType]:
    """The parts of an alert from top to bottom; an alarm has neither article nor rules."""
    alert, article = data["alert"], data["article"]
    style = STYLES.get(alert["severity"], "bold")
    head = Text.assemble(("● ", style), (alert["severity"].upper(), style), f"  {kind}  {at}")
    parts: list[RenderableType] = [Line(head, align="left", style="dim")]
    if article is not None:
        title = article["title"] or (data["story"] or {}).get("headline") or "(no title)"
        parts += [Text(plain(title), "bold")]
        parts += [_source(article), _link(article["url"] or "(no link)")]
    for rule in data["rules"]:
        parts += [Text(""), _rule(rule), Padding(_passages(rule), INDENT, expand=False)]
    if left_out := data.get("rules_left_out"):
        parts.append(Text(uncounted(left_out, "rule"), "dim"))
    for name in SUBJECTS:
        if name in data:
            parts.append(Text.assemble((f"{name} ", "bold"), plain(data[name]["name"])))
    parts += [Text(line) for line in digest_lines(data.get("digest") or {})]
    parts += [Text(""), _why(alert, data["latency"])]
    if "url" in alert:
        parts.append(_link(alert["url"]))
    return [*parts, Text("")]


def _link(url: str) -> Text:
    """On one logical line however long, so that a terminal can copy or open it."""
    return Text(plain(url), "underline", no_wrap=True)


def _source(article: Mapping[str, Any]) -> Text:
    """Outlet, author, language and hour, as far as they are known."""
    feed, published = article["feed"], article["published_at"]
    known = (
        feed and feed["name"],
        article["author"],
        article["language"],
        published and f"published {datetime.fromisoformat(published):%Y-%m-%d %H:%M} UTC",
    )
    return Text(" · ".join(plain(part) for part in known if part), "dim")


def _rule(rule: Mapping[str, Any]) -> Text:
    style = STYLES.get(rule["severity"], "bold")
    return Text.assemble((plain(rule["title"]), style), (f"  {plain(rule['id'])}", "dim"))


def _passages(rule: Mapping[str, Any]) -> Table:
    """Zone and passage side by side, what was found in reverse."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    passages, left_out = shown(rule["evidence"])
    for passage in passages:
        table.add_row(passage["zone"], _highlighted(passage["text"], passage["spans"]))
        for entry in entries(passage):
            table.add_row("", Text(entry, "dim"))
    rest = left_out + rule.get("evidence_left_out", 0)
    if rest:
        table.add_row("", Text(uncounted(rest, "passage"), "dim"))
    return table


def _highlighted(passage: str, spans: Sequence[Sequence[int]]) -> Text:
    text = Text(plain(passage))
    for start, end in spans:
        text.stylize(FOUND, start, end)
    return text


def _why(alert: Mapping[str, Any], latency: Mapping[str, Any] | None) -> Text:
    """The reason, and how long Wirebell itself took."""
    why = Text.assemble(("why: ", "bold"), plain(alert["reason"]))
    if alert["sequence"] > 1:
        why.append(f", message {alert['sequence']} of this alert")
    if latency is not None:
        why.append(f" · rang {latency['seen_to_alert_s']:g} s after it was seen", "dim")
    return why
