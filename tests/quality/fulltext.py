"""What `extract` keeps of real pages whose text people marked, and which of it nobody wanted.

    python -m tests.quality.fulltext --corpus DIR [--show]

trafilatura's evaluation names strings that belong to the text and strings that do not. The others
give the whole text: each of its paragraphs is wanted, and unwanted is the share of the characters
found whose line stands nowhere in it. goose3 marks the start of a text alone, and readability keeps
captions, tables and sidebars on purpose: their unwanted share says little.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.quality.marked import Page, flat, pages
from worker.model import PageText, PageVerdict
from worker.parse.fulltext import extract

FLOORS: dict[str, tuple[float, float]] = json.loads(
    Path(__file__).with_name("floors.json").read_text("utf-8")
)["fulltext"]


@dataclass
class Tally:
    """One source: strings wanted and found, text unwanted and found, verdicts."""

    pages: int = 0
    wanted: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)  # page, string
    least: int = 0  # strings, or characters, that unwanted is a share of
    leaked: list[tuple[str, str]] = field(default_factory=list)
    leaked_weight: int = 0
    verdicts: dict[PageVerdict, list[str]] = field(default_factory=dict)

    @property
    def found_share(self) -> float:
        return 100 - 100 * len(self.missed) / max(1, self.wanted)

    @property
    def unwanted_share(self) -> float:
        return 100 * self.leaked_weight / max(1, self.least)

    def add(self, page: Page, read: PageText) -> None:
        said = flat(read.text)
        self.pages += 1
        self.wanted += len(page.wanted)
        self.missed += [(page.name, one) for one in page.wanted if one not in said]
        self.verdicts.setdefault(read.verdict, []).append(f"{page.name}: {read.words}")
        if page.text:
            gold = flat(page.text)
            lines = [flat(line) for line in read.text.split("\n") if flat(line)]
            leaked = [line for line in lines if line not in gold]
            self.least += sum(map(len, lines))
            self.leaked_weight += sum(map(len, leaked))
        else:
            leaked = [one for one in page.unwanted if one in said]
            self.least += len(page.unwanted)
            self.leaked_weight += len(leaked)
        self.leaked += [(page.name, one) for one in leaked]


def measure(marked: Iterable[Page]) -> dict[str, Tally]:
    """The tally of every source."""
    tallies: dict[str, Tally] = {}
    for page in marked:
        read = extract(page.body, {}, page.url)
        tallies.setdefault(page.source, Tally()).add(page, read)
    return tallies


def main() -> None:
    """Print the figures of each source."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="each string missed or let through")
    chosen = parser.parse_args()
    for source, found in measure(pages(chosen.corpus)).items():
        verdicts = ", ".join(f"{len(names)} {kind}" for kind, names in found.verdicts.items())
        print(
            f"{source}: {found.pages} pages ({verdicts}), wanted {found.found_share:.1f} % of"
            f" {found.wanted}, unwanted {found.unwanted_share:.1f} %"
        )
        if chosen.show:
            for mark, listed in (("-", found.missed), ("+", found.leaked)):
                for name, one in listed:
                    print(f"  {mark} {name}: {one[:120]}")
            for kind, names in found.verdicts.items():
                for name in names if kind is not PageVerdict.OK else []:
                    print(f"  {kind} {name}")


if __name__ == "__main__":
    main()
