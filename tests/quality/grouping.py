"""How well articles are grouped into stories, in order, from nothing: against labels by people.

    python -m tests.quality.grouping --corpus DIR [--seeds 4] [--join .30]

`ntrex`: 123 news articles, each in one language chosen at random, a rule for each labelled story.
Beside it stands what all-singletons would reach. `labelled-pairs`: the area under the curve of
the score of one article beside another.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.alert.given import article
from worker import group
from worker.group.likeness import alike
from worker.group.trial import Labels, Score, grouped, score
from worker.model import Article

FILES = {"en": "src.eng", "nb": "ref.nob", "uk": "ref.ukr", "ru": "ref.rus", "de": "ref.deu"}
MIXES = {
    "en": ("en",),
    "nb": ("nb",),
    "en nb uk": ("en", "nb", "uk"),
    "en nb uk ru de": ("en", "nb", "uk", "ru", "de"),
}
START = datetime(2018, 10, 1, tzinfo=UTC)
APART = timedelta(minutes=10)


def ntrex(corpus: Path) -> tuple[list[dict[str, list[str]]], Labels]:
    """The documents, as lines by language, and the story of those that are in one."""
    ids = (corpus / "ntrex" / "DOCUMENT_IDS.tsv").read_text().splitlines()
    documents: list[dict[str, list[str]]] = []
    for language, name in FILES.items():
        lines = (corpus / "ntrex" / f"newstest2019-{name}.txt").read_text("utf-8").splitlines()
        place, last = -1, ""
        for id_, line in zip(ids, lines, strict=True):
            if id_ != last:
                place, last = place + 1, id_
            if place == len(documents):
                documents.append(defaultdict(list))
            documents[place][language].append(line)
    stories = json.loads((corpus / "ntrex" / "labels.json").read_text("utf-8"))["stories"]
    return documents, {n - 1: name for name, numbers in stories.items() for n in numbers}


def of_lines(number: int, lines: Sequence[str], language: str) -> Article:
    """A document as an article, ten minutes after the one before it."""
    at = START + number * APART
    return article(
        id=number, title=lines[0], lead="", body="\n".join(lines[1:]), language=language,
        url=None, canonical_url=None, published_at=at, first_seen_at=at,
    )  # fmt: skip


def area(corpus: Path) -> float:
    """The area under the curve over pairs that are, or are not, of one event."""
    scores: dict[bool, list[float]] = {True: [], False: []}
    for path in sorted((corpus / "labelled-pairs").glob("*.jsonl")):
        language = "en" if "_en_" in path.name else "ru"
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            one, other = (
                group.fingerprint(
                    article(title=row[f"{n}_title"], lead="", body=row[f"{n}_text"],
                            language=language),
                )
                for n in ("first", "second")
            )  # fmt: skip
            scores[row["gold_quality"] == "OK"].append(alike(one, other).score)
    apart = sorted(scores[False])
    return sum((bisect_left(apart, s) + bisect_right(apart, s)) / 2 for s in scores[True]) / (
        len(apart) * len(scores[True])
    )


def words(one: Score) -> str:
    """On one line."""
    return (
        f"pairs P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}, B-cubed F1 "
        f"{one.b_cubed:.3f}, alerts an event {one.alerts:.2f}, events lost {one.lost:.2f}"
    )


def mean(scores: Sequence[Score]) -> Score:
    """Of several runs."""
    return Score(*(sum(values) / len(scores) for values in zip(*map(_values, scores), strict=True)))


def _values(one: Score) -> tuple[float, ...]:
    return (one.precision, one.recall, one.f1, one.b_cubed, one.alerts, one.lost)


def measure(corpus: Path, languages: Sequence[str], seeds: int) -> Score:
    """The mean over seeds of the documents in languages drawn at random."""
    documents, labels = ntrex(corpus)
    scores = []
    for seed in range(1 if len(languages) == 1 else seeds):
        dice = random.Random(seed)
        drawn = [dice.choice(languages) for _ in documents]
        articles = [
            of_lines(number, lines[language], language)
            for number, (lines, language) in enumerate(zip(documents, drawn, strict=True))
        ]
        scores.append(score(grouped(articles, labels), labels))
    return mean(scores)


def headlines(corpus: Path, language: str, words: int) -> tuple[int, float]:
    """Of the documents' titles with so many words of their text, each from an outlet of its own and
    all heard by one rule: events that a story of others swallowed, and alerts a labelled event.
    """
    documents, labels = ntrex(corpus)
    articles = [
        replace(
            of_lines(number, [lines[language][0], _begun(lines[language], words)], language),
            url=f"https://outlet{number}.example/",
        )
        for number, lines in enumerate(documents)
    ]
    stories = grouped(articles, {})
    events = [{labels.get(number, str(number)) for number in story} for story in stories]
    opened = {labels.get(story[0], str(story[0])) for story in stories}
    names = set(labels.values())
    alerts = sum(len(names & told) for told in events) / len(names)
    return len(set().union(*events) - opened), alerts


def _begun(lines: Sequence[str], words: int) -> str:
    return " ".join(" ".join(lines[1:]).split()[:words])


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--seeds", type=int, default=4)
    chosen = options.parse_args()
    documents, labels = ntrex(chosen.corpus)
    print(f"{'all singletons':<16}{words(score([[n] for n in range(len(documents))], labels))}")
    for name, languages in MIXES.items():
        print(f"{name:<16}{words(measure(chosen.corpus, languages, chosen.seeds))}")
    for language in ("en", "nb"):
        for words_of_text in (0, 15, 25):
            swallowed, alerts = headlines(chosen.corpus, language, words_of_text)
            told = f"{language}, headlines and {words_of_text} words, one rule"
            print(f"{told}: {swallowed} events swallowed, {alerts:.2f} alerts an event")
    print(f"labelled pairs: area under the curve {area(chosen.corpus):.3f}")


if __name__ == "__main__":
    main()
