"""Whom real reports credit: the same outlet in every language, nobody where nobody is credited.

    python -m tests.quality.credit --corpus DIR [--show] [--sample 60]

Nobody has marked credits in the material, so it is held against itself. `ntrex` has each report in
five languages: what the English one credits the most plainly should be credited by the others
(found), and they should credit nobody else (foreign). A translator who turns "told the BBC" about
makes either figure a little worse; that cannot be told from a fault of ours. The two seeds are one
story of one newspaper, and notices of universities have no source in the press. `--show` prints
what differs, `--sample` so many credits of all sources, to be judged by eye.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.quality.marked import pages
from worker.parse.fulltext import extract
from worker.text.credit import Credit, credited, shipped

FLOORS: dict[str, tuple[float, float]] = json.loads(
    Path(__file__).with_name("floors.json").read_text("utf-8")
)["credit"]
FILES = {
    "en": "newstest2019-src.eng.txt",
    "nb": "newstest2019-ref.nob.txt",
    "uk": "newstest2019-ref.ukr.txt",
    "ru": "newstest2019-ref.rus.txt",
    "de": "newstest2019-ref.deu.txt",
}
NOTICES = "news-texts/przhaB+Multilingual-News-Dataset/Dataset.csv.gz"


@dataclass(frozen=True)
class Report:
    """One text of the material."""

    source: str
    name: str
    title: str
    body: str = field(repr=False)
    language: str | None = None

    def credits(self) -> tuple[Credit, ...]:
        """Whom it credits, the surest first."""
        return credited([("title", self.title), ("body", self.body)], shipped(), self.language)


@dataclass
class Tally:
    """One language against English: credits sought and found, credits made and foreign."""

    sought: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)  # report, outlet
    made: int = 0
    foreign: list[tuple[str, str]] = field(default_factory=list)

    @property
    def found_share(self) -> float:
        return 100 - 100 * len(self.missed) / max(1, self.sought)

    @property
    def foreign_share(self) -> float:
        return 100 * len(self.foreign) / max(1, self.made)

    def add(self, name: str, english: list[str], other: list[str]) -> None:
        """Two versions of one report, the outlets that each credits, the surest first."""
        self.sought += bool(english)
        self.missed += [(name, outlet) for outlet in english[:1] if outlet not in other]
        self.made += len(other)
        self.foreign += [(name, outlet) for outlet in other if outlet not in english]


def ntrex(corpus: Path) -> dict[str, dict[str, Report]]:
    """Each report by its id, in each language."""
    folder = corpus / "ntrex"
    names = (folder / "DOCUMENT_IDS.tsv").read_text("utf-8").split("\n")
    found: dict[str, dict[str, Report]] = {}
    for language, file in FILES.items():
        lines: dict[str, list[str]] = {}
        for name, line in zip(names, (folder / file).read_text("utf-8").split("\n"), strict=False):
            lines.setdefault(name, []).append(line)
        for name, (title, *body) in lines.items():
            if name:
                report = Report("ntrex", name, title, "\n\n".join(body), language)
                found.setdefault(name, {})[language] = report
    return found


def seeds(corpus: Path) -> list[Report]:
    """The two articles of one story."""
    paths = sorted(corpus.glob("seeds/*.txt"))
    return [Report("seeds", path.name, "", path.read_text("utf-8")) for path in paths]


def notices(corpus: Path) -> Iterator[Report]:
    """What universities tell of themselves."""
    with gzip.open(corpus / NOTICES, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Report("notices", row["link"], row["title"], row["content"], row["language"])


def others(corpus: Path) -> Iterator[Report]:
    """The text of real pages, and short news in English and Russian."""
    for page in pages(corpus):
        yield Report(page.source, page.name, "", extract(page.body, {}, page.url).text)
    for path in sorted(corpus.glob("labelled-categories/*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Report(path.stem, row["url"], row["title"], row["text"])


def measure(reports: Mapping[str, Mapping[str, Report]]) -> dict[str, Tally]:
    """The tally of every language but English."""
    tallies: dict[str, Tally] = {}
    for name, versions in reports.items():
        english = _outlets(versions["en"])
        for language, report in versions.items():
            if language != "en":
                tallies.setdefault(language, Tally()).add(name, english, _outlets(report))
    return tallies


def _outlets(report: Report) -> list[str]:
    return list(dict.fromkeys(credit.outlet for credit in report.credits()))


def marked(credit: Credit) -> str:
    """A credit's passage on one line, its spans in brackets."""
    evidence = credit.evidence
    text, behind = "", 0
    for start, end in evidence.spans:
        text += f"{evidence.text[behind:start]}[{evidence.text[start:end]}]"
        behind = end
    said = " ".join(f"{text}{evidence.text[behind:]}".split())
    return f"{credit.outlet} ({credit.kind}, {evidence.zone} {credit.strength:.2f}): {said}"


def _sample(reports: list[Report], count: int) -> None:
    began = time.process_time()
    found = [(report, credit) for report in reports for credit in report.credits()]
    spent = 1e6 * (time.process_time() - began) / max(1, len(reports))
    print(f"{len(reports)} texts, {len(found)} credits, {spent:.0f} us a text")
    for report, credit in random.Random(1).sample(found, min(count, len(found))):
        print(f"  {report.source} {report.name}: {marked(credit)}")


def main() -> None:
    """Print the figures of each language, the seeds, and what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="each credit that differs")
    parser.add_argument("--sample", type=int, default=0, help="so many credits to judge by eye")
    chosen = parser.parse_args()
    reports = ntrex(chosen.corpus)
    for language, tally in measure(reports).items():
        print(
            f"{language}: found {tally.found_share:.1f} % of {tally.sought},"
            f" foreign {tally.foreign_share:.1f} % of {tally.made}"
        )
        for mark, listed in (("-", tally.missed), ("+", tally.foreign)) if chosen.show else ():
            for name, outlet in listed:
                print(f"  {mark} {name}: {outlet}")
    for report in seeds(chosen.corpus):
        print(f"seed: {'; '.join(map(marked, report.credits()))}")
    every = [report for versions in reports.values() for report in versions.values()]
    _sample([*every, *others(chosen.corpus)], chosen.sample)
    _sample(list(notices(chosen.corpus)), chosen.sample)


if __name__ == "__main__":
    main()
