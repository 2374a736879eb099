"""Where a sentence ends, and where it goes on behind a full stop: behind a title ("Dr. Malek Ali"),
behind an initial.
"""

from __future__ import annotations

import re
from typing import Final

# Titles of persons and places as newspapers shorten them, and kin: none ends a sentence.
_TITLES = """
Dr Mr Mrs Ms Mx St Mt Ft Prof Rev Hon Messrs Gen Lt Col Maj Sgt Capt Cpl Adm Cmdr Gov Sen Rep
Sra Srta Dra Hr Dhr Drs Nr dr prof gen hr nr vs
проф ген полк св ім
"""
_INITIAL = r"(?<!\b[^\W\d_]\.)"

STOPS: Final = ".!?…؟۔।"
"""What a sentence ends with, in front of a space; for a class of a pattern."""

UNSPACED_STOPS: Final = "。！？"
"""What a sentence ends with where no space need stand behind it."""

ENDS: Final = _INITIAL + "".join(rf"(?<!\b{re.escape(title)}\.)" for title in _TITLES.split())
"""A pattern, for behind a full stop: the stop ends no sentence if this does not match."""

LONGEST: Final = max(map(len, _TITLES.split())) + 1
"""Characters that `ENDS` looks back, with the full stop."""
