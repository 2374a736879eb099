from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import standardwebhooks

from tests.deliver.given import (
    AGENT,
    BODY,
    LOOPBACK,
    NOW,
    SECRET,
    answer,
    delivery,
    receiver,
    send_to,
    sender,
)
from worker.deliver.send import Sender
from worker.model import Answer, Answered, Channel, Delivery, NoAnswer
from worker.net import build_client


def head_of(raw: str) -> dict[str, str]:
    lines = raw.split("\r\n")[1:]
    return {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines) if n}


async def test_a_signed_post_with_the_stored_bytes() -> None:
    now = datetime.now(NOW.tzinfo)
    async with receiver(answer(200, "ok")) as there, sender(there.url + "/hook?a=1") as send:
        first = await send(delivery(), now)
        again = await send(delivery(), now + timedelta(seconds=90))
    assert isinstance(first, Answered)
    assert (first.status, first.text, first.retry_after) == (200, "ok", None)
    assert 0 < first.elapsed_s < 5
    assert again.elapsed_s > 0

    (head, body), (later_head, later_body) = there.requests
    assert body == later_body == BODY.encode()
    assert head.startswith("POST /hook?a=1 HTTP/1.1\r\n")
    headers, later = head_of(head), head_of(later_head)
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == AGENT
    assert headers["accept-encoding"] == "identity"
    assert headers["webhook-id"] == later["webhook-id"] == "msg_1"
    assert int(headers["webhook-timestamp"]) == int(now.timestamp())
    assert int(later["webhook-timestamp"]) == int(now.timestamp()) + 90
    for sent in (headers, later):
        standardwebhooks.Webhook(SECRET).verify(BODY, sent)


async def test_a_heartbeat_is_asked_and_told_nothing() -> None:
    async with (
        receiver(answer(200, "OK")) as there,
        sender(there.url + "/ping/1", options={"method": "GET"}) as send,
    ):
        answered = await send(delivery(), NOW)
    assert isinstance(answered, Answered)
    assert (answered.status, answered.text) == (200, "OK")
    ((head, body),) = there.requests
    assert head.startswith("GET /ping/1 HTTP/1.1\r\n")
    assert body == b""
    assert "content-length" not in head_of(head)


async def test_the_channels_own_headers_go_under_ours() -> None:
    own = {"Authorization": "Bearer abc", "User-Agent": "desk", "Webhook-Id": "forged"}
    async with (
        receiver(answer(204)) as there,
        sender(there.url, options={"headers": own}) as send,
    ):
        await send(delivery(), NOW)
    headers = head_of(there.requests[0][0])
    assert headers["authorization"] == "Bearer abc"
    assert headers["user-agent"] == "desk"
    assert headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize("status", [200, 204, 400, 401, 404, 410, 413, 429, 500, 503])
async def test_every_status_is_an_answer(status: int) -> None:
    said = await send_to(answer(status, "" if status == 204 else "because"))
    assert isinstance(said, Answered)
    assert said.status == status
    assert said.text == ("" if status == 204 else "because")


async def test_redirects_are_never_followed() -> None:
    async with receiver(answer(200)) as elsewhere:
        for status in (301, 302, 303, 307, 308):
            said = await send_to(answer(status, Location=elsewhere.url))
            assert isinstance(said, Answered)
            assert said.status == status
        assert elsewhere.requests == []


RETRY_AFTER = {
    "seconds": ({"Retry_After": "120"}, 120),
    "a date, by our clock": ({"Retry_After": format_datetime(NOW + timedelta(seconds=90))}, 90),
    "a date, by the receiver's own clock": (
        {
            "Date": format_datetime(NOW + timedelta(days=3)),
            "Retry_After": format_datetime(NOW + timedelta(days=3, seconds=40)),
        },
        40,
    ),
    "longer than a day": ({"Retry_After": "999999999"}, 86400),
    "nonsense": ({"Retry_After": "soon"}, None),
    "none": ({}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), RETRY_AFTER.values(), ids=RETRY_AFTER.keys())
async def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    said = await send_to(answer(429, **headers))
    assert isinstance(said, Answered)
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert said.retry_after == expected


async def test_a_long_answer_is_cut_and_not_waited_for() -> None:
    async def endless(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    said = await send_to(endless)
    assert isinstance(said, Answered)
    assert said.text == "x" * 8_000
    assert said.elapsed_s < 3


async def test_an_encoded_answer_is_not_inflated() -> None:
    said = await send_to(answer(200, "whatever this is", Content_Encoding="gzip"))
    assert said == Answered(200, "(encoded answer, not read)", None, said.elapsed_s)


async def test_what_the_receiver_says_is_cleaned_and_repeats_no_secret() -> None:
    said = await send_to(
        answer(401, "\x1b[2Jno such token: T0123456789ABC"), path="/services/T0123456789ABC"
    )
    assert isinstance(said, Answered)
    assert said.text == "�[2Jno such token: ***"


async def test_a_private_address_is_refused_before_any_connection() -> None:
    async with receiver(answer(200)) as there, sender(there.url, open_to=()) as send:
        said = await send(delivery(), NOW)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert "a loopback address" in said.words
    assert there.requests == []


@pytest.mark.parametrize("url", ["ftp://hooks.example/T0123456789ABC", "http://", "http://[::1"])
async def test_a_url_that_cannot_be_asked_is_the_operators_matter(url: str) -> None:
    async with sender(url) as send:
        said = await send(delivery(), NOW)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert "T0123456789ABC" not in said.words


@pytest.mark.parametrize(
    "options",
    [
        {"secrets": ("whsec_%%%not-base64",)},
        {"options": {"headers": {"X-Desk": "redaksjonen på vakt\n"}}},
    ],
    ids=["secret", "header"],
)
async def test_what_cannot_be_sent_is_the_operators_matter(options: dict[str, Any]) -> None:
    said = await send_to(answer(200), **options)
    assert isinstance(said, NoAnswer)
    assert said.refused
    assert "not-base64" not in said.words
    assert "redaksjonen" not in said.words


async def test_channels_that_cannot_be_sent_to() -> None:
    async with sender(None) as send:
        nowhere = await send(delivery(), NOW)
        unknown = await send(delivery(channel="gone"), NOW)
    assert nowhere == NoAnswer("channel 'desk' cannot be sent to", refused=True)
    assert unknown == NoAnswer("channel 'gone' is not configured", refused=True)


async def test_a_reload_swaps_the_channel_at_once() -> None:
    channels: dict[str, Channel] = {}
    async with (
        receiver(answer(200)) as there,
        build_client(user_agent="client", allow_private=LOOPBACK) as client,
    ):
        send = Sender(client, lambda: channels, AGENT)
        before = await send(delivery(), NOW)
        channels["desk"] = Channel("desk", "webhook", there.url)
        after = await send(delivery(), NOW)
    assert isinstance(before, NoAnswer)
    assert isinstance(after, Answered)
    assert "webhook-signature" not in head_of(there.requests[0][0])


async def test_the_console_is_one_of_the_channels() -> None:
    shown: list[Delivery] = []

    async def console(delivery: Delivery, now: datetime) -> Answer:
        shown.append(delivery)
        return Answered(200, "shown")

    channels = {"console": Channel("console", "console")}
    async with build_client(user_agent="client") as client:
        send = Sender(client, lambda: channels, AGENT, console=console)
        said = await send(delivery(channel="console"), NOW)
    assert said == Answered(200, "shown")
    assert [one.id for one in shown] == ["msg_1"]
