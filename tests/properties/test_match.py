"""The matcher and the naive reference agree, whatever the rule and the text."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.match import reference
from tests.match.build import article, compiled, entity, query, refusal, rule, sighting
from tests.match.forms import Toy
from worker.match import parse
from worker.match.syntax import walk
from worker.model import Article, ListedName, NameList, Rule, Where

CASES = int(os.environ.get("WIREBELL_CASES", "100"))  # 50,000 before a release

WORDS = [
    "kyiv",
    "Київ",
    "strike",
    "Strike",
    "long-range",
    "straße",
    "STRASSE",
    "é",
    "習近",
    "O’Neil",
    "Støre",
    "ქართ",
    "kyiv’s",
    "US",
    "F-16",
    "ceasefire",
]
PRINTED = [
    *WORDS,
    "strikes",
    "striken",
    "Києва",
    "store",
    "習",
    "近",
    "ქარი",
    "Kiew",
    "strikes's",
    "U.S.",
    "u s",
    "F16",
]
PRINTED += ["cease-fire", "ceasefires"]
SIGNS = [" ", " ", " ", ", ", ". ", "-", "’", "\n\n", "\u00ad", "\u00a0", "\u0301 ", " € "]
LISTED = NameList(
    "f.txt",
    "v1",
    (ListedName("Støre strike", "1"), ListedName("é", "2", guarded=True), ListedName("習近", "3")),
)
ENTITIES = {
    "city": entity("city", "Kyiv", "Київ", '="STRASSE"', masks=["kyiv strike"]),
    "rock": entity("rock", "strike long", "習", "US"),
    "list": replace(
        entity("list", masks=["strike strike"]), listed=LISTED, context=(query("kyiv"),)
    ),
}
TOY = Toy()

word = st.sampled_from(WORDS)
wild = st.sampled_from(["stri*", "*trike*", "ქარ*", "kyi*"])
phrase = st.lists(word, min_size=1, max_size=3).map(" ".join)
loose = st.lists(st.one_of(word, word, wild), min_size=2, max_size=3).map(" ".join)
texts = st.lists(st.one_of(st.sampled_from(PRINTED), st.sampled_from(SIGNS)), max_size=14).map(
    "".join
)
found = st.one_of(
    word,
    wild,
    phrase.map('"{}"'.format),
    phrase.map('="{}"'.format),
    st.builds('"{}"~{}'.format, loose, st.integers(1, 3)),
    loose.map('"{}"'.format),
    st.sampled_from(["@city", "@rock", "@list"]),
    st.sampled_from(["/(?i)strike/", "/[A-Z]+/", "/€/", "/a+/", "/К|é/", "/trik/"]),
)
side = st.one_of(found, st.builds("({} OR {})".format, found, found))
near = st.builds(
    "{} {}NEAR/{} {}".format, side, st.sampled_from(["", "O"]), st.integers(0, 3), side
)
leaf = st.one_of(
    found,
    near,
    st.builds("{} NEAR/{} {}".format, near, st.integers(0, 2), side),
    st.sampled_from(["lang:en", "lang:no"]),
    st.builds(
        "{}:{}".format, st.sampled_from(["title", "lead", "body", "url", "author", "tag"]), found
    ),
    st.builds('title:("{}" OR -{})'.format, phrase, word),
    near.map("body:({})".format),
)


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} {} {})".format, inner, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
        st.builds("-({})".format, inner),
        st.builds("ATLEAST/2({} OR {} OR {})".format, inner, inner, inner),
    )


queries = st.recursive(leaf, _joined, max_leaves=8)


sound = queries.filter(lambda said: refusal(said) is None)
languages = st.sampled_from([None, "en", "nb", "no", "uk"])
rules = st.builds(
    lambda found, unless, wanted, spoken: replace(
        rule(*found, unless=unless, where=Where(languages=wanted)), languages=spoken
    ),
    st.lists(
        st.builds(query, sound, st.sampled_from(["any", "en", "nb", "uk"])), min_size=1, max_size=2
    ),
    st.one_of(st.none(), sound),
    st.sampled_from([(), ("en",), ("nb", "uk")]),
    st.sampled_from([("en",), ("en", "nb")]),
)
articles = st.builds(
    lambda title, lead, body, language, url, author, tags: article(
        body,
        title=title,
        lead=lead,
        language=language,
        url=url,
        author=author,
        sightings=[sighting("Wire", "https://wire.example", *tags)],
    ),
    texts,
    texts,
    texts,
    languages,
    st.one_of(st.none(), st.builds("https://example.org/{}".format, word)),
    st.one_of(st.none(), phrase),
    st.lists(phrase, max_size=2),
)


def spoken(found: list[Rule]) -> tuple[str, ...]:
    """All languages of the queries."""
    each = (
        (q.language,) if q.language != "any" else one.languages
        for one in found
        for q in one.queries
    )
    return tuple(sorted({language for languages in each for language in languages}))


@settings(max_examples=CASES)
@given(st.lists(rules, min_size=1, max_size=4), articles)
def test_matcher_and_reference_agree(found: list[Rule], text: Article) -> None:
    named = [replace(one, id=str(n)) for n, one in enumerate(found)]
    made = compiled(*named, entities=ENTITIES, forms=TOY)
    assert [p for p in made.problems if p.severity == "error"] == []
    wanted = reference.read(named, reference.World(ENTITIES, TOY, spoken(named)), text)
    assert list(made.matcher.heard(text)) == wanted
    hits = made.matcher.read(text)
    assert [hit.rule_id for hit in hits] == wanted
    assert all(hit.evidence for hit in hits)
    for explained in made.matcher.explain(text):
        assert (explained.verdict == "match") == (explained.rule_id in wanted)


@given(leaf, leaf, articles)
def test_what_is_said_never_to_match_never_does(one: str, other: str, text: Article) -> None:
    for said in (f"({one}) -({other})", f"({one}) ({other}) -(kyiv OR {other})"):
        if refusal(said) is None:
            made = compiled(rule(query(said, "en")), entities=ENTITIES, forms=TOY)
            never = any(p.code == "QRY103" for p in made.problems)
            assert not (never and made.matcher.heard(text))


@given(sound, articles)
def test_evidence_is_in_the_published_text(said: str, text: Article) -> None:
    values = {zone: reference.values(text, zone) for zone in ("url", "author", "source", "tag")}
    values |= {zone: [getattr(text, zone)] for zone in reference.TEXT}
    for hit in compiled(rule(said), entities=ENTITIES).matcher.read(text):
        assert hit.evidence
        for shown in hit.evidence:
            low, high = shown.spans[0][0], shown.spans[-1][1]
            start = shown.start + low - (2 if shown.text.startswith("… ") else 0)
            assert any(
                value[start : start + high - low] == shown.text[low:high]
                for value in values[shown.zone]
            )
            assert all(0 <= s < e <= len(shown.text) for s, e in shown.spans)


@given(st.text(alphabet='abAND OR()"“=-@:#/*~\n title\u0301й'))
def test_parser_raises_nothing_but_its_own_error(text: str) -> None:
    wrong = refusal(text)
    if wrong is None:
        nodes = walk(parse(text))
        assert all(0 <= n.offset < n.offset + n.width <= len(text) for n in nodes)
    else:
        assert 0 <= wrong.offset <= len(text)
        assert wrong.width >= 1
        assert wrong.message


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    wrong = refusal(text)
    assert wrong is None or wrong.hint


@given(texts, phrase)
def test_a_phrase_is_found_wherever_it_was_put(around: str, wanted: str) -> None:
    text = article(f"{around} {wanted} {around}")
    (hit,) = compiled(rule(f'"{wanted}"')).matcher.read(text)
    assert hit.evidence[0].zone == "body"


@pytest.mark.parametrize("depth", [70, 5_000])
@pytest.mark.parametrize("nested", ["({})", "NOT {}", "-{}", "title:({})"])
def test_depth_is_bounded(nested: str, depth: int) -> None:
    said = "a"
    for _ in range(depth):
        said = nested.format(said)
    wrong = refusal(said)
    assert wrong is not None
    assert wrong.code in {"QRY006", "QRY011"}
