"""Which words an article must hold for a rule to be worth reading it with: what an index is asked.

Of an AND the rarest part will do, of an OR all parts are needed, under a NOT nothing is. A phrase
needs each of its words, so its longest is asked for. What is not looked for in title, lead or body
(`url:`, `tag:`) says nothing about them.
"""

from __future__ import annotations

from collections.abc import Iterable

from worker.match.formclass import FormClass
from worker.match.hooks import quorum
from worker.match.plan import LEAFY, TEXT, Clause, Leaf
from worker.match.vocabulary import Vocabulary
from worker.model import Wanted
from worker.text.letters import decode


def wanted_by(roots: Iterable[Clause], vocabulary: Vocabulary) -> Wanted | None:
    """What an article must hold one of for any of these clauses to be true; None: no telling."""
    return _united([_needed(root, vocabulary, truth=True) for root in roots])


def _needed(clause: Clause, vocabulary: Vocabulary, *, truth: bool) -> Wanted | None:
    if clause.kind in LEAFY:
        found = [_of_leaf(leaf, vocabulary) for leaf in clause.leaves]
        return _united(found) if truth else None
    if clause.kind == "not":
        return _needed(clause.children[0], vocabulary, truth=not truth)
    if clause.kind == "near" and not truth:
        return None
    parts = [_needed(child, vocabulary, truth=truth) for child in clause.children]
    known = [part for part in parts if part is not None]
    watched = len(parts) - quorum(clause, truth=truth) + 1
    if not parts or len(known) < watched:
        return None
    return _united(sorted(known, key=_commonness)[:watched])


def _of_leaf(leaf: Leaf, vocabulary: Vocabulary) -> Wanted | None:
    if leaf.regex is not None or not leaf.zones <= TEXT:
        return None
    found = [_of_class(vocabulary.classes[number]) for number in leaf.words]
    return min((each for each in found if each is not None), key=_commonness, default=None)


def _of_class(forms: FormClass) -> Wanted | None:
    """Of several words together the longest is asked for; no index finds the core of a word."""
    if forms.cores:
        return None
    words = (word for code in forms.words for word in _texts(forms, code))
    starts = (start for code in forms.starts for start in _texts(forms, code))
    return Wanted(frozenset(max(word.split(), key=len) for word in words), frozenset(starts))


def _texts(forms: FormClass, code: bytes) -> Iterable[str]:
    return forms.strict[code] if code in forms.strict else (decode(code),)


def _united(parts: Iterable[Wanted | None]) -> Wanted | None:
    found = Wanted()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


def _commonness(wanted: Wanted) -> float:
    """A guess how often one occurs: in lieu of statistics, each letter halves it."""
    return sum(0.5 ** len(word) for word in (*wanted.words, *wanted.prefixes))
