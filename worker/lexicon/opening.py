"""Opens the forms of the languages that rules name, building what is not there yet.

Doubt speaks: what cannot be kept is built in memory, what cannot be built leaves words as written,
and either is said.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from worker.lexicon.building import BuildFailed, Progress, build
from worker.lexicon.index import Index
from worker.lexicon.morphology import Readers
from worker.lexicon.places import code_of, file_name, folders, writable
from worker.lexicon.telling import on_stderr
from worker.text.forms import Inflected
from worker.text.forms.traits import PLAIN

AGAIN = "it is built again each time"
CURES = {"uk": "pip install 'wirebell[uk]'", "ru": "pip install pymorphy3-dicts-ru"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Forms, and a sentence for each thing that is not as it should be.

    `missing` are languages without any data; `poorer` those with less than there could be,
    which `CURES` mends.
    """

    forms: Inflected
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    poorer: tuple[str, ...] = ()


def open_forms(
    languages: Iterable[str], folder: Path | None = None, progress: Progress = on_stderr
) -> Opened:
    """The forms of these languages (ISO 639-1). Takes milliseconds once the indexes are built.

    `folder` is where they are kept; None takes $WIREBELL_CACHE, or the user's cache. Never raises
    for what a disk or a dictionary does.
    """
    wanted = dict.fromkeys(languages)
    warnings: list[str] = []
    lexicons: dict[str, Index] = {}
    places = [folder] if folder else list(folders(os.environ))
    for language in wanted:
        code = "" if language in PLAIN else code_of(language)
        if code:
            lexicons[language] = _index(code, language, places, progress, warnings)
    readers = Readers()
    missing = [w for w in wanted if not (w in PLAIN or w in lexicons or w in readers)]
    poorer = tuple(sorted((wanted.keys() & CURES.keys()) - set(readers)))
    return Opened(Inflected(lexicons, readers), tuple(warnings), tuple(missing), poorer)


def _index(
    code: str, language: str, places: list[Path], progress: Progress, warnings: list[str]
) -> Index:
    """The index from the first folder that has it, else made in the first that takes it."""
    name = file_name(code)
    for place in places:
        if (found := _opened(place / name)) is not None:
            return found
    try:
        home = next(filter(writable, places), None)
        if home is None:
            raise BuildFailed(f"no folder to keep it in can be written ({_named(places)})")  # noqa: TRY301 - one way on
        build(code, language, home / name, progress)
        if (found := _opened(home / name)) is not None:
            return found
        raise BuildFailed("the file made cannot be read")  # noqa: TRY301
    except (BuildFailed, OSError) as error:
        warnings.append(f"the index of '{language}' words cannot be kept: {error}: {AGAIN}")
    return _in_memory(code)


def _named(places: Iterable[Path]) -> str:
    return ", ".join(map(str, places))


@lru_cache(8)
def _in_memory(code: str) -> Index:
    from worker.lexicon.build import keys_of, pairs_of  # noqa: PLC0415 - 50 ms, hardly ever needed

    return Index.of(keys_of(pairs_of(code)))


def _opened(path: Path) -> Index | None:
    """The index there; None if there is none, or one that cannot be read, which is removed."""
    try:
        return Index.opened(path) if path.exists() else None
    except (OSError, RuntimeError, ValueError):
        with contextlib.suppress(OSError):
            path.unlink()
        return None
