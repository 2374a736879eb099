"""Turns a language's dictionary into one small index; runs in a process of its own.

simplemma's dictionaries name the lemma of each form. Here each pair becomes two keys of one marisa
trie, and its difference is counted under the last letters of the lemma: what lemmas with an ending
often do is what an unlisted word with that ending may do too. The pairs are read as a stream, which
keeps Polish (3.7 million forms) within half the memory of the ready-made dictionary.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import marisa_trie
from simplemma.strategies.dictionaries import frontcode
from simplemma.strategies.dictionaries.dictionary_factory import (
    _read_decompressed as read_decompressed,
)

from worker.lexicon.building import SCRAP
from worker.lexicon.keys import FORM, LEMMA, RULE, TWIN, packed, shared
from worker.text.fold import fold

LONGEST_ENDING = 4
STEP = 20_000  # pairs between two words of progress
SEEN = 30  # lemmas with an ending before it says anything
SHARE = 0.02  # of them that must change so

Pair = tuple[str, str]

# Most words are of such letters alone, and asking that is ten times as fast as folding them.
_LETTERS = "".join(c for c in map(chr, range(ord("a"), 0x500)) if fold(c) == f" {c} ")
_folds_to_itself = re.compile(f"[{re.escape(_LETTERS)}]*").fullmatch


def pairs_of(code: str) -> Iterator[Pair]:
    """Each form of simplemma's dictionary with its lemma."""
    data = read_decompressed(code)
    backwards, _, start = frontcode._read_header(data)  # noqa: SLF001 - the public reader holds all
    for _, form, lemma in frontcode._iter_records(data, start):  # noqa: SLF001 - as above
        if backwards:
            yield form[::-1].decode(), lemma[::-1].decode()
        else:
            yield form.decode(), lemma.decode()


def count_of(code: str) -> int:
    """How many pairs there are."""
    return int(frontcode._read_header(read_decompressed(code))[1])  # noqa: SLF001 - as above


def keys_of(pairs: Iterable[Pair]) -> Iterator[str]:
    """The keys of the index, the endings' last."""
    changes: Counter[tuple[str, int, str]] = Counter()
    for form, lemma in pairs:
        same = shared(lemma, form)
        cut, suffix = len(lemma) - same, form[same:]
        yield packed(LEMMA, lemma, cut, suffix)
        yield packed(FORM, form, len(form) - same, lemma[same:])
        changes[lemma[1:][-LONGEST_ENDING:], cut, suffix] += 1
        if not (form.isascii() or _folds_to_itself(form)) and form.islower():
            folded = fold(form).strip()
            if folded != form and " " not in folded:
                yield f"{TWIN}{folded}"
    yield from _rules(_by_every_ending(changes))


def _by_every_ending(longest: Counter[tuple[str, int, str]]) -> Counter[tuple[str, int, str]]:
    """What was counted under the longest ending, under each shorter one as well.

    A few thousand sums here, instead of four for each of a million pairs.
    """
    changes: Counter[tuple[str, int, str]] = Counter()
    for (ending, cut, suffix), count in longest.items():
        for start in range(len(ending)):
            changes[ending[start:], cut, suffix] += count
    return changes


def _rules(changes: Counter[tuple[str, int, str]]) -> Iterator[str]:
    """What lemmas do by their ending. A lemma is counted where it is listed as its own form."""
    for (ending, cut, suffix), count in changes.items():
        lemmas = changes.get((ending, 0, ""), 0)
        if lemmas >= SEEN and count >= SHARE * lemmas:
            percent = min(99, int(100 * count / lemmas))
            yield packed(RULE, ending, cut, f"{percent:02}{suffix}")


def told(pairs: Iterable[Pair], count: int) -> Iterator[Pair]:
    """The pairs, their share read so far printed now and then: nine tenths for all of them."""
    for number, pair in enumerate(pairs, 1):
        if number % STEP == 0:
            print(f"{0.9 * number / count:.3f}", flush=True)  # noqa: T201 - to the one who asked
        yield pair


def whole(code: str, *, quiet: bool = False) -> bytes:
    """The index of a language (simplemma's code) as the bytes of its file."""
    pairs = pairs_of(code)
    return bytes(
        marisa_trie.Trie(keys_of(pairs if quiet else told(pairs, count_of(code)))).tobytes()
    )


def build(code: str, place: Path) -> None:
    """Write the index of a language to `place`, whole or not at all."""
    scrap = place.with_name(f"{place.name}.{os.getpid()}{SCRAP}")
    try:
        with scrap.open("wb") as file:
            file.write(whole(code))  # the trie's own `save` does not tell a full disk
            file.flush()
            os.fsync(file.fileno())
        scrap.replace(place)
    finally:
        scrap.unlink(missing_ok=True)
