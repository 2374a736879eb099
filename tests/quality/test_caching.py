"""The public HTTP cache suite holds for the poller, wherever it applies to one."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.quality.caching import FALLS_SHORT, apart, play, verdicts

CORPUS = os.environ.get("WIREBELL_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no cache suite to play")
async def test_the_cache_suite_holds_where_it_applies() -> None:
    found = await verdicts(Path(CORPUS or ""))
    assert {p.case: p.why for p in found if p.verdict == "does not hold"} == FALLS_SHORT
    counts = Counter(played.verdict for played in found)
    assert counts == {"holds": 62, "does not apply": 112, "does not hold": 1}
    assert all(played.why for played in found if played.verdict == "does not apply")


def answered(*requests: dict[str, Any]) -> dict[str, Any]:
    return {"id": "own", "requests": list(requests)}


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        (answered({"response_headers": [["Cache-Control", "max-age=9"]], "pause_after": True},
                  {"expected_type": "cached"}), ""),
        (answered({"response_headers": [["Cache-Control", "max-age=2"]], "pause_after": True},
                  {"expected_type": "cached"}), "asked again after 3 s"),
        (answered({"response_headers": [["Expires", 60], ["Date", 0]]},
                  {"expected_type": "not_cached"}), "would wait 0:01:00"),
        (answered({"response_headers": [["ETag", 'W/"a'], ["Last-Modified", -60]]},
                  {"expected_type": "etag_validated", "response_headers": [["ETag", "b"]]},
                  {"expected_type": "lm_validated"}), ""),
        (answered({}, {"expected_type": "etag_validated"}), "the ETag did not go back"),
        (answered({}, {"expected_type": "lm_validated"}), "Last-Modified did not go back"),
        (answered({"response_headers": [["ETag", "a"], ["Expires", "0"]]}),
         "the answer's ETag was not kept as it came"),
        (answered({"response_headers": [["ETag", "a"], ["Set-Cookie", "a=b"]]},
                  {"request_headers": [["Foo", "1"]], "expected_type": "not_cached"}), ""),
    ],
)  # fmt: skip
async def test_what_the_interpreter_sees(case: dict[str, Any], wrong: str) -> None:
    assert await play(case) == wrong


def test_a_case_s_own_reason_goes_before_its_group_s() -> None:
    assert apart("headers", "headers-store-TE").startswith("keeps validators")
    assert apart("headers", "headers-store-ETag") == ""
    assert apart("expires", "freshness-expires-past") == ""
