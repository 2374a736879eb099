"""What the store knows of the installation, as the tables that people see in a browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from urllib.parse import urlencode

from worker.daemon.attention import ailing, needs_attention, removed_channels
from worker.daemon.living import state_of, worth_showing
from worker.daemon.wording import (
    answer,
    counts_of,
    facts_of,
    looked_back,
    next_try,
    rule_state,
)
from worker.model import QuietReading, Rule, Visit
from worker.serve.standing import Cell, Sheet, Table
from worker.settings import Settings
from worker.store.views import ChannelView, DeliveryView, FeedView, StatusView, WorkerView
from worker.text.written import ago, begun, counted, due, one_line, without_login

MOST_FEEDS = 500  # of a page
MOST_DELIVERIES = 100  # of a state
ANSWER_CHARS = 200  # a proxy answers with a page of HTML
FEED_STYLES = {"ok": "well", "new": "", "disabled": "dim"}  # any other is trouble
RULE_STYLES = {"active": "well", "expired": "ill"}


def status_sheet(view: StatusView, settings: Settings, present: datetime) -> Sheet:
    """The installation in numbers, its workers and channels."""
    attention = [*ailing(view, present), *needs_attention(view, settings, present)]
    gone = removed_channels(view, settings)
    work = {
        "feeds": (counts_of(view.feeds) or "none", "feeds"),
        "articles": (f"{view.articles:,}, {view.unread:,} unread", None),
        "deliveries": (counts_of(view.deliveries) or "none", "queue"),
        "next due": (due(view.next_due_at, present), None),
    }
    return Sheet(
        "Status",
        (
            Table("", (), [(Cell(name, style="dim"), Cell(*said)) for name, said in work.items()]),
            Table(
                "Workers",
                ("", "worker", "version", "beat", "since", "watches"),
                [_worker(each, present) for each in worth_showing(view.workers, present)],
                "none has ever run",
            ),
            Table(
                "Channels",
                ("channel", "delivered", "waiting", "given up"),
                [_channel(each, removed=each in gone) for each in view.channels],
                "nothing was sent yet",
            ),
        ),
        words="" if attention else "All is well.",
        attention=attention,
    )


def _worker(worker: WorkerView, present: datetime) -> Sequence[Cell]:
    state = state_of(worker, present)
    return (
        Cell(state, style="well" if state == "alive" else "dim"),
        Cell(worker.owner),
        Cell(worker.version),
        Cell(ago(min(worker.beat_at, present), present)),
        Cell(ago(worker.started_at, present)),
        Cell(f"{counted(worker.rules, 'rule')}, {counted(worker.feeds, 'feed')}"),
    )


def _channel(channel: ChannelView, *, removed: bool) -> Sequence[Cell]:
    ill = channel.waiting if removed else channel.paused or channel.failing_since
    name = f"{channel.name} (not in the configuration)" if removed else channel.name
    return (
        Cell(name, style="ill" if ill else ""),
        Cell(f"{channel.delivered:,}"),
        Cell(f"{channel.waiting:,}"),
        Cell(f"{channel.dead:,}", style="ill" if channel.unheeded else ""),
    )


def feeds_sheet(feeds: Sequence[FeedView], present: datetime) -> Sheet:
    """Each feed with how often it failed, its last answer and its next try."""
    cut = f" These are the first {MOST_FEEDS}; `wirebell feeds list` has all."
    return Sheet(
        "Feeds",
        (
            Table(
                "",
                ("", "feed", "answer", "failures", "24 h", "last ok", "next", "why then"),
                [_feed(each, present) for each in feeds],
                "no feeds yet: `wirebell feeds add URL`",
            ),
        ),
        words=f"Worst first.{cut if len(feeds) == MOST_FEEDS else ''}" if feeds else "",
    )


def _feed(feed: FeedView, present: datetime) -> Sequence[Cell]:
    return (
        Cell(feed.state, style=FEED_STYLES.get(feed.state, "ill")),
        Cell(feed.name, link="feeds?" + urlencode({"url": without_login(feed.url)})),
        Cell(answer(feed)),
        Cell(str(feed.failures or "")),
        Cell(str(feed.entries_24h)),
        Cell(ago(feed.last_ok_at, present)),
        Cell(due(feed.next_due_at, present)),
        Cell(feed.why, style="dim"),
    )


def feed_sheet(feed: FeedView, visits: Sequence[Visit], present: datetime, zone: tzinfo) -> Sheet:
    """One feed as it stands, and how its latest visits went, newest first."""
    facts = {"url": without_login(feed.url), "state": feed.state, **facts_of(feed, present)}
    return Sheet(
        feed.name,
        (
            Table("", (), [_fact(name, said) for name, said in facts.items() if said]),
            Table(
                "Visits",
                ("at", "outcome", "status", "entries", "new", "bytes", "took", "answer"),
                [_visit(each, zone) for each in visits],
                "it was not asked yet",
            ),
        ),
    )


def _fact(name: str, said: str) -> Sequence[Cell]:
    return Cell(name, style="dim"), Cell(said)


def _visit(visit: Visit, zone: tzinfo) -> Sequence[Cell]:
    return (
        Cell(f"{visit.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"),
        Cell(visit.outcome.value),
        Cell(str(visit.status or "")),
        Cell(str(visit.entries or "")),
        Cell(str(visit.new or "")),
        Cell(f"{visit.wire_bytes:,}"),
        Cell(f"{visit.elapsed_s:.2f} s"),
        Cell(visit.words),
    )


def rules_sheet(
    rules: Sequence[Rule],
    heard: Mapping[str, int],
    quiet: Mapping[tuple[str, str], QuietReading],
    present: datetime,
) -> Sheet:
    """Each rule in force with what it heard in 24 h, and in the day before it was new."""

    def row(rule: Rule) -> Sequence[Cell]:
        state = rule_state(rule, present.date())
        look = quiet.get((rule.id, rule.version))
        return (
            Cell(rule.id),
            Cell(rule.severity, style=rule.severity),
            Cell(state, style=RULE_STYLES.get(state, "dim")),
            Cell(str(heard.get(rule.id, 0))),
            Cell(looked_back(look) if look else ""),
            Cell(rule.title),
            Cell(f"{rule.place.file}:{rule.place.line}", style="dim"),
        )

    heads = ("rule", "severity", "state", "24 h", "looked back", "title", "file")
    empty = "no rules: write one into rules/*.yaml beside the main file"
    return Sheet("Rules", (Table("", heads, [row(rule) for rule in rules], empty),))


def queue_sheet(deliveries: Sequence[DeliveryView], present: datetime) -> Sheet:
    """What waits and what was given up, newest first."""

    def table(title: str, empty: str, rows: Sequence[DeliveryView]) -> Table:
        heads = ("made", "alert", "channel", "tries", "status", "next try", "last answer")
        return Table(title, heads, [_delivery(each, present) for each in rows], empty)

    newest = sorted(deliveries, key=lambda each: each.created_at, reverse=True)
    dead = [each for each in newest if each.state == "dead"]
    waiting = [each for each in newest if each.state != "dead"]
    again = "`wirebell deliveries replay ID` sends one again, `abandon` ends its waiting."
    return Sheet(
        "Queue",
        (
            table("Waiting", "nothing waits", waiting),
            table("Given up", "nothing was given up", dead),
        ),
        words=f"The newest first, {MOST_DELIVERIES} of a state at most. {again}"
        if deliveries
        else "",
    )


def _delivery(delivery: DeliveryView, present: datetime) -> Sequence[Cell]:
    return (
        Cell(ago(delivery.created_at, present)),
        Cell(f"{delivery.alert_id}.{delivery.sequence}", link=f"alerts/{delivery.alert_id}"),
        Cell(delivery.channel),
        Cell(str(delivery.attempts)),
        Cell(str(delivery.last_status or "")),
        Cell(next_try(delivery, present)),
        Cell(begun(one_line(delivery.last_answer or ""), ANSWER_CHARS)),
    )
