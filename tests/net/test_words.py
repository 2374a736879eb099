from __future__ import annotations

import ssl
from datetime import timedelta

import httpx
import pytest

from tests.poll.clocks import NOW
from worker.errors import Hostile
from worker.model import FailureKind
from worker.net import Trouble, http_date, in_words, retry_after, without_secrets
from worker.net.progress import size_in_words


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "words", "kind"),
    [
        (Hostile("refused"), "refused", FailureKind.HOSTILE),
        (httpx.RemoteProtocolError("weird"), "not HTTP: weird", FailureKind.SOFT),
        (httpx.RemoteProtocolError(f"illegal status line: {bytearray(b'SSH-2.0 (x)')!r}"),
         "not HTTP: illegal status line: 'SSH-2.0 (x)'", FailureKind.SOFT),
        (httpx.ConnectTimeout(""), "timed out", FailureKind.SOFT),
        (httpx.UnsupportedProtocol("x"), "not a URL that can be asked: x", FailureKind.HARD),
        (caused(httpx.ConnectError(""), ConnectionRefusedError(111, "")), "connection refused",
         FailureKind.SOFT),
        (caused(httpx.ConnectError(""), OSError(101, "")), "the network is unreachable",
         FailureKind.TEMPORARY),
        (caused(httpx.ConnectError("odd"), OSError(9999, "odd")), "ConnectError: odd",
         FailureKind.SOFT),
        (ssl.SSLError(1, "handshake"), "TLS failed: handshake", FailureKind.SOFT),
        (RuntimeError(), "RuntimeError", FailureKind.SOFT),
        (RuntimeError("at https://u:p@x.example/?k=v"), "RuntimeError: at https://***@x.example/?***",
         FailureKind.SOFT),
    ],
)  # fmt: skip
def test_trouble_in_words(error: Exception, words: str, kind: FailureKind) -> None:
    nobody_was_asked = {FailureKind.HOSTILE, FailureKind.HARD}
    reached = None if kind in nobody_was_asked else kind is not FailureKind.TEMPORARY
    assert in_words(error) == Trouble(words, kind, reached=reached)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("plain", "plain"),
        ("https://me:pw@x.example/a?token=1#f", "https://***@x.example/a?***#f"),
        ("http://x.example/?a http://y.example/b?c", "http://x.example/?*** http://y.example/b?***"),
    ],
)  # fmt: skip
def test_secrets_are_starred_out(text: str, clean: str) -> None:
    assert without_secrets(text) == clean


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("0007", timedelta(seconds=7)),
        ("Sun, 22 Nov 2026 08:42:07 GMT", timedelta(minutes=1)),
        ("Sunday, 22-Nov-26 08:42:07 GMT", timedelta(minutes=1)),
        ("Sun Nov 22 08:42:07 2026", timedelta(minutes=1)),
        ("99999999999999999999", timedelta(hours=24)),
        ("0", None),
        ("", None),
        (None, None),
        ("٧", None),
        ("7.5", None),
        ("Sun, 22 Nov 2026 08:41:07 GMT", None),
    ],
)
def test_retry_after(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@pytest.mark.parametrize("text", ["", "0", "now", "Fri, 31 Feb 2026 00:00:00 GMT", "9" * 400])
def test_what_is_no_date(text: str) -> None:
    assert http_date(text) is None


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (194_000, "194 kB"), (15_000_000, "15 MB"),
     (1_500_000, "1.5 MB"), (3_000_000_000, "3 GB")],
)  # fmt: skip
def test_sizes(count: int, words: str) -> None:
    assert size_in_words(count) == words
