"""The worker as a process: started, asked, told to stop."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.conftest import Wirebell, World, command, run_apart

ROOT = Path(__file__).parents[2]


def until(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "did not come about in time"
        time.sleep(0.1)


@contextmanager
def running(*args: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_piped_demo_is_one_json_object_a_line() -> None:
    ended = run_apart(["demo", "--once"], env={"WIREBELL_DATABASE": "sqlite:////nowhere/x.db"})
    assert ended.returncode == 0, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    alerts = [event for event in events if event["event"] == "alert"]
    assert {alert["data"]["article"]["language"] for alert in alerts} >= {"en", "nb"}
    assert all(alert["data"]["rules"][0]["evidence"][0]["spans"] for alert in alerts)
    told = [alert["data"] for alert in alerts if alert["data"]["origin"]["evidence"]]
    assert len({one["story"]["id"] for one in told}) == 1
    assert {one["origin"]["name"] for one in told} == {"The Harbour Gazette"}
    assert {one["story"]["origins"] for one in told} == {1}  # told five times on one paper's word
    assert "wirebell init" in ended.stderr


def test_the_demo_runs_on_until_it_is_stopped() -> None:
    with running("demo") as process:
        assert process.stdout is not None
        assert '"event"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=400)
        assert process.returncode in {0, 130}
        assert "Traceback" not in err


def test_a_running_worker_answers_commands_and_stops_when_told(
    fresh: World, wirebell: Wirebell
) -> None:
    with running("--config", fresh.config, "run") as process:
        until(lambda: wirebell("--config", fresh.config, "healthcheck").code == 0)
        alerts = ("--config", fresh.config, "alerts", "list", "--format", "json")
        until(lambda: wirebell(*alerts).json)
        second = run_apart(["--config", fresh.config, "once"])
        assert second.returncode == 69
        assert "error: " in second.stderr
        polled = wirebell("--config", fresh.config, "feeds", "poll", fresh.feeds[0].url)
        assert polled.code == 0, polled.err
        assert "waiting for its visit" in polled.err
        assert "not_modified  unchanged" in polled.out
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=400)
        assert process.returncode == 0, err
    stopped = wirebell("--config", fresh.config, "healthcheck")
    assert (stopped.code, "the last one was stopped" in stopped.err) == (1, True)
    assert run_apart(["--config", fresh.config, "once"]).returncode == 0  # as cron would
    healthy = wirebell("--config", fresh.config, "healthcheck")
    assert (healthy.code, healthy.out.startswith("healthy: the last `wirebell once` ended")) == (
        0, True,
    )  # fmt: skip
    status = wirebell("--config", fresh.config, "status")
    assert (status.code, "All is well." in status.out) == (0, True)
    assert status.out.count("ended") == 1
    assert "alive" not in status.out


def test_a_bad_edit_under_a_running_worker_is_said_by_status(
    fresh: World, wirebell: Wirebell
) -> None:
    with running("--config", fresh.config, "run"):
        until(lambda: wirebell("--config", fresh.config, "healthcheck").code == 0)
        rules = fresh.config.parent / "rules" / "rules.yaml"
        rules.write_text(rules.read_text("utf-8").replace("severity: high", "severity: loud"))
        status = ("--config", fresh.config, "status")
        until(lambda: "refused an edit" in wirebell(*status).out)
        assert "error[CFG" in wirebell(*status).out
        assert wirebell("--config", fresh.config, "healthcheck").code == 0
