"""Rule files: read, checked against one another, and turned into rules and entities."""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from worker.model import Entity, NameList, Query, Rule, RuleTest, Where
from worker.settings.entities import check_entity, check_included, content_of, entities_of, query_of
from worker.settings.mistakes import validated
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.rule_shapes import RulesFile, RuleShape, TestShape
from worker.settings.scalars import Unread, day, language

_SOON = timedelta(days=14)
_ENTITY = re.compile(r"@([\w-]+)")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Rules in the order of their files, and entities; `notify` is what each rule says itself."""

    rules: tuple[Rule, ...]
    entities: Mapping[str, Entity]


@dataclass(frozen=True, slots=True)
class RuleDocument:
    """One rule file: its tree, and its model where its shape is right."""

    path: Path
    root: Node
    shape: RulesFile | None


def read_rules(*paths: Path, default_language: str = "en") -> Rulebook:
    """The rules of these files alone, without a main file; raises Problems with every mistake.

    Channels and feeds they name are not checked.
    """
    reading = Reading()
    documents = read_documents(dict.fromkeys(paths), reading)
    check_documents(documents, reading, date.min)  # what has expired is read like the others
    if reading.problems:
        raise reading.refusal()
    entities, rules = build(documents, default_language, reading.lists)
    return Rulebook(rules, entities)


def read_documents(paths: Mapping[Path, Node | None], reading: Reading) -> list[RuleDocument]:
    """The rule files that are YAML; mistakes are noted. Each path with what named it, if any."""
    found = []
    for path, at in paths.items():
        root = reading.document(path, at=at)
        if root is not None:
            found.append(RuleDocument(path, root, validated(RulesFile, root, reading)))
    return found


def check_documents(documents: Sequence[RuleDocument], reading: Reading, today: date) -> None:
    """What no single value shows: ids written twice, tests without a text, expired rules."""
    entities: dict[str, Node] = {}
    rules: dict[str, Node] = {}
    for document in documents:
        for holder in document.root.select("entities"):
            for name, key in holder.keys.items():
                _once(entities, name, key, "entity", reading)
            for name, entity in _items(holder):
                check_entity(name, entity, document.path.parent, reading)
        for rule in document.root.select("rules", "*"):
            for node in rule.select("id"):
                if isinstance(node.value, str):
                    _once(rules, node.value, node, "rule", reading)
            _check_rule(rule, document.path.parent, reading, today)
    check_included(_entity_nodes(documents), reading)


def _entity_nodes(documents: Sequence[RuleDocument]) -> dict[str, Node]:
    holders = (holder for document in documents for holder in document.root.select("entities"))
    return {name: node for holder in holders for name, node in _items(holder)}


def _items(node: Node) -> list[tuple[str, Node]]:
    return [*node.value.items()] if isinstance(node.value, dict) else []


def _once(known: dict[str, Node], name: str, node: Node, noun: str, reading: Reading) -> None:
    first = known.setdefault(name, node)
    if first is not node:
        hint = f"the first is at {first.place}"
        reading.problem(node, "CFG002", f"{noun} '{shown(name)}' is written twice", hint)


def _check_rule(rule: Node, folder: Path, reading: Reading, today: date) -> None:
    for where in rule.select("where"):
        if "wait" in where.keys and "origins" not in where.keys:
            reading.problem(where.keys["wait"], "CFG005", "a wait for nothing", "add origins: 2")
    for node in rule.select("expires"):
        if isinstance(node.value, str):
            _check_expiry(node, node.value, reading, today)
    seen: dict[str, str] = {}
    for match in rule.select("match"):
        for name, key in match.keys.items():
            code = _code(name)
            if code in seen:
                hint = f"'{seen[code]}' is the same language"
                reading.problem(key, "CFG002", f"two queries for '{code}'", hint)
            seen.setdefault(code, name)
    for test in rule.select("tests", "*"):
        _check_test(test, folder, reading)


def _check_expiry(node: Node, text: str, reading: Reading, today: date) -> None:
    try:
        last = day(text)
    except Unread:
        return
    if last < today:
        reading.warn(node, f"this rule expired on {last}: it rings no more")
    elif last <= today + _SOON:
        reading.warn(node, f"this rule expires on {last}: it rings until that day is over")


def _code(name: str) -> str:
    try:
        return language(name)
    except Unread:
        return name


def _check_test(test: Node, folder: Path, reading: Reading) -> None:
    if not isinstance(test.value, dict):
        return
    spans, match = test.child("spans"), test.child("match")
    if spans is not None and spans.value and match is not None and match.value is False:
        key = test.keys["spans"]
        hint = "leave spans out, or say match: true"
        reading.problem(key, "CFG005", "a text that must not match has no spans", hint)
    if not test.keys.keys() & {"title", "text", "file"}:
        reading.problem(test, "CFG003", "a test needs a title, a text or a file")
    elif "text" in test.keys and "file" in test.keys:
        reading.problem(test.keys["file"], "CFG005", "either text or file, not both")
    for node in test.select("file"):
        if isinstance(node.value, str):
            try:
                _test_file(folder, node.value, reading)
            except Unread as error:
                message = f"the test's file: {error.message}"
                reading.problem(node, error.code, message, error.hint)


def _test_file(folder: Path, name: str, reading: Reading) -> str:
    content = reading.read_bytes(folder / name, 1_000_000)
    reading.contents.append(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unread("CFG011", "not UTF-8 text") from None


def build(
    documents: Sequence[RuleDocument], default_language: str, lists: Mapping[str, NameList]
) -> tuple[dict[str, Entity], tuple[Rule, ...]]:
    """Entities by id, and rules in file order, out of documents without mistakes."""
    entities = entities_of(_entity_nodes(documents), lists)
    rules = [
        _rule(shape, node, document.path.parent, entities, default_language)
        for document in documents
        for shape, node in _pairs(document)
    ]
    return entities, tuple(rules)


def readable(documents: Sequence[RuleDocument]) -> tuple[tuple[Rule, ...], dict[str, Entity]]:
    """Rules with nothing but their queries, and entities, out of documents with mistakes."""
    entities: dict[str, Entity] = {}
    rules: list[Rule] = []
    for document in documents:
        for holder in document.root.select("entities"):
            for name, key in holder.keys.items():
                names = [n for n in holder.select(name, "names", "*") if isinstance(n.value, str)]
                entities[name] = Entity(name, tuple(map(query_of, names)) or (query_of(key),))
        for node in document.root.select("rules", "*"):
            written = [*node.select("match"), *node.select("match", "*")]
            queries = tuple(query_of(n) for n in written if isinstance(n.value, str))
            if queries:
                name = f"rule {len(rules) + 1}"
                rules.append(Rule(name, name, "info", queries, queries[0].segments[0][1], "", ""))
    return tuple(rules), entities


def _pairs(document: RuleDocument) -> Iterator[tuple[RuleShape, Node]]:
    shapes = document.shape.rules if document.shape else []
    yield from zip(shapes, document.root.select("rules", "*"), strict=True)


def _rule(
    shape: RuleShape, node: Node, folder: Path, entities: Mapping[str, Entity], fallback: str
) -> Rule:
    match = node.value["match"]
    written = match.value.items() if isinstance(match.value, dict) else [("any", match)]
    queries = tuple(query_of(text, _code(name)) for name, text in written)
    veto = node.child("unless")
    unless = query_of(veto) if veto is not None and veto.value is not None else None
    where = Where(
        tuple(dict.fromkeys(shape.where.languages)),
        tuple(dict.fromkeys(shape.where.feeds)),
        shape.where.max_age,
        shape.where.origins,
        shape.where.wait or Where().wait,
    )
    tests = zip(shape.tests, node.select("tests", "*"), strict=True)
    return Rule(
        id=shape.id,
        title=shape.title or shape.id,
        severity=shape.severity,
        queries=queries,
        place=node.value["id"].place,
        version=_version(queries, unless, where, entities, fallback),
        source=_source(node),
        unless=unless,
        where=where,
        notify=tuple(dict.fromkeys(shape.notify or ())),
        labels=dict(shape.labels),
        owner=shape.owner,
        expires=shape.expires,
        enabled=shape.enabled,
        shadow=shape.shadow,
        cooldown=shape.cooldown,
        hourly_limit=shape.hourly_limit,
        tests=tuple(_test(test, at, folder) for test, at in tests),
        languages=where.languages or (fallback,),
        lists=_lists(queries, unless, entities),
    )


def _test(shape: TestShape, node: Node, folder: Path) -> RuleTest:
    text = shape.text or ""
    if shape.file is not None:
        text = _test_file(folder, shape.file, Reading())
    place = next(iter(node.keys.values())).place
    return RuleTest(place, shape.match, shape.title, text, shape.lang, tuple(shape.spans))


def _source(node: Node) -> str:
    """The rule as written, moved to the left margin."""
    text = node.source.text
    margin = " " * (node.place.column - 1)
    return textwrap.dedent(margin + text[node.start : node.end]).rstrip() + "\n"


def _lists(
    queries: tuple[Query, ...], unless: Query | None, entities: Mapping[str, Entity]
) -> dict[str, NameList]:
    """The lists of the entities a rule names, by entity."""
    texts = [q.text for q in (*queries, unless) if q]
    named = {name for text in texts for name in _ENTITY.findall(text)}
    found = ((name, entity.listed) for name in named if (entity := entities.get(name)))
    return {name: listed for name, listed in found if listed is not None}


def _version(
    queries: tuple[Query, ...],
    unless: Query | None,
    where: Where,
    entities: Mapping[str, Entity],
    fallback: str,
) -> str:
    """32 hex digits that change when what the rule matches may change.

    An "any" query is inflected for `where.languages`, else for the default language.
    """
    texts = [q.text for q in (*queries, unless) if q]
    named = sorted({name for text in texts for name in _ENTITY.findall(text)})
    spoken = any(q.language == "any" for q in (*queries, unless) if q) and not where.languages
    content = {
        "queries": [[q.language, q.text] for q in queries],
        "unless": unless.text if unless else None,
        "languages": where.languages,
        "feeds": where.feeds,
        "max_age_s": where.max_age.total_seconds() if where.max_age else None,
        "default_language": fallback if spoken else None,
        "entities": [content_of(e) for name in named if (e := entities.get(name))],
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
