"""Makes an alert fit its limit: what to cut first, and how to say that something was cut."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from worker.model import Evidence

MOST_BYTES = 20_000  # of a whole message
WINDOW = 600  # code points of one passage; matching cuts passages shorter than this
BEFORE = 150  # of these, so many at most before the first span
TERM = 300  # bytes
ENTRIES = 10  # of lists, named with one passage: one name may stand for many people
COUNTS = 40  # bytes kept free for `"evidence_left_out":N` or `"rules_left_out":N`


def as_json(value: object) -> str:
    """The value as JSON in as few characters as it takes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def size(value: object) -> int:
    """Bytes of the value as JSON."""
    return len(as_json(value).encode("utf-8", "surrogatepass"))


def short(text: str, most_bytes: int) -> str:
    """The text, cut so that it takes at most so many bytes as JSON, with a count of the rest."""
    if size(text) <= most_bytes:
        return text
    kept = text[:most_bytes]
    while (over := size(_counted(kept, text)) - most_bytes) > 0:
        kept = kept[: -max(1, over // 6)]  # one code point takes at most 6 bytes ("\\u0000")
    return _counted(kept, text)


def _counted(kept: str, text: str) -> str:
    return f"{kept}… (+{len(text) - len(kept):,} characters)"


def evidence_in(
    heads: Sequence[dict[str, Any]], evidence: Sequence[Sequence[Evidence]], room_bytes: int
) -> tuple[list[dict[str, Any]], int]:
    """The rules with as much evidence as fits the room, and how many rules did not fit at all.

    Rules are dropped from the end, the first never. Evidence is dealt out in rounds, so every
    rule shows its first passage before any shows its second, and stays in reading order; what a
    rule could not show is counted in its `evidence_left_out`.
    """
    room = room_bytes - COUNTS
    kept: list[dict[str, Any]] = []
    for head in heads:
        needed = size(head) + COUNTS
        if kept and needed > room:
            break
        room -= needed
        kept.append(head)
    for one_each in zip_longest(*evidence[: len(kept)]):
        for head, passage in zip(kept, one_each, strict=True):
            if passage is None:
                continue
            shown = _shown(passage)
            needed = size(shown) + 1
            if needed <= room:
                head["evidence"].append(shown)
                room -= needed
            else:
                head["evidence_left_out"] = head.get("evidence_left_out", 0) + 1
    return kept, len(heads) - len(kept)


def _shown(evidence: Evidence) -> dict[str, Any]:
    """A passage as the contract shows it; one longer than the window is cut around its span."""
    start = 0
    if len(evidence.text) > WINDOW and evidence.spans:
        start = min(max(0, evidence.spans[0][0] - BEFORE), len(evidence.text) - WINDOW)
    text = evidence.text[start : start + WINDOW]
    clipped = ((max(0, a - start), min(len(text), b - start)) for a, b in evidence.spans)
    return {
        "zone": evidence.zone,
        "text": text,
        "spans": [[a, b] for a, b in clipped if a < b],
        "term": short(evidence.term, TERM),
        **_listed(evidence),
    }


def _listed(evidence: Evidence) -> dict[str, Any]:
    """The list entries behind the spans, where there are any, with a count of those left out."""
    told: dict[str, Any] = {}
    if evidence.listed:
        told["listed"] = [
            {
                "entity": entry.entity,
                "name": short(entry.name, TERM),
                "id": entry.id and short(entry.id, TERM),
                "program": entry.program and short(entry.program, TERM),
            }
            for entry in evidence.listed[:ENTRIES]
        ]
    if (left_out := len(evidence.listed) - ENTRIES) > 0:
        told["listed_left_out"] = left_out
    return told
