from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import STORY, article
from tests.group.texts import BLAZE, DRILL, STRIKE, STRIKE_NB, known, later, told
from worker.group import (
    Copy,
    Join,
    Open,
    adds,
    assign,
    copied,
    covers,
    fingerprint,
    headline,
    new_facts,
    with_news,
)
from worker.group.assign import MOST_ARTICLES, SUPPRESSES_FOR
from worker.group.copies import KNOWN
from worker.model import Adds, Article, KnownStory, Story, Text

RULES = frozenset({"strikes"})
TWIN = told(STRIKE, 92, body=STRIKE.body.replace("Ukraine", "Armenia").replace("450", "610"))


def placed(
    one: Article,
    stories: list[KnownStory],
    home: Story | None = None,
    texts: Mapping[int, Article] | None = None,
) -> tuple[Join | Open, Copy | None]:
    """Where an article is assigned, as the pipeline does it: with the facts it adds to a text."""
    found = fingerprint(one)
    copy = copied(found, stories)
    if copy is not None:
        first = (texts or {STRIKE.id: STRIKE})[copy.article_id]
        text = Text(first.title, f"{first.lead}\n{first.body}")
        copy = with_news(copy, one, {copy.article_id: text})
    return assign(one, found, home, stories, copy, RULES), copy


def test_an_article_like_none_opens_a_story() -> None:
    where, copy = placed(article(title="Pipeline  shut\n down"), [known(STRIKE)])
    assert isinstance(where, Open)
    assert (where.headline, where.related, copy) == ("Pipeline shut down", None, None)
    assert adds(article(), where, copy) == Adds()


def test_an_article_that_is_in_a_story_stays_there() -> None:
    home = replace(STORY, id=12, headline="Something else")
    where, _ = placed(STRIKE, [], home)
    assert isinstance(where, Join)
    assert where.story == home


def test_two_languages_tell_one_event() -> None:
    where, copy = placed(STRIKE_NB, [known(BLAZE), known(STRIKE, number=2), known(BLAZE)])
    assert isinstance(where, Join)
    assert where.story.id == 2
    assert {"Zelenskyj", "Trump"} <= set(where.because.shared)
    assert adds(STRIKE_NB, where, copy) == Adds(new_language="nb")


def test_an_article_unlike_every_story_says_so() -> None:
    where, _ = placed(BLAZE, [known(STRIKE)])
    assert isinstance(where, Open)
    assert where.because.words == "like no other story"
    assert where.because.score is not None


def test_a_copy_joins_and_adds_nothing() -> None:
    cut = told(STRIKE, 90, "other.example", title="What Trump asked")
    cut = replace(cut, body=cut.body[: len(cut.body) * 2 // 3])
    where, copy = placed(cut, [known(STRIKE)])
    assert isinstance(where, Join)
    assert "a copy of article" in where.because.words
    assert adds(cut, where, copy).copy_of == STRIKE.id


def test_a_known_text_with_a_new_name_is_news() -> None:
    more = told(STRIKE, 91, "other.example")
    more = replace(more, body=f"{more.body} A spokesman for Qandahari Holdings denied all of it.")
    where, copy = placed(more, [known(STRIKE)])
    assert isinstance(where, Join)
    assert adds(more, where, copy) == Adds(new_facts=("Qandahari", "Holdings"))


def test_an_outlet_that_tells_a_twin_event_in_the_same_words_opens_a_story() -> None:
    where, copy = placed(TWIN, [known(STRIKE)])
    assert isinstance(where, Open)
    assert where.because.words.endswith(": its outlet told another event in the same words")
    assert adds(TWIN, where, copy).related == "Known story"


ON = " By Monday 31 more were found under the ruins."
WRITTEN_ON = {
    "soon": (f"{STRIKE.body}{ON}", timedelta(hours=3), True),
    "half a day later": (f"{STRIKE.body}{ON}", timedelta(hours=13), False),
    "about somebody else": (
        f"{STRIKE.body}{ON}".replace("Trump", "Vance"),
        timedelta(hours=3),
        False,
    ),
}


@pytest.mark.parametrize("case", WRITTEN_ON.values(), ids=WRITTEN_ON.keys())
def test_an_outlet_that_writes_its_text_on_tells_no_twin(case: tuple[str, timedelta, bool]) -> None:
    body, passed, joins = case
    on = later(replace(told(STRIKE, 9, body=body), url=STRIKE.url), passed)
    where, copy = placed(on, [known(STRIKE)])
    assert isinstance(where, Join) == joins
    assert (adds(on, where, copy).new_facts[-1:] == ("31",)) == joins


NEW_DAY = SUPPRESSES_FOR + timedelta(hours=1)
APART = {
    "heard by other rules": (DRILL, known(STRIKE, rules=("sanctions",)), "heard by other rules"),
    "a day later": (later(STRIKE_NB, NEW_DAY), known(STRIKE), "older than a day"),
    "a full story": (STRIKE_NB, known(STRIKE, articles=MOST_ARTICLES), "may be no single event"),
    "alike, not surely one": (
        later(DRILL, timedelta(hours=92)),
        known(STRIKE),
        "not surely one event",
    ),
}


@pytest.mark.parametrize(("one", "story", "words"), APART.values(), ids=APART.keys())
def test_doubt_opens_a_story_beside(one: Article, story: KnownStory, words: str) -> None:
    where, _ = placed(one, [story])
    assert isinstance(where, Open)
    assert where.related is not None
    assert where.because.words.startswith(f"beside story {where.related.id}: ")
    assert words in where.because.words


FULL = known(STRIKE, articles=MOST_ARTICLES)
OVER = known(STRIKE)
HIDDEN = {
    "other rules heard it": (DRILL, known(STRIKE, rules=("sanctions",)), known(STRIKE, number=2)),
    "it is full": (STRIKE_NB, FULL, known(STRIKE, number=2)),
    "it is over": (
        later(STRIKE_NB, NEW_DAY),
        OVER,
        known(later(told(STRIKE, 5), NEW_DAY), number=2),
    ),
}


@pytest.mark.parametrize(("one", "closed", "own"), HIDDEN.values(), ids=HIDDEN.keys())
def test_a_story_that_is_closed_hides_none_as_like(
    one: Article, closed: KnownStory, own: KnownStory
) -> None:
    where, _ = placed(one, [closed, own])
    assert isinstance(where, Join)
    assert where.story == own.story


NO_OTHER = {
    "the other is far less like": (STRIKE_NB, known(DRILL, number=2)),
    "of a twin event": (TWIN, known(STRIKE, STRIKE_NB, number=2)),
}


@pytest.mark.parametrize(("one", "other"), NO_OTHER.values(), ids=NO_OTHER.keys())
def test_beside_a_story_that_is_closed_doubt_opens(one: Article, other: KnownStory) -> None:
    where, _ = placed(one, [FULL, other])
    assert isinstance(where, Open)


def short(number: int, words: str, outlet: str, place: str = "Moscow") -> Article:
    one = told(STRIKE, number, outlet, title=f"Long-range strike on {place}", body="")
    return replace(one, lead=words)


SHORTS = {
    "the same words": (short(2, "A refinery burns.", "a.example"), Join),
    "the same words elsewhere": (short(2, "A refinery burns.", "b.example"), Join),
    "another number": (short(2, "A refinery burns, 7 dead.", "a.example"), Open),
    "other numbers elsewhere": (short(2, "Depot 31 in flames at Tambov", "b.example"), Open),
    "other words of its outlet": (short(2, "Kaluga depot in flames", "a.example"), Open),
    "other words elsewhere": (short(2, "Moscow refinery in flames", "b.example"), Join),
}


@pytest.mark.parametrize(("one", "expected"), SHORTS.values(), ids=SHORTS.keys())
def test_short_texts(one: Article, expected: type) -> None:
    lead = "Depot 12 in flames at Tambov" if "31" in one.lead else "A refinery burns."
    first = short(1, lead, "a.example")
    story = known(first)
    found = fingerprint(one)
    copy = copied(found, [story])
    if copy is not None:
        facts = new_facts(one, f"{first.title}\n{first.lead}\n", short=True)
        copy = replace(copy, new_facts=facts)
    where = assign(one, found, None, [story], copy, RULES)
    assert isinstance(where, expected), where.because


def test_a_short_text_with_other_numbers_is_another_event() -> None:
    first = short(1, "Zelenskyy said that drones hit depot 12 at Tambov", "a.example")
    other = short(2, "Zelenskyy: drones hit depot 31 at Tambov, Kaluga", "b.example")
    where, _ = placed(other, [known(first)], texts={1: first})
    assert isinstance(where, Open)
    assert where.because.words.endswith(": a short text with other numbers")


HEADLINES = {
    "title": ({"title": " Moscow \t struck "}, "Moscow struck"),
    "long title is kept whole": ({"title": "word " * 100}, ("word " * 100).strip()),
    "no title: the lead": ({"title": " \n", "lead": "A lead.", "body": "b"}, "A lead."),
    "no lead: the body": ({"title": "", "lead": "", "body": "The body."}, "The body."),
    "a long lead is cut between words": (
        {"title": "", "lead": "fifteen letters " * 20},
        "fifteen letters " * 12 + "fifteen…",
    ),
    "a long lead without spaces is cut anywhere": (
        {"title": "", "lead": "字" * 300},
        "字" * 200 + "…",
    ),
    "no text: the link": ({"title": "", "lead": "", "body": ""}, "https://press.example/a?x=1"),
    "nothing at all": ({"title": "", "lead": "", "body": "", "url": None}, "(untitled)"),
}


@pytest.mark.parametrize(("changes", "expected"), HEADLINES.values(), ids=HEADLINES.keys())
def test_headline(changes: dict[str, str], expected: str) -> None:
    assert headline(article(**changes)) == expected


@given(st.text(), st.text(), st.text())
def test_a_headline_is_one_line_and_never_empty(title: str, lead: str, body: str) -> None:
    line = headline(article(title=title, lead=lead, body=body))
    assert line
    assert len(line.splitlines()) == 1


def test_a_short_text_of_another_outlet_joins_with_other_words() -> None:
    first = short(1, "Zelenskyy said that drones hit depot 12 at Tambov", "a.example")
    other = replace(
        short(2, "Drones struck it, Zelenskyy said", "b.example"), title="Tambov: depot 12 ablaze"
    )
    where, _ = placed(other, [known(first)], texts={1: first})
    assert isinstance(where, Join)
    assert where.because.words == "one event"


def test_a_short_text_of_the_same_outlet_is_another_event() -> None:
    first = short(1, "Zelenskyy said that drones hit depot 12 at Tambov", "a.example")
    other = replace(
        short(2, "Drones struck it, Zelenskyy said", "a.example"), title="Tambov: depot 12 ablaze"
    )
    where, _ = placed(other, [known(first)], texts={1: first})
    assert isinstance(where, Open)
    assert ": a short text, and no copy" in where.because.words


def test_coverage_is_a_copy_or_surely_like_a_story() -> None:
    story = [fingerprint(STRIKE), fingerprint(STRIKE_NB)]
    copied_because, copy_of = covers(fingerprint(told(STRIKE, 9, "post.example")), story) or (
        None,
        0,
    )
    assert copied_because is not None
    assert "no rule heard it: a copy of article 1" in copied_because.words
    assert copy_of == STRIKE.id
    like, of = covers(fingerprint(told(STRIKE_NB, 9, "post.example")), [fingerprint(STRIKE)]) or (
        None, 0,
    )  # fmt: skip
    assert like is not None
    assert (like.words, of) == ("no rule heard it: one event", None)
    assert covers(fingerprint(BLAZE), story) is None
    assert covers(fingerprint(short(9, "A refinery burns.", "a.example")), story) is None


def test_an_outlet_that_goes_on_with_an_event_tells_no_other() -> None:
    sentences = STRIKE.body.split(". ")
    goes_on = (
        "Trump told reporters in Washington that Zelenskyy could hit Moscow and Petersburg with "
        "what NATO had sent, and that the Financial Times was wrong about Typhon and Kharkiv. "
        "Rutte said that Donald Trump meant Patriot batteries. Senator Halvorsen asked for a vote."
    )
    one = told(STRIKE, 9, title="Trump speaks of Moscow", body=f"{sentences[0]}. {goes_on}")
    where, copy = placed(replace(one, url=STRIKE.url), [known(STRIKE)])
    assert copy is not None
    assert (copy.is_twin, copy.part < 0.6) == (True, True)
    assert isinstance(where, Join)


RAID = article(
    id=5,
    title="Raid on Norbank in Vilnius: chairman Petrus Galvan held",
    lead="",
    body="Police searched the head office of Norbank in Vilnius on Monday and held its chairman "
    "Petrus Galvan. Prosecutor Ruta Simonis spoke of forty million euros that went through Cyprus "
    "and Malta. Norbank said that it would help. The Bank of Lithuania set Jonas Kairys over it.",
    url=STRIKE.url,
)
IN_OTHER_WORDS = replace(
    RAID,
    title="Norbank chairman arrested",
    body="Petrus Galvan, who leads Norbank, was arrested in Vilnius after a search of the bank. He "
    "is suspected of having moved money for clients through Malta and Cyprus, said Ruta Simonis, "
    "the prosecutor. Administrator Jonas Kairys runs Norbank from now on, and customers are safe.",
)
WITH_ANOTHER_NAME = replace(
    RAID,
    id=7,
    title="Questions after the raid on Norbank",
    body=RAID.body.replace("Prosecutor Ruta Simonis", "Deputy Milda Zemaite"),
)
TOLD_ELSEWHERE = {
    "in words of its own": (IN_OTHER_WORDS, True),
    "in another language, perhaps translated": (replace(IN_OTHER_WORDS, language="nb"), False),
    "in the same words": (RAID, False),
    "another event": (BLAZE, False),
}


@pytest.mark.parametrize("case", TOLD_ELSEWHERE.values(), ids=TOLD_ELSEWHERE.keys())
def test_what_another_outlet_surely_told_is_no_twin(case: tuple[Article, bool]) -> None:
    elsewhere, joins = case
    other = replace(elsewhere, id=6, url="https://other.example/1")
    said = {one.id: one for one in (RAID, other)}
    where, copy = placed(WITH_ANOTHER_NAME, [known(RAID, other)], texts=said)
    assert copy is not None
    assert (copy.is_twin, copy.part >= KNOWN) == (True, True)
    assert isinstance(where, Join) == joins
