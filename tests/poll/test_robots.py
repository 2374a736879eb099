"""robots.txt: our own cases, and the suite Google publishes with its parser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.poll.robots import MOST_BYTES, allowed

CORPUS = os.environ.get("WIREBELL_CORPUS")
US = "wirebell/0.1 (mailto:desk@example.org)"

TABLE = [
    (b"", "https://example.org/a", True),
    (b"User-agent: *\nDisallow:", "https://example.org/a", True),
    (b"User-agent: *\nDisallow: /", "https://example.org/a", False),
    (b"User-agent: *\nDisallow: /\nAllow: /news/", "https://example.org/news/1", True),
    (
        b"User-agent: Wirebell\nDisallow: /\n\nUser-agent: *\nAllow: /",
        "https://example.org/",
        False,
    ),
    (b"User-agent: wirebell\nAllow: /\n\nUser-agent: *\nDisallow: /", "https://example.org/", True),
    (b"User-agent: GPTBot\nDisallow: /", "https://example.org/a", True),
    (b"User-agent: bell\nDisallow: /", "https://example.org/a", True),
    (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a", "https://example.org/a", False),
    (b"\xef\xbbUser-agent: *\nDisallow: /a", "https://example.org/a", False),
    (b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /b", "https://example.org/b", False),
    ("User-agent: *\nDisallow: /новости".encode(), "https://example.org/новости/1", False),
    (b"User-agent: *\nDisallow: /*.pdf$", "https://example.org/a.pdf", False),
    (b"User-agent: *\nDisallow: /x", "https://[::bad/a", False),
    (b"<html><p>Not found</p></html>", "https://example.org/a", True),
    (b"User-agent: *\n" + b"#" * MOST_BYTES + b"\nDisallow: /", "https://example.org/a", True),
]


@pytest.mark.parametrize(("robots_txt", "url", "expected"), TABLE, ids=range(len(TABLE)))
def test_allowed(robots_txt: bytes, url: str, expected: bool) -> None:  # noqa: FBT001
    assert allowed(robots_txt, US, url) is expected


@pytest.mark.parametrize("agent", ["", "Mozilla/5.0", "(?)"])
def test_an_agent_without_a_name_of_its_own_is_anybody(agent: str) -> None:
    assert not allowed(b"User-agent: *\nDisallow: /", agent, "https://example.org/a")
    assert allowed(b"User-agent: wirebell\nDisallow: /", agent, "https://example.org/a")


# Where Google's matcher and RFC 9309 differ we go with the RFC: /robots.txt itself is allowed
# (2.2.2), two spellings of one path are one path (2.2.2), and a name is compared whole (2.2.1).
# Cases with an empty address or agent are left out: no page we fetch has one.
GOOGLE_ALONE = {
    ("FooBot", "http://foo.bar/foo/bar/ツ"),
    ("FooBot", "http://foo.bar/foo/bar/baz"),
    ("AB", "http://example.com/"),
    ("AB42bot", "http://example.com/"),
    ("AB42bot", "http://example.com/foo/bar"),
}
_STRINGS = r'((?:\s*"(?:[^"\\]|\\.)*")+)'
_FIELDS = re.compile(
    rf"robotstxt:{_STRINGS}|testurl:{_STRINGS}|useragent:{_STRINGS}|expected_outcome:\s*(\w+)"
)


def _unescape(strings: str) -> bytes:
    joined = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', strings))
    return joined.encode().decode("unicode_escape").encode("latin-1")


def _cases(path: Path) -> Iterator[tuple[bytes, str, str, bool]]:
    robots_txt, url, agent = b"", "", ""
    for found in _FIELDS.finditer(path.read_text("utf-8")):
        if found[1]:
            robots_txt = _unescape(found[1])
        elif found[2]:
            url = _unescape(found[2]).decode()
        elif found[3]:
            agent = _unescape(found[3]).decode()
        elif url and agent and "robots.txt" not in url:
            yield robots_txt, agent, url, found[4] == "ALLOWED"


@pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no robots.txt suite")
def test_every_case_of_the_published_suite() -> None:
    paths = sorted(Path(CORPUS or "").glob("robots/**/*.textproto"))
    cases = [(path.name, *case) for path in paths for case in _cases(path)]
    wrong = [case for case in cases if allowed(case[1], case[2], case[3]) is not case[4]]
    assert len(cases) > 200
    assert [case for case in wrong if case[2:4] not in GOOGLE_ALONE] == []
    assert len(wrong) == len(GOOGLE_ALONE) + 1  # one stands there twice
