"""Evidence for the eye: passages with what a rule heard in them marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Pieces = tuple[tuple[str, str], ...]  # (text, style), as `show.write` takes them


def marked(text: str, spans: Iterable[Sequence[int]]) -> Pieces:
    """The text cut at the spans, those inside styled `hit`.

    Spans are code-point offsets into `text`; overlapping ones are joined, what lies outside
    the text is ignored. Line breaks become spaces, so a passage stays on its line.
    """
    pieces: list[tuple[str, str]] = []
    done = 0
    for start, end in _joined(spans, len(text)):
        pieces += [(_flat(text[done:start]), ""), (_flat(text[start:end]), "hit")]
        done = end
    pieces.append((_flat(text[done:]), ""))
    return tuple((each, style) for each, style in pieces if each)


def _joined(spans: Iterable[Sequence[int]], length: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s[0]), min(length, s[1])) for s in spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
