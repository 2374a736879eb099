from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import LIVE, NOW, STRIKES, article, composed, hit, passage, rule, utterance
from worker.alert import compose
from worker.alert.fit import MOST_BYTES
from worker.model import Evidence, Listed


def test_long_texts_are_cut_and_say_so() -> None:
    told = composed(title="я" * 1_000_000, author="a" * 5_000, language="x" * 100)["data"]
    assert told["article"]["title"] == "я" * 486 + "… (+999,514 characters)"  # 1,000 bytes
    assert told["article"]["author"] == "a" * 275 + "… (+4,725 characters)"
    assert len(told["article"]["language"]) < 40


def test_too_many_tags_are_left_off_from_the_end() -> None:
    many = replace(LIVE, tags=tuple(f"tag-{n:04}" for n in range(1_000)))
    tags = composed(sightings=(many,))["data"]["article"]["feed"]["tags"]
    assert tags == [f"tag-{n:04}" for n in range(len(tags))]
    assert 40 < len(tags) < 100


def test_evidence_is_cut_with_a_count_every_rule_showing_its_first() -> None:
    rules = (rule("a"), rule("b"))
    hits = [
        hit("a", *[passage(f"{n:03} {'word ' * 60}", 0, 3) for n in range(100)]),
        hit("b", passage("the only one", 0, 3)),
    ]
    first, second = composed(rules, hits)["data"]["rules"]
    assert [e["text"][:3] for e in first["evidence"]] == [
        f"{n:03}" for n in range(len(first["evidence"]))
    ]
    assert len(first["evidence"]) > 30
    assert first["evidence_left_out"] == 100 - len(first["evidence"])
    assert len(second["evidence"]) == 1
    assert "evidence_left_out" not in second


def test_a_huge_passage_is_cut_around_its_span() -> None:
    text = "x" * 5_000 + "long-range strikes" + "y" * 5_000
    huge = Evidence("body", text, ((5_000, 5_018), (9_000, 9_001)), "long-range strike")
    told = composed(hits=[hit(STRIKES.id, huge)])["data"]["rules"][0]["evidence"][0]
    assert len(told["text"]) == 600
    [[start, end]] = told["spans"]  # the other lies outside the window
    assert told["text"][start:end] == "long-range strikes"

    bare = Evidence("title", "z" * 5_000, (), "z")
    told = composed(hits=[hit(STRIKES.id, bare)])["data"]["rules"][0]["evidence"][0]
    assert told["text"] == "z" * 600
    assert told["spans"] == []


def test_a_listed_name_carries_its_entries_and_a_count_of_the_rest() -> None:
    one = Listed("sdn", "n" * 400, "4711", "UKR")
    few = replace(passage("Ivan Petrov", 0, 11), listed=(one, Listed("eu", "Ivan Petrov")))
    many = replace(few, listed=tuple(Listed("eu", str(n)) for n in range(12)))
    first, second = composed(hits=[hit(STRIKES.id, few, many)])["data"]["rules"][0]["evidence"]
    long_name = "n" * 277 + "… (+123 characters)"
    assert first["listed"] == [
        {
            "entity": "sdn",
            "name": long_name,
            "id": "4711",
            "program": "UKR",
        },
        {"entity": "eu", "name": "Ivan Petrov", "id": None, "program": None},
    ]
    assert "listed_left_out" not in first
    assert [entry["name"] for entry in second["listed"]] == [str(n) for n in range(10)]
    assert second["listed_left_out"] == 2


def test_too_many_rules_are_left_out_from_the_end_with_a_count() -> None:
    rules = [rule(f"rule-{n:04}") for n in range(1_000)]
    told = composed(rules)["data"]
    kept = [r["id"] for r in told["rules"]]
    assert kept == [f"rule-{n:04}" for n in range(len(kept))]
    assert len(kept) > 50
    assert told["rules_left_out"] == 1_000 - len(kept)


def test_labels_beyond_reason_are_left_off() -> None:
    body = composed([rule("a", labels={"desk": "d" * 1_000})])
    assert body["data"]["rules"][0]["labels"] == {}


texts = st.text(st.characters(), max_size=60).flatmap(  # lone surrogates and NUL included
    lambda text: st.sampled_from([text, text * 50, text * 2_000])
)


@given(texts, texts, texts, st.lists(st.tuples(texts, texts), max_size=12), st.integers(1, 30))
def test_any_text_fits_is_utf8_and_comes_back(
    title: str, author: str, tag: str, passages: list[tuple[str, str]], rules: int
) -> None:
    known = {f"r{n}": rule(f"r{n}", title=title, labels={tag: author}) for n in range(rules)}
    evidence = [Evidence("body", text, ((0, len(text)),), term) for text, term in passages]
    seen = replace(LIVE, feed_name=author, tags=(tag, title))
    text = compose(
        utterance(*known, reason=title),
        article(seen, title=title, author=author, url=title),
        [hit(i, *evidence) for i in known],
        known,
        NOW,
    )

    assert len(text.encode("utf-8")) <= MOST_BYTES
    told = json.loads(text)["data"]
    shown = told["rules"]
    assert len(shown) + told.get("rules_left_out", 0) == rules
    for one in shown:
        assert len(one["evidence"]) + one.get("evidence_left_out", 0) == len(evidence)
        for passage_ in one["evidence"]:
            assert all(0 <= a < b <= len(passage_["text"]) for a, b in passage_["spans"])
