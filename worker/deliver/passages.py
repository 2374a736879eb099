"""Which passages of an alert people are shown, and each sentence once, whatever was found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

PASSAGES: Final = 3  # shown at most; the rest are counted
LONGEST: Final = 300  # code points of one; longer ones are cut
SHARED: Final = 20  # code points that two have in common before they are one
_BEFORE: Final = "… "  # where a sentence is cut
_BEHIND: Final = " …"

Evidence = Mapping[str, Any]  # a passage of the webhook's body


def shown(evidence: Sequence[Evidence]) -> tuple[list[Evidence], int]:
    """A few passages in reading order, each term's first before any term's second, and how many
    are left out.

    Those that overlap are one, with all that was found in it.
    """
    passages = together(evidence)
    seen: Counter[str] = Counter()
    ranked = []
    for number, passage in enumerate(passages):
        ranked.append((seen[passage["term"]], number))
        seen[passage["term"]] += 1
    kept = [passages[number] for number in sorted(n for _, n in sorted(ranked)[:PASSAGES])]
    return kept, len(passages) - len(kept)


def together(evidence: Sequence[Evidence]) -> list[Evidence]:
    """All passages, those that overlap as one, with all that was found in it."""
    passages: list[Evidence] = []
    for one in evidence:
        joined = _joined(passages[-1], one) if passages else None
        if joined is None:
            passages.append(one)
        else:
            passages[-1] = joined
    return passages


def _joined(one: Evidence, other: Evidence) -> Evidence | None:
    """Both as one passage; None where they share too little, or would be too long."""
    if one["zone"] != other["zone"] or max(len(one["text"]), len(other["text"])) > LONGEST:
        return None
    if _bare(one["text"]) in _bare(other["text"]):
        one, other = other, one
    ours, theirs = _bare(one["text"]), _bare(other["text"])
    at = _place(ours, theirs)
    if at is None:
        return None
    more = theirs[len(ours) - at :]
    ends = other if more else one
    before, behind = _marked(one["text"], _BEFORE), _marked(ends["text"], _BEHIND)
    text = f"{before}{ours}{more}{behind}"
    if len(text) > LONGEST:
        return None
    shift = len(before) + at - len(_marked(other["text"], _BEFORE))
    spans = [(start, end) for start, end in one["spans"]]
    spans += [(start + shift, end + shift) for start, end in other["spans"]]
    return {**one, "text": text, "spans": union(spans), **_listed(one, other)}


def _place(ours: str, theirs: str) -> int | None:
    """Where in our text theirs begins; it may go on behind the end of ours."""
    if theirs in ours:
        return ours.index(theirs)
    most = min(len(ours), len(theirs))
    shared = next((n for n in range(most, SHARED - 1, -1) if ours[-n:] == theirs[:n]), None)
    return None if shared is None else len(ours) - shared


def _listed(one: Evidence, other: Evidence) -> Evidence:
    """The list entries behind either, each once, and how many more there are."""
    listed = [*one.get("listed", ()), *other.get("listed", ())]
    once = [each for n, each in enumerate(listed) if each not in listed[:n]]
    left_out = sum(each.get("listed_left_out", 0) for each in (one, other))
    return {"listed": once, "listed_left_out": left_out}


def union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _bare(text: str) -> str:
    """Without the marks that it is cut."""
    return text.removeprefix(_BEFORE).removesuffix(_BEHIND)


def _marked(text: str, mark: str) -> str:
    """The mark, if the text has it where it belongs."""
    found = text.startswith(mark) if mark is _BEFORE else text.endswith(mark)
    return mark if found else ""
