"""Credits of real reports keep to `floors.json`: found at least, foreign at most (per cent).

A report is 7 % of the reports that credit somebody: the floors leave one or two of them.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from tests.quality.credit import FLOORS, Report, Tally, marked, measure, notices, ntrex, seeds

CORPUS = os.environ.get("WIREBELL_CORPUS")
needs_corpus = pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no reports")


@cache
def tallies() -> dict[str, Tally]:
    return measure(ntrex(Path(CORPUS or "")))


@needs_corpus
@pytest.mark.parametrize("language", FLOORS)
def test_no_figure_sinks_below_its_floor(language: str) -> None:
    least, most = FLOORS[language]
    tally = tallies()[language]
    assert tally.sought > 0
    assert tally.found_share >= least, tally.missed
    assert tally.foreign_share <= most, tally.foreign


@needs_corpus
def test_both_seeds_have_their_news_from_one_newspaper() -> None:
    reports = seeds(Path(CORPUS or ""))
    assert len(reports) == 2
    for report in reports:
        credit, *others = report.credits()
        assert (credit.outlet, credit.kind, others) == ("Financial Times", "cue", [])
        assert "[Financial Times]" in marked(credit)


@needs_corpus
def test_notices_credit_nobody() -> None:
    every = list(notices(Path(CORPUS or "")))
    assert every
    assert [marked(credit) for report in every for credit in report.credits()] == []


def test_a_tally_counts_what_is_missed_and_what_is_foreign() -> None:
    said = {
        "en": Report("x", "1", "", "The port will close, the FT reported.", "en"),
        "nb": Report("x", "1", "", "Havnen stenges, ifølge Financial Times.", "nb"),
        "de": Report("x", "1", "", "Der Hafen schließt, meldet dpa.", "de"),
    }
    found = measure({"1": said})
    assert (found["nb"].found_share, found["nb"].foreign_share) == (100, 0)
    assert (found["de"].found_share, found["de"].foreign_share) == (0, 100)
    assert found["de"].missed == [("1", "Financial Times")]
    assert found["de"].foreign == [("1", "dpa")]
    assert marked(said["nb"].credits()[0]).endswith("[ifølge] [Financial Times].")
