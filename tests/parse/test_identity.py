"""Keys of entries: what is one article, what are two, whatever the feed repeats."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.model import Identity
from worker.parse import identity as by
from worker.parse.identity import Marks, choose

DAY = datetime(2026, 1, 5, tzinfo=UTC)


def marks(
    guid: str = "", link: str = "", title: str = "", summary: str = "", day: int | None = None
) -> Marks:
    return Marks(guid, link, title, summary, DAY.replace(day=day) if day else None)


def keys(entries: list[Marks], identity: Identity) -> list[str | None]:
    return [known and known[0] for known in by.keys(entries, identity)]


TEN_GUIDS = [marks(f"g{n}", f"l{n}", f"t{n}") for n in range(10)]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], Identity.GUID),
        (TEN_GUIDS, Identity.GUID),
        ([*TEN_GUIDS, *TEN_GUIDS], Identity.GUID),  # listed twice proves nothing
        ([*TEN_GUIDS, marks("g0", "l10", "t10")], Identity.GUID),  # one repeat in eleven
        ([*TEN_GUIDS[:4], marks("g0", "l0", "t0", "x")], Identity.GUID),  # one in five
        ([*TEN_GUIDS[:3], marks("g0", "l0", "t0", "x")], Identity.TITLE_AND_SUMMARY),
        ([marks("same", f"l{n}", f"t{n}") for n in range(4)], Identity.GUID_AND_LINK),
        ([marks("same", "one", f"t{n}") for n in range(4)], Identity.TITLE_AND_SUMMARY),
        ([marks("", f"l{n}", f"t{n}") for n in range(4)], Identity.LINK),
        ([marks("", "one", f"t{n}") for n in range(4)], Identity.TITLE_AND_SUMMARY),
        ([marks("", "", f"t{n}") for n in range(4)], Identity.TITLE_AND_SUMMARY),
        ([marks("", "one", "", f"s{n}") for n in range(4)], Identity.TITLE_AND_SUMMARY),
    ],
)
def test_strategy(entries: list[Marks], expected: Identity) -> None:
    assert choose(entries) is expected


def test_the_day_guids_repeat_only_the_repeats_are_told_apart() -> None:
    before = keys(TEN_GUIDS, Identity.GUID)
    newcomer = marks("g0", "l99", "new", day=9)
    after = keys([newcomer, *TEN_GUIDS], Identity.GUID)
    assert after[1:] == before
    assert after[0] not in before


def test_of_repeats_the_oldest_keeps_the_plain_key() -> None:
    alone = keys([marks("g", "a", "A", day=1)], Identity.GUID)[0]
    both = keys([marks("g", "b", "B", day=2), marks("g", "a", "A", day=1)], Identity.GUID)
    assert both[1] == alone
    ascending = keys([marks("g", "a", "A", day=1), marks("g", "b", "B", day=2)], Identity.GUID)
    assert ascending[0] == alone


@pytest.mark.parametrize("identity", list(Identity))
def test_an_entry_listed_twice_is_one(identity: Identity) -> None:
    entry = marks("g", "l", "t", "s", day=1)
    found = keys([entry, entry], identity)
    assert found[0]
    assert found[1] is None


def test_retitled_entry_keeps_its_key_unless_the_title_is_its_identity() -> None:
    for identity in (Identity.GUID, Identity.GUID_AND_LINK, Identity.LINK):
        old, new = marks("g", "l", "old"), marks("g", "l", "new")
        assert keys([old], identity) == keys([new], identity)
    assert keys([marks(title="old")], Identity.TITLE_AND_SUMMARY) != keys(
        [marks(title="new")], Identity.TITLE_AND_SUMMARY
    )


@pytest.mark.parametrize("identity", list(Identity))
def test_entries_that_share_everything_but_words_stay_apart(identity: Identity) -> None:
    found = keys([marks("g", "l", "A"), marks("g", "l", "B"), marks("g", "l", "", "C")], identity)
    assert len(set(found)) == 3
    assert None not in found


def test_entry_with_nothing_is_known_by_its_date() -> None:
    found = keys([marks(day=1), marks(day=2)], Identity.GUID)
    assert len(set(found)) == 2


some = st.sampled_from(["", "a", "b", "c"])
anything = st.lists(
    st.builds(marks, some, some, some, some, st.none() | st.integers(1, 3)), max_size=8
)


@given(anything, st.sampled_from(list(Identity)))
def test_keys_are_unique_hex_and_repeatable(entries: list[Marks], identity: Identity) -> None:
    found = keys(entries, identity)
    given_out = [key for key in found if key is not None]
    assert len(set(given_out)) == len(given_out)
    assert all(len(key) == 32 and int(key, 16) >= 0 for key in given_out)
    assert keys(entries, identity) == found


@given(anything, st.sampled_from(list(Identity)))
def test_only_entries_with_the_same_title_and_link_collapse(
    entries: list[Marks], identity: Identity
) -> None:
    found = keys(entries, identity)
    standing = {
        (entry.title, entry.link)
        for entry, key in zip(entries, found, strict=True)
        if key is not None
    }
    assert {(entry.title, entry.link) for entry in entries} == standing
