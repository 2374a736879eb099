"""Where each stretch of a YAML scalar's text stands in its file, so a query error has a column.

One segment holds for a run of characters written as they read; an escape, a doubled quote, a
fold or an indented line begins the next.
"""

from __future__ import annotations

import re

from worker.model import Place
from worker.settings.nodes import Node

Segments = tuple[tuple[int, Place], ...]

_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)", re.DOTALL)
_BREAK = r"(?:\r\n|[\n\r\x85\u2028\u2029])"  # libyaml's, not the editor's
_FOLD = re.compile(rf"[ \t]*{_BREAK}[ \t\r\n\x85\u2028\u2029]*")
_CONTINUED = re.compile(rf"\\{_BREAK}[ \t]*")


def segments(node: Node) -> Segments:
    """(offset in the text, place of that offset), rising from offset 0; for a text node."""
    if node.style in ("|", ">"):
        found = _by_line(node, node.source.text.find("\n", node.start, node.end) + 1)
    elif node.style in ('"', "'"):
        found = _quoted(node)
    else:
        found = _by_line(node, node.start)
    if not found or found[0][0] > 0:
        found.insert(0, (0, found[0][1] if found else node.start))
    last = dict(found)  # where nothing was made of a stretch, the next one counts
    return tuple((offset, node.source.place(at)) for offset, at in last.items())


def _by_line(node: Node, start: int) -> list[tuple[int, int]]:
    """Each source line's words occur in order in the text, whatever was folded between them."""
    found: list[tuple[int, int]] = []
    offset, at = 0, start
    for line in re.split(f"({_BREAK})", node.source.text[start : node.end]):
        words = line.strip()
        if words:
            seen = node.value.find(words, offset)
            if seen < 0:
                break
            found.append((seen, at + line.index(words)))
            offset = seen + len(words)
        at += len(line)
    return found


def _quoted(node: Node) -> list[tuple[int, int]]:
    text, end = node.source.text, node.end - 1
    at, offset = node.start + 1, 0
    found = [(0, at)]
    while at < end:
        if node.style == '"' and (step := _CONTINUED.match(text, at, end)):
            width, made = len(step[0]), 0
        elif step := _FOLD.match(text, at, end):
            breaks = len(re.findall(_BREAK, step[0]))
            width, made = len(step[0]), max(1, breaks - 1)
        elif node.style == '"' and (step := _ESCAPE.match(text, at, end)):
            width, made = len(step[0]), 1
        elif node.style == "'" and text.startswith("''", at):
            width, made = 2, 1
        else:
            at, offset = at + 1, offset + 1
            continue
        at, offset = at + width, offset + made
        found.append((offset, at))
    return found
