"""Entries that a feed lists again under another guid and another address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contract.making import DAY, HOUR, MINUTE, NO_GAP, NOW, URL, digest, entry, feed, visit
from worker.model import Entry, Identity, ParsedFeed
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
    asked = [moved("a", "b"), moved("a", "c", title="News"), entry("d", published_at=DATED)]
    (claim,) = fed.claim_feeds("w1", 9, NO_GAP, NOW + DAY)
    assert fed.known_keys(claim.id, asked) == {asked[0].key}


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
