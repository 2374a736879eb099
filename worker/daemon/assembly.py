"""The composition root: builds every part from the settings; whoever uses it takes it down."""

from __future__ import annotations

import os
import random
import socket
import sys
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from worker.daemon.journal import Journal, configure_logs
from worker.daemon.memory import long_lived, return_large_blocks
from worker.daemon.outside import Network, SystemClock, new_delivery_id
from worker.daemon.reload import Loaded, Source, load_plan
from worker.pipeline import Pipeline
from worker.poll.politeness import host_key
from worker.poll.sandbox import Sandbox
from worker.serve import Metrics
from worker.settings import Settings
from worker.store import SqlStore, open_store

POSTGRES_THREADS = 4  # store calls at once; SQLite has one writer, so one


@dataclass(frozen=True, slots=True)
class Options:
    """How to run. `once`: poll, read and deliver what is due, then end.

    `on_settled` is called once, when the first round has nothing left to do; `echo` writes
    events as JSON lines on stdout.
    """

    source: Source
    once: bool = False
    echo: bool = False
    on_settled: Callable[[], None] | None = None


@dataclass(slots=True)
class Parts:
    """Everything a worker is made of."""

    options: Options
    loaded: Loaded
    clock: SystemClock
    owner: str
    started_at: datetime
    store: SqlStore
    pipeline: Pipeline
    metrics: Metrics
    journal: Journal


async def build(options: Options, stack: AsyncExitStack) -> Parts:
    """All parts, started; `stack` closes them in reverse. Raises Misconfigured or a store error."""
    configure_logs()
    return_large_blocks()
    clock = SystemClock()
    started_at = clock.now()
    with long_lived():
        loaded = load_plan(options.source, started_at.date())
    settings = loaded.settings
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
    sandbox = Sandbox(pages=any(feed.fulltext for feed in settings.feeds))
    sandbox.start()  # it takes a second, beside the database
    stack.callback(sandbox.close)
    store = ready_store(settings, owner, started_at, stack)
    store.sync_feeds(settings.feeds, started_at)
    store.keep_rules(settings.rules, started_at)
    store.reopen_quiet(loaded.plan.versions, started_at)
    metrics = Metrics()
    journal = Journal(metrics.observe, sys.stdout if options.echo else None)
    threads = ThreadPoolExecutor(
        POSTGRES_THREADS if store.many_writers else 1, thread_name_prefix="store"
    )
    stack.callback(threads.shutdown)
    network = Network.build(settings.http, lambda: pipeline.plan.channels)
    pipeline = Pipeline(
        store=store,
        fetch=network.fetch,
        parse=sandbox,
        send=network.send,
        clock=clock,
        dice=random.random,
        tell=journal,
        owner=owner,
        plan=loaded.plan,
        store_threads=threads,
        reader=sandbox,
    )
    return Parts(options, loaded, clock, owner, started_at, store, pipeline, metrics, journal)


def ready_store(settings: Settings, owner: str, now: datetime, stack: AsyncExitStack) -> SqlStore:
    """The database, locked and migrated (SQLite) or checked (PostgreSQL)."""
    store = open_store(settings.database, new_id=new_delivery_id, host_of=host_key)
    stack.callback(store.close)
    if store.many_writers:
        store.check_schema()
    else:
        stack.enter_context(store.hold_lock(owner))
        store.migrate()
        store.reclaim_all()
    store.bring_back(now)
    return store
