"""Our requests in the services' own terms: Slack's models, Teams' schema, Alertmanager's API."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from slack_sdk.models.blocks import Block, RichTextBlock

from tests.deliver.given import NOW
from tests.deliver.told import ALARM, ALERT, CHANNELS, hostile, stored
from worker.deliver.kinds import KINDS

BODIES = {"alert": ALERT, "alarm": ALARM, "hostile": hostile(), "100 kB": hostile(600)}
CORPUS = os.environ.get("WIREBELL_CORPUS")
published = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS names no corpus")


def sent(name: str, body: dict[str, Any], **form: Any) -> Any:
    channel = CHANNELS[name]
    return json.loads(KINDS[channel.type].request(channel, stored(body), NOW, **form).body)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("name", ["slack", "slack-bot"])
def test_slacks_own_models_take_the_blocks(name: str, body: dict[str, Any]) -> None:
    blocks = sent(name, body)["blocks"]
    parsed = Block.parse_all(blocks)
    assert [type(block) for block in parsed] == [RichTextBlock]
    assert [block.to_dict() for block in parsed] == blocks
    for element in blocks[0]["elements"]:
        assert element["elements"]
        for part in element["elements"]:
            assert part["text"]


@published
@pytest.mark.parametrize("version", ["1.4.0", "1.5.0"])
@pytest.mark.parametrize("form", [{}, {"rich": False}, {"text": "own *words*"}], ids=str)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_card_keeps_to_its_schema(
    body: dict[str, Any], form: dict[str, Any], version: str
) -> None:
    folder = Path(str(CORPUS)) / "webhooks" / "microsoft+AdaptiveCards" / "schemas" / version
    schema = json.loads((folder / "adaptive-card.json").read_text("utf-8"))
    (attachment,) = sent("teams", body, **form)["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    jsonschema.validators.validator_for(schema)(schema).validate(attachment["content"])


@published
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_alertmanagers_api_takes_the_alert(body: dict[str, Any]) -> None:
    folder = Path(str(CORPUS)) / "webhooks" / "prometheus+alertmanager" / "api" / "v2"
    api = yaml.safe_load((folder / "openapi.yaml").read_text("utf-8"))
    schema = {"$ref": "#/definitions/postableAlerts", "definitions": api["definitions"]}
    alerts = sent("alertmanager", body)
    validator = jsonschema.Draft4Validator(
        schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )
    validator.validate(alerts)
    assert all(alerts[0]["labels"].values())
