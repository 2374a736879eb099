"""Alerts as they are stored, and what services are sent for them, expected beside given."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from tests.deliver.given import NOW
from worker.deliver.message import Message, read
from worker.deliver.request import Request
from worker.model import Channel, Delivery, Earlier
from worker.model.rules import Severity

GOLDEN = Path(__file__).with_name("golden")
ALERT: dict[str, Any] = json.loads((GOLDEN / "alert.json").read_text("utf-8"))
ALARM: dict[str, Any] = json.loads((GOLDEN / "alarm.json").read_text("utf-8"))

# Each line is an attack on one service at least: its markup, its links, its mentions, our terminal.
HOSTILE = (
    "<script>x</script> & <!channel> <@U1> @everyone *b* _i_ ~s~ `c` ||s|| [t](https://evil.example)"
    " {{ 7*7 }} \x1b[31m\u202egpj.exe\u2066 a\r\nBcc: all@evil.example\x00"
)

CHANNELS: dict[str, Channel] = {
    "webhook": Channel("desk", "webhook", "https://hooks.example/in", options={"headers": {}}),
    "slack": Channel("desk", "slack", "https://hooks.slack.example/services/T0/B0/x"),
    "slack-bot": Channel("desk", "slack", options={"token": "xoxb-1234", "channel": "C024BE9"}),
    "ntfy": Channel("desk", "ntfy", options={"topic": "wirebell-7Qm4"}),
    "telegram": Channel(
        "desk", "telegram", options={"token": "123456:AAAAAAAAAAAAAAAAAAAAAA", "chat": "-1001"}
    ),
    "discord": Channel("desk", "discord", "https://discord.example/api/webhooks/1/abc?thread_id=4"),
    "alertmanager": Channel(
        "desk", "alertmanager", "http://am.example:9093/", options={"headers": {"X-Scope": "a"}}
    ),
    "teams": Channel("desk", "teams", "https://flow.example/workflows/1?sig=x"),
}  # fmt: skip


def altered(body: dict[str, Any], **paths: Any) -> dict[str, Any]:
    """A copy of the body; `article__title="x"` sets data.article.title."""
    made = copy.deepcopy(body)
    for path, value in paths.items():
        *sections, last = path.split("__")
        inner = made["data"]
        for section in sections:
            inner = inner[int(section) if section.isdecimal() else section]
        inner[last] = value
    return made


def hostile(times: int = 1) -> dict[str, Any]:
    """An alert whose every text from outside attacks, as often as asked."""
    text = HOSTILE * times
    passage = {"zone": "title", "text": text, "spans": [[0, 8], [30, 40]], "term": "x"}
    listed = {"entity": "sdn", "name": text, "id": "7", "program": None}
    rules = [
        {
            **ALERT["data"]["rules"][0],
            "id": f"r{number}",
            "title": text,
            "evidence": [{**passage, "text": f"{text}{n}", "listed": [listed]} for n in range(5)],
        }
        for number in range(12)
    ]
    feed = {"name": text, "url": "https://e.example/rss", "tags": []}
    url = f"https://e.example/a)b?<{text[:40]}"
    return altered(
        ALERT, article__title=text, article__author=text, article__feed=feed, article__url=url,
        rules=rules, alert__reason=text,
    )  # fmt: skip


def message(body: dict[str, Any]) -> Message:
    return read(json.dumps(body))


def stored(body: dict[str, Any], handle: str | None = None, said: Severity = "high") -> Delivery:
    """The delivery of this body; with a handle, one that follows another."""
    earlier = Earlier(handle, said) if handle else None
    return Delivery("msg_1", 12, "desk", 1, body["type"], json.dumps(body), NOW, earlier)


def shown(request: Request) -> dict[str, Any]:
    """The request as a golden file has it."""
    return {
        "method": request.method,
        "url": request.url,
        "headers": dict(request.headers),
        "body": json.loads(request.body),
    }


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
