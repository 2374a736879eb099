"""Evidence for the eye: passages with what a rule heard in them marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from worker.cli.show import write
from worker.deliver.passages import together, union
from worker.deliver.payload import entries
from worker.model import Evidence

_MARGIN = 14  # characters, what names a passage's zone among them
Pieces = tuple[tuple[str, str], ...]  # (text, style), as `show.write` takes them


def evidence_lines(
    evidence: Sequence[Evidence | Mapping[str, Any]], indent: int = 2
) -> Iterator[Pieces]:
    """Passages of an article, or of a webhook's body, one a line: each sentence once, with all
    that was found in it marked, and below it the list entries behind that.
    """
    passages = [asdict(one) if isinstance(one, Evidence) else one for one in evidence]
    for passage in together(passages):
        zone = f"{'':{indent}}{passage['zone']}"
        yield ((f"{zone:<{_MARGIN}}", "dim"), *marked(passage["text"], passage["spans"]))
        for entry in entries(passage):
            yield ((" " * _MARGIN, ""), (entry, "dim"))


def write_evidence(evidence: Sequence[Evidence | Mapping[str, Any]], indent: int = 2) -> None:
    """Print the lines of `evidence_lines`."""
    for line in evidence_lines(evidence, indent):
        write(line)


def marked(text: str, spans: Iterable[Sequence[int]]) -> Pieces:
    """The text cut at the spans, those inside styled `hit`.

    Spans are code-point offsets into `text`; overlapping ones are joined, what lies outside
    the text is ignored. Line breaks become spaces, so a passage stays on its line.
    """
    pieces: list[tuple[str, str]] = []
    done = 0
    inside = ((max(0, one[0]), min(len(text), one[1])) for one in spans)
    for start, end in union((start, end) for start, end in inside if start < end):
        pieces += [(_flat(text[done:start]), ""), (_flat(text[start:end]), "hit")]
        done = end
    pieces.append((_flat(text[done:]), ""))
    return tuple((each, style) for each, style in pieces if each)


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
