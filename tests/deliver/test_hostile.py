"""Titles that attack: no markup of any service is left alive, no limit is broken."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deliver.given import NOW
from tests.deliver.told import ALERT, CHANNELS, altered, hostile, stored
from worker.deliver.kinds import KINDS
from worker.deliver.kinds.discord import MARKUP
from worker.deliver.message import utf8, utf16
from worker.deliver.payload import UNPRINTABLE

TIMES = {"once": 1, "100 kB": 600}
BODIES = {name: hostile(times) for name, times in TIMES.items()}
either = pytest.mark.parametrize(
    "body",
    [
        pytest.param(BODIES["once"], id="once"),
        pytest.param(BODIES["100 kB"], id="100 kB", marks=pytest.mark.load),
    ],
)
COUNT = re.compile(r"… \(\+[\d,]+ characters\)")


def sent(name: str, body: dict[str, Any], **form: Any) -> Any:
    channel = CHANNELS[name]
    made = KINDS[channel.type].request(channel, stored(body), NOW, **form)
    return json.loads(made.body)


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("rich", [True, False], ids=["rich", "plain"])
@either
@pytest.mark.parametrize("name", [name for name in CHANNELS if name != "webhook"])
def test_no_control_sign_gets_out_and_cuts_are_counted(
    name: str, body: dict[str, Any], *, rich: bool
) -> None:
    found = strings(sent(name, body, rich=rich))
    for text in found:
        assert not UNPRINTABLE.search(text.replace("\n", ""))
    whole = "\n".join(found)
    assert "more rules" in whole.replace("\\", "")
    if body is BODIES["100 kB"]:
        assert COUNT.search(whole.replace("\\", ""))
    assert len(whole.encode()) < 30_000


@either
def test_slack(body: dict[str, Any]) -> None:
    made = sent("slack", body)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", made["text"])
    kinds = {part["type"] for block in made["blocks"][0]["elements"] for part in block["elements"]}
    assert kinds <= {"text", "link"}
    parts = [p for block in made["blocks"][0]["elements"] for p in block["elements"]]
    assert sum(utf16(part["text"]) for part in parts) <= 3_000
    assert all(part["text"] for part in parts)
    plain = sent("slack", body, rich=False)
    assert "blocks" not in plain
    assert len(plain["text"]) <= 3_000
    assert not re.search(r"[<>]", plain["text"])


@either
def test_telegram(body: dict[str, Any]) -> None:
    made = sent("telegram", body)
    assert "parse_mode" not in made  # so nothing in the text is markup
    assert utf16(made["text"]) <= 4_096
    assert len(made["entities"]) <= 100
    for entity in made["entities"]:
        assert 0 < entity["length"] <= utf16(made["text"]) - entity["offset"]
        assert entity["type"] != "text_link" or entity["url"].startswith("https://")
    assert utf16(sent("telegram", body, rich=False)["text"]) <= 4_096


@either
def test_discord(body: dict[str, Any]) -> None:
    made = sent("discord", body)
    (embed,) = made["embeds"]
    assert made["allowed_mentions"] == {"parse": []}
    assert utf16(embed["title"]) <= 256
    assert utf16(embed["description"]) <= 4_096
    assert sum(map(utf16, (embed["title"], embed["description"], embed["footer"]["text"]))) <= 6_000
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", embed["title"])
    assert not MARKUP.search(bare)
    lines = re.sub(r"\\[^0-9A-Za-z\s]", "", embed["description"])
    assert not re.search(
        r"[<@~`|#\]]|\[(?!the whole alert)", lines.replace("[the whole alert]", "")
    )
    plain = sent("discord", body, rich=False)
    assert utf16(plain["content"]) <= 2_000


@either
def test_ntfy(body: dict[str, Any]) -> None:
    made = sent("ntfy", body)
    assert utf8(made["message"]) <= 4_096
    assert utf8(made["title"]) <= 250


@pytest.mark.parametrize("long", [0, 1_880])
@pytest.mark.parametrize("text", [None, '"' * 9_000], ids=["its own", "a template's"])
def test_a_message_of_quotes_is_no_more_json_than_ntfy_reads(text: str | None, long: int) -> None:
    evidence = [{"zone": "body", "text": '"' * 600 + n, "spans": [], "term": n} for n in "abc"]
    rules = [{**ALERT["data"]["rules"][0], "evidence": evidence}] * 9
    url = f"https://e.org/{'x' * long}"
    body = altered(ALERT, article__title='"' * 300, article__url=url, rules=rules)
    made = KINDS["ntfy"].request(CHANNELS["ntfy"], stored(body), NOW, text=text)
    assert len(made.body) <= 8_192


@either
def test_teams(body: dict[str, Any]) -> None:
    made = sent("teams", body)
    card = made["attachments"][0]["content"]
    kinds = {inline["type"] for block in card["body"] for inline in block["inlines"]}
    assert kinds == {"TextRun"}  # which reads no Markdown, unlike a TextBlock
    assert len(json.dumps(made).encode()) <= 28_000 * 2
    assert len(json.dumps(made, ensure_ascii=False).encode()) <= 28_000


LINKS = {
    "as it is": ("https://e.org/a_b~c?d=e&f[]=1", "https://e.org/a_b~c?d=e&f[]=1"),
    "what could end it": ('https://e.org/a)b>c d"e', "https://e.org/a%29b%3Ec%20d%22e"),
    "letters of any script": ("https://e.org/війна", "https://e.org/%D0%B2%D1%96%D0%B9%D0%BD%D0%B0"),
    "turned around": ("https://e.org/\u202egpj", "https://e.org/%E2%80%AEgpj"),
    "a code and none": ("https://e.org/100%-sure%20?a=%", "https://e.org/100%25-sure%20?a=%25"),
    "a script": ("javascript:alert(1)", None),
    "a file": ("file:///etc/passwd", None),
    "no host": ("https:///x", None),
    "no link": (None, None),
    "too long": ("https://e.org/" + "x" * 2_000, None),
}  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), LINKS.values(), ids=LINKS.keys())
def test_only_safe_links(url: str | None, expected: str | None) -> None:
    made = sent("ntfy", altered(ALERT, article__url=url))
    assert made.get("click") == expected


@settings(max_examples=60)
@given(text=st.text(st.characters(codec="utf-8"), max_size=400), times=st.integers(1, 300))
def test_any_title_fits_every_service(text: str, times: int) -> None:
    body = altered(ALERT, article__title=text * times, article__author=text)
    assert utf16(sent("telegram", body)["text"]) <= 4_096
    assert utf8(sent("ntfy", body)["message"]) <= 4_096
    embed = sent("discord", body)["embeds"][0]
    assert utf16(embed["title"]) <= 256
    for entity in sent("telegram", body)["entities"]:
        assert entity["length"] > 0
