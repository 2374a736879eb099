"""What the page behind an article was is shown with the article."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Wirebell
from tests.contract.making import NO_GAP, NOW, entry, feed, read_all, visit
from worker.model import PageReport, PageVerdict
from worker.store import open_store


@pytest.mark.parametrize(
    ("report", "shown"),
    [
        (
            PageReport("the page's text, 3,210 characters", PageVerdict.OK, text="more"),
            "ok, the page's text, 3,210 characters",
        ),
        (PageReport("a pay wall: 'subscribe'", PageVerdict.WALL), "wall, a pay wall: 'subscribe'"),
        (PageReport("answered 503", due_at=NOW, failed=True), "not yet, answered 503"),
    ],
)
def test_an_article_is_shown_with_what_its_page_was(
    wirebell: Wirebell, tmp_path: Path, report: PageReport, shown: str
) -> None:
    config = tmp_path / "wirebell.yaml"
    config.write_text(f"version: 1\ndatabase: sqlite:///{tmp_path}/w.db\nrules: []\n")
    store = open_store(f"sqlite:///{tmp_path}/w.db", new_id=str)
    store.migrate()
    store.sync_feeds([feed(fulltext=True)], NOW)
    visit(store, [entry("a")])
    read_all(store)
    (claim,) = store.claim_pages("w1", 1, NO_GAP, NOW)
    assert store.record_page(claim, report, NO_GAP, NOW) is not None
    store.close()
    answer = wirebell("--config", config, "articles", "show", "1")
    assert f"page        {shown}" in answer.out
    as_json = wirebell("--config", config, "articles", "show", "1", "--format", "json").json
    assert as_json["article"]["page"] == {"verdict": report.verdict, "words": report.words}
