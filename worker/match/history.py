"""A search written line by line, where later lines name earlier ones: `1 or 2`, `or/1-4`.

Only the last line that does so is the query: the hint writes it out, each number replaced by its
line in parentheses.
"""

from __future__ import annotations

import re
from typing import Final

from worker.match.syntax import Edit, QueryError

LONGEST: Final = 40_000  # code points of a history written out
_NUMBERED = re.compile(r"\s*#?([0-9]{1,3})[.):]?\s+(?=\S)")
_SPAN = re.compile(r"\b(or|and)/\s*([0-9]{1,3}(?:\s*[-,]\s*[0-9]{1,3})*)", re.IGNORECASE)
_REFERENCE = r"[(\s]*#?[0-9]{1,3}[)\s]*"
_LIST = re.compile(rf"{_REFERENCE}(?:\b(?:or|and|not)\b{_REFERENCE})+\.?\s*", re.IGNORECASE)
_LIMIT = re.compile(r"\s*(?:limit|remove duplicates from)\s+#?([0-9]{1,3})\b.*", re.IGNORECASE)
_EDGE = re.compile(
    r"^\s*#?[0-9]{1,3}\s+(?=(?:and|or|not)\b)|(?<=\b(?:and|not)\s)#?[0-9]{1,3}\s*$"
    r"|(?<=\bor\s)#?[0-9]{1,3}\s*$",
    re.IGNORECASE,
)


def found(text: str) -> QueryError | None:
    """The refusal of a query that is such a history, at its first reference; None if it is none."""
    if "\n" not in text:
        return None
    lines = _Lines(text)
    references = [number for number in range(1, len(lines) + 1) if lines.refers(number)]
    if not references:
        return None
    first = lines.stretch(references[0])
    whole = lines.written_out(references[-1])
    fix = [Edit(0, len(text), whole)] if len(whole) <= LONGEST else []
    return QueryError(
        "QRY010",
        "these numbers name other lines of a search history",
        first[0],
        first[1],
        "a query is one: write each line in parentheses where its number stands, and leave the"
        " lines themselves out",
        *fix,
    )


class _Lines:
    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]
        said = [text[start:end] for start, end in self._spans]
        numbered = [_NUMBERED.match(line) for line in said]
        counted = [int(m[1]) for m in numbered if m and not _LIST.fullmatch(m.string)]
        self._own = len(counted) > 1 and counted == list(range(1, len(counted) + 1))
        if self._own:
            said = [
                line[m.end() :] if m and not _LIST.fullmatch(line) else line
                for line, m in zip(said, numbered, strict=True)
            ]
        self._said = said
        self._known: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._said)

    def stretch(self, number: int) -> tuple[int, int]:
        """Offset and width of a line."""
        start, end = self._spans[number - 1]
        lead = len(self._text[start:end]) - len(self._text[start:end].lstrip())
        return start + lead, max(1, end - start - lead)

    def refers(self, number: int) -> bool:
        """Whether the line names earlier ones."""
        line = self._said[number - 1]
        if _LIMIT.fullmatch(line):
            return True
        if not (_LIST.fullmatch(line) or _SPAN.search(line)):
            return False
        named = [int(digits) for digits in re.findall(r"[0-9]+", line)]
        return any(0 < each < number for each in named)

    def written_out(self, number: int) -> str:
        """The line with all it names, in parentheses; of bounded length, as lines grow fast."""
        if number in self._known:
            return self._known[number]
        line = self._said[number - 1].strip()
        if limit := _LIMIT.fullmatch(line):
            made = self._line(limit[1], number)
        elif _LIST.fullmatch(line):
            made = re.sub(r"#?([0-9]+)", lambda m: self._line(m[1], number), line.rstrip("."))
            made = re.sub(r"\b(?:or|and|not)\b(?=\s*\()", _upper, made)
        else:
            made = _SPAN.sub(lambda m: self._span(m, number), line)
            made = _EDGE.sub(lambda m: f" {self._line(m[0].strip(' #'), number)} ", made)
        self._known[number] = made if len(made) <= LONGEST else "x" * (LONGEST + 1)
        return self._known[number]

    def _line(self, digits: str, asking: int) -> str:
        number = int(digits)
        if not 0 < number < asking:
            return f'"{digits}"'
        return f"({self.written_out(number)})"

    def _span(self, found: re.Match[str], asking: int) -> str:
        numbers: list[str] = []
        for part in found[2].replace(" ", "").split(","):
            first, _, last = part.partition("-")
            numbers += [str(n) for n in range(int(first), int(last or first) + 1)]
        operator = f" {found[1].upper()} "
        return "(" + operator.join(self._line(n, asking) for n in numbers) + ")"


def _upper(found: re.Match[str]) -> str:
    return found[0].upper()
