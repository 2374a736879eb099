from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.growth import grown
from tests.settings.desk import KEY, MAIN, RULES, Desk
from tests.settings.samples import ENV
from worker.model import Channel, Feed, FirstPoll, HostLimits, Where
from worker.settings import Alarm, Defaults, Http, Retention, Web, find_config, load, read_rules


def test_the_documented_main_file_loads(desk: Desk) -> None:
    settings = desk.load(ENV)
    folder = desk.path.parent
    assert settings.database == f"sqlite:///{folder}/data/wirebell.db"
    assert settings.timezone.key == "Europe/Oslo"
    assert settings.http == Http("wirebell/0.1 (+mailto:desk@example.org)")
    assert settings.web == Web(("127.0.0.1", 8787), "tiger7", None)
    assert settings.retention == Retention()
    assert settings.defaults == Defaults()
    assert settings.channels == {
        "console": Channel("console", "console"),
        "desk": Channel(
            "desk",
            "webhook",
            url="https://desk.example/hook/tiger7",
            secrets=(KEY,),
            retry_for=timedelta(hours=72),
            options={"headers": {}},
        ),
    }
    assert settings.watch == {
        "feed_silent": Alarm(3.0, ("desk",)),
        "feed_failing": Alarm(timedelta(hours=6), ("desk",)),
        "channel_failing": Alarm(timedelta(minutes=15), ("console",)),
        "rule_expiring": Alarm(timedelta(days=7), ("console",)),
    }


def test_the_documented_feeds_load(desk: Desk) -> None:
    bbc, nrk, paper = desk.load(ENV).feeds
    assert bbc == Feed(
        "https://feeds.bbci.co.uk/news/world/rss.xml",
        "feeds.bbci.co.uk",
        source=f"{desk.path}:18",
    )
    assert nrk == Feed(
        "https://www.nrk.no/toppsaker.rss",
        "NRK",
        tags=("norway",),
        language="nb",
        every=timedelta(minutes=5),
        fulltext=True,
        headers={"Authorization": "Bearer tiger7"},
        source=f"{desk.path}:19",
    )
    assert paper.url == "https://paper.example/rss"
    assert paper.name == "The Paper"
    assert paper.tags == ("imported", "Papers")


def test_the_documented_rules_load(desk: Desk) -> None:
    settings = desk.load(ENV)
    (rule,) = settings.rules
    assert rule.id == "long-range-strikes"
    assert [(q.language, q.place_at(0).line, q.place_at(0).column) for q in rule.queries] == [
        ("en", 11, 12),
        ("nb", 12, 12),
    ]
    assert rule.unless is not None
    assert rule.unless.place_at(6).column == 20
    assert rule.where == Where(("en", "nb"), ("NRK",), timedelta(hours=48))
    assert rule.notify == ("desk",)
    assert rule.labels == {"desk": "ukraine"}
    assert rule.expires == date(2027, 6, 30)
    assert [t.match for t in rule.tests] == [True, False, True]
    assert rule.tests[0].spans == ("long-range strikes", "Moscow")
    assert rule.tests[2].text == "Langtrekkende våpen\n"
    assert rule.tests[2].language == "nb"
    assert rule.source.startswith("id: long-range-strikes                # stable\ntitle:")
    assert rule.source.endswith("match: true}\n")
    assert set(settings.entities) == {"zelensky", "russia"}
    assert [q.text for q in settings.entities["zelensky"].masks] == ["Zelensky Street"]


def test_a_minimal_file_gives_the_documented_defaults(tmp_path: Path) -> None:
    settings = Desk(tmp_path, MAIN, a=RULES).load()
    assert settings.http == Http("wirebell/0.1")
    assert settings.http.per_host == HostLimits()
    assert settings.web == Web()
    assert settings.retention == Retention()
    assert settings.defaults == Defaults()
    assert settings.channels == {"console": Channel("console", "console")}
    assert settings.timezone.key == "UTC"
    assert settings.rules[0].notify == ()  # what it says itself
    assert settings.rules[0].title == "strikes"
    assert settings.rules[0].severity == "medium"
    assert settings.warnings == ()


def test_an_empty_section_is_as_good_as_none(tmp_path: Path) -> None:
    main = "version: 1\nhttp:\nfeeds:\n#  - https://e.org/f\nchannels:\nwatch:\nrules:\n"
    settings = Desk(tmp_path, main, a=RULES).load()
    assert settings.feeds == ()
    assert len(settings.rules) == 1


@pytest.mark.parametrize(
    ("line", "feed"),
    [
        ("{url: https://e.org/f}", Feed("https://e.org/f", "e.org", every=timedelta(hours=1))),
        ("{url: https://e.org/f, every: adaptive}", Feed("https://e.org/f", "e.org")),
        (
            "{url: https://e.org/f, at_most: 30m, keep: hash, owner: Schibsted, enabled: false}",
            Feed(
                "https://e.org/f",
                "e.org",
                every=timedelta(hours=1),
                at_most=timedelta(minutes=30),
                keep="hash",
                owner="Schibsted",
                enabled=False,
            ),
        ),
    ],
)
def test_what_a_feed_may_say(tmp_path: Path, line: str, feed: Feed) -> None:
    main = f"version: 1\ndefaults: {{every: 1h, first_poll: {{max_age: 6h}}}}\nfeeds:\n  - {line}\n"
    (found,) = Desk(tmp_path, main, a=RULES).load().feeds
    assert found.first_poll == FirstPoll(max_age=timedelta(hours=6))
    assert found.every == feed.every
    assert (found.at_most, found.keep, found.owner) == (feed.at_most, feed.keep, feed.owner)
    assert (found.url, found.name, found.enabled) == (feed.url, feed.name, feed.enabled)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("off", None),
        ("127.0.0.1:8787", ("127.0.0.1", 8787)),
        ("'[::1]:80'", ("::1", 80)),
        ("localhost:1", ("localhost", 1)),
    ],
)
def test_where_the_window_listens(
    tmp_path: Path, written: str, meant: tuple[str, int] | None
) -> None:
    desk = Desk(tmp_path, f"version: 1\nweb: {{listen: {written}}}\n", a=RULES)
    assert desk.load().web.listen == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///x.db", "sqlite:///{folder}/x.db"),
        ("sqlite:///../x.db", "sqlite:///{parent}/x.db"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("postgresql://u@h:5432/d", "postgresql+psycopg://u@h:5432/d"),
        ("postgres://u:p@h/d?sslmode=require", "postgresql+psycopg://u:p@h/d?sslmode=require"),
        ("postgresql:///d?host=/run/pg", "postgresql+psycopg:///d?host=/run/pg"),
    ],
)
def test_which_database_is_meant(tmp_path: Path, written: str, meant: str) -> None:
    desk = Desk(tmp_path, f"version: 1\ndatabase: {written}\n", a=RULES)
    folder = desk.path.parent
    wanted = meant.format(folder=folder, parent=folder.parent)
    assert desk.load().database == wanted
    assert Desk(tmp_path, MAIN).load({"WIREBELL_DATABASE": written}).database == wanted


def test_feeds_of_feeds_d_stand_beside_the_main_list(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nfeeds: [https://a.org/f]\n", a=RULES)
    desk.write("config/feeds.d/b.yaml", "version: 1\nfeeds: [https://b.org/f]\n")
    desk.write("config/feeds.d/a.yml", "version: 1\nfeeds: [{url: https://c.org/f, every: 5s}]\n")
    desk.write("config/feeds.d/notes.txt", "not read")
    settings = desk.load()
    assert [f.name for f in settings.feeds] == ["a.org", "b.org", "c.org"]
    assert settings.feeds[1].source == f"{tmp_path}/config/feeds.d/b.yaml:2"


def test_rules_can_be_read_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES + "    notify: [anywhere]\n    where: {feeds: [x]}\n")
    book = read_rules(desk.root / "config/rules/a.yaml")
    assert [rule.id for rule in book.rules] == ["strikes"]
    assert book.rules[0].notify == ("anywhere",)


def test_the_main_file_is_found_by_flag_then_environment() -> None:
    env = {"WIREBELL_CONFIG": "/e.yaml"}
    assert find_config("f.yaml", env) == Path("f.yaml")
    assert find_config(None, env) == Path("/e.yaml")
    assert find_config(None, {}) == Path("config/wirebell.yaml")


def test_many_feeds_cost_what_their_number_does(tmp_path: Path) -> None:
    def desk(number: int) -> Desk:
        feeds = "".join(
            f"  - {{url: https://e{n}.org/f, name: Feed {n}, tags: [a, b], every: 5m}}\n"
            for n in range(number)
        )
        return Desk(tmp_path / str(number), "version: 1\nfeeds:\n" + feeds, a=RULES)

    assert len(grown(Desk.load, desk, 800).feeds) == 800


def test_importing_settings_brings_in_little() -> None:
    heavy = (
        "httpx sqlmodel sqlalchemy feedparser lxml selectolax apscheduler starlette typer rich"
        " structlog jinja2 worker.parse worker.store worker.match"
    )
    code = f"import sys, worker.settings; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_missing_main_file_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file") as caught:
        load(tmp_path / "none.yaml", {})
    assert "wirebell init" in str(caught.value)
