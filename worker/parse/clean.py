"""Text at the border: what may not enter is removed here, and nothing else changes (rule 18)."""

from __future__ import annotations

import html
import re
import unicodedata

TITLE_CHARS = 1_000
TEXT_CHARS = 1_000_000

# C0 without tab and newline, DEL, C1, lone surrogates and the two noncharacters XML forbids.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Embedding and override marks reorder what follows them: a title could show another text.
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_SPACE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_REFERENCE = re.compile(r"&#?\w{1,32};")
_NEWLINES = re.compile(r"\r\n?|\u2028|\u2029")


def text(value: str, limit: int = TEXT_CHARS) -> str:
    """`value` without forbidden and reordering characters, NFC, one kind of newline, stripped.

    At most `limit` characters; longer text is cut with an ellipsis. Idempotent.
    """
    # Cut first: normalising a hostile megabyte costs more than looking at its start.
    value = _FORBIDDEN.sub("", _NEWLINES.sub("\n", value[: 2 * limit + 1_000]))
    value = unicodedata.normalize("NFC", _BIDI_OVERRIDES.sub("", value)).strip()
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"


def line(value: str, limit: int = TITLE_CHARS) -> str:
    """`text` on one line: runs of newlines, tabs and spaces become one space."""
    # What is forbidden goes first: it may stand between two spaces.
    bare = text(value[: 4 * limit], 4 * limit)
    return text(_LINE_SPACE.sub(" ", bare), limit)


def attribute(value: str) -> str:
    """An address as markup spells it, its references decoded: those that end in a semicolon, for
    `?a=1&region=eu` means no `&reg`.
    """
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value)
