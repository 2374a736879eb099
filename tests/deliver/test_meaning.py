"""What the services' answers amount to, in their own words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.deliver.given import NOW
from tests.deliver.told import ALERT, CHANNELS, altered, stored
from worker.deliver.kinds import KINDS
from worker.deliver.request import Meaning, as_json, from_json
from worker.model import Channel, Delivery

NEW, LATER = stored(ALERT), stored(ALERT, "77")
THREAD = stored(ALERT, "1.77")
FOREIGN = stored(ALERT, "of another service!")
HTML = "<html>502 Bad Gateway</html>"

MEANINGS: dict[str, tuple[str, int, str, Any, Meaning]] = {
    "webhook": ("webhook", 202, "ok", NEW, Meaning(202)),
    # Slack's webhook
    "slack took it": ("slack", 200, "ok", NEW, Meaning(200)),
    "slack: no such hook": ("slack", 404, "no_service", NEW, Meaning(404)),
    "slack: the channel is archived": ("slack", 410, "channel_is_archived", NEW, Meaning(410)),
    "slack: bad blocks": ("slack", 400, "invalid_blocks", NEW, Meaning(400, otherwise="plain")),
    "slack: down": ("slack", 503, HTML, NEW, Meaning(503)),
    # Slack's API
    "slack api": ("slack", 200, '{"ok":true,"ts":"1.5"}', NEW, Meaning(200, "1.5")),
    "slack api, in a thread": ("slack", 200, '{"ok":true,"ts":"9"}', THREAD, Meaning(200, "1.77")),
    "slack api: blocks": ("slack", 200, '{"ok":false,"error":"invalid_blocks"}', NEW,
                          Meaning(400, otherwise="plain")),
    "slack api: no thread": ("slack", 200, '{"ok":false,"error":"thread_not_found"}', LATER,
                             Meaning(404, otherwise="anew")),
    "slack api: no thread asked for": (
        "slack", 200, '{"ok":false,"error":"thread_not_found"}', NEW, Meaning(403)),
    "slack api: key": ("slack", 200, '{"ok":false,"error":"invalid_auth"}', NEW, Meaning(401)),
    "slack api: channel": ("slack", 200, '{"ok":false,"error":"channel_not_found"}', NEW,
                           Meaning(403)),
    "slack api: full": ("slack", 200, '{"ok":false,"error":"ratelimited"}', NEW, Meaning(429)),
    "slack api: down": ("slack", 200, '{"ok":false,"error":"fatal_error"}', NEW, Meaning(503)),
    "slack api: too long": ("slack", 200, '{"ok":false,"error":"msg_too_long"}', NEW, Meaning(400)),
    "slack api: 429": ("slack", 429, '{"ok":false,"error":"ratelimited"}', NEW, Meaning(429)),
    # ntfy
    "ntfy": ("ntfy", 200, '{"id":"aB3","event":"message"}', NEW, Meaning(200, "aB3")),
    "ntfy, updated": ("ntfy", 200, '{"id":"x","sequence_id":"aB3"}', LATER, Meaning(200, "aB3")),
    "ntfy says nothing": ("ntfy", 200, "", LATER, Meaning(200, "77")),
    "ntfy says nothing of a first": ("ntfy", 200, "[]", NEW, Meaning(200)),
    "ntfy: key": ("ntfy", 401, '{"code":40101,"error":"unauthorized"}', NEW, Meaning(401)),
    # Telegram
    "telegram": ("telegram", 200, '{"ok":true,"result":{"message_id":5}}', NEW, Meaning(200, "5")),
    "telegram, a reply": ("telegram", 200, '{"ok":true,"result":{"message_id":9}}', LATER,
                          Meaning(200, "77")),
    "telegram says nothing": ("telegram", 200, HTML, NEW, Meaning(200)),
    "telegram: entities": (
        "telegram", 400, '{"ok":false,"description":"Bad Request: can\'t parse entities: x"}', NEW,
        Meaning(400, otherwise="plain")),
    "telegram: chat": ("telegram", 400, '{"ok":false,"description":"Bad Request: chat not found"}',
                       NEW, Meaning(403)),
    "telegram: blocked": ("telegram", 403, '{"ok":false,"description":"Forbidden"}', NEW,
                          Meaning(403)),
    "telegram: slow down": ("telegram", 429, '{"ok":false,"parameters":{"retry_after":35}}', NEW,
                            Meaning(429, retry_after=timedelta(seconds=35))),
    "telegram: slow down for ever": (
        "telegram", 429, '{"ok":false,"parameters":{"retry_after":9999999999}}', NEW,
        Meaning(429, retry_after=timedelta(days=1))),
    "telegram: nonsense": ("telegram", 500, '{"parameters":null,"result":null}', NEW, Meaning(500)),
    # Discord
    "discord": ("discord", 200, '{"id":"99"}', NEW, Meaning(200, "99")),
    "discord without wait": ("discord", 204, "", NEW, Meaning(204)),
    "discord: message deleted": ("discord", 404, '{"code":10008}', LATER,
                                 Meaning(404, otherwise="anew")),
    "discord: no such message, none meant": ("discord", 404, '{"code":10008}', NEW, Meaning(404)),
    "discord: no such hook": ("discord", 404, '{"code":10015}', LATER, Meaning(404)),
    "discord: form": ("discord", 400, '{"code":50035}', NEW, Meaning(400, otherwise="plain")),
    "discord: slow down": ("discord", 429, '{"retry_after":0.65,"global":false}', NEW,
                           Meaning(429, retry_after=timedelta(seconds=0.65))),
    "discord: slow down, nonsense": ("discord", 429, '{"retry_after":"x"}', NEW, Meaning(429)),
    # the rest
    "alertmanager: bad": ("alertmanager", 400, '"start time must be before end time"', NEW,
                          Meaning(400)),
    "teams": ("teams", 202, "", NEW, Meaning(202)),
    "teams: hidden": (
        "teams", 200, "failed: Microsoft Teams endpoint returned HTTP error 429", NEW,
        Meaning(429)),
    "teams: bad card": ("teams", 400, "Bad payload", NEW, Meaning(400, otherwise="plain")),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "status", "answer", "delivery", "expected"), MEANINGS.values(), ids=MEANINGS.keys()
)
def test_meaning(kind: str, status: int, answer: str, delivery: Any, expected: Meaning) -> None:
    assert KINDS[kind].meaning(status, answer, delivery) == expected


def test_an_alertmanager_knows_an_update_that_other_rules_heard() -> None:
    channel = CHANNELS["alertmanager"]
    am = KINDS["alertmanager"]

    def labels(delivery: Delivery) -> dict[str, str]:
        (alert,) = json.loads(am.request(channel, delivery, NOW).body)
        found: dict[str, str] = alert["labels"]
        return found

    first = am.meaning(200, "", NEW)
    assert first.handle is not None
    assert json.loads(first.handle) == labels(NEW)
    other = altered(
        ALERT, rules__0__id="ports", rules__0__labels={"desk": "sea"}, alert__severity="critical"
    )
    update = stored(other, first.handle)
    assert labels(update) == labels(NEW) | {"severity": "critical"}
    assert am.meaning(200, "", update).handle == as_json(labels(update)).decode()
    # a name that another kind of channel had, or another alert
    for handle in ("1.77", '{"alert_id":"99"}'):
        assert labels(stored(other, handle))["rule"] == "ports"


PROBES: dict[str, tuple[str, str | None, list[tuple[int, str, bool]]]] = {
    "slack": (
        "POST https://hooks.slack.example/services/T0/B0/x",
        "slack",
        [
            (400, "no_text", True),
            (400, "invalid_payload", True),
            (200, "no_text", False),
            (403, "invalid_token", False),
        ],
    ),
    "slack-bot": (
        "POST https://slack.com/api/auth.test",
        "slack",
        [(200, '{"ok":true}', True), (200, '{"ok":false,"error":"invalid_auth"}', False)],
    ),
    "ntfy": (
        "GET https://ntfy.sh/wirebell-7Qm4/auth",
        "ntfy",
        [(200, '{"success":true}', True), (403, '{"error":"forbidden"}', False)],
    ),
    "telegram": (
        "POST https://api.telegram.org/bot123456:AAAAAAAAAAAAAAAAAAAAAA/getChat",
        "telegram",
        [(200, '{"ok":true}', True), (401, '{"ok":false}', False), (200, HTML, False)],
    ),
    "discord": (
        "GET https://discord.example/api/webhooks/1/abc?thread_id=4",
        "discord",
        [(200, '{"id":"1"}', True), (404, '{"code":10015}', False), (200, HTML, False)],
    ),
    "alertmanager": (
        "GET http://am.example:9093/api/v2/status",
        "alertmanager",
        [(200, '{"versionInfo":{}}', True), (200, HTML, False), (401, "", False)],
    ),
}


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_shows_nobody_anything(name: str) -> None:
    asked, kind, answers = PROBES[name]
    made = KINDS[CHANNELS[name].type].probe(CHANNELS[name])
    assert made is not None
    assert f"{made.method} {made.url}" == asked
    for status, answer, right in answers:
        assert KINDS[kind or name].probed(status, answer) is right


def test_a_token_is_tried_with_its_account() -> None:
    own = Channel("d", "ntfy", "https://ntfy.example/", options={"topic": "t", "token": "tk_1"})
    made = KINDS["ntfy"].probe(own)
    assert made is not None
    assert made.url == "https://ntfy.example/v1/account"
    assert made.headers == {"authorization": "Bearer tk_1"}


def test_what_cannot_be_asked_without_a_message() -> None:
    for kind in ("webhook", "teams"):
        assert KINDS[kind].probe(CHANNELS[kind]) is None
        assert KINDS[kind].probed(200, "") is True


def test_a_thread_of_a_forum() -> None:
    import json  # noqa: PLC0415 - here alone

    channel = CHANNELS["telegram"]
    forum = Channel("desk", "telegram", options={**channel.options, "thread": 8})
    made = KINDS["telegram"].request(forum, NEW, NEW.created_at)
    assert json.loads(made.body)["message_thread_id"] == 8


def test_answers_that_are_no_object() -> None:
    for answer in ("", "ok", "[1]", "{", "null"):
        assert from_json(answer) == {}


ESCAPES = {
    "webhook": ("<a> & *b*", "<a> & *b*"),
    "slack": ("<!channel> & *b*", "&lt;!channel&gt; &amp; *b*"),
    "ntfy": ("<a> *b*", "<a> *b*"),
    "telegram": ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
    "discord": ("[x](y) <@1> *b*", r"\[x\]\(y\) \<\@1\> \*b\*"),
    "alertmanager": ("<a>", "<a>"),
    "teams": ("[x](y) *b*", r"\[x\]\(y\) \*b\*"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_escapes_its_own_markup(kind: str) -> None:
    text, expected = ESCAPES[kind]
    assert KINDS[kind].escape(text) == expected


@pytest.mark.parametrize("name", ["slack-bot", "ntfy", "telegram", "discord"])
def test_the_handle_of_another_service_is_not_followed(name: str) -> None:
    channel = CHANNELS[name]
    kind = KINDS[channel.type]
    made = kind.request(channel, FOREIGN, NEW.created_at)
    assert made == kind.request(channel, NEW, NEW.created_at)
