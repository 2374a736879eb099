"""Broken documents for the parser: nothing escapes, nothing stalls, nothing grows.

    python -m tests.quality.fuzz --corpus DIR [--minutes 10] [--seed 1] [--sandbox]
    python -m tests.quality.fuzz --corpus DIR --seed 1 --show 4711 >document

Mutates real feeds by a seed, so that each document can be made again by its number, and shrinks
what it finds. Reads in a child with an alarm, or through the sandbox as the daemon does.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from tests.parse.marks import every_other_read
from tests.quality.invariants import broken
from tests.quality.mutate import mutated
from worker.model import ParsedFeed, Unreadable
from worker.parse.feed import read
from worker.poll.sandbox import Sandbox
from worker.text import language

URL = "https://feeds.example/all.xml"
LARGEST = 120_000  # bytes of a seed
ALARM_S, SLOW_S, HUNG_S = 3.0, 1.0, 30.0
WARM = 2_000  # documents; then memory is what it stays
SHRINK_S = 20.0


class Stalled(BaseException):
    """The alarm rang; nothing in the parser may catch it."""


@dataclass
class Report:
    documents: int = 0
    feeds: int = 0
    slowest_s: float = 0.0
    slowest: int = -1
    rss_start: int = 0
    rss_end: int = 0
    found: list[tuple[int, str, bytes]] = field(default_factory=list)  # number, words, document


def seeds(corpus: Path) -> list[bytes]:
    """Real feeds and the suites' small ones, in a fixed order."""
    files = (p for d in ("feeds-real", "feeds-suite") for p in sorted((corpus / d).rglob("*")))
    return [b for p in files if p.is_file() and (b := p.read_bytes()) and len(b) <= LARGEST]


def document(seed: int, number: int, found: Sequence[bytes]) -> tuple[bytes, dict[str, str]]:
    return mutated(random.Random(f"{seed}:{number}"), found)


def trial(body: bytes, headers: dict[str, str], *, twice: bool) -> tuple[str, bool]:
    """What is wrong with the reading of it, "" for nothing, and whether it was a feed."""
    signal.setitimer(signal.ITIMER_REAL, ALARM_S)
    try:
        found = read(body, headers, URL)
        words = broken(found)
        if twice and isinstance(found, ParsedFeed):
            signal.setitimer(signal.ITIMER_REAL, ALARM_S)
            again = read(body, headers, URL, found.identity)
            words += ["another second reading"] if again != found else []
            rest = every_other_read(body, headers, URL, found)
            words += [] if rest is None else broken(rest)
    except Stalled:
        return "stalled", False
    except Exception as error:  # noqa: BLE001 - what this is here to find
        return f"raised {type(error).__name__}: {error}"[:200], False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "; ".join(words[:3]), isinstance(found, ParsedFeed)


def shrunk(body: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """A smaller document that still fails, found by leaving out ever smaller pieces."""
    ends = time.monotonic() + SHRINK_S
    size = len(body) // 2
    while size and time.monotonic() < ends:
        start = 0
        while start < len(body) and time.monotonic() < ends:
            without = body[:start] + body[start + size :]
            if without and fails(without):
                body = without
            else:
                start += size
        size //= 2
    return body


def rss_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


def work(corpus: Path, seed: int, minutes: float, first: int, pipe: Connection) -> None:
    """In the child: read until the time is over, telling the number of each document before."""
    signal.signal(signal.SIGALRM, _ring)
    language.preload()  # as the daemon's children are born
    stock, report = seeds(corpus), Report()
    ends, number = time.monotonic() + 60 * minutes, first
    while time.monotonic() < ends:
        pipe.send(number)
        body, headers = document(seed, number, stock)
        started = time.process_time()
        wrong, feed = trial(body, headers, twice=False)
        spent = time.process_time() - started
        if not wrong and number % 4 == 0:
            wrong, _ = trial(body, headers, twice=True)
        if not wrong and spent > SLOW_S:
            wrong = f"took {spent:.1f} s"
        if spent > report.slowest_s:
            report.slowest_s, report.slowest = spent, number
        if wrong:
            report.found.append((number, wrong, body))
        report.documents += 1
        report.feeds += feed
        number += 1
        if report.documents <= WARM:
            report.rss_start = rss_bytes()
    report.rss_end = rss_bytes()
    pipe.send(report)


def run(corpus: Path, seed: int, minutes: float) -> Report:
    """The whole run; a child that hangs in C code is killed, and a new one goes on behind it."""
    context, whole, first = get_context("spawn"), Report(), 0
    ends = time.monotonic() + 60 * minutes
    while (left := ends - time.monotonic()) > 0:
        ours, theirs = context.Pipe()
        child = context.Process(target=work, args=(corpus, seed, left / 60, first, theirs))
        child.start()
        theirs.close()
        last: int | Report = first - 1
        try:
            while not isinstance(last, Report) and ours.poll(HUNG_S):
                last = ours.recv()
        except EOFError:
            child.join(HUNG_S)
        if isinstance(last, Report):
            child.join()
            merge(whole, last)
            break
        body, _ = document(seed, last, seeds(corpus))
        whole.found.append((last, f"hung or died (exit code {child.exitcode})", body))
        child.kill()
        child.join()
        whole.documents += last - first + 1
        first = last + 1
    return whole


def merge(whole: Report, part: Report) -> None:
    whole.documents += part.documents
    whole.feeds += part.feeds
    whole.found += part.found
    whole.rss_start, whole.rss_end = part.rss_start, part.rss_end
    whole.slowest_s, whole.slowest = part.slowest_s, part.slowest


def kind_of(words: str) -> str:
    """What went wrong, without the particulars that change as a document shrinks."""
    return re.split("[':]", words)[0][:40]


async def through_sandbox(corpus: Path, seed: int, minutes: float) -> Report:
    """As the daemon reads: slowest is by the wall's clock here, and hostile documents are named."""
    stock, report, number = seeds(corpus), Report(rss_start=rss_bytes()), 0
    sandbox = Sandbox(workers=1)
    sandbox.start()
    ends = time.monotonic() + 60 * minutes
    try:
        while time.monotonic() < ends:
            body, headers = document(seed, number, stock)
            started = time.monotonic()
            found = await sandbox(body, headers, URL, None)
            spent = time.monotonic() - started
            words = broken(found)
            if isinstance(found, Unreadable) and (
                "parser" in found.words or "within" in found.words
            ):
                words.append(found.words)
            if words:
                report.found.append((number, "; ".join(words[:3]), body))
            if spent > report.slowest_s and number:
                report.slowest_s, report.slowest = spent, number
            report.documents += 1
            report.feeds += isinstance(found, ParsedFeed)
            number += 1
    finally:
        sandbox.close()
    report.rss_end = rss_bytes()
    return report


def show(report: Report, seed: int) -> None:
    print(f"documents {report.documents:,}, of them feeds {report.feeds:,} (seed {seed})")
    print(f"slowest {report.slowest_s:.2f} s (number {report.slowest})")
    print(
        f"memory {report.rss_start / 1e6:.0f} MB after {WARM:,}, "
        f"{report.rss_end / 1e6:.0f} MB at the end"
    )
    print(f"found {len(report.found)}")
    for number, words, body in report.found[:20]:
        print(f"  number {number}: {words} ({len(body):,} bytes)")


def write_out(body: bytes, headers: dict[str, str], *, small: bool) -> None:
    """The document on standard output, as it is or as small as still fails alike."""
    signal.signal(signal.SIGALRM, _ring)
    wrong, _ = trial(body, headers, twice=True)
    if small and wrong:
        kind = kind_of(wrong)
        body = shrunk(body, lambda b: kind_of(trial(b, headers, twice=True)[0]) == kind)
    print(headers, wrong, file=sys.stderr)
    sys.stdout.buffer.write(body)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--sandbox", action="store_true")
    options.add_argument("--show", type=int, metavar="NUMBER", help="write that document out")
    options.add_argument("--shrink", type=int, metavar="NUMBER", help="write it out made small")
    chosen = options.parse_args()
    number = chosen.shrink if chosen.show is None else chosen.show
    if number is not None:
        found = document(chosen.seed, number, seeds(chosen.corpus))
        write_out(*found, small=chosen.show is None)
        return
    if chosen.sandbox:
        report = asyncio.run(through_sandbox(chosen.corpus, chosen.seed, chosen.minutes))
    else:
        report = run(chosen.corpus, chosen.seed, chosen.minutes)
    show(report, chosen.seed)
    sys.exit(bool(report.found))


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise Stalled


if __name__ == "__main__":
    main()
