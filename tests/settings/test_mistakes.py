"""Each mistake an operator can make, with the place, the code and the advice it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.desk import KEY, RULES, Desk
from worker.settings import CODES, problems_as_json

V = "version: 1\n"
URL = "such as https://example.org/feed.xml"
ASK_LESS = "ask a host's feeds less often: `every`"
DURATION = "write a number and a unit: 20s 5m 1h 2d 3w 2y"
LISTEN = "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off"
RATE = "write a number a second, minute or hour: 5/s 60/m 100/h"
HOOK = "channels: {desk: {type: webhook, url: 'https://desk.example/', rate: %s}}\n"
KEY_HINT = "such as: echo whsec_$(head -c 32 /dev/urandom | base64)"
WRITING = "add web.token: {file: PATH}, or leave web.write out"
TEXT_SECRET = "put it in a file or the environment: {file: PATH} or {env: NAME}"

MAIN_FILE = [
    # keys
    (V + "htpt: {}\n", 2, 1, "CFG001", "did you mean 'http'?"),
    (V + "http:\n  timout: 20s\n", 3, 3, "CFG001", "did you mean 'timeout'?"),
    (V + "http: {per_host: {gpa: 1s}}\n", 2, 19, "CFG001", "did you mean 'gap'?"),
    (V + "feeds: [{url: https://e.org/f, tag: [x]}]\n", 2, 32, "CFG001", "did you mean 'tags'?"),
    (V + "feeds: [{opml: l.opml, url: x}]\n", 2, 16, "CFG011", None),
    (
        V + "watch: {feed_silent: {notify: [console], aftr: 3x}}\n",
        2,
        42,
        "CFG001",
        "did you mean 'after'?",
    ),
    (
        V + "http: {<<: {timeout: 1s}}\n",
        2,
        8,
        "CFG001",
        "merge keys are not YAML 1.2: write the keys out",
    ),
    (V + "http: {}\nhttp: {}\n", 3, 1, "CFG002", "the first is at line 2"),
    ("timezone: UTC\n", 1, 1, "CFG003", None),
    ("verison: 1\n", 1, 1, "CFG001", "did you mean 'version'?"),
    (V + "channels: {desk: {}}\n", 2, 18, "CFG003", None),
    (V + "channels:\n  desk: {type: webhook}\n", 3, 10, "CFG003", None),
    (V + "watch: {feed_failing: {after: 6h}}\n", 2, 24, "CFG003", None),
    # types
    ("version: 2\n", 1, 10, "CFG005", None),
    ("version: true\n", 1, 10, "CFG005", None),
    ("version: '1'\n", 1, 10, "CFG005", None),
    ("- a\n", 1, 1, "CFG004", "begin with: version: 1"),
    ("just text\n", 1, 1, "CFG004", "begin with: version: 1"),
    (V + "http: fast\n", 2, 7, "CFG004", None),
    (V + "http: {concurrency: many}\n", 2, 21, "CFG004", None),
    (V + "http: {concurrency: 1.5}\n", 2, 21, "CFG004", None),
    (V + "http: {concurrency: true}\n", 2, 21, "CFG004", None),
    (V + "http: {concurrency: 0}\n", 2, 21, "CFG005", None),
    (V + "http: {timeout: 20}\n", 2, 17, "CFG006", DURATION),
    (V + "http: {timeout: 1.5}\n", 2, 17, "CFG006", DURATION),
    (V + "http: {timeout: true}\n", 2, 17, "CFG004", "put it in quotes: 'true'"),
    (V + "http: {max_body: 15}\n", 2, 18, "CFG006", "write a number and a unit: 500kB 15MB 1GB"),
    (V + "defaults: {every: 5}\n", 2, 19, "CFG006", DURATION),
    (
        V + "feeds: [{url: 'https://e.org/f', name: 24}]\n",
        2,
        40,
        "CFG004",
        "put it in quotes: '24'",
    ),
    (V + HOOK % "60", 2, 70, "CFG006", RATE),
    (V + "http: {timeout: }\n", 2, 17, "CFG004", "there is no value after the colon"),
    (V + "feeds: https://e.org/f\n", 2, 8, "CFG004", "write [https://e.org/f]"),
    (V + "feeds: [12]\n", 2, 9, "CFG004", None),
    (V + "feeds: [{url: 12}]\n", 2, 15, "CFG007", URL),
    (V + "feeds: [{url: https://e.org/f, enabled: yes}]\n", 2, 41, "CFG004", "did you mean true?"),
    (V + "feeds: [{url: https://e.org/f, enabled: off}]\n", 2, 41, "CFG004", "did you mean false?"),
    (V + "defaults: {notify: console}\n", 2, 20, "CFG004", "write [console]"),
    (V + "defaults: {first_poll: 6h}\n", 2, 24, "CFG005", None),
    (V + "defaults: {first_poll: qiet}\n", 2, 24, "CFG005", "did you mean 'quiet'?"),
    (V + "defaults: {first_poll: [alert]}\n", 2, 24, "CFG004", None),
    (V + "rules: {a: b}\n", 2, 8, "CFG004", None),
    # values
    (V + "http: {timeout: 20 s}\n", 2, 17, "CFG006", DURATION),
    (V + "http: {timeout: 0s}\n", 2, 17, "CFG006", None),
    (V + HOOK % "60 per minute", 2, 70, "CFG006", RATE),
    (V + HOOK % "60/d", 2, 70, "CFG006", RATE),
    (V + HOOK % "0/m", 2, 70, "CFG006", RATE),
    (V + HOOK % "1000/s", 2, 70, "CFG006", RATE),
    (V + "retention: {articles: 101y}\n", 2, 23, "CFG006", None),
    (V + "retention: {articles: 9999999999y}\n", 2, 23, "CFG006", None),
    (V + "defaults: {every: sometimes}\n", 2, 19, "CFG006", "adaptive, or 5m 1h 1d"),
    (V + "defaults: {every: 0s}\n", 2, 19, "CFG006", None),
    (
        V + "http: {max_body: 15 megs}\n",
        2,
        18,
        "CFG006",
        "write a number and a unit: 500kB 15MB 1GB",
    ),
    (V + "http: {max_body: 5GB}\n", 2, 18, "CFG006", None),
    (
        V + "watch: {feed_silent: {after: 3, notify: [console]}}\n",
        2,
        30,
        "CFG006",
        "write 3x, or a duration: 6h",
    ),
    (V + "watch: {feed_failing: {after: 3x, notify: [console]}}\n", 2, 31, "CFG006", DURATION),
    (V + "feeds: [ftp://e.org/f]\n", 2, 9, "CFG007", URL),
    (V + "feeds: [https://]\n", 2, 9, "CFG007", URL),
    (V + "feeds: ['https://e.org/a b']\n", 2, 9, "CFG007", URL),
    (V + "feeds: ['https://[::1/']\n", 2, 9, "CFG007", URL),
    (V + "feeds: ['https://e.org:99999/']\n", 2, 9, "CFG007", URL),
    (V + "feeds: ['javascript:alert(1)']\n", 2, 9, "CFG007", URL),
    (V + "http: {per_host: {gap: 2h}}\n", 2, 24, "CFG006", ASK_LESS),
    (V + "http: {proxy: ftp://p:1}\n", 2, 15, "CFG007", "such as http://proxy:3128"),
    (V + "http: {allow_private: [10.0.0.1/8]}\n", 2, 24, "CFG007", "did you mean '10.0.0.0/8'?"),
    (V + "http: {allow_private: [home]}\n", 2, 24, "CFG007", "such as 10.0.0.0/8 or fd00::/8"),
    (V + 'http: {user_agent: "a\\r\\nX: y"}\n', 2, 20, "CFG007", None),
    (V + "timezone: Europe/Olso\n", 2, 11, "CFG008", "did you mean 'Europe/Oslo'?"),
    (V + "timezone: ../../etc/passwd\n", 2, 11, "CFG008", "such as Europe/Oslo or UTC"),
    (V + "timezone: Europe\n", 2, 11, "CFG008", "did you mean 'Europe/Rome'?"),
    (V + "defaults: {language: eng}\n", 2, 22, "CFG008", "did you mean 'en'?"),
    (
        V + "defaults: {language: xx}\n",
        2,
        22,
        "CFG008",
        "write the two letters of ISO 639-1: en, nb, uk",
    ),
    (V + "database: mysql://h/d\n", 2, 11, "CFG007", "known here: postgresql, sqlite"),
    (
        V + "database: postgres//h/d\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: sqlite://\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: 'sqlite:///:memory:'\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (V + "channels: {a b: {type: console}}\n", 2, 12, "CFG005", None),
    (V + "channels: {desk: {type: consol}}\n", 2, 25, "CFG005", "did you mean 'console'?"),
    (V + "channels: {desk: {type: mail}}\n", 2, 25, "CFG005", "did you mean 'email'?"),
    # references and the whole
    (
        V + "defaults: {notify: [dsek]}\nchannels: {desk: {type: console}}\n",
        2,
        21,
        "CFG030",
        "did you mean 'desk'?",
    ),
    (V + "watch: {feed_silent: {notify: [desk]}}\n", 2, 32, "CFG030", "known here: console"),
    (
        V + "web: {listen: 0.0.0.0:8787}\n",
        2,
        15,
        "CFG031",
        "add web.token: {file: PATH}, or listen on 127.0.0.1",
    ),
    (
        V + "web: {listen: '[::]:8787'}\n",
        2,
        15,
        "CFG031",
        "add web.token: {file: PATH}, or listen on 127.0.0.1",
    ),
    (V + "web: {write: true}\n", 2, 14, "CFG031", WRITING),
    (V + "web: {write: true, token: null, listen: off}\n", 2, 14, "CFG031", WRITING),
    (V + "web: {write: true, token: {file: nowhere}}\n", 2, 34, "CFG020", None),
    (V + "web: {write: yes}\n", 2, 14, "CFG004", "did you mean true?"),
    (V + "web: {listen: 8787}\n", 2, 15, "CFG007", LISTEN),
    (
        V + "web: {listen: '[::1:8787'}\n",
        2,
        15,
        "CFG007",
        "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off",
    ),
    (
        V + "web: {listen: 127.0.0.1:99999}\n",
        2,
        15,
        "CFG007",
        "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off",
    ),
    # secrets
    (V + "web: {token: hunter2}\n", 2, 14, "CFG021", TEXT_SECRET),
    (
        V + f"channels: {{d: {{type: webhook, url: https://e.org, secrets: [{KEY}]}}}}\n",
        2,
        61,
        "CFG021",
        TEXT_SECRET,
    ),
    (V + "web: {token: {path: x}}\n", 2, 14, "CFG004", None),
    (V + "web: {token: {file: nowhere}}\n", 2, 21, "CFG020", None),
    (V + "web: {token: {file: rules}}\n", 2, 21, "CFG020", None),
    (V + "web: {token: {env: NOWHERE}}\n", 2, 20, "CFG020", None),
    (V + "web: {token: {env: EMPTY}}\n", 2, 20, "CFG020", None),
    (V + "web: {token: {env: 'A B'}}\n", 2, 20, "CFG005", None),
    (V + "http: {proxy: {env: BAD}}\n", 2, 21, "CFG007", "such as http://proxy:3128"),
    (V + "http: {ca_bundle: nowhere.pem}\n", 2, 19, "CFG011", None),
    (V + "http: {ca_bundle: wirebell.yaml}\n", 2, 19, "CFG011", None),
    (V + "channels: {d: {type: webhook, url: {env: BAD}}}\n", 2, 42, "CFG007", URL),
    (V + "feeds: [{url: https://e.org/f, headers: {X: {env: NOWHERE}}}]\n", 2, 51, "CFG020", None),
    (V + 'feeds: [{url: https://e.org/f, headers: {"X Y": z}}]\n', 2, 42, "CFG007", None),
    (V + "feeds: [{url: https://e.org/f, headers: {Content-Length: z}}]\n", 2, 42, "CFG007", None),
    (
        V + "channels: {c: {type: webhook, url: https://e.org, headers: {connection: z}}}\n",
        2,
        61,
        "CFG007",
        None,
    ),
    # files
    (V + "rules: nowhere.yaml\n", 2, 8, "CFG011", None),
    (V + "rules: [rules]\n", 2, 9, "CFG011", None),
    (V + "feeds: [{opml: nowhere.opml}]\n", 2, 16, "CFG011", None),
    (V + "http: {ca_bundle: {env: EMPTY}}\n", 2, 19, "CFG020", None),
    (
        V + "database: sqlite://data/x.db\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: sqlite:///data/\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: sqlite:///x.db?mode=ro\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: postgresql://h\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "database: 'postgresql://h/a b'\n",
        2,
        11,
        "CFG007",
        "sqlite:///data/wirebell.db or postgresql://user@host/name",
    ),
    (
        V + "web: {listen: '[::g]:80'}\n",
        2,
        15,
        "CFG007",
        "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off",
    ),
    (
        V + "web: {listen: '[1.2.3.4]:80'}\n",
        2,
        15,
        "CFG007",
        "write host:port, such as 127.0.0.1:8787 or [::1]:8787, or off",
    ),
    (V + "feeds: [{url: https://e.org, name: ''}]\n", 2, 36, "CFG005", None),
    (V + 'feeds: [{url: https://e.org, name: "a\\nb"}]\n', 2, 36, "CFG005", None),
    # YAML
    (
        V + "a: b: c\n",
        2,
        5,
        "CFG010",
        "put text that holds ': ' in quotes, or check the indentation",
    ),
    (V + "http:\n\ttimeout: 1s\n", 3, 1, "CFG010", "use spaces"),
    (V + "http: {timeout: 1s\n", 3, 1, "CFG010", "while parsing a flow mapping, begun at 2:7"),
    ("", 1, 1, "CFG011", "begin with: version: 1"),
    ("# nothing\n", 1, 1, "CFG011", "begin with: version: 1"),
]
ENV = {"EMPTY": " ", "BAD": "hunter2"}


def identify(case: object) -> str | None:
    return case.removeprefix(V).strip()[:60] if isinstance(case, str) and "\n" in case else ""


@pytest.mark.parametrize(("text", "line", "column", "code", "hint"), MAIN_FILE, ids=identify)
def test_a_mistake_in_the_main_file(
    tmp_path: Path, text: str, line: int, column: int, code: str, hint: str | None
) -> None:
    desk = Desk(tmp_path, text, a=RULES)
    first, *more = desk.mistakes(ENV)
    assert first == (line, column, code, hint)
    assert code in CODES
    assert len(more) <= text.startswith(V + "feeds: [{opml: l"), more


@pytest.mark.parametrize(
    "text",
    [
        "http:\n  timeout: |\n    5s\n",
        'defaults: {every: "5m\\n"}\n',
        'http: {max_body: "1MB\\n"}\n',
        'channels: {d: {type: command, argv: [x], rate: "60/m\\n"}}\n',
    ],
)
def test_a_line_break_belongs_to_no_duration_size_or_rate(tmp_path: Path, text: str) -> None:
    ((_, _, code, hint),) = Desk(tmp_path, V + text, a=RULES).mistakes()
    assert code == "CFG006"
    assert hint is not None


def test_the_picture_of_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rule = "version: 1\nrules:\n  - id: a\n    match: x\n    severty: high\n"
    desk = Desk(Path(), "version: 1\nrules: rules/*.yaml\n", ukraine=rule)
    assert str(desk.refusal()) == (
        "config/rules/ukraine.yaml:5:5: error[CFG001] unknown key 'severty'\n"
        "5 |     severty: high\n"
        "  |     ^^^^^^^ did you mean 'severity'?"
    )


def test_six_mistakes_in_one_run(tmp_path: Path) -> None:
    main = (
        "version: 1\n"
        "http: {timeout: fast}\n"
        "timezone: Mars/Olympus\n"
        "defaults: {notify: [dsek]}\n"
        "channels:\n"
        "  desk: {type: webhook, url: {env: NOWHERE}}\n"
    )
    first = "version: 1\nrules:\n  - {id: a, match: x, severty: high, notify: [dekst]}\n"
    second = "version: 1\nrules:\n  - {id: a, match: [x]}\n"
    desk = Desk(tmp_path, main, a=first, b=second, c="version: 1\nrules: [\n")
    desk.write("config/feeds.d/x.yaml", "version: 1\nfeeds: [nowhere]\n")
    refusal = desk.refusal()
    found = [
        (Path(p.place.file).name, p.place.line, p.place.column, p.code) for p in refusal.problems
    ]
    assert found == [
        ("wirebell.yaml", 2, 17, "CFG006"),
        ("wirebell.yaml", 3, 11, "CFG008"),
        ("wirebell.yaml", 4, 21, "CFG030"),
        ("wirebell.yaml", 6, 36, "CFG020"),
        ("x.yaml", 2, 9, "CFG007"),
        ("a.yaml", 3, 23, "CFG001"),
        ("a.yaml", 3, 47, "CFG030"),
        ("b.yaml", 3, 10, "CFG002"),
        ("b.yaml", 3, 20, "CFG004"),
        ("c.yaml", 3, 1, "CFG010"),
    ]
    assert str(refusal).count("^") >= len(found)
    assert str(refusal).count("\n") == 3 * len(found) - 1
    assert refusal.exit_code == 78


def test_more_mistakes_than_anyone_reads_are_counted(tmp_path: Path) -> None:
    rules = "version: 1\nrules:\n" + "".join(f"  - {{id: r{n}, mtch: x}}\n" for n in range(1500))
    *_, last_told, rest = Desk(tmp_path, a=rules).refusal().problems
    assert last_told.message == "unknown key 'mtch'"
    assert rest.message == "and 500 more mistakes from here on"
    assert rest.place.line == 1003


def test_mistakes_for_machines(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nhtpt: 1\n", a=RULES)
    assert problems_as_json(desk.refusal().problems) == [
        {
            "file": str(desk.path),
            "line": 2,
            "column": 1,
            "severity": "error",
            "code": "CFG001",
            "message": "unknown key 'htpt'",
            "hint": "did you mean 'http'?",
            "source_line": "htpt: 1",
            "width": 4,
        }
    ]
