"""Queries that no article can satisfy, for what they ask for they exclude, or that all do.

Only what the text of a query shows: `strike NOT strike`, `"rail strike" NOT strike`, an `unless`
that takes away all that the rule hears, or two languages at once, for an article is in one. Every
other field has several values, or words of which one is enough: feeds, tags, addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from worker.match.overlap import plain
from worker.match.syntax import And, AtLeast, Field, Near, Node, Not, Or, Term, Warned, walk
from worker.text.forms import EXACT
from worker.text.language import normal

_TEXT = frozenset({"title", "lead", "body"})


def excluded(tree: Node) -> Iterator[Warned]:
    """A warning for each exclusion in a query that leaves nothing of what stands beside it."""
    told = set()
    for node in walk(tree):
        parts = list(_parts(node)) if isinstance(node, And) else []
        asked = [part for part in parts if not isinstance(part, Not)]
        for part in parts:
            if not isinstance(part, Not) or part.offset in told:
                continue
            if any(map(_Wide.of([part.child]).covers, asked)):
                told.add(part.offset)
                yield _warned(part, "this excludes all that is asked for beside it")


def torn(tree: Node) -> Iterator[Warned]:
    """A warning for each `lang:` that no article in the languages beside it can satisfy."""
    for node in walk(tree):
        if isinstance(node, Field) and node.name == "lang":
            groups, inside = [*walk(node.child)], True
        else:
            groups, inside = [node], False
        for group in groups:
            if isinstance(group, And):
                yield from _torn(group, inside=inside)


def _torn(node: And, *, inside: bool) -> Iterator[Warned]:
    """Of one conjunction; what is torn in itself is told of by itself."""
    left: frozenset[str] | None = None
    for part in _parts(node):
        said = _tongues(part, inside=inside)
        if not said:
            continue
        if left is not None and not left & said:
            message = "no article is in two languages: where its language is known, nothing matches"
            hint = f"write OR between them: lang:({' OR '.join(sorted(left | said))})"
            yield Warned("QRY103", message, part.offset, part.width, hint)
            return
        left = said if left is None else left & said


def _tongues(node: Node, *, inside: bool) -> frozenset[str] | None:
    """The languages an article may be in where `node` holds; None for any; `inside` a `lang:`."""
    match node:
        case Field():
            return _tongues(node.child, inside=True) if node.name == "lang" else None
        case Term() if inside:
            return frozenset({normal(node.text) or ""})
        case Or():
            each = [_tongues(child, inside=inside) for child in node.children]
            return None if None in each else frozenset().union(*filter(None, each))
        case And():
            each = [_tongues(child, inside=inside) for child in node.children]
            known = [tongues for tongues in each if tongues is not None]
            return frozenset.intersection(*known) if known else None
    return None


def deafening(tree: Node, languages: Sequence[str]) -> Iterator[Warned]:
    """A warning for each alternative that is small words alone: many articles hold them."""
    for node in _parts(tree, Or):
        if isinstance(node, Term) and not node.exact and (said := _held(node.text, languages)):
            hint = "put it into a phrase with a word that tells, or remove it"
            yield Warned("QRY104", said, node.offset, node.width, hint)


def _held(text: str, languages: Sequence[str]) -> str:
    """Why many articles hold this: it is one letter or digit, or each word is a small one of a
    language; empty for others. Asked of every query when rules are read.
    """
    single = "".join(filter(str.isalnum, text))
    if len(single) == 1 and single.isascii():
        return f"this is heard as '{single}', which articles hold for many reasons"
    if all(any(word in EXACT.get(each, ()) for each in languages) for word in text.split()):
        return "nearly every article holds this: the rule rings for all of them"
    return ""


def vetoed(unless: Node, trees: Sequence[Node]) -> Iterator[Warned]:
    """A warning where `unless` takes away all that the queries of its rule hear."""
    if trees and all(map(_Wide.of([unless]).covers, trees)):
        yield _warned(unless, "this takes away all that the rule asks for")


def _warned(node: Node, message: str) -> Warned:
    hint = "narrow it, or remove it"
    return Warned("QRY103", f"{message}: nothing ever matches", node.offset, node.width, hint)


@dataclass(frozen=True, slots=True)
class _Wide:
    """Alternatives of which one is enough: their meanings, and the small words among them."""

    nodes: tuple[Node, ...]
    meanings: frozenset[object]
    words: frozenset[str]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> _Wide:
        every = tuple(each for node in nodes for each in _parts(node, Or))
        words = (each.text for each in every if isinstance(each, Term) and not each.exact)
        # Capitals may ask more of a word alone than of one in a phrase.
        small = frozenset(word for word in words if word.islower())
        return cls(every, frozenset(map(_meaning, every)), small)

    def covers(self, narrow: Node) -> bool:
        """Whether one of them surely holds wherever `narrow` does."""
        if isinstance(narrow, Field):
            return self._covers_field(narrow)
        if _meaning(narrow) in self.meanings:
            return True
        match narrow:
            case Or() | AtLeast():
                return all(map(self.covers, narrow.children))
            case And() | Near():
                return any(map(self.covers, narrow.children))
            case Term():
                said = () if narrow.exact else narrow.text.split()
                return not self.words.isdisjoint(said)
        return False

    def _covers_field(self, narrow: Field) -> bool:
        """Of what is asked in a field. `lang:` is not: where it is unknown, both sides hold."""
        if narrow.name == "lang":
            return False
        same = [n.child for n in self.nodes if isinstance(n, Field) and n.name == narrow.name]
        beside = self.nodes if narrow.name in _TEXT else ()
        wide = _Wide.of([*same, *beside])
        if narrow.name == "tag":  # is asked for as a whole
            wide = replace(wide, words=frozenset())
        return wide.covers(narrow.child)


def _meaning(node: Node) -> object:
    """Equal for nodes that ask for the same; a capital may ask for a name's forms alone."""
    return plain(node), frozenset(each.text for each in walk(node) if isinstance(each, Term))


def _parts(node: Node, kind: type[And | Or] = And) -> Iterator[Node]:
    """The operands of a run of one operator, whatever parentheses stand in it."""
    if isinstance(node, kind):
        for child in node.children:
            yield from _parts(child, kind)
    else:
        yield node
