"""Pages to text: what is found, put back, taken out; and bytes that are no page at all."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
import trafilatura
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.growth import grown
from tests.parse.html import PROSE, STANDFIRST, article, page
from worker.model import PageVerdict
from worker.parse import asshown, blocks, fulltext, others
from worker.parse.chrome import key
from worker.parse.declared import declared
from worker.parse.fulltext import available, extract, heed

URL = "https://news.example.org/port"


def test_an_article_is_found_whole() -> None:
    found = extract(article(), {}, URL)
    assert found.verdict is PageVerdict.OK
    assert found.text.split("\n\n") == [STANDFIRST, *PROSE[:8]]


def test_a_page_that_asks_to_be_left_alone_is_not_read() -> None:
    found = heed(article(), {}, URL, "", frozenset())
    assert found == extract(article(), {}, URL)
    left = heed(article(), {"tdm-reservation": "1"}, URL, "", frozenset())
    assert (left.verdict, left.text, left.line_keys) == (PageVerdict.REFUSED, "", ())
    assert "reserves text and data mining" in left.words


def test_every_line_has_its_key_and_shared_lines_go() -> None:
    extra = "<p>Vestby is a town by the sea. This line stands below each of our articles.</p>"
    first = extract(article(extra), {}, URL)
    assert key(STANDFIRST) in first.line_keys
    assert len(set(first.line_keys)) == len(first.line_keys) == 10
    shared = frozenset({first.line_keys[-1]})
    second = extract(article(extra), {}, URL, repeated=shared)
    assert second.text.split("\n\n") == [STANDFIRST, *PROSE[:8]]
    assert second.line_keys == first.line_keys
    assert extract(article(), {}, URL, repeated=frozenset(first.line_keys)).text == ""


def test_chrome_around_and_within_goes() -> None:
    extra = (
        "<p>Read also: The day the ferries stopped</p><p>Send Push</p>",
        "<p>Loving Vestby? Download the app now</p>",
        "<figure><img src=a><figcaption>Divers. Photo: K. Nordmann</figcaption></figure>",
        "<div class='newsletter-box'><p>One mail a day, with what you need to know.</p></div>",
        "<ul><li><a href=/y>Ferries leave again, says the master of the harbour</a></li></ul>",
        "<div><a href=/x>A mine from 1943 was found here once before, in the same basin</a></div>",
    )
    assert extract(article(*extra), {}, URL).text.split("\n\n") == [STANDFIRST, *PROSE[:8]]


def test_a_paragraph_that_stands_apart_is_put_back_where_it_stood() -> None:
    lead = "<div class=lead><p>A standfirst the extractor has left out, as it often does.</p></div>"
    markup = html.fromstring(
        f"<html><body><h1>Title</h1>{lead}<p>One two.</p><div><p>{PROSE[0]}</p></div>"
        f"<ul><li>A label</li></ul><aside><p>{PROSE[1]}</p></aside><p>{PROSE[2]}</p><p>Three.</p>"
        "</body></html>"
    )
    lines = ["One two.", PROSE[2], "Three."]
    put_back = blocks.refill(lines, blocks.blocks(markup))
    assert put_back[0].startswith("A standfirst")
    assert put_back[1:] == ["One two.", PROSE[0], PROSE[2], "Three."]
    assert blocks.refill(["Not on the page"], blocks.blocks(markup)) == ["Not on the page"]


def test_the_heading_of_a_paragraph_is_put_back() -> None:
    heading, ticker = "18.20: Divers find a second mine", "<a href=#t2>17.05: Ferries wait</a>"
    other = "<a href=/x>The day the ferries stopped</a>"
    markup = html.fromstring(
        f"<html><body><h1>Title</h1><p>{PROSE[0]}</p><h3>{heading}</h3><p>{PROSE[1]}</p>"
        f"<h5>{ticker}</h5><p>{PROSE[2]}</p><h4>{other}</h4><p>{PROSE[3]}</p>"
        f"<h4>More from Vestby</h4><ul><li>{other}</li></ul><p>{PROSE[4]}</p></body></html>"
    )
    put_back = blocks.refill(list(PROSE[:5]), blocks.blocks(markup))
    assert put_back == [PROSE[0], heading, PROSE[1], "17.05: Ferries wait", *PROSE[2:5]]


def test_a_heading_leads_past_its_own_headings_and_past_boxes() -> None:
    markup = html.fromstring(
        f"<html><body><h1>T</h1><p>{PROSE[0]}</p><h2>Monday</h2><h5>18.20: A mine</h5>"
        f"<figure>A mine</figure><p>{PROSE[1]}</p><h2>Lists</h2><ul><li>One mine.</ul>"
        f"<h2>Sunday</h2><p>Short.</p><h2>Alone</h2><p>{PROSE[2]}</p></body></html>"
    )
    put_back = blocks.refill([PROSE[0], "One mine.", PROSE[2]], blocks.blocks(markup))
    assert put_back == [
        PROSE[0], "Monday", "18.20: A mine", PROSE[1], "Lists", "One mine.", "Alone", PROSE[2],
    ]  # fmt: skip


def test_a_standfirst_without_a_full_stop_is_known_by_the_description() -> None:
    lead = "Divers look for mines in the basin while ferries leave from the old port"
    head = f'<meta property="og:description" content="{lead[:60]}…">'
    assert extract(article(head=head, lead=lead), {}, URL).text.startswith(lead)
    markup = html.fromstring(f"<html><body><h1>T</h1><p>{lead}</p><p>One.</p></body></html>")
    page_blocks = blocks.blocks(markup)
    assert blocks.refill(["One."], page_blocks, lead[:60]) == [lead, "One."]
    assert blocks.refill(["One."], page_blocks, "Other") == ["One."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>{STANDFIRST}</p>", True),
        (f"<p aria-hidden=true>{STANDFIRST}</p>", False),
        (f"<div class=relatedItems><p>{STANDFIRST}</p></div>", False),
        (f"<nav><p>{STANDFIRST}</p></nav>", False),
        (f"<div role=dialog><p>{STANDFIRST}</p></div>", False),
        (f"<div id=onetrust-banner-sdk><p>{STANDFIRST}</p></div>", False),
        (f"<div class=qc-cmp2-container><p>{STANDFIRST}</p></div>", False),
        (f"<div class=cmp-text><p>{STANDFIRST}</p></div>", True),
        (f"<p><a href=/x>{STANDFIRST}</a></p>", False),
        (f"<a href=/x><div><p>{STANDFIRST}</p></div></a>", False),
        (f"<a href=#x><p>{STANDFIRST}</p></a>", True),
        (f"<h2>{STANDFIRST}</h2>", False),
        ("<p>Short.</p>", False),
        ("<p>A line of some length but one that is not a sentence at all</p>", False),
        ("<p>Published on Monday, 4 May 2026 at 13:26, and updated at 20:24.</p>", False),
        ("<p>Sentence<br>after sentence,<br>parted by breaks, is running text too.</p>", True),
    ],
)
def test_running_text(markup: str, *, expected: bool) -> None:
    (block,) = blocks.blocks(html.fromstring(f"<html><body>{markup}</body></html>"))
    assert blocks.runs(block) is expected


def test_the_next_story_of_an_endless_page_is_not_this_one() -> None:
    def told(count: int, extra: str = "") -> list[str]:
        first = f"<article><h1>One</h1>{''.join(f'<p>{text}</p>' for text in PROSE[:count])}"
        inner = f"<article><h1>Within</h1><p>{PROSE[8]}</p></article></article>"
        below = f"<article><h1>Two</h1><p>{PROSE[9]}</p><p>{PROSE[10]}</p></article>{extra}"
        body = f"<html><body><main>{first}{inner}{below}<p>{PROSE[11]}</p></main></body></html>"
        lines = [*PROSE[:count], *PROSE[8:12]]
        kept, page = others.one_story(lines, blocks.blocks(html.fromstring(body)))
        assert (kept == lines) is any(block.text == PROSE[10] for block in page)
        return kept

    assert told(4) == [*PROSE[:4], PROSE[8], PROSE[11]]
    assert told(4, f"<article><p>{PROSE[9]}</p></article>") == [
        *PROSE[:4], PROSE[8], PROSE[9], PROSE[11],
    ]  # fmt: skip
    assert told(1) == [PROSE[0], *PROSE[8:12]]


WRAPPED = """<div>The mission was to fly over
    the northern quay on Monday, and <a href="/b">two tugs</a>
    were to wait.<br>
    Nobody said why the harbour<br>master had left.</div>
    <pre>The log of the day:
    nothing to report</pre>
    <p>The mission was to fly over</p>"""


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (
            ["The mission was to fly over", "the northern quay on Monday, and", "two tugs",
             "were to wait.", "Nobody said why the harbour", "master had left."],
            ["The mission was to fly over the northern quay on Monday, and two tugs were to wait.",
             "Nobody said why the harbour", "master had left."],
        ),
        (["The mission was to fly over"] * 2, ["The mission was to fly over"] * 2),
        (["The mission was", "…", "to the moon"], ["The mission was", "…", "to the moon"]),
        (["The log of the day:", "nothing"], ["The log of the day:", "nothing"]),
        (["The log", "of the day:"], ["The log of the day:"]),
        (["", "two tugs", "were to wait."], ["", "two tugs", "were to wait."]),
        ([], []),
    ],
)  # fmt: skip
def test_what_the_source_wraps_is_one_line(lines: list[str], shown: list[str]) -> None:
    page = blocks.blocks(html.fromstring(f"<html><body>{WRAPPED}</body></html>"))
    assert asshown.whole(lines, page) == shown


@pytest.mark.load
@pytest.mark.parametrize(
    "row", ["The ministry of tenders says {0}", "The ministry of tenders says"]
)
def test_many_rows_that_begin_alike_cost_what_their_number_does(row: str) -> None:
    def told(size: int) -> tuple[list[str], list[blocks.Block]]:
        rows = [row.format(n) for n in range(size)]
        shown = [f"{text} again and again" for text in rows] + [" ".join(rows) + " no"]
        page = [blocks.Block("p", text, 0, False, False, lines=(text,)) for text in shown]  # noqa: FBT003
        return rows, page

    assert grown(lambda given: asshown.whole(*given), told, 8_000) == told(8_000)[0]


def test_of_paragraphs_that_begin_alike_only_some_are_put_together() -> None:
    wrapped = [f"The ministry of tenders says {n}" for n in range(asshown.MOST_ALIKE + 1)]
    shown = [f"{text} of many" for text in wrapped]
    page = [blocks.Block("p", text, 0, False, False, lines=(text,)) for text in shown]  # noqa: FBT003
    lines = [part for text in wrapped for part in (text, "of many")]
    assert asshown.whole(lines, page) == [*shown[:-1], wrapped[-1], "of many"]


def test_lines_of_one_paragraph_stand_close() -> None:
    page = blocks.blocks(html.fromstring(f"<html><body>{WRAPPED}</body></html>"))
    lines = [*page[0].lines, "Share this", *page[0].lines[1:], *page[1].lines]
    text = asshown.joined(lines, page)
    assert text.replace("\n\n", "|").split("|") == [
        "\n".join(page[0].lines), "Share this", "\n".join(page[0].lines[1:]),
        "The log of the day:\nnothing to report",
    ]  # fmt: skip
    broken = "<div>The quay is shut.<br>Why it is,<br><br>nobody said.</div>"
    (block,) = blocks.blocks(html.fromstring(f"<html><body>{broken}</body></html>"))
    found = asshown.joined([line for line in block.lines if line], [block])
    assert found == "The quay is shut.\nWhy it is,\n\nnobody said."


def test_a_phrase_is_found_whole_where_the_source_wraps_it() -> None:
    body = "".join(f"<div>{text.replace(' ', chr(10), 6)}</div>" for text in PROSE)
    page = f"<html><body><article><h1>Vestby</h1>{body}</article></body></html>".encode()
    found = extract(page, {}, URL)
    assert found.text == "\n\n".join(PROSE)


def test_a_line_of_many_paragraphs_is_parted() -> None:
    shown = [*PROSE[:3], "Share this", "!", *PROSE[3:5]]
    body = "".join(f"<div>{text}</div>" for text in shown)
    page = blocks.blocks(html.fromstring(f"<html><body>{body}</body></html>"))
    assert asshown.parted([" ".join(shown)], page) == [*PROSE[:3], "Share this", *PROSE[3:5]]
    assert asshown.parted([f"{PROSE[0]} And so on."], page) == [f"{PROSE[0]} And so on."]
    assert asshown.parted(["…"], page) == ["…"]
    many = ["x"] * asshown.FEW_LINES
    assert asshown.parted([*many, " ".join(shown)], page) == [*many, " ".join(shown)]


def test_links_at_the_end_are_other_stories() -> None:
    markup = f"<h1>Title</h1><p>{PROSE[0]}</p><p><a href=/x>Ferries leave again.</a></p>"
    page_blocks = blocks.blocks(html.fromstring(f"<html><body>{markup}</body></html>"))
    lines = ["Title", PROSE[0], "Ferries leave again."]
    assert others.unboxed(lines, page_blocks) == [PROSE[0]]
    assert others.unboxed(lines[::-1], page_blocks) == ["Ferries leave again.", PROSE[0]]


def test_links_one_below_another_are_other_stories() -> None:
    titles = [f"The day the ferries stopped, part {n}" for n in (1, 2, 3)]
    items = [f"<li><a href=/{n}>{title}</a></li>" for n, title in enumerate(titles)]
    lines = [PROSE[0], *titles, PROSE[1], PROSE[2]]

    def kept(items: list[str]) -> list[str]:
        text = f"<p>{PROSE[0]}</p><ul>{''.join(items)}</ul><p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
        page = blocks.blocks(html.fromstring(f"<html><body>{text}</body></html>"))
        return others.unboxed(lines, page)

    assert kept(items) == [PROSE[0], PROSE[1], PROSE[2]]
    assert kept(items[:2]) == lines


def test_headlines_with_a_few_words_below_each_are_other_stories_where_the_text_ends() -> None:
    def rows(count: int, *below: str) -> list[str]:
        titles = [f"The day the ferries stopped, part {n}" for n in range(count)]
        told = [f"Part {n} of it was told by those who had been there." for n in range(count)]
        lines = [part for row in zip(titles, told, strict=True) for part in row]
        body = "".join(
            f"<h3><a href=/{n}>{title}</a></h3><p>{text}</p>"
            for n, (title, text) in enumerate(zip(titles, told, strict=True))
        )
        text = "".join(f"<p>{one}</p>" for one in PROSE[:4])
        after = "".join(f"<p>{one}</p>" for one in below)
        page = blocks.blocks(html.fromstring(f"<html><body>{text}{body}{after}</body></html>"))
        return others.unboxed([*PROSE[:4], *lines, *below], page)[4:]

    assert rows(3) == []
    assert len(rows(2)) == 2
    assert rows(3, PROSE[5])[-1] == PROSE[5]
    assert rows(3, "x" * 400)[-1] == "x" * 400


@pytest.mark.load
@pytest.mark.parametrize("filling", [".", "a…", "Read also: "])
def test_long_lines_cost_what_their_length_does(filling: str) -> None:
    def told(length: int) -> bytes:
        return article(f"<p>{filling * (length // len(filling))}x</p>", paragraphs=2)

    found = grown(lambda page: extract(page, {}, URL), told, 400_000)
    assert found.verdict is PageVerdict.OK


def test_joiners_stay_where_the_page_has_them() -> None:
    told = "کارکنان بندر می‌گویند که اسکله شمالی تا پایان هفته بسته می‌ماند و کشتی‌ها در راه‌اند."
    assert told in extract(article(f"<p>{told}</p>"), {}, URL).text


def test_a_sign_says_as_much_as_some_letters() -> None:
    assert blocks.length("port") == 4
    assert blocks.length("порт") == 4
    assert blocks.length("港湾") == 6
    assert blocks.length("みなと") == 6
    assert blocks.length("항구") == 4


@pytest.mark.load
@pytest.mark.parametrize(
    "row",
    [
        "<h3><a href=/x>The day the ferries stopped</a></h3><p>So it was told.</p>",
        "<h3>The day the ferries stopped</h3>",
        f"<article><h1>The day the ferries stopped</h1><p>{STANDFIRST}</p></article>",
    ],
)
def test_many_rows_cost_what_their_number_does(row: str) -> None:
    def told(length: int) -> bytes:
        return article(row * (length // len(row)))

    grown(lambda page: extract(page, {}, URL), told, 100_000)


def test_misleading_names_are_not_believed() -> None:
    body = article().replace(b"class=body", b"class=newsletter")
    assert extract(body, {}, URL).text.split("\n\n")[-1] == PROSE[7]


def test_what_shows_nowhere_is_not_shown() -> None:
    markup = "<div>a<!-- b --><script>c</script><br>d<svg><text>e</text></svg></div>"
    tree = html.fromstring(f"<html><body>{markup}</body></html>")
    assert blocks.shown(tree) == "a d"
    assert blocks.shown(html.fromstring("<div>x</div>")) == "x"


@pytest.mark.parametrize(
    ("charset", "content_type", "meta"),
    [
        ("utf-8", "", ""),
        ("utf-8", "text/html; charset=iso-8859-1", "<meta charset=latin1>"),
        ("cp1252", "text/html; charset=windows-1252", ""),
        ("cp1251", "text/html", "<meta charset='windows-1251'>"),
        ("cp1251", "", "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>"),
        ("koi8-r", "text/html; charset=koi8-r", "<meta charset=windows-1251>"),
        ("cp1251", "text/html; charset=iso-8859-1", "<meta charset=windows-1251>"),
        ("utf-16-le", "text/html", "<meta charset=windows-1251>"),
        ("iso-2022-jp", "", "<meta charset=iso-2022-jp>"),
        ("iso-2022-jp", "text/html; charset=ISO-2022-JP", ""),
    ],
)
def test_charsets(charset: str, content_type: str, meta: str) -> None:
    lead = "Порт закрыт на неделю, пока водолазы ищут мины у северного причала города."
    if charset == "cp1252":
        lead = "Le port est fermé une semaine, pendant que l’on cherche des mines près du quai."
    if charset == "iso-2022-jp":
        lead = "港湾当局は月曜日、北岸壁の閉鎖が基礎の修復工事が終わるまで続くと発表した。"
    body = article(head=meta, lead=lead).decode().encode(charset)
    assert lead in extract(body, {"content-type": content_type}, URL).text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"%PDF-1.7 binary",
        b'{"json": true}',
        b"<html></html>",
        b"<html><body></body></html>",
        b"<html><frameset><frame></frameset></html>",
        b"<" * 10_000,
        b"<div>" * 3_000 + b"deep",
        b"<?xml version='1.0' encoding='utf-16'?><rss/>",
        b"<html><head><script type='application/ld+json'>{</script></head><p>x</p></html>",
        "<p>\ud800</p>".encode("utf-8", "surrogatepass"),
    ],
    ids=range(12),
)
def test_bytes_that_are_no_article_raise_nothing(body: bytes) -> None:
    assert extract(body, {}, URL).verdict is not PageVerdict.OK


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    extract(body, {}, URL)
    extract(b"<html><body><article><p>" + body + b"</article></body></html>", {}, URL)


def test_an_extractor_that_fails_is_an_empty_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    found = extract(article(), {}, URL)
    assert (found.verdict, found.text) == (PageVerdict.EMPTY, "")
    assert found.words == "it could not be read (RecursionError)"


def test_too_little_memory_is_the_process_s_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(trafilatura, "bare_extraction", fail)
    with pytest.raises(MemoryError):
        extract(article(), {}, URL)


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available()
    monkeypatch.setattr(fulltext, "find_spec", lambda _: None)
    assert not available()
    real = builtins.__import__

    def missing(name: str, *args: Any) -> Any:
        if name == "trafilatura":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ImportError):
        extract(article(), {}, URL)


@pytest.mark.parametrize(
    ("script", "free"),
    [
        ('{"isAccessibleForFree": false}', False),
        ('{"isAccessibleForFree": true}', True),
        ('[{"isAccessibleForFree": "False"}, {"isAccessibleForFree": true}]', False),
        ('{"hasPart": {"isAccessibleForFree": "http://schema.org/False"}}', False),
        ('{"articleBody": 1}', None),
        ("[" * 30 + "]" * 30, None),
        ('"text"', None),
        ("[" * 100_000, None),
        ("", None),
    ],
)
def test_who_may_read(script: str, free: bool | None) -> None:  # noqa: FBT001
    markup = (
        f"<html><head><title> T </title><meta name=description content='D '><script>1</script>"
        f"<script type='application/ld+json'>{script}</script></head><body></body></html>"
    )
    said = declared(html.fromstring(markup))
    assert said.free is free
    assert (said.title, said.description, said.body) == ("T", "D", "")


def test_a_page_that_shows_a_few_words_is_not_taken_for_one() -> None:
    assert extract(page("x"), {}, URL).verdict is PageVerdict.PARTIAL
