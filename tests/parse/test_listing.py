"""Pages of headlines, as sites build them; all written here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html

from tests.growth import grown
from tests.parse.html import PROSE, article
from worker.model import PageVerdict
from worker.parse.fulltext import extract
from worker.parse.listing import MOST_CHARS, Line, is_list, lines

URL = "https://news.example.org/local"
TITLES = (
    "Ferry fares rise again as fuel costs bite the islands",
    "Council votes to close the old fish market hall",
    "Storm warning issued for the outer coast tonight",
    "Harbour museum reopens after two years of repair",
    "Fishing quota talks end without any agreement",
    "Second bridge over the sound will cost a billion",
)
SHAPES = {
    "a title that is a link": "<article><h2><a href=/{n}>{title}</a></h2><p>{text}</p></article>",
    "a link around a title": "<div><a href=/{n}><h3>{title}</h3></a><p>{text}</p></div>",
    "a link around all": "<div><a href=/{n}><h3>{title}</h3><p>{text}</p></a></div>",
    "a title in bold": "<div><strong><a href=/{n}>{title}</a></strong><p>{text}</p></div>",
    "a line below": "<p><a href=/{n}>{title}</a><br>{text}</p>",
    "more to read": "<div><h4><a href=/{n}>{title}</a></h4><p>{text} <a href=/>More</a></p></div>",
    "rows": "<table><tr><td><a href=/{n}>{title}</a></td><td>{text}</td></tr></table>",
    "titles alone": "<li><a href=/{n}>{title}</a></li>",
    "titles and dates": "<li><a href=/{n}>{title}</a> <span>22.11.2026 16:30</span></li>",
}


def page(shape: str, count: int = 12) -> bytes:
    items = "".join(
        shape.format(n=n, title=TITLES[n % 6], text=PROSE[n % len(PROSE)]) for n in range(count)
    )
    head = "<html><head><title>Local news</title></head><body><main><h1>Local news</h1>"
    return f"{head}{items}</main></body></html>".encode()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_list_is_no_article(shape: str) -> None:
    found = extract(page(shape), {}, URL)
    assert (found.verdict, found.words) == (PageVerdict.PARTIAL, "a page of headlines")


def test_a_list_of_many_is_one_too() -> None:
    shape = SHAPES["a title that is a link"]
    assert extract(page(shape, 60), {}, URL).words == "a page of headlines"


def test_the_sources_of_an_encyclopedia_are_no_list() -> None:
    cited = "".join(f"<li><a href=/{n}>{title}</a>, 3 May</li>" for n, title in enumerate(TITLES))
    notes = f"<h2>References</h2><ol class='references mw'>{cited * 3}</ol>"
    found = extract(article(notes, paragraphs=4), {}, URL)
    assert TITLES[0] in found.text
    assert found.verdict is PageVerdict.OK


def test_headings_of_a_ticker_lead_to_itself() -> None:
    told = "".join(
        f"<h3><a href='#{n}'>{title}</a></h3><p>{PROSE[n]}</p>" for n, title in enumerate(TITLES)
    )
    found = extract(article(told, paragraphs=0), {}, URL)
    assert found.verdict is PageVerdict.OK


@pytest.mark.parametrize("tag", ["p", "h3", "li"])
def test_an_article_with_links_in_it_is_an_article(tag: str) -> None:
    linked = [f"<{tag}><a href=/{n}>{title}</a></{tag}>" for n, title in enumerate(TITLES)]
    mixed = [f"{link}<p>{PROSE[n]}</p>" for n, link in enumerate(linked[:4], 8)]
    assert extract(article(*linked), {}, URL).verdict is PageVerdict.OK
    assert extract(article(*mixed), {}, URL).verdict is PageVerdict.OK


def test_long_paragraphs_under_headlines_are_prose() -> None:
    shown = [
        line
        for title, text in zip(TITLES, PROSE, strict=False)
        for line in (Line(title, len(title)), Line(text + text, 0))
    ]
    text = "\n".join(line.text for line in shown if not line.link_chars)
    assert not is_list(shown, text)
    assert not is_list(shown, text[: MOST_CHARS + 1] * 100)


def test_lines_end_at_blocks_and_breaks_and_pass_over_what_stands_around() -> None:
    tree = html.document_fromstring(
        "<nav><a href=/>Home</a></nav><p>a <!-- x -->b<?y?> c<br><a href=/1><b>d</b> e</a> f"
        "<script>g</script> h<p><a name=i>i</a><footer>j</footer>k<aside><a href=/2>l</a></aside>"
    )
    assert list(lines(tree)) == [Line("a b c", 0), Line("d e f h", 2), Line("i", 0), Line("k", 0)]


@pytest.mark.load
@pytest.mark.parametrize(
    "text",
    [
        lambda n: "<a href=x>" * (n // 10),
        lambda n: "<p>" + "word " * (n // 5),
        lambda n: "<p>Some words that are the same each time, and are many" * (n // 50),
    ],
    ids=["links", "words", "lines"],
)
def test_it_costs_what_its_length_does(text: Callable[[int], str]) -> None:
    def judged(body: str) -> bool:
        return is_list(list(lines(html.document_fromstring(body))), body)

    assert not grown(judged, text, 100_000)
