"""What a service is asked and what its answer means, as values; `send` carries them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from worker.deliver.retry import LONGEST
from worker.model import SEVERITIES, Channel, Delivery

JSON_TYPE = {"content-type": "application/json"}
Otherwise = Literal["plain", "anew"]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; everything but its method may hold a secret."""

    url: str = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer amounts to.

    `status` is HTTP's, or the one the service's own words stand for. `otherwise` is how to ask
    once more at once: as plain text where the rich form was refused, or anew where the message
    to be edited or answered is gone.
    """

    status: int
    handle: str | None = None
    otherwise: Otherwise | None = None
    retry_after: timedelta | None = None  # where the answer's body says it, not its head


class Kind(Protocol):
    """How one kind of channel is spoken to. Every module of `worker.deliver.kinds` is one."""

    def request(
        self,
        channel: Channel,
        delivery: Delivery,
        now: datetime,
        *,
        text: str | None = None,
        rich: bool = True,
    ) -> Request:
        """The request that carries the delivery.

        `text` is what the channel's own template made of it; without `rich`, plain text.
        """

    def escape(self, text: str) -> str:
        """Text from outside as it may stand among the service's own markup in a template."""

    def meaning(self, status: int, answer: str, delivery: Delivery) -> Meaning:
        """What the answer to such a request means."""

    def probe(self, channel: Channel) -> Request | None:
        """A request that tells whether the channel is right and shows nobody anything."""

    def probed(self, status: int, answer: str) -> bool:
        """Whether the answer to the probe says so."""


def as_json(value: object) -> bytes:
    """The value as JSON in UTF-8, whatever text is in it."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return made.encode("utf-8", "replace")


def from_json(answer: str) -> dict[str, Any]:
    """The answer as a JSON object; an empty one where it is none."""
    try:
        value = json.loads(answer)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def own_headers(channel: Channel) -> dict[str, str]:
    """Those the operator has the channel's requests carry, names in lower case."""
    named = dict(channel.options.get("headers") or {})
    return {str(name).lower(): str(value) for name, value in named.items()}


def wait_of(seconds: object) -> timedelta | None:
    """What the body of an answer asks to wait, at most a day; None for nonsense."""
    if not isinstance(seconds, int | float) or not seconds > 0:
        return None
    return timedelta(seconds=min(seconds, LONGEST.total_seconds()))


def inner(said: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under that name; an empty one where there is none."""
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def follows(delivery: Delivery, handle: re.Pattern[str]) -> str | None:
    """The handle of the message before this one, if it is of this service's making: a channel
    may have changed its type since.
    """
    if delivery.earlier is None or not handle.fullmatch(delivery.earlier.handle):
        return None
    return delivery.earlier.handle


def edits(delivery: Delivery, handle: re.Pattern[str], severity: str) -> str | None:
    """The same, where this message may take its place; None where it is more severe, because
    nobody is notified of an edit.
    """
    found = follows(delivery, handle)
    if found is None or delivery.earlier is None:
        return None
    rising: tuple[str, ...] = SEVERITIES
    return found if rising.index(severity) <= rising.index(delivery.earlier.severity) else None
