"""Serves the bundled demo feeds on loopback and writes the configuration that watches them.

The articles are invented, in our own words. Each feed file may say `{minutes_ago:12}` where a
date belongs; it becomes a date 12 minutes before the `now` it is served with, as its format
spells dates (RFC 822 in RSS, RFC 3339 in Atom and JSON Feed), so the demo is always fresh.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FEEDS = Path(__file__).parent / "demo_feeds"
RULES = "rules.yaml"

_MINUTES_AGO = re.compile(r"\{minutes_ago:(\d+)\}")
_MEDIA_TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """A bundled feed being served: what a configuration needs to say about it."""

    name: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class _Document:
    """One feed as the server answers it."""

    body: bytes
    media_type: str
    etag: str


# file in demo_feeds -> (outlet, its language), in the order they are polled
OUTLETS: Mapping[str, tuple[str, str]] = {
    "harbour-gazette.rss": ("The Harbour Gazette", "en"),
    "skjaergaardsavisa.atom": ("Skjærgårdsavisa", "nb"),
    "quicklook.rss": ("Quicklook Reader", "en"),
    "stepovyi-visnyk.rss": ("Степовий вісник", "uk"),
    "hafenkurier.atom": ("Der Hafenkurier", "de"),
    "tide-and-ledger.json": ("Tide & Ledger", "en"),
}


@contextmanager
def serve_demo(now: datetime) -> Iterator[tuple[DemoFeed, ...]]:
    """Serve the bundled feeds on 127.0.0.1 for as long as the block runs.

    Yields the feeds in polling order, each on its own path of one ephemeral port. The answers
    carry an ETag and honour If-None-Match; they do not change while they are served.
    """
    documents = {f"/{file}": _document(FEEDS / file, now) for file in OUTLETS}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(documents))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="demo-feeds")
    thread.daemon = True
    thread.start()
    port = server.server_address[1]
    try:
        yield tuple(
            DemoFeed(name, f"http://127.0.0.1:{port}/{file}", language)
            for file, (name, language) in OUTLETS.items()
        )
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def demo_config(folder: Path, feeds: Sequence[DemoFeed], *, every: str = "1m") -> Path:
    """Write a configuration for `feeds` into `folder`: the path of its main file.

    The database, the rules and everything else the demo makes stay inside `folder`. `every` is
    how often each feed is polled, as the configuration spells durations.
    """
    rules = folder / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / RULES).write_text((FEEDS / RULES).read_text("utf-8"), "utf-8")
    lines = [
        f"  - {{url: {feed.url}, name: {feed.name!r}, language: {feed.language}, tags: [demo]}}"
        for feed in feeds
    ]
    main = folder / "wirebell.yaml"
    main.write_text(_MAIN.format(every=every, feeds="\n".join(lines)), "utf-8")
    return main


_MAIN = """\
version: 1
database: sqlite:///wirebell.db
http:
  user_agent: "wirebell-demo (loopback only)"
  per_host: {{concurrency: 6, gap: 0s}}
  allow_private: [127.0.0.0/8]
web: {{listen: off}}
rules: rules/*.yaml
defaults: {{every: {every}, notify: [console], first_poll: alert, language: en}}
channels:
  console: {{type: console}}
feeds:
{feeds}
"""


def _document(file: Path, now: datetime) -> _Document:
    spell = format_datetime if file.suffix == ".rss" else datetime.isoformat

    def date(found: re.Match[str]) -> str:
        return spell((now - timedelta(minutes=int(found[1]))).replace(microsecond=0))

    body = _MINUTES_AGO.sub(date, file.read_text("utf-8")).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return _Document(body, _MEDIA_TYPES[file.suffix], etag)


def _handler(documents: Mapping[str, _Document]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            document = documents.get(self.path)
            if document is None:
                self._answer(HTTPStatus.NOT_FOUND, b"", "text/plain", "")
            elif self.headers.get("If-None-Match") == document.etag:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", document.media_type, document.etag)
            else:
                self._answer(HTTPStatus.OK, document.body, document.media_type, document.etag)

        def _answer(self, status: HTTPStatus, body: bytes, media_type: str, etag: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            if etag:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the terminal belongs to the alerts."""

    return Handler
