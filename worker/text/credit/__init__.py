"""Whom a report credits for its news: "according to the Financial Times", "(Reuters)", "NTB".

An outlet's name counts beside a cue, or as a wire's dateline or byline, where a text begins (a
byline also where it ends). A newspaper that is only named, or is quoted far down, is credited with
nothing. The evidence says "found", never "proven": who is credited may have had it from others.
"""

from __future__ import annotations

from worker.text.credit.credits import Credit, credited
from worker.text.credit.origin import (
    Lag,
    Origin,
    another_origin,
    lags,
    origin_of,
    origins_of,
)
from worker.text.credit.outlets import FeedName, Outlet, Outlets, shipped

__all__ = [
    "Credit",
    "FeedName",
    "Lag",
    "Origin",
    "Outlet",
    "Outlets",
    "another_origin",
    "credited",
    "lags",
    "origin_of",
    "origins_of",
    "shipped",
]
