"""YAML 1.2 read into nodes that know where they stand.

libyaml supplies the events; scalars are resolved here by the core schema of YAML 1.2 (so `no`,
`off`, `22:00` and `2027-06-30` stay text), and repeated keys, endless aliases, deep nesting,
tags and second documents are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from worker.settings.nodes import Node, Source
from worker.settings.problems import Problem, shown

MOST_DEPTH = 60
MOST_DIGITS = 400  # of a number; int() refuses 4,300
MOST_NODES = 1_000_000  # of one file
MOST_ALIASED = 100_000  # nodes that aliases may add: room for reuse, none for a billion laughs
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"

Meaning = None | bool | int | float | str
_NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"(?:0o[0-7]+|0x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(
    r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN))\Z"
)
_MEANINGS: tuple[tuple[re.Pattern[str], Callable[[str], Meaning]], ...] = (
    (_NULL, lambda _: None),
    (_BOOL, lambda text: text.lower() == "true"),
    (_INT, int),
    (_BASED, lambda text: int(text, 0)),
    (_FLOAT, lambda text: float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))),
)
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s+)+")  # an anchor or tag before its value
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    node: Node
    anchor: str | None
    key: Node | None = None


class _Stop(Exception):
    """Nothing sensible can be read after this mistake."""


class _Composer:
    """Builds the tree from events with a stack of its own, so depth costs no recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._aliased = 0
        self._nodes = 0

    def feed(self, event: Any) -> None:
        """Take one event of libyaml's."""
        match event:
            case yaml.ScalarEvent():
                self._put(self._scalar(event), event.anchor)
            case yaml.CollectionStartEvent():
                self._begin(event)
            case yaml.CollectionEndEvent():
                self._end(event)
            case yaml.AliasEvent():
                self._put(self._alias(event), None)
            case yaml.DocumentStartEvent() if self.root is not None:
                self._fail(event, "a second document begins here", "one file, one document")
                raise _Stop

    def _fail(self, event: Any, message: str, hint: str | None = None) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.problems.append(self.source.problem(start, end, "CFG010", message, hint))

    def _scalar(self, event: Any) -> Node:
        start, end = self._extent(event)
        value: Any = event.value
        if event.tag not in (None, "!", _CORE + "str"):
            self._fail(event, f"tag '{shown(event.tag)}' means nothing here", "leave it out")
        elif event.implicit[0] and event.tag is None:
            value = resolve(event.value)
        return Node(self.source, start, end, value, event.style or None)

    def _extent(self, event: Any) -> tuple[int, int]:
        start, end = event.start_mark.index, event.end_mark.index
        if event.anchor or event.tag:
            skipped = _PROPERTIES.match(self.source.text, start, end)
            start = skipped.end() if skipped else start
        return start, end

    def _begin(self, event: Any) -> None:
        if len(self._open) >= MOST_DEPTH:
            self._fail(event, f"nested more than {MOST_DEPTH} levels deep")
            raise _Stop
        if event.tag not in (None, "!", _CORE + "map", _CORE + "seq"):
            self._fail(event, f"tag '{shown(event.tag)}' means nothing here", "leave it out")
        start, end = self._extent(event)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        style = "flow" if event.flow_style else "block"
        self._open.append(_Open(Node(self.source, start, end, value, style), event.anchor))

    def _end(self, event: Any) -> None:
        done = self._open.pop()
        node = done.node
        if node.style == "flow":
            node.end = event.end_mark.index
        self._put(node, done.anchor)

    def _alias(self, event: Any) -> Node:
        target = self._anchors.get(event.anchor)
        if target is None:
            self._fail(event, f"no anchor '&{shown(event.anchor)}' stands above this alias")
            raise _Stop
        self._aliased += target.size
        if self._aliased > MOST_ALIASED:
            self._fail(event, "aliases make this file grow without bound", "write it out")
            raise _Stop
        return target

    def _put(self, node: Node, anchor: str | None) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            message = f"more than {MOST_NODES:,} values in one file"
            found = self.source.problem(node.start, node.end, "CFG010", message)
            self.problems.append(found)
            raise _Stop
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        holder = self._open[-1]
        parent = holder.node
        parent.size += node.size
        if parent.style == "block" and node.source is parent.source:
            parent.end = max(parent.end, node.end)
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif holder.key is None:
            holder.key = node
        else:
            self._pair(parent, holder.key, node)
            holder.key = None

    def _pair(self, parent: Node, key: Node, node: Node) -> None:
        if isinstance(key.value, dict | list):
            found = self.source.problem(key.start, key.end, "CFG010", "a key must be text")
            self.problems.append(found)
            return
        written = self.source.text[key.start : key.end]
        name = key.value if isinstance(key.value, str) else written  # `1:` and `null:` are text
        if name in parent.keys:
            parent.repeated = parent.repeated or []
            parent.repeated.append((name, node))
            first = parent.keys[name].place
            message = f"key '{shown(name)}' is written twice"
            hint = f"the first is at line {first.line}"
            found = self.source.problem(key.start, key.end, "CFG002", message, hint)
            self.problems.append(found)
            return
        parent.value[name] = node
        parent.keys[name] = key


def resolve(text: str) -> Meaning:
    """What an unquoted scalar means in the core schema of YAML 1.2, section 10.3.2."""
    if len(text) <= MOST_DIGITS:
        for pattern, meaning in _MEANINGS:
            if pattern.match(text):
                return meaning(text)
    return text


def compose(source: Source) -> tuple[Node | None, list[Problem]]:
    """The document, and what is wrong with it as YAML; None where there is no document.

    After a syntax error nothing is returned: half a tree would accuse the missing half.
    """
    if bad := _UNPRINTABLE.search(source.text):
        name = "NUL" if bad[0] == "\0" else f"U+{ord(bad[0]):04X}"
        message = f"control character {name} in the file"
        return None, [source.problem(bad.start(), bad.end(), "CFG010", message, "remove it")]
    composer = _Composer(source)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            composer.feed(event)
    except _Stop:
        return None, composer.problems
    except yaml.MarkedYAMLError as error:
        return None, [*composer.problems, _syntax(source, error)]
    except (yaml.YAMLError, RecursionError) as error:
        found = source.problem(0, 1, "CFG010", shown(str(error)))
        return None, [*composer.problems, found]
    return composer.root, composer.problems


def _syntax(source: Source, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    at = min(mark.index if mark else 0, len(source.text))
    words, hint = str(error.problem), None
    if source.text[at : at + 1] == "\t":
        words, hint = "a tab cannot indent YAML", "use spaces"
    elif source.text[at : at + 1] in ("@", "`", "%"):
        words = f"text cannot begin with '{source.text[at]}'"
        hint = "put it in quotes"
    elif words.startswith("mapping values are not allowed"):
        hint = "put text that holds ': ' in quotes, or check the indentation"
    elif error.context_mark and error.context_mark.index < at:
        opened = source.place(error.context_mark.index)
        hint = f"{error.context}, begun at {opened.line}:{opened.column}"
    return source.problem(at, at + 1, "CFG010", words, hint)
