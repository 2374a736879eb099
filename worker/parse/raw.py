"""What a format reader found, before cleaning: the one shape all feed formats are brought into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from worker.model import Hints

# "text" is literal, "html" is markup, "guess" is a title whose format does not say.
Markup = Literal["text", "html", "guess"]


@dataclass(frozen=True, slots=True)
class Span:
    """Some text as the document carries it, and how it is to be read."""

    value: str = ""
    markup: Markup = "html"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item as found; `dates` are raw spellings, most telling first."""

    guid: str = ""
    link: str = ""
    title: Span = Span()
    summary: Span = Span()
    content: Span = Span()
    author: str = ""
    language: str = ""
    dates: tuple[str, ...] = ()
    source: str = ""  # whose entry it is, where it says so
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document as found, entries in document order; `link` is the site's own address."""

    format: str
    entries: tuple[RawEntry, ...]
    title: Span = Span()
    link: str = ""
    language: str = ""
    older: str = ""  # link to older entries
    generator: str = ""
    hints: Hints = Hints()
    warnings: tuple[str, ...] = ()
    marks: bytes = b""  # of all entries listed (see `known`)
    known: int = 0  # listed too, and left out because they were read before
