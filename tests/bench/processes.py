"""What processes cost: CPU and memory, of a whole family or of a command from start to end."""

from __future__ import annotations

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
LOOK_S = 0.02  # between looks at a command's memory
GONE = (FileNotFoundError, ProcessLookupError)


@dataclass(frozen=True)
class Cost:
    """CPU of a piece of work, and the largest resident set of the process that did it."""

    cpu_s: float
    peak_mb: float


def run(command: Sequence[str | Path], log: Path) -> Cost:
    """What a command and its children cost; raises with the end of its words if it fails.

    Its memory is looked at while it runs: what `wait4` calls a process's largest is at least what
    the process it was forked from had.
    """
    with log.open("ab") as words:
        process = subprocess.Popen(
            list(map(str, command)), stdin=subprocess.DEVNULL, stdout=words, stderr=words
        )
    most = 0.0
    while True:
        ended, status, spent = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        with suppress(StopIteration):  # it has ended, and has no memory any more
            most = max(most, peak_mb(process.pid))
        time.sleep(LOOK_S)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = log.read_text(errors="replace")[-2000:]
        raise AssertionError(f"{command[0]} ended with {process.returncode}:\n{said}")
    return Cost(spent.ru_utime + spent.ru_stime, most)


def family(pid: int) -> list[int]:
    """A process and all that descend from it, itself first."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(*GONE):
            children[int(_stat(stat)[1])].append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children[one]
    return found


def cpu_s(pid: int) -> float:
    """CPU seconds a process and its descendants have used, those that ended included."""
    ticks = 0
    for one in family(pid):
        with suppress(*GONE):  # ended meanwhile: its parent counts it
            ticks += sum(map(int, _stat(Path(f"/proc/{one}/stat"))[11:15]))
    return ticks / TICKS_A_SECOND


def _stat(path: Path) -> list[str]:
    """The fields after the name, which may itself hold blanks; the first is the state."""
    return path.read_text().rpartition(")")[2].split()


def peak_mb(pid: int) -> float:
    """The largest resident set a living process has had."""
    return _kb(Path(f"/proc/{pid}/status"), "VmHWM") / 1024


def pss_mb(pids: Sequence[int]) -> float:
    """Resident memory of living processes, what they share counted once."""
    return sum(_kb(Path(f"/proc/{one}/smaps_rollup"), "Pss") for one in pids) / 1024


def _kb(path: Path, name: str) -> int:
    lines = (line.split() for line in path.read_text().splitlines())
    return next(int(words[1]) for words in lines if words and words[0] == f"{name}:")


def wait_until_idle(pid: int, *, busy_s: float = 0.05, patience_s: float = 60.0) -> None:
    """Return when a family has used next to no CPU for two seconds."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        before = cpu_s(pid)
        time.sleep(2)
        if cpu_s(pid) - before <= busy_s:
            return
    raise AssertionError(f"process {pid} has not come to rest in {patience_s:g} s")
