"""Makes two spellings of one word equal: case, accents, dashes and quotes stop mattering.

Folded text is words between single spaces, padded with one space at each end (" putin s plan "),
so that the pattern " putin " is found at word boundaries and nowhere else. What counts:

- Which letters fold? Latin and Greek lose case and diacritics: å=a, ø=o, æ=ae, œ=oe, ß=ss, ł=l,
  đ=ð=d, þ=th, ı=İ=i; umlauts too (`="wäre"` keeps them apart). Compatibility forms fold
  (ﬁ=fi, full width, small digits).
- Cyrillic keeps its letters apart (й/и, ї/і, ґ/г, ў/у); only ё=ѐ=е, ѝ=и, and stress marks go.
- Hebrew and Arabic lose their optional vowel signs; other scripts keep their marks.
- What parts words? All that is no letter, digit or mark: hyphens, dashes, NBSP, full stops, commas,
  symbols. A phrase may run across them: no rule tells "St. Petersburg" from a sentence's end, and
  doubt speaks. A blank line (a paragraph's end) stops a phrase: it folds to `PARAGRAPH`.
- Soft hyphens, joiners and other invisible characters vanish inside a word.
- Apostrophes (’ ʼ ' ` and kin) are one. Between two Cyrillic letters it is part of the word
  (пам'ять); everywhere else it parts words, so `Putin` is found in `Putin’s` and `Ukraine` in
  `l’Ukraine`, and `O'Brien` means "O Brien".
- Scripts written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) and Korean, which
  glues particles to words, fold to one word a character: their terms match anywhere, though the
  matcher lets none run across the end of a clause (`Page.is_unbroken`).
"""

from __future__ import annotations

import re
import unicodedata

PARAGRAPH = "\x01"  # a word of its own that no pattern holds, so no phrase runs across it

LINE = "\n"
APOSTROPHES = "'’ʼ‘‛ʻʹ`´′＇"
_SPECIAL = {
    **dict.fromkeys(map(ord, APOSTROPHES), "'"),
    ord(LINE): LINE,
    0x2029: LINE + LINE,
    **dict.fromkeys(map(ord, "ʾʿـ"), ""),  # half rings of transliterated Arabic; tatweel
}
# Letters whose stroke or joined shape Unicode does not call a diacritic.
_LETTERS = {
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
    "ŋ": "n",
    "ı": "i",
    "ё": "е",
    "ѐ": "е",
    "ѝ": "и",
}
_DROPPED_MARKS = (
    (0x0300, 0x036F),  # combining diacritics; what belongs to a Cyrillic letter was composed before
    (0x0483, 0x0489),
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic vowel signs
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0x2DE0, 0x2DFF),
    (0xA66F, 0xA67D),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xE0100, 0xE01EF),
)
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x318F),  # kana, bopomofo, Hangul letters
    (0x31A0, 0x31FF),
    (0x3400, 0x9FFF),  # Han
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)
_FIRST_NON_GREEK = "\u0400"  # Latin and Greek base letters all stand below Cyrillic
_CACHED_BELOW = 0x20000  # beyond, text cannot make the table grow for ever

# A character and all that may compose with it: marks, Hangul vowels and finals, the two-part vowel
# signs of South Asia (Unicode's NFC_Quick_Check=Maybe) and voiced kana.
_JOINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u093c\u09bc\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57"
    "\u0dca\u0dcf\u0ddf\u102e\u1161-\u1175\u11a8-\u11c2\u1ab0-\u1aff\u1b35\u1dc0-\u1dff"
    "\u20d0-\u20ff\u2de0-\u2dff\u3099\u309a\ufe20-\ufe2f"
)
CLUSTER = re.compile(f"[\\s\\S][{_JOINING}]*")
_COMPOSABLE = re.compile(f"[\\s\\S][{_JOINING}]+")
JOINED = re.compile(f"[{_JOINING}]")
_CYRILLIC = "[\u0400-\u052f]"
_PARTING_APOSTROPHE = re.compile(f"'(?:(?<!{_CYRILLIC}')|(?!{_CYRILLIC}))")
_BLANK_LINE = re.compile(r"\n\s*\n")
_GAPS = re.compile(r"[ \n]+")
_MUCH = 1 << 18  # characters


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def is_unspaced(letter: str) -> bool:
    """Whether a letter belongs to a script without spaces, or to Korean: `fold` parts each."""
    return _within(ord(letter), _UNSPACED)


def _fold_letter(letter: str) -> str:
    """One character of a compatibility-normalised, case-folded letter."""
    if letter in APOSTROPHES:
        return "'"
    if _within(ord(letter), _DROPPED_MARKS):
        return ""
    if unicodedata.category(letter)[0] not in "LNM":
        return " "
    base = unicodedata.normalize("NFD", letter)[0]
    if base < _FIRST_NON_GREEK:
        letter = base
    letter = _LETTERS.get(letter, letter)
    return f" {letter} " if is_unspaced(letter[0]) else letter


def fold_character(code: int) -> str:
    """What one character of composed text folds to: letters, a space, or nothing."""
    special = _SPECIAL.get(code)
    if special is not None:
        return special
    character = chr(code)
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category[0] not in "LNM":
        return " "
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(map(_fold_letter, plain))


class _Table(dict[int, str]):
    """A table for `str.translate` that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        folded = fold_character(code)
        if code < _CACHED_BELOW:
            self[code] = folded
        return folded


TABLE = _Table()


def compose(cluster: str) -> str:
    """A character with its marks in composed form (и + U+0306 is й)."""
    return unicodedata.normalize("NFC", cluster)


def part_words(translated: str) -> str:
    """Translated text with each apostrophe decided: a letter or a space; of the same length."""
    if "'" not in translated:
        return translated
    if translated.isascii():
        return translated.replace("'", " ")
    return _PARTING_APOSTROPHE.sub(" ", translated)


def fold(text: str) -> str:
    """The words of `text` between single spaces, a space at each end; " " if there are none."""
    if not unicodedata.is_normalized("NFC", text):
        text = _COMPOSABLE.sub(lambda found: compose(found[0]), text)
    parted = part_words(text.translate(TABLE)).strip()
    if LINE in parted:
        parted = _BLANK_LINE.sub(f" {PARAGRAPH} ", parted)
    if len(parted) > _MUCH:  # a list of its words would take ten times its room
        return f" {_GAPS.sub(' ', parted)} "
    return f" {' '.join(parted.split())} " if parted else " "


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ANY_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


def as_typed(text: str) -> str:
    """`text` for a comparison that keeps case, accents and punctuation (`="Exact"`).

    Only what nobody sees is made equal: composition, runs of white space, invisible characters,
    and the shape of apostrophes.
    """
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _ANY_APOSTROPHE.sub("'", " ".join(seen.split()))
