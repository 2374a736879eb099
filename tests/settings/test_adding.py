from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.settings.desk import MAIN, RULES, Desk
from worker.errors import Usage
from worker.settings import Problems, add_feed


def test_an_added_feed_is_read_with_the_others(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    path = add_feed(desk.path, "https://a.org/f", "Ærlig: avis", ["norway", "a, b"])
    again = add_feed(desk.path, "https://b.org/f")
    assert path == again == tmp_path / "config/feeds.d/added.yaml"
    first, second = desk.load().feeds
    assert (first.url, first.name, first.tags) == (
        "https://a.org/f",
        "Ærlig: avis",
        ("norway", "a, b"),
    )
    assert second.name == "b.org"
    assert path.stat().st_mode == desk.path.stat().st_mode  # as any file that its user makes


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("config/feeds.d", "a file in its place")
    with pytest.raises(Usage, match=r"cannot write .*added\.yaml: .*; add the feed where"):
        add_feed(desk.path, "https://a.org/f")


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    path = add_feed(desk.path, "https://a.org/f")
    before = path.read_bytes()
    add_feed(desk.path, "https://A.org/f", "Other")
    assert path.read_bytes() == before


def test_what_people_wrote_in_the_file_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    text = "version: 1\n# mine\nfeeds:\n- https://a.org/f # first\n- {url: https://b.org/f}"
    path = desk.write("config/feeds.d/added.yaml", text)
    path.chmod(0o600)
    add_feed(desk.path, "https://c.org/f")
    assert path.read_text() == text + '\n- {"url": "https://c.org/f"}\n'
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert len(desk.load().feeds) == 3
    assert [p.name for p in path.parent.iterdir()] == ["added.yaml"]


@pytest.mark.parametrize(
    "text", ["version: 1\nfeeds: [https://a.org/f]\n", "version: 1\nfeeds: []\n", "{"]
)
def test_a_file_that_cannot_be_appended_to_is_left_alone(tmp_path: Path, text: str) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    path = desk.write("config/feeds.d/added.yaml", text)
    with pytest.raises(Problems):
        add_feed(desk.path, "https://c.org/f")
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("url", "name", "tags"),
    [
        ("ftp://a.org", None, ()),
        ("javascript:alert(1)", None, ()),
        ("https://a.org/f", "two\nlines", ()),
        ("https://a.org/f", None, ("\x1b",)),
    ],
)
def test_what_is_no_feed_is_refused(
    tmp_path: Path, url: str, name: str | None, tags: tuple[str, ...]
) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    with pytest.raises(Usage):
        add_feed(desk.path, url, name, tags)
    assert not (tmp_path / "config/feeds.d/added.yaml").exists()


def test_many_at_once_lose_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    urls = [f"https://e{n}.org/f" for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda url: add_feed(desk.path, url), urls))
    assert sorted(f.url for f in desk.load().feeds) == sorted(urls)
