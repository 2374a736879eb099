"""Pages that ask not to be read, and pages that only look like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.growth import grown
from worker.parse.optout import opted_out

HEADERS = [
    ({"tdm-reservation": "1"}, "tdm-reservation"),
    ({"TDM-Reservation": " 1 "}, "tdm-reservation"),
    ({"tdm-reservation": "0"}, None),
    ({"x-robots-tag": "noai, noimageai"}, "noai"),
    ({"X-Robots-Tag": "noindex, NoAI"}, "noai"),
    ({"x-robots-tag": "noml"}, "noml"),
    ({"x-robots-tag": "wirebell: noai"}, "noai"),
    ({"x-robots-tag": "otherbot: noai"}, None),
    ({"x-robots-tag": "otherbot: noindex, noai"}, "noai"),  # doubt: it may speak to us
    ({"x-robots-tag": "noimageai, noindex, noarchive"}, None),
    ({"x-robots-tag": "unavailable_after: 2026-01-01"}, None),
    ({}, None),
]

METAS = [
    ('<meta name="tdm-reservation" content="1">', "tdm-reservation"),
    ("<META content='1' NAME='TDM-Reservation'/>", "tdm-reservation"),
    ("<meta name=tdm-reservation content=1>", "tdm-reservation"),
    ('<meta name="tdm-reservation" content="0">', None),
    ('<meta name="robots" content="index, noai">', "noai"),
    ('<meta name="robots" content="&#110;oai">', "noai"),
    ('<meta name="wirebell" content="nollm">', "nollm"),
    ('<meta name="googlebot" content="noai">', None),
    ('<meta name="robots" content="max-image-preview:large">', None),
    ('<meta charset="utf-8"><meta name="robots">', None),
    ('<!-- <meta name="robots" content="noai"> -->', None),
    ('<script>var m = \'<meta name="robots" content="noai">\'</script>', None),
    ('<p>Write &lt;meta name="robots" content="noai"&gt;</p>', None),
]


@pytest.mark.parametrize(("headers", "reason"), HEADERS)
def test_headers(headers: dict[str, str], reason: str | None) -> None:
    said = opted_out(headers, b"<html><p>Text</p>")
    assert said is None if reason is None else reason in (said or "")


@pytest.mark.parametrize(("markup", "reason"), METAS)
def test_metas(markup: str, reason: str | None) -> None:
    said = opted_out({"content-type": "text/html"}, f"<html><head>{markup}</head>".encode())
    assert said is None if reason is None else reason in (said or "")


@pytest.mark.parametrize(
    "body",
    [
        lambda n: b"<meta " * n,
        lambda n: b"<meta name='" + b"a=" * n,
        lambda n: b"<!--" * n,
        lambda n: b"<script" * n,
        lambda n: b'<meta a="' * n,
        lambda n: b"\xff\xfe\x00" * n,
        lambda n: b"<meta " + b"a" * n + b">",
        lambda n: b"<meta " + b"a " * n + b">",
    ],
    ids=range(8),
)
def test_hostile_bytes_cost_what_their_length_does(body: Callable[[int], bytes]) -> None:
    assert grown(lambda told: opted_out({}, told), body, 400_000) is None
