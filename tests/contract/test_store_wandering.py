"""Guids that go from one story to another: a feed that numbers its entries by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.contract.making import HOUR, MINUTE, NOW, URL, digest, entry, feed, visit
from worker.model import Entry, Namesakes
from worker.store import SqlStore

NO_LINK: dict[str, Any] = {"url": None, "canonical_url": None}
ONE_LINK: dict[str, Any] = {"url": "https://news.example/live", "canonical_url": None}


@pytest.fixture
def fed(store: SqlStore) -> SqlStore:
    store.sync_feeds([feed(URL)], NOW)
    return store


def placed(names: Sequence[str], **options: Any) -> list[Entry]:
    """The entries under the guids of their places, by default an hour apart."""
    found = []
    for place, name in enumerate(names):
        dated = NOW - 5 * MINUTE - (ord("z") - ord(name)) * HOUR
        said = {
            "title": f"{name} found in the {name}house by {name}folk",
            "published_at": dated,
            **options,
        }
        alone = digest(f"item {place}")
        apart = digest(f"item {place} {name}")
        made = entry(name, **said)
        found.append(replace(made, key=alone, namesakes=Namesakes(alone, apart, listed=False)))
    return found


def titles(store: SqlStore) -> list[str]:
    return sorted(article.title[0] for article in store.list_articles())


@pytest.mark.parametrize(
    "options",
    [{}, {"published_at": None}, ONE_LINK, NO_LINK, {**NO_LINK, "published_at": None}],
    ids=["links and dates", "links", "dates and a link", "dates", "words"],
)
@pytest.mark.parametrize("window", [2, 4])
def test_guids_that_are_places_lose_no_news(
    fed: SqlStore, options: dict[str, Any], window: int
) -> None:
    letters = "abcdefghijklm"
    visit(fed, placed(letters[:window][::-1], **options))
    for last in range(window + 1, len(letters) + 1):
        listed = placed(letters[last - window : last][::-1], **options)
        kept, _ = visit(fed, listed, NOW + last * HOUR)
        assert (kept.new, kept.revised) == (1, 0), letters[:last]
        assert visit(fed, listed, NOW + last * HOUR + MINUTE)[0].new == 0
    assert titles(fed) == list(letters)


@pytest.mark.parametrize(
    ("options", "new"),
    [
        ({}, 3),
        ({"published_at": None}, 3),
        (NO_LINK, 3),
        (ONE_LINK, 3),
        ({**NO_LINK, "published_at": None}, 0),  # nothing tells it from three edits
        ({"published_at": NOW}, 3),  # one date for all
    ],
)
def test_a_burst_that_leaves_nothing_of_the_list_is_news(
    fed: SqlStore, options: dict[str, Any], new: int
) -> None:
    visit(fed, placed("cba", **options))
    assert visit(fed, placed("zyx", **options), NOW + HOUR)[0].new == new


BARE: dict[str, Any] = {**NO_LINK, "published_at": None}
MIDNIGHT: dict[str, Any] = {"published_at": NOW.replace(hour=0, minute=0, second=0, microsecond=0)}


def at_number(number: int) -> dict[str, Any]:
    return {"url": f"https://news.example/other-{number}", "published_at": NOW}


@pytest.mark.parametrize(
    ("options", "now", "new"),
    [
        (BARE, {"lead": "Nobody came to harm"}, 1),
        (BARE, {"lead": "Lead of the story"}, 0),
        (BARE, {"title": "b found again", "lead": "Nobody came to harm"}, 0),
        (MIDNIGHT, {}, 1),  # a day is that of many stories
        ({}, {}, 0),  # a moment is one's
        ({}, at_number(33061), 0),  # as an article's number is
        ({}, at_number(33062), 1),
    ],
)
def test_a_guid_that_one_other_entry_has_got(
    fed: SqlStore, options: dict[str, Any], now: dict[str, Any], new: int
) -> None:
    """The others stay as they were, and nothing of the first is listed any more."""
    c, b, a = placed("cba", **options)
    if options is not BARE:
        b = replace(b, url="https://news.example/b-33061", canonical_url=None)
        now = {"url": "https://news.example/ferries", **now}
    visit(fed, [c, b, a])
    said = {"title": "Ferries collide", **now}
    other = replace(b, **said, content_hash=digest("other"))
    kept, _ = visit(fed, [c, other, a], NOW + MINUTE)
    assert (kept.new, kept.revised) == (new, 1 - new)


def test_entries_without_a_title_wander_with_their_links(fed: SqlStore) -> None:
    visit(fed, placed("cba", title=""))
    assert visit(fed, placed("dcb", title=""), NOW + HOUR)[0].new == 1
    assert visit(fed, placed("edc", title=""), NOW + 2 * HOUR)[0].new == 1


def test_an_entry_listed_at_two_places_is_one_article(fed: SqlStore) -> None:
    visit(fed, placed("cba"))
    for hours, letters in enumerate(("dcb", "ddc", "ede"), 1):
        visit(fed, placed(letters), NOW + hours * HOUR)
    assert titles(fed) == list("abcde")


@pytest.mark.parametrize(
    "options",
    [
        {"title": "Told anew"},
        {"title": "Told anew", "published_at": NOW},
        {"title": "b found in the shed by bfolk", "published_at": NOW, "to": "b-told-anew"},
        {"title": "Told anew", "to": "told-anew"},
        {"lead": "More is known", "published_at": NOW, "to": "told-anew"},
        {"title": "", "published_at": NOW, "to": "told-anew"},
    ],
)
def test_an_edit_that_leaves_link_date_or_words_is_one(
    fed: SqlStore, options: dict[str, Any]
) -> None:
    c, b, a = placed("cba")
    visit(fed, [c, b, a])
    said = {name: value for name, value in options.items() if name != "to"}
    if to := options.get("to"):
        said |= {"url": f"https://news.example/{to}", "canonical_url": f"https://news.example/{to}"}
    edited = replace(b, **said, content_hash=digest("edited"))
    kept, _ = visit(fed, [c, edited, a], NOW + MINUTE)
    assert (kept.new, kept.revised) == (0, 1)


# ---- a link in a guid's place ----------------------------------------------------------------

AT_SEA = {"title": "Ferries collide in the sound", "lead": "Nobody came to harm"}
ON_LAND = {"title": "Railways strike again", "lead": "From Monday on nothing moves"}


def linked(said: dict[str, Any], hours: int, **options: Any) -> Entry:
    """The latest news of one section, known by the section's address."""
    key = digest("section")
    others = Namesakes(key, digest(f"section {said['title']}"), listed=False)
    dated = {"published_at": NOW - 5 * HOUR + hours * HOUR, "guid": None}
    return entry("section", **{"key": key, "namesakes": others, **dated, **said, **options})


@pytest.mark.parametrize(
    ("now", "new"),
    [
        ({}, 1),
        ({"lead": ""}, 1),
        ({"guid": "section"}, 0),
        ({"published_at": None}, 0),
        ({"published_at": NOW - 5 * HOUR}, 0),
        ({"published_at": NOW - 9 * HOUR}, 0),
        ({"title": "Ferries strike again"}, 0),
        ({"title": "Sea"}, 0),
        ({"lead": "Nobody came to harm on Monday"}, 0),
    ],
)
def test_later_news_in_other_words_on_the_same_page_is_no_edit(
    fed: SqlStore, now: dict[str, Any], new: int
) -> None:
    visit(fed, [linked(AT_SEA, 0), entry("b")])
    later = [linked(ON_LAND, 2, **now), entry("b")]
    kept, _ = visit(fed, later, NOW + HOUR)
    assert (kept.new, kept.revised) == (new, 1 - new)
    again, _ = visit(fed, later, NOW + 2 * HOUR)
    assert (again.new, again.revised) == (0, 0)
