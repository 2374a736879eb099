"""What rules hang on: which must be looked at, given what one scan of a text found.

Each query hangs on the rarest thing it cannot do without; a rule none of whose hooks occurs in an
article is not looked at, so rules without hits cost nothing. A phrase hangs on its rarest word and
the word beside it: thousands of phrases may share a word, and few of them are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from worker.match.automaton import Automaton, RawHit
from worker.match.plan import LEAFY, Clause, Leaf
from worker.match.regexes import RegexSet
from worker.match.vocabulary import Vocabulary

_Rules = tuple[int, ...]  # positions in the list of rules


@dataclass(frozen=True, slots=True)
class Anchor:
    """A class that must occur, with `beside` just before (-1) or after (1) it; or a pattern."""

    word: int = -1
    beside: int = -1
    side: int = 0
    regex: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """Anchors of which one must occur; `commonness` guesses how often one does."""

    commonness: float
    anchors: frozenset[Anchor]


def hook_of(clause: Clause, vocabulary: Vocabulary, *, truth: bool = True) -> Hook | None:
    """What must occur for the clause to be true (or, `truth=False`, false); None if nothing must.

    To have `quorum` of its children so, all but `quorum - 1` of the hooks must be watched.
    """
    if clause.kind in LEAFY:
        hooks = [_leaf_hook(leaf, vocabulary) for leaf in clause.leaves]
        return _any(hooks) if truth else None
    if clause.kind == "not":
        return hook_of(clause.children[0], vocabulary, truth=not truth)
    if clause.kind == "near" and not truth:
        return None
    hooks_known = [
        hook
        for child in clause.children
        if (hook := hook_of(child, vocabulary, truth=truth)) is not None
    ]
    watched = len(clause.children) - quorum(clause, truth=truth) + 1
    if not clause.children or len(hooks_known) < watched:
        return None
    return _any(sorted(hooks_known, key=lambda hook: hook.commonness)[:watched])


def quorum(clause: Clause, *, truth: bool) -> int:
    """How many children must be true (or false) for the clause to be."""
    count = len(clause.children)
    needed = {"or": 1, "atleast": clause.count}.get(clause.kind, count)
    return needed if truth else count - needed + 1


def _any(hooks: Sequence[Hook]) -> Hook:
    return Hook(
        sum(hook.commonness for hook in hooks),
        frozenset[Anchor]().union(*(hook.anchors for hook in hooks)),
    )


def _leaf_hook(leaf: Leaf, vocabulary: Vocabulary) -> Hook:
    if leaf.regex is not None:
        return Hook(float("inf"), frozenset({Anchor(regex=leaf.regex.pattern)}))
    common = vocabulary.commonness
    word = leaf.words[leaf.pivot]
    sides = [
        (common[leaf.words[leaf.pivot + side]], leaf.words[leaf.pivot + side], side)
        for side in (-1, 1)
        if 0 <= leaf.pivot + side < len(leaf.words) and not leaf.slop
    ]
    whole = [side for side in sides if vocabulary.classes[side[1]].is_whole]
    if not whole:
        return Hook(common[word], frozenset({Anchor(word)}))
    beside, number, side = min(whole)
    return Hook(common[word] * min(1.0, beside), frozenset({Anchor(word, number, side)}))


@dataclass(slots=True)
class _Hung:
    """The rules that hang on one class: on it alone, and by the class before or after it."""

    alone: set[int] = field(default_factory=set)
    before: dict[int, set[int]] = field(default_factory=dict)
    after: dict[int, set[int]] = field(default_factory=dict)


_Beside = dict[int, _Rules]


class Hooks:
    """All hooks of a matcher, laid out by pattern of the automaton. Immutable."""

    def __init__(
        self, anchors: Iterable[Iterable[Anchor]], vocabulary: Vocabulary, automaton: Automaton
    ) -> None:
        hung: dict[int, _Hung] = {}
        regexes: dict[str, set[int]] = {}
        neighbours: set[int] = set()
        for position, mine in enumerate(anchors):
            for anchor in mine:
                _hang(position, anchor, hung, regexes, neighbours)
        self._regexes = RegexSet(list(regexes))
        self._by_regex = list(regexes.values())
        self._numbers: dict[bytes, tuple[int, ...]] = {}  # of a word beside: its classes
        for number in sorted(neighbours):
            for word in vocabulary.classes[number].words:
                self._numbers[word] = (*self._numbers.get(word, ()), number)
        laid = {number: _laid(each) for number, each in hung.items()}
        merged: dict[tuple[int, ...], tuple[_Rules, list[_Beside], list[_Beside]] | None] = {}
        self._by_pattern = []
        for classes in automaton.classes:
            if classes not in merged:
                merged[classes] = _merged([laid[c] for c in classes if c in laid])
            self._by_pattern.append(merged[classes])

    def candidates(  # noqa: C901 - one loop, run for every hit in every article
        self, data: bytes, raw: Iterable[RawHit], texts: Sequence[str]
    ) -> set[int]:
        """The positions of the rules worth looking at: all that hold are among them."""
        found: set[int] = set()
        numbers = self._numbers
        hung = self._by_pattern
        for pattern, start, end in raw:
            here = hung[pattern]
            if here is None:
                continue
            alone, before, after = here
            if alone:
                found.update(alone)
            if after:
                low = end if data[end - 1] == 32 else data.index(b" ", end) + 1  # noqa: PLR2004 - a space
                for number in numbers.get(data[low : data.find(b" ", low)], ()):
                    for beside in after:
                        found.update(beside.get(number, ()))
            if before:
                high = data.rindex(b" ", 0, start + 1)
                for number in numbers.get(data[data.rfind(b" ", 0, high) + 1 : high], ()):
                    for beside in before:
                        found.update(beside.get(number, ()))
        if self._by_regex:
            for number in self._regexes.found(texts):
                found |= self._by_regex[number]
        return found


def _hang(
    position: int,
    anchor: Anchor,
    hung: dict[int, _Hung],
    regexes: dict[str, set[int]],
    neighbours: set[int],
) -> None:
    if anchor.regex:
        regexes.setdefault(anchor.regex, set()).add(position)
        return
    here = hung.setdefault(anchor.word, _Hung())
    if not anchor.side:
        here.alone.add(position)
        return
    neighbours.add(anchor.beside)
    beside = here.after if anchor.side > 0 else here.before
    beside.setdefault(anchor.beside, set()).add(position)


def _laid(hung: _Hung) -> tuple[_Rules, _Beside, _Beside]:
    return (
        tuple(hung.alone),
        {number: tuple(rules) for number, rules in hung.before.items()},
        {number: tuple(rules) for number, rules in hung.after.items()},
    )


def _merged(
    laid: Sequence[tuple[_Rules, _Beside, _Beside]],
) -> tuple[_Rules, list[_Beside], list[_Beside]] | None:
    """What hangs on a pattern of several classes; None if nothing does."""
    alone = tuple({rule for each in laid for rule in each[0]})
    before = [each[1] for each in laid if each[1]]
    after = [each[2] for each in laid if each[2]]
    return (alone, before, after) if alone or before or after else None
