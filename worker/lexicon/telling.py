"""Says on stderr that an index is being built: a bar for people, a line for a log."""

from __future__ import annotations

import sys
from typing import Any

_bars: dict[str, Any] = {}


def on_stderr(language: str, share: float) -> None:
    """Tell how far the building of a language's index is (0 to 1)."""
    if sys.stderr.isatty():
        _draw(language, share)
    elif share == 0:
        sys.stderr.write(f"building the index of '{language}' words, once for this machine\n")


def _draw(language: str, share: float) -> None:
    from rich.console import Console  # noqa: PLC0415 - 60 ms that a pipe does not need
    from rich.progress import Progress  # noqa: PLC0415

    if language not in _bars:
        bar = Progress(console=Console(stderr=True), transient=True)
        bar.start()
        _bars[language] = bar, bar.add_task(f"index of '{language}' words, once", total=1.0)
    bar, task = _bars[language]
    bar.update(task, completed=share)
    if share >= 1:
        _bars.pop(language)[0].stop()
