"""Rules tried on the past by candidates say what they say when every article is read."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from tests.journey.backtest import compare, installation, invented, stored, words_of_our_own
from worker.store import open_store


def test_candidates_and_the_whole_archive_give_one_verdict(store_url: str, tmp_path: Path) -> None:
    dice = random.Random(8)
    words = words_of_our_own(dice)
    store = open_store(store_url, new_id=str)
    stored(store, invented(dice, words), 900, datetime.now(UTC))
    store.close()
    some, all_ = compare(installation(tmp_path / "conf", store_url, words))
    assert all_.report["archive"]["candidates"] == 900
    assert some.report["archive"]["candidates"] < 300
    matches = {rule["id"]: rule["matches"] for rule in some.report["rules"]}
    assert matches["phrase"] >= 2
    assert matches["silent"] == 0
