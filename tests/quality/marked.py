"""Real pages with the text people marked in them, read from $WIREBELL_CORPUS."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from worker.parse.page import plain

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = str.maketrans("“”„«»‘’‚–—", '"""""\'\'\'--')


@dataclass(frozen=True)
class Page:
    """One page: strings that belong to its text, strings that do not, or the text itself."""

    source: str
    name: str
    url: str
    body: bytes = field(repr=False)
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...] = ()
    text: str = ""


def flat(text: str) -> str:
    """Text as it is compared: one space for any white space, one kind of quote, NFC."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.translate(_QUOTES).split())


def pages(corpus: Path) -> Iterator[Page]:
    """Every marked page, source by source."""
    folder = corpus / "html-articles"
    yield from _evaldata(folder / "adbar+trafilatura/tests")
    yield from _fundus(folder / "flairNLP+fundus/tests/resources/parser/test_data")
    yield from _newspaper(folder / "AndyTheFactory+newspaper4k/tests/data")
    yield from _goose(folder / "goose3+goose3/tests/data/content")
    yield from _readability(folder / "mozilla+readability/test/test-pages")


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def _whole(source: str, name: str, url: str, body: bytes, paragraphs: list[str]) -> Page:
    said = tuple(flat(one) for one in paragraphs if flat(one))
    return Page(source, name, url, body, said, text="\n".join(said))


def _evaldata(folder: Path) -> Iterator[Page]:
    if not folder.is_dir():
        return
    for url, row in json.loads(_read(folder / "evaldata.json.gz")).items():
        for path in (folder / "eval" / f"{row['file']}.gz", folder / "cache" / f"{row['file']}.gz"):
            if path.exists():
                wanted, unwanted = (tuple(map(flat, row[key])) for key in ("with", "without"))
                yield Page("trafilatura", row["file"], url, _read(path), wanted, unwanted)
                break


def _fundus(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("*/*.html.gz")):
        name, _, day = path.name.removesuffix(".html.gz").partition("_")
        golden = path.with_name(f"{name}.json")
        if not golden.exists():
            continue
        seen = date.fromisoformat(day.replace("_", "-"))
        row = min(json.loads(golden.read_text("utf-8")).values(), key=lambda one: _age(one, seen))
        about = path.with_name("meta.info")
        urls = json.loads(about.read_text("utf-8")) if about.exists() else {}
        url = urls.get(path.name, {}).get("url", "")
        yield _whole("fundus", path.name, url, _read(path), _paragraphs(row.get("body") or {}))


def _age(row: dict[str, Any], seen: date) -> int:
    published = row.get("publishing_date")
    return abs((seen - date.fromisoformat(published[:10])).days) if published else 10_000


def _paragraphs(body: dict[str, Any]) -> list[str]:
    found = list(body.get("summary", []))
    for section in body.get("sections", []):
        found += section["headline"] + section["paragraphs"]
    return found


def _newspaper(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("html/*.html.gz")):
        golden = folder / "txt" / path.name.replace(".html.gz", ".txt.gz")
        if golden.exists():
            said = _read(golden).decode("utf-8").split("\n")
            yield _whole("newspaper4k", path.name, "", _read(path), said)


def _goose(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("*.html.gz")):
        golden = path.with_name(path.name.replace(".html.gz", ".json.gz"))
        if golden.exists():
            row = json.loads(_read(golden))
            said = row["expected"].get("cleaned_text", "").split("\n")
            yield _whole("goose3", path.name, row["url"], _read(path), said)


def _readability(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.glob("*/source.html.gz")):
        golden = _read(path.with_name("expected.html.gz")).decode("utf-8")
        yield _whole("readability", path.parent.name, "", _read(path), plain(golden).split("\n\n"))
