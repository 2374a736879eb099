"""How long lists of names fare: 39,000 sanctions names and 67,000 places, as entities.

    WIREBELL_CORPUS=... python -m tests.quality.lists [--articles 4000]

Prints time and memory to read and compile, articles a second, whether 500 texts are heard as a
naive search hears them, how many listed spellings are found as listed, and the hits per 1,000
articles of news with and without the guard of short and common names.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import os
import random
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.match.build import article
from worker.lexicon import open_forms
from worker.match import Matcher, compile_rules
from worker.settings import Rulebook, read_rules
from worker.text.fold import fold

LISTS = {"sanctions": "sanctions_names", "places": "place_names"}
LANGUAGES = ("en", "ru")
NAIVE = 500  # texts
ASKED = 2_000  # listed spellings looked for
RULES = """version: 1
entities:
  sanctions: {{file: sanctions.csv, id: id, program: program, guard: {guard}}}
  places: {{file: places.csv, id: id, guard: {guard}}}
rules:
  - {{id: sanctions, match: "@sanctions", where: {{languages: [en, ru]}}}}
  - {{id: places, match: "@places", where: {{languages: [en, ru]}}}}
"""


def names_of(corpus: Path, kind: str) -> Iterator[tuple[str, str, str]]:
    """Name, id and program of each row of a list."""
    file = corpus / "rules-names" / f"{LISTS[kind]}.tsv.gz"
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        for row in rows:
            if kind == "places":
                yield row[1], row[0], row[2]
            elif row[0] != "entity":
                yield row[1], row[0], row[3]


def texts_of(corpus: Path, most: int) -> list[str]:
    """Real news of several languages, in a fixed random order."""
    found = []
    for path in sorted((corpus / "labelled-categories").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            texts = [value for value in row.values() if isinstance(value, str)]
            found.append(max(texts, key=len, default=""))
    for path in sorted((corpus / "news-texts" / "tagtog+BBC-News-Dataset").rglob("*.html.gz")):
        page = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        found.append(html.unescape(re.sub(r"(?s)<head.*?</head>|<[^>]*>", " ", page)))
    random.Random(3).shuffle(found)
    return [text for text in found if text.strip()][:most]


def write_lists(corpus: Path, folder: Path) -> dict[str, list[str]]:
    """The lists as tables a rule file may name; their names as published."""
    known: dict[str, list[str]] = {}
    for kind in LISTS:
        rows = list(names_of(corpus, kind))
        known[kind] = [name for name, _, _ in rows]
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("name", "id", "program"), *rows])
    return known


def built(folder: Path, guard: str) -> tuple[Rulebook, Matcher]:
    """The rules read and compiled, with what it took."""
    file = folder / f"{guard}.yaml"
    file.write_text(RULES.format(guard=guard), "utf-8")
    before, started = memory_mb(), time.perf_counter()
    book = read_rules(file)
    read = time.perf_counter()
    matcher = compile_rules(book.rules, book.entities, open_forms(LANGUAGES).forms).matcher
    took = time.perf_counter() - read
    listed = [names for entity in book.entities.values() if (names := entity.listed)]
    spelled = sum(len(each.names) for each in listed)
    short = sum(name.guarded for each in listed for name in each.names)
    print(
        f"guard {guard}: {spelled:,} spellings ({short:,} guarded) read in {read - started:.1f} s,"
        f" compiled in {took:.1f} s, peak memory {before:,.0f} -> {memory_mb():,.0f} MB"
    )
    return book, matcher


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def heard(matcher: Matcher, text: str) -> set[str]:
    return {hit.rule_id for hit in matcher.read(article(body=text))}


def naive(folded: dict[str, set[str]], text: str) -> set[str]:
    """The rules of which a listed spelling stands in the text."""
    words = fold(text)
    return {kind for kind, names in folded.items() if any(f" {name} " in words for name in names)}


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, default=4_000)
    most = asked.parse_args().articles
    corpus = Path(os.environ["WIREBELL_CORPUS"])
    texts = texts_of(corpus, most)
    with tempfile.TemporaryDirectory() as name:
        known = write_lists(corpus, Path(name))
        book, unguarded = built(Path(name), "off")
        _, guarded = built(Path(name), "auto")
    for words, matcher in (("without", unguarded), ("with", guarded)):
        started = time.perf_counter()
        found = [heard(matcher, text) for text in texts]
        rate = len(texts) / (time.perf_counter() - started)
        hits = {kind: 1000 * sum(kind in each for each in found) / len(texts) for kind in LISTS}
        loud = Counter(
            entry.name
            for text in texts
            for hit in matcher.read(article(body=text))
            if hit.rule_id == "sanctions"
            for entry in {entry for each in hit.evidence for entry in each.listed}
        )
        told = ", ".join(f"{kind} {share:.0f}" for kind, share in hits.items())
        print(f"{words} the guard: {told} of 1,000 articles; {rate:,.0f} articles/s")
        print(f"  loudest: {', '.join(f'{name} {n}' for name, n in loud.most_common(25))}")
    folded = {
        entity.id: {fold(each.text).strip() for each in entity.listed.names}
        for entity in book.entities.values()
        if entity.listed
    }
    same = sum(heard(unguarded, text) == naive(folded, text) for text in texts[:NAIVE])
    print(f"as a naive search: {same} of {min(NAIVE, len(texts))} texts")
    for kind, names in known.items():
        chosen = random.Random(3).sample(names, min(ASKED, len(names)))
        found_as = sum(kind in heard(unguarded, f"Of {name} it was said") for name in chosen)
        print(f"{kind}: {found_as:,} of {len(chosen):,} listed spellings found as listed")


if __name__ == "__main__":
    main()
