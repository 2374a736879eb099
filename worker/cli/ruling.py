"""The rules compiled, for the commands, and which channels each rings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.daemon.ruling import Ruling
    from worker.model import Rule
    from worker.settings import Settings


def compile_settings(settings: Settings) -> Ruling:
    """The rules of these settings, compiled and proved as the daemon does it."""
    from worker.daemon.ruling import compile_and_prove  # noqa: PLC0415 - the automaton's import

    return compile_and_prove(settings.rules, settings.entities)


_OWN_NOTIFY = re.compile(r"(?m)^[\"']?notify[\"']?\s*:|[{,]\s*[\"']?notify[\"']?\s*:")


def routes_of(rule: Rule, settings: Settings) -> tuple[tuple[str, ...], str]:
    """The channels a rule rings, and where that was said: "rule" or "defaults".

    Settings have filled `notify` in already; who said it stands in the rule as written.
    """
    own = _OWN_NOTIFY.search(rule.source)
    return rule.notify or settings.defaults.notify, "rule" if own else "defaults"
