"""How the index writes its facts as keys of one trie, and reads them back.

A key is a kind, a word, a bar, and how the word becomes another: letters to cut, letters to add. So
the words of a paradigm share almost all of their letters, which is what a trie stores once.
"""

from __future__ import annotations

FORMAT = 1  # of all that the keys say: another number makes new files
FORM = "f"  # form -> its lemma
LEMMA = "l"  # lemma -> one of its forms
RULE = "r"  # ending -> share and change
TWIN = "t"  # folded spelling of a lower-case word that folding changes
BAR = "\x01"
_ZERO = 48  # the sign for no letters to cut


def shared(word: str, other: str) -> int:
    """How many letters the two begin with in common."""
    for at, (one, two) in enumerate(zip(word, other)):  # noqa: B905 - the shorter ends it
        if one != two:
            return at
    return min(len(word), len(other))


def packed(kind: str, word: str, cut: int, suffix: str) -> str:
    """The key that says so."""
    return f"{kind}{word}{BAR}{chr(_ZERO + cut)}{suffix}"


def applied(word: str, change: str) -> str:
    """The word after a change as `packed` wrote it, from its bar on."""
    return word[: len(word) - (ord(change[0]) - _ZERO)] + change[1:]


def cut_of(change: str) -> int:
    """How many letters a change cuts."""
    return ord(change[0]) - _ZERO
