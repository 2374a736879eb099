"""A secret is read where it is needed and shown nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.settings.desk import KEY, RULES, Desk, only
from worker.settings import Problems, problems_as_json

V = "version: 1\n"
CHANNEL = V + "channels: {desk: {type: webhook, url: https://e.org/h, secrets: [{env: KEY}]}}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tiger7", "a webhook secret begins with whsec_"),
        ("whsec_tiger7!", "not base64 after whsec_"),
        ("whsec_dGlnZXI3", "a webhook secret holds 24 to 64 bytes"),
        ("whsec_" + "A" * 100, "a webhook secret holds 24 to 64 bytes"),
    ],
)
def test_a_bad_webhook_secret_is_not_repeated(tmp_path: Path, text: str, words: str) -> None:
    refusal = Desk(tmp_path, CHANNEL, a=RULES).refusal({"KEY": text})
    assert only(refusal).message == words
    assert text not in str(refusal)


def test_good_webhook_secrets_are_kept_as_text(tmp_path: Path) -> None:
    assert Desk(tmp_path, CHANNEL, a=RULES).load({"KEY": KEY}).channels["desk"].secrets == (KEY,)


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        ("tiger7\n", "tiger7"),
        ("tiger7\r\n", "tiger7"),
        ("tiger7", "tiger7"),
        (" tiger7 \n\n", " tiger7 \n"),
    ],
)
def test_one_newline_at_the_end_of_a_file_is_not_the_secret(
    tmp_path: Path, content: str, meant: str
) -> None:
    desk = Desk(tmp_path, V + "web: {token: {file: token}}\n", a=RULES)
    desk.write("config/token", content)
    assert desk.load().web.token == meant


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"x" * 70_000])
def test_a_file_that_holds_no_secret(tmp_path: Path, content: bytes) -> None:
    desk = Desk(tmp_path, V + "web: {token: {file: token}}\n", a=RULES)
    desk.write("config/token", content)
    assert only(desk.refusal()).code == "CFG020"


WRITTEN = [
    V + "web: {token: {env: TOKEN}, token: tiger7}\n",
    V + "web: {toke: n: tiger7}\n",
    V + "web: {tokn: tiger7tiger7}\n",
    V + "web:\n  tokn: {tiger7}\n  x: [\n",
    V + "web: {token: tiger7tiger7}\n",
    V + "web: {token: {tiger7tiger7}}\n",
    V + "web: {token: [tiger7tiger7]}\n",
    V + "web:\n  token: tiger7tiger7\n  lisen: x\n",
    V + "web: {token: tiger7tiger7, lisen: x}\n",
    V + "web: {tokn: {file: x}, token: tiger7: tiger7}\n",
    V + "web:\n  token: tiger7: x\n",
    V + "web:\n  token: 'tiger7tiger7\n",
    V + "web:\n  token: @tiger7\n",
    V + "channels:\n  d:\n    type: webhook\n    secrets:\n      - tiger7: tiger7: x\n",
    V + "channels: {d: {type: webhook, url: x, secrets: tiger7tiger7}}\n",
    V + "channels: {d: {type: webhook, url: x, secrets: [tiger7tiger7, {file: 1}]}}\n",
    V + "channels: {d: {type: webhook, url: ftp://e.org/tiger7}}\n",
    V + "channels: {d: {type: webhook, url: https://e.org/tiger7, urk: 1}}\n",
    V + "channels: {d: {type: webhook, url: https://e.org, headers: {X: 'tiger7\\x01', y}}}\n",
    V + "feeds: [{url: https://e.org, headers: {X: tiger7tiger7}, tgas: []}]\n",
    V + "feeds:\n  - url: https://u:tiger7@e.org/ x\n",
    V + "database: postgresql://u:tiger7@h:port/d\n",
    V + "database: postgresql://u:tiger7@h\n",
    V + "http: {proxy: ftp://u:tiger7@h}\n",
    V + "http: {proxy: http://u:tiger7@h:x, timeout: x}\n",
    V + "x: whsec_tiger7tiger7\n",
    V + "web: {token: {env: TOKEN}}\nhttp: {proxy: {env: TOKEN}}\n",
    V + "web: {token: {env: TOKEN, file: x}}\n",
]


def exposed(problems: Problems) -> str:
    shown = json.dumps(problems_as_json(problems.problems))
    return f"{problems}{problems!r}{problems.problems!r}{problems.warnings}{shown}"


@pytest.mark.parametrize("text", WRITTEN)
def test_a_mistake_beside_a_secret_does_not_show_it(tmp_path: Path, text: str) -> None:
    refusal = Desk(tmp_path, text, a=RULES).refusal({"TOKEN": "tiger7"})
    assert "tiger7" not in exposed(refusal)


def test_settings_show_no_secret(tmp_path: Path) -> None:
    main = (
        V + "web: {token: {env: T}}\nhttp: {proxy: 'http://u:tiger7@p:1'}\n"
        "feeds: [{url: https://e.org, headers: {X: {env: T}, Y: tiger7}}]\n"
        "channels: {d: {type: webhook, url: https://e.org/tiger7, headers: {X: {env: T}},"
        " secrets: [{env: K}]}}\n"
    )
    settings = Desk(tmp_path, main, a=RULES).load(
        {"T": "tiger7", "K": KEY, "WIREBELL_DATABASE": "postgresql://u:tiger7@h/d"}
    )
    shown = f"{settings!r}{settings.channels}{settings.feeds}{settings.origins}"
    assert "tiger7" not in shown
    assert KEY not in shown
    assert settings.origins["database"] == ("***", "$WIREBELL_DATABASE")
    assert settings.origins["web.token"] == ("***", f"{tmp_path}/config/wirebell.yaml:2")
    assert settings.origins["http.proxy"][0] == "http://u:***@p:1"
    assert settings.origins["channels.d.url"][0] == "https://e.org/***"
    assert settings.http.proxy == "http://u:tiger7@p:1"
    assert settings.channels["d"].options == {"headers": {"X": "tiger7"}}
