"""Counts how common names and words are in the press: what `worker/group/background.txt` holds.

    python -m tests.quality.background --corpus DIR > worker/group/background.txt

The texts are feeds, news articles and treebank sentences, twenty of these as one text. At most
forty come from one source, so that no outlet's habits count as the world's. German capitals say
nothing of names and are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.journey.corpus import documents
from tests.quality.treebanks import sentences, treebanks
from worker.group.anchors import anchors, stems
from worker.model import ParsedFeed
from worker.parse.feed import read as read_feed

FEWEST_CHARS = 200
MOST_CHARS = 6_000
LONGEST_NAME = 14  # characters of an anchor
OF_ONE_SOURCE = 40
SENTENCES = 20
CODES = "da de en es fi fr it nb nl nn pl pt ru sv tr uk"
LANGUAGES = frozenset(CODES.split())
COMMON_NAME = 2  # texts that hold it
COMMON_WORD = 1 / 100  # of a language's texts
LEVEL = 0.5  # weights are rounded to this


@dataclass(frozen=True)
class Text:
    """A text of the press; `source` is whose habits it has."""

    language: str
    title: str
    text: str
    source: str


def of_feeds(corpus: Path) -> Iterator[Text]:
    """The entries of real feeds."""
    for document in documents(corpus / "feeds-real"):
        found = read_feed(document.body, document.headers, "http://feed.example/")
        for entry in found.entries if isinstance(found, ParsedFeed) else ():
            words = f"{entry.lead}\n{entry.body}"
            yield Text(entry.language or "", entry.title, words, document.path.name)


def of_articles(corpus: Path) -> Iterator[Text]:
    """News articles in English, Norwegian, Russian and other languages."""
    texts = corpus / "news-texts"
    for number, path in enumerate(sorted(texts.glob("tagtog*/**/*.gz"))):
        plain = html.unescape(re.sub(r"<[^>]+>", "\n", gzip.decompress(path.read_bytes()).decode()))
        yield Text("en", "", plain.strip(), f"bbc {number // OF_ONE_SOURCE}")  # many desks
    usual = csv.field_size_limit(10**9)
    try:
        for path in sorted(texts.glob("przhaB*/*.csv.gz")):
            with gzip.open(path) as packed:
                for row in csv.DictReader(io.TextIOWrapper(packed, "utf-8", "replace")):
                    language = (row.get("language") or "")[:2].lower()
                    yield Text(language, row["title"] or "", row["content"] or "", "multilingual")
    finally:
        csv.field_size_limit(usual)
    for path in sorted(texts.glob("SamiaTouileb*/**/*.json")):
        for row in json.loads(path.read_text("utf-8")):
            yield Text("nb", "", row["article"], path.name)
    for path in sorted((corpus / "labelled-categories").glob("*.jsonl")):
        language = "en" if "_en_" in path.name else "ru"
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Text(language, row["title"], row["text"], row.get("url", "")[:24])


def of_treebanks(corpus: Path) -> Iterator[Text]:
    """Sentences of the press, some together as one text."""
    for language, path in treebanks(corpus).items():
        said = [" ".join(token.form for token in sentence) for sentence in sentences(path)]
        for number in range(0, len(said), SENTENCES):
            together = "\n".join(said[number : number + SENTENCES])
            yield Text(language, "", together, f"{path.name} {number}")


def counted(texts: Iterator[Text]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """In how many texts each name, and each word of a language, stands; how many texts."""
    held: dict[str, Counter[str]] = defaultdict(Counter)
    texts_of: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for one in texts:
        if len(one.text) < FEWEST_CHARS or taken[one.source] >= OF_ONE_SOURCE:
            continue
        taken[one.source] += 1
        text = one.text[:MOST_CHARS]
        texts_of[one.language] += 1
        held[one.language].update(set(stems(f"{one.title}\n{text}")))
        if one.language != "de":
            texts_of["names"] += 1
            held["names"].update(anchors(one.title, text).counts.keys())
    return held, texts_of


def lines(held: dict[str, Counter[str]], texts_of: Counter[str]) -> Iterator[str]:
    """The file: what is common, by weight."""
    for kind in sorted({"names", *LANGUAGES} & {one for one in held if texts_of[one] >= SENTENCES}):
        fewest = max(COMMON_NAME, 0 if kind == "names" else texts_of[kind] * COMMON_WORD)
        weights = {
            word: round(math.log((texts_of[kind] + 1) / (count + 0.5)) / LEVEL) * LEVEL
            for word, count in held[kind].items()
            if count >= fewest and (_is_name(word) if kind == "names" else word.isalpha())
        }
        for weight, words in groupby(sorted(weights, key=lambda w: (weights[w], w)), weights.get):
            yield f"{kind} {weight:g} {' '.join(words)}"


def _is_name(anchor: str) -> bool:
    """Whether it is a name or a number, and no identifier, nor a clause without spaces."""
    return anchor.isascii() and len(anchor) <= LONGEST_NAME


def main() -> None:
    """Print the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    corpus = options.parse_args().corpus

    def all_of() -> Iterator[Text]:
        yield from of_feeds(corpus)
        yield from of_articles(corpus)
        yield from of_treebanks(corpus)

    for line in lines(*counted(all_of())):
        print(line)


if __name__ == "__main__":
    main()
