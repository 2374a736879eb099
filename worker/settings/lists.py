"""Lists of names in files: one a line, or a column of a table, as authorities publish them."""

from __future__ import annotations

import csv
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from worker.model import ListedName, NameList
from worker.settings.reading import Reading
from worker.settings.scalars import Unread, did_you_mean
from worker.text.everyday import is_common

MOST_LIST_BYTES: Final = 100_000_000
_TABLES: Final = {".csv", ".tsv"}
_KEPT: Final = 16  # lists remembered from one reading to the next
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_END: Final = "\x1a"  # old exports close with it
_LONGEST_NAME: Final = 300  # characters; what is longer is no name
_FIRM: Final = re.compile(
    r"^(?:inc|llc|llp|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|ab|as|asa|oy|sa|s\.a|srl"
    r"|s\.r\.l|bv|b\.v|nv|n\.v|jsc|pjsc|ojsc|cjsc|ooo|oao|zao|pao|fze|fzc|fzco|sarl|spa|s\.p\.a"
    r"|pte|pvt|pty|bhd|kg|kft|doo|d\.o\.o|ao)\.?$",
    re.IGNORECASE,
)
_AKA: Final = re.compile(r"^(?:[af]\.?k\.?a\.?|alias|also|formerly)\b[:.]?\s*", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LONGEST_PERSON: Final = 5  # words
_MIDDLE: Final = re.compile(
    r"^[^\W\d_]\.$|\w(?:[oe]vi?ch|[oy]vych|yevych|[oe]vna|ivna|[ое]вич|йович|[ое]вна|[іїи]вна)$",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"^(?:mr|mrs|ms|dr|prof|gen|col|sir)\.?\s+(?=\S+\s+\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table hold the names and what is to be told of them."""

    name: str | None = None
    id: str | None = None
    program: str | None = None
    aliases: str | None = None


_known: dict[tuple[str, Columns, bool, str], tuple[ListedName, ...]] = {}


def read_list(path: Path, columns: Columns, reading: Reading, *, guarded: bool) -> NameList:
    """The names of a file, each in the orders and spellings it may be printed in.

    Raises:
        Unread: with what is wrong and, where it is the list's fault, the line of the list.
    """
    content = reading.read_bytes(path, MOST_LIST_BYTES)
    reading.contents.append(content)
    way = (columns, guarded, path.suffix.lower())
    # The way it is read takes part: another column of the same file is another list.
    digest = hashlib.sha256(hashlib.sha256(content).digest() + repr(way).encode())
    version = digest.hexdigest()[:32]
    key = (version, *way)
    names = _known.get(key)
    if names is None:
        rows = _rows(path, _decoded(content), columns)
        names = tuple(dict.fromkeys(_spelled(rows, guarded=guarded)))
        if not names:
            raise Unread("CFG011", "no name in this list")
        while len(_known) >= _KEPT:
            del _known[next(iter(_known))]
        _known[key] = names
    packed = zlib.compress(content, 1)
    return NameList(str(path), version, names, guarded, packed)


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig").removesuffix(_END)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unread(
            "CFG011", f"line {line}: bytes that are not UTF-8", "save it as UTF-8"
        ) from None
    if control := _CONTROL.search(text):
        line, name = text.count("\n", 0, control.start()) + 1, f"U+{ord(control[0]):04X}"
        raise Unread("CFG005", f"line {line}: control character {name}", "take it out")
    return text


_Row = tuple[str, str | None, str | None]  # name, id, program


def _rows(path: Path, text: str, columns: Columns) -> Iterator[_Row]:
    if path.suffix.lower() in _TABLES or columns.name is not None:
        yield from _table(path, text, columns)
        return
    for line in text.splitlines():
        name = line.strip()
        if name and not name.startswith("#"):
            yield name, None, None


def _table(path: Path, text: str, columns: Columns) -> Iterator[_Row]:
    lines = text.splitlines(keepends=True)
    header = next((line for line in lines if line.strip()), "")
    delimiter = max("\t;,|", key=header.count) if path.suffix.lower() != ".tsv" else "\t"
    table = csv.reader(iter(lines), delimiter=delimiter)
    try:
        titles = [title.strip() for title in next(row for row in table if any(row))]
    except StopIteration:
        raise Unread("CFG011", "no name in this list") from None
    find = _finder(titles)
    name = find(columns.name or "name")
    identity, program, aliases = (
        find(each) if each else None for each in (columns.id, columns.program, columns.aliases)
    )
    try:
        for row in table:
            written = [row[name]] if len(row) > name else []
            if aliases is not None and len(row) > aliases:
                written += re.split(r"[;|\n]", row[aliases])
            for each in written:
                if each.strip():
                    yield each.strip(), _cell(row, identity), _cell(row, program)
    except csv.Error as error:
        raise Unread("CFG011", f"line {table.line_num}: this is no table: {error}") from None


def _finder(titles: list[str]) -> Callable[[str], int]:
    folded = [title.casefold() for title in titles]

    def find(wanted: str) -> int:
        if wanted.casefold() in folded:
            return folded.index(wanted.casefold())
        near = did_you_mean(wanted, titles) or "name one of its columns: column: NAME"
        raise Unread("CFG003", f"no column '{wanted}'", near)

    return find


def _cell(row: list[str], column: int | None) -> str | None:
    return row[column].strip() or None if column is not None and len(row) > column else None


def _spelled(rows: Iterable[_Row], *, guarded: bool) -> Iterator[ListedName]:
    for written, identity, program in rows:
        for name in spellings(written[:_LONGEST_NAME]):
            yield ListedName(name, identity, program, guarded and is_common(name))


def spellings(written: str) -> list[str]:
    """How a name may be printed that a list writes so, in reading order, the likeliest first.

    "ASSAD, Bashar" is Bashar Assad and Assad Bashar; "Ivan Ivanov (a.k.a. Vanya)" is both; a firm
    of two words and more goes without its legal form too, a person without a title.
    """
    names = [_BRACKETS.sub(" ", written)]
    for inside in _BRACKETS.findall(written):
        names += [_AKA.sub("", inside)] if _AKA.match(inside) else []
    found: dict[str, None] = {}
    for name in names:
        for turned in _turned(" ".join(name.split()).strip(" ,;")):
            plain = _TITLE.sub("", turned)
            for each in (turned, plain, _without_form(turned), _without_middle(plain)):
                if any(map(str.isalnum, each)):
                    found[each] = None
    return list(found)


def _turned(name: str) -> list[str]:
    last, comma, first = name.partition(",")
    first = first.strip()
    if not comma or not first or "," in first or _FIRM.match(first):
        return [name]
    return [f"{first} {last}", f"{last} {first}"]


def _without_middle(name: str) -> str:
    """A person without the initials and Slavic patronymics between two other words."""
    words = name.split()
    if len(words) > _LONGEST_PERSON or any(map(_FIRM.match, words)):
        return name
    middle = [word for word in words[1:-1] if not _MIDDLE.search(word)]
    return " ".join([*words[:1], *middle, *words[1:][-1:]])


def _without_form(name: str) -> str:
    words = name.replace(",", " ").split()
    while len(words) > 2 and _FIRM.match(words[-1]):  # noqa: PLR2004 - two words are distinctive
        words.pop()
    return " ".join(words)
