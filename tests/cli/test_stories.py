"""`wirebell stories`: what tells one event, why, and setting it right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Wirebell, World
from tests.group.texts import BLAZE, STRIKE, STRIKE_NB


def stories(rung: World, wirebell: Wirebell) -> list[dict[str, Any]]:
    """The largest first: which was opened first is a matter of which feed answered first."""
    listed = wirebell("--config", rung.config, "stories", "list", "--format", "json")
    assert listed.code == 0
    return sorted(listed.json, key=lambda one: -int(one["articles"]))


def test_the_demos_reports_are_one_story_beside_another(rung: World, wirebell: Wirebell) -> None:
    found = stories(rung, wirebell)
    assert [one["articles"] for one in found] == [5, 1]
    assert found[0]["languages"] == ["de", "en", "nb", "uk"]
    table = wirebell("--config", rung.config, "stories", "list")
    assert "The Harbour Gazette" in table.out


def test_a_story_says_why_each_article_stands_there(rung: World, wirebell: Wirebell) -> None:
    number = str(stories(rung, wirebell)[0]["id"])
    shown = wirebell("--config", rung.config, "stories", "show", number)
    assert shown.code == 0
    assert "distinct origins found: " in shown.out
    assert "one event (0." in shown.out
    assert "credits " in shown.out
    whole = wirebell("--config", rung.config, "stories", "show", number, "--format", "json").json
    assert len(whole["members"]) == whole["articles"]
    other = str(stories(rung, wirebell)[1]["id"])
    alone = wirebell("--config", rung.config, "stories", "show", other).out
    assert "  1 article, 1 outlet, distinct origins found: " in alone
    unknown = wirebell("--config", rung.config, "stories", "show", "99")
    assert unknown.code == 2
    assert "no story 99: `wirebell stories list` shows what there is" in unknown.err


def test_stories_are_merged_and_split_by_people(fresh: World, wirebell: Wirebell) -> None:
    assert wirebell("--config", fresh.config, "once").code == 0
    merged = wirebell("--config", fresh.config, "stories", "merge", "1", "2")
    assert (merged.code, merged.out) == (0, "story 2 is part of 1 now\n")
    again = wirebell("--config", fresh.config, "stories", "merge", "1", "2")
    assert again.code == 2
    shown = wirebell("--config", fresh.config, "stories", "show", "2")
    assert "story 2 was merged into 1" in shown.err
    members = wirebell("--config", fresh.config, "stories", "show", "1", "--format", "json").json
    last = members["members"][-1]["id"]
    split = wirebell("--config", fresh.config, "stories", "split", last)
    assert (split.code, split.out) == (0, f"article {last} is story 3 now\n")
    alone = wirebell("--config", fresh.config, "stories", "split", last)
    assert alone.code == 2
    assert "nothing to split" in alone.err


def test_a_labelled_file_says_how_it_would_be_grouped(wirebell: Wirebell, tmp_path: Path) -> None:
    labelled = tmp_path / "mine.jsonl"
    lines = [
        {"title": one.title, "text": one.body, "language": one.language, "story": story}
        for one, story in ((STRIKE, "strike"), (BLAZE, None), (STRIKE_NB, "strike"))
    ]
    labelled.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    found = wirebell("stories", "eval", labelled, "--format", "json")
    assert found.code == 0
    [ours] = [row for row in found.json if row["ours"]]
    assert (ours["score"]["precision"], ours["score"]["recall"], ours["score"]["lost"]) == (1, 1, 0)
    labelled.write_text('{"title": "x"}\n', "utf-8")
    refused = wirebell("stories", "eval", labelled)
    assert refused.code == 2
    assert "mine.jsonl:1: no article ('text'): write" in refused.err
    labelled.write_text("", "utf-8")
    assert wirebell("stories", "eval", labelled).code == 2
    assert wirebell("stories", "eval", tmp_path / "none").code == 2
