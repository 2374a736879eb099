from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.deliver.payload import ANSWER_BYTES, answer_text, event_line, masked, plain, secrets_of
from worker.model import Channel

PLAIN = {
    "left alone": ("Зеленський: “так” 🔔 é", "Зеленський: “так” 🔔 é"),
    "an escape sequence": ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
    "a C1 control": ("a\x9b31mb", "a�31mb"),
    "line ends and tabs": ("a\r\nb\tc\u2028d\x85e", "a  b c d e"),
    "text turned around": ("evil\u202eexe.txt\u2066", "evil�exe.txt�"),
    "a lone surrogate": ("a\ud800b", "a�b"),
    "NUL and DEL": ("\x00\x7f", "��"),
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.values(), ids=PLAIN.keys())
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(st.characters()))
def test_plain_keeps_every_offset_and_the_line(text: str) -> None:
    made = plain(text)
    assert len(made) == len(text)
    assert len(made.splitlines()) <= 1
    made.encode("utf-8")


ANSWERS = {
    "lines stay": (b"no such hook\r\nask the desk\n", "no such hook\nask the desk"),
    "controls go": (b"bad\x1b[2Jtoken\x00", "bad�[2Jtoken�"),
    "not UTF-8": (b"caf\xe9", "caf�"),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize(("raw", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_is_kept_as_text(raw: bytes, expected: str) -> None:
    assert answer_text(raw) == expected


def test_only_the_first_8_kb_of_an_answer_are_kept() -> None:
    assert answer_text(b"x" * 100_000) == "x" * ANSWER_BYTES


DESK = Channel(
    "desk",
    "webhook",
    "https://me:hunter22@hooks.example:8443/services/T0123456789/B98?key=k3y-of-the-desk",
    ("whsec_c2VjcmV0",),
    options={"headers": {"Authorization": "Bearer abcdefghijkl", "X-Short": "1"}},
)


@pytest.mark.parametrize(
    "said",
    [
        DESK.url,
        "POST /services/T0123456789/B98?key=k3y-of-the-desk HTTP/1.1",
        "no token T0123456789",
        "key=k3y-of-the-desk",
        "k3y-of-the-desk is revoked",
        "me:hunter22",
        "password hunter22",
        "whsec_c2VjcmV0",
        "Bearer abcdefghijkl",
        "token abcdefghijkl",
    ],
)
def test_no_secret_of_the_channel_is_repeated(said: str) -> None:
    kept = answer_text(said.encode(), secrets_of(DESK))
    assert "***" in kept
    for secret in ("hunter22", "T0123456789", "k3y-of", "abcdefghijkl", "c2VjcmV0"):
        assert secret not in kept


def test_what_is_no_secret_may_be_said() -> None:
    words = "no services at hooks.example:8443: Bearer expected, 1 try left"
    assert masked(words, secrets_of(DESK)) == words
    bare = Channel("a", "webhook", "https://hooks.example")
    assert masked("hooks.example refused", secrets_of(bare)) == "hooks.example refused"
    assert secrets_of(Channel("c", "console")) == []


def test_a_line_for_a_pipe_is_the_body_with_its_event() -> None:
    body = {"type": "test", "data": {"title": "Зеленський\u2028\x85\n🔔"}}
    for ascii_only in (False, True):
        line = event_line(json.dumps(body), ascii_only=ascii_only)
        assert line.splitlines(keepends=True) == [line]
        assert line.isascii() == ascii_only
        assert json.loads(line) == {"event": "alert", **body}
        assert next(iter(json.loads(line))) == "event"
