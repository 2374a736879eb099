"""Where the indexes lie: a folder of files that can be deleted at any time, and come back."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from worker.lexicon.keys import FORMAT
from worker.text.fold import fold

VARIABLE = "WIREBELL_CACHE"
# simplemma's names where they are not ISO 639-1's: one dictionary for the Serbo-Croatian four.
_CODES = {"bs": "hbs", "hr": "hbs", "sr": "hbs", "no": "nb"}


def folders(environment: Mapping[str, str]) -> Iterator[Path]:
    """The folders to try in order: the one asked for, the user's cache, a temporary one.

    The temporary one stands where anybody may put files: another user's is not read.
    """
    if environment.get(VARIABLE):
        yield Path(environment[VARIABLE])
    home = environment.get("XDG_CACHE_HOME") or str(Path(environment.get("HOME", "~")) / ".cache")
    if Path(home).is_absolute():
        yield Path(home) / "wirebell"
    temporary = Path(tempfile.gettempdir()) / f"wirebell-{os.getuid()}"
    if not temporary.exists() or _is_ours(temporary):
        yield temporary


def writable(folder: Path) -> bool:
    """Whether an index can be kept there; makes the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK) and _is_ours(folder)


def _is_ours(folder: Path) -> bool:
    return folder.stat().st_uid in (os.getuid(), 0)


def code_of(language: str) -> str:
    """What simplemma calls a language, or nothing where it has no data of it."""
    from simplemma.strategies.dictionaries.dictionary_factory import (  # noqa: PLC0415 - 40 ms
        SUPPORTED_LANGUAGES,
    )

    code = _CODES.get(language, language)
    return code if code in SUPPORTED_LANGUAGES else ""


def file_name(code: str) -> str:
    """An index's name, which changes with the dictionary, the folding, and the format."""
    return f"{code}-{version('simplemma')}-{_fold_version()}-{FORMAT}.trie"


@cache
def _fold_version() -> str:
    letters = " ".join(map(chr, range(0xC0, 0x530)))
    return hashlib.sha256(fold(letters).encode()).hexdigest()[:8]
