"""`wirebell alerts`: what was said, to whom, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.evidence import write_evidence
from worker.cli.session import listed, now, opened
from worker.cli.show import (
    SEVERITY_STYLES,
    Column,
    Format,
    FormatOption,
    LimitOption,
    fact,
    listing,
    local,
    rows_wanted,
    write,
    write_json,
)
from worker.daemon.wording import next_try, with_wait
from worker.deliver.payload import digest_lines
from worker.errors import Usage
from worker.text.written import counted, id_of

if TYPE_CHECKING:
    from worker.store.views import AlertView, DeliveryView

app = typer.Typer(help="Alerts: what was said, to whom, and why.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell alerts list --limit 20
  wirebell alerts list --format json | jq -r '.\\[] | \\[.id, .reason, .article.url] | @tsv'
  wirebell alerts show 12
  wirebell alerts ack 12                    its channel hears no more of that story"""

HELD_SHOWN = 10
EMPTY = (
    "no alerts yet: `wirebell status` shows whether feeds are being polled,"
    " `wirebell why ARTICLE` why an article did not ring"
)


@app.command("list", epilog=EXAMPLES)
def list_alerts(
    context: typer.Context, form: FormatOption = Format.TABLE, limit: LimitOption = None
) -> None:
    """List alerts, newest first; a story told again to a channel is a line of its own."""
    ground, rows = listed(context, lambda store: store.list_alerts(rows_wanted(limit)))
    zone = ground.timezone
    columns: list[Column[AlertView]] = [
        Column("id", lambda a: f"{a.id}.{a.sequence}", "cyan", right=True, whole=True),
        Column("at", lambda a: local(a.at, zone), whole=True),
        Column("severity", lambda a: a.severity, lambda a: SEVERITY_STYLES[a.severity], spare=1),
        Column("channel", lambda a: a.channel, spare=2),
        Column(
            "reason", lambda a: a.reason + (" (acknowledged)" if a.acknowledged_at else ""), spare=4
        ),
        Column("rules", rule_ids, "magenta", spare=3),
        Column("about", headline, "bold"),
    ]
    listing(rows, columns, form, empty=EMPTY)


@app.command("show")
def show_alert(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(help="Its id; ID.SEQUENCE for one message of several.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show one alert: every message of it, with its evidence and how delivery went, and what was
    held of its story.
    """
    said_id, _, sequence = alert.partition(".")
    number, present = id_of(said_id), now()
    with opened(context) as (ground, store):
        rows = store.list_alerts(alert_id=number) if number else []
        rows = [a for a in rows if not sequence or str(a.sequence) == sequence]
        deliveries = {d.id: d for d in store.list_deliveries(alert_id=number)} if rows else {}
        story = next((row.story["id"] for row in rows if row.story), None)
        held = store.held_of_story(int(str(story)), rows[0].channel, HELD_SHOWN) if story else []
    if not rows:
        raise Usage(f"no alert {alert!r}: `wirebell alerts list` shows their ids")
    if form is Format.JSON:
        write_json(rows)
        return
    for row in reversed(rows):  # in the order they were said
        _write_alert(row, ground.timezone)
        if said := deliveries.get(row.delivery_id):
            fact("delivery", _went(with_wait(said, ground.settings), present))
        write()
    for kept in held:
        fact("held", f"{local(kept.at, ground.timezone)} article {kept.article_id}: {kept.reason}")


@app.command("ack", epilog=EXAMPLES)
def acknowledge(
    context: typer.Context,
    alert: Annotated[str, typer.Argument(metavar="ID", help="From `alerts list`.")],
    undo: Annotated[bool, typer.Option("--undo", help="Hear of the story again.")] = False,
) -> None:
    """Stop further messages about an alert's story, to its channel alone.

    Other channels hear of it as before; what comes is kept, and `why` says why it was held.
    """
    number = id_of(alert.partition(".")[0])
    with opened(context, writing=True) as (_ground, store):
        said = store.list_alerts(alert_id=number) if number and undo else ()
        before = [each.acknowledged_at for each in said]
        channel = store.acknowledge(number, now(), undo=undo) if number else None
    if channel is None:
        raise Usage(f"no alert {alert!r} about a story: `wirebell alerts list` shows their ids")
    if undo and not any(before):
        write(f"alert {number} was not acknowledged: {channel} hears of its story as before")
        return
    again = "hears of its story again" if undo else "hears no more of its story"
    write(f"alert {number}: {channel} {again}")


def _went(said: DeliveryView, present: datetime) -> str:
    """How its delivery went so far, in a line."""
    attempts = counted(said.attempts, "attempt")
    answer = f", {said.last_answer}" if said.last_answer else ""
    then = f"; next try {words}" if (words := next_try(said, present)) else ""
    return f"{said.id}: {said.state} after {attempts}{answer}{then}"


def rule_ids(alert: AlertView) -> str:
    """The rules that spoke, by id."""
    return ", ".join(str(rule.get("id", "")) for rule in alert.rules)


def headline(alert: AlertView) -> str:
    """What the alert is about, in one line."""
    article, story = alert.article or {}, alert.story or {}
    return str(article.get("title") or story.get("headline") or alert.reason)


def _write_alert(alert: AlertView, zone: tzinfo) -> None:
    style = SEVERITY_STYLES[alert.severity]
    write(((alert.severity.upper(), style), ("  ", ""), (headline(alert), "bold")))
    article = alert.article or {}
    feed = article.get("feed")
    source = feed.get("name") if isinstance(feed, Mapping) else None
    fact("alert", f"{alert.id}.{alert.sequence} to {alert.channel}: {alert.type}, {alert.reason}")
    fact("said", local(alert.at, zone))
    if alert.acknowledged_at is not None:
        fact("acknowledged", f"{local(alert.acknowledged_at, zone)}: no more updates")
    fact("source", ", ".join(str(s) for s in (source, article.get("language")) if s))
    fact("url", str(article.get("url") or ""))
    for rule in alert.rules:
        write_rule(rule)
    for line in digest_lines(alert.digest or {}):
        write(((f"  {line}", ""),))


def write_rule(rule: Mapping[str, Any]) -> None:
    """One rule of a webhook body: its title and the passages that made it match."""
    write(
        (
            ("  rule        ", "dim"),
            (str(rule.get("id")), "magenta"),
            (f"  {rule.get('title')}", ""),
        )
    )
    write_evidence(rule.get("evidence", ()), indent=4)
