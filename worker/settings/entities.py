"""Entities of rule files: their names, the lists they take more from, what guards them."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from worker.model import Entity, NameList, Query
from worker.settings.lists import Columns, read_list
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.scalars import Unread, did_you_mean
from worker.settings.segments import segments

DEEPEST: Final = 20  # entities within entities
_OTHER = re.compile(r"@([\w-]+)\Z")
CONTEXT = (  # what stands near a name that is meant as an entry of a list of sanctions
    *("sanction*", "sanktion*", "sanksjon*", "санкц*", "embargo*", "ембарго", "эмбарго"),
    *("blacklist*", "asset freeze", "sanzion*", "sancion*", "sankcj*", "pakot*", "yaptırım*"),
)


def query_of(node: Node, language_code: str = "any") -> Query:
    """A text as a query, with the place of each of its characters."""
    return Query(node.value, language_code, segments(node))


def check_entity(name: str, node: Node, folder: Path, reading: Reading) -> None:
    """Read the list an entity names; an entity needs names of its own or a list."""
    if not isinstance(node.value, dict):
        return
    for each in node.select("names", "*"):
        handle = isinstance(each.value, str) and each.value.lstrip().startswith("@")
        if handle and _other(each) is None:
            hint = "@entity alone takes in its names; a handle goes without its @"
            reading.problem(each, "CFG005", "neither an entity nor a name", hint)
    texts = {key: child.value for key, child in node.value.items() if isinstance(child.value, str)}
    file = texts.get("file")
    if file is None:
        for key in ("column", "id", "program", "aliases"):
            if key in node.keys:
                message = f"'{key}' names a column of a 'file', and there is none"
                reading.problem(node.keys[key], "CFG003", message)
        if not {"names", "file"} & node.keys.keys():
            at = next(iter(node.keys.values()), node)
            reading.problem(at, "CFG003", "an entity needs names, or a file of names")
        elif "names" in node.keys and node.value["names"].value == []:
            reading.problem(node.value["names"], "CFG005", "no name", "write one, or a file")
        return
    columns = Columns(*(texts.get(key) for key in ("column", "id", "program", "aliases")))
    try:
        guarded = texts.get("guard") != "off"
        reading.lists[name] = read_list(folder / file, columns, reading, guarded=guarded)
    except Unread as error:
        message = f"the list '{shown(file)}': {error.message}"
        reading.problem(node.value["file"], error.code, message, error.hint)


def entity_of(name: str, node: Node, listed: NameList | None) -> Entity:
    """An entity without mistakes; a list without a context of its own has ours."""
    context = tuple(query_of(n) for n in node.select("context", "*"))
    if listed is not None and not context:
        file = node.value["file"]
        context = tuple(Query(text, "any", ((0, file.place),)) for text in CONTEXT)
    return Entity(
        name,
        tuple(query_of(n) for n in node.select("names", "*") if _other(n) is None),
        tuple(query_of(n) for n in node.select("not", "*")),
        listed,
        context,
    )


def check_included(found: Mapping[str, Node], reading: Reading) -> None:
    """Entities that take in others: each is there, and none takes in itself."""
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        for said in found[name].select("names", "*"):
            other = _other(said)
            if other is None or other in done:
                continue
            if other not in found:
                message = f"no entity is called '{shown(other)}'"
                reading.problem(said, "CFG032", message, did_you_mean(other, found))
            elif other in path:
                way = " -> ".join(f"@{each}" for each in (*path, other))
                message = f"entities that take in one another: {shown(way)}"
                reading.problem(said, "CFG032", message, "take one of them out")
            elif len(path) == DEEPEST:
                message = f"entities in one another more than {DEEPEST} deep"
                reading.problem(said, "CFG032", message, "write their names here")
            else:
                visit(other, (*path, other))
        done.add(name)

    for name in found:
        if name not in done:
            visit(name, (name,))


def entities_of(nodes: Mapping[str, Node], lists: Mapping[str, NameList]) -> dict[str, Entity]:
    """Entities without mistakes, each with all that it takes in."""
    own = {name: entity_of(name, node, lists.get(name)) for name, node in nodes.items()}
    found = {}
    for name in nodes:
        taken = [name]
        for each in taken:  # grows as it goes
            others = map(_other, nodes[each].select("names", "*"))
            taken += [other for other in others if other and other not in taken]
        found[name] = _joined([own[each] for each in taken]) if len(taken) > 1 else own[name]
    return found


def _other(said: Node) -> str | None:
    """The entity a name means, where it is `@entity`."""
    found = _OTHER.match(said.value.strip()) if isinstance(said.value, str) else None
    return found[1] if found else None


def _joined(entities: list[Entity]) -> Entity:
    """The first with what the others have: what masks and guards their names comes along."""
    lists = list({each.listed.version: each.listed for each in entities if each.listed}.values())
    return Entity(
        entities[0].id,
        tuple(dict.fromkeys(name for each in entities for name in each.names)),
        tuple(dict.fromkeys(mask for each in entities for mask in each.masks)),
        lists[0] if len(lists) == 1 else _one_list(lists) if lists else None,
        tuple(dict.fromkeys(word for each in entities for word in each.context)),
    )


def _one_list(lists: list[NameList]) -> NameList:
    """Several lists as one, whose content is theirs one after another."""
    content = b"".join(zlib.decompress(each.packed) for each in lists)
    versions = "".join(each.version for each in lists)
    return NameList(
        ", ".join(each.file for each in lists),
        hashlib.sha256(versions.encode()).hexdigest()[:32],
        tuple(dict.fromkeys(name for each in lists for name in each.names)),
        any(each.guards for each in lists),
        zlib.compress(content, 1),
    )


def content_of(entity: Entity) -> list[object]:
    """What an entity matches; a list by its version."""
    content: list[object] = [
        entity.id,
        [query.text for query in entity.names],
        [query.text for query in entity.masks],
    ]
    if entity.listed is not None:
        content += [
            entity.listed.version,
            entity.listed.guards,
            [query.text for query in entity.context],
        ]
    return content
