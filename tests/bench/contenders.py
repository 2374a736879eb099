"""Four ways to watch the same feeds: Wirebell's daemon, its parts alone, `reader`, `rss2email`.

Each is asked for rounds and says what a round cost and what it stored. Wirebell runs on, as it
is meant to; the others are commands as for cron, so their rounds hold their start-up, which is
measured alone on an empty list. Peers live in throw-away environments of their own.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

from tests.bench.processes import Cost, cpu_s, family, peak_mb, pss_mb, run, wait_until_idle
from tests.bench.realfeeds import HEARD, MARK
from worker.store import open_store
from worker.store.tables import feeds

ROUND_WITHIN_S = 300.0
STOP_WITHIN_S = 20.0
LOOK_S = 0.2  # between looks whether a round is over
IDLE_S = 10.0  # the daemon is watched doing nothing


@dataclass(frozen=True)
class Stored:
    """Entries kept (or mailed), and how many of them are ones the origins added."""

    entries: int
    added: int


class Contender(Protocol):
    """Somebody who watches feeds."""

    name: str

    def first(self) -> Cost:
        """Poll every feed for the first time."""

    def start_up(self) -> Cost:
        """Begin, with nothing to poll."""

    def round(self) -> Cost:
        """Poll every feed once more."""

    def stored(self) -> Stored:
        """What is kept by now."""

    def close(self) -> None:
        """End what still runs."""


class Wirebell:
    """`wirebell run` in a process of its own; a round begins when every feed is made due."""

    name = "wirebell"

    def __init__(self, folder: Path, urls: list[str], receiver: str) -> None:
        self._folder = folder
        self._config = folder / "wirebell.yaml"
        listed = "\n".join(f"  - {{url: '{url}', every: 30d}}" for url in urls)
        self._config.write_text(
            f"""version: 1
database: sqlite:///peers.db
http:
  user_agent: "wirebell-bench"
  allow_private: [127.0.0.0/8]
  per_host: {{concurrency: 1, gap: 0s}}
web: {{listen: off}}
rules: rules.yaml
defaults: {{notify: [desk]}}
channels:
  desk: {{type: webhook, url: "{receiver}"}}
feeds:
{listed}
"""
        )
        (folder / "rules.yaml").write_text(
            "version: 1\nrules:\n  - {id: added, title: Added, severity: high,"
            f" match: 'title:\"{HEARD}\"'}}\n"
        )
        self._url = f"sqlite:///{folder}/peers.db"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The daemon's."""
        if self._process is None or self._process.poll() is not None:
            said = (self._folder / "daemon.log").read_text(errors="replace")[-2000:]
            raise AssertionError(f"the daemon does not run:\n{said}")
        return self._process.pid

    def _start(self) -> None:
        with (self._folder / "daemon.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "worker", "--config", str(self._config), "run"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def first(self) -> Cost:
        """A life that begins with every feed never polled, and ends when all are known."""
        self._start()
        wait_until_idle(self.pid, patience_s=ROUND_WITHIN_S)
        self._settled(datetime.now(UTC))
        spent = Cost(cpu_s(self.pid), peak_mb(self.pid))
        self.close()
        return spent

    def start_up(self) -> Cost:
        """A second life, with nothing due; it lasts."""
        self._start()
        wait_until_idle(self.pid)
        return Cost(cpu_s(self.pid), peak_mb(self.pid))

    def round(self) -> Cost:
        """From all feeds becoming due to the last webhook answered."""
        before = cpu_s(self.pid)
        due = datetime.now(UTC)
        store = open_store(self._url, new_id=str)
        try:
            store._database.write(lambda c: c.execute(feeds.update().values(due_at=due)))
        finally:
            store.close()
        self._settled(due)
        return Cost(cpu_s(self.pid) - before, peak_mb(self.pid))

    def _settled(self, due: datetime) -> None:
        """Wait until all that was due is polled, read and told."""
        deadline = time.monotonic() + ROUND_WITHIN_S
        store = open_store(self._url, new_id=str, read_only=True)
        try:
            while store.waiting(due, ("desk",), datetime.now(UTC)):
                if time.monotonic() > deadline:
                    raise AssertionError(f"the round did not end in {ROUND_WITHIN_S:g} s")
                time.sleep(LOOK_S)
        finally:
            store.close()

    def idle_ms_a_second(self) -> float:
        """CPU while nothing is due."""
        before = cpu_s(self.pid)
        time.sleep(IDLE_S)
        return (cpu_s(self.pid) - before) * 1000 / IDLE_S

    def helpers_peak_mb(self) -> list[float]:
        """The fork server's and each parsing child's largest resident set."""
        return [peak_mb(pid) for pid in family(self.pid)[1:]]

    def pss_mb(self) -> float:
        """All processes together, shared memory counted once."""
        return pss_mb(family(self.pid))

    def stored(self) -> Stored:
        """Sightings: entries by feed."""
        counted = (
            f"SELECT count(*), sum(a.title LIKE '{MARK}%')"
            " FROM sightings s JOIN articles a ON a.id = s.article_id"
        )
        return Stored(*_ask(self._folder / "peers.db", counted))

    def failing(self) -> list[str]:
        """What the feeds whose last visit failed say."""
        store = open_store(self._url, new_id=str, read_only=True)
        try:
            with store._database.reading() as connection:
                said = text("SELECT url, last_words FROM feeds WHERE failures > 0")
                return [f"{row.url}: {row.last_words}" for row in connection.execute(said)]
        finally:
            store.close()

    def close(self) -> None:
        """Stop the daemon as systemd would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(STOP_WITHIN_S)


READER = """
import sys
from reader import make_reader

reader = make_reader(sys.argv[1])
for url in sys.argv[2:]:
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(scheduled=False)  # by default it would wait an hour
"""


class Command:
    """A contender that is a command: it polls the feeds of a SQLite file once, after it has added
    those that are named, and keeps what they list in a table `entries`.
    """

    name: str

    def __init__(self, folder: Path, urls: list[str], *begin: str | Path) -> None:
        self._folder = folder
        self._urls = urls
        self._begin = begin

    def first(self) -> Cost:
        return self._update("feeds", *self._urls)

    def start_up(self) -> Cost:
        self._update("empty")
        return self._update("empty")

    def round(self) -> Cost:
        return self._update("feeds")

    def _update(self, database: str, *urls: str) -> Cost:
        file = self._folder / f"{self.name}-{database}.db"
        return run([*self._begin, file, *urls], self._folder / f"{self.name}.log")

    def stored(self) -> Stored:
        counted = f"SELECT count(*), sum(title LIKE '{MARK}%') FROM entries"
        return Stored(*_ask(self._folder / f"{self.name}-feeds.db", counted))

    def close(self) -> None:
        """Nothing runs."""


class Bare(Command):
    """Wirebell's own parts without Wirebell."""

    name = "bare"

    def __init__(self, folder: Path, urls: list[str]) -> None:
        super().__init__(folder, urls, sys.executable, "-m", "tests.bench.bare")


class Reader(Command):
    """lemon24's reader: a database of feeds and entries, updated by one thread."""

    name = "reader"

    def __init__(self, folder: Path, urls: list[str]) -> None:
        python = _installed("reader", folder, "sgmllib3k")
        super().__init__(folder, urls, python, "-c", READER)


class Rss2email:
    """rss2email: what it has seen in one JSON file, what is new as a mail in a Maildir (which
    costs it less than a sendmail command would).
    """

    name = "rss2email"

    def __init__(self, folder: Path, urls: list[str]) -> None:
        self._folder = folder
        self._command = _installed("rss2email", folder).with_name("r2e")
        self._mail = folder / "mail"
        self._configure("feeds", urls)
        self._configure("empty", [])

    def _configure(self, name: str, urls: list[str]) -> None:
        listed = "".join(f"[feed.f{number}]\nurl = {url}\n\n" for number, url in enumerate(urls))
        (self._folder / f"{name}.cfg").write_text(
            f"""[DEFAULT]
from = bench@example.org
to = desk@example.org
force-from = True
verbose = warning
email-protocol = maildir
maildir-path = {self._mail}
maildir-mailbox = INBOX

{listed}"""
        )
        for place in ("cur", "new", "tmp"):
            (self._mail / "INBOX" / place).mkdir(parents=True, exist_ok=True)

    def first(self) -> Cost:
        return self._run("feeds", "--no-send")

    def start_up(self) -> Cost:
        self._run("empty")
        return self._run("empty")

    def round(self) -> Cost:
        return self._run("feeds")

    def _run(self, name: str, *options: str) -> Cost:
        kept = [f"--config={self._folder}/{name}.cfg", f"--data={self._folder}/{name}.json"]
        return run([self._command, *kept, "run", *options], self._folder / "rss2email.log")

    def stored(self) -> Stored:
        """Mails: those of the first round are not sent."""
        marked = f"Subject: {MARK}".encode()
        mails = [mail.read_bytes() for mail in (self._mail / "INBOX/new").iterdir()]
        return Stored(len(mails), sum(marked in mail for mail in mails))

    def close(self) -> None:
        """Nothing runs."""


def _ask(database: Path, query: str) -> tuple[int, int]:
    """Two numbers of a SQLite file, NULL as 0."""
    engine = create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as line:
            first, second = line.execute(text(query)).one()
            return int(first or 0), int(second or 0)
    finally:
        engine.dispose()


class NotHere(Exception):
    """A peer that cannot be installed on this machine."""


def _installed(package: str, folder: Path, *beside: str) -> Path:
    """The Python of a new environment that holds the package, with what it forgets to name beside
    it; raises NotHere.
    """
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.prefix, "bootstrap/bin")))
    if uv is None:
        raise NotHere(f"{package}: there is no uv to install it with")
    python = folder / package / "bin/python"
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, folder / package],
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--compile-bytecode",
            "--python",
            python,
            package,
            *beside,
        ],
    ):
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            raise NotHere(f"{package} cannot be installed: {done.stderr.strip()[-300:]}")
    return python


def build(folder: Path, urls: list[str], receiver: str) -> tuple[Wirebell, list[Contender]]:
    """Wirebell, and those of the peers that can be had; the others are named on stderr."""
    peers: list[Contender] = []
    for make in (Bare, Reader, Rss2email):
        place = folder / make.name
        place.mkdir()
        try:
            peers.append(make(place, urls))
        except (NotHere, subprocess.TimeoutExpired) as error:
            print(f"skipped: {error}", file=sys.stderr)
            with suppress(OSError):
                shutil.rmtree(place)
    ours = folder / "wirebell"
    ours.mkdir()
    return Wirebell(ours, urls, receiver), peers
