"""Finds the way back from folded text fifty times as fast as `trace`, for most texts.

What `letters` folds by table look-up is traced by counting: the k-th letter of the folded text is
the k-th letter of the published one, and the places of letters follow from the gaps between words.
Texts that hold what is rare are traced slowly; the answers are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.text.letters import DOUBLE, DROPPED, PART, PARTING, RARE, looked_up
from worker.text.tokens import trace

_SPACE, _LINE, _APOSTROPHE = b" \n'"
_Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each letter of a folded text came from, in code points of the original.

    `places` are the folded offsets of the letters, rising; `starts` and `ends` bound each in the
    original. Separators are left out.
    """

    places: _Numbers
    starts: _Numbers
    ends: _Numbers

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded letters from `start` up to `end` (no separators) stand."""
        first, behind = _before(self.places, start), _before(self.places, end)
        return int(self.starts[first]), int(self.ends[behind - 1])

    def folded(self, low: int, high: int) -> tuple[int, int]:
        """The folded offsets of the letters that published characters hold.

        If they hold none (signs), where the next letter stands, twice; after the last, -1.
        """
        first = _before(self.ends, low + 1)
        behind = _before(self.starts, high)
        if first < behind:
            return int(self.places[first]), int(self.places[behind - 1]) + 1
        at = int(self.places[first]) if first < len(self.places) else -1
        return at, at


def _before(numbers: _Numbers, limit: int) -> int:
    """How many of rising numbers lie below a limit, one of their own kind: else numpy would
    convert all of them at each question.
    """
    return int(numbers.searchsorted(np.int32(limit)))


def origins(text: str) -> Origins:
    """The origins of `fold(text)`; linear, some hundredths of a microsecond a character."""
    data = looked_up(text)
    if RARE in data or PART in data:
        return _slowly(text)
    index = np.arange(len(data), dtype=np.int32)
    if DROPPED in data:
        kept = np.frombuffer(data, np.uint8) != DROPPED
        index, data = index[kept], np.frombuffer(data, np.uint8)[kept].tobytes()
    if b"'" in data:
        data = PARTING.sub(b" ", data)
    letters = np.frombuffer(data, np.uint8)
    doubled = np.isin(letters, DOUBLE)
    if doubled.any():
        widths = doubled + 1
        index, letters = np.repeat(index, widths), np.repeat(letters, widths)
    at = np.flatnonzero((letters != _SPACE) & (letters != _LINE)).astype(np.int32)
    starts = index[at]
    lines = np.cumsum(letters == _LINE, dtype=np.int32)[at]
    del index, letters  # a huge text should not be held four times over
    gaps = (np.diff(at, prepend=np.int32(-1)) > 1).astype(np.int8)
    gaps[:1] = 1  # the space before the first word
    gaps[1:] += 2 * (np.diff(lines) > 1)  # a blank line is a word of its own
    del lines
    places = np.cumsum(gaps, dtype=np.int32)
    places += np.arange(len(at), dtype=np.int32)
    return Origins(places, starts, starts + 1)


def _slowly(text: str) -> Origins:
    traced = trace(text)
    letters = [n for n, letter in enumerate(traced.folded) if letter not in " \x01"]
    return Origins(
        np.array(letters, np.int32),
        np.array([traced.starts[n] for n in letters], np.int32),
        np.array([traced.ends[n] for n in letters], np.int32),
    )
