"""What a channel of each kind may say, and what is said of one that is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.settings.desk import RULES, Desk, only
from worker.deliver.kinds import KINDS
from worker.model import Channel

V = "version: 1\n"
BOT = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
ENV = {"T": "xoxb-1-2", "URL": "https://hooks.example/s3cret", "BOT": BOT, "PW": "tiger777",
       "TOPIC": "wirebell-7Qm4", "SVC": "json://localhost/s3cret"}  # fmt: skip

READ: dict[str, tuple[str, dict[str, Any]]] = {
    "a webhook of Slack": ("{type: slack, url: {env: URL}}", {"url": ENV["URL"]}),
    "a bot of Slack": (
        "{type: slack, token: {env: T}, channel: C024BE91L}",
        {"options": {"token": "xoxb-1-2", "channel": "C024BE91L"}},
    ),
    "e-mail": (
        ("{type: email, host: smtp.example.org, from: Bell <bell@e.org>, to: [a@e.org, b@e.org],"
        " username: bell, password: {env: PW}}"),
        {"options": {"host": "smtp.example.org", "port": 587, "tls": "starttls",
                     "from": "Bell <bell@e.org>", "to": ["a@e.org", "b@e.org"],
                     "username": "bell", "password": "tiger777"}},
    ),
    "e-mail, implicit TLS": (
        "{type: email, host: smtp.example.org, tls: implicit, from: a@e.org, to: [b@e.org]}",
        {"options": {"host": "smtp.example.org", "port": 465, "tls": "implicit",
                     "from": "a@e.org", "to": ["b@e.org"]}},
    ),
    "ntfy": ("{type: ntfy, topic: {env: TOPIC}}", {"options": {"topic": "wirebell-7Qm4"}}),
    "one's own ntfy": (
        "{type: ntfy, topic: bell, url: 'https://ntfy.e.org', token: {env: T}}",
        {"url": "https://ntfy.e.org", "options": {"topic": "bell", "token": "xoxb-1-2"}},
    ),
    "telegram": (
        "{type: telegram, token: {env: BOT}, chat: '-1001234567890', thread: 4}",
        {"options": {"token": BOT, "chat": "-1001234567890", "thread": 4}},
    ),
    "discord": ("{type: discord, url: {env: URL}, retry_for: 2h}",
                {"url": ENV["URL"], "retry_for": timedelta(hours=2)}),
    "alertmanager": (
        "{type: alertmanager, url: 'http://am:9093', resolve_after: 1h, headers: {X: {env: T}}}",
        {"url": "http://am:9093",
         "options": {"headers": {"X": "xoxb-1-2"}, "resolve_after": timedelta(hours=1)}},
    ),
    "teams": ("{type: teams, url: {env: URL}}", {"url": ENV["URL"]}),
    "a command": (
        "{type: command, argv: [/usr/bin/logger, -t, wirebell], timeout: 5s}",
        {"options": {"argv": ["/usr/bin/logger", "-t", "wirebell"],
                     "timeout": timedelta(seconds=5)}},
    ),
    "apprise": ("{type: apprise, service: {env: SVC}}",
                {"options": {"service": "json://localhost/s3cret"}}),
    "a template": (
        "{type: discord, url: {env: URL}, template: 'x {{ article.title if article }}'}",
        {"url": ENV["URL"], "options": {"template": "x {{ article.title if article }}"}},
    ),
}  # fmt: skip

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's own parts


def desk(folder: Path, channel: str) -> Desk:
    return Desk(folder, f"{V}channels:\n  desk: {channel}\n", a=RULES)


@pytest.mark.parametrize(("written", "expected"), READ.values(), ids=READ)
def test_read(tmp_path: Path, written: str, expected: dict[str, Any]) -> None:
    settings = desk(tmp_path, written).load(ENV)
    made = settings.channels["desk"]
    assert made == Channel("desk", made.type, **expected)
    assert settings.warnings == ()
    shown = f"{settings!r}{settings.origins}"
    assert not any(secret in shown for secret in ("s3cret", "xoxb", "tiger7", "AAHdq", "7Qm4"))


def test_every_kind_can_be_written() -> None:
    written = {text.split()[1].rstrip(",}") for text, _ in READ.values()}
    assert written | {"webhook"} == {*KINDS, "email", "command", "apprise"}


WRONG: dict[str, tuple[str, str, str]] = {
    "no way to Slack": ("{type: slack}", "CFG003", "a slack channel needs a url or a token"),
    "two ways to Slack": ("{type: slack, url: {env: URL}, token: {env: T}, channel: C1}",
                          "CFG005", "either a url or a token, not both"),
    "a bot without a channel": ("{type: slack, token: {env: T}}", "CFG003",
                                "required key 'channel' is missing beside 'token'"),
    "a token as text": ("{type: slack, token: tiger777, channel: C1}", "CFG021",
                        "a secret written as text"),
    "not a bot's token": ("{type: telegram, token: {env: T}, chat: '-1'}", "CFG020",
                          "not a bot's token"),
    "a chat without quotes": ("{type: telegram, token: {env: BOT}, chat: -100123}", "CFG004",
                              "expected text"),
    "not a chat": ("{type: telegram, token: {env: BOT}, chat: the desk}", "CFG005", "not a chat"),
    "not an address": ("{type: email, host: m.e.org, from: a@e.org, to: [desk]}", "CFG007",
                       "not an e-mail address"),
    "nobody": ("{type: email, host: m.e.org, from: a@e.org, to: []}", "CFG005",
               "must not be empty"),
    "a header in an address": (
        '{type: email, host: m.e.org, from: "a@e.org\\r\\nBcc: b@e.org", to: [a@e.org]}',
        "CFG007", "not an e-mail address"),
    "not a host": ("{type: email, host: 'smtp://m', from: a@e.org, to: [a@e.org]}", "CFG007",
                   "not a host name"),
    "half a login": ("{type: email, host: m.e.org, from: a@e.org, to: [a@e.org], username: a}",
                     "CFG003", "required key 'password' is missing for the login"),
    "the other half": (
        "{type: email, host: m.e.org, from: a@e.org, to: [a@e.org], password: {env: PW}}",
        "CFG003", "required key 'username' is missing for the login"),
    "a password in clear": (
        ("{type: email, host: m.e.org, tls: none, from: a@e.org, to: [a@e.org], username: a,"
        " password: {env: PW}}"), "CFG005", "a password would go out in clear"),
    "a kind of TLS": ("{type: email, host: m.e.org, tls: ssl, from: a@e.org, to: [a@e.org]}",
                      "CFG005", "expected 'starttls', 'implicit' or 'none'"),
    "not a topic": ("{type: ntfy, topic: a/b}", "CFG007", "not a topic"),
    "not a topic in a secret": ("{type: ntfy, topic: {env: URL}}", "CFG007", "not a topic"),
    "no program": ("{type: command, argv: []}", "CFG005", "must not be empty"),
    "a shell line": ("{type: command, argv: logger -t x}", "CFG004", "expected a list"),
    "a service nobody knows": ("{type: apprise, service: {env: T}}", "CFG020",
                               "Apprise does not know such a URL"),
    "a variable that is not set": ("{type: telegram, token: {env: NO}, chat: '-1'}", "CFG020",
                                   "this environment variable is not set"),
    "a template that cannot be read": (
        "{type: discord, url: {env: URL}, template: '{% if %}'}", "CFG034",
        "the template fails on a sample alert: Expected an expression"),
    "a template with a name of its own": (
        "{type: discord, url: {env: URL}, template: '{{ titel }}'}", "CFG034",
        "the template fails on a sample alert: 'titel' is undefined"),
    "a key of another kind": ("{type: discord, url: {env: URL}, topic: x}", "CFG001",
                              "unknown key 'topic'"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "code", "words"), WRONG.values(), ids=WRONG)
def test_wrong(tmp_path: Path, written: str, code: str, words: str) -> None:
    refused = desk(tmp_path, written).refusal(ENV)
    problem = only(refused)
    assert problem.code == code
    assert problem.message.startswith(words)
    assert problem.place.line == 3
    assert not any(secret in str(refused) for secret in ("s3cret", "tiger7", "xoxb", "AAHdq"))


def test_a_password_may_stay_on_this_machine(tmp_path: Path) -> None:
    login = "username: a, password: {env: PW}"
    mail = f"{{type: email, host: 127.0.0.1, tls: none, from: a@e.org, to: [a@e.org], {login}}}"
    assert desk(tmp_path, mail).load(ENV).channels["desk"].options["port"] == 25


BLOCK = """{
    type: discord, url: {env: URL}}
  other:
    type: telegram
    token: {env: BOT}
    chat: "@desk"
    template: |
      <b>{{ alert.severity }}</b>
        {{ artcle.title }}
"""


def test_a_mistake_in_a_template_has_its_own_line(tmp_path: Path) -> None:
    problem = only(desk(tmp_path, BLOCK).refusal(ENV))
    assert (problem.place.line, problem.place.column) == (11, 9)
    assert problem.source_line.strip() == "{{ artcle.title }}"
    assert problem.message == "the template fails on a sample alert: 'artcle' is undefined"


def test_a_template_that_fails_on_alarms_is_worth_a_word(tmp_path: Path) -> None:
    written = "{type: discord, url: {env: URL}, template: '{{ article.title }}'}"
    (warning,) = desk(tmp_path, written).load(ENV).warnings
    assert warning.endswith(
        "3:52: warning: alarms and tests go out without this template:"
        " 'None' has no attribute 'title'"
    )


def test_a_topic_written_as_text_is_not_shown(tmp_path: Path) -> None:
    refused = desk(tmp_path, "{type: ntfy, topic: tiger777, topc: 1}").refusal(ENV)
    assert "tiger777" not in str(refused)


MISSPELT = {
    "a key of its kind": ("{type: ntfy, topik: x}", "did you mean 'topic'?"),
    "one that has no neighbour": (
        "{type: teams, url: {env: URL}, colour: x}",
        "known here: hourly_limit, quiet_hours, rate, retry_for, template",
    ),
    "the other kind's": (
        "{type: discord, url: {env: URL}, topic: x}",
        "known here: hourly_limit, quiet_hours, rate, retry_for, template",
    ),
}


@pytest.mark.parametrize(("written", "hint"), MISSPELT.values(), ids=MISSPELT)
def test_a_misspelt_key_is_set_right_by_its_kind(tmp_path: Path, written: str, hint: str) -> None:
    assert only(desk(tmp_path, written).refusal(ENV)).hint == hint
