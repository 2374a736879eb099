"""What rules hang on: which must be looked at, given what one scan of a text found.

Each query hangs on the rarest thing it cannot do without; a rule none of whose hooks occurs in an
article is not looked at, so rules without hits cost nothing. A phrase hangs on two words side by
side, the second by its first letters: thousands of phrases may share a word, few are meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from worker.match.automaton import RawHit, Shards
from worker.match.page import Span
from worker.match.patterns import compiled_regex, occurs
from worker.match.plan import LEAFY, Clause, Leaf
from worker.match.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Anchor:
    """What must occur for a leaf to: a class, with `beside` next to it if any; or a pattern."""

    leaf: int
    word: int = -1
    beside: int = -1
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
        return Hook(float("inf"), frozenset({Anchor(leaf.number, regex=leaf.regex.pattern)}))
    common = vocabulary.commonness[leaf.words[leaf.pivot]]
    if not leaf.is_pair:
        return Hook(common, frozenset({Anchor(leaf.number, leaf.words[leaf.pivot])}))
    word, beside = leaf.words[leaf.pivot : leaf.pivot + 2]
    common *= min(1.0, vocabulary.commonness[beside])
    return Hook(common, frozenset({Anchor(leaf.number, word, beside)}))


@dataclass(slots=True)
class _Followers:
    """The rules that hang on one class, and the leaves anchored by it."""

    rules: set[int] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)


_Follow = tuple[tuple[int, ...], tuple[int, ...]]  # rules, leaves


class Hooks:
    """All hooks of a matcher, laid out by pattern of the automaton. Immutable.

    `anchored` are the leaves that occur only where a scan finds their anchor.
    """

    def __init__(
        self, anchors: Sequence[Iterable[Anchor]], vocabulary: Vocabulary, shards: Shards
    ) -> None:
        hung: dict[int, _Followers] = {}
        regexes: dict[str, set[int]] = {}
        for position, mine in enumerate(anchors):
            for anchor in mine:
                if anchor.regex:
                    regexes.setdefault(anchor.regex, set()).add(position)
                    continue
                number = vocabulary.scanned_for(anchor.word, anchor.beside)
                here = hung.setdefault(number, _Followers())
                here.rules.add(position)
                here.leaves.add(anchor.leaf)
        self.anchored = frozenset(leaf for each in hung.values() for leaf in each.leaves)
        self.automaton = vocabulary.automaton(shards)
        self._by_regex = [(compiled_regex(text), rules) for text, rules in regexes.items()]
        merged: dict[tuple[int, ...], _Follow | None] = {}
        for classes in self.automaton.classes:
            if classes not in merged:
                merged[classes] = _merged([hung[number] for number in classes if number in hung])
        self._by_pattern = [merged[classes] for classes in self.automaton.classes]

    def caught(
        self, data: bytes, raw: Iterable[RawHit], texts: Sequence[str]
    ) -> tuple[set[int], dict[int, list[Span]]]:
        """The positions of the rules worth looking at (all that hold), and where anchors stand.

        The places are those of the first words of the anchors, by leaf.
        """
        rules: set[int] = set()
        places: dict[int, list[Span]] = {}
        for hit in raw:
            follow = self._by_pattern[hit[0]]
            if follow is None:
                continue
            rules.update(follow[0])
            span = self.automaton.span(data, hit)
            for leaf in follow[1]:
                places.setdefault(leaf, []).append(span)
        for regex, mine in self._by_regex:
            if not mine <= rules and occurs(regex, texts):
                rules |= mine
        return rules, places


def _merged(followers: Sequence[_Followers]) -> _Follow | None:
    """What hangs on a pattern of several classes; None if nothing does."""
    if not followers:
        return None
    return (
        tuple({rule for each in followers for rule in each.rules}),
        tuple({leaf for each in followers for leaf in each.leaves}),
    )
