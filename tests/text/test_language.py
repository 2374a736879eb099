"""The publisher's word first, then a guess that may be "unknown"."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker.text.language import detect, normal, preload

ENGLISH = "The harbour authority closed the bridge on Monday after the storm damaged it."
NORWEGIAN = "Havnevesenet stengte broen mandag etter at stormen hadde ødelagt den."
UKRAINIAN = "Портова влада закрила міст у понеділок після того, як його пошкодила буря."

RUSSIAN = "Портовые власти закрыли мост в понедельник после того, как его повредила буря."


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en-US", "en"),
        ("no", "nb"),
        ("nb_NO", "nb"),
        ("nn", "nn"),
        ("NOR", "nb"),
        (" uk ", "uk"),
        ("ukr", "uk"),
        ("zh-Hant-TW", "zh"),
        ("kab", "kab"),
        ("und", None),
        ("English", None),
        ("", None),
        (None, None),
        ("12", None),
    ],
)
def test_normal(code: str | None, expected: str | None) -> None:
    assert normal(code) == expected


@pytest.mark.parametrize(
    ("title", "lead", "declared", "expected"),
    [
        ("", "", "no", "nb"),
        (ENGLISH, "", "nn-NO", "nn"),
        (UKRAINIAN, "", "en-US", "uk"),  # blog software's default, denied by the script
        (UKRAINIAN, "", "ru", "uk"),  # or by its letters
        (RUSSIAN, "", "uk", "ru"),
        (RUSSIAN, "", "ru", "ru"),
        ("В Україні: " + RUSSIAN, RUSSIAN, "ru", "ru"),  # a name in another language
        ("“" + ENGLISH + "”", "", "uk", "en"),  # the United Kingdom was meant
        ("Deutsche Welle", "", "ru", "ru"),  # too short to tell
        (NORWEGIAN, NORWEGIAN, "en-US", "nb"),  # or by its words
        ("Harbour closed", ENGLISH, "en-US", "en"),
        ("Storm hits coast: 12 dead, 40 missing, schools closed, ferries halted", "", "en", "en"),
        ("Ferry 12 Quay 7 Pier 3 Dock 4 Lock 5 Gate 6 Berth 8", "", "en", "en"),  # unsure
        (NORWEGIAN, NORWEGIAN, "sv", "sv"),
        ("", ENGLISH, None, "en"),
        (NORWEGIAN, NORWEGIAN, None, "nb"),
        ("", UKRAINIAN, "xx-invalid-", "xx"),
        ("Trump", "", None, None),
        ("12345 67890 - 12345 67890", "", None, None),
        ("", "", None, None),
    ],
)
def test_detect(title: str, lead: str, declared: str | None, expected: str | None) -> None:
    assert detect(title, lead, declared) == expected


def test_the_model_is_loaded_only_when_a_guess_is_needed() -> None:
    script = (
        "import sys; from worker.parse.feed import read; from worker.text.language import detect\n"
        "detect('Long enough a title to guess from', '', 'en'); detect('Trump', '', None)\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_preload_makes_the_first_guess_ready() -> None:
    preload()
    assert "py3langid" in sys.modules


@pytest.mark.parametrize(
    ("name", "language", "floor"),
    [
        ("src.eng", "en", 0.97),
        ("ref.nob", "nb", 0.90),
        ("ref.ukr", "uk", 0.97),
        ("ref.rus", "ru", 0.97),
        ("ref.deu", "de", 0.97),
    ],
)
def test_real_sentences(name: str, language: str, floor: float) -> None:
    if not (corpus := os.environ.get("WIREBELL_CORPUS")):
        pytest.skip("WIREBELL_CORPUS is unset: no real sentences to guess")
    lines = Path(corpus, "ntrex", f"newstest2019-{name}.txt").read_text().splitlines()[:400]
    guesses = [detect(line, "", None) for line in lines if sum(map(str.isalpha, line)) >= 20]
    assert sum(guess == language for guess in guesses) >= floor * len(guesses)
    assert sum(guess not in (language, None) for guess in guesses) <= 0.03 * len(guesses)
