"""`wirebell channels`: the receivers, whether they answer, and waking one that rests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.ruling import survey_of
from worker.cli.session import listed, now, opened, settings_of
from worker.cli.show import (
    Column,
    Format,
    FormatOption,
    LimitOption,
    listing,
    rows_wanted,
    write,
    write_json,
)
from worker.errors import Usage
from worker.text.written import ago, due

if TYPE_CHECKING:
    from worker.model import Answer, Channel
    from worker.settings import Settings
    from worker.store.views import ChannelView

app = typer.Typer(help="Where alerts go, and whether they arrive.", no_args_is_help=True)

EXAMPLES = """[bold]Examples[/]
  wirebell channels list
  wirebell channels test desk       send one `test` event, print the receiver's answer
  wirebell channels enable desk     after a 410 put it to rest, or to try it at once"""

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A channel of the main file.")]


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A configured channel with what the store knows of its health."""

    name: str
    type: str
    state: str  # "ok", "failing", "probing", "draining", "paused", "removed" (from the file)
    reason: str | None
    failing_since: datetime | None
    rests_until: datetime | None  # nothing is sent before
    waiting: int
    delivered: int
    dead: int
    rules: tuple[str, ...]


STATE_STYLES = {
    "ok": "green", "failing": "red", "probing": "red", "draining": "yellow", "paused": "red",
    "removed": "dim",
}  # fmt: skip


@app.command("list", epilog=EXAMPLES)
def list_channels(
    context: typer.Context, form: FormatOption = Format.TABLE, limit: LimitOption = None
) -> None:
    """List channels with what waits, what arrived and what was given up."""
    ground, views = listed(context, lambda store: store.channel_views())
    rows = channel_rows(ground.settings, views)
    present, known = now(), ground.settings is not None
    columns: list[Column[ChannelRow]] = [
        Column("name", lambda c: c.name, "cyan"),
        Column("type", lambda c: c.type, spare=7),
        Column("state", lambda c: c.state, lambda c: STATE_STYLES[c.state]),
        Column("since", lambda c: ago(c.failing_since, present), spare=5),
        Column("next try", lambda c: due(c.rests_until, present) if c.waiting else "", spare=3),
        Column("waiting", lambda c: str(c.waiting), right=True),
        Column("delivered", lambda c: str(c.delivered), right=True, spare=4),
        Column("dead", lambda c: str(c.dead), right=True, spare=2),
        Column("rules", lambda c: str(len(c.rules)) if known else "", right=True, spare=6),
        Column("reason", lambda c: c.reason or "", "dim", spare=1),
    ]
    empty = "no channels: name one under `channels:` in the main file"
    listing(rows[: rows_wanted(limit)], columns, form, empty=empty)


def channel_rows(settings: Settings | None, views: Sequence[ChannelView]) -> list[ChannelRow]:
    """Every configured channel, and those the store still has messages of, by name.

    Without settings only the latter, and nothing is said of what they are, or who rings them.
    """
    known = {view.name: view for view in views}
    configured = settings.channels if settings else {}
    rung = survey_of(settings).by_rule if settings else {}
    rows = []
    for name in sorted({*configured, *known}):
        channel, view = configured.get(name), known.get(name)
        rows.append(
            ChannelRow(
                name=name,
                type=channel.type if channel else "",
                state="removed" if settings and not channel else _state(view),
                reason=view.reason if view else None,
                failing_since=view.failing_since if view else None,
                rests_until=view.rests_until if view and not view.paused else None,
                waiting=view.waiting if view else 0,
                delivered=view.delivered if view else 0,
                dead=view.dead if view else 0,
                rules=tuple(rule for rule, channels in rung.items() if name in channels),
            )
        )
    return rows


def _state(view: ChannelView | None) -> str:
    """What is not well with it, in a word; "ok" where nothing is."""
    if view is None:
        return "ok"
    if view.paused:
        return "paused"
    return view.flow.value if view.flow != "closed" else "failing" if view.failing_since else "ok"


@app.command("enable", epilog=EXAMPLES)
def enable(context: typer.Context, name: NameArgument) -> None:
    """Wake a channel that rests after a 410 or a long outage; what waits is due at once."""
    with opened(context, writing=True) as (ground, store):
        if ground.settings:
            _known(ground.settings, name)
        elif not any(view.name == name for view in store.channel_views()):
            raise Usage(f"the database knows no channel {name!r}")
        woken = store.enable_channel(name, now())
    write(f"channel {name} is awake again" if woken else f"channel {name} was not resting")


@app.command("test", epilog=EXAMPLES)
def ring(context: typer.Context, name: NameArgument, form: FormatOption = Format.TABLE) -> None:
    """Send one `test` event straight to a channel and print the receiver's answer.

    Nothing is stored and nothing retried. Exit code 0 only when it answered 2xx.
    """
    settings = settings_of(context)
    channel = _known(settings, name)
    answer = asyncio.run(_send_test(settings, channel))
    status = getattr(answer, "status", None)
    taken = status is not None and 200 <= status < 300  # noqa: PLR2004 - 2xx is HTTP's own
    words = getattr(answer, "text", None) or getattr(answer, "words", "")
    noted = getattr(answer, "note", "")
    if form is Format.JSON:
        report = {"channel": name, "delivered": taken, "status": status, "answer": words}
        write_json(report | ({"note": noted} if noted else {}))
    elif channel.type != "console":
        said = f"answered {status} in {answer.elapsed_s:.2f} s" if status else "gave no answer"
        write(f"{name} {said}{': ' if words else ''}{words}")
        if noted:
            write(noted)
    raise typer.Exit(0 if taken else 1)


def _known(settings: Settings, name: str) -> Channel:
    channel = settings.channels.get(name)
    if channel is None:
        names = ", ".join(sorted(settings.channels)) or "none"
        raise Usage(f"no channel {name!r} in {settings.path}; it has: {names}")
    return channel


async def _send_test(settings: Settings, channel: Channel) -> Answer:
    from worker.alert import compose_alarm  # noqa: PLC0415 - only this command sends
    from worker.daemon.outside import Network, new_delivery_id  # noqa: PLC0415
    from worker.model import Delivery  # noqa: PLC0415

    present = now()
    delivery_id = new_delivery_id()
    words = f"a test of channel {channel.name}, sent by hand"
    body = compose_alarm("test", 0, 1, name=channel.name, reason=words, now=present)
    delivery = Delivery(delivery_id, 0, channel.name, 1, "test", body, present)
    return await Network.build(settings.http, lambda: settings.channels).send(delivery, present)
