"""Lines that are the site speaking, not the article: links to other stories, credits, appeals.

The words they are known by are in `cues`. The thresholds say how long such a line may be before it
is prose: choices, checked with the pages that `tests.quality.fulltext` measures with.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from worker.parse.cues import ALONE, APPEAL, CREDITS, POINTERS, SPELT, TAGS
from worker.text.sentence import STOPS, UNSPACED_STOPS

LABEL_CHARS = 60  # a cue with a name or two beside it; prose lines are longer
POINTER_CHARS = 220  # "Read also:" and a headline
CREDIT_CHARS = 140
APPEAL_CHARS = 300
PROSE_CHARS = 140  # a line that long below "Related" may be the article going on,
SENTENCE_CHARS = 40  # or one that ends with a stop
EDGE_LINES = 5
WHOLE_PARAGRAPHS = 4  # of an article that is told in full
COLON_CHARS = 45  # "Read also on our site:"

_WORDS = re.compile(r"[^\W_\u0900-\u0dff\u0e00-\u0eff]+|[\u0900-\u0dff\u0e00-\u0eff]+")
# A date, a clock or a count; possessive, so that a megabyte of dots costs one pass.
_NUMBERS = re.compile(r"[\d\W]*+(?:Uhr|[ap]\.?m\.?|h)?\W*+", re.IGNORECASE)
_STOPS = STOPS + UNSPACED_STOPS
_START = re.compile(r"^\W+")
_MARK = re.compile(r"\W*[:：|｜»>–—]|\s+-\s")
_LABEL = re.compile(r"\W*[\w ]{3,25}[:.|]|\W*\w{1,25}\s?[:：=＝]")
_RIGHTS = re.compile(r"^\W*(?:©|\(c\)|\(foto|\(photo|\(bild|\(fot)|©[^.]*$", re.IGNORECASE)
# Below a picture, at the end: who took it.
_CAPTION = re.compile(
    r"[(\[](?:foto|photo|bild|image|fot|фото)\s*[:/][^()\[\]]{1,60}[)\]]\W*$", re.IGNORECASE
)
_AGENCY = re.compile(
    r"/\s*(?:AFP|AP|dpa|EPA|PAP|Reuters|Getty(?: Images)?|NTB|TT|Ritzau|ANSA|EFE|ТАСС|УНІАН"
    r"|Agencja \w+)\W*$"
)


def key(line: str) -> int | None:
    """A 63-bit hash of a line's words, whatever their case and punctuation; None for no words."""
    said = words(line)
    if not said:
        return None
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest()) >> 1


def words(line: str) -> str:
    """The line as cues are written: lower case, single spaces, no punctuation."""
    line = line.casefold()
    return " ".join(_WORDS.findall(line if line.isascii() else line.translate(SPELT)))


def without(lines: Iterable[str], repeated: frozenset[int] = frozenset()) -> list[str]:
    """`lines` without the chrome, and without lines whose key is in `repeated`."""
    kept = [line for line in lines if key(line) not in repeated and words(line)]
    kept = _without_tail(kept)
    return [line for index, line in enumerate(kept) if not is_chrome(line, edge=_edge(index, kept))]


def is_chrome(line: str, *, edge: bool = False) -> bool:
    """Whether this line is the site speaking; the edges of a text are suspected of more."""
    said = words(line)
    return (
        said in ALONE
        or (len(line) <= CREDIT_CHARS and any(words(one) in ALONE for one in line.split("|")[1:]))
        or _NUMBERS.fullmatch(line) is not None
        or (len(line) <= POINTER_CHARS and _points(line, said, edge=edge))
        or (len(line) <= CREDIT_CHARS and _credits(line, said))
        or (len(line) <= APPEAL_CHARS and APPEAL.search(said) is not None)
    )


def without_pleas(text: str) -> str:
    """A feed's own text without the site's pleas in it ("Download the app now").

    Only of a whole article, its paragraphs parted by blank lines, and only short ones of these:
    the rest may be news.
    """
    paragraphs = text.split("\n\n")
    if len(paragraphs) < WHOLE_PARAGRAPHS:
        return text
    return "\n\n".join(one for one in paragraphs if not _is_plea(one))


def _is_plea(line: str) -> bool:
    if len(line) > LABEL_CHARS:
        return False
    said = words(line)
    return said in ALONE or APPEAL.search(said) is not None


def _points(line: str, said: str, *, edge: bool) -> bool:
    """A cue and a headline: parted by a mark, or at the edge, where headlines have no full stop."""
    cue = _opening(said, POINTERS)
    if " " in cue and (":" in line[:COLON_CHARS] or (edge and line[-1] not in ".。")):
        return True
    if edge and TAGS.match(line) and line[-1] not in _STOPS:
        return True
    return cue != "" and _MARK.match(_START.sub("", line)[len(cue) :]) is not None


def _credits(line: str, said: str) -> bool:
    if _RIGHTS.search(line) or _AGENCY.search(line) or _CAPTION.search(line):
        return True
    return _opening(said, CREDITS) != "" and _LABEL.match(line) is not None


def _without_tail(lines: Sequence[str]) -> list[str]:
    """Cut what follows a bare "Related stories" in the second half, unless prose comes again."""
    for index in range(max(1, len(lines) // 2), len(lines)):
        line = lines[index]
        said = words(line)
        pointer = said in ALONE or (len(line) <= LABEL_CHARS and _points(line, said, edge=True))
        if pointer and not any(map(_is_prose, lines[index + 1 :])):
            return list(lines[:index])
    return list(lines)


def _is_prose(line: str) -> bool:
    return len(line) >= PROSE_CHARS or (len(line) >= SENTENCE_CHARS and line[-1] in _STOPS)


def _edge(index: int, lines: Sequence[str]) -> bool:
    return index < EDGE_LINES or index >= len(lines) - EDGE_LINES


def _opening(said: str, cues: tuple[str, ...]) -> str:
    """The longest of the cues that these words begin with, else nothing."""
    if not said.startswith(cues):  # most lines, at a tenth of the cost
        return ""
    return max((cue for cue in cues if f"{said} ".startswith(f"{cue} ")), key=len, default="")
