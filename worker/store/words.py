"""The words by which an article is found in the archive: all that rules could hear in its text.

The index only proposes; the matcher decides. So it may hold too much and must never hold too
little: it keeps the very words the matcher sees (`worker.text.fold`), each once, and where
something does not fit, the article is proposed to everyone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from worker.model import Wanted
from worker.text.fold import PARAGRAPH
from worker.text.letters import folded_parts

# What the words of a row were made with: raise the first number whenever folding changes. An
# article indexed with another version counts as not indexed, and is indexed again.
FOLDING = 1
VERSION = FOLDING * 10_000 + int("".join(unicodedata.unidata_version.split(".")[:2]))

KEPT_CHARS = 64  # of a word; both what is kept and what is asked for are cut alike
MOST_BYTES = 500_000  # of one article's words: PostgreSQL takes a megabyte
_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789'")
ANYTHING = "§"  # no folded word: stands for all words of an article that has too many


def words_of(title: str, lead: str, body: str) -> list[str]:
    """The different words of an article's texts, sorted; [ANYTHING] where they are too many."""
    words = {word[:KEPT_CHARS] for word in folded_parts((title, lead, body)).split()}
    words.discard(PARAGRAPH)
    if sum(map(len, words)) * 4 > MOST_BYTES and sum(len(w.encode()) for w in words) > MOST_BYTES:
        return [ANYTHING]
    return sorted(words)


def asked(wanted: Wanted) -> Iterator[tuple[str, bool]]:
    """Each alternative as it is looked up, and whether it is the beginning of a word.

    Raises ValueError for what cannot be a folded word: an index would answer something else.
    """
    yield ANYTHING, False
    for alternatives, open_ended in ((wanted.words, False), (wanted.prefixes, True)):
        for word in sorted(alternatives):
            if not word or any(sign.isascii() and sign not in _SIGNS for sign in word):
                raise ValueError(f"{word!r} is no folded word")
            yield word[:KEPT_CHARS], open_ended
