from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.desk import KEY, Desk
from tests.settings.samples import OPML, SAMPLE, SAMPLE_RULES


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, SAMPLE, ukraine=SAMPLE_RULES)
    desk.write("config/secrets/web_token", "tiger7\n")
    desk.write("config/secrets/desk", KEY + "\n")
    desk.write("config/feeds.opml", OPML)
    desk.write("config/rules/fixtures/moskva.txt", "Langtrekkende våpen\n")
    return desk
