"""`wirebell stories`: what tells one event, why, and setting it right."""

from __future__ import annotations

from tests.cli.conftest import Wirebell, World


def stories(rung: World, wirebell: Wirebell) -> list[dict[str, object]]:
    listed = wirebell("--config", rung.config, "stories", "list", "--format", "json")
    assert listed.code == 0
    found: list[dict[str, object]] = listed.json
    return found


def test_the_demos_reports_are_one_story_beside_another(rung: World, wirebell: Wirebell) -> None:
    found = sorted(stories(rung, wirebell), key=lambda one: str(one["id"]))
    assert [one["articles"] for one in found] == [5, 1]
    assert found[0]["languages"] == ["de", "en", "nb", "uk"]
    table = wirebell("--config", rung.config, "stories", "list")
    assert "Varnsk" in table.out


def test_a_story_says_why_each_article_stands_there(rung: World, wirebell: Wirebell) -> None:
    shown = wirebell("--config", rung.config, "stories", "show", "1")
    assert shown.code == 0
    assert "distinct origins found: " in shown.out
    assert "one event (0." in shown.out
    assert "credits " in shown.out
    whole = wirebell("--config", rung.config, "stories", "show", "1", "--format", "json").json
    assert len(whole["members"]) == whole["articles"]
    unknown = wirebell("--config", rung.config, "stories", "show", "99")
    assert unknown.code == 2
    assert "no story 99: `wirebell stories list` shows what there is" in unknown.err


def test_stories_are_merged_and_split_by_people(fresh: World, wirebell: Wirebell) -> None:
    assert wirebell("--config", fresh.config, "once").code == 0
    merged = wirebell("--config", fresh.config, "stories", "merge", "1", "2")
    assert (merged.code, merged.err) == (0, "story 2 is part of 1 now\n")
    again = wirebell("--config", fresh.config, "stories", "merge", "1", "2")
    assert again.code == 2
    shown = wirebell("--config", fresh.config, "stories", "show", "2")
    assert "story 2 was merged into 1" in shown.err
    members = wirebell("--config", fresh.config, "stories", "show", "1", "--format", "json").json
    last = members["members"][-1]["id"]
    split = wirebell("--config", fresh.config, "stories", "split", last)
    assert (split.code, split.err) == (0, f"article {last} is story 3 now\n")
    alone = wirebell("--config", fresh.config, "stories", "split", last)
    assert alone.code == 2
    assert "nothing to split" in alone.err
