"""What people write of a silence, and what is refused with which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.alert.silencing import Names, Wish, silence_of
from worker.model import MATCHED, Silence, SilenceView
from worker.text.written import id_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
OSLO = ZoneInfo("Europe/Oslo")
NAMES = Names("--from", "--for", "--until", "--rule '*'")
WISH = Wish(["rule=strike-*"], "ann", "drill", lasts="4h")


def made(**parts: Any) -> Silence:
    return silence_of(replace(WISH, **parts), NAMES, NOW, OSLO)


def test_it_begins_now_and_lasts_as_long_as_was_said() -> None:
    assert made() == Silence(0, "ann", "drill", NOW, NOW + 4 * HOUR, (("rule", "strike-*"),))


TIMES: dict[str, tuple[dict[str, str | None], datetime, datetime]] = {
    "an end": ({"until": "2026-11-22T10:00Z", "lasts": None}, NOW, NOW + 2 * HOUR),
    "an end by the wall clock": ({"until": "2026-11-22T10:00", "lasts": None}, NOW, NOW + HOUR),
    "a begin": ({"begins": "2026-11-22T12:00+02:00"}, NOW + 2 * HOUR, NOW + 6 * HOUR),
    "begun before": ({"begins": "2026-11-22T07:00Z"}, NOW - HOUR, NOW + 3 * HOUR),
}


@pytest.mark.parametrize("name", TIMES)
def test_its_times_are_utc(name: str) -> None:
    parts, starts_at, ends_at = TIMES[name]
    silence = made(**parts)
    assert (silence.starts_at, silence.ends_at) == (starts_at, ends_at)
    assert {silence.starts_at.tzinfo, silence.ends_at.tzinfo} == {UTC}


MATCHERS = {
    "rule=strike-*": ("rule", "strike-*"),
    "label=desk=ukraine": ("label", "desk=ukraine"),
    "channel=desk": ("channel", "desk"),
    "feed=https://e.org/f?a=b": ("feed", "https://e.org/f?a=b"),
    "story=3": ("story", "3"),
    " rule = two\nlines ": ("rule", "two lines"),
    "rule=\x1b[31m": ("rule", "\ufffd[31m"),
}


@pytest.mark.parametrize("text", MATCHERS)
def test_its_matchers(text: str) -> None:
    assert made(matchers=[text]).matchers == (MATCHERS[text],)


def test_what_is_said_is_one_line_without_control_characters() -> None:
    silence = made(author=" ann\tlee ", reason="a drill\r\nat the \x07port")
    assert (silence.author, silence.reason) == ("ann lee", "a drill at the \ufffdport")


END = {"lasts": None}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no matcher": ({"matchers": []}, "a silence needs a matcher: --rule '*' holds everything"),
    "a kind there is none of": (
        {"matchers": ["rules=x"]},
        "matcher 'rules=x': write kind=glob; the kinds are rule, label, channel, feed, story",
    ),
    "no kind": ({"matchers": ["x"]}, "matcher 'x': write kind=glob"),
    "a kind alone": ({"matchers": ["rule"]}, "matcher 'rule': write kind=glob"),
    "an empty glob": ({"matchers": ["rule= "]}, "an empty rule says nothing"),
    "half a label": (
        {"matchers": ["label=desk"]},
        "label 'desk': write name=text, as in desk=ukraine",
    ),
    "a long text": ({"matchers": ["x" * 999]}, f"matcher '{'x' * 59}…: write kind=glob"),
    "nobody": ({"author": " "}, "an empty author says nothing"),
    "no reason": ({"reason": "\n"}, "an empty reason says nothing"),
    "no end": (END, "say when it ends: either --for 4h or --until 2026-12-01T07:00"),
    "two ends": ({"until": "2099-01-01"}, "say when it ends: either"),
    "no length": ({"lasts": "soon"}, "--for 'soon': write a length of time, such as 90m"),
    "no length at all": ({"lasts": "0h"}, "--for '0h': write a length of time"),
    "longer than the calendar": ({"lasts": "999999w"}, "--for '999999w' is longer than the cal"),
    "no time": (END | {"until": "tomorrow"}, "--until 'tomorrow': write a time, such as 2026"),
    "no begin": ({"begins": "now"}, "--from 'now': write a time"),
    "before the calendar": ({"begins": "0001-01-01T00:00+09:00"}, "write a time"),
    "over already": (END | {"until": "2020-01-01"}, "--until '2020-01-01' is over before"),
    "over at once": (END | {"until": "2026-11-22T08:00Z"}, "is over before the silence begins"),
    "over before it begins": (
        END | {"until": "2026-11-22T10:00Z", "begins": "2026-11-22T11:00Z"},
        "--until '2026-11-22T10:00Z' is over before the silence begins",
    ),
    "lasted until now": (
        {"begins": "2026-11-22T04:00Z", "lasts": "4h"},
        "--for '4h' is over before the silence begins",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_silence(name: str) -> None:
    parts, words = REFUSED[name]
    with pytest.raises(ValueError, match=r"\w") as caught:
        made(**parts)
    assert words in str(caught.value)


@pytest.mark.parametrize("parts", [{"begins": "2026-12-01T07:00"}, END | {"until": "2026-12-01"}])
def test_where_there_is_no_zone_a_time_needs_an_offset(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="an offset from UTC is needed, such as 2026-12-01T07:00:"):
        silence_of(replace(WISH, **parts), NAMES, NOW, None)
    aware = {"begins": "2026-12-01T07:00:00+01:00"}
    silence = silence_of(replace(WISH, **aware), NAMES, NOW, None)
    assert silence.starts_at == datetime(2026, 12, 1, 6, tzinfo=UTC)


@given(
    st.lists(st.text() | st.sampled_from(MATCHED).map(lambda kind: f"{kind}=a=b")),
    st.text(), st.text(), st.none() | st.text(), st.none() | st.text() | st.just("4h"),
)  # fmt: skip
def test_any_text_makes_a_silence_or_is_refused_in_safe_words(
    matchers: list[str], author: str, reason: str, begins: str | None, lasts: str | None
) -> None:
    try:
        silence = silence_of(Wish(matchers, author, reason, begins, lasts), NAMES, NOW, None)
    except ValueError as error:
        words = str(error)
    else:
        words = f"{silence.author} {silence.reason} {silence.matchers}"
        assert silence.ends_at > silence.starts_at
        assert all(glob.strip() for _, glob in silence.matchers)
    assert not set(words) & {"\n", "\x1b", "\x00", "\u202e"}


IDS = {"3": 3, "0": 0, "": None, "x": None, "-1": None, "²": None, "٣": None, "9" * 19: None}


@pytest.mark.parametrize("text", IDS)
def test_ids(text: str) -> None:
    assert id_of(text) == IDS[text]


@pytest.mark.parametrize(("hours", "state"), [(-1, "coming"), (0, "active"), (4, "over")])
def test_what_people_are_shown(hours: int, state: str) -> None:
    view = SilenceView.of(made(), 7, NOW + hours * HOUR)
    assert (view.id, view.state, view.held) == ("0", state, 7)
    assert view.matchers == ("rule=strike-*",)
