"""The word forms of the languages that rules are written in, and what is to say of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from worker.lexicon import CURES, Opened, folders, open_forms
from worker.model import Query, Rule

_kept: dict[tuple[object, ...], Opened] = {}  # the last ones, for the next reload


def spoken(rule: Rule) -> list[tuple[str, Query]]:
    """The languages whose forms a rule's queries take, each with the first query that does."""
    found: dict[str, Query] = {}
    for query in rule.queries:
        for code in rule.spoken(query):
            found.setdefault(code, query)
    return list(found.items())


def forms_of(rules: Sequence[Rule]) -> Opened:
    """The forms of all languages of the rules; the same object while nothing is asked anew.

    The first time a language is asked for on a machine, its index is built: seconds.
    """
    languages = {code for rule in rules for code, _ in spoken(rule)}
    key = (frozenset(languages), *folders(os.environ))
    opened = _kept.get(key)
    if opened is None:
        opened = open_forms(sorted(languages))
        _kept.clear()
        if not opened.warnings:
            _kept[key] = opened
    return opened


def complaints(rules: Sequence[Rule], opened: Opened) -> Iterator[str]:
    """What the user should know, each at the place of the first rule it concerns."""
    said: set[str] = set()
    for rule in rules:
        for code, query in spoken(rule):
            if code not in said and (words := _complaint(code, opened)):
                yield f"{query.place_at(0)}: warning: {words}"
            said.add(code)
    yield from (f"warning: {words}" for words in opened.warnings)


def _complaint(code: str, opened: Opened) -> str:
    if code in opened.missing:
        return f"no dictionary of '{code}': its words are looked for as written, write each form"
    if code in opened.poorer:
        return f"some forms of '{code}' words are missed: {CURES[code]}"
    return ""
