"""A changed configuration is swapped in when it proves good, and refused in words when not."""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from tests.fakes import FakeClock, FakeTell
from worker.daemon import reload
from worker.daemon.reload import Loaded, Reloader, Source, load_plan
from worker.errors import Misconfigured
from worker.model import CANARY
from worker.settings import Problems

MAIN = "version: 1\nweb: {listen: off}\nfeeds: [https://news.example/rss]\n"
RULES = """version: 1
rules:
  - id: strikes
    title: Strikes
    match: 'strikes'
    tests: [{text: "Long-range strikes", match: true}]
"""
TODAY = date(2026, 11, 22)


class Desk:
    """A configuration on disk, watched."""

    def __init__(self, folder: Path) -> None:
        self.main = folder / "wirebell.yaml"
        self.rules = folder / "rules" / "a.yaml"
        self.rules.parent.mkdir()
        self.main.write_text(MAIN)
        self.rules.write_text(RULES)
        self.source = Source(self.main, {}, {})
        self.tell = FakeTell()
        self.adopted: list[Loaded] = []
        self.unusable = ""  # why an edit that reads well cannot be used
        loaded = load_plan(self.source, TODAY)
        self.reloader = Reloader(self.source, loaded, self._adopt, self.tell, FakeClock())

    async def _adopt(self, _old: Loaded, new: Loaded) -> None:
        if self.unusable:
            raise Misconfigured(self.unusable)
        self.adopted.append(new)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_nothing_is_read_while_nothing_changes(desk: Desk) -> None:
    await desk.reloader.look()
    assert (desk.adopted, desk.tell.events) == ([], [])


def test_a_canary_is_in_the_plan_and_not_in_the_settings(desk: Desk) -> None:
    desk.main.write_text(MAIN + "watch: {canary: {heartbeat: 'https://beat.example/1'}}\n")
    loaded = load_plan(desk.source, TODAY)
    plan = loaded.plan
    assert plan.canary == loaded.settings.canary is not None
    assert set(plan.rules) == {"strikes", CANARY}
    assert set(plan.channels) == {"console", CANARY}
    assert (plan.channels[CANARY].url, plan.rules[CANARY].notify) == (
        "https://beat.example/1",
        (CANARY,),
    )
    assert [rule.id for rule in plan.matcher.rules] == ["strikes", CANARY]
    assert [rule.id for rule in loaded.settings.rules] == ["strikes"]
    assert set(loaded.settings.channels) == {"console"}
    assert CANARY not in desk.reloader.loaded.plan.rules


async def test_a_change_of_routes_is_said(desk: Desk) -> None:
    desk.main.write_text(MAIN + "routes: [{severity: high, notify: [console]}]\n")
    await desk.reloader.look()
    (adopted,) = desk.adopted
    assert [way.name for way in adopted.plan.routes.tree] == ["routes[0]"]
    desk.main.write_text(MAIN + "# a line more\nroutes: [{severity: high, notify: [console]}]\n")
    await desk.reloader.look()
    said = [facts["words"] for facts in desk.tell.named("reload")]
    assert said == ["routes changed", "nothing that matters changed"]


async def test_a_good_edit_is_adopted_and_said(desk: Desk) -> None:
    desk.rules.write_text(RULES.replace("match: 'strikes'", "match: 'strikes OR raids'"))
    await desk.reloader.look()
    assert [list(loaded.plan.rules) for loaded in desk.adopted] == [["strikes"]]
    assert desk.tell.events == [("reload", {"ok": True, "words": "rule changed: strikes"})]
    await desk.reloader.look()
    assert len(desk.adopted) == 1


async def test_a_bad_edit_is_refused_once_and_its_mending_adopted(desk: Desk) -> None:
    desk.rules.write_text(RULES.replace("title:", "tittle:"))
    await desk.reloader.look()
    await desk.reloader.look()
    assert desk.adopted == []
    [(event, facts)] = desk.tell.events
    assert (event, facts["ok"]) == ("reload", False)
    assert "a.yaml:4:5: error[CFG001] unknown key 'tittle'" in str(desk.reloader.refusal)
    desk.rules.write_text(RULES)
    await desk.reloader.look()
    assert len(desk.adopted) == 1
    assert desk.reloader.refusal is None


async def test_a_rule_that_fails_its_own_test_is_refused(desk: Desk) -> None:
    desk.rules.write_text(RULES.replace("match: 'strikes'", "match: 'football'"))
    await desk.reloader.look()
    assert desk.adopted == []
    assert "fails its own test" in str(desk.reloader.refusal)


async def test_a_new_rule_file_is_a_change(desk: Desk) -> None:
    (desk.rules.parent / "b.yaml").write_text(RULES.replace("id: strikes", "id: raids"))
    await desk.reloader.look()
    assert desk.tell.named("reload")[0]["words"] == "rule added: raids"


async def test_sighup_reads_again_though_nothing_changed(desk: Desk) -> None:
    desk.reloader.ask()
    await desk.reloader.look()
    assert desk.tell.named("reload")[0]["words"] == "nothing that matters changed"


def test_a_start_tells_config_and_query_mistakes_together(desk: Desk) -> None:
    desk.main.write_text(MAIN + "defaults: {notfy: [x]}\n")
    desk.rules.write_text(RULES.replace("'strikes'", "'strikes AND ('"))
    with pytest.raises(Problems) as refused:
        load_plan(desk.source, TODAY)
    assert [p.code[:3] for p in refused.value.problems] == ["CFG", "QRY"]


WORDS = {
    "nothing": ("", "", "nothing that matters changed"),
    "http": ("http: {timeout: 9s}", "", "http changed"),
    "timezone": ("timezone: Europe/Oslo", "", "timezone changed"),
    "retention": ("retention: {articles: 3d}", "", "retention changed"),
    "watch": ("watch: {feed_failing: {after: 1h, notify: [console]}}", "", "watch changed"),
    "canary": ("watch: {canary: {heartbeat: 'https://beat.example/1'}}", "", "canary changed"),
    "entity": ("", "entities: {oslo: {names: [Oslo, Christiania]}}", "rule changed: strikes"),
}


@pytest.mark.parametrize(("main", "rules", "words"), WORDS.values(), ids=WORDS)
async def test_what_changed_is_said(desk: Desk, main: str, rules: str, words: str) -> None:
    oslo = RULES.replace("match: 'strikes'", "match: 'strikes OR @oslo'")
    desk.rules.write_text(oslo + "entities: {oslo: {names: [Oslo]}}\n")
    await desk.reloader.look()
    desk.main.write_text(f"{MAIN}{main}\n")
    if rules:
        desk.rules.write_text(f"{oslo}{rules}\n")
    desk.reloader.ask()
    await desk.reloader.look()
    assert desk.tell.named("reload")[1]["words"] == words


async def test_a_feed_is_told_without_its_password(desk: Desk) -> None:
    desk.main.write_text(MAIN.replace("news.example", "me:hush@news.example"))
    await desk.reloader.look()
    url = "https://news.example/rss"
    assert desk.tell.named("reload")[0]["words"] == f"feed added: {url}; feed removed: {url}"


async def test_what_needs_a_restart_is_said_as_long_as_it_does(desk: Desk) -> None:
    off, elsewhere = "web: {listen: off}", "web: {listen: '127.0.0.1:1'}"
    other = "database: sqlite:///other.db\n"
    for text in (
        MAIN.replace(off, elsewhere),
        MAIN.replace(off, elsewhere) + other,
        MAIN.replace(off, "web: {listen: off, public_url: 'https://bell.example'}"),
        MAIN,
    ):
        desk.main.write_text(text)
        desk.reloader.ask()
        await desk.reloader.look()
    web, database = "'web' changes at the next restart", "'database' changes at the next restart"
    assert [facts["words"] for facts in desk.tell.named("reload")] == [
        web,
        f"{database}; {web}",
        "web.public_url changed",
        "web.public_url changed",
    ]


async def test_an_edit_refused_by_its_use_is_refused_like_any_other(desk: Desk) -> None:
    good = desk.reloader.loaded
    desk.unusable = "http.ca_bundle ca.pem cannot be used: no certificates in it"
    desk.main.write_text(MAIN + "timezone: Europe/Oslo\n")
    await desk.reloader.look()
    await desk.reloader.look()
    assert (desk.reloader.refusal, desk.reloader.loaded) == (desk.unusable, good)
    assert [facts["ok"] for facts in desk.tell.named("reload")] == [False]
    desk.unusable = ""
    desk.main.write_text(MAIN)
    await desk.reloader.look()
    assert desk.reloader.refusal is None


def test_a_reload_under_way_holds_up_no_stop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def load(*_arguments: object) -> Loaded:
        begun.set()
        ended.wait()
        raise AssertionError("nobody waits for it")

    monkeypatch.setattr(reload, "load_plan", load)
    late = threading.Timer(5, ended.set)  # a stop that waits fails here, and does not hang
    late.start()

    async def life() -> None:
        desk.reloader.ask()
        looking = asyncio.create_task(desk.reloader.look())
        await asyncio.to_thread(begun.wait)
        looking.cancel()

    asyncio.run(life())
    assert not ended.is_set()
    late.cancel()
    ended.set()
