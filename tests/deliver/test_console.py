from __future__ import annotations

import asyncio
import fcntl
import io
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, TextIO

import pytest
from rich.text import Text

from tests.alert.given import BACKLOG, LIVE, STORY, article, hit, rule
from tests.deliver.given import BODY, NOW, delivery
from worker.alert import compose
from worker.deliver.console import Console
from worker.deliver.screen import picture
from worker.model import Answered, Evidence, Listed, NoAnswer, Speak, Utterance

FOUND = Evidence("body", "… launching long-range strikes on", ((12, 30),), "long-range strike")
FOUR = [replace(FOUND, text=f"{FOUND.text} {city}") for city in ("Orsk", "Omsk", "Ufa", "Perm")]


def alert_body(*evidence: Evidence, **changes: Any) -> str:
    """An alert of a hostile article: its title clears screens, opens markup, turns text around."""
    title = "Strikes \x1b[2Jon [bold]Moscow\u202e backed"
    told = article(LIVE, **({"title": title} | changes))
    known = {"strikes": rule("strikes", "high", title="Long-range strikes")}
    speak = Speak("console", "alert.updated", "also matches strikes", "high", ("strikes",))
    heard = [hit("strikes", *(evidence or (FOUND,)))]
    utterance = Utterance("msg_1", 11, 2, STORY, speak)
    return compose(utterance, told, heard, known, NOW, "https://bell.example")


@contextmanager
def piped() -> Iterator[tuple[TextIO, int]]:
    """A text file on a pipe, as standard output is, and the descriptor it is read from."""
    reading, writing = os.pipe()
    file = os.fdopen(writing, "w", encoding="utf-8")
    try:
        yield file, reading
    finally:
        file.close()
        os.close(reading)


@contextmanager
def terminal(width: int = 80) -> Iterator[tuple[TextIO, int]]:
    """A text file on a pseudo-terminal, and the descriptor of the person before it."""
    person, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    file = os.fdopen(screen, "w", encoding="utf-8")
    try:
        yield file, person
    finally:
        file.close()
        os.close(person)


def read_lines(descriptor: int, count: int) -> list[str]:
    text = b""
    while text.count(b"\n") < count:
        text += os.read(descriptor, 1 << 20)
    return text.decode().splitlines()


async def test_a_pipe_gets_one_json_object_a_line() -> None:
    with piped() as (file, reading):
        console = Console(file)
        answers = await asyncio.gather(
            *(console(delivery(alert_body(), delivery_id=f"msg_{n}"), NOW) for n in range(5))
        )
        lines = os.read(reading, 1_000_000).decode().splitlines()
    assert all(isinstance(one, Answered) and one.status == 200 for one in answers)
    assert [json.loads(line) for line in lines] == [
        {"event": "alert", **json.loads(alert_body())}
    ] * 5


async def test_text_written_before_comes_before() -> None:
    with piped() as (file, reading):
        file.write("a banner\n")
        await Console(file)(delivery(), NOW)
        first, second = os.read(reading, 100_000).decode().splitlines()
    assert first == "a banner"
    assert json.loads(second)["type"] == "test"


async def test_standard_output_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    await Console()(delivery(), NOW)
    assert json.loads(shown.getvalue()) == {"event": "alert", **json.loads(BODY)}


async def test_a_file_that_knows_no_unicode_still_gets_every_letter() -> None:
    with piped() as (file, reading):
        latin = io.TextIOWrapper(file.buffer, encoding="ascii")
        await Console(latin)(delivery(), NOW)
        line = os.read(reading, 100_000)
        latin.detach()
    assert json.loads(line.decode("ascii"))["data"]["alert"]["reason"] == "Зеленський 🔔"


async def test_nobody_listens_any_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    file = os.fdopen(writing, "w", encoding="utf-8")
    said = await Console(file)(delivery(), NOW)
    file.close()
    assert isinstance(said, NoAnswer)
    assert said.words == "the console is closed (broken pipe)"

    closed = await Console(file)(delivery(), NOW)
    assert isinstance(closed, NoAnswer)
    assert "closed file" in closed.words


async def test_a_reader_that_sleeps_stops_nothing_and_misses_nothing() -> None:
    """The pipe holds 64 kB; what does not fit waits in its thread, and is not written twice."""
    body = json.dumps({"type": "test", "data": "x" * 100_000})
    with piped() as (file, reading):
        console = Console(file, deadline=timedelta(seconds=0.2))
        stuck = await console(delivery(body, delivery_id="msg_1"), NOW)
        waiting = await console(delivery(delivery_id="msg_2"), NOW)
        assert stuck == NoAnswer("the console took nothing for 0.2 s", elapsed_s=stuck.elapsed_s)
        assert isinstance(waiting, NoAnswer)
        lines = asyncio.create_task(asyncio.to_thread(read_lines, reading, 2))
        console._deadline_s = 10
        again = await console(delivery(body, delivery_id="msg_1"), NOW)
        after = await console(delivery(delivery_id="msg_2"), NOW)
        first, second = await lines
    assert isinstance(again, Answered)
    assert isinstance(after, Answered)
    assert json.loads(first)["data"] == "x" * 100_000
    assert json.loads(second)["data"]["alert"]["reason"] == "Зеленський 🔔"


async def test_what_waits_behind_a_stuck_alert_follows_it() -> None:
    body = json.dumps({"type": "test", "data": "x" * 100_000})
    with piped() as (file, reading):
        console = Console(file, deadline=timedelta(seconds=0.2))
        stuck = await console(delivery(body, delivery_id="msg_1"), NOW)
        console._deadline_s = 10
        behind = asyncio.create_task(console(delivery(delivery_id="msg_2"), NOW))
        lines = await asyncio.to_thread(read_lines, reading, 2)
        assert isinstance(stuck, NoAnswer)
        assert isinstance(await behind, Answered)
    assert [json.loads(line)["type"] for line in lines] == ["test", "test"]
    assert json.loads(lines[1])["data"]["channel"]["name"] == "desk"


def test_a_held_terminal_does_not_hold_the_end_of_the_process() -> None:
    program = """
        import asyncio, json
        from datetime import UTC, datetime, timedelta
        from worker.deliver.console import Console
        from worker.model import Delivery

        now = datetime.now(UTC)
        body = json.dumps({"type": "test", "data": "x" * 1_000_000})
        console = Console(deadline=timedelta(seconds=0.2))
        answer = asyncio.run(console(Delivery("msg_1", 1, "c", 1, "test", body, now), now))
        raise SystemExit(0 if "took nothing" in answer.words else 1)
    """
    reading, writing = os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program)],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=20,
            check=False,
        )
    finally:
        os.close(reading)
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


async def shown_on_terminal(body: str, width: int = 100) -> str:
    with terminal(width) as (file, person):
        said = await Console(file)(delivery(body), NOW)
        assert isinstance(said, Answered)
        return os.read(person, 1_000_000).decode()


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.usefixtures("colours")
async def test_a_terminal_shows_what_rang_and_why() -> None:
    screen = await shown_on_terminal(alert_body())
    assert "\x1b[1;7mlong-range strikes\x1b[0m" in screen
    text = Text.from_ansi(screen.replace("\r\n", "\n")).plain
    for words in (
        "● HIGH  alert.updated  2026-11-22T08:41:07Z",
        "Strikes �[2Jon [bold]Moscow� backed",
        "Example Press · Jo Doe · en · published 2026-11-22 08:38 UTC",
        "https://press.example/a?x=1",
        "Long-range strikes  strikes",
        "body  … launching long-range strikes on",
        "why: also matches strikes, message 2 of this alert · rang 0.4 s after it was seen\n",
        "https://bell.example/alerts/11",
    ):
        assert words in text


@pytest.mark.usefixtures("colours")
async def test_hostile_text_moves_no_cursor() -> None:
    screen = await shown_on_terminal(alert_body())
    assert "\x1b[2J" not in screen
    assert "\u202e" not in screen


@pytest.mark.usefixtures("colours")
async def test_a_long_link_stays_on_one_line() -> None:
    link = "https://press.example/" + "p" * 300
    assert link in await shown_on_terminal(alert_body(url=link), width=40)


@pytest.mark.usefixtures("colours")
async def test_without_colours_what_was_found_still_stands_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = await shown_on_terminal(alert_body())
    assert "\x1b[1;7mlong-range strikes\x1b[0m" in screen
    assert "\x1b[31m" not in screen


def words_of(body: str) -> str:
    message = json.loads(body)
    parts = picture(message["type"], message["timestamp"], message["data"])
    return "\n".join(part.plain for part in parts if isinstance(part, Text))


def test_what_is_not_known_is_not_shown() -> None:
    bare = article(BACKLOG, title="", url=None, author=None, published_at=None, language=None)
    known = {"title": bare.title, "url": None, "author": None, "published_at": None}
    words = words_of(alert_body(**known, sightings=(replace(LIVE, feed_name="A"),)))
    assert words.startswith("Strikes on Moscow backed\nA · en\n(no link)\n")
    assert words_of(alert_body(**known, language=None, sightings=())).startswith(
        "Strikes on Moscow backed\n\n(no link)\n"
    )


@pytest.mark.usefixtures("colours")
async def test_more_passages_and_rules_than_fit_are_counted() -> None:
    body = json.loads(alert_body(*FOUR))
    assert "and 1 more passage" in await shown_on_terminal(json.dumps(body))
    body["data"]["rules"][0]["evidence_left_out"] = 7
    body["data"]["rules_left_out"] = 12
    screen = await shown_on_terminal(json.dumps(body))
    assert "and 8 more passages" in screen
    assert "and 12 more rules" in screen
    body["data"] |= {"rules_left_out": 1, "story": None}
    body["data"]["article"]["title"] = ""
    assert {"and 1 more rule", "(no title)"} <= {*words_of(json.dumps(body)).split("\n")}


@pytest.mark.usefixtures("colours")
async def test_a_listed_name_is_told_with_its_entry() -> None:
    entries = tuple(Listed("sdn", f"Ivan\x1b Petrov {n}", f"47{n}", "UKR") for n in range(12))
    screen = await shown_on_terminal(alert_body(replace(FOUND, listed=entries)))
    assert "Ivan\ufffd Petrov 0: @sdn 470, UKR" in screen
    assert "and 2 more entries" in screen
    screen = await shown_on_terminal(alert_body(replace(FOUND, listed=(Listed("sdn", "Ivan"),))))
    assert "Ivan: @sdn" in screen


def test_an_alarm_names_its_channel() -> None:
    assert words_of(BODY).startswith("channel desk\n")


@pytest.mark.usefixtures("colours")
async def test_each_term_is_shown_before_any_is_shown_again() -> None:
    body = json.loads(alert_body(*FOUR))
    evidence = body["data"]["rules"][0]["evidence"]
    evidence[3] |= {"term": "moscow", "text": "Moscow fell silent.", "spans": [[0, 6]]}
    screen = await shown_on_terminal(json.dumps(body))
    assert "fell silent" in screen
    assert "and 1 more passage" in screen
