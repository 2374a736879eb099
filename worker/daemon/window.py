"""The HTTP window: open while a worker works, with the store's silences behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from worker.daemon.assembly import Parts
from worker.model import Silence, SilenceView
from worker.pipeline import Pipeline
from worker.settings import Settings
from worker.store import SqlStore

if TYPE_CHECKING:
    from worker.serve.app import Window


@asynccontextmanager
async def open_window(parts: Parts, unready: Callable[[], Sequence[str]]) -> AsyncIterator[None]:
    """Its port is had before anything works, or the start fails with Misconfigured.

    Where it listens and who may look is read once: that changes at a restart.
    """
    web = parts.loaded.settings.web
    if web.listen is None or parts.options.once:
        yield
        return
    from worker.serve.app import build_app, listen, serve_on  # noqa: PLC0415 - 0.2 s

    listener = listen(*web.listen)
    app = build_app(
        parts.metrics,
        unready,
        web.token,
        window_of(lambda: parts.loaded.settings, parts.pipeline, parts.store),
    )
    closing = asyncio.Event()
    serving = asyncio.create_task(serve_on(listener, app, closing))

    def tell(ended: asyncio.Task[None]) -> None:
        error = None if ended.cancelled() else ended.exception()
        if error is not None or not closing.is_set():
            words = "the window closed: nobody can look in before a restart"
            parts.journal("trouble", words=words, error=error)

    serving.add_done_callback(tell)
    try:
        yield
    finally:
        closing.set()
        await asyncio.wait({serving})


def window_of(settings: Callable[[], Settings], pipeline: Pipeline, store: SqlStore) -> Window:
    """What the window shows of a store; whether it may be written to is read once."""
    from worker.daemon.archive import StoredArchive, listings  # noqa: PLC0415 - as above
    from worker.daemon.standing import StoredStanding  # noqa: PLC0415 - as above
    from worker.serve.app import Window  # noqa: PLC0415 - as above
    from worker.serve.guard import Place  # noqa: PLC0415 - as above

    return Window(
        silences=StoredSilences(pipeline, store),
        archive=StoredArchive(pipeline, store),
        standing=StoredStanding(settings, pipeline, store),
        listings=listings(settings, pipeline, store),
        place=lambda: Place(settings().timezone, settings().web.public_url),
        write=settings().web.write,
    )


class StoredSilences:
    """What the window asks of silences, answered by the store in its own threads."""

    def __init__(self, pipeline: Pipeline, store: SqlStore) -> None:
        self._pipeline = pipeline
        self._store = store

    def now(self) -> datetime:
        """The present, aware UTC."""
        return self._pipeline.clock.now()

    async def list(self) -> Sequence[SilenceView]:
        """All silences, the one that ends last first."""
        return await self._pipeline.in_store(self._store.list_silences, self.now())

    async def add(self, silence: Silence) -> SilenceView:
        """The silence under the id it got; it has held nothing yet."""
        made = await self._pipeline.in_store(self._store.add_silence, silence)
        return SilenceView.of(made, 0, self.now())

    async def end(self, silence: int) -> SilenceView | None:
        """The silence, over now, with what it held; None where none of that id has still to end."""
        now = self.now()
        if await self._pipeline.in_store(self._store.end_silence, silence, now) is None:
            return None
        listed = await self._pipeline.in_store(self._store.list_silences, now)
        return next((each for each in listed if each.id == str(silence)), None)
