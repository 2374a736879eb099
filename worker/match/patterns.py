"""Words written in part (`pre*`, `*core*`), patterns between slashes, and `~n` after a phrase.

Bounds keep one rule from slowing all: a beginning of two letters is in every third word. Patterns
are RE2's: time linear in the text, whatever they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import re2

from worker.match.syntax import Edit, QueryError
from worker.text.fold import fold

MOST_WORDS_BETWEEN: Final = 255  # of NEAR and ~; the largest distance any tool takes
LEAST_PREFIX: Final = 3  # letters of pre*
LEAST_CORE: Final = 5  # letters of *core*
LONGEST_REGEX: Final = 1000  # code points
_MOST_BYTES: Final = 2 << 20  # re2's budget for one pattern
STAR = "\U00010450"  # a letter no news text holds stands for the star while words are folded
_PIECE = re.compile(r"(?:[^\W_]|[\u0300-\u036f'’ʼ*])+")
_REGEX = re.compile(r"/((?:\\.|[^/\\\n])*)/")
_SLOP = re.compile(r"~([0-9]*)")
_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\C")
_FLAGS = re.compile(r"[gimsuxU]+(?=[\s)]|$)")
_EMPTY_PROBES = ("", "a", "ab", " a", "a\n")  # an empty match anywhere here needs no text at all


def _refused(message: str, offset: int, width: int, hint: str, *edits: Edit) -> QueryError:
    return QueryError("QRY015", message, offset, width, hint, *edits)


def refuse_wildcards(said: str, offset: int, *, quoted: bool) -> None:
    """Raise QueryError at the first star of a word or phrase that is not `pre*` or `*core*`."""
    if "*" not in said:
        return
    words = fold(said.replace(STAR, "a").replace("*", STAR)).split()
    star = -1
    for word in words:
        for _ in range(word.count(STAR)):
            star = said.index("*", star + 1)
        if STAR in word and (wrong := _wrong_star(said, star, offset, word, quoted=quoted)):
            raise wrong


def _wrong_star(  # noqa: PLR0911 - one return a kind of mistake
    said: str, at: int, offset: int, word: str, *, quoted: bool
) -> QueryError | None:
    letters = word.strip(STAR)
    if not letters:
        return _lone_star(said, at, offset, quoted=quoted)
    found = next(piece for piece in _PIECE.finditer(said) if piece.start() <= at < piece.end())
    start, piece = offset + found.start(), found[0]
    bare = piece.replace("*", "")
    first = start + piece.index("*")
    if STAR in letters:
        return _inner_star(said, offset, piece, first, quoted=quoted)
    if STAR * 2 in word:
        fix = Edit(start, len(piece), re.sub(r"\*+", "*", piece))
        return _refused("one * is enough", first, 2, f"write {fix.text}", fix)
    ends = word.endswith(STAR)
    if not word.startswith(STAR):
        if len(letters) >= LEAST_PREFIX:
            return None
        hint = f"write its forms with OR instead: ({bare} OR …)"
        message = f"* needs at least {LEAST_PREFIX} letters before it"
        return _refused(message, first, 1, hint, Edit(start, len(piece), bare))
    if len(letters) >= LEAST_CORE:
        if ends:
            return None
        fix = Edit(start, len(piece), f"*{bare}*")
        return _refused(
            "* stands before a word only if another stands after", first, 1, f"write *{bare}*", fix
        )
    fix = Edit(start, len(piece), f"{bare}*" if len(letters) >= LEAST_PREFIX else bare)
    return _refused(
        f"*core* needs at least {LEAST_CORE} letters between its stars",
        first,
        1,
        f"write more of it, or {fix.text}",
        fix,
    )


def _lone_star(said: str, at: int, offset: int, *, quoted: bool) -> QueryError:
    words = said.split()
    gaps = words[1:-1].count("*")
    if quoted and gaps:
        fix = Edit(offset - 1, len(said) + 2, f'"{" ".join(w for w in words if w != "*")}"~{gaps}')
        return _refused("* stands for no word here", offset + at, 1, f"write {fix.text}", fix)
    fix = Edit(offset + at, 1, "")
    hint = "leave it out: where words are written without spaces, any place in the text counts"
    return _refused("* needs letters beside it", offset + at, 1, hint, fix)


def _inner_star(said: str, offset: int, piece: str, at: int, *, quoted: bool) -> QueryError:
    return _inner("*", said if quoted else piece, said, offset, at, quoted=quoted)


def inner_sign(word: str, start: int, sign: int) -> QueryError:
    """The refusal of `?`, `#` or `$` for one letter inside a word, at index `sign` of it."""
    return _inner(word[sign], word, word, start, start + sign, quoted=False)


def _inner(sign: str, shown: str, said: str, offset: int, at: int, *, quoted: bool) -> QueryError:
    """A sign for letters inside a word: only a pattern says that."""
    pattern = f"/(?i)\\b{_as_pattern(shown)}\\b/"
    around = 1 if quoted else 0
    if shown.isascii() and len(pattern) <= LONGEST_REGEX:
        fix = Edit(
            offset - around,
            len(said) + 2 * around,
            pattern if quoted else _in(said, shown, pattern),
        )
        hint = f"write its spellings with OR, or the pattern {pattern}"
    else:
        fix = Edit(at, 1, "")
        hint = "write its spellings with OR"
    return _refused(f"{sign} cannot stand inside a word", at, 1, hint, fix)


def _in(said: str, shown: str, pattern: str) -> str:
    """The unquoted word with its broken part as a pattern; what surrounds it becomes terms."""
    before, _, after = said.partition(shown)
    return " ".join(part for part in (before.strip("-"), pattern, after.strip("-")) if part)


def _as_pattern(said: str) -> str:
    made = {"*": r"\pL*", "?": r"\pL?", "$": r"\pL?", "#": r"\pL"}
    words = (
        "".join(made.get(c, c if c.isalnum() else f"\\{c}") for c in word) for word in said.split()
    )
    return r"\s+".join(words)


def wildcard_in_address(word: str, start: int) -> QueryError:
    """The refusal of a star after `url:`, which finds words of an address anyway."""
    bare = word.replace("*", " ").split()
    fix = Edit(start, len(word), max(bare, key=len, default="…").strip("./:") or "…")
    hint = f"write its longest part: {fix.text}"
    return _refused("* means nothing in an address", start + word.index("*"), 1, hint, fix)


def slop(text: str, at: int, said: str, *, exact: bool) -> tuple[int, int]:
    """The number of `~n` at `at`, after the phrase `said`, and the width of it.

    Raises:
        QueryError: without a number, with too large a one, or after what has no gaps.
    """
    found = _SLOP.match(text, at)
    digits = found[1] if found else ""
    width = 1 + len(digits)
    if exact:
        hint = "leave it out, or the = before the quote"
        raise QueryError("QRY014", "exact text has no gaps", at, width, hint, Edit(at, width, ""))
    if not digits:
        hint = "write how many words may stand between: ~3"
        raise QueryError("QRY014", "~ needs a number", at, width, hint, Edit(at, 1, "~3"))
    if len(fold(said).split()) == 1:
        hint = "leave it out: it says how many words may stand between those of a phrase"
        raise QueryError("QRY014", "~ needs two words", at, width, hint, Edit(at, width, ""))
    if (number := bounded(digits)) > MOST_WORDS_BETWEEN:
        fix = Edit(at, width, f"~{MOST_WORDS_BETWEEN}")
        raise QueryError("QRY014", f"{digits[:9]} is too far", at, width, f"write {fix.text}", fix)
    return number, width


def bounded(digits: str) -> int:
    """The number, or one too large for anything where it has too many digits."""
    return int(digits) if len(digits) <= 4 else 10_000  # noqa: PLR2004 - no distance is longer


def regex(text: str, start: int) -> str:
    """The pattern that begins with the slash at `start`, without slashes.

    Raises:
        QueryError: never closed, too long, refused by re2, or true of no text at all.
    """
    found = _REGEX.match(text, start)
    if not found:
        word = text[start:].split(maxsplit=1)[0].replace('"', "").strip("/()")
        hint = f'close it with /; to look for the text itself, quote it: "{word[:30]}"'
        raise QueryError(
            "QRY002", "this pattern is never closed", start, 1, hint, Edit(start, 1, "")
        )
    pattern = found[1]
    width = len(found[0])
    if len(pattern) > LONGEST_REGEX:
        message = f"a pattern of more than {LONGEST_REGEX} characters"
        raise QueryError("QRY016", message, start, width, "make it several, with OR")
    said = _complaint(pattern)
    if said:
        what, _, part = said.partition(": ")
        offset = pattern.find(part) if part else -1
        place = (start + 1 + offset, len(part)) if offset >= 0 else (start, width)
        hint = "patterns are written as RE2 takes them; to look for the text itself, quote it"
        raise QueryError("QRY016", f"re2 refuses this pattern: {what}", *place, hint)
    if found := _BYTE.search(pattern):
        at = start + 1 + found.end() - 2
        hint = "write . for any character"
        raise QueryError("QRY016", "\\C may be half a letter", at, 2, hint, Edit(at, 2, "."))
    if _needs_nothing(pattern):
        hint = "let it require a letter: + instead of *"
        raise QueryError("QRY016", "this pattern matches empty text", start, width, hint)
    return pattern


def refuse_flags(text: str, start: int, end: int) -> None:
    """Raise QueryError if the pattern from `start` to `end` is followed by flags."""
    if found := _FLAGS.match(text, end):
        flags = "(?i)" if "i" in found[0] else ""
        fix = Edit(start, found.end() - start, f"/{flags}{text[start + 1 : end]}")
        hint = f"write (?i) inside it: {fix.text}" if flags else "leave it out"
        raise QueryError(
            "QRY010", f"{found[0]!r} means nothing after a pattern", end, len(found[0]), hint, fix
        )


def _complaint(pattern: str) -> str:
    """What re2 says against the pattern; nothing if it takes it."""
    try:
        compiled_regex(pattern)
    except (re2.error, UnicodeError) as error:
        said = error.args[0]
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else "not Unicode"
    return ""


def _needs_nothing(pattern: str) -> bool:
    made = compiled_regex(pattern)
    found = (match for probe in _EMPTY_PROBES for match in made.finditer(probe))
    return any(match.start() == match.end() for match in found)


@lru_cache(maxsize=4096)
def compiled_regex(text: str) -> Any:
    """The compiled pattern; raises `re2.error` if it is none."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_BYTES
    return re2.compile(text, options)


def occurs(pattern: Any, texts: Iterable[str]) -> bool:
    """Whether a compiled pattern finds anything in any of the texts; nothing is no find."""
    return any(found[0] for text in texts for found in pattern.finditer(text))
