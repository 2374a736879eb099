"""What goes in comes out: moments to the microsecond, in order, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from tests.contract.making import NOW, entry, feed, visit
from worker.store import SqlStore
from worker.store.columns import Json, Moment, Span, Words, storable

SQLITE = sqlite.dialect()
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
aware = st.datetimes(timezones=st.just(UTC))


@given(aware, aware)
def test_moments_come_back_and_sort_as_they_are(one: datetime, other: datetime) -> None:
    kept = [Moment().process_bind_param(moment, SQLITE) for moment in (one, other)]
    assert [Moment().process_result_value(value, SQLITE) for value in kept] == [one, other]
    assert (kept[0] < kept[1]) == (one < other)


def test_another_zone_is_the_same_moment() -> None:
    oslo = NOW.astimezone(timezone(timedelta(hours=1)))
    assert Moment().process_bind_param(oslo, SQLITE) == Moment().process_bind_param(NOW, SQLITE)
    back = Moment().process_result_value(oslo, POSTGRESQL)
    assert back is not None
    assert (back, back.tzinfo) == (NOW, UTC)


def test_a_moment_without_a_zone_is_a_mistake_of_ours() -> None:
    naive = NOW.replace(tzinfo=None)
    for dialect in (SQLITE, POSTGRESQL):
        with pytest.raises(ValueError, match="no time zone"):
            Moment().process_bind_param(naive, dialect)


@given(st.timedeltas())
def test_durations_come_back(duration: timedelta) -> None:
    kept = Span().process_bind_param(duration, SQLITE)
    assert Span().process_result_value(kept, SQLITE) == duration


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_storable_and_good_text_stays(text: str) -> None:
    kept = Words().process_bind_param(text, SQLITE)
    assert kept is not None
    assert "\0" not in kept
    kept.encode()
    assert storable(kept) == kept
    if "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text):
        assert kept == text


def test_json_keeps_any_script_and_no_nul() -> None:
    kept = Json().process_bind_param({"тег": ("a\0b", "\ud800")}, SQLITE)
    assert kept is not None
    assert "тег" in kept
    assert Json().process_result_value(kept, SQLITE) == {"тег": ["a\0b", "?"]}


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1990, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC),  # a night Europe has no such hour
        datetime(9998, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_moments_survive_the_database(store: SqlStore, moment: datetime) -> None:
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a", published_at=moment)])
    (view,) = store.list_articles()
    assert view.published_at == moment
    assert view.published_at is not None
    assert view.published_at.tzinfo is UTC
