"""An alert as people are to read it, taken from its stored JSON: the same facts for every service.

Everything in it is one line of plain text, safe to print; markup is the business of whoever
writes it. A text that is cut says by how much.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

from worker.deliver.passages import LONGEST, shown
from worker.deliver.payload import SUBJECTS, entries, plain, uncounted
from worker.text.written import counted

TITLE, NAME, REASON = 300, 120, 300  # code points of each text
PASSAGE, BEFORE = LONGEST, 60  # of one passage, and of these so many before its first span
LONGEST_URL = 1_900  # the narrowest service takes 2,000
SMALLER = ((10, 3), (10, 2), (10, 1), (5, 1), (3, 1), (1, 1), (1, 0))  # rules, passages of each

CUT = re.compile(r"… \(\+([0-9,]{1,12}) characters\)\Z")  # as `worker.alert` writes it, too
WEB = re.compile(r"https?://[^/\\]", re.IGNORECASE)
UNSAFE_IN_LINKS = re.compile(r"[\s<>\"'`|\\^{}()\x00-\x20\x7f-\U0010ffff]|%(?![0-9A-Fa-f]{2})")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the article with what was found in it; `spans` are code points of `text`."""

    zone: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    entries: tuple[str, ...] = ()  # of lists, in words


@dataclass(frozen=True, slots=True)
class Heard:
    """A rule that rang, with the passages shown of it and how many are not."""

    id: str
    title: str
    severity: str
    passages: tuple[Passage, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """One alert, update, digest, alarm or test, ready to be worded; links in it are safe.

    A digest has a held story in the place of each rule.
    """

    kind: str
    severity: str
    sequence: int
    reason: str
    title: str
    source: str  # outlet, author, language, hour; empty for an alarm
    url: str | None  # the article's
    more: str | None  # the alert's, in our own window
    rules: tuple[Heard, ...]
    rules_left_out: int
    alert_id: str
    at: datetime

    @property
    def head(self) -> str:
        """`HIGH · first report`, and which message of the alert it is."""
        later = f" · message {self.sequence} of this alert" if self.sequence > 1 else ""
        return f"{self.severity.upper()} · {self.reason}{later}"

    @property
    def rest(self) -> str:
        """What is not shown, counted; empty where all is."""
        noun = "item" if self.kind == "digest" else "rule"
        return uncounted(self.rules_left_out, noun) if self.rules_left_out else ""


def read(body: str) -> Message:
    """The message in a delivery's stored body."""
    message = json.loads(body)
    data = message["data"]
    alert, article, digest = data["alert"], data["article"], data.get("digest")
    subject: Mapping[str, Any] = next((data[name] for name in SUBJECTS if data.get(name)), {})
    title = f"{message['type']}: {subject.get('name', '')}".rstrip(": ")
    if digest is not None:
        title = f"{digest['stories']:,} held, {counted(digest['articles'], 'article')}"
    elif article is not None:
        title = article["title"] or (data["story"] or {}).get("headline") or "(no title)"
    return Message(
        kind=message["type"],
        severity=alert["severity"],
        sequence=alert["sequence"],
        reason=cut(plain(alert["reason"]), REASON),
        title=cut(plain(title), TITLE),
        source=_source(article) if article else _reasons(digest or {}),
        url=link((article or {}).get("url")),
        more=link(alert.get("url")),
        rules=tuple(_held(item) for item in digest["items"])
        if digest
        else tuple(_heard(rule) for rule in data["rules"]),
        rules_left_out=digest.get("left_out", 0) if digest else data.get("rules_left_out", 0),
        alert_id=alert["id"],
        at=datetime.fromisoformat(message["timestamp"]),
    )


def cut(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """The text, at most so long by `size`, with a count of the characters left out: with those
    that were left out of it before.
    """
    if size(text) <= most:
        return text
    before = CUT.search(text)
    if before:
        text = text[: before.start()]
    whole = len(text) + (int(before[1].replace(",", "")) if before else 0)
    kept = text[:most]
    while True:
        short = f"{kept.rstrip()}… (+{whole - len(kept):,} characters)"
        over = size(short) - most
        if over <= 0 or not kept:
            return short
        kept = kept[: -max(1, over // 4)]  # a code point takes at most 4 units of any measure


def utf16(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "replace")) // 2


def utf8(text: str) -> int:
    """Length in bytes."""
    return len(text.encode("utf-8", "replace"))


def link(url: str | None) -> str | None:
    """The URL where it may become a link: http(s), with what could end a link percent-encoded, and
    a % that begins no code: Alertmanager refuses an alert for it.
    """
    if url is None or not WEB.match(url):
        return None
    made = UNSAFE_IN_LINKS.sub(lambda found: quote(found[0], errors="replace", safe=""), url)
    return made if len(made) <= LONGEST_URL else None


def is_link(entry: str) -> bool:
    """Whether what stands below a passage is where to read it; an entry of a list has blanks."""
    return link(entry) == entry


def fitted(message: Message, render: Callable[[Message], T], fits: Callable[[T], bool]) -> T:
    """The fullest rendering that fits: fewer passages first, then fewer rules, all counted.

    The smallest is returned as it is; its texts are short enough for every service.
    """
    made = render(smaller(message, *SMALLER[0]))
    for rules, passages in SMALLER[1:]:
        if fits(made):
            break
        made = render(smaller(message, rules, passages))
    return made


def smaller(message: Message, rules: int, passages: int) -> Message:
    """The message with at most so many rules, and passages of each."""
    kept = tuple(
        replace(
            rule,
            passages=rule.passages[:passages],
            left_out=rule.left_out + len(rule.passages[passages:]),
        )
        for rule in message.rules[:rules]
    )
    left_out = message.rules_left_out + len(message.rules[rules:])
    return replace(message, rules=kept, rules_left_out=left_out)


def pieces(passage: Passage) -> Iterator[tuple[str, bool]]:
    """The passage's text in order, each piece with whether it is what was found."""
    at = 0
    for start, end in passage.spans:
        if start > at:
            yield passage.text[at:start], False
        if end > max(start, at):
            yield passage.text[max(start, at) : end], True
        at = max(at, end)
    if passage.text[at:]:
        yield passage.text[at:], False


def in_plain_text(message: Message) -> str:
    """The whole message as lines of plain text, with what was found between » and «."""
    lines = [message.head, message.title]
    lines += [line for line in (message.source, message.url) if line]
    for rule in message.rules:
        lines += ["", f"{rule.title} ({rule.id})"]
        for passage in rule.passages:
            marked = "".join(f"»{piece}«" if found else piece for piece, found in pieces(passage))
            lines += [f"{passage.zone}: {marked}", *passage.entries]
        if rule.left_out:
            lines.append(uncounted(rule.left_out, "passage"))
    if message.rest:
        lines += ["", message.rest]
    return "\n".join(lines + (["", message.more] if message.more else []))


def _source(article: Mapping[str, Any]) -> str:
    feed, published = article["feed"], article["published_at"]
    known = (
        feed and cut(plain(feed["name"]), NAME),
        article["author"] and cut(plain(article["author"]), NAME),
        article["language"],
        published and f"{datetime.fromisoformat(published):%Y-%m-%d %H:%M} UTC",
    )
    return " · ".join(plain(part) for part in known if part)


def _heard(rule: Mapping[str, Any]) -> Heard:
    passages, left_out = shown(rule["evidence"])
    return Heard(
        id=plain(rule["id"]),
        title=cut(plain(rule["title"]), NAME),
        severity=rule["severity"],
        passages=tuple(map(_passage, passages)),
        left_out=left_out + rule.get("evidence_left_out", 0),
    )


def _reasons(digest: Mapping[str, Any]) -> str:
    """How many were held for each reason."""
    counts = (f"{plain(each['reason'])}: {each['count']}" for each in digest.get("reasons", ()))
    return cut(" · ".join(counts), REASON)


def _held(item: Mapping[str, Any]) -> Heard:
    """A story of a digest: why it was held, what was last said of it, where to read it."""
    about = (item["story"] or {}).get("headline") or item["article"]["title"]
    url = link(item["article"]["url"])
    passage = Passage(
        zone=cut(plain(item["reason"]), NAME),
        text=cut(plain(item["news"]), PASSAGE) or "-",
        entries=() if url is None else (url,),
    )
    return Heard(
        id=cut(plain(", ".join(item["rules"])), NAME),
        title=cut(plain(about), NAME) or "(no title)",
        severity=item["severity"],
        passages=(passage,),
    )


def _passage(passage: Mapping[str, Any]) -> Passage:
    """At most `PASSAGE` code points around the first span, and spans that lie within them."""
    whole = plain(passage["text"])
    spans = sorted((start, end) for start, end in passage["spans"])
    first = spans[0][0] if spans else 0
    start = max(0, min(first - BEFORE, len(whole) - PASSAGE)) if len(whole) > PASSAGE else 0
    text = whole[start : start + PASSAGE]
    return Passage(
        zone=plain(passage["zone"]),
        text=text,
        spans=tuple(_within(spans, start, len(text))),
        entries=tuple(cut(entry, NAME) for entry in entries(passage)),
    )


def _within(spans: Iterable[tuple[int, int]], start: int, length: int) -> Iterator[tuple[int, int]]:
    for begin, end in spans:
        low, high = max(0, begin - start), min(length, end - start)
        if low < high:
            yield low, high
