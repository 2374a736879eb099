from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.match.build import article, compiled, entity, hits, query, rule, surfaces
from worker.match.evidence import MOST_LOOKED_AT
from worker.match.page import Page, Span
from worker.model import Evidence

LONG = "Here are words that say little. " * 5


def shown(text: str, body: str, title: str = "") -> list[tuple[str, str, int]]:
    (hit,) = hits(rule(text), article(body, title=title))
    return [(e.zone, e.text, e.start) for e in hit.evidence]


PASSAGES = [
    # a short text is its own passage
    ("kyiv", "In Kyiv.", "In Kyiv."),
    ("kyiv", "  \n In Kyiv.\n\n ", "In Kyiv."),
    # whole sentences where they fit
    ("kyiv", f"{LONG}In Kyiv it rained. {LONG}", None),
    # paragraphs are not mixed
    ("kyiv", f"{LONG}\n\nHeading on Kyiv\n \n{LONG}", "Heading on Kyiv"),
    # a long sentence is cut between words
    ("kyiv", f"{'word ' * 40}Kyiv{' word' * 40}", f"… {'word ' * 19}Kyiv{' word' * 19} …"),
    # nothing to cut at
    ("習近", "字" * 150 + "習近" + "字" * 150, "… " + "字" * 100 + "習近" + "字" * 100 + " …"),
]


@pytest.mark.parametrize(("text", "body", "passage"), PASSAGES)
def test_passage(text: str, body: str, passage: str | None) -> None:
    ((zone, found, start),) = shown(text, body)
    assert zone == "body"
    if passage is not None:
        assert found == passage
    bare = found.removeprefix("… ").removesuffix(" …")
    assert body[start : start + len(bare)] == bare
    assert len(bare) <= 240


def test_whole_sentences_are_not_marked_as_cut() -> None:
    ((_, found, _),) = shown("kyiv", f"{LONG}In Kyiv it rained. {LONG}")
    assert found.startswith("Here are words")
    assert "In Kyiv it rained." in found
    assert found.endswith("little.")


@pytest.mark.parametrize("stop", [". ", "। ", "۔ ", "؟ ", "。", "！"])
def test_a_sentence_ends_in_other_scripts_too(stop: str) -> None:
    ((_, found, _),) = shown("kyiv", f"{'word ' * 15}in Kyiv it rained{stop}{'Long ' * 30}{stop}")
    assert found.endswith(f" it rained{stop.strip()}")


def test_a_title_before_a_name_ends_no_sentence() -> None:
    ((_, found, _),) = shown("kyiv", f"{'word ' * 15}in Kyiv Dr. {'Long ' * 30}. Then more.")
    assert found.endswith(" Long …")


def test_hits_close_together_share_a_passage() -> None:
    (hit,) = hits(rule("kyiv"), article(f"Kyiv, Kyiv. {LONG}{LONG}{LONG} And Kyiv."))
    assert [len(e.spans) for e in hit.evidence] == [2, 1]
    assert surfaces(hit.evidence) == ["Kyiv", "Kyiv", "Kyiv"]


def test_three_passages_a_term_and_all_when_asked() -> None:
    body = "\n\n".join(["In Kyiv."] * 5)
    matcher = compiled(rule("kyiv")).matcher
    (hit,) = matcher.read(article(body))
    assert len(hit.evidence) == 3
    everything = matcher.hit("r", article(body), passages=None)
    assert everything is not None
    assert len(everything.evidence) == 5


def test_of_very_many_hits_the_first_thousand_are_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    traced: list[Span] = []
    published = Page.published

    def counted(page: Page, span: Span) -> tuple[int, int, int]:
        traced.append(span)
        return published(page, span)

    monkeypatch.setattr(Page, "published", counted)
    body = "\n\n".join(["In Kyiv."] * 3_000)
    matcher = compiled(rule("kyiv OR (rain NEAR/2 in)", rule_id="r")).matcher
    (hit,) = matcher.read(article(body, title="Kyiv: rain in Kyiv"))
    assert len(traced) <= MOST_LOOKED_AT + 2
    assert [e.zone for e in hit.evidence] == ["title", "title", "body", "body"]
    everything = matcher.hit("r", article(body), passages=None)
    assert everything is not None
    assert len(everything.evidence) == 3_000


def test_reading_order_across_zones_and_terms() -> None:
    (hit,) = hits(
        rule("omega alpha beta"),
        article("Alpha.\n\nOmega.", title="Beta omega", lead="Lead alpha"),
    )
    assert [(e.zone, e.term, surfaces([e])) for e in hit.evidence] == [
        ("title", "beta", ["Beta"]),
        ("title", "omega", ["omega"]),
        ("lead", "alpha", ["alpha"]),
        ("body", "alpha", ["Alpha"]),
        ("body", "omega", ["Omega"]),
    ]


def test_only_what_made_it_true_is_shown() -> None:
    (hit,) = hits(rule('(a b) OR ("c d" -e) OR (c -d)'), article("a c d"))
    assert [(e.term, surfaces([e])) for e in hit.evidence] == [("c d", ["c d"])]


def test_overlapping_spellings_are_one_span() -> None:
    pm = entity("pm", "Gahr Støre", "Jonas Gahr", "Støre")
    (hit,) = hits(rule("@pm"), article("Jonas Gahr Støre, Støre"), pm)
    assert [(e.term, e.spans) for e in hit.evidence] == [("@pm", ((0, 16), (18, 23)))]


def test_queries_share_evidence_without_repeating_it() -> None:
    both = rule(query("kyiv strike", "en"), query("kyiv angrep", "nb"), query("@city", "uk"))
    told = article("Kyiv strike angrep")
    (hit,) = hits(both, told, entity("city", "Kyiv"))
    assert [(e.term, surfaces([e])) for e in hit.evidence] == [
        ("kyiv", ["Kyiv"]),
        ("strike", ["strike"]),
        ("angrep", ["angrep"]),
    ]


def test_terms_are_shown_as_the_rule_wrote_them() -> None:
    (hit,) = hits(
        rule('"Deep  strike" ="US" @city'), article("deep strike US Kyiv"), entity("city", "Kyiv")
    )
    assert [e.term for e in hit.evidence] == ["Deep  strike", '="US"', "@city"]


def test_a_phrase_stretched_over_pages_is_cut() -> None:
    (hit,) = hits(rule('"deep strike"'), article(f"deep{'.' * 100_000}strike"))
    (found,) = hit.evidence
    assert len(found.text) < 500
    assert found.spans == ((0, 240),)


@given(
    st.text(alphabet="ab .!?\n\t”習\u0301\u00ad", max_size=400),
    st.text(alphabet="ab .!?\n\t”習\u0301\u00ad", max_size=400),
)
def test_passages_hold_their_spans(before: str, after: str) -> None:
    body = f"{before} Kyiv {after}"
    (hit,) = hits(rule("kyiv"), article(body))
    (found,) = hit.evidence
    _holds(found, body)
    assert surfaces([found]) == ["Kyiv"]


def _holds(found: Evidence, body: str) -> None:
    bare = found.text.removeprefix("… ") if found.text.startswith("… ") else found.text
    shift = len(found.text) - len(bare)
    for start, end in found.spans:
        assert (
            body[found.start + start - shift : found.start + end - shift] == found.text[start:end]
        )
    assert len(found.text) <= 240
