"""Rules tried on a large archive: by the index's candidates, and by reading every article.

    python -m tests.journey.backtest --articles 100000 [--engine postgresql]

Stores articles of invented words (with $WIREBELL_CORPUS, real texts) over 30 days through the
store's own way in, runs `wirebell backtest` on them twice, prints both times, and fails unless the
two verdicts are equal.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.contract.making import recorded
from tests.postgres import running_server
from worker.model import (
    Entry,
    Feed,
    FirstPoll,
    HostLimits,
    Identity,
    Outcome,
    ParsedFeed,
    Schedule,
    Tally,
    VisitReport,
)
from worker.store import SqlStore, open_store

DAYS = 30
A_VISIT = 500
URL = "https://press.example/rss"
NO_GAP = HostLimits(concurrency=1000, gap=timedelta(0))
LETTERS = {"latin": "aeiounrstlkdmgåøé", "cyrillic": "аеиоунрстлкдмгйїё"}


def words_of_our_own(dice: random.Random) -> list[str]:
    """60,000 invented words of two scripts, common ones first and short."""
    made = [
        "".join(dice.choices(LETTERS[script], k=dice.randint(2, 4) + rank * 8 // 30_000))
        for rank in range(30_000)
        for script in LETTERS
    ]
    return list(dict.fromkeys(made))


def invented(dice: random.Random, words: list[str]) -> Iterator[str]:
    """Texts of some 350 words whose frequencies fall as in a language."""
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))
    for number in itertools.count():
        text = " ".join(dice.choices(words, cum_weights=weights, k=dice.randint(100, 600)))
        yield text if number % 300 else f"{text} {' '.join(phrase_of(words))}"


def phrase_of(words: list[str]) -> tuple[str, str]:
    """Two words that stand beside one another in one of 300 invented texts."""
    return words[len(words) // 100], words[len(words) // 10]


def real() -> Iterator[str]:
    """The corpus's texts in pieces of an article's length, over and over."""
    pieces = []
    for path in sorted(Path(os.environ["WIREBELL_CORPUS"], "news-texts").rglob("*.*")):
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8", "replace")
        pieces += [text[start : start + 2_500] for start in range(0, len(text), 2_500)]
    return itertools.cycle(pieces)


def stored(store: SqlStore, texts: Iterator[str], count: int, until: datetime) -> float:
    """Store so many articles evenly over the days before `until`; the seconds it took."""
    began = time.perf_counter()
    store.sync_feeds([Feed(url=URL, name="Press", first_poll=FirstPoll("quiet"))], until)
    for first in range(0, count, A_VISIT):
        at = until - timedelta(days=DAYS) * (1 - first / count) + timedelta(minutes=1)
        entries = [_entry(n, next(texts)) for n in range(first, min(first + A_VISIT, count))]
        assert store.due_now(URL, at)
        (claim,) = store.claim_feeds("w", 1, NO_GAP, at)
        feed = ParsedFeed("rss20", tuple(entries), Identity.GUID)
        report = VisitReport(Outcome.NEW, "read", at, status=200, feed=feed, validated=True)
        schedule = Schedule(at + timedelta(hours=1), timedelta(hours=1), "hourly")
        assert recorded(store, claim, report, constant(schedule), NO_GAP, at)
    return time.perf_counter() - began


def constant(schedule: Schedule) -> Callable[[Tally], Schedule]:
    return lambda _: schedule


def _entry(number: int, text: str) -> Entry:
    key = hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()
    return Entry(key=key, content_hash=key, title=f"{text[:60]} {number}", body=text)


def rules_for(words: list[str]) -> dict[str, Any]:
    """Rules from loud to silent: single words, phrases, alternatives, a prefix, a veto."""
    ranks = (900, 2_500, 6_000, 12_000, 25_000)
    a, b, c, d, e = (words[min(rank, len(words) * rank // 60_000)] for rank in ranks)
    queries = {
        "word": b,
        "rare": e,
        "both": f"{a} AND {c}",
        "either": f"{c} OR {d} OR {e}",
        "without": f"{b} AND NOT {a}",
        "phrase": f'"{" ".join(phrase_of(words))}"',
        "zone": f"title:({a} OR {b})",
        "silent": "unheardofword",
    }
    rules = [
        {"id": name, "title": name, "severity": "info", "match": query}
        for name, query in queries.items()
    ]
    return {"version": 1, "rules": rules}


@dataclass(frozen=True)
class Tried:
    """One run of the command."""

    seconds: float
    report: dict[str, Any]


def tried(config: Path, *options: str) -> Tried:
    """Run `wirebell backtest` over the whole time, all verdicts told."""
    arguments = ["-m", "worker", "--config", str(config), "backtest", "--since", "40d"]
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, *arguments, "--limit", "1000000", "--format", "json", *options],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return Tried(time.perf_counter() - began, json.loads(ended.stdout))


def compare(config: Path) -> tuple[Tried, Tried]:
    """By candidates and by reading all; AssertionError unless the verdicts are the same."""
    some, all_ = tried(config), tried(config, "--all")
    assert some.report["rules"] == all_.report["rules"], "the verdicts differ"
    return some, all_


def installation(folder: Path, database: str, words: list[str]) -> Path:
    """A configuration with that database and the rules; its path."""
    (folder / "rules").mkdir(parents=True)
    config = folder / "wirebell.yaml"
    said = {"version": 1, "database": database, "rules": "rules/*.yaml", "feeds": [URL]}
    config.write_text(json.dumps(said), "utf-8")
    (folder / "rules" / "all.yaml").write_text(json.dumps(rules_for(words)), "utf-8")
    return config


def main() -> None:
    """Store, try both ways, say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'archive.db'}"
        if options.engine == "postgresql":
            server = stack.enter_context(running_server())
            url = server.url_of(server.create())
        run(folder, url, options.articles)


def run(folder: Path, url: str, count: int) -> None:
    """The whole of it, in one database."""
    dice = random.Random(8)
    words = words_of_our_own(dice)
    texts = invented(dice, words)
    if os.environ.get("WIREBELL_CORPUS"):
        texts = real()
        sample = " ".join(itertools.islice(real(), 500)).split()
        counted = sorted(set(filter(str.isalpha, sample)), key=sample.count, reverse=True)
        words = [word.lower() for word in counted]
    store = open_store(url, new_id=str)
    store.migrate()
    seconds = stored(store, texts, count, datetime.now(UTC))
    store.close()
    print(f"stored {count:,} articles in {seconds:.1f} s ({seconds / count * 1e6:.0f} us each)")
    some, all_ = compare(installation(folder / "conf", url, words))
    for name, one in (("candidates", some), ("all", all_)):
        read = one.report["archive"]["candidates"]
        print(f"{name:<10} {read:>9,} read  {one.seconds:8.2f} s")
    for rule in some.report["rules"]:
        print(f"  {rule['id']:<10} {rule['matches']:>8,} matches")
    print("the verdicts are equal")


if __name__ == "__main__":
    main()
