"""Words of the index are the matcher's words; when folding changes, the index must be told."""

from __future__ import annotations

import hashlib
import unicodedata

from worker.store.words import FOLDING, VERSION
from worker.text.fold import fold

SCRIPTS = ((0x20, 0x24F), (0x370, 0x52F), (0x5D0, 0x5EA), (0x620, 0x669), (0x905, 0x939),
           (0xE01, 0xE30), (0x10D0, 0x10F0), (0x1E00, 0x1EFF), (0x2010, 0x2030), (0x3041, 0x3096),
           (0x4E00, 0x4F00), (0xAC00, 0xAC80), (0xFB00, 0xFB06), (0xFF10, 0xFF5A))  # fmt: skip
FOLDED = {1: "0ee6c07830cdf0da"}  # by FOLDING: a digest of how these scripts fold


def test_folding_is_the_one_the_index_was_made_with() -> None:
    """If this fails because folding changed on purpose, raise FOLDING and add its digest here:
    articles stored before are then indexed again instead of being missed.
    """
    letters = [chr(c) for low, high in SCRIPTS for c in range(low, high) if assigned(chr(c))]
    said = "\n".join(fold(f"x{letter}x x' {letter}' {letter}\n\n{letter}") for letter in letters)
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == FOLDED[FOLDING]


def assigned(letter: str) -> bool:
    return unicodedata.category(letter) != "Cn"


def test_a_newer_unicode_is_a_newer_version() -> None:
    assert VERSION // 10_000 == FOLDING
    assert VERSION % 10_000 >= 140
