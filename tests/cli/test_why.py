from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.cli.conftest import Wirebell, World

STRIKES = "The minister backed long-range strikes on Kestria."


def article_with(word: str, rung: World, wirebell: Wirebell) -> str:
    listed = wirebell("--config", rung.config, "articles", "list", "--format", "json").json
    return str(next(a["id"] for a in listed if word in a["title"]))


def test_a_stored_article_says_what_matched_and_what_was_decided(
    rung: World, wirebell: Wirebell
) -> None:
    ended = wirebell("--config", rung.config, "why", article_with("Can you reach", rung, wirebell))
    assert ended.code == 0
    assert "long-range-strikes  Long-range strikes on Kestria  matches  (high)" in ended.out
    assert "**long-range strikes**" in ended.out
    assert '✗ "langtrekkende våpen"' in ended.out
    # Told if its feed answered first; else its story was, on the same paper's word.
    decided = (
        r"long-range-strikes \(alert \d\.|held console  no material change: long-range-strikes"
    )
    assert re.search(decided, ended.out)
    assert "1 rule found nothing in it." in ended.out


def test_a_near_miss_says_what_held_it_back(rung: World, wirebell: Wirebell) -> None:
    number = article_with("Football", rung, wirebell)
    ended = wirebell("--config", rung.config, "why", number)
    assert ended.code == 1
    assert "held back by its unless" in ended.out
    assert "✓ football  title 0-8 “Football”" in ended.out


def test_one_rule_is_explained_even_if_it_found_nothing(rung: World, wirebell: Wirebell) -> None:
    number = article_with("Football", rung, wirebell)
    ended = wirebell("--config", rung.config, "why", number, "--rule", "secondary-sanctions")
    assert ended.code == 1
    assert "secondary-sanctions  Secondary sanctions  does not match" in ended.out
    assert "found nothing in it" not in ended.out


def test_one_rules_decisions_are_its_own(rung: World, wirebell: Wirebell) -> None:
    number = article_with("Can you reach", rung, wirebell)
    asked = ("--config", rung.config, "why", number, "--format", "json", "--rule")
    assert wirebell(*asked, "secondary-sanctions").json["decisions"] == []
    assert wirebell(*asked, "long-range-strikes").json["decisions"] != []


def test_a_text_in_a_file_need_not_be_stored(
    rung: World, wirebell: Wirebell, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(f"A title\n\n{STRIKES}\n", "utf-8")
    report = wirebell("--config", rung.config, "why", draft, "--format", "json")
    assert report.code == 0
    assert report.json["article"] == {
        "id": None, "url": None, "title": "A title", "language": None, "revision": 1,
    }  # fmt: skip
    verdicts = {rule["rule_id"]: rule["verdict"] for rule in report.json["rules"]}
    assert verdicts == {"long-range-strikes": "match", "secondary-sanctions": "no match"}
    assert report.json["would"] == [
        {
            "verdict": "speak", "channel": "console", "type": "alert.opened",
            "reason": "first report", "severity": "high", "rules": ["long-range-strikes"],
            "raised_from": None,
        }
    ]  # fmt: skip
    assert report.json["decisions"] == []


def test_a_page_in_a_file_is_read_as_text(rung: World, wirebell: Wirebell, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<script>secondary sanctions</script><p>{STRIKES}</p>", "utf-8")
    report = wirebell("--config", rung.config, "why", page, "--format", "json").json
    assert [rule["verdict"] for rule in report["rules"]] == ["match", "no match"]


def test_a_text_from_stdin(
    rung: World, wirebell: Wirebell, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(STRIKES.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert wirebell("--config", rung.config, "why", "-").code == 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["99999"], "no article '99999' is stored"),
        (["https://nowhere.example/x"], "can be given as a file"),
        (["no-such-file.txt"], "is no article id, no URL and no file"),
        (["1", "--rule", "nope"], "no rule 'nope'"),
        (["-", "--lang", "english"], "not a language code; did you mean 'en'?"),
    ],
)
def test_what_is_not_there_is_usage(
    args: list[str], words: str, rung: World, wirebell: Wirebell
) -> None:
    ended = wirebell("--config", rung.config, "why", *args)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err
