"""`wirebell status` and `wirebell healthcheck`: how it goes, for people and for a supervisor."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import typer

from worker.cli.session import checked, database_url, now, settings_of
from worker.cli.show import Format, FormatOption, fact, local, note, write, write_json
from worker.daemon.attention import ailing, needs_attention, removed_channels
from worker.daemon.living import life_sign, state_of, worth_showing
from worker.daemon.wording import counts_of, looked_back
from worker.errors import WirebellError
from worker.model import CANARY
from worker.text.jsonable import jsonable
from worker.text.written import ago, counted, due

if TYPE_CHECKING:
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


def status(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Show how it goes: workers, feeds, articles, deliveries, channels, what needs attention."""
    present = now()
    settings, refused = _settings(context)
    with checked(settings.database if settings else database_url(context)) as store:
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
        count = counted(len(problems.problems), "mistake")
        return None, [f"the configuration as it stands has {count}: `wirebell check` shows them"]


def healthcheck(context: typer.Context) -> None:
    """Say whether a worker lives and reads; for Docker, Kubernetes and cron.

    It asks the database, not the web window, so it works with `listen: off`; and a bad edit, which
    the running worker has refused, does not make it ill.
    """
    present = now()
    try:
        with checked(database_url(context)) as store:
            view = store.status(present)
    except WirebellError as error:
        reasons = [str(error)]
    else:
        reasons = ailing(view, present)
    if reasons:
        note("; ".join(reasons))
        raise typer.Exit(1)
    write(f"healthy: {life_sign(view.workers, present)}")


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
    fact("feeds", counts_of(view.feeds) or "none")
    fact("articles", f"{view.articles:,}, {view.unread:,} unread")
    fact("deliveries", counts_of(view.deliveries) or "none")
    fact("next due", due(view.next_due_at, present))
    fact("schema", view.schema_revision)
    if view.channels:
        write((("Channels", "bold"),))
    gone = removed_channels(view, settings)
    for channel in view.channels:
        _write_channel(channel, removed=channel in gone)
    _write_quiet(view, present)
    write()
    if not attention:
        write((("All is well.", "green"),))
    for words in attention:
        write((("attention  ", "bold yellow"), (words, "")))


def _write_channel(channel: ChannelView, *, removed: bool) -> None:
    ill = channel.waiting if removed else channel.paused or channel.failing_since
    counts = {"delivered": channel.delivered, "waiting": channel.waiting, "dead": channel.dead}
    said = counts_of(counts) or "nothing sent yet"
    gone = " (not in the configuration)" if removed else ""
    write(((f"  {channel.name:<12}", "red" if ill else "dim"), (f"{said}{gone}", "")))


def _write_worker(worker: WorkerView, zone: tzinfo, present: datetime) -> None:
    state, beat = state_of(worker, present), worker.beat_at
    if state == "alive":
        beat = min(beat, present)  # it may have beaten since the present was read
    ended = worker.ended_at
    seen = f"beat {ago(beat, present)}" if ended is None else f"ended {ago(ended, present)}"
    style = "green" if state == "alive" else "dim"
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
