"""Real feeds through the real command: what it stores beside what feedparser finds in them.

    python -m tests.journey.corpus --corpus DIR [--only feeds-real]

Every document of `feeds-real` and `feeds-suite` is served at an address of its own and polled by
`wirebell once` three times: as it is, again, and regenerated (other bytes, the same entries). Every
history of `feed-replay` goes through the pipeline on a fake clock, one version a poll.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import feedparser
from sqlalchemy import Row, create_engine, text

from tests.journey.desk import desk_with
from worker.alert.decide import CORRECTED
from worker.model import FirstPoll
from worker.store import SqlStore, open_store

# An IDE's workspace file among the real feeds: feedparser takes its <entry> elements for entries.
NO_FEEDS = {"workspace.xml"}
COMMON = "the OR a OR to OR in OR of OR for OR on OR и OR в OR на OR по OR с"
MARKS = ("id", "link", "title", "summary")


@dataclass(frozen=True)
class Document:
    """A file of the corpus as it is served; header names are lower case."""

    path: Path
    body: bytes
    headers: dict[str, str]

    @property
    def regenerated(self) -> bytes:
        """Other bytes that say the same, where a character of one byte can be appended."""
        wide = b"\x00" in self.body[:4] or self.body[:2] in (b"\xff\xfe", b"\xfe\xff")
        return self.body if wide else self.body + b"\n"

    def theirs(self) -> int:
        """How many entries feedparser tells apart by id, link, title and summary."""
        opened = gzip.decompress(self.body) if self.body.startswith(b"\x1f\x8b") else self.body
        try:
            found = feedparser.parse(
                BytesIO(opened), response_headers=self.headers,
                sanitize_html=False, resolve_relative_uris=False,
            )  # fmt: skip
        except Exception:  # noqa: BLE001 - some documents make it raise: it finds nothing then
            return 0
        said = [tuple(str(dict.get(e, mark, "")) for mark in MARKS) for e in found["entries"]]
        return len({marks for marks in said if any(marks)})


def documents(folder: Path) -> list[Document]:
    """Every file below, with the headers its author wrote into it."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in NO_FEEDS):
        body = path.read_bytes()
        written = re.findall(
            r"^\s*Header:\s*([\w-]+):\s*(.*?)\s*$", body.decode("latin-1"), re.MULTILINE
        )
        headers = {name.lower(): value for name, value in written}
        headers.setdefault("content-type", "application/xml")
        found.append(Document(path, body, headers))
    return found


class Shelf(ThreadingHTTPServer):
    """Serves the documents on loopback by their number."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, held: Sequence[Document]) -> None:
        self.held = held
        self.regenerated = False
        super().__init__(("127.0.0.1", 0), _Reply)

    def url(self, number: int) -> str:
        """Where a document is served; a folder of its own, so that relative links differ."""
        return f"http://127.0.0.1:{self.server_port}/{number}/feed"


class _Reply(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        held = self.server.held[int(self.path.split("/")[1])]
        body = held.regenerated if self.server.regenerated else held.body
        self.send_response_only(200)
        for name, value in held.headers.items():
            if name in {"content-type", "content-language", "content-location"}:
                self.send_header(name, value.encode("latin-1", "replace").decode("latin-1"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(held: Sequence[Document]) -> Iterator[Shelf]:
    """A running shelf."""
    shelf = Shelf(held)
    thread = threading.Thread(target=shelf.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield shelf
    finally:
        shelf.shutdown()
        thread.join()
        shelf.server_close()


def write_config(folder: Path, shelf: Shelf) -> Path:
    """All documents as feeds, told at their first poll; no rule hears them."""
    feeds = "\n".join(
        f"  - {{url: '{shelf.url(number)}', every: 30d}}" for number in range(len(shelf.held))
    )
    config = folder / "wirebell.yaml"
    config.write_text(
        f"""version: 1
database: sqlite:///corpus.db
http:
  user_agent: "wirebell-test"
  allow_private: [127.0.0.0/8]
  per_host: {{concurrency: 8, gap: 0s}}
web: {{listen: off}}
rules: rules.yaml
defaults: {{notify: [console], first_poll: alert}}
channels:
  console: {{type: console}}
feeds:
{feeds}
"""
    )
    (folder / "rules.yaml").write_text(
        "version: 1\nrules:\n  - {id: none, title: None, severity: low, match: '\"zyxw vuts\"'}\n"
    )
    return config


@dataclass
class Stored:
    """What one folder came to."""

    feeds: int
    articles: int
    sightings: int
    theirs: int
    again: int  # new, edited or stored by the second, identical poll
    regenerated: int  # and by the third, of other bytes that say the same
    below: list[tuple[str, int, int, str]]  # file, ours, feedparser's, words of the visit
    outcomes: Counter[str]
    unvisited: list[str]
    took_s: list[float] = field(default_factory=list)


def poll_thrice(folder: Path, held: Sequence[Document]) -> Stored:
    """Run `wirebell once` over these documents three times and compare with feedparser."""
    with served(held) as shelf:
        config = write_config(folder, shelf)
        database = folder / "corpus.db"
        took = [once(config)]
        counts = sightings_by_url(database)
        words = {row.url: row for row in ask(database, _LATEST)}
        articles = ask(database, "SELECT count(*) FROM articles")[0][0]
        more = []
        for regenerated in (False, True):
            shelf.regenerated = regenerated
            before = totals(database)
            make_due(database, map(shelf.url, range(len(held))))
            took.append(once(config))
            after = totals(database)
            more.append(sum(abs(a - b) for a, b in zip(after, before, strict=True)))
        theirs = [each.theirs() for each in held]
        ours = [counts.get(shelf.url(number), 0) for number in range(len(held))]
        said = [words.get(shelf.url(number)) for number in range(len(held))]
    below = [
        (str(each.path), mine, its, f"{row.outcome}: {row.words}" if row else "no visit")
        for each, mine, its, row in zip(held, ours, theirs, said, strict=True)
        if mine < its
    ]
    unvisited = [str(each.path) for each, row in zip(held, said, strict=True) if row is None]
    return Stored(
        len(held), articles, sum(ours), sum(theirs), more[0], more[1], below,
        Counter(row.outcome for row in said if row), unvisited, took,
    )  # fmt: skip


_LATEST = """SELECT f.url, v.outcome, v.words FROM visits v JOIN feeds f ON f.id = v.feed_id
 WHERE v.id IN (SELECT max(id) FROM visits GROUP BY feed_id)"""


def once(config: Path) -> float:
    """Run the command; seconds it took. Raises with its words if it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "worker", "--config", str(config), "once"],
        capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"`once` ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return time.monotonic() - began


def ask(database: Path, query: str) -> Sequence[Row[Any]]:
    """Rows of a query on the SQLite file."""
    engine = create_engine(f"sqlite:///{database}")
    try:
        with engine.connect() as line:
            return line.execute(text(query)).all()
    finally:
        engine.dispose()


def sightings_by_url(database: Path) -> dict[str, int]:
    """How many entries each feed has brought."""
    rows = ask(
        database,
        "SELECT f.url, count(s.id) AS brought FROM sightings s JOIN feeds f ON f.id = s.feed_id"
        " GROUP BY f.url",
    )
    return {row.url: row.brought for row in rows}


def totals(database: Path) -> tuple[int, ...]:
    """Articles, sightings, revisions."""
    tables = ("articles", "sightings", "revisions")
    return tuple(ask(database, f"SELECT count(*) FROM {table}")[0][0] for table in tables)


def make_due(database: Path, urls: Iterable[str]) -> None:
    """Have every feed polled now."""
    store = open_store(f"sqlite:///{database}", new_id=str)
    try:
        for url in urls:
            store.due_now(url, datetime.now(UTC))
    finally:
        store.close()


# ---- histories ------------------------------------------------------------------------------


@dataclass
class Replayed:
    """What one history came to."""

    name: str
    expected: int  # distinct articles, by guid or else link
    expected_titles: int  # distinct pairs of link and title
    articles: int
    sightings: int
    revisions: int  # kept: an article's earlier texts
    rang: int  # links told
    rang_twice: int
    versions: int


def replayed(folder: Path, place: Path) -> Replayed:
    """Run a history through a pipeline of its own; its database is made in `place`."""
    names = count(1)
    store = open_store(f"sqlite:///{place}/replay.db", new_id=lambda: f"msg_{next(names):032x}")
    store.migrate()
    versions = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.xml.gz"))]
    total = (folder / "expected.tsv").read_text().splitlines()[-1]
    expected = {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", total)}
    try:
        rung = asyncio.run(replay(store, versions))
        articles = list(store.list_articles(limit=100_000))
    finally:
        store.close()
    return Replayed(
        name="/".join(folder.parts[-2:]),
        expected=expected["guid_else_link"],
        expected_titles=expected["link_title"],
        articles=len(articles),
        sightings=sum(len(article.feeds) for article in articles),
        revisions=sum(article.revisions - 1 for article in articles),
        rang=len(rung),
        rang_twice=sum(times > 1 for times in rung.values()),
        versions=len(versions),
    )


async def replay(store: SqlStore, versions: Sequence[bytes]) -> Counter[str]:
    """Serve the versions one a poll, a rule of common words listening; how often each link rang,
    but for corrections of what was told: they say what a publisher changed.
    """
    url = "https://replay.example/feed.xml"
    desk = desk_with(store, rules=[("common", COMMON)], urls=[url], first_poll=FirstPoll("alert"))
    for version in versions:
        desk.press.pages[url] = version
        desk.clock.move(timedelta(minutes=20))
        store.due_now(url, desk.clock.now())
        await desk.round()
    bodies = [json.loads(delivery.body) for delivery in desk.receivers.got]
    return Counter(
        body["data"]["article"]["url"]
        for body in bodies
        if body["data"]["article"] and not body["data"]["alert"]["reason"].startswith(CORRECTED)
    )


def histories(corpus: Path) -> list[Path]:
    """The folders of all histories."""
    return sorted(path.parent for path in (corpus / "feed-replay").rglob("expected.tsv"))


# ---- the command ----------------------------------------------------------------------------


def show_folder(name: str, held: Sequence[Document]) -> bool:
    """Print what a folder came to; whether it is as it should be."""
    with tempfile.TemporaryDirectory() as place:
        found = poll_thrice(Path(place), held)
    print(
        f"{name}: {found.feeds} documents, {found.sightings} entries stored as {found.articles} "
        f"articles, feedparser {found.theirs}; stored by the second poll {found.again}, by the "
        f"regenerated one {found.regenerated}; unvisited {len(found.unvisited)}; "
        f"{' '.join(f'{took:.1f}' for took in found.took_s)} s; {dict(found.outcomes)}"
    )
    for path, ours, theirs, words in found.below:
        print(f"  BELOW {path}: {ours} of {theirs} ({words})")
    return not (found.below or found.again or found.regenerated or found.unvisited)


def show_replay(folder: Path) -> bool:
    """Print what a history came to; whether it is as expected."""
    with tempfile.TemporaryDirectory() as place:
        found = replayed(folder, Path(place))
    retitled = found.expected_titles - found.expected
    print(
        f"{found.name}: {found.versions} versions, {found.articles} articles, {found.sightings} "
        f"sightings, expected {found.expected}; {found.revisions} revisions (retitled links: "
        f"{retitled}); {found.rang} links rang, {found.rang_twice} of them twice"
    )
    right = found.articles == found.sightings == found.expected
    return right and not found.rang_twice and found.revisions >= retitled


def main() -> None:
    """Run all of it and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--only", choices=["feeds-real", "feeds-suite", "feed-replay"])
    chosen = options.parse_args()
    right = True
    for name in ("feeds-real", "feeds-suite"):
        if chosen.only in {None, name}:
            right &= show_folder(name, documents(chosen.corpus / name))
    if chosen.only in {None, "feed-replay"}:
        for folder in histories(chosen.corpus):
            right &= show_replay(folder)
    sys.exit(not right)


if __name__ == "__main__":
    main()
