"""An alert and its update, from the ledger to a service and back: the second answers the first."""

from __future__ import annotations

import json
from datetime import timedelta

from pytest_httpserver import HTTPServer

from tests.contract.making import NOW, PLACED, claim_delivery, entry, feed, speak, visit
from tests.deliver.given import AGENT, LOOPBACK
from tests.deliver.told import ALERT, altered
from worker.deliver.retry import settle
from worker.deliver.send import Sender
from worker.model import Channel, Utterance
from worker.net import build_client
from worker.store import SqlStore


def told(said: Utterance) -> str:
    return json.dumps(altered(ALERT, alert__sequence=said.sequence))


def say(store: SqlStore, *, opening: bool) -> None:
    article = store.article(1)
    assert article is not None
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(article, "A", PLACED) if opening else ledger.story_of(article)
        assert story is not None
        kind = speak(type="alert.opened" if opening else "alert.updated")
        ledger.speak(story, article, kind, told, NOW)


async def test_an_update_answers_the_message_before_it(
    store: SqlStore, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/bot1:x/sendMessage").respond_with_json(
        {"ok": True, "result": {"message_id": 4711}}
    )
    options = {"token": "1:x", "chat": "-1"}
    desk = Channel("desk", "telegram", httpserver.url_for(""), options=options)
    store.sync_feeds([feed()], NOW)
    visit(store, [entry("a")])
    async with build_client(user_agent="x", allow_private=LOOPBACK) as client:
        send = Sender(client, lambda: {"desk": desk}, AGENT)
        for opening in (True, False):
            say(store, opening=opening)
            claim = claim_delivery(store)
            answer = await send(claim.delivery, NOW)
            done = settle(answer, claim.tries, None, NOW, timedelta(hours=1), 0.5)
            assert store.settle(claim, answer, done, NOW).kept
    first, second = (json.loads(request.get_data()) for request, _ in httpserver.log)
    assert "reply_parameters" not in first
    assert second["reply_parameters"]["message_id"] == 4711
    assert "message 2 of this alert" in second["text"]
