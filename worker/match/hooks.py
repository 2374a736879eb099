"""What rules hang on: which must be looked at, given what one scan of a text found.

Each query hangs on the rarest thing it cannot do without; a rule none of whose hooks occurs in an
article is not looked at, so rules without hits cost nothing. A phrase hangs on its rarest word and
the word beside it: thousands of phrases may share a word, and few of them are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from worker.match.automaton import Automaton, RawHit
from worker.match.plan import LEAFY, Clause, Leaf
from worker.match.regexes import compiled_regex, occurs
from worker.match.vocabulary import Vocabulary

_SPACE: Final = ord(" ")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A class that must occur, with `beside` just before (-1) or after (1) it; or a pattern.

    `leaf` is what is anchored by it: where the anchor does not occur, the leaf does not either.
    """

    word: int = -1
    beside: int = -1
    side: int = 0
    regex: str = ""
    leaf: int = -1


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
    common, classes = vocabulary.commonness, vocabulary.classes
    word = leaf.words[leaf.pivot]
    sides = [
        (common[leaf.words[at]], leaf.words[at], at - leaf.pivot)
        for at in (leaf.pivot - 1, leaf.pivot + 1)
        if 0 <= at < len(leaf.words) and not leaf.slop
    ]
    known = [side for side in sides if classes[side[1]].is_whole]
    if not known:
        return Hook(common[word], frozenset({Anchor(word, leaf=leaf.number)}))
    beside, number, side = min(known)
    anchor = Anchor(word, number, side, leaf=leaf.number)
    return Hook(common[word] * min(1.0, beside), frozenset({anchor}))


@dataclass(slots=True)
class _Followers:
    """The rules that hang on one thing, and the leaves anchored by it."""

    rules: set[int] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)

    def add(self, rule: int, anchor: Anchor) -> None:
        self.rules.add(rule)
        self.leaves.add(anchor.leaf)


_Follow = tuple[tuple[int, ...], tuple[int, ...]]  # rules, leaves
_Beside = dict[bytes, _Follow]  # by the word beside
_Laid = tuple[_Follow | None, tuple[_Beside, ...], tuple[_Beside, ...]]


class Hooks:
    """All hooks of a matcher, laid out by pattern of the automaton. Immutable.

    `anchored` are the leaves that cannot occur where the scan does not find their anchor.
    """

    def __init__(
        self,
        anchors: Iterable[Iterable[Anchor]],
        vocabulary: Vocabulary,
        automaton: Automaton,
    ) -> None:
        alone: dict[int, _Followers] = {}
        pairs: dict[tuple[int, int], dict[int, _Followers]] = {}
        regexes: dict[str, set[int]] = {}
        for position, mine in enumerate(anchors):
            for anchor in mine:
                if anchor.regex:
                    regexes.setdefault(anchor.regex, set()).add(position)
                elif anchor.side:
                    beside = pairs.setdefault((anchor.word, anchor.side), {})
                    beside.setdefault(anchor.beside, _Followers()).add(position, anchor)
                else:
                    alone.setdefault(anchor.word, _Followers()).add(position, anchor)
        followers = chain(alone.values(), *(beside.values() for beside in pairs.values()))
        self.anchored = frozenset(leaf for each in followers for leaf in each.leaves)
        self._by_regex = [(compiled_regex(text), rules) for text, rules in regexes.items()]
        self._by_pattern = _by_pattern(alone, pairs, vocabulary, automaton)

    def candidates(  # noqa: C901 - one loop, run for every hit in every article
        self, data: bytes, raw: Iterable[RawHit], texts: Sequence[str]
    ) -> tuple[set[int], set[int]]:
        """The positions of the rules worth looking at (all that hold), and the anchored leaves."""
        rules: set[int] = set()
        leaves: set[int] = set()
        by_pattern = self._by_pattern
        for pattern, start, end in raw:
            laid = by_pattern[pattern]
            if laid is None:
                continue
            alone, before, after = laid
            if alone:
                rules.update(alone[0])
                leaves.update(alone[1])
            if after:
                low = end if data[end - 1] == _SPACE else data.index(b" ", end) + 1
                word = data[low : data.find(b" ", low)]
                for beside in after:
                    if word in beside:
                        follow = beside[word]
                        rules.update(follow[0])
                        leaves.update(follow[1])
            if before:
                high = start if data[start] == _SPACE else data.rindex(b" ", 0, start)
                word = data[data.rfind(b" ", 0, high) + 1 : high]
                for beside in before:
                    if word in beside:
                        follow = beside[word]
                        rules.update(follow[0])
                        leaves.update(follow[1])
        for regex, mine in self._by_regex:
            if not mine <= rules and occurs(regex, texts):
                rules |= mine
        return rules, leaves


def _by_pattern(
    alone: Mapping[int, _Followers],
    pairs: Mapping[tuple[int, int], Mapping[int, _Followers]],
    vocabulary: Vocabulary,
    automaton: Automaton,
) -> list[_Laid | None]:
    """What hangs on each pattern of the automaton; None if nothing does."""
    kept: dict[_Follow, _Follow] = {}
    besides = {key: _by_word(beside, vocabulary, kept) for key, beside in pairs.items()}
    merged: dict[tuple[int, ...], _Laid | None] = {}
    for classes in automaton.classes:
        if classes in merged:
            continue
        followers = [alone[number] for number in classes if number in alone]
        before = tuple(besides[number, -1] for number in classes if (number, -1) in besides)
        after = tuple(besides[number, 1] for number in classes if (number, 1) in besides)
        follow = _follow(followers) if followers else None
        merged[classes] = (follow, before, after) if follow or before or after else None
    return [merged[classes] for classes in automaton.classes]


def _by_word(
    beside: Mapping[int, _Followers], vocabulary: Vocabulary, kept: dict[_Follow, _Follow]
) -> _Beside:
    by_word: dict[bytes, list[_Followers]] = {}
    for number, followers in beside.items():
        for word in vocabulary.classes[number].words:
            by_word.setdefault(word, []).append(followers)
    found = {word: _follow(followers) for word, followers in by_word.items()}
    return {word: kept.setdefault(follow, follow) for word, follow in found.items()}


def _follow(followers: Iterable[_Followers]) -> _Follow:
    each = list(followers)
    return (
        tuple({rule for one in each for rule in one.rules}),
        tuple({leaf for one in each for leaf in one.leaves}),
    )
