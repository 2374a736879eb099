"""How well rules hear inflected words: against the gold lemmas of Universal Dependencies.

    WIREBELL_CORPUS=... python -m tests.quality.treebanks [--languages en,nb] [--seed 1]

A query is a word or two-word phrase in citation form, as an analyst would write it; each sentence
is an article, and the way is the public one: rules compiled, articles read. A sentence in which the
gold lemmas stand is to be heard, any other is not; one that holds the lemma as another part of
speech counts neither way. Names are lemmas of proper nouns; compounds are nouns of eight letters
and more that the dictionary does not list.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from tests.match.build import article, compiled, query, rule
from worker.lexicon import open_forms
from worker.text.forms import Inflected

TREEBANKS = {
    "no": "nb",  # the file's language is Norwegian, its words are Bokmål
}
PAIRS = frozenset(
    {
        ("ADJ", "NOUN"),
        ("NOUN", "NOUN"),
        ("PROPN", "NOUN"),
        ("PROPN", "PROPN"),
        ("NOUN", "PROPN"),
        ("NOUN", "ADJ"),
        ("ADJ", "PROPN"),
    }
)
SAMPLE = 400  # queries a kind
LONG = 8  # letters of a compound

Kind = Literal["phrase", "noun", "name", "adjective", "compound"]
KINDS: tuple[Kind, ...] = ("phrase", "noun", "name", "adjective", "compound")
POS = {"noun": "NOUN", "name": "PROPN", "adjective": "ADJ", "compound": "NOUN"}
Lemmas = tuple[str, ...]


@dataclass(frozen=True)
class Token:
    form: str
    lemma: str
    pos: str

    @property
    def is_word(self) -> bool:
        """Whether form and lemma are letters only, more than one."""
        return all(len(word) > 1 and word.isalpha() for word in (self.form, self.lemma))


Sentence = list[Token]


@dataclass(frozen=True)
class Score:
    """Sentences heard rightly and wrongly, and missed, query by query."""

    queries: tuple[tuple[int, int, int], ...]  # right, wrong, missed

    @property
    def recall(self) -> float:
        """Of the sentences that hold what was asked for, how many were heard, in percent."""
        right, _, missed = map(sum, zip(*self.queries, strict=True))
        return 100 * right / max(1, right + missed)

    @property
    def precision(self) -> float:
        """Of the sentences a query was heard in, how many were meant: the mean of all queries.

        (Of all hits together one homograph decides: Norwegian hår folds to har.)
        """
        shares = [right / (right + wrong) for right, wrong, _ in self.queries if right + wrong]
        return 100 * sum(shares) / max(1, len(shares))


def treebanks(corpus: Path) -> dict[str, Path]:
    """The file of each language."""
    found: dict[str, Path] = {}
    for path in sorted(corpus.glob("ud/*-ud-*.tsv.gz")):
        code = path.name.split("_")[0]
        found.setdefault(TREEBANKS.get(code, code), path)
    return found


def sentences(path: Path) -> list[Sentence]:
    """The tokens of each sentence (multi-word and empty ones left out)."""
    found: list[Sentence] = [[]]
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        if not line:
            found.append([])
        elif not line.startswith("#"):
            number, form, lemma, pos = line.split("\t")[:4]
            if number.isdigit():
                found[-1].append(Token(form, lemma.replace("#", ""), pos))
    return [sentence for sentence in found if sentence]


def wanted(kind: Kind, sentence: Sentence) -> Iterator[Lemmas]:
    """What of the kind stands in a sentence, by lemma."""
    if kind == "phrase":
        for one, other in pairwise(sentence):
            if (one.pos, other.pos) in PAIRS and one.is_word and other.is_word:
                yield one.lemma, other.lemma
    else:
        for token in sentence:
            if token.pos == POS[kind] and token.is_word:
                yield (token.lemma,)


def near_misses(kind: Kind, sentence: Sentence) -> set[Lemmas]:
    """What counts neither way: the same lemmas as other parts of speech, or in another case."""
    if kind == "phrase":
        return {(a.lemma.lower(), b.lemma.lower()) for a, b in pairwise(sentence)}
    return {(token.lemma.lower(),) for token in sentence}


def score(kind: Kind, language: str, found: list[Sentence], seed: int) -> Score:
    """A sample of one kind of queries, read through compiled rules."""
    forms = open_forms([language]).forms
    assert isinstance(forms, Inflected)
    gold: dict[Lemmas, set[int]] = defaultdict(set)
    for number, sentence in enumerate(found):
        for lemmas in wanted(kind, sentence):
            gold[lemmas].add(number)
    names = sorted(gold)
    if kind == "compound":
        names = [each for each in names if _is_unknown(each[0], language, forms)]
    asked = random.Random(seed).sample(names, min(SAMPLE, len(names)))
    heard = _heard(asked, language, found, forms)
    counts = []
    near = [near_misses(kind, sentence) for sentence in found]
    for number, lemmas in enumerate(asked):
        mine, theirs = heard[number], gold[lemmas]
        low = tuple(lemma.lower() for lemma in lemmas)
        wrong = sum(low not in near[at] for at in mine - theirs)
        counts.append((len(mine & theirs), wrong, len(theirs - mine)))
    return Score(tuple(counts))


def _is_unknown(word: str, language: str, forms: Inflected) -> bool:
    lexicon = forms._lexicons.get(language)
    spellings = (word, word.lower(), word.capitalize())
    return len(word) >= LONG and lexicon is not None and not any(map(lexicon.lemmas, spellings))


def _heard(
    asked: Sequence[Lemmas], language: str, found: Sequence[Sentence], forms: Inflected
) -> list[set[int]]:
    """In which sentences each query was heard."""
    rules = [
        rule(query(f'"{" ".join(lemmas)}"', language), rule_id=str(number))
        for number, lemmas in enumerate(asked)
    ]
    matcher = compiled(*rules, forms=forms).matcher
    heard: list[set[int]] = [set() for _ in asked]
    for at, sentence in enumerate(found):
        for rule_id in matcher.heard(article(" ".join(token.form for token in sentence))):
            heard[int(rule_id)].add(at)
    return heard


def main() -> None:
    """Print recall and precision of each kind in each language."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--languages", default="")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    found = treebanks(Path(os.environ["WIREBELL_CORPUS"]))
    for language in chosen.languages.split(",") if chosen.languages else found:
        read = sentences(found[language])
        cells = []
        for kind in KINDS:
            one = score(kind, language, read, chosen.seed)
            cells.append(f"{kind} {one.recall:.1f}/{one.precision:.1f} ({len(one.queries)})")
        print(language, "  ".join(cells), flush=True)


if __name__ == "__main__":
    main()
