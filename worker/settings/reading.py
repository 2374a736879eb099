"""Reads the files of a configuration, and gathers what is wrong with them.

Every path looked at is remembered, also those that are missing: a change to any of them is a
reason to read again.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from worker.model import Entity, NameList, Place, Rule
from worker.settings.conceal import conceal_lines, conceal_tree
from worker.settings.nodes import Node, Source
from worker.settings.problems import Problem, Problems, Stamp, shown
from worker.settings.scalars import Unread
from worker.settings.yaml12 import compose

MOST_BYTES = 20_000_000
MOST_FILES = 5_000
MOST_PROBLEMS = 1_000  # told in one run
_BOM = "\ufeff"


class Reading:
    """One run over the configuration: files looked at, mistakes and warnings found."""

    def __init__(self) -> None:
        self.problems: dict[Problem, None] = {}
        self.warnings: list[str] = []
        self.files: dict[Path, Stamp] = {}  # each as it was before it was read
        self.contents: list[bytes] = []  # of everything whose text is configuration
        self.sources: dict[str, None] = {}  # display names in reading order
        self.lists: dict[str, NameList] = {}  # by entity

    def note(self, *problems: Problem) -> None:
        """Keep mistakes, each once."""
        self.problems.update(dict.fromkeys(problems))

    def problem(self, node: Node, code: str, message: str, hint: str | None = None) -> None:
        """A mistake at a value (or at a key, which is a node as well)."""
        end = _first_line_end(node)
        self.note(node.source.problem(node.start, end, code, message, hint))

    def warn(self, node: Node, message: str) -> None:
        """Something that is allowed, and probably not meant."""
        self.warnings.append(f"{node.place}: warning: {message}")

    def look_at(self, path: Path) -> None:
        """Remember that the configuration depends on this file or folder."""
        absolute = path.absolute()
        if absolute not in self.files:
            self.files[absolute] = _stamp(absolute)

    def stamps(self) -> tuple[Stamp, ...]:
        """What everything looked like before it was read, for `unchanged`."""
        return tuple(stamp for _, stamp in sorted(self.files.items()))

    def refusal(
        self, rules: Sequence[Rule] = (), entities: Mapping[str, Entity] | None = None
    ) -> Problems:
        """All that is wrong, as the error to raise, with the rules readable for all that."""
        return Problems(self._ordered(), self.warnings, self.stamps(), rules, entities)

    def read_bytes(self, path: Path, most: int = MOST_BYTES) -> bytes:
        """The content of a regular file; raises Unread in words for anything else."""
        self.look_at(path)
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                raise Unread("CFG011", "this is a folder, not a file")
            if not stat.S_ISREG(status.st_mode):
                raise Unread("CFG011", "this is not a regular file")
            with path.open("rb") as stream:
                content = stream.read(most + 1)
        except (OSError, ValueError) as error:
            cure = _CLOSED if isinstance(error, PermissionError) else None
            raise Unread("CFG011", _why_not(error), cure) from None
        if len(content) > most:
            raise Unread("CFG011", f"larger than {most:,} bytes")
        return content

    def document(self, path: Path, *, at: Node | None = None, hint: str = "") -> Node | None:
        """A YAML file's tree, or None with the mistakes noted; `at` is what named the file."""
        display = str(path)
        self.sources[display] = None
        try:
            content = self.read_bytes(path)
        except Unread as error:
            if at is None:
                place = Place(display, 1, 1)
                found = Problem(place, error.code, error.message, error.hint or hint or None, "", 0)
                self.note(found)
            else:
                self.problem(at, error.code, f"'{shown(display)}': {error.message}", error.hint)
            return None
        self.contents.append(content)
        source = self._decoded(display, content)
        if source is None:
            return None
        root, problems = compose(source)
        if root is None:
            conceal_lines(source)
        else:
            conceal_tree(root)
        self.note(*(_redrawn(source, p) for p in problems))
        if root is None and not problems:
            found = source.problem(0, 1, "CFG011", "the file is empty", "begin with: version: 1")
            self.note(found)
        return root

    def _decoded(self, display: str, content: bytes) -> Source | None:
        try:
            return Source(display, content.decode("utf-8").removeprefix(_BOM))
        except UnicodeDecodeError as error:
            good = Source(display, content[: error.start].decode("utf-8").removeprefix(_BOM))
            place = good.place(len(good.text))
            hint = "save the file as UTF-8"
            if content.startswith((b"\xff\xfe", b"\xfe\xff")):
                hint = "this looks like UTF-16: save the file as UTF-8"
            conceal_lines(good)
            line = good.line(place.line) + "\N{REPLACEMENT CHARACTER}"
            found = Problem(place, "CFG011", "bytes that are not UTF-8", hint, line, 1)
            self.note(found)
            return None

    def matching(self, folder: Path, pattern: str, at: Node | None) -> list[Path]:
        """The files a path or glob means, sorted; `at` is where it was written, if it was.

        The folders in which a new file could match are remembered too.
        """
        if not glob.has_magic(pattern):
            return [folder / pattern]
        head = pattern.rpartition("/")[0]
        folders = [folder / head.partition("*")[0]]
        self.look_at(folders[0])
        # Path.glob knows no absolute patterns, and raises where glob finds nothing.
        names = glob.iglob(pattern, root_dir=folder, recursive=True)  # noqa: PTH207 - see above
        found = [folder / name for name in islice(names, MOST_FILES + 1)]
        if len(found) > MOST_FILES:
            self._at(at, folder, f"more than {MOST_FILES:,} files and folders match")
            return []
        if glob.has_magic(head):
            names = glob.iglob(head + "/", root_dir=folder, recursive=True)  # noqa: PTH207
            for name in islice(names, MOST_FILES):
                folders.append(folder / name)
                self.look_at(folder / name)
        self._tell_closed(folders, at)
        files = sorted(path for path in found if not path.is_dir())
        if not files and at is not None:
            self.warn(at, f"no file matches '{shown(pattern)}'")
        return files

    def _tell_closed(self, folders: Iterable[Path], at: Node | None) -> None:
        """A folder that may not be listed hides its files from glob, which says nothing."""
        for closed in folders:
            try:
                os.scandir(closed).close()
            except PermissionError:
                whole = shown(str(closed), 4096)
                self._at(at, closed, f"the folder '{whole}': permission denied")
            except OSError:
                continue

    def _at(self, at: Node | None, folder: Path, message: str) -> None:
        if at is not None:
            self.problem(at, "CFG011", message)
        else:
            place = Place(str(folder), 1, 1)
            self.note(Problem(place, "CFG011", message, None, "", 0))

    def _ordered(self) -> list[Problem]:
        """All problems, file by file in reading order, then by place."""
        rank = {name: number for number, name in enumerate(self.sources)}
        found = sorted(
            self.problems,
            key=lambda p: (rank.get(p.place.file, -1), p.place.line, p.place.column),
        )
        if len(found) > MOST_PROBLEMS:
            after = found[MOST_PROBLEMS]
            words = f"and {len(found) - MOST_PROBLEMS:,} more mistakes from here on"
            found[MOST_PROBLEMS:] = [Problem(after.place, after.code, words, None, "", 0)]
        return found


def _first_line_end(node: Node) -> int:
    if node.style in ("|", ">") or isinstance(node.value, dict | list):
        return node.start + 1
    return node.end


def _redrawn(source: Source, problem: Problem) -> Problem:
    """The problem with its line as it may be shown, now that the secrets are known."""
    at, line = problem.place, source.line(problem.place.line)
    return Problem(at, problem.code, problem.message, problem.hint, line, problem.width)


_CLOSED = "run this as the user that owns it, or let this one read it"


def _why_not(error: Exception) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "no such file"
        case PermissionError():
            return "permission denied"
        case OSError(strerror=str(words)):
            return f"cannot be read: {words.lower()}"
        case _:
            return "not a path"


def unchanged(stamps: Iterable[Stamp]) -> bool:
    """Whether all that was read or looked for is still as it was before it was read.

    Time, size and inode of a file count, names in a folder (so that a new file is noticed), and
    that what was missing is missing.
    """
    return all(_stamp(Path(str(stamp[0]))) == stamp for stamp in stamps)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            names = (p.name for p in path.iterdir())
            kept = sorted(n for n in names if not n.startswith(".") and not n.endswith("~"))
            return (str(path), *kept)
    except (OSError, ValueError):
        return (str(path),)
    return (str(path), status.st_mtime_ns, status.st_size, status.st_ino)
