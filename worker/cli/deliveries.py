"""`wirebell deliveries`: messages to receivers, how they went, how long news takes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.session import listed, now, opened, since
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    local,
    note,
    rows_wanted,
    write,
    write_json,
)
from worker.daemon.wording import next_try, with_wait
from worker.errors import Usage
from worker.text.written import begun, counted, lasting, one_line

if TYPE_CHECKING:
    from worker.store.views import DeliveryView, Figures, LatencyView

app = typer.Typer(help="Messages to receivers, and sending them again.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell deliveries list --state dead
  wirebell deliveries latency --since 7d               how long news takes, step by step
  wirebell deliveries replay msg_0b2c51...             one message, same webhook-id
  wirebell deliveries replay --state dead --channel desk --since 24h
  wirebell deliveries abandon --channel old-desk       nothing waits for it any more
  wirebell deliveries replay --rule long-range-strikes --since 7d"""


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    RETRYING = "retrying"
    DELIVERED = "delivered"
    DEAD = "dead"


STATE_STYLES = {"pending": "yellow", "retrying": "yellow", "delivered": "green", "dead": "red"}

ANSWER_CHARS = 200  # in a table: a proxy answers with a page of HTML
SHORT_S = 10  # below it, hundredths of a second are told

IdsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Deliveries by id.")
]
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
    """List deliveries, newest first, with what the receiver's last answer begins with.

    `--format json` has all of it that is kept, 8 kB.
    """
    present = now()
    start = since(since_text, present)
    ground, rows = listed(
        context,
        lambda store: store.list_deliveries(
            rows_wanted(limit), state=state, channel=channel, since=start, rule=rule
        ),
    )
    zone = ground.timezone
    rows = [with_wait(row, ground.settings) for row in rows]
    columns: list[Column[DeliveryView]] = [
        Column("id", lambda d: d.id, "cyan", whole=True),
        Column("alert", lambda d: f"{d.alert_id}.{d.sequence}", right=True, whole=True, spare=4),
        Column("channel", lambda d: d.channel, spare=1),
        Column("made", lambda d: local(d.created_at, zone), whole=True, wide=True),
        Column("state", lambda d: d.state, lambda d: STATE_STYLES.get(d.state, "")),
        Column("tries", lambda d: str(d.attempts), right=True, spare=6),
        Column("status", lambda d: str(d.last_status or ""), right=True, spare=5),
        Column("next try", lambda d: next_try(d, present)),
        Column(
            "last answer",
            lambda d: begun(one_line(d.last_answer or ""), ANSWER_CHARS),
            "dim",
            spare=3,
        ),
    ]
    listing(rows, columns, form, empty=_empty(state, channel, since_text, rule))


def _empty(*filters: object) -> str:
    if any(filters):
        return "no delivery is like that; `wirebell deliveries list` shows all"
    return "no deliveries yet: one is made for each channel of each alert"


@app.command("latency", epilog=EXAMPLES)
def latency(
    context: typer.Context,
    since_text: Annotated[
        str, typer.Option("--since", metavar="WHEN", help="Decided since: 24h, 7d, or a time.")
    ] = "24h",
    channel: ChannelOption = None,
    form: FormatOption = Format.TABLE,
    limit: LimitOption = None,
) -> None:
    """Show how long news takes, by feed and by channel: median / 95th percentile of each step.

    Published (by the publisher's own clock), seen by us, decided, accepted by the receiver.
    """
    start = since(since_text, now()) or now()
    ground, rows = listed(context, lambda store: store.latencies(start, channel=channel))
    names = {feed.url: feed.name for feed in (ground.settings.feeds if ground.settings else ())}
    columns: list[Column[LatencyView]] = [
        Column("of", lambda v: v.by, "dim", spare=5),
        Column("name", lambda v: names.get(v.name, v.name) if v.by == "feed" else v.name, "cyan"),
        Column("messages", lambda v: str(v.deliveries), right=True, spare=4),
        Column("not taken", lambda v: str(v.not_accepted or ""), "yellow", right=True, spare=3),
        _figure("published-seen", lambda v: v.published_to_seen_s, spare=1),
        _figure("seen-decided", lambda v: v.seen_to_decided_s, spare=2),
        _figure("decided-taken", lambda v: v.decided_to_accepted_s, spare=2),
        _figure("seen-taken", lambda v: v.seen_to_accepted_s, "bold"),
    ]
    empty = f"nothing was rung since {since_text}; --since 7d looks further back"
    listing(rows[: rows_wanted(limit)], columns, form, empty=empty)


def _figure(
    title: str, of: Callable[[LatencyView], Figures | None], style: str = "", *, spare: int = 0
) -> Column[LatencyView]:
    return Column(title, lambda view: _span(of(view)), style, right=True, whole=True, spare=spare)


def _span(figures: Figures | None) -> str:
    return "" if figures is None else f"{_short(figures.p50)} / {_short(figures.p95)}"


def _short(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < SHORT_S else lasting(seconds)


@app.command("abandon", epilog=EXAMPLES)
def abandon(
    context: typer.Context,
    ids: IdsArgument = None,
    channel: ChannelOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Give up deliveries that wait, such as those of a channel that left the configuration.

    They stay in the list as dead, and `replay` sends them after all. Of what is dead already
    `status` speaks no more.
    """
    if not (ids or channel):
        raise Usage("give up what? Name delivery ids, or --channel")
    with opened(context, writing=True) as (_ground, store):
        count = store.give_up(ids or (), channel, now())
    _tell(count, "given_up", "given up", form, nothing="nothing like that waits or is dead")


@app.command("replay", epilog=EXAMPLES)
def replay(
    context: typer.Context,
    ids: IdsArgument = None,
    since_text: SinceOption = None,
    channel: ChannelOption = None,
    state: StateOption = None,
    rule: RuleOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Send deliveries again, with the same webhook-id; the running worker sends them.

    Without ids these are the dead ones; what was delivered is sent again by its id alone.
    """
    if not (ids or since_text or channel or state or rule):
        raise Usage(
            "replay what? Name delivery ids, or narrow by --since, --channel, --state, --rule"
        )
    if state is State.DELIVERED and not ids:
        raise Usage(
            "what was delivered is sent again by its id alone:"
            " `wirebell deliveries list --state delivered` shows them"
        )
    present = now()
    with opened(context, writing=True) as (_ground, store):
        count = store.replay(
            ids or None,
            since=since(since_text, present),
            channel=channel,
            state=state,
            rule=rule,
            now=present,
        )
    nothing = "nothing was like that" if ids else f"no {state or State.DEAD} one was like that"
    _tell(count, "replayed", "due again", form, nothing=nothing)


def _tell(count: int, key: str, what: str, form: Format, *, nothing: str) -> None:
    """How many deliveries were changed, and how; exit 1 where none was."""
    if form is Format.JSON:
        write_json({key: count})
    else:
        write(f"{counted(count, 'delivery', 'deliveries')} {what}")
    if not count:
        note(f"{nothing}; `wirebell deliveries list` shows what there is")
        raise typer.Exit(1)
