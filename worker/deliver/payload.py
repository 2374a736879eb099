"""Text on its way out or back: what a sink may be given, and what may be kept of an answer.

Titles and answers are hostile text. Each replacement is one sign for one sign, so that the
spans of evidence stay where they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from worker.model import Channel
from worker.text.written import counted

SUBJECTS = ("channel", "feed", "rule")  # of the daemon's own alarms
ANSWER_BYTES = 8_000  # of a receiver's answer, kept for people
SHORTEST_SECRET = 4  # what is shorter would be masked all over the place
SHORTEST_TOKEN = 10  # a piece of a path or header: "services" and "Bearer" may be said
SECRET_OPTIONS = {"password", "service", "token", "topic"}
PIECES = re.compile(r"[/?&=#\s]+")

# C0 and C1 controls, bidirectional overrides and isolates, lone surrogates.
UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # JSON allows them raw, readers of lines do not


def plain(text: str) -> str:
    """The text on one line, safe to print: same length, blanks for tabs and line ends, the
    replacement sign for anything else that is not to be seen.
    """
    return UNPRINTABLE.sub(
        lambda found: " " if found[0] in "\t\n\r" else "\ufffd", LINE_ENDS.sub(" ", text)
    )


def entries(passage: Mapping[str, Any]) -> Iterator[str]:
    """Each list entry behind a passage of a message, in words: `Ivan Petrov: @sdn 4711, UKR`."""
    for entry in passage.get("listed", ()):
        known = (entry["id"], entry["program"])
        where = ", ".join(plain(each) for each in known if each)
        yield f"{plain(entry['name'])}: @{plain(entry['entity'])} {where}".rstrip()
    if left_out := passage.get("listed_left_out"):
        yield uncounted(left_out, "entry", "entries")


def digest_lines(digest: Mapping[str, Any]) -> Iterator[str]:
    """A digest in words: how many were held for each reason, then a line a story."""
    for each in digest.get("reasons", ()):
        yield f"{each['count']} held: {plain(each['reason'])}"
    for item in digest.get("items", ()):
        about = (item["story"] or {}).get("headline") or item["article"]["title"]
        more = f" (+{item['articles'] - 1})" if item["articles"] > 1 else ""
        url = f"  {plain(item['article']['url'])}" if item["article"]["url"] else ""
        yield f"{item['severity']}  {plain(about)}{more}  {plain(item['news'])}{url}"
    if left_out := digest.get("left_out"):
        more = uncounted(left_out, "story", "stories")
        yield f"{more}: `wirebell why ARTICLE` tells of each"


def uncounted(left_out: int, one: str, many: str = "") -> str:
    """`and 3 more rules`."""
    return f"and {counted(left_out, f'more {one}', many and f'more {many}')}"


def answer_text(raw: bytes, secrets: Iterable[str] = ()) -> str:
    """What a receiver said, as text to keep: the first 8 kB, lines kept, secrets masked."""
    text = raw[:ANSWER_BYTES].decode("utf-8", "replace").replace("\r\n", "\n")
    lines = (plain(line) for line in text.split("\n"))
    return masked("\n".join(lines), secrets).strip()


def event_line(body: str, *, ascii_only: bool) -> str:
    """One line of JSON for a pipe: the webhook's body with `"event": "alert"` before it."""
    line = json.dumps({"event": "alert", **json.loads(body)}, ensure_ascii=ascii_only)
    return LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n"


def secrets_of(channel: Channel) -> list[str]:
    """Every text of the channel that must not be repeated: URL, keys, tokens, header values.

    Of the URL and the headers also the pieces long enough to be a token; the host may be named.
    """
    found = [*channel.secrets]
    if channel.url:
        _, _, target = channel.url.partition("://")
        who, at, place = target.partition("/")[0].rpartition("@")
        wholes = [channel.url, target.partition("/")[2], channel.url.partition("?")[2]]
        found += wholes + ([who, *who.split(":")] if at else []) + _tokens(target, apart_from=place)
    for name in SECRET_OPTIONS & channel.options.keys():
        found += [str(channel.options[name]), *_tokens(str(channel.options[name]))]
    for value in dict(channel.options.get("headers") or {}).values():
        found += [str(value), *_tokens(str(value))]
    return [secret for secret in found if len(secret) >= SHORTEST_SECRET]


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret replaced by `***`, the longest first."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _tokens(text: str, apart_from: str = "") -> list[str]:
    pieces = PIECES.split(text.replace(apart_from, "", 1))
    return [piece for piece in pieces if len(piece) >= SHORTEST_TOKEN]
