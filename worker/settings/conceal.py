"""Keeps literal secrets out of every line a mistake may show.

The rule is by name, not by schema, so that it also holds where the shape is wrong.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache

from worker.settings.nodes import Node, Source

Span = tuple[int, int]

_SECRET_KEYS = (
    "secret", "secrets", "token", "password", "headers", "service", "topic",
)  # fmt: skip
_NAMED = re.compile(
    r"""(?ix) ["']? \b (?:secr\w*|tok\w*|passw\w*|service|topic|headers?|authorization|cookie
    |[\w-]*key) ["']? \s* : \s* (?=\S)"""
)
_KEY = re.compile(r"""[\s-]*["']?([\w-]+)["']?\s*:""")
_URL_HOST = re.compile(r"""["']?[\w+.-]*:/*[^/?#\s]*""")


def conceal_tree(root: Node) -> None:
    """Mark every literal secret of a document as never to be shown."""
    spans = list(_secrets(root))
    urls = [*root.select("channels", "*", "url"), *root.select("watch", "canary", "heartbeat")]
    for node in urls:
        if isinstance(node.value, str):
            host = _URL_HOST.match(node.source.text[node.start : node.end])
            spans.append((node.start + (host.end() if host else 0), node.end))
    root.source.conceal(spans)


def conceal_lines(source: Source) -> None:
    """The same for a text that is not YAML, by its lines: too much rather than too little."""
    source.conceal(_secret_lines(source.text))


def _secret_lines(text: str) -> Iterator[Span]:
    secret_above: int | None = None  # indentation of the secret key we are under
    brackets = 0
    at = 0
    for line in re.split(r"(\r\n|\n|\r)", text):
        words = line.strip()
        indent = len(line) - len(line.lstrip())
        if words:
            left = secret_above is not None and indent <= secret_above
            if brackets <= 0 and left and not words.startswith("-"):
                secret_above = None
            named = _NAMED.search(line)
            if secret_above is not None or brackets > 0:
                yield at + indent, at + len(line)
            elif named:
                yield at + named.end(), at + len(line)
            elif (key := _KEY.match(line)) and _names_secret(key[1]):
                secret_above = indent
            if named or brackets > 0:
                hidden = line[named.end() :] if named and brackets <= 0 else line
                brackets = max(0, brackets + _opened(hidden))
        at += len(line)


def _opened(text: str) -> int:
    return sum(text.count(c) for c in "[{") - sum(text.count(c) for c in "]}")


@lru_cache(1024)
def _names_secret(key: str) -> bool:
    """Whether a key means to name a secret, even misspelt: `tokn: hunter2` stays unseen."""
    return bool(difflib.get_close_matches(key.lower()[:40], _SECRET_KEYS, n=1, cutoff=0.75))


def _secrets(node: Node, *, secret: bool = False, keys_too: bool = False) -> Iterator[Span]:
    """`keys_too` where a mapping's keys are the secret mistyped: `token: {hunter2}`."""
    if isinstance(node.value, dict):
        for name, child in (*node.value.items(), *(node.repeated or ())):
            reference = name in ("file", "env")
            if keys_too and not reference:
                yield node.keys[name].start, node.keys[name].end
            named = _names_secret(name)
            inside = (keys_too or (named and name.lower() != "headers")) and not reference
            yield from _secrets(child, secret=(secret or named) and not reference, keys_too=inside)
    elif isinstance(node.value, list):
        for child in node.value:
            yield from _secrets(child, secret=secret, keys_too=keys_too)
    elif secret and node.value is not None:
        yield node.start, node.end
