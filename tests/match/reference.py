"""What a match is, said as plainly as possible: every rule, every term, one word after another.

Slow on purpose and independent of plans, classes and the automaton; it shares only the fold (what a
word is), the parting of a term into words, the forms and the parser with the matcher it checks.
`./dev bench match` calls it the naive loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from worker.match.entities import GENITIVE_S
from worker.match.page import CLAUSE
from worker.match.patterns import compiled_regex
from worker.match.query import parse
from worker.match.syntax import (
    And,
    AtLeast,
    EntityRef,
    Field,
    Near,
    Node,
    Not,
    Or,
    Regex,
    Term,
)
from worker.match.ways import ways
from worker.match.wording import Tongue, Word, is_possessed, is_run, spelled
from worker.model import Article, Entity, Rule
from worker.text.fold import APOSTROPHES, PARAGRAPH, as_typed, fold
from worker.text.forms import AsWritten, Forms
from worker.text.tokens import trace

TEXT = ("title", "lead", "body")
Span = tuple[int, int]  # first word, word after the last
Group = tuple[Span, ...]  # spans that count together

tree_of = lru_cache(200_000)(parse)
text_words = lru_cache(64)(lambda text: tuple(fold(text).split()))


@dataclass(frozen=True)
class World:
    """All that a rule may refer to."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    forms: Forms = field(default_factory=AsWritten)
    languages: tuple[str, ...] = ("en",)  # of all rules
    known: dict[tuple[Word, Tongue], dict[str, int]] = field(default_factory=dict)
    parted: dict[tuple[str, Tongue], list[tuple[Word, ...]]] = field(default_factory=dict)

    def ways(self, text: str, tongue: Tongue) -> list[tuple[Word, ...]]:
        """The words of a term's text in every way that it is written."""
        if (text, tongue) not in self.parted:
            self.parted[text, tongue] = ways(text, tongue, self.forms)
        return self.parted[text, tongue]

    def variants(self, word: Word, tongue: Tongue) -> dict[str, int]:
        """The folded forms of a word, and how many capitals each must begin with."""
        if (word, tongue) not in self.known:
            found = spelled(word, tongue, self.forms)
            self.known[word, tongue] = {each.folded: each.capital + each.shouted for each in found}
        return self.known[word, tongue]


def read(rules: Sequence[Rule], world: World, article: Article) -> list[str]:
    """The ids of the rules that match, in rule order."""
    return [rule.id for rule in rules if rule.enabled and matches(rule, world, article)]


def matches(rule: Rule, world: World, article: Article) -> bool:
    languages = {_language(code) for code in rule.where.languages}
    if languages and article.language and _language(article.language) not in languages:
        return False
    spoken = [rule.languages if q.language == "any" else (q.language,) for q in rule.queries]
    if rule.unless:
        every = Tongue(tuple(sorted({code for codes in spoken for code in codes})))
        if Judge(world, article, every).holds(tree_of(rule.unless.text), doubt=False):
            return False
    return any(
        Judge(world, article, Tongue(codes)).holds(tree_of(query.text), doubt=True)
        for query, codes in zip(rule.queries, spoken, strict=True)
    )


@dataclass(frozen=True)
class Judge:
    """Decides the nodes of one query about one article."""

    world: World
    article: Article
    tongue: Tongue

    def holds(  # noqa: PLR0911 - one return a kind of node
        self, node: Node, *, doubt: bool, field: str = ""
    ) -> bool:
        match node:
            case And(children=children):
                return all(self.holds(c, doubt=doubt, field=field) for c in children)
            case Or(children=children):
                return any(self.holds(c, doubt=doubt, field=field) for c in children)
            case AtLeast(children=children, count=count):
                return sum(self.holds(c, doubt=doubt, field=field) for c in children) >= count
            case Not(child=child):
                return not self.holds(child, doubt=not doubt, field=field)
            case Field(child=child, name=name):
                return self.holds(child, doubt=doubt, field=name)
            case Term(text=text) if field == "lang":
                known = self.article.language
                return _language(text) == _language(known) if known else doubt
            case _:
                return any(self.groups(node, v, field) for v in values(self.article, field))

    def groups(self, node: Node, text: str, field: str) -> list[Group]:
        """Where a term, or the sides of a NEAR together, stand in one text."""
        match node:
            case Or(children=children):
                return [group for child in children for group in self.groups(child, text, field)]
            case Near(children=(left, right)):
                return [
                    one + other
                    for one in self.groups(left, text, field)
                    for other in self.groups(right, text, field)
                    if _near(node, one, other, text)
                ]
            case Regex(text=pattern):
                return [(span,) for span in _regex_places(pattern, text)]
            case EntityRef(name=name):
                return [(span,) for span in self.entity_places(name, text, field)]
            case Term():
                return [(span,) for span in places(node, text, field, self.tongue, self.world)]
        raise AssertionError(node)

    def entity_places(self, name: str, text: str, field: str) -> list[Span]:
        entity = self.world.entities[name]
        tongue = Tongue(self.world.languages, name=True)

        def of(terms: Sequence[str]) -> list[Span]:
            return [p for t in terms for p in places(_name(t), text, field, tongue, self.world)]

        found = of([query.text for query in entity.names])
        if entity.listed:
            found += self._listed_places(entity, text, field)
        hidden = of([query.text for query in entity.masks])
        return [s for s in found if not any(low <= s[0] and s[1] <= high for low, high in hidden)]

    def _listed_places(self, entity: Entity, text: str, field: str) -> list[Span]:
        assert entity.listed
        tongue = Tongue(self.world.languages)
        context = [_name(query.text) for query in entity.context]
        told = any(
            places(word, value, "", tongue, self.world)
            for word in context
            for value in values(self.article, "")
        )
        found = []
        for name in entity.listed.names:
            endings = ("", "s") if GENITIVE_S.intersection(self.world.languages) else ("",)
            if not name.guarded or told:
                for ending in endings:
                    spelling = f"{fold(name.text).strip()}{ending}"
                    found += _literal(spelling.split(), text, field)
        return found


def values(article: Article, field: str) -> list[str]:
    """The texts a term is looked for in."""
    match field:
        case "url":
            found = [article.url, article.canonical_url]
        case "author":
            found = [article.author]
        case "source":
            names = ("feed_name", "feed_url", "owner", "source")
            found = [getattr(s, name) for s in article.sightings for name in names]
        case "tag":
            found = [tag for s in article.sightings for tag in s.tags]
        case _:
            found = [getattr(article, zone) for zone in TEXT if field in {"", zone}]
    return [value for value in found if value]


def places(term: Term, text: str, field: str, tongue: Tongue, world: World) -> list[Span]:
    """Where a term stands in one text."""
    if term.exact:
        found = _literal(fold(" ".join(term.text.split())).split(), text, field)
        return [p for p in found if as_typed(_surface(text, p)) == as_typed(term.text)]
    every = world.ways(term.text, tongue)
    return [p for way in every for p in _way_places(way, term, text, field, tongue, world)]


def _way_places(
    wanted: Sequence[Word], term: Term, text: str, field: str, tongue: Tongue, world: World
) -> list[Span]:
    """Where a term stands that is written in one way."""
    words = text_words(text)
    accepted = [
        {
            at
            for at, word in enumerate(words)
            if _accepts(each, word, tongue, world)
            and (each.kind != "piece" or _is_bound(at, text))
            and (len(wanted) > 1 or _has_capital(each, at, word, text, tongue, world))
        }
        for each in wanted
    ]
    passed = [
        possessives(text) if term.slop or is_possessed(each, tongue) else set() for each in wanted
    ]
    found = []
    for start in sorted(accepted[0]):
        ends = list(_ends(accepted[1:], start + 1, term.slop, words, passed))
        if ends:
            found.append((start, min(ends)))
    if len(wanted) > 1 and not term.slop and is_run(term.text):
        found = [place for place in found if not CLAUSE.search(_surface(text, place))]
    return _whole(found, words, field)


def _ends(
    rest: Sequence[set[int]], at: int, slack: int, words: Sequence[str], passed: Sequence[set[int]]
) -> Iterator[int]:
    """Where a phrase may end whose next word is sought from `at`, so many others between; those
    that are passed over behind the word before cost nothing.
    """
    if not rest:
        yield at
        return
    while at < len(words):
        if at in rest[0]:
            yield from _ends(rest[1:], at + 1, slack, words, passed[1:])
        slack -= at not in passed[0]
        if words[at] == PARAGRAPH or slack < 0:
            return
        at += 1


@lru_cache(64)
def possessives(text: str) -> set[int]:
    """Which words of a text are the s of a possessive."""
    words = text_words(text)
    if "s" not in words:
        return set()
    traced = trace(text)
    begins = [n + 1 for n, letter in enumerate(traced.folded[:-1]) if letter == " "]
    return {
        n
        for n, low in enumerate(traced.starts[begin] for begin in begins)
        if words[n] == "s" and low > 1
        if text[low - 1] in APOSTROPHES and text[low - 2].isalnum()
    }


def _accepts(wanted: Word, word: str, tongue: Tongue, world: World) -> bool:
    if wanted.kind == "start":
        return word.startswith(wanted.folded)
    if wanted.kind == "core":
        return wanted.folded in word
    return word in world.variants(wanted, tongue)


def _is_bound(at: int, text: str) -> bool:
    """Whether one full stop or hyphen parts a word from the next."""
    if at + 1 == len(text_words(text)):
        return False
    word, both = _surface(text, (at, at + 1)), _surface(text, (at, at + 2))
    following = _surface(text, (at + 1, at + 2))
    between = both.removeprefix(word).removesuffix(following)
    return len(between) == 1 and between in ".-\u2010\u2011\u2012\u2013\u2014\u2015"


def _has_capital(wanted: Word, at: int, word: str, text: str, tongue: Tongue, world: World) -> bool:
    capitals = world.variants(wanted, tongue)[word] if wanted.kind == "whole" else 0
    return not capitals or _surface(text, (at, at + 1))[:capitals].isupper() or text.isupper()


def _literal(wanted: Sequence[str], text: str, field: str) -> list[Span]:
    words = text_words(text)
    size = len(wanted)
    found = [
        (at, at + size)
        for at in range(len(words) - size + 1)
        if words[at] == wanted[0] and list(words[at : at + size]) == list(wanted)
    ]
    return _whole(found, words, field)


def _whole(found: list[Span], words: Sequence[str], field: str) -> list[Span]:
    return [place for place in found if field != "tag" or place == (0, len(words))]


def _regex_places(pattern: str, text: str) -> Iterator[Span]:
    traced = trace(text)
    starts = [i + 1 for i, c in enumerate(traced.folded[:-1]) if c == " "]
    ends = [i for i, c in enumerate(traced.folded) if c == " " and i]
    words = [(traced.starts[s], traced.ends[e - 1]) for s, e in zip(starts, ends, strict=True)]
    solid = [PARAGRAPH not in traced.folded[s:e] for s, e in zip(starts, ends, strict=True)]
    for match in compiled_regex(pattern).finditer(text):
        low, high = match.span()
        if low == high:
            continue
        touched = [
            n for n, (start, end) in enumerate(words) if solid[n] and start < high and low < end
        ]
        if touched:
            yield touched[0], touched[-1] + 1
        else:
            after = sum(1 for start, end in words if end <= low)
            yield after, after


def _near(node: Near, one: Group, other: Group, text: str) -> bool:
    if any(a[0] < b[1] and b[0] < a[1] for a in one for b in other):
        return False
    (low, high), (other_low, other_high) = _hull(one), _hull(other)
    if other_low >= high:
        return _between(text, high, other_low) <= node.distance
    return not node.ordered and _between(text, other_high, low) <= node.distance


def _hull(group: Group) -> Span:
    return min(span[0] for span in group), max(span[1] for span in group)


def _between(text: str, low: int, high: int) -> int:
    numbers = set(range(low, high)) - possessives(text)
    return sum(text_words(text)[n] != PARAGRAPH for n in numbers)


def _surface(text: str, place: Span) -> str:
    """The published characters of some words (terms without signs at their edges only)."""
    traced = trace(text)
    starts = [i + 1 for i, letter in enumerate(traced.folded[:-1]) if letter == " "]
    ends = [i for i, letter in enumerate(traced.folded) if letter == " " and i]
    low, high = traced.original(starts[place[0]], ends[place[1] - 1])
    return text[low:high]


def _name(text: str) -> Term:
    if text.startswith('="'):
        return Term(0, len(text), text[2:-1], exact=True)
    return Term(0, len(text), text)


def _language(code: str) -> str:
    short = code.lower()[:2]
    return "nb" if short == "no" else short
