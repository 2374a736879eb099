"""What a match is, said as plainly as possible: every rule, every term, one word after another.

Slow on purpose and independent of plans, classes and the automaton; it shares only the fold (what a
word is) and the parser with the matcher it checks. `./dev bench match` calls it the naive loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from worker.match.query import parse
from worker.match.syntax import And, EntityRef, Field, Node, Not, Or, Term
from worker.model import Article, Entity, Rule
from worker.text.fold import as_typed, fold
from worker.text.tokens import trace

TEXT = ("title", "lead", "body")


def read(rules: Sequence[Rule], entities: Mapping[str, Entity], article: Article) -> list[str]:
    """The ids of the rules that match, in rule order."""
    return [rule.id for rule in rules if rule.enabled and matches(rule, entities, article)]


def matches(rule: Rule, entities: Mapping[str, Entity], article: Article) -> bool:
    if rule.unless and holds(parse(rule.unless.text), entities, article, doubt=False):
        return False
    languages = {_language(code) for code in rule.where.languages}
    if languages and article.language and _language(article.language) not in languages:
        return False
    return any(holds(parse(q.text), entities, article, doubt=True) for q in rule.queries)


def holds(  # noqa: PLR0911 - one return a kind of node
    node: Node, entities: Mapping[str, Entity], article: Article, *, doubt: bool, field: str = ""
) -> bool:
    match node:
        case And(children=children):
            return all(holds(c, entities, article, doubt=doubt, field=field) for c in children)
        case Or(children=children):
            return any(holds(c, entities, article, doubt=doubt, field=field) for c in children)
        case Not(child=child):
            return not holds(child, entities, article, doubt=not doubt, field=field)
        case Field(child=child, name=name):
            return holds(child, entities, article, doubt=doubt, field=name)
        case EntityRef(name=name):
            return _holds_entity(entities[name], article, field)
        case Term(text=text) if field == "lang":
            return _language(text) == _language(article.language) if article.language else doubt
        case Term():
            return any(places(node, value, field) for value in values(article, field))
        case _:
            raise AssertionError(node)


def values(article: Article, field: str) -> list[str]:
    """The texts a term is looked for in."""
    match field:
        case "url":
            found = [article.url, article.canonical_url]
        case "author":
            found = [article.author]
        case "source":
            found = [v for s in article.sightings for v in (s.feed_name, s.feed_url, s.owner)]
        case "tag":
            found = [tag for s in article.sightings for tag in s.tags]
        case _:
            found = [getattr(article, zone) for zone in TEXT if field in {"", zone}]
    return [value for value in found if value]


def places(term: Term, text: str, field: str = "") -> list[tuple[int, int]]:
    """Where a term stands in one text: (first word, word after the last)."""
    wanted = fold(" ".join(term.text.split())).split()
    words = fold(text).split()
    found = [
        (at, at + len(wanted))
        for at in range(len(words) - len(wanted) + 1)
        if words[at : at + len(wanted)] == wanted
    ]
    if field == "tag":
        found = [place for place in found if place == (0, len(words))]
    return [
        p for p in found if not term.exact or as_typed(_surface(text, p)) == as_typed(term.text)
    ]


def _surface(text: str, place: tuple[int, int]) -> str:
    """The published characters of some words (terms without signs at their edges only)."""
    traced = trace(text)
    starts = [i + 1 for i, letter in enumerate(traced.folded[:-1]) if letter == " "]
    ends = [i for i, letter in enumerate(traced.folded) if letter == " " and i]
    low, high = traced.original(starts[place[0]], ends[place[1] - 1])
    return text[low:high]


def _holds_entity(entity: Entity, article: Article, field: str) -> bool:
    masks = [_name(mask.text) for mask in entity.masks]
    for text in values(article, field):
        hidden = [place for mask in masks for place in places(mask, text, field)]
        for name in entity.names:
            for low, high in places(_name(name.text), text, field):
                if not any(start <= low and high <= end for start, end in hidden):
                    return True
    return False


def _name(text: str) -> Term:
    if text.startswith('="'):
        return Term(0, len(text), text[2:-1], exact=True)
    return Term(0, len(text), text)


def _language(code: str) -> str:
    short = code.lower()[:2]
    return "nb" if short == "no" else short
