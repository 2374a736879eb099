"""Commands that change something: the list of feeds, the database, a channel's rest."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import Wirebell, World, run_apart
from worker.model import Alarm, Answered, Feed, FeedTrouble, HostLimits, Paused
from worker.store import open_store

OPML = """<?xml version="1.0"?><opml version="2.0"><body>
<outline text="World"><outline type="rss" text="A & B" xmlUrl="https://a.example/f"/></outline>
<outline type="rss" text="C" xmlUrl="https://c.example/f"/>
<outline type="rss" text="again" xmlUrl="https://C.example:443/f#new"/></body></opml>"""


def urls(config: Path, wirebell: Wirebell) -> list[str]:
    listed = wirebell("--config", config, "feeds", "list", "--format", "json").json
    return [feed["url"] for feed in listed]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A configuration that may go to this machine and watches nothing."""
    main = tmp_path / "wirebell.yaml"
    main.write_text(
        "version: 1\nweb: {listen: off}\n"
        "http: {allow_private: [127.0.0.0/8], timeout: 5s, per_host: {gap: 0s}}\n"
    )
    return main


def test_a_feed_is_asked_before_it_is_added(empty: Path, rung: World, wirebell: Wirebell) -> None:
    url = rung.feeds[0].url
    added = wirebell("--config", empty, "feeds", "add", url, "--tag", "sea")
    assert added.code == 0, added.err
    assert "The Harbour Gazette" in added.out
    assert "entries     3" in added.out
    assert f"added {url} to {empty.parent}/feeds.d/added.yaml" in added.out
    listed = wirebell("--config", empty, "feeds", "list", "--format", "json").json
    assert [(f["url"], f["name"], f["tags"]) for f in listed] == [
        (url, "The Harbour Gazette: World", ["sea"])
    ]
    again = wirebell("--config", empty, "feeds", "add", url, "--format", "json")
    assert (again.code, again.json["added"], again.json["watched"]) == (0, False, url)


@pytest.mark.parametrize(
    ("options", "lacks"),
    [
        ([], None),
        (["--tag", "sea"], None),
        (["--tag", "Sea"], None),  # rules compare them without their capitals
        (["--tag", "world", "--tag", "sea"], "the tag world"),
        (["--tag", "a", "--tag", "b", "--name", "X"], "the tags a, b and the name 'X'"),
    ],
)
def test_what_a_watched_feed_is_asked_to_have_too_is_not_passed_over(
    empty: Path, wirebell: Wirebell, options: list[str], lacks: str | None
) -> None:
    url = "https://a.example/rss"
    with empty.open("a") as file:
        file.write(f"feeds: [{{url: '{url}', tags: [sea]}}]\n")
    ended = wirebell("--config", empty, "feeds", "add", url, "--no-check", *options)
    assert ended.out == f"{url} is watched already ({empty}:4)\n"
    assert ended.code == (1 if lacks else 0)
    said = f"it stays as it stands, without {lacks}: write that at {empty}:4\n"
    assert ended.err == (said if lacks else "")


def test_an_address_that_leads_to_a_watched_feed_is_no_other_feed(
    empty: Path, rung: World, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    target, alias = rung.feeds[0].url, httpserver.url_for("/old")
    for status in (301, 302):
        httpserver.clear()
        httpserver.expect_request("/old").respond_with_data(
            "", status, headers={"location": target}
        )
        empty.write_text(empty.read_text().split("feeds:")[0] + f"feeds: ['{target}']\n")
        added = wirebell("--config", empty, "feeds", "add", alias)
        leads = f"{alias} leads to {target}, which is watched already ({empty}:4)\n"
        assert (added.code, added.out.endswith(leads)) == (0, True), added
    empty.write_text(empty.read_text().split("feeds:")[0] + f"feeds: ['{alias}']\n")
    store = open_store(f"sqlite:///{empty.parent}/data/wirebell.db", new_id=str)
    store.migrate()
    store.sync_feeds([Feed(alias, "News")], datetime.now(UTC))
    store.close()
    with closing(sqlite3.connect(empty.parent / "data" / "wirebell.db")) as database:
        database.execute("update feeds set asked_url = ?", (target,))  # after a week of 301
        database.commit()
    added = wirebell("--config", empty, "feeds", "add", target)  # the other way round
    leads = f"{target} leads to {alias}, which is watched already ({empty}:4)\n"
    assert (added.code, added.out.endswith(leads)) == (0, True), added


def test_a_page_leads_to_its_feed(
    empty: Path, rung: World, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{rung.feeds[0].url}">'
    httpserver.expect_request("/").respond_with_data(link, content_type="text/html")
    added = wirebell("--config", empty, "feeds", "add", httpserver.url_for("/"))
    assert added.code == 0, added.err
    assert urls(empty, wirebell) == [rung.feeds[0].url]


def test_the_other_feeds_of_a_page_are_listed_with_how_to_add_them(
    empty: Path, rung: World, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    page = "".join(map(link.format, ("/dead?a=1&b=2", rung.feeds[0].url, rung.feeds[1].url)))
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    dead = httpserver.url_for("/dead?a=1&b=2")
    added = wirebell("--config", empty, "feeds", "add", httpserver.url_for("/"))
    assert added.code == 0, added.err
    assert f"found       named by the page ({httpserver.url_for('/')})" in added.out
    assert (
        "  the page names 3 feeds:\n"
        f"    1  {rung.feeds[0].url}: this one\n"
        f"    2  wirebell feeds add '{dead}'\n"
        f"    3  wirebell feeds add {rung.feeds[1].url}\n"
    ) in added.out
    again = wirebell("--config", empty, "feeds", "add", httpserver.url_for("/"), "--format", "json")
    assert again.json["others"] == [dead, rung.feeds[1].url]


def test_usual_addresses_are_tried_where_a_page_names_no_feed(
    empty: Path, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    items = "".join(
        f"<item><title>No {n}</title><link>https://a.example/{n}</link>"
        f"<pubDate>22 Nov 2026 0{n}:00 GMT</pubDate></item>"
        for n in range(5)
    )
    rss = f"<rss version='2.0'><channel><title>Sea</title>{items}</channel></rss>"
    httpserver.expect_request("/").respond_with_data("<p>hello", content_type="text/html")
    httpserver.expect_request("/rss.xml").respond_with_data(rss, content_type="text/xml")
    added = wirebell("--config", empty, "feeds", "add", httpserver.url_for("/"))
    assert added.code == 0, added.err
    assert "a usual address" in added.out
    assert "speaks      about every 1 h\n" in added.out
    assert [line.split(maxsplit=1)[1] for line in added.out.splitlines() if "newest" in line] == [
        f"2026-11-22 0{n}:00:00  No {n}" for n in (4, 3, 2)
    ]
    assert urls(empty, wirebell) == [httpserver.url_for("/rss.xml")]


def test_what_is_no_feed_is_added_only_unseen(
    empty: Path, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/page").respond_with_data("<p>hello", content_type="text/html")
    page = httpserver.url_for("/page")
    refused = wirebell("--config", empty, "feeds", "add", page)
    assert (refused.code, refused.out) == (69, "")
    assert f"no feed at {page}: an HTML page" in refused.err
    assert "nor at 12 other addresses" in refused.err
    assert urls(empty, wirebell) == []
    assert wirebell("--config", empty, "feeds", "add", page, "--no-check").code == 0
    assert urls(empty, wirebell) == [page]
    assert wirebell("--config", empty, "feeds", "add", "ftp://a.example/").code == 2


def test_a_bare_address_that_speaks_no_https_is_asked_over_http(
    empty: Path, rung: World, wirebell: Wirebell
) -> None:
    url = rung.feeds[0].url
    added = wirebell("--config", empty, "feeds", "add", url.removeprefix("http://"))
    assert added.code == 0, added.err
    assert urls(empty, wirebell) == [url]


def test_a_private_address_names_what_opens_it(empty: Path, wirebell: Wirebell) -> None:
    refused = wirebell("--config", empty, "feeds", "add", "10.0.0.1/rss")
    assert (refused.code, refused.out) == (69, "")
    assert f"; http.allow_private: [10.0.0.1/32] lets it be reached ({empty})" in refused.err
    assert "--no-check" not in refused.err


def test_import_twice_adds_nothing_the_second_time(
    empty: Path, wirebell: Wirebell, tmp_path: Path
) -> None:
    source = tmp_path / "my list.opml"
    source.write_text(OPML)
    first = wirebell("--config", empty, "feeds", "import", source, "--tag", "imported",
                     "--format", "json").json  # fmt: skip
    assert (first["listed"], first["added"], first["known"]) == (2, 2, 0)
    second = wirebell("--config", empty, "feeds", "import", source, "--format", "json").json
    assert (second["added"], second["known"], second["file"]) == (0, 2, None)
    listed = wirebell("--config", empty, "feeds", "list", "--format", "json").json
    assert {f["url"]: (f["name"], f["tags"]) for f in listed} == {
        "https://a.example/f": ("A & B", ["imported", "World"]),
        "https://c.example/f": ("C", ["imported"]),
    }


def test_an_export_can_be_imported(
    empty: Path, rung: World, wirebell: Wirebell, tmp_path: Path
) -> None:
    exported = wirebell("--config", rung.config, "feeds", "export")
    assert exported.code == 0
    (tmp_path / "all.opml").write_text(exported.out, "utf-8")
    assert wirebell("--config", empty, "feeds", "import", tmp_path / "all.opml").code == 0
    assert urls(empty, wirebell) == [feed.url for feed in rung.feeds]


def test_no_list_is_said(empty: Path, wirebell: Wirebell, tmp_path: Path) -> None:
    (tmp_path / "no.opml").write_text("<p>hello")
    ended = wirebell("--config", empty, "feeds", "import", tmp_path / "no.opml")
    assert (ended.code, ended.out) == (2, "")
    assert "no.opml:1:1: this is no OPML, and lists no feed; it begins with '<p>hello'" in ended.err
    assert "`wirebell feeds add URL` adds a single feed" in ended.err
    (tmp_path / "none.opml").write_text("<opml version='2.0'><body/></opml>")
    ended = wirebell("--config", empty, "feeds", "import", tmp_path / "none.opml")
    assert (ended.code, ended.out) == (0, "0 of 0 feeds added\n")
    assert ended.err.endswith("none.opml lists no feed\n")
    assert wirebell("--config", empty, "feeds", "import", tmp_path / "missing.opml").code == 2


def test_one_feed_is_polled_read_and_told(fresh: World, wirebell: Wirebell) -> None:
    ended = run_apart(["--config", fresh.config, "feeds", "poll", fresh.feeds[1].name])
    assert ended.returncode == 0, ended.stderr
    assert "new  2 entries: 2 new" in ended.stdout
    states = wirebell("--config", fresh.config, "feeds", "list", "--format", "json").json
    assert [f["url"] for f in states if f["state"] == "ok"] == [fresh.feeds[1].url]
    alerts = wirebell("--config", fresh.config, "alerts", "list", "--format", "json").json
    assert [a["article"]["language"] for a in alerts] == ["nb"]
    again = run_apart(["--config", fresh.config, "feeds", "poll", fresh.feeds[1].url,
                       "--format", "json"])  # fmt: skip
    assert '"outcome": "not_modified"' in again.stdout
    assert wirebell("--config", fresh.config, "feeds", "poll", "https://x.example/").code == 2


def test_a_feed_whose_host_rests_is_not_waited_for(rung: World, tmp_path: Path) -> None:
    shutil.copytree(rung.config.parent, tmp_path, dirs_exist_ok=True)
    until = int((datetime.now(UTC) + timedelta(hours=3)).timestamp() * 1_000_000)
    with closing(sqlite3.connect(tmp_path / "wirebell.db")) as database, database:
        database.execute("UPDATE hosts SET blocked_until = ?", (until,))
    ended = run_apart(["--config", tmp_path / rung.config.name, "feeds", "poll", rung.feeds[0].url])
    assert ended.returncode == 69
    assert "rests (too many requests, or Retry-After): it may be asked again in 2 h" in ended.stderr


def test_migrate_twice_changes_nothing(empty: Path, wirebell: Wirebell) -> None:
    first = wirebell("--config", empty, "migrate")
    assert first.code == 0
    assert "migrated an empty database -> " in first.out
    assert "the schema is current" in wirebell("--config", empty, "migrate").out


def test_dead_deliveries_are_replayed_under_their_own_ids(fresh: World, wirebell: Wirebell) -> None:
    assert run_apart(["--config", fresh.config, "once"]).returncode == 0
    listed = ("--config", fresh.config, "deliveries", "list", "--format", "json")
    before = wirebell(*listed).json
    replay = ("--config", fresh.config, "deliveries", "replay")
    assert wirebell(*replay).code == 2
    none = wirebell(*replay, "--since", "24h")
    assert (none.code, "no dead one was like that" in none.err) == (1, True)
    taken = wirebell(*replay, "--state", "delivered")
    assert (taken.code, "sent again by its id alone" in taken.err) == (2, True)
    one = wirebell(*replay, before[0]["id"], "--format", "json")
    assert (one.code, one.json) == (0, {"replayed": 1})
    after = {d["id"]: d["state"] for d in wirebell(*listed).json}
    assert after.keys() == {d["id"] for d in before}
    assert [state for state in after.values() if state != "delivered"] == ["pending"]


def test_a_resting_channel_is_woken(fresh: World, wirebell: Wirebell) -> None:
    database = f"sqlite:///{fresh.config.parent / 'wirebell.db'}"
    now = datetime.now(UTC)
    ids = iter(f"msg_{n:032x}" for n in range(99))
    store = open_store(database, new_id=lambda: next(ids))
    store.migrate()
    store.sync_feeds([Feed("https://news.example/rss", "News")], now)
    (sick,) = store.claim_feeds("me", 1, HostLimits(), now)
    alarm = Alarm("test", "test", "a test", ("console",), lambda *_: "{}")
    store.tell_trouble(sick.id, FeedTrouble.SILENT, alarm, now, over=False)
    (claim,) = store.claim_deliveries("me", {"console": 1}, now)
    store.settle(claim, Answered(410, "gone, " * 1000), Paused("answered 410"), now)
    store.close()
    told = wirebell("--config", fresh.config, "deliveries", "list").out
    assert "once console is enabled" in told
    assert told.endswith(f"{'gone, ' * 33}g…\n")
    (whole,) = wirebell("--config", fresh.config, "deliveries", "list", "--format", "json").json
    assert len(whole["last_answer"]) > 5000
    status = wirebell("--config", fresh.config, "status")
    assert status.code == 1
    assert "channel console rests (answered 410): `wirebell channels enable console`" in status.out
    listed = wirebell("--config", fresh.config, "channels", "list", "--format", "json").json
    assert [(c["name"], c["state"]) for c in listed] == [("console", "paused")]
    woken = wirebell("--config", fresh.config, "channels", "enable", "console")
    assert (woken.code, woken.out) == (0, "channel console is awake again\n")
    assert (
        "was not resting" in wirebell("--config", fresh.config, "channels", "enable", "console").out
    )
    assert wirebell("--config", fresh.config, "channels", "enable", "desk").code == 2


def test_what_waits_for_a_removed_channel_is_told_and_can_be_given_up(
    fresh: World, wirebell: Wirebell
) -> None:
    base, without = ("--config", fresh.config), fresh.config.read_text()
    whole = without.replace("  console:", "  desk:").replace("[console]", "[desk]")
    fresh.config.write_text(whole)
    assert run_apart([*base, "once"]).returncode == 0
    sent = wirebell(*base, "deliveries", "list", "--format", "json").json[0]
    wirebell(*base, "deliveries", "replay", sent["id"])
    fresh.config.write_text(without)
    (waits,) = wirebell(*base, "deliveries", "list", "--state", "pending", "--format", "json").json
    again = "desk is in the configuration again"
    assert (waits["next_try_at"], waits["waits_until"]) == (None, again)
    assert f"once {again}" in wirebell(*base, "deliveries", "list").out
    shown = wirebell(*base, "alerts", "show", f"{sent['alert_id']}.{sent['sequence']}").out
    assert f"pending after 1 attempt, shown; next try once {again}" in shown
    status = wirebell(*base, "status")
    assert "1 waiting (not in the configuration)" in status.out
    cure = "put it back, or `wirebell deliveries abandon --channel desk`"
    assert f"1 delivery waits for channel desk, which is not in the configuration: {cure}" in (
        status.out
    )
    assert wirebell(*base, "deliveries", "abandon").code == 2
    given = wirebell(*base, "deliveries", "abandon", "--channel", "desk", "--format", "json")
    assert (given.code, given.json) == (0, {"given_up": 1})
    assert wirebell(*base, "deliveries", "abandon", "--channel", "desk").code == 1
    status = wirebell(*base, "status", "--format", "json").json
    assert [words for words in status["attention"] if "deliver" in words] == []
    fresh.config.write_text(whole)  # a person gave it up, so nobody is told of it
    status = wirebell(*base, "status", "--format", "json").json
    assert [words for words in status["attention"] if "deliver" in words] == []


def test_a_channel_test_says_what_was_sent_otherwise(
    empty: Path, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data('{"id":"99"}')
    hook = f"type: discord, url: '{httpserver.url_for('/hook')}'"
    with empty.open("a") as file:
        file.write(f"channels:\n  desk: {{{hook}, template: '{{{{ article.url }}}}'}}\n")
    ended = wirebell("--config", empty, "channels", "test", "desk")
    assert ended.code == 0
    answer, note = ended.out.splitlines()
    assert answer.startswith("desk answered 200 in ")
    assert answer.endswith('{"id":"99"}')
    assert note.startswith("sent without its template, which failed at line 1: ")
    report = wirebell("--config", empty, "channels", "test", "desk", "--format", "json").json
    assert report["note"] == note


@pytest.mark.parametrize(("status", "code"), [(204, 0), (500, 1), (302, 1)])
def test_a_channel_test_prints_the_receivers_answer(
    status: int, code: int, empty: Path, wirebell: Wirebell, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook", method="POST").respond_with_data("thanks", status)
    with empty.open("a") as file:
        file.write(f"channels:\n  desk: {{type: webhook, url: '{httpserver.url_for('/hook')}'}}\n")
    ended = wirebell("--config", empty, "channels", "test", "desk", "--format", "json")
    assert ended.code == code
    assert ended.json["status"] == status
    assert wirebell("--config", empty, "channels", "test", "desk").out.startswith(
        f"desk answered {status} in "
    )
    (request, _) = httpserver.log[0]
    assert request.get_json()["type"] == "test"
    assert request.headers["webhook-id"].startswith("msg_")
    assert wirebell("--config", empty, "channels", "test", "nobody").code == 2
