"""Where an article's news comes from, and what the origins and lags of a story are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from worker.model import Article, Sighting, Telling
from worker.text.credit import FeedName, Lag, another_origin, lags, origin_of, origins_of, shipped

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ARTICLE = Article(
    id=1,
    title="Port will close",
    lead="",
    body="The port will close in May.",
    url="https://www.harbour.example/a",
    canonical_url=None,
    author=None,
    language="en",
    published_at=None,
    first_seen_at=NOON,
    revision=1,
    body_hash="",
    retrieved_at=NOON,
)


def sighting(name: str, owner: str | None = None) -> Sighting:
    return Sighting("https://feeds.example/", name, (), NOON, backlog=False, owner=owner)


def test_an_article_that_credits_nobody_is_its_own_origin() -> None:
    found = origin_of(ARTICLE, shipped())
    assert (found.name, found.outlet, found.credit) == ("harbour.example", "harbour.example", None)
    bbc = replace(ARTICLE, url="https://www.bbc.co.uk/news/1")
    assert origin_of(bbc, shipped()).name == "BBC"
    owned = replace(ARTICLE, sightings=(sighting("x"), sighting("y", owner="www.ft.com")))
    assert origin_of(owned, shipped()).name == "Financial Times"
    listed = replace(ARTICLE, sightings=(replace(sighting("News"), source="reuters.com"),))
    assert origin_of(listed, shipped()).name == "Reuters"
    unlinked = replace(ARTICLE, url=None, sightings=(sighting("Guardian"),))
    assert origin_of(unlinked, shipped()).name == "The Guardian"
    assert origin_of(replace(ARTICLE, url=None), shipped()).name == ""


def test_a_site_that_signs_its_titles_may_still_credit_another() -> None:
    signed = replace(
        ARTICLE,
        title="Port will close - BBC News",
        body="The port will close, according to the Financial Times.",
        url="https://www.bbc.co.uk/news/1",
    )
    assert origin_of(signed, shipped()).name == "Financial Times"
    assert origin_of(replace(signed, body=ARTICLE.body), shipped()).name == "BBC"
    kept = replace(signed, url=ARTICLE.url, body=ARTICLE.body)
    assert origin_of(kept, shipped()).name == "BBC"


def test_a_feed_served_by_its_address_alone_is_told_by_its_name() -> None:
    url = "http://127.0.0.1:8080/gazette.rss"
    outlets = shipped().with_feeds([FeedName(url, "The Zyxwood Gazette")])
    seen = replace(sighting("The Zyxwood Gazette"), feed_url=url)
    bridged = replace(ARTICLE, sightings=(seen,))
    assert origin_of(bridged, outlets).name == "The Zyxwood Gazette"
    crediting = replace(ARTICLE, body="The port will close, The Zyxwood Gazette reported.")
    assert origin_of(crediting, outlets).name == "The Zyxwood Gazette"
    known = replace(bridged, url="https://www.bbc.co.uk/news/1")
    assert origin_of(known, outlets).name == "BBC"


def test_an_article_that_another_outlets_feed_lists_is_its_own_sites() -> None:
    ours, theirs = "http://127.0.0.1:8080/zyx.rss", "http://127.0.0.1:8080/harbour.rss"
    named = {ours: "The Zyxwood Gazette", theirs: "Harbour Post"}
    outlets = shipped().with_feeds([FeedName(url, name) for url, name in named.items()])
    url = "https://www.zyxwood-gazette.example/mayor"
    for listed in ((theirs,), (theirs, ours)):
        seen = tuple(replace(sighting(named[feed]), feed_url=feed) for feed in listed)
        told = replace(ARTICLE, url=url, sightings=seen)
        assert origin_of(told, outlets).name == "The Zyxwood Gazette"


def test_the_credited_outlet_is_the_origin_in_two_languages() -> None:
    norwegian = replace(ARTICLE, body="Havnen stenges i mai. Det melder Financial Times.")
    english = replace(ARTICLE, body="The port will close in May, FT reported.")
    for article in (norwegian, english):
        found = origin_of(article, shipped())
        assert (found.name, found.outlet) == ("Financial Times", "harbour.example")
        assert found.credit is not None
        assert found.credit.kind == "cue"


def test_of_two_credited_the_plainer_and_earlier_is_the_origin() -> None:
    body = "PARIS (AFP) - The port will close, Le Monde reported. The Guardian reported rain."
    assert origin_of(replace(ARTICLE, body=body), shipped()).name == "Le Monde"
    author = replace(ARTICLE, author="Ann Ember, AP", body="The port will close, Reuters said.")
    assert origin_of(author, shipped()).name == "Reuters"
    assert origin_of(replace(ARTICLE, author="Ann Ember, AP"), shipped()).name == "AP"


def test_whom_they_spoke_to_themselves_is_their_own_news() -> None:
    body = "The mayor told the BBC that the port will close. Reuters also reported the closing."
    bbc = replace(ARTICLE, url="https://www.bbc.co.uk/news/1", body=body)
    assert origin_of(bbc, shipped()).name == "BBC"
    assert origin_of(replace(ARTICLE, body=body), shipped()).name == "Reuters"


def told(
    number: int, outlet: str, origin: str, minutes: int = 0, copy_of: int | None = None
) -> Telling:
    return Telling(number, outlet, origin, NOON + timedelta(minutes=minutes), copy_of)


def test_many_outlets_with_one_source_are_one_origin() -> None:
    found = [told(1, "NRK", "Financial Times"), told(2, "BBC", "Financial Times", 5)]
    assert origins_of(found) == ("Financial Times",)
    assert origins_of([*found, told(3, "VG", "VG", 1)]) == ("Financial Times", "VG")
    assert origins_of([]) == ()


def test_a_copy_counts_for_what_it_copies() -> None:
    found = [
        told(1, "A", "A"),
        told(2, "B", "B", 1, copy_of=1),
        told(3, "C", "C", 2, copy_of=2),
        told(4, "D", "D", 3, copy_of=99),
    ]
    assert origins_of(found) == ("A", "D")
    both = [told(1, "A", "A", copy_of=2), told(2, "B", "B", 1, copy_of=1)]
    assert len(origins_of(both)) == 2


def test_a_chain_of_credits_leads_to_its_end() -> None:
    found = [told(1, "VG", "NTB"), told(2, "NTB", "Financial Times", 3)]
    assert origins_of(found) == ("Financial Times",)
    assert origins_of([told(1, "A", "B"), told(2, "B", "A", 1)]) == ("A", "B")


def test_one_more_article_may_add_an_origin() -> None:
    first = told(1, "NRK", "NTB")
    assert another_origin([], first) is None
    assert another_origin([first], told(2, "VG", "NTB", 1)) is None
    assert another_origin([first], told(2, "VG", "VG", 1)) == "VG"
    assert another_origin([first], told(2, "VG", "VG", -1)) == "VG"
    assert another_origin([first], told(2, "VG", "VG", 1, copy_of=1)) is None
    assert another_origin([first], told(2, "NTB", "Financial Times", 1)) is None


def test_lags_count_from_the_first_and_by_each_outlets_first() -> None:
    found = [told(1, "B", "B", 9), told(2, "A", "A"), told(3, "B", "A", 4), told(4, "A", "A", 5)]
    assert lags(found) == (
        Lag("A", 2, timedelta(0)),
        Lag("B", 3, timedelta(minutes=4)),
    )
    assert lags([]) == ()


names = st.sampled_from(["A", "B", "C", "D"])
tellings = st.lists(
    st.builds(told, st.integers(1, 9), names, names, st.integers(0, 9), st.integers(1, 9)),
    unique_by=lambda each: each.article_id,
)


@given(tellings)
def test_any_story_has_origins_in_whatever_order_it_is_given(found: list[Telling]) -> None:
    origins, delays = origins_of(found), lags(found)
    assert bool(origins) == bool(found)
    assert len(set(origins)) == len(origins) <= len(found)
    assert {lag.outlet for lag in delays} == {each.outlet for each in found}
    assert [lag.lag for lag in delays] == sorted(lag.lag for lag in delays)
    shuffled = random.Random(1).sample(found, len(found))
    assert (origins_of(shuffled), lags(shuffled)) == (origins, delays)
