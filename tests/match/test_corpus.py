"""The matcher on real articles (`$WIREBELL_CORPUS`), which are measured with and never copied."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.match import reference
from tests.match.build import article, compiled, entity, query, refusal, rule, surfaces
from worker.match import parse
from worker.match.syntax import Term, walk
from worker.model import Article, Hit

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


def _drops_nothing(said: str, terms: list[str]) -> None:
    """All words of the query are in its terms, operators and field names aside."""
    bare = re.sub(r"\b(?:AND|OR|NOT)\b|#.*", " ", said)
    bare = re.sub(r"(?i)\b(?:title|lead|body|url|author|source|tag|lang):", " ", bare)
    assert re.findall(r"\w+", bare) == re.findall(r"\w+", " ".join(terms))


def test_reference_agrees_on_real_articles() -> None:
    entities = {"russia": entity("russia", "Russia", "Russland", "Росія", masks=["Russia Today"])}
    rules = [
        rule('"prime minister" -president', rule_id="1"),
        rule("title:(the OR og) OR (said @russia)", rule_id="2"),
        rule("(regjeringen OR україни OR government) (war OR krig OR війни)", rule_id="3"),
        rule('="US" OR ="EU"', rule_id="4", unless="@russia"),
    ]
    matcher = compiled(*rules, entities=entities).matcher
    compared = 0
    for text in [*texts("seeds/*.txt"), *texts("ntrex/**/*.txt")]:
        for start in range(0, min(len(text), 40_000), 4_000):
            told = article(text[start + 80 : start + 4_000], title=text[start : start + 80])
            mine = [hit.rule_id for hit in matcher.read(told)]
            assert mine == reference.read(rules, reference.World(entities), told)
            compared += 1
    assert compared > 2
