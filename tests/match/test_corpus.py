"""The matcher on real articles (`$WIREBELL_CORPUS`), which are measured with and never copied."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.match import real_texts
from tests.match import reference
from tests.match.build import article, compiled, entity, query, refusal, rule, surfaces
from tests.match.test_format import bare
from tests.match.test_oracle import by_grammar
from worker.lexicon import open_forms
from worker.match import parse
from worker.match.format import format_query
from worker.match.syntax import Term, mended, walk
from worker.model import Article, Hit, Rule

CORPUS = os.environ.get("WIREBELL_CORPUS")
pytestmark = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS names no corpus")


def texts(pattern: str) -> Iterator[str]:
    for path in sorted(Path(CORPUS or "").glob(pattern)):
        raw = path.read_bytes()
        yield (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")


def heard(told: Article) -> dict[str, Hit]:
    made = compiled(
        rule('"long-range strikes" AND @russia', rule_id="strikes"),
        rule(query('"langtrekkende våpen" AND @russia', "nb"), rule_id="weapons"),
        rule('"secondary sanctions"', rule_id="sanctions"),
        rule('title:"download the app" OR "next story push"', rule_id="chrome"),
        entities={"russia": entity("russia", "Russia", "Russland", "Moscow", "Moskva", "Kreml")},
    )
    assert made.problems == ()
    return {hit.rule_id: hit for hit in made.matcher.read(told)}


def test_seed_articles() -> None:
    norwegian, english = texts("seeds/*.txt")
    found = heard(article(norwegian))
    assert set(found) == {"weapons"}
    assert set(surfaces(found["weapons"].evidence)) == {
        "Langtrekkende våpen",
        "langtrekkende våpen",
        "Russland",
        "Moskva",
        "Kreml",
    }
    found = heard(article(english))
    assert set(found) == {"strikes", "sanctions"}
    assert "long-range strikes" in surfaces(found["strikes"].evidence)
    (sanctions,) = found["sanctions"].evidence
    assert surfaces([sanctions]) == ["secondary sanctions"]
    assert english[sanctions.start :].startswith("His threat to impose")


PHRASES = [
    ("seeds/*.txt", "Trump"),
    ("seeds/*.txt", "long-range"),
    ("seeds/*.txt", "dypt inne i Russland"),
    ("news-texts/tagtog+BBC-News-Dataset/plain.html/test/*.gz", "prime minister"),
    ("news-texts/tagtog+BBC-News-Dataset/plain.html/test/*.gz", "said"),
    ("news-texts/SamiaTouileb+NorSumm/**/*.json", "Norge"),
    ("ntrex/**/*eng*", "the president"),
    ("ntrex/**/*nob*", "regjeringen"),
    ("ntrex/**/*ukr*", "президент"),
]


@pytest.mark.parametrize(("pattern", "phrase"), PHRASES)
def test_as_many_as_a_regular_expression_finds(pattern: str, phrase: str) -> None:
    """Only where words are plain: the expression knows no folding beyond case."""
    between = r"(?:[^\w\n]|_|\n(?!\s*\n))+"
    words = between.join(map(re.escape, re.split(r"[\s-]+", phrase)))
    plain = re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)
    matcher = compiled(rule(f'"{phrase}"')).matcher
    found = wanted = 0
    for text in texts(pattern):
        clean = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]", "", text)
        wanted += len(plain.findall(clean))
        hit = matcher.hit("r", article(clean), passages=None)
        found += sum(len(shown.spans) for shown in hit.evidence) if hit else 0
    assert found == wanted > 0


def test_real_boolean_queries_are_parsed_or_refused_at_a_column() -> None:
    lines = [line for text in texts("rules-boolean/*.jsonl") for line in text.splitlines()]
    queries = [json.loads(line)["query"] for line in lines]
    refusals = {said: wrong for said in queries if (wrong := refusal(said)) is not None}
    assert all(0 <= wrong.offset < len(said) for said, wrong in refusals.items())
    assert all(wrong.hint for wrong in refusals.values())
    parsed = [said for said in queries if said not in refusals]
    assert len(parsed) > 10
    assert len(queries) > 400
    for said in parsed:
        _drops_nothing(said, [n.text for n in walk(parse(said)) if isinstance(n, Term)])


def test_real_queries_that_parse_have_the_tree_a_grammar_gives_them() -> None:
    lines = [line for text in texts("rules-boolean/*.jsonl") for line in text.splitlines()]
    parsed = [said for line in lines if refusal(said := json.loads(line)["query"]) is None]
    assert len(parsed) > 10
    for said in parsed:
        assert bare(parse(said)) == by_grammar(said)


MOST_HINTS = 1_000  # carried out one after another: some queries hold hundreds of lower-case ORs


def test_every_refusal_of_a_real_query_leads_to_one_that_parses() -> None:
    lines = [line for text in texts("rules-boolean/*.jsonl") for line in text.splitlines()]
    for query_text in (json.loads(line)["query"] for line in lines):
        said, steps = query_text, 0
        while (wrong := refusal(said)) is not None:
            better = mended(said, wrong)
            steps += 1
            assert better != said, (query_text, wrong)
            assert steps < MOST_HINTS, query_text
            said = better
        tidied = format_query(said)
        assert bare(parse(tidied)) == bare(parse(said))


def _drops_nothing(said: str, terms: list[str]) -> None:
    """All words of the query are in its terms, operators and field names aside."""
    bare = re.sub(r"\b(?:AND|OR|NOT)\b|#.*", " ", said)
    bare = re.sub(r"(?i)\b(?:title|lead|body|url|author|source|tag|lang):", " ", bare)
    assert re.findall(r"\w+", bare) == re.findall(r"\w+", " ".join(terms))


SHAPES = (
    '"{a} {b}"',
    "{a} AND {b}",
    "{a} NEAR/6 {c}",
    '("{a} {b}"~3 OR {c}) -{d}',
    "{a} ONEAR/12 ({b} OR {c})",
    "ATLEAST/2({a} OR {b} OR {c} OR {d})",
    "{stem}* NEAR/3 {d}",
    '*{core}* OR "{c} {d}"',
    "title:{a} OR body:({b} AND /{c}/)",
    "{a} -title:{b}",
)


def _pieces() -> dict[str, list[str]]:
    """Stretches of an article's length, by language."""
    found: dict[str, list[str]] = {}
    for language, text in real_texts(Path(CORPUS or "")):
        found.setdefault(language, []).append(text)
    return found


def _real_rules(pieces: list[str], language: str, dice: random.Random) -> list[Rule]:
    """Queries of words that stand close together in some piece; fifty of each language."""
    rules: list[Rule] = []
    while len(rules) < RULES:
        words = re.findall(r"[^\W\d_]{3,}", dice.choice(pieces))
        at = dice.randrange(max(1, len(words) - 8))
        a, b, c, d = (words[at : at + 2] + dice.choices(words[at : at + 9], k=2))[:4]
        long = max(words[at : at + 9], key=len)
        said = dice.choice(SHAPES).format(a=a, b=b, c=c, d=d, stem=long[:4], core=long[:6])
        if refusal(said) is None:
            rules.append(rule(query(said, language), rule_id=str(len(rules))))
    return rules


RULES, ARTICLES = 40, 25  # a thousand pairs of rule and article a language


@pytest.mark.parametrize("language", ["en", "nb", "de", "ru", "uk"])
def test_reference_agrees_on_real_articles(language: str) -> None:
    dice = random.Random(language)
    pieces = _pieces()[language]
    rules = _real_rules(pieces, language, dice)
    forms = open_forms([language]).forms
    matcher = compiled(*rules, forms=forms).matcher
    world = reference.World({}, forms, (language,))
    heard = 0
    for text in dice.sample(pieces, min(ARTICLES, len(pieces))):
        told = article(text[80:], title=text[:80])
        wanted = reference.read(rules, world, told)
        assert list(matcher.heard(told)) == wanted
        heard += len(wanted)
    assert heard > RULES
