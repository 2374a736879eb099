"""What is allowed and probably not meant, and what changes a version or a hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.desk import RULES, TODAY, Desk
from tests.settings.samples import ENV
from worker.parse import fulltext
from worker.settings import Problems, load


def warnings_of(desk: Desk, env: dict[str, str] | None = None) -> list[str]:
    return [w.replace(f"{desk.root}/", "") for w in desk.load(env).warnings]


def test_what_is_allowed_and_probably_not_meant(tmp_path: Path) -> None:
    main = (
        "version: 1\nrules: [rules/*.yaml, more/*.yaml]\n"
        "feeds:\n"
        "  - {url: https://e.org/f, every: 5s}\n"
        "  - https://E.org/f\n"
        "  - https://u:tiger7@e.org/g\n"
        "  - {url: 'https://u:tiger7@e.org/h'}\n"
        "channels: {d: {type: webhook, url: https://e.org}}\n"
        "http: {proxy: http://u:tiger7@p:1}\n"
        "database: postgresql://u:tiger7@h/d\n"
    )
    rules = "version: 1\nrules:\n" + "".join(
        f"  - {{id: {name}, match: x, {rest}}}\n"
        for name, rest in (
            ("a", "expires: 2026-11-21"),
            ("b", "expires: 2026-11-22"),
            ("c", "expires: 2027-11-22"),
            ("d", "where: {feeds: [tag:x, e.org, 'https://e.org/f', nobody]}"),
        )
    )
    desk = Desk(tmp_path, main, a=rules)
    password = "warning: a password in the file:"
    login = "warning: a password in the file, which lists show: better headers:"
    login += " {Authorization: {env: NAME}}"
    apart = dict.fromkeys(["WIREBELL_PORT_80_TCP", "WIREBELL_CACHE", "WIREBELL_DEBUG"], "x")
    expires = "warning: this rule expires on 2026-11-22"
    assert warnings_of(desk, {"WIREBELL_HTTP_TIMOUT": "1s"} | apart) == [
        "$WIREBELL_HTTP_TIMOUT: warning: names no setting; did you mean 'WIREBELL_HTTP_TIMEOUT'?",
        f"config/wirebell.yaml:10:11: {password} better in WIREBELL_DATABASE_FILE",
        f"config/wirebell.yaml:9:15: {password} better {{file: PATH}} or {{env: NAME}}",
        "config/wirebell.yaml:8:12: warning: channel 'd' has no secrets: it is not signed",
        "config/wirebell.yaml:5:5: warning: this feed stands already at"
        f" {desk.path}:4:11, which counts".replace(f"{desk.root}/", ""),
        "config/wirebell.yaml:4:35: warning: every 5s is under a minute: publishers may refuse",
        f"config/wirebell.yaml:6:5: {login}",
        f"config/wirebell.yaml:7:11: {login}",
        "config/wirebell.yaml:2:23: warning: no file matches 'more/*.yaml'",
        "config/rules/a.yaml:3:32: warning: this rule expired on 2026-11-21: it rings no more",
        f"config/rules/a.yaml:4:32: {expires}: it rings until that day is over",
        "config/rules/a.yaml:6:39: warning: no feed has this name, URL or tag: 'tag:x'",
        "config/rules/a.yaml:6:72: warning: no feed has this name, URL or tag: 'nobody'",
    ]
    assert len(desk.load().feeds) == 3


@pytest.mark.parametrize(
    ("second", "feeds", "warning"),
    [
        ("https://E.org/f/", 1, "this feed stands already at"),
        ("https://e.org:443/f/", 1, "this feed stands already at"),
        ("https://e.org/f/#top", 1, "this feed stands already at"),
        ("http://e.org/f/", 2, "this is most likely the feed at"),
        ("https://www.e.org/f", 2, "this is most likely the feed at"),
        ("https://e.org:80/f/", 2, None),
        ("https://e.org/f/?page=2", 2, None),
        ("https://e.org/F/", 2, None),
    ],
)
def test_one_feed_in_two_spellings_is_told(
    second: str, feeds: int, warning: str | None, tmp_path: Path
) -> None:
    main = f"version: 1\nchannels: {{}}\nfeeds:\n  - https://e.org/f/\n  - {second}\n"
    desk = Desk(tmp_path, main, a="version: 1\nrules: []\n")
    said = [line for line in warnings_of(desk) if "wirebell.yaml:5:5:" in line]
    assert [str(warning) in line for line in said] == [True] * (warning is not None)
    assert len(desk.load().feeds) == feeds


def test_feeds_of_a_rule_are_known_as_the_matcher_knows_them(tmp_path: Path) -> None:
    main = "version: 1\nfeeds: [{url: 'https://e.org/f', name: NRK, tags: [Norway]}]\n"
    named = "tag:norway, nrk, 'HTTPS://E.org/F', nroway"
    rules = f"version: 1\nrules: [{{id: a, match: x, where: {{feeds: [{named}]}}}}]\n"
    (warning,) = warnings_of(Desk(tmp_path, main, a=rules))
    assert warning.startswith("config/rules/a.yaml:2:79: warning: no feed has this name, URL or")
    assert warning.endswith("tag: 'nroway': did you mean 'tag:Norway'?")


@pytest.mark.parametrize("said", ["ruels/*.yaml", "[a/*.yaml, b/**/*.yml]"])
def test_rules_that_match_no_file_at_all_are_a_mistake(said: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"version: 1\nrules: {said}\n")
    with pytest.raises(Problems) as refused:
        desk.load()
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.line, problem.message) == (
        "CFG011", 2, "no rule file matches",
    )  # fmt: skip


def test_opml_feeds_without_a_usable_address_are_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nfeeds: [{opml: l.opml}]\n", a=RULES)
    desk.write("config/l.opml", "<opml/>")
    assert warnings_of(desk) == [
        "config/wirebell.yaml:2:16: warning: the OPML file lists no feed",
    ]


def test_opml_feeds_that_cannot_be_asked_are_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nfeeds: [{opml: l.opml}]\n", a=RULES)
    outline = '<outline type="rss" xmlUrl="https://{}/f"/>'
    desk.write(
        "config/l.opml", f"<opml>{outline.format('e.org')}{outline.format('e.org:99999')}</opml>"
    )
    settings = desk.load()
    assert [feed.url for feed in settings.feeds] == ["https://e.org/f"]
    assert warnings_of(desk) in (
        [],  # the list's reader left it out already
        ["config/wirebell.yaml:2:16: warning: 1 of 2 feeds in the OPML file has no usable URL"],
    )


def version(desk: Desk, rules: str) -> str:
    desk.write("config/rules/a.yaml", rules)
    return desk.load().rules[0].version


def test_a_rule_version_follows_what_the_rule_matches(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    base = (
        "version: 1\nentities: {x: {names: [a, b]}, y: {names: [c]}}\n"
        "rules: [{id: r, match: '@x news', title: One}]\n"
    )
    first = version(desk, base)
    assert len(first) == 32
    assert version(desk, base.replace("One", "Two")) == first
    assert version(desk, base.replace("[c]", "[d]")) == first
    assert version(desk, "# comment\n" + base) == first
    changed = [
        base.replace("news", "olds"),
        base.replace("[a, b]", "[a]"),
        base.replace("[a, b]", "[a, b], not: [a b]"),
        base.replace("'@x news'", "{en: '@x news'}"),
        base.replace("One", "One, unless: z"),
        base.replace("One", "One, where: {max_age: 1h}"),
        base.replace("One", "One, where: {languages: [nb]}"),
    ]
    assert len({first, *(version(desk, text) for text in changed)}) == len(changed) + 1
    desk.write("config/wirebell.yaml", "version: 1\ndefaults: {language: nb}\n")
    assert version(desk, base) != first


def test_the_hash_names_the_content(tmp_path: Path, desk: Desk) -> None:
    first = desk.load(ENV)
    assert first.hash == desk.load(ENV).hash
    assert first == desk.load(ENV)
    assert first.hash == desk.load(ENV | {"DESK_URL": "https://other.example"}).hash
    assert first.hash != desk.load(ENV | {"WIREBELL_HTTP_TIMEOUT": "9s"}).hash
    desk.write("config/rules/more.yaml", "version: 1\n")
    assert first.hash != desk.load(ENV).hash


def test_the_hash_heeds_no_spelling_of_the_path(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.load(ENV)
    monkeypatch.chdir(desk.root)
    near = load(Path("config/wirebell.yaml"), ENV, today=TODAY)
    assert near.origins != whole.origins
    assert near.hash == whole.hash


def test_full_text_without_its_extra_is_warned_of_and_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(
        tmp_path,
        "version: 1\nfeeds:\n  - {url: https://e.org/f, fulltext: true}\n"
        "  - {url: https://e.org/g, fulltext: false}\n",
        a=RULES,
    )
    assert warnings_of(desk) == []
    assert [feed.fulltext for feed in desk.load().feeds] == [True, False]
    monkeypatch.setattr(fulltext, "available", lambda: False)
    needs = "`fulltext` needs an extra: pip install 'wirebell[fulltext]'"
    assert warnings_of(desk) == [
        f"config/wirebell.yaml:3:38: warning: no pages are fetched: {needs}",
    ]
    assert [feed.fulltext for feed in desk.load().feeds] == [False, False]
