"""What matching costs: the matcher beside a naive loop over rules, `str.lower`, and FTS5.

    python -m tests.bench.match [--json] [--articles 400] [--phrases 100,1000,10000,100000]

Each case reads the same articles with so many two-word phrases, about 3.5 a rule, in every form of
their words. With $WIREBELL_CORPUS the articles are real and the phrases come from other articles;
else both are drawn from the words of the dictionaries, few of them often, most of them seldom. The
slow ways read a few articles only. All run in one process, by turns: read the ratios.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import html
import os
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from tests.bench.rows import Row
from tests.match import reference
from tests.match.build import article, query, rule
from worker.lexicon import open_forms
from worker.lexicon.build import pairs_of
from worker.match.compile import Compiler
from worker.model import Article, Rule
from worker.text.forms import Forms

LENGTH = 2_500  # characters an article, the mean of real ones
PHRASES_A_RULE = (3, 4)  # by turns
COMMON = 200  # words of each language that no phrase is made of
TOLD = 5  # one phrase in so many stands in a text: a real rule set rings a few times an article
SLOW_PHRASES = 40_000  # what a slow way may spend on articles, counted in phrases read
ROUNDS = 5  # the best of so many counts: the machine is shared
INVENTED = ("en", "nb", "de", "ru")
CORPUS = (
    ("en", "news-texts/tagtog*/**/*.gz"),
    ("nb", "news-texts/SamiaTouileb*/**/*.json"),
    ("nb", "ntrex/*nob.txt"),
    ("ru", "news-texts/natasha*/**/*.csv.gz"),
    ("ru", "ntrex/*rus.txt"),
    ("de", "ntrex/*deu.txt"),
    ("uk", "ntrex/*ukr.txt"),
)
_WORD = re.compile(r"[^\W\d_]{4,}")

Text = tuple[str, str]  # language, text


def real_texts(corpus: Path) -> Iterator[Text]:
    """Texts of an article's length in several languages."""
    for language, pattern in CORPUS:
        for path in sorted(corpus.glob(pattern)):
            raw = path.read_bytes()
            raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
            text = html.unescape(re.sub(r"<[^>]*>", " ", raw.decode("utf-8", "replace")))
            for start in range(0, len(text) - LENGTH // 2, LENGTH):
                yield language, text[start : start + LENGTH]


def invented_texts(dice: random.Random) -> Iterator[Text]:
    """Texts of dictionary words, the n-th commonest n times as seldom as the commonest."""
    drawn = {}
    for language in INVENTED:
        words = [form for form, _ in islice(pairs_of(language), 0, 400_000, 20)]
        dice.shuffle(words)
        drawn[language] = words, [1 / (n + 10) for n in range(len(words))]
    while True:
        for language, (words, weights) in drawn.items():
            yield language, " ".join(dice.choices(words, weights, k=LENGTH // 8))


def two_words(texts: Sequence[Text], count: int, dice: random.Random) -> list[Text]:
    """Different phrases of two neighbouring words of four letters or more.

    Not of the commonest words: people watch for "blast furnace", not for "that which". One in
    five stands so in the texts; the others are words that hardly ever meet, as most that people
    watch for on most days.
    """
    counts: dict[str, Counter[str]] = {}
    for language, text in texts:
        counts.setdefault(language, Counter()).update(map(str.lower, _WORD.findall(text)))
    common = {code: {word for word, _ in c.most_common(COMMON)} for code, c in counts.items()}
    found: dict[Text, None] = {}
    for language, text in texts:
        for one, other in pairwise(_WORD.finditer(text)):
            rare = common[language].isdisjoint({one[0].lower(), other[0].lower()})
            if rare and text[one.end() : other.start()] == " ":
                found[language, f"{one[0]} {other[0]}"] = None
    phrases = list(found)
    dice.shuffle(phrases)
    phrases = phrases[: count // TOLD]
    told = [(language, said.split()) for language, said in phrases]
    while len(phrases) < count:
        (language, (first, _)), (other_language, (_, second)) = dice.choices(told, k=2)
        if language == other_language:
            phrases.append((language, f"{first} {second}"))
    dice.shuffle(phrases)
    return phrases


def rules_of(phrases: Sequence[Text]) -> list[Rule]:
    """The phrases as rules, each of one language."""
    rules: list[Rule] = []
    by_language: dict[str, list[str]] = {}
    for language, phrase in phrases:
        by_language.setdefault(language, []).append(f'"{phrase}"')
    for language, quoted in by_language.items():
        at = 0
        while at < len(quoted):
            size = PHRASES_A_RULE[len(rules) % len(PHRASES_A_RULE)]
            said = query(" OR ".join(quoted[at : at + size]), language)
            rules.append(rule(said, rule_id=f"r{len(rules)}"))
            at += size
    return rules


def us_each(work: Callable[[Article], object], articles: Sequence[Article], rounds: int) -> float:
    """CPU microseconds an article, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for each in articles:
            work(each)
        best = min(best, time.process_time() - began)
    return best * 1e6 / len(articles)


def resident_mb() -> float:
    """The memory of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class FullText:
    """SQLite FTS5 with one article at a time, each rule a query: as written, without forms."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._queries = [each.queries[0].text for each in rules]
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE news USING fts5(text)")

    def read(self, told: Article) -> int:
        """How many rules match."""
        self._base.execute("DELETE FROM news")
        self._base.execute("INSERT INTO news VALUES (?)", (told.body,))
        asked = "SELECT count(*) FROM news WHERE news MATCH ?"
        return sum(self._base.execute(asked, (said,)).fetchone()[0] for said in self._queries)


def measure(
    phrases: Sequence[Text], articles: Sequence[Article], forms: Forms, show: Callable[[Row], None]
) -> float:
    """One size: its rows, and the microseconds an article."""
    rules = rules_of(phrases)
    name = f"{len(phrases) // 1000}k phrases" if len(phrases) >= 1000 else f"{len(phrases)} phrases"
    before = resident_mb()
    compiler = Compiler()
    began = time.process_time()
    matcher = compiler.compile(rules, {}, forms).matcher
    built_s = time.process_time() - began
    built_mb = resident_mb() - before
    hits = sum(len(matcher.read(each)) for each in articles)
    mine = us_each(matcher.heard, articles, ROUNDS)
    shown = us_each(matcher.read, articles, ROUNDS)
    lower = us_each(lambda told: told.body.lower(), articles, ROUNDS)
    few = articles[: max(1, min(len(articles), SLOW_PHRASES // len(phrases)))]
    world = reference.World({}, forms, tuple(sorted({language for language, _ in phrases})))
    reference.read(rules, world, few[0])  # its trees and forms are kept: they are not what it costs
    naive = us_each(lambda told: reference.read(rules, world, told), few, 1)
    full_text = us_each(FullText(rules).read, few, 1)
    against = {"naive_loop": naive, "str.lower": lower, "fts5": full_text}
    show(Row(name, mine, "us an article", against))
    show(Row(f"{name}: with evidence", shown, "us an article"))
    show(Row(f"{name}: hits", hits / len(articles), "rules an article"))
    show(Row(f"{name}: rules", len(rules), f"rules, {matcher.patterns:,} patterns scanned for"))
    show(Row(f"{name}: build", built_s, "s CPU"))
    edited = [rule(f'"{phrases[0][1]} now"', rule_id=rules[0].id), *rules[1:]]
    began = time.process_time()
    compiler.compile(edited, {}, forms)
    show(Row(f"{name}: one rule edited", time.process_time() - began, "s CPU"))
    show(Row(f"{name}: memory", built_mb, "MB"))
    return mine


def main() -> None:
    """Run the bench and print its rows."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    options.add_argument("--articles", type=int, default=400)
    options.add_argument("--phrases", default="100,1000,10000,100000")
    chosen = options.parse_args()

    def show(row: Row) -> None:
        print(row.shown("match", as_json=chosen.json), flush=True)

    dice = random.Random(2026)
    corpus = os.environ.get("WIREBELL_CORPUS")
    if corpus:
        texts = list(real_texts(Path(corpus)))
        dice.shuffle(texts)
    else:
        texts = list(islice(invented_texts(dice), 4_000))
    articles = [article(text, language=code) for code, text in texts[: chosen.articles]]
    forms = open_forms(sorted({code for code, _ in texts})).forms
    sizes = [int(size) for size in chosen.phrases.split(",")]
    phrases = two_words(texts[chosen.articles :], max(sizes), dice)
    if len(phrases) < max(sizes):
        show(Row("phrases found", len(phrases), f"of {max(sizes)}"))
    costs = {size: measure(phrases[:size], articles, forms, show) for size in sizes}
    if {1_000, 100_000} <= costs.keys():
        growth = costs[100_000] / costs[1_000]
        show(Row("growth from 1k to 100k phrases", growth, "x"))


if __name__ == "__main__":
    main()
