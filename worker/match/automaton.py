"""Finds every pattern of every rule in one pass over the folded text.

The Aho-Corasick automaton (`ahocorasick_rs`, in Rust, releases the GIL) takes time in the length
of the text and the number of hits, not of patterns. Patterns are folded and so begin and end with
a space: word boundaries cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick


class Vocabulary:
    """Collects patterns and the classes they belong to while rules are compiled.

    A class is a set of patterns that mean the same to a rule: the spellings of an entity, and one
    day the forms of a word. Equal patterns and equal classes are kept once.
    """

    def __init__(self) -> None:
        self._patterns: dict[str, list[int]] = {}  # its classes
        self._classes: dict[frozenset[str], int] = {}

    def class_of(self, patterns: Iterable[str]) -> int:
        """The number of the class of these folded patterns."""
        members = frozenset(patterns)
        known = self._classes.get(members)
        if known is not None:
            return known
        number = len(self._classes)
        self._classes[members] = number
        for pattern in members:
            self._patterns.setdefault(pattern, []).append(number)
        return number

    def members(self) -> list[frozenset[str]]:
        """The patterns of each class, by class number."""
        return list(self._classes)

    def build(self) -> Automaton:
        """The automaton of all patterns collected so far."""
        return Automaton(self._patterns)


class Automaton:
    """Immutable once built; safe to scan with from several threads."""

    def __init__(self, patterns: dict[str, list[int]]) -> None:
        self._classes = [tuple(classes) for classes in patterns.values()]
        self._search = AhoCorasick(patterns).find_matches_as_indexes

    def __len__(self) -> int:
        """How many patterns it looks for."""
        return len(self._classes)

    def scan(self, folded: str) -> dict[int, list[tuple[int, int]]]:
        """Where each class occurs: (start, end) of its words in `folded`, in order of their ends.

        Classes that do not occur are not in the answer.
        """
        found: dict[int, list[tuple[int, int]]] = {}
        classes = self._classes
        for pattern, start, end in self._search(folded, overlapping=True):
            words = (start + 1, end - 1)  # without the spaces that bound them
            for number in classes[pattern]:
                if number in found:
                    found[number].append(words)
                else:
                    found[number] = [words]
        return found
