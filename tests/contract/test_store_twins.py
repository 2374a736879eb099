"""Entries that a feed lists again under another guid and another address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract.making import DAY, HOUR, MINUTE, NO_GAP, NOW, URL, digest, entry, feed, visit
from worker.model import Entry, Identity, ParsedFeed
from worker.parse.feed import read as feed_document
from worker.store import SqlStore

DATED = NOW - 5 * HOUR
DAY_ALONE = datetime(NOW.year, NOW.month, NOW.day, tzinfo=NOW.tzinfo)


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    store.sync_feeds([feed(URL)], NOW)
    return store


def moved(name: str, to: str, **options: Any) -> Entry:
    """The entry under another key and another link."""
    said = {"published_at": DATED, "title": f"Title {name}", **options}
    url = f"https://news.example/{to}"
    words = {"lead": f"Lead {name}", "body": f"Body {name}", "url": url, "canonical_url": url}
    return entry(to, **{**words, **said})


@pytest.mark.parametrize(
    ("options", "new"),
    [
        ({}, 0),
        ({"canonical_url": None}, 0),  # the new link is not its own
        ({"lead": "", "body": "", "of": {"lead": "", "body": ""}}, 0),
        ({"body": "other words"}, 1),
        ({"lead": "other words"}, 1),
        ({"title": "Another title"}, 1),
        ({"published_at": DATED + timedelta(seconds=1)}, 1),
        ({"published_at": DAY_ALONE, "of": {"published_at": DAY_ALONE}}, 1),  # a day tells little
        ({"published_at": None, "of": {"published_at": None}}, 1),
        ({"published_at": NOW + MINUTE, "of": {"published_at": NOW + MINUTE}}, 1),
    ],
)
def test_an_entry_with_the_words_and_the_date_of_one_that_is_gone_is_no_news(
    fed: SqlStore, options: dict[str, Any], new: int
) -> None:
    now = {name: value for name, value in options.items() if name != "of"}
    visit(fed, [entry("a", **{"published_at": DATED, **options.get("of", {})})])
    kept, _ = visit(fed, [moved("a", "2026/a", **now)], NOW + MINUTE)
    assert (kept.new, kept.revised) == (new, 0)
    assert len(fed.list_articles()) == 1 + new


def test_an_address_that_changes_at_every_poll_fills_no_table(fed: SqlStore) -> None:
    visit(fed, [entry("a", published_at=DATED)])
    for poll in range(30):
        now = NOW + poll * MINUTE
        assert visit(fed, [moved("a", f"a?token={poll}")], now)[0].new == 0
    found = fed.article(1)
    assert found is not None
    assert len(found.sightings) == found.revision == 1


def test_under_another_query_other_words_are_an_edit(fed: SqlStore) -> None:
    visit(fed, [entry("a", published_at=DATED), *map(entry, "bcd")])
    edited = moved("a", "a?token=1", body="more is known")
    kept, _ = visit(fed, [edited, *map(entry, "bcd")], NOW + MINUTE)
    assert (kept.new, kept.revised) == (0, 1)
    found = fed.article(1)
    assert found is not None
    assert (found.body, found.url) == ("more is known", "https://news.example/a?token=1")


def test_other_words_are_an_edit_though_the_link_is_the_sites(fed: SqlStore) -> None:
    site: dict[str, Any] = {
        "url": "https://news.example/",
        "canonical_url": None,
        "published_at": DATED,
    }
    visit(fed, [entry("a", **site), *map(entry, "bcd")])
    edited = moved("a", "", **{**site, "body": "more is known"})
    kept, _ = visit(fed, [edited, *map(entry, "bcd")], NOW + MINUTE)
    assert (kept.new, kept.revised) == (0, 1)


@pytest.mark.parametrize(("there", "new"), [("https://mirror.example/a", 0), ("", 1)])
def test_on_another_host_a_page_has_its_path_still(fed: SqlStore, there: str, new: int) -> None:
    visit(fed, [entry("a", published_at=DATED), *map(entry, "bcd")])
    url = there or None
    listed = [moved("a", "x", url=url, canonical_url=url), *map(entry, "bcd")]
    assert visit(fed, listed, NOW + MINUTE)[0].new == new


def test_what_is_listed_beside_it_is_another(fed: SqlStore) -> None:
    first = entry("a", published_at=DATED)
    visit(fed, [first])
    assert visit(fed, [first, moved("a", "b")], NOW + MINUTE)[0].new == 1
    assert visit(fed, [first, moved("a", "b")], NOW + HOUR)[0].new == 0
    both = [moved("a", "c"), moved("a", "d")]
    assert visit(fed, both, NOW + 2 * HOUR)[0].new == 0
    assert visit(fed, [*both, moved("a", "e")], NOW + 3 * HOUR)[0].new == 1


def test_an_article_without_an_address_of_its_own_is_known_by_its_words(fed: SqlStore) -> None:
    url = "https://news.example/a"
    visit(fed, [entry("a")])

    def retitled(poll: int) -> Entry:
        return entry("a", "Retitled", key=digest(f"key {poll}"), url=f"{url}#{poll}")

    assert visit(fed, [retitled(0)], NOW + MINUTE)[0].new == 1  # one URL, two titles
    for poll in range(1, 4):
        assert visit(fed, [retitled(poll)], NOW + poll * HOUR)[0].new == 0


def test_known_keys_are_those_of_twins_too(fed: SqlStore) -> None:
    visit(fed, [entry("a", published_at=DATED)])
    other = entry("d", published_at=DATED)
    asked = [moved("a", "b"), moved("a", "c", title="News"), moved("a", "e", lead="less"), other]
    (claim,) = fed.claim_feeds("w1", 9, NO_GAP, NOW + DAY)
    assert fed.known_keys(claim.id, asked) == {asked[0].key, asked[2].key}


@pytest.mark.parametrize(
    ("to", "left_out", "new"),
    [("2026/a", 0, 1), ("2026/a", 9, 1), ("a?token=1", 0, 0), ("a?token=1", 9, 0)],
)
def test_one_story_alone_under_a_new_address_may_be_told_anew(
    fed: SqlStore, to: str, left_out: int, new: int
) -> None:
    others = [entry(name, published_at=DATED) for name in "bcd"]
    visit(fed, [*others, entry("a", published_at=DATED)])
    listed = [moved("a", to), *(others if not left_out else ())]
    parsed = ParsedFeed("rss20", tuple(listed), Identity.GUID, known=left_out)
    kept, _ = visit(fed, (), NOW + MINUTE, feed=parsed)
    assert kept.new == new


# ---- a document that is anew from top to bottom ---------------------------------------------


def all_moved(to: str, **options: Any) -> list[Entry]:
    return [moved(name, f"{to}/{name}", **options) for name in "abc"]


@pytest.mark.parametrize(
    ("was", "now", "new"),
    [
        ({}, {"body": "other words"}, 0),  # of one moment
        ({}, {"published_at": DATED.replace(second=0, microsecond=0)}, 0),
        ({}, {"published_at": DATED.replace(second=0, microsecond=0), "lead": "less"}, 0),
        ({}, {"published_at": DATED + MINUTE, "lead": "less"}, 3),
        ({}, {"published_at": DATED + HOUR}, 0),  # of the same words, and no later
        ({}, {"published_at": None}, 0),
        ({}, {"published_at": None, "lead": "less"}, 3),
        ({"published_at": DAY_ALONE}, {"published_at": DAY_ALONE}, 0),
        ({"published_at": DAY_ALONE}, {"published_at": DAY_ALONE, "lead": "less"}, 3),
        ({"published_at": None}, {"published_at": None}, 0),
        ({"lead": "", "body": ""}, {"published_at": None, "lead": "", "body": ""}, 3),
        ({}, {"title": "Another title"}, 3),
        ({}, {"published_at": NOW + HOUR}, 3),  # words said again
    ],
)
def test_what_moves_with_all_that_is_listed_is_known_by_less(
    fed: SqlStore, was: dict[str, Any], now: dict[str, Any], new: int
) -> None:
    visit(fed, all_moved("old", **was))
    visit(fed, all_moved("old", **was), NOW + MINUTE)
    kept, _ = visit(fed, all_moved("new", **now), NOW + HOUR)
    assert kept.new == new


def test_what_is_anew_at_every_poll_is_news_once_and_fills_no_table(fed: SqlStore) -> None:
    for poll in range(5):
        now = NOW + poll * HOUR
        kept, _ = visit(fed, all_moved(f"visit/{poll}", published_at=now), now)
        assert kept.new == (0 if poll else 3)
    found = fed.article(1)
    assert found is not None
    assert len(found.sightings) == found.revision == 1


def test_the_same_words_on_another_day_are_news(fed: SqlStore) -> None:
    visit(fed, all_moved("monday", published_at=None))
    visit(fed, [entry("d"), *all_moved("monday", published_at=None)], NOW + 2 * DAY)
    visit(fed, [entry("d")], NOW + 3 * DAY + HOUR)
    later = NOW + 4 * DAY
    assert visit(fed, all_moved("friday", published_at=None), later)[0].new == 3


# ---- another title ---------------------------------------------------------------------------

PAGE: dict[str, Any] = {
    "url": "https://news.example/a",
    "canonical_url": "https://news.example/a",
}


def words(number: str) -> dict[str, Any]:
    return {"url": f"https://news.example/words-{number}.html", "canonical_url": None}


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ({}, {}, (0, 1)),
        ({}, {"body": "other words"}, (0, 1)),
        (words("1048576"), words("other-1048576"), (0, 1)),
        (words("20261122"), words("other-20261122"), (1, 0)),  # a day
        ({}, {"url": "https://news.example/a?token=1", "canonical_url": None}, (0, 1)),
        ({}, {"url": "https://news.example/a?no=1", "canonical_url": None, "lead": ""}, (1, 0)),
        ({"published_at": DAY_ALONE}, {"published_at": DAY_ALONE}, (0, 1)),
        ({"published_at": DAY_ALONE}, {"published_at": DAY_ALONE, "lead": ""}, (1, 0)),
        ({}, {"published_at": None}, (1, 0)),
        ({}, {"published_at": DATED + HOUR}, (1, 0)),
    ],
)
def test_on_its_page_and_at_its_moment_another_title_is_an_edit(
    fed: SqlStore, was: dict[str, Any], now: dict[str, Any], found: tuple[int, int]
) -> None:
    others = [entry(name, published_at=DATED - n * HOUR) for n, name in enumerate("bcd", 1)]
    visit(fed, [*others, entry("a", **{"published_at": DATED, **was})])
    said = {"title": "Another title", **PAGE, **now}
    kept, _ = visit(fed, [*others, moved("a", "2026/a", **said)], NOW + MINUTE)
    assert (kept.new, kept.revised) == found


def test_where_all_have_one_date_and_one_page_another_title_is_another_story(
    fed: SqlStore,
) -> None:
    one: dict[str, Any] = {"published_at": DATED, "url": "https://news.example/feed13/live"}
    visit(fed, [entry(name, **one, canonical_url=None) for name in "abc"])
    for poll, name in enumerate("def"):
        listed = [entry(name, **one, canonical_url=one["url"])]  # the others were not read again
        parsed = ParsedFeed("rss20", tuple(listed), Identity.GUID, known=2)
        assert visit(fed, (), NOW + poll * HOUR, feed=parsed)[0].new == 1


TEXT = {"lead": "A strike has closed the port of Arkona", "body": "and fog"}


def test_one_that_was_not_read_again_may_be_listed_beside_its_like(fed: SqlStore) -> None:
    """Known entries are left out before a document is read: where nothing says which are gone."""
    bulletin: dict[str, Any] = {"published_at": DATED, **words("33061")}
    visit(fed, [entry("a", title="Strike 1 of 33061", **bulletin)])
    second = entry("b", title="Strike 2 of 33061", **bulletin)
    parsed = ParsedFeed("rss20", (second,), Identity.GUID, known=1)
    assert visit(fed, (), NOW + MINUTE, feed=parsed)[0].new == 1


def document(*titles: str) -> bytes:
    """The marks of a document with these entries."""
    items = "".join(f"<item><title>{each}</title></item>" for each in titles)
    read = feed_document(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), {}, URL)
    assert isinstance(read, ParsedFeed)
    return read.marks


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (("Port strike", "Other"), ("Port strike ends", "Other"), (0, 1)),
        (("Port &amp; strike", "Other"), ("Port strike ends", "Other"), (1, 0)),  # was it there?
        (("Port strike", "Other"), ("Port strike ends", "Port strike", "Other"), (1, 0)),
    ],
)
def test_another_title_is_an_edit_where_the_marks_show_that_the_first_is_gone(
    fed: SqlStore, before: Sequence[str], now: Sequence[str], found: tuple[int, int]
) -> None:
    was = entry("a", title="Port strike", published_at=DATED, **words("33061"))
    visit(fed, (), feed=ParsedFeed("rss20", (was,), Identity.GUID, marks=document(*before)))
    ends = moved("a", "2026/a", title="Port strike ends", **words("ends-33061"))
    marks = document(*now)
    parsed = ParsedFeed("rss20", (ends,), Identity.GUID, known=len(now) - 1, marks=marks)
    kept, _ = visit(fed, (), NOW + MINUTE, feed=parsed)
    assert (kept.new, kept.revised) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"title": "Port strike ends"}, (0, 1)),
        ({"title": "Port closed by a strike"}, (0, 1)),
        ({"title": "Bank fined"}, (1, 0)),
        ({"title": "Bank fined", "lead": "Read more", "body": ""}, (1, 0)),
        ({"title": "Bank fined", "lead": "A strike has closed the port of Arkona today"}, (1, 0)),
        ({"title": "Bank fined", **TEXT}, (0, 1)),
    ],
)
def test_with_no_word_of_before_it_is_another_story_on_the_page_of_all(
    fed: SqlStore, said: dict[str, Any], found: tuple[int, int]
) -> None:
    """A list of one entry, each with the page and the date of the one before."""
    text: dict[str, Any] = {"lead": said.get("lead", "Lead"), "body": said.get("body", "Body")}
    visit(fed, [entry("a", published_at=DATED, title="Port strike", **PAGE, **text)])
    other: dict[str, Any] = {"lead": "Other words", "body": "and more", **said}
    kept, _ = visit(fed, [moved("a", "b", **PAGE, **other)], NOW + MINUTE)
    assert (kept.new, kept.revised) == found


def test_a_title_on_the_page_of_one_that_is_listed_too_is_another(fed: SqlStore) -> None:
    first = entry("a", published_at=DATED)
    visit(fed, [first])
    other = moved("a", "other", title="Another title", **PAGE)
    assert visit(fed, [first, other], NOW + MINUTE)[0].new == 1


def test_a_retitled_entry_under_a_new_guid_at_every_poll_is_news_once(fed: SqlStore) -> None:
    visit(fed, [entry(name, published_at=DATED) for name in "abc"])
    for poll in range(1, 5):
        title = "Another title" if poll > 1 else "Title a"
        said: dict[str, Any] = {"published_at": NOW + poll * HOUR}
        listed = [moved(n, f"{n}?visit={poll}", **said) for n in "bc"]
        listed += [moved("a", f"guid {poll}", **said, **PAGE, title=title)]
        assert visit(fed, listed, NOW + poll * HOUR)[0].new == (poll == 2)


def test_what_is_told_anew_on_its_page_is_an_edit_though_it_was_away(fed: SqlStore) -> None:
    """What else is listed on that page would have been read beside it."""
    visit(fed, [entry("a", title="Port strike", published_at=DATED), *map(entry, "bc")])
    visit(fed, [*map(entry, "bc")], NOW + MINUTE)
    ends = moved("a", "2026/a", title="Port strike ends", **PAGE)
    parsed = ParsedFeed("rss20", (ends,), Identity.GUID, known=2)
    kept, _ = visit(fed, (), NOW + HOUR, feed=parsed)
    assert (kept.new, kept.revised) == (0, 1)


def test_a_bulletin_is_not_taken_for_one_that_is_listed_at_its_address(fed: SqlStore) -> None:
    """Where guids change at each poll, and many bulletins have one title and text."""
    same: dict[str, Any] = {"title": "Weather", "lead": "No warnings", "body": ""}
    for poll in range(1, 6):
        listed = [
            entry(f"{poll} {name}", **same, **_at(name)) for name in "abcdefgh"[poll - 1 : poll + 3]
        ]
        kept, _ = visit(fed, listed, NOW + poll * HOUR)
        assert kept.new == (4 if poll == 1 else 1)


def _at(name: str) -> dict[str, str]:
    url = f"https://news.example/{name}"
    return {"url": url, "canonical_url": url}


def untitled(name: str, url: str, lead: str, at: datetime | None) -> Entry:
    return entry(name, title="", url=url, canonical_url=url, lead=lead, body="", published_at=at)


@pytest.mark.parametrize(("lead", "new"), [("Nobody came to harm", 0), ("From Monday on", 1)])
@pytest.mark.parametrize(
    ("was", "now", "at"),
    [("?p=33061", "?p=33062", DATED), ("world", "world", None)],
    ids=["one date for all", "one page"],
)
def test_where_there_is_no_title_the_words_tell(
    fed: SqlStore, was: str, now: str, at: datetime | None, lead: str, new: int
) -> None:
    home = "https://news.example/"
    visit(fed, [untitled("a", home + was, "Nobody came to harm", at)])
    listed = [untitled("b", home + now, lead, at)]
    assert visit(fed, listed, NOW + MINUTE)[0].new == new
