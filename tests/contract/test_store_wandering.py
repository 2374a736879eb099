"""Guids that go from one story to another: a feed that numbers its entries by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.contract.making import HOUR, MINUTE, NOW, URL, digest, entry, feed, visit
from worker.model import Entry, Namesakes
from worker.store import SqlStore

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
    [{}, {"published_at": None}, ONE_LINK],
    ids=["links and dates", "links", "dates"],
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


def test_a_burst_that_leaves_nothing_of_the_list_is_news(fed: SqlStore) -> None:
    visit(fed, placed("cba"))
    assert visit(fed, placed("zyx"), NOW + HOUR)[0].new == 3


def test_where_most_guids_have_wandered_all_have(fed: SqlStore) -> None:
    undated: dict[str, Any] = {"published_at": None}
    visit(fed, placed("edcba", **undated))
    assert visit(fed, placed("zyxed", **undated), NOW + HOUR)[0].new == 3


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
