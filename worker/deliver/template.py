"""Bodies of one's own: Jinja2 in a sandbox, where a missing value is an error and not a gap.

A template sees the alert's JSON and nothing else. What it writes itself may be markup of the
service; what it takes from the alert is escaped for that service.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from worker.deliver.payload import plain

Escape = Callable[[str], str]

MOST = 200_000  # characters a template may write before it is stopped
MOST_FACTOR = 10_000  # no text is repeated more often, no power is higher
WORDS = 200


class Broken(Exception):
    """The template cannot be read, or failed on one alert; `line` counts from 1, if known."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox of Jinja2, which leaves the size of a product to us."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse what would fill the memory."""
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if operator == "**" or not numbers:
            sizes = [each for each in (left, right) if isinstance(each, int | float)]
            if any(abs(size) > MOST_FACTOR for size in sizes) or not sizes:
                raise SecurityError(f"{operator} with a number beyond {MOST_FACTOR:,}")
        return super().call_binop(context, operator, left, right)


@lru_cache(maxsize=256)
def compiled(source: str, escape: Escape) -> Template:
    """The template, ready to render; raises Broken where it cannot be read."""

    def out(value: object) -> str:
        return "" if value is None else escape(str(value))

    sandbox = _Sandbox(undefined=StrictUndefined, finalize=out, autoescape=False)
    try:
        return sandbox.from_string(source)
    except TemplateSyntaxError as error:
        raise Broken(str(error.message)[:WORDS], error.lineno) from None


def render(source: str, escape: Escape, body: str) -> str:
    """What the template makes of a delivery's stored body; raises Broken where it fails.

    Names are those of the webhook: `type`, `timestamp`, and each key of `data`.
    """
    message = json.loads(body)
    context = {"type": message["type"], "timestamp": message["timestamp"], **message["data"]}
    template = compiled(source, escape)
    made: list[str] = []
    size = 0
    try:
        for piece in template.generate(_plain(context)):
            made.append(piece)
            size += len(piece)
            if size > MOST:
                break
    except Exception as error:  # noqa: BLE001 - filters raise what they like; no alert waits for it
        words = str(error) or type(error).__name__
        raise Broken(plain(words)[:WORDS], _line(error)) from None
    if size > MOST:
        raise Broken(f"it writes more than {MOST:,} characters")
    text = "".join(made).strip()
    if not text:
        raise Broken("it writes nothing")
    return text


def _line(error: BaseException) -> int | None:
    """Where in the template it failed: Jinja2 puts its lines into the traceback."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _plain(value: Any) -> Any:
    """The alert with every text on one line and safe to print."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return plain(value) if isinstance(value, str) else value
