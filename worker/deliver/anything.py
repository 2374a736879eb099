"""Everything else, through Apprise (an extra): some hundred services behind one kind of URL.

Apprise makes its own connections, past our guard, and says only whether it worked: so anything
but success is tried again and told to the operator, with what Apprise logged.
"""

from __future__ import annotations

import asyncio
import io
import logging
from datetime import datetime, timedelta
from functools import partial
from importlib.util import find_spec
from typing import Any

from worker.deliver.message import fitted, in_plain_text, read
from worker.deliver.payload import answer_text, secrets_of
from worker.deliver.threads import in_thread
from worker.model import Answer, Answered, Channel, Delivery, NoAnswer

DEADLINE = timedelta(seconds=30)
MOST = 4_000  # characters; Apprise cuts further where a service takes less
TYPES = {"critical": "failure", "high": "warning"}
SECRETS: set[str] = set()  # of all channels asked: what is logged of one may be of another
MISSING = "this channel needs: pip install 'wirebell[apprise]'"


async def notify(
    channel: Channel, delivery: Delivery, now: datetime, text: str | None = None
) -> Answer:
    """200 where Apprise says it was delivered; else none, for the operator, with its words."""
    del now
    if find_spec("apprise") is None:
        return NoAnswer(MISSING, refused=True)
    message = read(delivery.body)
    if text is None:
        text = fitted(message, in_plain_text, lambda made: len(made) <= MOST)
    kind = TYPES.get(message.severity, "info")
    work = partial(_notify, str(channel.options["service"]), message.title, text, kind)
    SECRETS.update(secrets_of(channel))
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with asyncio.timeout(DEADLINE.total_seconds()):
            taken, words = await asyncio.wrap_future(in_thread(work, "apprise"))
    except TimeoutError:
        return NoAnswer(f"Apprise was not done within {DEADLINE.total_seconds():g} s")
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of whichever service
        taken, words = False, f"{type(error).__name__}: {error}"
    said = answer_text(words.encode(), SECRETS) or "Apprise gave no reason"
    elapsed_s = round(loop.time() - began, 3)
    if taken:
        return Answered(200, "taken", elapsed_s=elapsed_s)
    return NoAnswer(said, refused=True, elapsed_s=elapsed_s)


def understands(url: str) -> bool:
    """Whether Apprise knows such a URL; nothing is sent. True where it is not installed."""
    if find_spec("apprise") is None:
        return True
    return bool(_apprise().Apprise().add(url))


def _apprise() -> Any:
    """The library, kept from logging by itself: it names URLs, and these are secrets."""
    import apprise  # noqa: PLC0415 - an extra, and slow to import

    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    return apprise


def _notify(service: str, title: str, text: str, kind: str) -> tuple[bool, str]:
    apprise = _apprise()
    sender = apprise.Apprise()
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        if not sender.add(service):
            return False, "Apprise does not understand this URL"
        taken = sender.notify(title=title, body=text, notify_type=kind, body_format="text")
        words = log.getvalue() if isinstance(log, io.StringIO) else ""
    return bool(taken), words
