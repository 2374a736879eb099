"""What people read says all there is, and what it shows works."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from worker import match, settings
from worker.cli.app import command as whole_tree
from worker.cli.demo_server import FEEDS
from worker.deliver.retry import DELAYS
from worker.deliver.sign import headers
from worker.model import SEVERITIES
from worker.serve.metrics import METRICS
from worker.settings.overlay import settable
from worker.text.forms import AsWritten

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def commands(command: Any = None, said: str = "wirebell") -> Iterator[str]:
    """Every command as typed, from the tree that `wirebell` itself runs."""
    command = command or whole_tree()
    inner = getattr(command, "commands", None)
    if inner is None:
        yield said
    for name, child in (inner or {}).items():
        if not child.hidden:
            yield from commands(child, f"{said} {name}")


def keys(schema: dict[str, Any]) -> set[str]:
    """Every key that may stand anywhere in a file of this schema."""
    shapes = [schema, *schema.get("$defs", {}).values()]
    return {key for shape in shapes for key in shape.get("properties", {})}


def codes() -> set[str]:
    """Every code the program can print, as its source spells them."""
    found: set[str] = set(settings.CODES)
    for path in (ROOT / "worker").rglob("*.py"):
        found |= set(re.findall(r'"((?:CFG|QRY|TEST)\d{3})"', path.read_text("utf-8")))
    return found


def section(title: str) -> str:
    found = re.search(rf"(?ms)^## {title}\n(.*?)(?=^## |\Z)", README)
    assert found, title
    return found[1]


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", README)


def test_the_first_screen_is_a_sentence_a_rule_an_alert_and_two_commands() -> None:
    screen = README.split("\n## ")[0]
    assert screen.startswith("# Wirebell\n\nWirebell reads the world's news feeds and rings once")
    rule, alert, two = re.findall(r"(?ms)^```\w*\n(.*?)^```$", screen)
    assert len(rule.splitlines()) <= 7
    assert yaml.safe_load(rule)[0]["id"] in alert
    assert re.findall(r"(?m)^(\./dev \w+)", two) == ["./dev demo", "./dev run"]
    assert screen.index("./dev run") < 4000


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_is_explained(command: str) -> None:
    assert re.search(rf"`{command}\b", section("Commands"))


@pytest.mark.parametrize("name", ["wirebell.schema.json", "rules.schema.json"])
def test_every_key_is_explained(name: str) -> None:
    written = set(re.findall(r"[\w.]+", section("Rules") + section("The main file")))
    words = written | {part for word in written for part in word.split(".")}
    assert keys(settings.schema()[name]) - words == set()


@pytest.mark.parametrize("key", settable())
def test_every_setting_has_its_row(key: str) -> None:
    assert f"\n| `{key}` |" in section("The main file")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: str(metric.name))
def test_every_metric_is_explained(metric: Any) -> None:
    labels = ", ".join(f"`{label}`" for label in metric.labels) or "-"
    assert f"| `{metric.name}` | {metric.kind} | {labels} |" in section("Watching it")


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_error_code_is_explained(code: str) -> None:
    assert f"\n| `{code}` | " in section("Error codes")


def test_the_alert_it_shows_is_one_the_demo_makes() -> None:
    (alert,) = re.findall(r"(?ms)^```\n(● .*?)^```$", README)
    said = " ".join(alert.split())
    feed = json.loads((FEEDS / "tide-and-ledger.json").read_text("utf-8"))
    item = feed["items"][0]
    passage = re.sub(r"<[^>]+>", "", item["content_html"].split("</p>")[0])
    for text in (item["title"], item["url"], item["authors"][0]["name"], passage):
        assert text in said


def test_no_metric_or_code_is_promised_that_does_not_exist() -> None:
    assert set(re.findall(r"\bwirebell_\w+", README)) <= {metric.name for metric in METRICS}
    assert set(re.findall(r"\b(?:CFG|QRY|TEST)\d{3}\b", README)) <= codes()


def test_no_command_is_promised_that_does_not_exist() -> None:
    known = set(commands()) | {"wirebell ARGS"}
    for said in re.findall(r"(?m)[`\n](wirebell [a-z]+(?: [a-z]+)?)", README):
        assert any(said == name or said.startswith(f"{name} ") for name in known), said


def test_the_retry_schedule_is_the_one_in_use() -> None:
    said = re.search(r"again after ((?:\d+ [smh],? ?)+)", section("Webhooks"))
    assert said
    seconds = {"s": 1, "m": 60, "h": 3600}
    delays = [int(n) * seconds[unit] for n, unit in re.findall(r"(\d+) ([smh])", said[1])]
    assert delays == [delay.total_seconds() for delay in DELAYS]
    assert all(severity in section("Rules") for severity in SEVERITIES)


def test_the_verifier_it_shows_verifies() -> None:
    (code,) = (block for block in blocks("python") if "def genuine" in block)
    space: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), space)
    secret = "whsec_" + base64.b64encode(bytes(range(32))).decode()
    body = b'{"test": 2432232314}'
    sent = headers("msg_" + "0" * 32, 1614265330, body, ["whsec_" + "QUFB" * 8, secret])
    assert space["genuine"](secret, sent, body) is True
    assert space["genuine"](secret, sent, body + b" ") is False
    lines = [line for line in code.splitlines() if line and not line.startswith("import")]
    assert len(lines) <= 6


def test_the_rules_it_shows_are_rules(tmp_path: Path) -> None:
    screen, *more = (block for block in blocks("yaml") if "match:" in block)
    (whole,) = more
    whole = whole.replace("notify: [desk]", "notify: [console]").replace("2027-06-30", "2126-06-30")
    names = yaml.safe_load(whole)["entities"]
    short = f"version: 1\nentities: {json.dumps(names, ensure_ascii=False)}\nrules:\n{screen}"
    for text in (whole, short):
        (tmp_path / "rules.yaml").write_text(text, "utf-8")
        (tmp_path / "main.yaml").write_text("version: 1\nrules: rules.yaml\n", "utf-8")
        config = settings.load(tmp_path / "main.yaml", env={})
        compiled = match.compile_rules(config.rules, config.entities, AsWritten())
        assert compiled.problems == ()
        assert match.prove(config.rules, compiled.matcher) == ()


CHANNELS = re.findall(r"(?ms)^```yaml\n(channels:\n.*?)^```$", section("Channels"))
KINDS = set(re.findall(r"type: (\w+)", "".join(CHANNELS)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's own parts
@pytest.mark.parametrize("block", CHANNELS)
def test_the_channels_it_shows_are_read(tmp_path: Path, block: str) -> None:
    (tmp_path / "secret").write_text("xoxb-1\n", "utf-8")
    block = re.sub(r"/run/secrets/\w+", str(tmp_path / "secret"), block)
    (tmp_path / "main.yaml").write_text(f"version: 1\n{block}", "utf-8")
    env = dict.fromkeys(re.findall(r"env: (\w+)", block), "https://hooks.example.org/x")
    env |= {"NTFY_TOPIC": "bell", "TELEGRAM_TOKEN": f"123456:{'A' * 35}", "APPRISE_URL": "json://e"}
    config = settings.load(tmp_path / "main.yaml", env=env)
    assert config.warnings == ()
    assert len(config.channels) == len(yaml.safe_load(block)["channels"]) + 1


def test_every_kind_of_channel_is_shown() -> None:
    channels = settings.schema()["wirebell.schema.json"]["properties"]["channels"]
    (union,) = channels["patternProperties"].values()
    known = set(union["discriminator"]["mapping"])
    assert known - KINDS == {"console", "webhook"}


def test_every_link_inside_leads_somewhere() -> None:
    titles = {re.sub(r"[^\w -]", "", t).strip().lower().replace(" ", "-")
              for t in re.findall(r"(?m)^## (.+)$", README)}  # fmt: skip
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in titles
        elif not target.startswith("https://"):
            assert (ROOT / target).is_file()
