"""`wirebell status` and `wirebell healthcheck`: how it goes, for people and for a supervisor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

import typer

from worker.cli.living import alive, life_sign, standing_still, worth_showing
from worker.cli.session import database_url, now, settings_of, store_at
from worker.cli.show import (
    Format,
    FormatOption,
    ago,
    due,
    fact,
    lasting,
    local,
    note,
    write,
    write_json,
)
from worker.errors import WirebellError
from worker.model import CANARY
from worker.text.jsonable import jsonable
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.model import QuietReading
    from worker.settings import Settings
    from worker.store.views import ChannelView, StatusView, WorkerView

STATUS_EXAMPLES = """[bold]Examples[/]
  wirebell status
  wirebell status --format json | jq .attention

Exit code 1 when something needs attention."""

HEALTHCHECK_EXAMPLES = """[bold]Examples[/]
  HEALTHCHECK CMD \\["wirebell", "healthcheck"]

Exit code 0 when a worker lives and reads, or cron's last `once` ended well and of late; else 1
with the reason."""

QUIET_SHOWN = 5
STUCK = timedelta(minutes=10)  # so long nobody waits for a turn to be read
STUCK_UNREAD = 100  # fewer may be revisions of old articles, or ones whose reading fails


def status(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Show how it goes: workers, feeds, articles, deliveries, channels, what needs attention."""
    present = now()
    settings, refused = _settings(context)
    with store_at(settings.database if settings else database_url(context)) as store:
        store.check_schema()
        view = store.status(present, [*settings.channels, CANARY] if settings else None)
    attention = [*ailing(view, present), *refused, *needs_attention(view, settings, present)]
    if form is Format.JSON:
        write_json({**jsonable(view), "attention": attention})
    else:
        _print(view, settings, attention, present)
    raise typer.Exit(1 if attention else 0)


def _settings(context: typer.Context) -> tuple[Settings | None, list[str]]:
    """The settings, or in a sentence why the files cannot be read just now."""
    from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time

    try:
        return settings_of(context), []
    except Problems as problems:
        count = len(problems.problems)
        words = "has 1 mistake" if count == 1 else f"has {count} mistakes"
        return None, [f"the configuration as it stands {words}: `wirebell check` shows them"]


def healthcheck(context: typer.Context) -> None:
    """Say whether a worker lives and reads; for Docker, Kubernetes and cron.

    It asks the database, not the web window, so it works with `listen: off`; and a bad edit, which
    the running worker has refused, does not make it ill.
    """
    present = now()
    try:
        with store_at(database_url(context)) as store:
            store.check_schema()
            view = store.status(present)
    except WirebellError as error:
        reasons = [str(error)]
    else:
        reasons = ailing(view, present)
    if reasons:
        note("; ".join(reasons))
        raise typer.Exit(1)
    write(f"healthy: {life_sign(view.workers, present)}")


def ailing(view: StatusView, present: datetime) -> list[str]:
    """Why no worker does its work, in sentences; empty when one does."""
    still = standing_still(view.workers, present)
    reasons = [still] if still else []
    oldest = view.oldest_unread_at
    if view.unread >= STUCK_UNREAD and oldest and present - oldest > STUCK:
        since = ago(oldest, present)
        reasons.append(f"{view.unread} articles wait to be read, the oldest came {since}")
    return reasons


def needs_attention(view: StatusView, settings: Settings | None, present: datetime) -> list[str]:
    """What a person should look at while the work goes on, in sentences."""
    found = []
    for worker in view.workers:
        if not alive(worker, present):
            continue
        if worker.config_error:
            found.append(
                f"worker {worker.owner} refused an edit and runs on with the version before:\n"
                + worker.config_error
            )
        elif settings is not None and worker.config_hash != settings.hash:
            found.append(f"worker {worker.owner} runs another configuration than these files")
    removed = _removed(view, settings)
    for channel in view.channels:
        words = _left_waiting(channel) if channel in removed else _channel_trouble(channel, present)
        found += [words] if words else []
    if words := _given_up([channel for channel in view.channels if channel not in removed]):
        found.append(words)
    if bad := sum(view.feeds.get(state, 0) for state in ("failing", "hostile", "gone")):
        many = "1 feed is" if bad == 1 else f"{bad} feeds are"
        found.append(f"{many} failing: `wirebell feeds list` shows them first")
    if unreached := view.feeds.get("unreached", 0):
        many = counted(unreached, "feed")
        found.append(f"our own network or proxy is out: {many} could not be reached, nor any other")
    if silent := view.feeds.get("silent", 0):
        many = "1 feed is" if silent == 1 else f"{silent} feeds are"
        found.append(f"{many} silent: `wirebell feeds list --state silent`")
    return found


def _removed(view: StatusView, settings: Settings | None) -> list[ChannelView]:
    """Channels that left the configuration, and of which messages are known still."""
    known = view.channels if settings is not None else ()
    return [c for c in known if settings is not None and c.name not in settings.channels]


def _given_up(channels: Sequence[ChannelView]) -> str | None:
    """Of dead letters that nobody has ended by hand; the others are counted beside them."""
    dead = sum(channel.unheeded for channel in channels)
    if not dead:
        return None
    many, them = ("1 delivery was", "it") if dead == 1 else (f"{dead:,} deliveries were", "them")
    by_hand = sum(channel.dead for channel in channels) - dead
    others = f" ({by_hand:,} more by hand)" if by_hand else ""
    return (
        f"{many} given up{others}: `wirebell deliveries list --state dead` shows {them};"
        " then `replay`, or `abandon`"
    )


def _left_waiting(channel: ChannelView) -> str | None:
    if not channel.waiting:
        return None
    many = "1 delivery waits" if channel.waiting == 1 else f"{channel.waiting:,} deliveries wait"
    return (
        f"{many} for channel {channel.name}, which is not in the configuration: put it back, or"
        f" `wirebell deliveries abandon --channel {channel.name}`"
    )


def _channel_trouble(channel: ChannelView, present: datetime) -> str | None:
    reason = channel.reason or f"see `wirebell deliveries list --channel {channel.name}`"
    if channel.paused:
        return f"channel {channel.name} rests ({reason}): `wirebell channels enable {channel.name}`"
    if channel.flow == "probing" and channel.failing_since:
        spell = lasting((present - channel.failing_since).total_seconds())
        probe = "nothing waits, so the next message will be the probe"
        if channel.waiting:
            many = "1 message waits" if channel.waiting == 1 else f"{channel.waiting:,} wait"
            probe = f"{many}, the next probe is {due(channel.rests_until, present)}"
        return f"channel {channel.name} has taken nothing for {spell} ({reason}); {probe}"
    if channel.flow == "draining":
        return f"channel {channel.name} takes messages again: {channel.waiting:,} are on their way"
    if channel.failing_since:
        return (
            f"channel {channel.name} began to fail {ago(channel.failing_since, present)}: {reason}"
        )
    return None


def _print(
    view: StatusView, settings: Settings | None, attention: list[str], present: datetime
) -> None:
    zone = settings.timezone if settings else UTC
    write((("Workers", "bold"),))
    for worker in worth_showing(view.workers, present):
        _write_worker(worker, zone, present)
    if not view.workers:
        write("  none has ever run")
    write((("Work", "bold"),))
    fact("feeds", _counts(view.feeds) or "none")
    fact("articles", f"{view.articles:,}, {view.unread:,} unread")
    fact("deliveries", _counts(view.deliveries) or "none")
    fact("next due", due(view.next_due_at, present))
    fact("schema", view.schema_revision)
    if view.channels:
        write((("Channels", "bold"),))
    removed = _removed(view, settings)
    for channel in view.channels:
        _write_channel(channel, removed=channel in removed)
    _write_quiet(view, present)
    write()
    if not attention:
        write((("All is well.", "green"),))
    for words in attention:
        write((("attention  ", "bold yellow"), (words, "")))


def _write_channel(channel: ChannelView, *, removed: bool) -> None:
    ill = channel.waiting if removed else channel.paused or channel.failing_since
    counts = {"delivered": channel.delivered, "waiting": channel.waiting, "dead": channel.dead}
    said = _counts(counts) or "nothing sent yet"
    gone = " (not in the configuration)" if removed else ""
    write(((f"  {channel.name:<12}", "red" if ill else "dim"), (f"{said}{gone}", "")))


def _write_worker(worker: WorkerView, zone: tzinfo, present: datetime) -> None:
    state, style, beat = "gone", "dim", worker.beat_at
    if alive(worker, present):  # it may have beaten since the present was read
        state, style, beat = "alive", "green", min(worker.beat_at, present)
    seen = f"beat {ago(beat, present)}"
    if worker.ended_at is not None:
        state = "once" if worker.once else "stopped"
        seen = f"ended {ago(worker.ended_at, present)}"
    write(
        (
            (f"  {state:<9}", style),
            (f"{worker.owner}  wirebell {worker.version}", ""),
            (
                f"  {seen}, since {local(worker.started_at, zone)}",
                "dim",
            ),
        )
    )
    watching = f"{counted(worker.rules, 'rule')}, {counted(worker.feeds, 'feed')}"
    write(((f"           {watching}, config {worker.config_hash[:12]}", "dim"),))


def _write_quiet(view: StatusView, present: datetime) -> None:
    """What new rules made of the day before them."""
    if view.quiet:
        write((("New rules, read quietly", "bold"),))
    for reading in view.quiet[:QUIET_SHOWN]:
        when = "reading" if reading.done_at is None else ago(reading.opened_at, present)
        write(
            (
                (f"  {reading.rule_id}", "magenta"),
                (f"  {looked_back(reading)}  ", ""),
                (when, "dim"),
            )
        )
    if (rest := len(view.quiet) - QUIET_SHOWN) > 0:
        write(f"  and {rest} more: `wirebell rules list`")


def looked_back(reading: QuietReading) -> str:
    """What a new rule found in the day before it, in a few words."""
    found = f"{reading.matches} of {counted(reading.articles, 'article')}"
    stories = counted(reading.stories, "story", "stories")
    return f"{found}, would ring {stories}" if reading.matches else found


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
