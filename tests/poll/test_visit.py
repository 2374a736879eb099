from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.poll.claims import BODY, CLAIM, URL, claim, failed, fetched, parsed
from tests.poll.clocks import NOW
from worker.model import (
    Ask,
    FailureKind,
    FetchOutcome,
    NotModified,
    Outcome,
    ParsedFeed,
    Unreadable,
)
from worker.poll.visit import ask_for, body_hash, judge, should_ask_unconditionally

KNOWN = "Sat, 21 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("validated_at", "whole"),
    [
        (None, True),
        (NOW, False),
        (NOW - timedelta(days=6, hours=23), False),
        (NOW - timedelta(days=7), True),
        (NOW + timedelta(seconds=1), True),  # a clock that jumped back
    ],
)
def test_once_a_week_the_whole_is_asked_for(
    validated_at: datetime | None,
    whole: bool,  # noqa: FBT001 - a column of the table
) -> None:
    asked = claim(validated_at=validated_at)
    assert should_ask_unconditionally(asked, NOW) is whole
    validators = (None, None) if whole else (CLAIM.etag, CLAIM.last_modified)
    assert ask_for(asked, {"X-Key": "k"}, NOW) == Ask(URL, {"X-Key": "k"}, *validators, "host")


@pytest.mark.parametrize(
    ("changes", "stay"),
    [
        ({}, "host"),
        ({"host": "provider.example"}, None),  # it has the turn of where its redirects lead
        ({"asked_url": "https://moved.example/feed"}, None),
        ({"asked_url": "https://moved.example/feed", "host": "moved.example"}, "host"),
    ],
)
def test_who_has_its_own_hosts_turn_burdens_no_other(changes: Any, stay: str | None) -> None:
    assert ask_for(claim(**changes), {}, NOW).stay == stay


def test_the_same_bytes_have_the_same_hash() -> None:
    assert body_hash(b"x") == body_hash(b"x") != body_hash(b"y")
    assert len(body_hash(b"")) == 32


@pytest.mark.parametrize(
    ("headers", "etag", "last_modified"),
    [
        ({"ETag": 'W/"a"', "Last_Modified": KNOWN}, 'W/"a"', KNOWN),
        ({"ETag": "unquoted"}, "unquoted", None),
        ({}, None, None),
        ({"ETag": "", "Last_Modified": ""}, None, None),
        ({"ETag": '"a"', "Last_Modified": KNOWN, "Expires": "0"}, None, None),
        ({"ETag": '"a"', "Last_Modified": KNOWN, "Expires": "-1"}, '"a"', KNOWN),
        ({"ETag": '"a"', "Last_Modified": "Tue, 19 Jan 2038 03:14:07 GMT"}, '"a"', None),
        ({"Last_Modified": "Mon, 23 Nov 2026 08:00:00 GMT"}, None, "Mon, 23 Nov 2026 08:00:00 GMT"),
        ({"Last_Modified": "Thu, 01 Jan 1970 00:00:00 GMT"}, None, None),
        ({"Last_Modified": "yesterday"}, None, None),
        ({"Last_Modified": "Sat, 21 Nov 2026 08:00:00"}, None, "Sat, 21 Nov 2026 08:00:00"),
        ({"ETag": "x" * 2_000, "Last_Modified": KNOWN}, None, KNOWN),
    ],
)
def test_validators_are_kept_as_received_where_they_can_be_believed(
    headers: dict[str, str], etag: str | None, last_modified: str | None
) -> None:
    report = judge(fetched(**headers), parsed(), CLAIM, NOW, body_hash(BODY))
    assert (report.etag, report.last_modified) == (etag, last_modified)
    assert report.body_hash == body_hash(BODY)
    assert (report.outcome, report.words, report.at) == (Outcome.NEW, "3 entries", NOW)
    assert report.validated
    assert not report.keep_validators
    assert report.failure_weight == 0


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"<rss><channel/></rss>\n<!-- made in 3 ms -->", True),
        (b"<rdf:RDF><item/></rdf:RDF>", True),
        ("<feed/>".encode("utf-16"), True),
        (b'{"items": []}\n', True),
        (b"\x1f\x8b packed", True),
        (b"<rss><channel><item/>", False),
        (b"<feed><entry>", False),
        (b"<rss><channel><item/></channel>", True),
        (b"<rdf:RDF><channel></channel><item/>", False),  # it ends before the entries
    ],
)
def test_a_document_without_an_end_keeps_no_validators(
    body: bytes,
    whole: bool,  # noqa: FBT001 - a column of the table
) -> None:
    answer = replace(fetched(ETag='"a"'), body=body)
    report = judge(answer, parsed(), CLAIM, NOW, body_hash(body))
    assert report.etag == ('"a"' if whole else None)
    assert judge(answer, None, CLAIM, NOW).etag == report.etag  # the same bytes again
    assert report.words.endswith("breaks off") is not whole
    assert report.body_hash == body_hash(body)


def test_words_for_few_and_for_too_many() -> None:
    assert judge(fetched(), parsed(1), CLAIM, NOW).words == "1 entry"
    assert judge(fetched(), parsed(left_out=7), CLAIM, NOW).words == (
        "3 entries, 7 older ones left out"
    )
    empty = judge(fetched(), parsed(0), CLAIM, NOW)
    assert (empty.outcome, empty.words) == (Outcome.NOTHING_NEW, "0 entries")


@pytest.mark.parametrize(
    ("headers", "etag", "last_modified"),
    [
        ({}, CLAIM.etag, CLAIM.last_modified),
        ({"etag": '"new"'}, '"new"', CLAIM.last_modified),
        ({"last-modified": KNOWN}, CLAIM.etag, KNOWN),
    ],
)
def test_an_unchanged_answer_refreshes_validators(
    headers: dict[str, str], etag: str, last_modified: str
) -> None:
    report = judge(NotModified(headers, 0, 0.1), None, CLAIM, NOW)
    assert (report.outcome, report.status) == (Outcome.NOT_MODIFIED, 304)
    assert (report.etag, report.last_modified) == (etag, last_modified)
    assert report.body_hash == CLAIM.body_hash
    assert not report.validated
    assert report.failure_weight == 0


def test_the_same_bytes_are_unchanged_and_refresh_validators() -> None:
    report = judge(fetched(ETag='"new"'), None, CLAIM, NOW)
    assert report.outcome is Outcome.SAME_BODY
    assert (report.etag, report.last_modified) == ('"new"', None)
    assert report.body_hash == CLAIM.body_hash
    assert report.validated


@pytest.mark.parametrize(
    ("parsed_as", "outcome", "weight"),
    [
        (Unreadable("a page"), Outcome.NOT_A_FEED, 0.5),
        (Unreadable("a page", hostile=True), Outcome.HOSTILE, 1.0),
        (Unreadable("a page", ours=True), Outcome.FAILED, 0.25),
    ],
)
def test_what_could_not_be_read_is_sent_again(
    parsed_as: Unreadable, outcome: Outcome, weight: float
) -> None:
    report = judge(fetched(ETag='"a"'), parsed_as, CLAIM, NOW)
    assert (report.outcome, report.words, report.failure_weight) == (outcome, "a page", weight)
    assert (report.etag, report.last_modified, report.body_hash) == (None, None, None)
    assert not report.keep_validators
    assert not report.validated


@pytest.mark.parametrize(
    ("outcome", "document"),
    [
        (replace(fetched(), url="https://cdn.example/"), parsed()),
        (replace(fetched(), url="https://cdn.example/"), None),
        (replace(fetched(), url="https://cdn.example/"), Unreadable("a page")),
        (NotModified({}, 0, 0.1, url="https://cdn.example/"), None),
        (failed(redirected_to="https://cdn.example/"), None),
    ],
)
def test_who_answered_is_told(
    outcome: FetchOutcome, document: ParsedFeed | Unreadable | None
) -> None:
    assert judge(outcome, document, CLAIM, NOW).answered_by == "https://cdn.example/"


@pytest.mark.parametrize(
    ("kind", "outcome", "weight"),
    [
        (FailureKind.HARD, Outcome.FAILED, 1.0),
        (FailureKind.SOFT, Outcome.FAILED, 0.5),
        (FailureKind.TEMPORARY, Outcome.FAILED, 0.25),
        (FailureKind.GONE, Outcome.GONE, 1.0),
        (FailureKind.HOSTILE, Outcome.HOSTILE, 1.0),
    ],
)
def test_a_failure_leaves_the_validators_alone(
    kind: FailureKind, outcome: Outcome, weight: float
) -> None:
    wait = timedelta(minutes=9)
    report = judge(failed(kind, retry_after=wait, wire_bytes=7), None, CLAIM, NOW)
    assert (report.outcome, report.failure_weight) == (outcome, weight)
    assert (report.words, report.status, report.wire_bytes) == ("answered 500", 500, 7)
    assert report.block_host_for == wait
    assert report.keep_validators
