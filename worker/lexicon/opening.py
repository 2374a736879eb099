"""Opens the forms of the languages that rules name, building what is not there yet.

Doubt speaks: what cannot be kept is built for one process, what cannot be built leaves words as
written, and either is said.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from worker.lexicon.building import BuildFailed, Progress, build, built
from worker.lexicon.index import Index
from worker.lexicon.morphology import Readers
from worker.lexicon.places import code_of, file_name, folders, writable
from worker.lexicon.telling import on_stderr
from worker.text.forms import Forms, Inflected
from worker.text.forms.traits import PLAIN

CURES = {"uk": "pip install 'wirebell[uk]'", "ru": "pip install pymorphy3-dicts-ru"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Forms, and a sentence for each thing that is not as it should be.

    `missing` are languages without any data; `poorer` those with less than there could be,
    which `CURES` mends.
    """

    forms: Forms
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
        if code and (index := _index(code, language, places, progress, warnings)) is not None:
            lexicons[language] = index
    readers = Readers()
    spoken = {w for w in wanted if w in PLAIN or w in readers or code_of(w)}
    poorer = tuple(sorted((wanted.keys() & CURES.keys()) - set(readers)))
    missing = tuple(w for w in wanted if w not in spoken)
    return Opened(Inflected(lexicons, readers), tuple(warnings), missing, poorer)


def _index(
    code: str, language: str, places: list[Path], progress: Progress, warnings: list[str]
) -> Index | None:
    """The index from the first folder that has it, else made in the first that takes it.

    What no folder takes lives in memory; what cannot be made is None. Both are said.
    """
    name = file_name(code)
    for place in places:
        if (found := _opened(place / name)) is not None:
            return found
    try:
        home = next(filter(writable, places), None)
        if home is None:
            why = f"no folder takes it ({', '.join(map(str, places))})"
            return _passing(code, language, why, progress, warnings)
        build(code, language, home / name, progress)
        return Index.opened(home / name)
    except (OSError, RuntimeError) as error:
        return _passing(code, language, str(error), progress, warnings)
    except BuildFailed as error:
        warnings.append(f"no index of '{language}' words, which stay as written: {error}")
        return None


def _passing(
    code: str, language: str, why: str, progress: Progress, warnings: list[str]
) -> Index | None:
    """An index for this process alone."""
    try:
        index = Index.read(_kept(code, language, progress))
    except (BuildFailed, OSError) as error:
        warnings.append(f"no index of '{language}' words, which stay as written: {error}")
        return None
    warnings.append(
        f"the index of '{language}' words cannot be kept, and is built at every start: {why}"
    )
    return index


@lru_cache(8)
def _kept(code: str, language: str, progress: Progress) -> bytes:
    return built(code, language, progress)


def _opened(path: Path) -> Index | None:
    """The index there; None if there is none, or one that cannot be read, which is removed."""
    try:
        return Index.opened(path) if path.exists() else None
    except (OSError, RuntimeError, ValueError):
        with contextlib.suppress(OSError):
            path.unlink()
        return None
