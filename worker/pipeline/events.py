"""What the pipeline tells of itself, by name, with the facts of each kind."""

from __future__ import annotations

from datetime import datetime

from worker.model import Answer, Answered, Delivered, Delivery, Settlement, Visit
from worker.text.written import without_login

EVENTS = (
    "visit", "page", "article", "alert", "held", "quiet", "delivery", "tick", "reload", "trouble",
)  # fmt: skip

Event = tuple[str, dict[str, object]]  # name and facts, for `worker.ports.Tell`

VISIT_FACTS = (
    "outcome", "words", "status", "entries", "new", "revised", "backlog", "left_out", "elapsed_s",
    "next_due_at",
)  # fmt: skip


def visit_facts(visit: Visit) -> dict[str, object]:
    """A visit as kept, its feed by URL."""
    return {"url": without_login(visit.feed_url)} | {
        name: getattr(visit, name) for name in VISIT_FACTS
    }


def delivery_facts(
    delivery: Delivery, answer: Answer, settlement: Settlement, now: datetime
) -> dict[str, object]:
    """One attempt and what it came to; `latency_s` counts from the decision to speak."""
    note = answer.note if isinstance(answer, Answered) else ""
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "state": type(settlement).__name__.lower(),
        "status": answer.status if isinstance(answer, Answered) else None,
        "words": f"{_in_words(settlement)}{'; ' if note else ''}{note}",
        "latency_s": round((now - delivery.created_at).total_seconds(), 3),
    }


def _in_words(settlement: Settlement) -> str:
    return "delivered" if isinstance(settlement, Delivered) else settlement.reason
