"""The sender with services on loopback: the second asking, what is kept, what is said of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from tests.deliver.given import AGENT, LOOPBACK, NOW, answer, receiver
from tests.deliver.told import ALARM, ALERT, stored
from worker.deliver.send import Sender
from worker.model import Again, Answer, Answered, Channel, Delivered, Delivery, NoAnswer
from worker.net import build_client
from worker.pipeline.events import delivery_facts


@dataclass
class Service:
    """Answers in turn; `asked` are the method, path and JSON of each request."""

    answers: list[bytes]
    url: str = ""
    asked: list[tuple[str, Any]] = field(default_factory=list)


@asynccontextmanager
async def service(*answers: bytes) -> AsyncIterator[Service]:
    made = Service([*answers])

    async def play(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(made.answers.pop(0))
        await writer.drain()

    async with receiver(play) as there:
        made.url = there.url
        yield made
        for head, body in there.requests:
            made.asked.append((head.split(" HTTP/")[0], json.loads(body) if body else None))


async def sent(
    channel: Channel, delivery: Delivery, *, probing: bool = False
) -> tuple[bool, Answer] | Answer | None:
    async with build_client(user_agent="client", allow_private=LOOPBACK) as client:
        send = Sender(client, lambda: {"desk": channel}, AGENT, deadline=timedelta(seconds=5))
        return await (send.probe(channel, NOW) if probing else send(delivery, NOW))


def discord(url: str, **options: Any) -> Channel:
    return Channel("desk", "discord", f"{url}/api/webhooks/1/s3cret-token", options=options)


def telegram(url: str, **options: Any) -> Channel:
    token = {"token": "123456:AAAAAAAAAAAAAAAAAAAAAA", "chat": "-1"}
    return Channel("desk", "telegram", url, options=token | options)


BAD_FORM = answer(400, '{"code":50035,"message":"Invalid Form Body"}')
TAKEN = answer(200, '{"id":"99"}')


async def test_the_plain_form_follows_where_the_rich_one_is_refused() -> None:
    async with service(BAD_FORM, TAKEN) as there:
        said = await sent(discord(there.url), stored(ALERT))
    assert isinstance(said, Answered)
    assert (said.status, said.handle) == (200, "99")
    assert said.note == (
        'sent as plain text, since the service said: {"code":50035,"message":"Invalid Form Body"}'
    )
    (_, rich), (_, plain) = there.asked
    assert rich["embeds"]
    assert plain["embeds"] == []
    assert plain["content"].startswith("HIGH · first report")


async def test_what_is_refused_in_both_forms_is_refused() -> None:
    async with service(BAD_FORM, BAD_FORM) as there:
        said = await sent(discord(there.url), stored(ALERT))
    assert isinstance(said, Answered)
    assert said.status == 400
    assert len(there.asked) == 2


async def test_an_update_edits_and_what_is_gone_is_sent_anew() -> None:
    gone = answer(404, '{"code":10008,"message":"Unknown Message"}')
    async with service(TAKEN, gone, TAKEN) as there:
        edited = await sent(discord(there.url), stored(ALERT, "77"))
        anew = await sent(discord(there.url), stored(ALERT, "77"))
    assert isinstance(edited, Answered)
    assert isinstance(anew, Answered)
    assert edited.handle == anew.handle == "99"
    assert anew.note == ""
    assert [line for line, _ in there.asked] == [
        "PATCH /api/webhooks/1/s3cret-token/messages/77",
        "PATCH /api/webhooks/1/s3cret-token/messages/77",
        "POST /api/webhooks/1/s3cret-token?wait=true",
    ]


async def test_a_service_that_never_ends_saying_so_is_asked_three_times() -> None:
    gone = answer(404, '{"code":10008}')
    async with service(gone, BAD_FORM, BAD_FORM, BAD_FORM) as there:
        said = await sent(discord(there.url), stored(ALERT, "77"))
    assert isinstance(said, Answered)
    assert said.status == 400
    assert len(there.asked) == 3


async def test_an_answer_that_means_another_status_shows_both() -> None:
    said_no = answer(200, '{"ok":false,"error":"invalid_auth"}')
    async with service(said_no) as there:
        channel = Channel(
            "desk", "slack",
            options={"token": "xoxb-12345678901", "channel": "C1", "api": there.url + "/api"},
        )  # fmt: skip
        said = await sent(channel, stored(ALERT))
    assert isinstance(said, Answered)
    assert said.status == 401
    assert said.text == 'HTTP 200: {"ok":false,"error":"invalid_auth"}'
    assert there.asked[0][0] == "POST /api/chat.postMessage"


async def test_a_wait_in_the_body_counts_as_one_in_the_head() -> None:
    slow = answer(429, '{"ok":false,"parameters":{"retry_after":35}}')
    async with service(slow) as there:
        said = await sent(telegram(there.url), stored(ALERT))
    assert isinstance(said, Answered)
    assert (said.status, said.retry_after) == (429, timedelta(seconds=35))


async def test_the_token_in_the_path_is_never_repeated() -> None:
    echo = answer(404, "no such bot123456:AAAAAAAAAAAAAAAAAAAAAA")
    async with service(echo) as there:
        said = await sent(telegram(there.url), stored(ALERT))
    assert isinstance(said, Answered)
    assert said.text == "no such bot***"


async def test_a_template_makes_the_text_and_a_broken_one_lets_the_alert_out() -> None:
    ok = answer(200, '{"ok":true,"result":{"message_id":5}}')
    async with service(ok, ok) as there:
        channel = telegram(there.url, template="<b>{{ article.title }}</b>")
        made = await sent(channel, stored(ALERT))
        plain = await sent(channel, stored(ALARM))
    assert isinstance(made, Answered)
    assert isinstance(plain, Answered)
    assert made.note == ""
    assert plain.note.startswith("sent without its template, which failed at line 1: ")
    (_, first), (_, second) = there.asked
    assert first["text"] == "<b>Harbour of Bodø closed after fire 🔥</b>"
    assert second["text"].startswith("channel.failing: desk")
    assert "parse_mode" not in second


async def test_markup_a_template_spoilt_goes_out_plain() -> None:
    refused = answer(400, '{"ok":false,"description":"Bad Request: can\'t parse entities"}')
    ok = answer(200, '{"ok":true,"result":{"message_id":5}}')
    async with service(refused, ok) as there:
        said = await sent(telegram(there.url, template="<b>{{ alert.id }}"), stored(ALERT))
    assert isinstance(said, Answered)
    assert said.status == 200
    assert "can't parse entities" in said.note
    assert there.asked[1][1]["text"].startswith("HIGH · first report")


async def test_a_body_that_cannot_be_read_is_no_crash() -> None:
    said = await sent(
        telegram("http://127.0.0.1:9"), Delivery("m", 1, "desk", 1, "test", "[]", NOW)
    )
    assert isinstance(said, NoAnswer)
    assert said.refused


async def test_a_service_that_hangs_up_is_no_answer() -> None:
    async with service(b"") as there:
        said = await sent(discord(there.url), stored(ALERT))
    assert isinstance(said, NoAnswer)
    assert "connection closed" in said.words


PROBED = [
    (answer(200, '{"id":"1"}'), True, '{"id":"1"}'),
    (answer(404, '{"message":"Unknown Webhook","code":10015}'), False,
     '{"message":"Unknown Webhook","code":10015}'),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "right", "words"), PROBED)
async def test_a_probe_has_the_services_own_words(reply: bytes, right: bool, words: str) -> None:  # noqa: FBT001 - a column of the table
    async with service(reply) as there:
        found = await sent(discord(there.url), stored(ALERT), probing=True)
    assert isinstance(found, tuple)
    ok, said = found
    assert isinstance(said, Answered)
    assert (ok, said.text) == (right, words)
    assert there.asked == [("GET /api/webhooks/1/s3cret-token", None)]


async def test_a_probe_that_reaches_nobody_or_cannot_be_made() -> None:
    found = await sent(discord("http://127.0.0.1:9"), stored(ALERT), probing=True)
    assert isinstance(found, tuple)
    assert found[0] is False
    assert isinstance(found[1], NoAnswer)
    for kind in ("webhook", "command", "teams"):
        channel = Channel("desk", kind, "https://hooks.example/x", options={"headers": {}})
        assert await sent(channel, stored(ALERT), probing=True) is None


async def test_the_other_doors() -> None:
    command = Channel("desk", "command", options={"argv": ["false"]})
    ended = await sent(command, stored(ALERT))
    assert isinstance(ended, Answered)
    assert ended.text == "exit 1"
    mail = {"host": "127.0.0.1", "port": 9, "tls": "none", "from": "a@e.org", "to": ["b@e.org"]}
    unheard = await sent(Channel("desk", "email", options=mail), stored(ALERT))
    assert isinstance(unheard, NoAnswer)
    assert unheard.words == "connection refused"
    probed = await sent(Channel("desk", "email", options=mail), stored(ALERT), probing=True)
    assert isinstance(probed, tuple)
    assert probed[0] is False
    unknown = await sent(Channel("desk", "pigeon"), stored(ALERT))
    assert unknown == NoAnswer("channel 'desk' cannot be sent to", refused=True)


def test_the_log_says_what_was_sent_otherwise() -> None:
    answer = Answered(200, "ok", note="sent as plain text")
    again = Again(NOW, "answered 503")
    plain, quiet, failed = (
        delivery_facts(stored(ALERT), each, settled, NOW)["words"]
        for each, settled in (
            (answer, Delivered()),
            (Answered(200, "ok"), Delivered()),
            (NoAnswer("timed out"), again),
        )
    )
    assert (plain, quiet, failed) == ("delivered; sent as plain text", "delivered", again.reason)
