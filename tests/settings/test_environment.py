"""What the environment and the command line say over the main file."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.settings.desk import MAIN, RULES, Desk, only
from worker.settings import Web


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "version: 1\nhttp: {timeout: 1s, concurrency: 1}\n", a=RULES)
    env = {"WIREBELL_HTTP_TIMEOUT": "2s", "WIREBELL_HTTP_PER_HOST_GAP": "2s"}
    settings = desk.load(env, {"http.timeout": "3s"})
    assert settings.http.timeout == timedelta(seconds=3)
    assert settings.http.per_host.gap == timedelta(seconds=2)
    assert settings.http.concurrency == 1
    assert settings.http.max_body_bytes == 15_000_000
    assert settings.origins["http.timeout"] == ("3s", "--set http.timeout")
    assert settings.origins["http.per_host.gap"] == ("2s", "$WIREBELL_HTTP_PER_HOST_GAP")
    assert settings.origins["http.concurrency"] == ("1", f"{desk.path}:2")
    assert settings.origins["http.max_body"] == ("15MB", "default")


def test_the_environment_may_name_files(tmp_path: Path) -> None:
    desk = Desk(tmp_path, MAIN, a=RULES)
    url = desk.write("run/db", "postgresql://u:tiger7@h/d\n")
    agent = desk.write("run/agent", "me/1 (+mailto:a@e.org)\n")
    settings = desk.load(
        {"WIREBELL_DATABASE_FILE": str(url), "WIREBELL_HTTP_USER_AGENT_FILE": str(agent)}
    )
    assert settings.database == "postgresql+psycopg://u:tiger7@h/d"
    assert settings.http.user_agent == "me/1 (+mailto:a@e.org)"
    assert settings.origins["database"] == ("***", "$WIREBELL_DATABASE_FILE")
    assert str(url) in {stamp[0] for stamp in settings.stamps}


def test_lists_and_mappings_by_environment(tmp_path: Path) -> None:
    main = "version: 1\nchannels: {desk: {type: console}}\n"
    settings = Desk(tmp_path, main, a=RULES).load(
        {
            "WIREBELL_HTTP_ALLOW_PRIVATE": "10.0.0.0/8, fd00::/8",
            "WIREBELL_DEFAULTS_NOTIFY": "desk",
            "WIREBELL_DEFAULTS_FIRST_POLL": "{max_age: 1h}",
            "WIREBELL_WEB_TOKEN": "tiger7",
            "WIREBELL_WEB_LISTEN": "0.0.0.0:80",
            "WIREBELL_WEB_WRITE": "true",
            "WIREBELL_TIMEZONE": "",
        }
    )
    assert settings.http.allow_private == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert settings.defaults.notify == ("desk",)
    assert settings.defaults.first_poll.max_age == timedelta(hours=1)
    assert settings.web == Web(("0.0.0.0", 80), "tiger7", write=True)


@pytest.mark.parametrize(
    ("env", "overrides", "file", "code"),
    [
        ({"WIREBELL_HTTP_TIMEOUT": "soon"}, {}, "$WIREBELL_HTTP_TIMEOUT", "CFG006"),
        ({"WIREBELL_HTTP_CONCURRENCY": "x"}, {}, "$WIREBELL_HTTP_CONCURRENCY", "CFG004"),
        ({"WIREBELL_DATABASE": "mysql://tiger7"}, {}, "$WIREBELL_DATABASE", "CFG007"),
        ({"WIREBELL_DATABASE_FILE": "/nowhere"}, {}, "$WIREBELL_DATABASE_FILE", "CFG020"),
        ({"WIREBELL_TIMEZONE_FILE": "/nowhere"}, {}, "$WIREBELL_TIMEZONE_FILE", "CFG050"),
        (
            {"WIREBELL_DATABASE": "sqlite:///x", "WIREBELL_DATABASE_FILE": "y"},
            {},
            "$WIREBELL_DATABASE",
            "CFG050",
        ),
        ({"WIREBELL_DEFAULTS_NOTIFY": "desk"}, {}, "$WIREBELL_DEFAULTS_NOTIFY", "CFG030"),
        ({"WIREBELL_WEB_WRITE": "true"}, {}, "$WIREBELL_WEB_WRITE", "CFG031"),
        ({"WIREBELL_DEFAULTS_FIRST_POLL": "{a"}, {}, "$WIREBELL_DEFAULTS_FIRST_POLL", "CFG010"),
        ({}, {"http.timout": "1s"}, "--set http.timout", "CFG050"),
        ({}, {"http.timeout": "x"}, "--set http.timeout", "CFG006"),
        ({}, {"database": "mysql://tiger7"}, "--set database", "CFG007"),
    ],
)
def test_a_mistake_outside_the_files(
    tmp_path: Path, env: dict[str, str], overrides: dict[str, str], file: str, code: str
) -> None:
    refusal = Desk(tmp_path, MAIN, a=RULES).refusal(env, overrides)
    problem = only(refusal)
    assert (problem.place.file, problem.code) == (file, code)
    assert "tiger7" not in str(refusal)
