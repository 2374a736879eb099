"""The request each service is sent, whole, beside the alert it is made of (`golden/`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.deliver.given import NOW
from tests.deliver.told import ALARM, ALERT, CHANNELS, altered, golden, shown, stored
from worker.deliver.kinds import KINDS
from worker.model import Delivery

UPDATED = altered(ALERT, alert__sequence=2, alert__reason="also matches x")
GIVEN: dict[str, tuple[Delivery, dict[str, Any]]] = {
    "opened": (stored(ALERT), {}),
    "updated": (stored(UPDATED, "77"), {}),
    "louder": (stored(ALERT, "77", "low"), {}),
    "alarm": (stored(ALARM), {}),
    "plain": (stored(ALERT), {"rich": False}),
    "template": (stored(ALERT), {"text": "own words"}),
}
CASES = [
    (name, case) for name in CHANNELS if name != "webhook" for case in golden(name)
]  # fmt: skip


@pytest.mark.parametrize(("name", "case"), CASES, ids=[" ".join(case) for case in CASES])
def test_the_request_is_the_golden_one(name: str, case: str) -> None:
    channel = CHANNELS[name]
    delivery, form = GIVEN[case]
    if name == "slack-bot" and delivery.earlier:
        delivery = replace(delivery, earlier=replace(delivery.earlier, handle="1732.77"))
    made = KINDS[channel.type].request(channel, delivery, NOW, **form)
    assert shown(made) == golden(name)[case]


def test_every_kind_has_its_golden_requests() -> None:
    assert {channel.type for channel in CHANNELS.values()} == set(KINDS)
    assert {case for _, case in CASES} == set(GIVEN)


def test_a_webhook_is_sent_the_stored_bytes_or_its_template() -> None:
    channel, kind = CHANNELS["webhook"], KINDS["webhook"]
    sent = kind.request(channel, stored(ALERT), NOW)
    assert sent.body == stored(ALERT).body.encode()
    assert sent.headers["webhook-id"] == "msg_1"
    own = kind.request(channel, stored(ALERT), NOW, text='{"a": 1}')
    assert own.body == b'{"a": 1}'


def test_a_request_shows_no_secret() -> None:
    for channel in CHANNELS.values():
        made = KINDS[channel.type].request(channel, stored(ALERT), NOW)
        assert repr(made) == "Request(method='POST')"
        assert "xoxb" not in repr(channel)


@pytest.mark.parametrize("name", CHANNELS)
def test_where_all_is_shown_nothing_is_counted(name: str) -> None:
    rule = {**ALERT["data"]["rules"][0], "evidence_left_out": 0}
    whole = stored(altered(ALERT, rules=[rule], rules_left_out=0))
    channel = CHANNELS[name]
    for rich in (True, False):
        made = KINDS[channel.type].request(channel, whole, NOW, rich=rich)
        assert b" more " not in made.body
