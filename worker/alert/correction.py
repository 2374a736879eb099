"""What changed in an article that was told, in words people can read in one breath.

Case, punctuation, spaces and clock times are no change: sites touch them without meaning anything.
A full stop parts hours from minutes in some languages, but also pounds from pence: 12.50 is a time
only where a word beside it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import blake2b

from worker.text.written import begun

SHOWN = 3  # changes named; the rest are counted
PASSAGE = 12  # words of one passage
TITLE_CHARS = 160
MOST_WORDS = 1_500  # compared word by word (40 ms); what is longer was written anew
EDGE = re.compile(r"^[\W_]+|[\W_]+$")
CLOCK = re.compile(r"\d{1,2}:\d{2}(?:[:.]\d{2})?\Z")
DOTTED = re.compile(r"(?:[01]?\d|2[0-4])\.[0-5]\d(?:\.[0-5]\d)?\Z")
DATE = re.compile(r"(?:19|20)\d{2}\Z|\d{1,2}\.\d{1,2}(?:\.\d{2})?\Z")  # in front of a time
HOURS = frozenset(
    str.split(
        "kl klokken klokka klockan klo oppdatert publisert endret opdateret publiceret uppdaterad"
        " publicerad updated published posted aktualisiert stand"
    )
)
HOUR = "uhr"  # behind one


REWRITTEN = "its text has changed (how it read before is no longer stored)"
Text = tuple[str, str, str]  # title, lead, body


def changes(old: Text, new: Text) -> tuple[str, ...]:
    """What a reader would call changed, the title first; empty where nothing is.

    What changed alike in lead and body is named once.
    """
    found = []
    if _said(old[0]) != _said(new[0]):
        found.append(f"title “{_short(old[0])}” is now “{_short(new[0])}”")
    zones = zip(old[1:], new[1:], strict=True)
    named = [*dict.fromkeys(each for was, now_is in zones for each in _zone(was, now_is))]
    more = len(named) - SHOWN
    return (*found, *named[:SHOWN], *([f"and {more} more changes"] if more > 0 else []))


def mark(text: str) -> str:
    """The same for texts between which nothing counts as changed: 32 hex digits."""
    said = "\0".join(_said(text)).encode("utf-8", "replace")
    return blake2b(said, digest_size=16).hexdigest()


def _zone(was: str, now_is: str) -> Iterator[str]:
    old, new = _differing(_worded(was), _worded(now_is))
    if max(len(old), len(new)) > MOST_WORDS:
        yield f"{len(old):,} words of the text were written anew ({len(new):,} now)"
    elif old or new:
        yield from _passages(old, new)


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
    return [word for word, _ in _counted(text)]


def _said(text: str) -> list[str]:
    """The same, as they are compared."""
    return [key for _, key in _counted(text)]


def _counted(text: str) -> list[tuple[str, str]]:
    """Each as written, and as it is compared."""
    words = text.split()
    beside = ["", *map(_key, words), ""]
    return [
        (word, key)
        for before, key, word, behind in zip(beside, beside[1:], words, beside[2:], strict=False)
        if key and not _is_clock(before, key, behind)
    ]


def _is_clock(before: str, key: str, behind: str) -> bool:
    """Whether a word between two others is a clock time."""
    if CLOCK.match(key):
        return True
    told = before in HOURS or behind == HOUR or DATE.match(before) is not None
    return told and DOTTED.match(key) is not None


def _keys(words: Sequence[str]) -> list[str]:
    return list(map(_key, words))


def _key(word: str) -> str:
    return EDGE.sub("", word).casefold()


def _quoted(words: Sequence[str]) -> str:
    if len(words) <= PASSAGE:
        return f"“{' '.join(words)}”"
    return f"“{' '.join(words[:PASSAGE])} …” ({len(words)} words)"


def _short(title: str) -> str:
    return begun(" ".join(title.split()), TITLE_CHARS)
