"""The figures of `addresses`, held where the material is at hand; the same on words of our own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.match.build import article, compiled, query, rule
from tests.quality.addresses import LANGUAGES, TOPICS, agreement, missed_names
from worker.lexicon import open_forms

CORPUS = os.environ.get("WIREBELL_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no addresses")


@needs_corpus
def test_one_rule_hears_the_same_address_in_both_languages() -> None:
    found = agreement(Path(CORPUS or ""))
    assert found.heard > 100
    assert found.share >= 0.95


@needs_corpus
def test_no_literal_name_is_missed() -> None:
    occurrences, missed = missed_names(Path(CORPUS or ""))
    assert occurrences > 500
    assert missed == []


@pytest.mark.parametrize(
    ("topic", "en", "uk"),
    [
        ("sanctions", "New sanctions were imposed.", "Запроваджено нові санкції."),
        ("corridors", "They opened humanitarian corridors.", "Без гуманітарних коридорів."),
        ("security guarantees", "We need security guarantees.", "Про гарантії безпеки."),
        ("oil embargo", "An embargo on Russian oil.", "Ембарго на російську нафту."),
        ("Kharkiv", "Shelling in Kharkiv.", "Обстріли Харкова."),
    ],
)
def test_one_rule_hears_both_languages(topic: str, en: str, uk: str) -> None:
    in_english, in_ukrainian = TOPICS[topic]
    rules = rule(query(in_english, "en"), query(in_ukrainian, "uk"), rule_id=topic)
    matcher = compiled(rules, forms=open_forms(LANGUAGES).forms).matcher
    assert matcher.heard(article(en)) == matcher.heard(article(uk)) == (topic,)
