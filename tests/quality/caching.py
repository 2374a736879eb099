"""The public HTTP cache suite, played against the poller: what it keeps, sends back and waits for.

    python -m tests.quality.caching --corpus DIR

A poller is a private cache of one document that serves nobody and asks each time it may: of a
case it is asked how long the answer lets it wait ("cached": at least the case's pause), whether
the next request carries what validates the old answer, and what a 304 refreshes. Each case runs
over loopback through the fetcher, `judge`, `ask_for` and `freshness`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal

from tests.net.origins import local_client, origin, reply
from tests.poll.claims import claim, parsed
from tests.poll.clocks import NOW, StillClock
from worker.model import Ask, Failed, FeedClaim, Fetched, FetchOutcome, NotModified
from worker.poll.cadence import freshness
from worker.poll.fetch import Fetcher
from worker.poll.visit import ask_for, judge
from worker.store.feeds import NO_VALIDATORS, _request_hash

Verdict = Literal["holds", "does not apply", "does not hold"]
PAUSE = timedelta(seconds=3)  # of the suite's `pause_after`

ERRORS = "after a failure the back-off decides, so that news come back soon"
REDIRECTS = "a redirect is followed at every visit, and adopted by its own rule"
SHARED = "no shared cache"
SERVES = "serves nobody"
HEURISTIC = "how often a feed speaks is its rhythm; nothing is guessed from Last-Modified"
HEADERS = "keeps validators, freshness and the document, no other header"
ONE = "keeps the last answer only"
OWN_WORDS = "sends no request directives"
GET = "only GET"
WHOLE = "never asks for a range"
REQUEST = "other headers of the operator's are asked with afresh, whatever Vary says"

APART: dict[str, str] = {  # by group, or by the beginning of a case's name
    "cdn-cache-control": SHARED,
    "auth": SHARED,
    "freshness-s-maxage-shared": SHARED,
    "freshness-max-age-s-maxage-shared": SHARED,
    "partial": WHOLE,
    "updateHEAD": GET,
    "invalidation": GET,
    "cc-request": OWN_WORDS,
    "stale": SERVES,
    "conditional-lm": SERVES,
    "conditional-inm": SERVES,
    "other-age": SERVES,
    "cc-resp-no-store-old": ONE,
    "headers-omit": HEADERS,
    "headers-store-ETag": "",
    "headers": HEADERS,
    "304-etag-update-response-ETag": "",
    "304-etag-update-response-Expires": "",
    "304-lm-use-stored-Test-Header": "",
    "304-etag-update": HEADERS,
    "heuristic-204": HEURISTIC,
    "heuristic-414": ERRORS,
    "heuristic-501": ERRORS,
    "heuristic-599-cached": ERRORS,
    "heuristic-delta": HEURISTIC,
    "pragma-response-no-cache-heuristic": HEURISTIC,
    "status-301": REDIRECTS,
    "status-302": REDIRECTS,
    "status-303": REDIRECTS,
    "status-308": REDIRECTS,
    "status-410": ERRORS,
    "status-500-fresh": ERRORS,
    "status-502": ERRORS,
    "vary-cache-key": REQUEST,
    "vary-normalise": REQUEST,
}
FALLS_SHORT = {  # and why that is meant
    "cc-resp-no-cache": "`no-cache` beside max-age is a habit of feeds: the max-age counts",
}


@dataclass(frozen=True)
class Played:
    group: str
    case: str
    verdict: Verdict
    why: str


def cases(corpus: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    groups = json.loads((corpus / "http" / "cache_tests.json").read_text("utf-8"))
    return ((group["id"], case) for group in groups for case in group["tests"])


def apart(group: str, case: str) -> str:
    """Why a case does not apply to a poller: the longest name that fits; "" where it does."""
    fitting = [name for name in APART if case.startswith(name) or name == group]
    by_case = [name for name in fitting if case.startswith(name)]
    return APART[max(by_case or fitting, key=len)] if fitting else ""


def lines_of(request: Mapping[str, Any], now: datetime) -> bytes:
    """The header lines of an answer; numbers are moments, in seconds from now."""
    said = b""
    for name, value, *_ in request.get("response_headers", []):
        moment = isinstance(value, int) and name.lower() in {"date", "expires", "last-modified"}
        spelled = (
            format_datetime(now + timedelta(seconds=value), usegmt=True) if moment else str(value)
        )
        said += f"{name}: {spelled}\r\n".encode("latin-1")
    return said


def answer_to(request: Mapping[str, Any], head: bytes, now: datetime, number: int) -> bytes:
    """What the suite's server sends: 304 where it expects validation and the validator came."""
    asked = head.lower()
    validated = {"etag_validated": b"\r\nif-none-match:", "lm_validated": b"\r\nif-modified-since:"}
    unchanged = validated.get(request.get("expected_type", ""), b"\x00") in asked
    code, words = (
        (304, "Not Modified") if unchanged else request.get("response_status", (200, "OK"))
    )
    body = b"" if unchanged or code == 204 else b"<rss version='2.0'><!-- %d --></rss>" % number
    start, _, end = reply(f"{code} {words}", body).partition(b"\r\n")
    interim = b"".join(
        b"HTTP/1.1 %d Processing\r\n\r\n" % status
        for status, *_ in request.get("interim_responses", [])
    )
    return interim + start + b"\r\n" + lines_of(request, now) + end


@dataclass
class Poller:
    """One feed's visits. Mutable: each leaves what the next is asked with."""

    fetch: Fetcher
    claim: FeedClaim
    asked_with: str = _request_hash({})
    outcome: FetchOutcome | None = None
    afresh: bool = False  # the last time, because the operator changed the headers

    async def visit(self, headers: Mapping[str, str]) -> Ask:
        asked_with = _request_hash(headers)
        self.afresh = self.outcome is not None and asked_with != self.asked_with
        self.asked_with = asked_with
        if self.afresh:
            void = {name: v for name, v in NO_VALIDATORS.items() if hasattr(self.claim, name)}
            self.claim = replace(self.claim, **void)
        ask = ask_for(self.claim, headers, NOW)
        self.outcome = await self.fetch(ask)
        document = parsed() if isinstance(self.outcome, Fetched) else None
        report = judge(self.outcome, document, self.claim, NOW)
        if not report.keep_validators:
            self.claim = replace(
                self.claim, etag=report.etag, last_modified=report.last_modified, validated_at=NOW
            )
        return ask

    def may_wait(self) -> timedelta:
        """How long the last answer keeps the poller from asking again."""
        if self.outcome is None or isinstance(self.outcome, Failed):
            return timedelta(0)
        return freshness(self.outcome.headers) or timedelta(0)


async def play(case: Mapping[str, Any]) -> str:
    """What of the case does not hold, "" for nothing."""
    requests = case["requests"]
    turn: Iterator[tuple[int, Mapping[str, Any]]] = iter(enumerate(requests))

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        number, request = next(turn)
        writer.write(answer_to(request, head, NOW, number))
        await writer.drain()

    async with origin(answer) as server, local_client() as client:
        url = server.url() + (f"?{query}" if (query := requests[0].get("query_arg")) else "")
        unread = claim(url=url, etag=None, last_modified=None, validated_at=NOW)
        poller, pause = Poller(Fetcher(client, clock=StillClock()), unread), timedelta(0)
        for request in requests:
            fresh, old = poller.may_wait(), poller.claim
            headers = {name: str(value) for name, value in request.get("request_headers", [])}
            ask = await poller.visit(headers)
            wrong = waited(request, fresh, pause, afresh=poller.afresh)
            wrong = wrong or kept(request, poller, old, ask)
            if b"\r\ncookie:" in server.requests[-1].lower():
                wrong = "a cookie went back"
            if wrong:
                return wrong
            pause = PAUSE if request.get("pause_after") else timedelta(0)
    return ""


def waited(request: Mapping[str, Any], fresh: timedelta, pause: timedelta, *, afresh: bool) -> str:
    """What is wrong with the time the last answer let the poller wait."""
    wanted = request.get("expected_type")
    if wanted == "cached" and fresh <= pause:
        return f"asked again after {pause.seconds} s"
    if wanted == "not_cached" and fresh > pause and not afresh:
        return f"would wait {fresh}"
    return ""


def kept(request: Mapping[str, Any], poller: Poller, old: FeedClaim, ask: Ask) -> str:
    """What is wrong with the validators that were sent, or are kept now."""
    wanted, unchanged = request.get("expected_type"), isinstance(poller.outcome, NotModified)
    conditional = bool(ask.etag or ask.last_modified)
    if wanted == "not_cached" and (unchanged or (poller.afresh and conditional)):
        return "took the old answer for the new"
    if wanted == "etag_validated" and not (unchanged and ask.etag == old.etag):
        return "the ETag did not go back"
    if wanted == "lm_validated" and not (unchanged and ask.last_modified == old.last_modified):
        return "Last-Modified did not go back"
    said = {name.lower(): str(value) for name, value, *_ in request.get("response_headers", [])}
    if isinstance(poller.outcome, Failed):
        return ""
    etag = said.get("etag", old.etag if unchanged else None)
    return "" if poller.claim.etag == etag else "the answer's ETag was not kept as it came"


async def verdicts(corpus: Path) -> list[Played]:
    found = []
    for group, case in cases(corpus):
        if why := apart(group, case["id"]):
            found.append(Played(group, case["id"], "does not apply", why))
            continue
        wrong = await play(case)
        if wrong and case["id"] in FALLS_SHORT:
            wrong = FALLS_SHORT[case["id"]]
        found.append(Played(group, case["id"], "does not hold" if wrong else "holds", wrong))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    found = asyncio.run(verdicts(options.parse_args().corpus))
    for one in found:
        print(f"{one.verdict:15} {one.group:18} {one.case:55} {one.why}")
    for (verdict, why), count in Counter((p.verdict, p.why) for p in found).most_common():
        print(f"{count:4} {verdict}{': ' if why else ''}{why}")
    print(f"{len(found):4} cases: {dict(Counter(p.verdict for p in found))}")


if __name__ == "__main__":
    main()
