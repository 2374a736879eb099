from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest

from tests.deliver.told import ALARM, ALERT, altered, hostile, stored
from worker.deliver.letter import is_address, letter, status_of
from worker.model import Channel

DESK = Channel(
    "mail", "email",
    options={"from": "Wirebell <bell@example.org>", "to": ["Desk <desk@example.org>", "b@e.org"]},
)  # fmt: skip
HTML = """\
<!doctype html><html><body>
<h2 dir="auto"><a href="https://tide.example.org/harbour">\
Harbour of Bodø closed after fire 🔥</a></h2>
<p>HIGH · first report
<br><small>Tide · A. Reporter · en · 2026-11-22 08:40 UTC</small>
</p>
<p><b>Fires in harbours</b> <small>harbour-fires</small></p>
<blockquote>title: <mark>Harbour</mark> of Bodø closed after <mark>fire</mark> 🔥</blockquote>
<blockquote>body: The owner, <mark>Ivan Petrov</mark>, is listed.\
<br><small>PETROV, Ivan: @sdn 4711, UKR</small></blockquote>
<p>and 2 more passages</p>
<p>and 3 more rules</p>
<p><a href="https://wirebell.example.org/alerts/12">the whole alert</a></p>
</body></html>
"""


def parsed(body: dict[str, object], text: str | None = None) -> EmailMessage:
    """The mail as a reader of mail understands its bytes."""
    raw = letter(DESK, stored(body), text).as_bytes()
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


def test_an_alert_as_a_letter() -> None:
    mail = parsed(ALERT)
    assert dict(mail.items()) | {"Content-Type": ""} == {
        "From": "Wirebell <bell@example.org>",
        "To": "Desk <desk@example.org>, b@e.org",
        "Subject": "[high] Harbour of Bodø closed after fire 🔥",
        "Date": "Sun, 22 Nov 2026 08:41:07 +0000",
        "Message-ID": "<msg_1@example.org>",
        "References": "<alert-12@example.org>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }
    assert part(mail, "html") == HTML
    assert "title: »Harbour« of Bodø closed after »fire« 🔥" in part(mail, "plain")


def test_an_alarm_has_no_passages() -> None:
    mail = parsed(ALARM)
    assert mail["Subject"] == "[high] channel.failing: desk"
    assert '<h2 dir="auto">channel.failing: desk</h2>' in part(mail, "html")


def test_where_all_is_shown_nothing_is_counted() -> None:
    rule = {**ALERT["data"]["rules"][0], "evidence_left_out": 0}
    assert " more " not in part(parsed(altered(ALERT, rules=[rule], rules_left_out=0)), "html")


def test_a_template_is_the_whole_letter() -> None:
    mail = parsed(ALERT, "own words")
    assert mail.get_content_type() == "text/plain"
    assert part(mail, "plain") == "own words\n"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attrs:
            assert name == "href" or (name, value) == ("dir", "auto")
            assert name != "href" or str(value).startswith(("https://", "http://"))


@pytest.mark.parametrize("times", [1, 600], ids=["once", "100 kB"])
def test_a_hostile_title_adds_no_header_and_no_tag(times: int) -> None:
    mail = parsed(hostile(times))
    assert "Bcc" not in mail
    assert len(mail["Subject"]) <= 150
    assert not re.search(r"[\x00-\x1f\u202a-\u202e]", mail["Subject"])
    tags = Tags()
    tags.feed(part(mail, "html"))
    assert tags.seen == {"html", "body", "h2", "a", "p", "br", "small", "b", "blockquote", "mark"}
    assert len(part(mail, "html")) <= 60_000
    assert len(part(mail, "plain")) <= 60_000
    assert "characters)" in mail["Subject"]


@pytest.mark.parametrize(
    "title",
    ["=?utf-8?q?a=0D=0ABcc:_x@e.org=0D=0A=0D=0A<h1>?=", "ø =?utf-8?b?AA==?=", "=?utf-7?q?+2D0-?="],
)
def test_a_title_in_the_code_of_headers_is_not_decoded(title: str) -> None:
    mail = parsed(altered(ALERT, article__title=title))
    assert mail["Subject"] == f"[high] {title.replace('=?', '= ?')}"
    assert "Bcc" not in mail
    assert part(mail, "html").startswith("<!doctype")


def test_a_title_with_half_a_pair_can_be_sent() -> None:
    assert parsed(altered(ALERT, article__title="a\ud800b"))["Subject"] == "[high] a�b"


ADDRESSES = {
    "desk@example.org": True,
    "Desk <desk@example.org>": True,
    "desk@localhost": False,
    "desk": False,
    "Desk <desk@example.org": True,
    "a@b@c.org": False,
    "дошка@example.org": False,
    "": False,
    "<>": False,
    "a b@example.org": False,
}


@pytest.mark.parametrize(("text", "right"), ADDRESSES.items())
def test_addresses(text: str, right: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_address(text) is right


STATUSES = {
    "250 OK": 200, "421 later": 503, "450 4.2.1 later": 503, "535 5.7.8 wrong": 401,
    "550 5.1.1 nobody": 403, "552 5.3.4 too large": 413, "552 5.2.2 over quota": 403, "554 no": 403,
}  # fmt: skip


@pytest.mark.parametrize(("reply", "status"), STATUSES.items())
def test_what_a_reply_amounts_to(reply: str, status: int) -> None:
    assert status_of(int(reply[:3]), reply[4:]) == status
