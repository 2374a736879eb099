"""Wirebell beside its peers on the same work: real feeds, each at its own origin on loopback.

    ./dev bench peers [--corpus DIR] [--feeds 200] [--rounds 2] [--json]

DIR is $WIREBELL_CORPUS where it is not named; the peers are installed into a folder of their own.

Plain HTTP. Four cases: `unchanged` (304 by ETag or Last-Modified), `one new entry` in every feed
(which rss2email mails), the same where a rule of Wirebell's hears it and a webhook tells it, and
`regenerated` (other bytes, no new entry). Each case takes its turn with every contender before the
next begins. `bare` is Wirebell's own parts in a loop that does nothing else: what they alone take
is no doing of Wirebell's, and what it takes beyond that is. What is measured is CPU, user and
system, of the contender with all its children, and its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.contenders import Contender, Wirebell, build
from tests.bench.processes import Cost
from tests.bench.rows import Row

CASES = {
    "unchanged": "unchanged",
    "one new entry": "one_unheard",
    "one new entry, heard and told": "one_new",
    "regenerated": "regenerated",
}
ADDING = {"one_unheard", "one_new"}
COLUMN = 12


class Origins:
    """The process with the feeds."""

    def __init__(self, corpus: Path, count: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.realfeeds", str(corpus), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        said = self._heard()
        self.urls = [f"http://127.0.0.1:{port}/feed" for port in said["origins"]]
        self.receiver = f"http://127.0.0.1:{said['receiver']}/"
        self.documents: int = said["documents"]
        self.mean_bytes: int = said["mean_bytes"]

    def say(self, word: str) -> int:
        """Have the feeds change; how many webhooks came so far."""
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return int(self._heard())

    def _heard(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@contextmanager
def origins(corpus: Path, count: int) -> Iterator[Origins]:
    """Origins that are closed whatever happens."""
    opened = Origins(corpus, count)
    try:
        yield opened
    finally:
        opened.close()


@dataclass
class Score:
    """What one contender came to. Costs of a case are those of its rounds, in order."""

    first: Cost
    start_up: Cost
    cases: defaultdict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    found: int = 0
    false: int = 0

    def ms(self, case: str, count: int, *, started: bool) -> float:
        """CPU a feed and round, with the start-up of each round or without."""
        rounds = self.cases[case]
        off = 0.0 if started else self.start_up.cpu_s
        return (sum(cost.cpu_s for cost in rounds) / len(rounds) - off) * 1000 / count

    @property
    def peak_mb(self) -> float:
        """The most memory any round but the first took."""
        return max(cost.peak_mb for costs in self.cases.values() for cost in costs)


def measure(press: Origins, contenders: list[Contender], rounds: int) -> dict[str, Score]:
    """All rounds of all contenders by turns."""
    scores = {}
    for one in contenders:
        first = one.first()
        scores[one.name] = Score(first, one.start_up())
        print(f"{one.name}: started, {one.stored()}", file=sys.stderr)
    for number in range(rounds):
        for case, word in CASES.items():
            press.say(word)
            for one in contenders if number % 2 == 0 else reversed(contenders):
                _take_turn(one, scores[one.name], case)
    return scores


def _take_turn(one: Contender, score: Score, case: str) -> None:
    before = one.stored()
    score.cases[case].append(one.round())
    after = one.stored()
    added = after.added - before.added
    wanted = added if CASES[case] in ADDING else 0
    score.found += wanted
    score.false += after.entries - before.entries - wanted


def rows(scores: dict[str, Score], count: int, rounds: int) -> Iterator[Row]:
    """The table, Wirebell's value first."""

    def row(case: str, unit: str, values: dict[str, float]) -> Row:
        ours = values.pop(Wirebell.name)
        return Row(case, ours, unit, values)

    for case in CASES:
        whole = {name: score.ms(case, count, started=True) for name, score in scores.items()}
        yield row(case, "ms CPU a feed", whole)
    for case in CASES:
        apart = {
            name: score.ms(case, count, started=name == Wirebell.name)
            for name, score in scores.items()
        }
        yield row(f"{case}, start-up taken off", "ms CPU a feed", apart)
    begun = {name: score.start_up.cpu_s * 1000 for name, score in scores.items()}
    yield row("start-up", "ms CPU", begun)
    first = {
        name: max(0.0, score.first.cpu_s - score.start_up.cpu_s) * 1000 / count
        for name, score in scores.items()
    }
    yield row("first round, start-up taken off", "ms CPU a feed", first)
    found = {name: float(score.found) for name, score in scores.items()}
    yield row("new found", f"of {len(ADDING) * count * rounds}", found)
    yield row("false new", "", {name: float(score.false) for name, score in scores.items()})
    yield row("peak memory", "MB", {name: score.peak_mb for name, score in scores.items()})
    peaks = {name: score.first.peak_mb for name, score in scores.items()}
    yield row("peak memory, first round", "MB", peaks)


def own_rows(ours: Wirebell, told: int) -> Iterator[Row]:
    """What only a daemon has."""
    helpers = ours.helpers_peak_mb()
    yield Row("wirebell: largest helper process, peak", max(helpers), "MB")
    yield Row("wirebell: helper processes, peaks summed", sum(helpers), f"MB in {len(helpers)}")
    yield Row("wirebell: all processes, PSS", ours.pss_mb(), "MB")
    yield Row("wirebell: idle", ours.idle_ms_a_second(), "ms CPU a second")
    yield Row("wirebell: webhooks", told, "received")


def shown(row: Row, names: list[str]) -> str:
    """A line of the table."""
    cells = [f"{row.value:>{COLUMN},.1f}"]
    cells += [f"{row.against[name]:>{COLUMN},.1f}" for name in names if name in row.against]
    return f"{row.case:<50}{''.join(cells)}  {row.unit}".rstrip()


def main() -> None:
    """Run the bench and print its table."""
    options = argparse.ArgumentParser(description=__doc__)
    held = os.environ.get("WIREBELL_CORPUS")
    options.add_argument("--corpus", type=Path, default=held, required=not held)
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--rounds", type=int, default=2, help="of each case")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, origins(chosen.corpus, chosen.feeds) as press:
        words = f"{len(press.urls)} feeds from {press.documents} documents of the corpus"
        print(f"{words}, {press.mean_bytes / 1000:.0f} kB on average", file=sys.stderr)
        ours, peers = build(Path(name), press.urls, press.receiver)
        contenders: list[Contender] = [ours, *peers]
        try:
            scores = measure(press, contenders, chosen.rounds)
            table = list(rows(scores, chosen.feeds, chosen.rounds))
            table += own_rows(ours, press.say("count"))
            for words in ours.failing():
                print(f"failing: {words}", file=sys.stderr)
        finally:
            for one in contenders:
                one.close()
    names = [peer.name for peer in peers]
    if not chosen.json:
        heads = "".join(f"{name:>{COLUMN}}" for name in [ours.name, *names])
        print(f"{'':<50}{heads}")
    for row in table:
        print(row.shown("peers", as_json=True) if chosen.json else shown(row, names))


if __name__ == "__main__":
    main()
