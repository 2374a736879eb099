"""`wirebell deliveries`: each message to each receiver, how it went, and sending it again."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.session import listed, now, opened, since
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    due,
    listing,
    local,
    note,
    rows_wanted,
    write,
    write_json,
)
from worker.errors import Usage

if TYPE_CHECKING:
    from worker.store.views import DeliveryView

app = typer.Typer(help="Messages to receivers, and sending them again.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell deliveries list --state dead
  wirebell deliveries replay msg_0b2c51...             one message, same webhook-id
  wirebell deliveries replay --state dead --channel desk --since 24h
  wirebell deliveries replay --rule long-range-strikes --since 7d"""


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    DEAD = "dead"


STATE_STYLES = {"pending": "yellow", "retrying": "yellow", "delivered": "green", "dead": "red"}

ChannelOption = Annotated[
    str | None, typer.Option("--channel", metavar="NAME", help="Only this channel's.")
]
StateOption = Annotated[State | None, typer.Option("--state", help="Only those that stand so.")]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="Only those made since: 24h, 7d, or a time."),
]
RuleOption = Annotated[
    str | None,
    typer.Option("--rule", metavar="ID", help="Only of alerts in which this rule has a part."),
]


@app.command("list", epilog=EXAMPLES)
def list_deliveries(
    context: typer.Context,
    state: StateOption = None,
    channel: ChannelOption = None,
    since_text: SinceOption = None,
    rule: RuleOption = None,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """List deliveries, newest first, with the receiver's last answer."""
    present = now()
    start = since(since_text, present)
    settings, rows = listed(
        context,
        lambda store: store.list_deliveries(
            rows_wanted(limit), state=state, channel=channel, since=start, rule=rule
        ),
    )
    zone = settings.timezone
    columns: list[Column[DeliveryView]] = [
        Column("id", lambda d: d.id, "cyan", whole=True),
        Column("alert", lambda d: f"{d.alert_id}.{d.sequence}", right=True, whole=True),
        Column("channel", lambda d: d.channel),
        Column("made", lambda d: local(d.created_at, zone), whole=True, wide=True),
        Column("state", lambda d: d.state, lambda d: STATE_STYLES.get(d.state, "")),
        Column("tries", lambda d: str(d.attempts), right=True),
        Column("status", lambda d: str(d.last_status or ""), right=True),
        Column("next try", lambda d: due(d.next_try_at, present)),
        Column("last answer", lambda d: d.last_answer or "", "dim"),
    ]
    listing(rows, columns, form, empty=_empty(state, channel, since_text, rule))


def _empty(*filters: object) -> str:
    if any(filters):
        return "no delivery is like that; `wirebell deliveries list` shows all"
    return "no deliveries yet: one is made for each channel of each alert"


@app.command("replay", epilog=EXAMPLES)
def replay(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Deliveries by id.")
    ] = None,
    since_text: SinceOption = None,
    channel: ChannelOption = None,
    state: StateOption = None,
    rule: RuleOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Send deliveries again, with the same webhook-id; the running worker sends them."""
    if not (ids or since_text or channel or state or rule):
        raise Usage(
            "replay what? Name delivery ids, or narrow by --since, --channel, --state, --rule"
        )
    present = now()
    with opened(context, writing=True) as (_settings, store):
        count = store.replay(
            ids or None,
            since=since(since_text, present),
            channel=channel,
            state=state,
            rule=rule,
            now=present,
        )
    if form is Format.JSON:
        write_json({"replayed": count})
    else:
        write(f"{count} {'delivery' if count == 1 else 'deliveries'} due again")
    if not count:
        note("nothing was like that; `wirebell deliveries list` shows what there is")
        raise typer.Exit(1)
