"""Imported by the fork server alone: what it holds, every parsing child is born with, shared.

The language model takes a second and 70 MB to load. Loaded here once, no document's time limit
pays for it, and the children share its memory. So this module, unlike any other, works at import.
"""

from __future__ import annotations

import gc
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads would not survive the fork

import worker.parse.feed  # noqa: F401 - after the environment is set
from worker.text import language

language.preload()
gc.freeze()  # else the first collection in a child would write to, and so copy, every page
