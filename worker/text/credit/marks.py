"""What says whose text it is: a wire's dateline, a byline, a title that names its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from worker.text.credit import cues
from worker.text.credit.mentions import Mention
from worker.text.letters import fold_parts

Kind = Literal["cue", "dateline", "byline"]

TITLE: Final = 0.95
DATELINE: Final = 0.62
BYLINE: Final = 0.6

_AROUND: Final = " \"'«“"
_LONGEST_PLACE: Final = 90  # characters before a wire's name
_LONGEST_CITY: Final = 40
_FEW_PLACE_WORDS: Final = 3
_PROSE: Final = 60  # characters; a shorter line beside a name may be a list of links
_OPENED: Final = re.compile(r"(?P<place>[^\n()!?]*?)[\s,.–—-]*[(\[/]\s*(?:©\s*)?")
_CLOSED: Final = re.compile(r"\s*(?:[/,-]\s*[\w .-]{2,25}?)?[)\]/]")
_CITY: Final = re.compile(r"(?:^|\s)[^\W\d_a-z]{3,}(?:,[^()\n]{1,20})?\s*\(\s*$")
_FIRST: Final = re.compile(r",\s*\d{1,2}\s+\w+\.")
_DASH: Final = re.compile(r"\s*[-–—:.]")
_DATED: Final = re.compile(
    r"[\"«“]?[^\W\d_a-zа-яіїєё][^\n()!?]{1,60}\d[^\n()!?]{0,14}?[\s,.]*[-–—./]\s*"
)
_DATED_ENDS: Final = re.compile(r"\s*[-–—:.]")  # "REUTERS/Ann Ember" signs a picture
_CAPITALS: Final = re.compile(r"[^\W\d_a-zа-яіїєё]{3,}[^\na-zа-яіїєё]{0,40}?,\s+")
_PICTURE: Final = re.compile(
    r"(?i)foto|photo|bild|image|picture|video|фото|відео|видео|zdj|illustr"
)
_OPENS_END: Final = re.compile(r"\w.*[(\[/©–—]\s*(?:©\s*)?$", re.DOTALL)
_SLASH: Final = re.compile(r"/\s*$")  # "/dpa/" signs a text, "Ann Ember / dpa" a picture
_SIGNED: Final = re.compile(r"(?i)(?:by|av|af|von|par|por|di)\s[^\n.!?:()]{2,60}[,|]\s*(?:the\s)?")
_TEXT_ENDS: Final = re.compile(r"[\s)\]/.]*$")
_LINE_ENDS: Final = re.compile(r"[\w\s,./&©-]{0,40}?(?:[)\]]|\.?\s*(?:\n|$))")
_LINE_END: Final = re.compile(r"[ \t]*(?:\n|$)")
_BARE: Final = re.compile(r"[\s(\[/)\].,©|–—-]*")
_TITLE_OPENS: Final = re.compile(r"[\s\"'«“„]*")
_TITLE_COLON: Final = re.compile(r"[\"'»”“]*\s*:\s")
_TITLE_TAIL: Final = re.compile(r"(?::|[(\[]|\s[-–—|])\s*[\"'«“„]*$")
_TITLE_ENDS: Final = re.compile(r"[\"'»”“)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign without a cue word, and how much it says."""

    kind: Kind
    weight: float


def mark_of(mention: Mention, others: Sequence[Mention]) -> Mark | None:
    """What marks this mention as whose text it is; `others` are all the window's mentions."""
    zone = mention.window.zone
    if zone == "author":
        return _author(mention)
    if zone == "title":
        return _title(mention)
    if not mention.outlet.wire:
        return Mark("byline", BYLINE) if _is_source_line(mention) else None
    if not mention.window.tail and _is_dateline(mention):
        return Mark("dateline", DATELINE)
    if _closes_text(mention) or _is_source_line(mention) or _stands_alone(mention, others):
        return Mark("byline", BYLINE)
    return None


def _author(mention: Mention) -> Mark | None:
    """A wire anywhere among the authors, another outlet as the only one."""
    alone = not mention.before.each and not mention.after.each
    return Mark("byline", BYLINE) if alone or mention.outlet.wire else None


def _title(mention: Mention) -> Mark | None:
    """As in "FT: Trump asked ...", "Trump asked ...: FT", "... (Reuters)"."""
    text = mention.text
    opens = _TITLE_OPENS.fullmatch(text, 0, mention.low)
    if opens and not mention.common and _TITLE_COLON.match(text, mention.high):
        return Mark("cue", TITLE)
    tail = _TITLE_TAIL.search(text, max(0, mention.low - 5), mention.low)
    if tail and _TITLE_ENDS.match(text, mention.high) and mention.before.each:
        return Mark("cue", TITLE)
    return None


def _line_start(mention: Mention) -> int:
    return mention.text.rfind("\n", 0, mention.low) + 1


def _is_dateline(mention: Mention) -> bool:
    """As in "WASHINGTON (AP) -", "Oslo (NTB): ", "МОСКВА, 4 июля. /ТАСС/.", "PARIS, Reuters -"."""
    text, start = mention.text, _line_start(mention)
    closed = _CLOSED.match(text, mention.high)
    dashed = closed is not None and _DASH.match(text, closed.end()) is not None
    if dashed and _CITY.search(text, max(start, mention.low - _LONGEST_CITY), mention.low):
        return True
    if mention.low - start > _LONGEST_PLACE or _PICTURE.search(text, start, mention.low):
        return False
    opened = _OPENED.fullmatch(text, start, mention.low)
    if opened and closed and text[closed.end() :].strip():
        place = opened["place"].strip(_AROUND)
        if dashed or not place:
            return not place or not place[0].islower()
        return place[0].isupper() and len(place.split()) <= _FEW_PLACE_WORDS
    return _is_dated(mention, start)


def _is_dated(mention: Mention, start: int) -> bool:
    """A dateline without parentheses, that says a day or a place in capitals."""
    text = mention.text
    if not text[start : mention.low].strip(_AROUND):
        return _FIRST.match(text, mention.high) is not None
    before = _DATED.fullmatch(text, start, mention.low)
    before = before or _CAPITALS.fullmatch(text, start, mention.low)
    return before is not None and _DATED_ENDS.match(text, mention.high) is not None


def _closes_text(mention: Mention) -> bool:
    """The last word of a text, as in "... (NTB)", "... /dpa/"."""
    text = mention.text
    return (
        mention.window.ends
        and _TEXT_ENDS.match(text, mention.high) is not None
        and _OPENS_END.search(text, max(0, mention.low - _LONGEST_PLACE), mention.low) is not None
        and ("/" in text[mention.high :] or not _SLASH.search(text, mention.low - 5, mention.low))
        and not _PICTURE.search(text, _line_start(mention), mention.low)
    )


def _is_source_line(mention: Mention) -> bool:
    """As in "By Reuters", "By Ann Ember, Reuters", "Kilde: NTB", "(with inputs from PTI)"; nothing
    else is on the line.

    Only a wire is named so without a colon.
    """
    text, first = mention.text, _line_start(mention)
    if mention.outlet.wire and _SIGNED.fullmatch(text, first, mention.low):
        return _LINE_END.match(text, mention.high) is not None
    start = max(first, text.rfind("(", 0, mention.low) + 1)
    start = max(start, text.rfind(". ", start, mention.low) + 1)
    said = text[start : mention.low]
    if len(said) > _LONGEST_PLACE or not _LINE_ENDS.match(text, mention.high):
        return False
    words = tuple(fold_parts([said]).split())
    return words in cues.BYLINE and (mention.outlet.wire or ":" in said)


def _stands_alone(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a line holds nothing but the name, beside a line of prose and no other such name."""
    text, start = mention.text, _line_start(mention)
    end = text.find("\n", mention.high)
    end = len(text) if end < 0 else end
    bare = _BARE.fullmatch(text, start, mention.low) and _BARE.fullmatch(text, mention.high, end)
    if not bare or mention.window.text.strip() == text[mention.low : mention.high]:
        return False
    above = text[:start].rstrip().rpartition("\n")[2]
    below = text[end:].lstrip().partition("\n")[0]
    beside = range(start - len(above) - 2, end + len(below) + 2)
    listed = any(each is not mention and each.low in beside for each in others)
    return not listed and max(len(above), len(below)) >= _PROSE
