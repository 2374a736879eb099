"""What changed in an article that was told, in words people can read in one breath.

Case, punctuation, spaces and clock times are no change: sites touch them without meaning anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

SHOWN = 3  # changes named; the rest are counted
PASSAGE = 12  # words of one passage
TITLE_CHARS = 160
MOST_WORDS = 1_500  # compared word by word (40 ms); what is longer was written anew
EDGE = re.compile(r"^[\W_]+|[\W_]+$")
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\Z")


def changes(old_title: str, new_title: str, old_body: str, new_body: str) -> tuple[str, ...]:
    """What a reader would call changed, the title first; empty where nothing is."""
    found = []
    if _keys(old_title.split()) != _keys(new_title.split()):
        found.append(f"title “{_short(old_title)}” is now “{_short(new_title)}”")
    found += _body_changes(_worded(old_body), _worded(new_body))
    return tuple(found)


def _body_changes(old: list[str], new: list[str]) -> list[str]:
    old, new = _differing(old, new)
    if not old and not new:
        return []
    if max(len(old), len(new)) > MOST_WORDS:
        return [f"{len(old):,} words of the text were written anew ({len(new):,} now)"]
    found = list(_passages(old, new))
    more = len(found) - SHOWN
    return found[:SHOWN] + ([f"and {more} more changes"] if more > 0 else [])


def _passages(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    compared = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    for kind, a, b, c, d in compared.get_opcodes():
        before, after = _quoted(old[a:b]), _quoted(new[c:d])
        if kind == "replace":
            yield f"{before} is now {after}"
        elif kind == "delete":
            yield f"{before} was taken out"
        elif kind == "insert":
            yield f"{after} was added"


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Both without the words they begin and end with alike."""
    ours, theirs = _keys(old), _keys(new)
    least = min(len(old), len(new))
    head = next((i for i in range(least) if ours[i] != theirs[i]), least)
    rest = least - head
    tail = next((i for i in range(rest) if ours[-1 - i] != theirs[-1 - i]), rest)
    return old[head : len(old) - tail], new[head : len(new) - tail]


def _worded(text: str) -> list[str]:
    """The words that count, as written."""
    return [word for word in text.split() if _key(word)]


def _keys(words: Sequence[str]) -> list[str]:
    return [key for word in words if (key := _key(word))]


def _key(word: str) -> str:
    bare = EDGE.sub("", word).casefold()
    return "" if CLOCK.match(bare) else bare


def _quoted(words: Sequence[str]) -> str:
    if len(words) <= PASSAGE:
        return f"“{' '.join(words)}”"
    return f"“{' '.join(words[:PASSAGE])} …” ({len(words)} words)"


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= TITLE_CHARS else line[: TITLE_CHARS - 1] + "…"
