"""The image and the compose file, read as text: no Docker engine is needed to hold them."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
WORKERS = ("wirebell", "wirebell-postgres")
ONE_SHOT = "migrate"

every_service = pytest.mark.parametrize("name", SERVICES)


def instructions() -> list[tuple[str, str]]:
    """(instruction, its arguments), continued lines joined, comments dropped."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    text = re.sub(r"(?m)^#.*\n", "", text).replace("\\\n", " ")
    found = (line.split(None, 1) for line in text.splitlines() if line.strip())
    return [(word, " ".join(rest.split())) for word, rest in found]


def last_stage() -> list[tuple[str, str]]:
    lines = instructions()
    begin = max(number for number, (word, _) in enumerate(lines) if word == "FROM")
    return lines[begin:]


def test_there_are_the_services_the_readme_speaks_of() -> None:
    assert set(SERVICES) == {*WORKERS, ONE_SHOT, "postgres"}


@every_service
def test_a_service_cannot_write_outside_its_volumes(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert any(mount.startswith("/tmp") for mount in service["tmpfs"])
    written = [v for v in service["volumes"] if not v.endswith(":ro")]
    assert all(volume.split(":")[0] in COMPOSE["volumes"] for volume in written)


@every_service
def test_a_service_is_nobody_special(name: str) -> None:
    service = SERVICES[name]
    uid, gid = map(int, service["user"].split(":"))
    assert uid > 0
    assert gid > 0
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"network_mode", "pid", "ipc", "devices"} & set(service)
    assert "docker.sock" not in str(service["volumes"])


@every_service
def test_a_service_is_watched_and_bounded(name: str) -> None:
    service = SERVICES[name]
    command = service["healthcheck"]["test"]
    assert command[0] == "CMD"  # no shell
    assert len(command) > 1
    assert service["init"] is True
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert re.fullmatch(r"\d+s", service["stop_grace_period"])
    assert service["restart"] == ("no" if name == ONE_SHOT else "unless-stopped")
    assert service["logging"]["options"]["max-size"]


@every_service
def test_secrets_come_as_files_and_are_all_declared(name: str) -> None:
    service = SERVICES[name]
    secrets = service["secrets"]
    assert set(secrets) <= set(COMPOSE["secrets"])
    assert all(set(source) == {"file"} for source in COMPOSE["secrets"].values())
    for variable, value in service["environment"].items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in secrets
        else:
            assert not re.search(r"PASSWORD|TOKEN|SECRET|://[^/]*:[^/]*@", f"{variable}={value}")


@pytest.mark.parametrize("name", WORKERS)
def test_the_window_is_open_to_this_machine_alone_and_wants_a_token(name: str) -> None:
    service = SERVICES[name]
    assert service["ports"] == ["127.0.0.1:8787:8787"]
    environment = service["environment"]
    assert environment["WIREBELL_WEB_LISTEN"].endswith(":8787")
    assert environment["WIREBELL_WEB_TOKEN_FILE"] == "/run/secrets/web_token"


@pytest.mark.parametrize("name", ["postgres", ONE_SHOT])
def test_nothing_else_is_reachable_from_outside(name: str) -> None:
    assert "ports" not in SERVICES[name]


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_has_time_to_stop_and_a_check_of_its_own(name: str) -> None:
    service = SERVICES[name]
    assert int(service["stop_grace_period"].removesuffix("s")) > 10  # it promises 10
    assert service["healthcheck"]["test"] == ["CMD", "wirebell", "healthcheck"]
    assert service["command"] == ["run"]


@pytest.mark.parametrize("name", [*WORKERS, ONE_SHOT])
def test_there_is_room_for_the_language_model_to_unpack_itself(name: str) -> None:
    (mount,) = SERVICES[name]["tmpfs"]
    size = re.search(r"size=(\d+)m", mount)
    assert size
    assert int(size[1]) >= 128  # it takes 64 for a moment


def test_sqlite_is_what_comes_up_when_nothing_is_said() -> None:
    by_default = [name for name, service in SERVICES.items() if "profiles" not in service]
    assert by_default == ["wirebell"]
    database = SERVICES["wirebell"]["environment"]["WIREBELL_DATABASE"]
    folder = database.removeprefix("sqlite:///").rsplit("/", 1)[0]
    assert f"data:{folder}" in SERVICES["wirebell"]["volumes"]
    assert "depends_on" not in SERVICES["wirebell"]


def test_two_workers_never_run_side_by_side() -> None:
    """They publish one port: whichever comes second is refused by the kernel."""
    one, other = (SERVICES[name]["ports"] for name in WORKERS)
    assert one == other
    assert "wirebell" not in SERVICES["wirebell-postgres"]["depends_on"]


def test_postgresql_is_healthy_then_migrated_then_used() -> None:
    assert SERVICES["postgres"]["image"].split(":")[1].split(".")[0] == "17"
    healthy = {"condition": "service_healthy"}
    assert SERVICES[ONE_SHOT]["depends_on"] == {"postgres": healthy}
    assert SERVICES[ONE_SHOT]["command"] == ["migrate"]
    assert SERVICES["wirebell-postgres"]["depends_on"] == {
        "postgres": healthy,
        ONE_SHOT: {"condition": "service_completed_successfully"},
    }
    for name in (ONE_SHOT, "wirebell-postgres", "postgres"):
        assert SERVICES[name]["profiles"] == ["postgres"]
    for name in (ONE_SHOT, "wirebell-postgres"):
        assert SERVICES[name]["environment"]["WIREBELL_DATABASE_FILE"] == "/run/secrets/database"
        assert "WIREBELL_DATABASE" not in SERVICES[name]["environment"]


def test_the_image_has_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name in (*WORKERS, ONE_SHOT):
        assert SERVICES[name]["image"] == f"wirebell:{project['version']}"
        assert SERVICES[name]["build"] == "."


def test_the_image_is_built_in_one_stage_and_run_in_another() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 2
    assert stages[0].endswith(" AS build")
    built = [rest for word, rest in instructions() if word == "RUN" and "sync" in rest]
    assert built
    assert all('"--frozen", "--no-dev", "--extra", "postgres"' in rest for rest in built)
    assert '"--no-editable"' in built[-1]


def test_the_image_runs_as_nobody_without_a_shell() -> None:
    lines = last_stage()
    words = dict(lines)
    uid, gid = map(int, words["USER"].split(":"))
    assert (uid, gid) == tuple(map(int, SERVICES["wirebell"]["user"].split(":")))
    assert uid > 0
    assert not [rest for word, rest in lines if word == "RUN"]
    assert words["STOPSIGNAL"] == "SIGTERM"
    assert words["ENTRYPOINT"] == '["wirebell"]'
    assert words["CMD"] == '["run"]'
    assert words["HEALTHCHECK"].endswith('CMD ["wirebell", "healthcheck"]')
    environment = dict(part.split("=", 1) for part in shlex.split(words["ENV"]))
    assert environment["PYTHONDONTWRITEBYTECODE"] == "1"  # its root may be read-only


def test_only_what_the_image_is_made_of_is_sent_to_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = {
        name
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
