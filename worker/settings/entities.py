"""Entities of rule files: their names, the lists they take more from, what guards them."""

from __future__ import annotations

from pathlib import Path

from worker.model import Entity, NameList, Query
from worker.settings.lists import Columns, read_list
from worker.settings.nodes import Node
from worker.settings.problems import shown
from worker.settings.reading import Reading
from worker.settings.scalars import Unread
from worker.settings.segments import segments

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
        if isinstance(each.value, str) and each.value.lstrip().startswith("@"):
            hint = "write (@one OR @other) in the query; a handle goes without its @"
            reading.problem(each, "CFG005", "an entity takes no names from another", hint)
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
        reading.problem(
            node.value["file"], error.code, f"the list '{shown(file)}': {error.message}"
        )


def entity_of(name: str, node: Node, listed: NameList | None) -> Entity:
    """An entity without mistakes; a list without a context of its own has ours."""
    context = tuple(query_of(n) for n in node.select("context", "*"))
    if listed is not None and not context:
        file = node.value["file"]
        context = tuple(Query(text, "any", ((0, file.place),)) for text in CONTEXT)
    return Entity(
        name,
        tuple(query_of(n) for n in node.select("names", "*")),
        tuple(query_of(n) for n in node.select("not", "*")),
        listed,
        context,
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
