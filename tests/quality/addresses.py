"""One rule per topic hears the same address in Ukrainian and in English; no listed name is missed.

    WIREBELL_CORPUS=... python -m tests.quality.addresses

An address and a topic agree if the rule matches both versions, or neither. The rules are written as
an analyst would write them, in citation forms. The EU's statements of reasons are read with the
names of all their targets as one rule set; wherever a name stands literally, it must be found.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.match.build import article, compiled, entity, query, rule
from worker.lexicon import open_forms
from worker.text.fold import fold

LANGUAGES = ("en", "uk")
# topic: what an analyst would look for in English, and in Ukrainian
TOPICS = {
    "sanctions": ("sanction", "санкція OR санкційний"),
    "oil embargo": ("oil NEAR/6 embargo", "(нафта OR нафтовий) NEAR/6 ембарго"),
    "missile strike": (
        "(missile OR rocket) NEAR/3 (strike OR attack OR hit OR fire OR shelling)",
        "(ракетний OR ракета) NEAR/3 (удар OR атака OR обстріл OR влучити OR бити)",
    ),
    "weapons": (
        "(supply OR deliver* OR provide OR send OR give) NEAR/4 (weapon OR arms)",
        "(постач* OR надати OR надання OR дати OR передати) NEAR/4 (зброя OR озброєння)",
    ),
    "negotiations": ('negotiation OR negotiate OR "peace talks"', "переговори OR перемовини"),
    "corridors": ('"humanitarian corridor"', '"гуманітарний коридор"'),
    "reconstruction": (
        "rebuild OR reconstruct* OR restore OR restoration",
        "відбудова OR відбудовувати OR відбудувати OR відновлення OR відновити OR відновлювати",
    ),
    "European Union": ('"European Union" OR ="EU"', '"Європейський Союз" OR Євросоюз OR ="ЄС"'),
    "tribunal": ("tribunal", "трибунал"),
    "security guarantees": ('"security guarantee"', '"гарантія безпеки"'),
    "nuclear": ("nuclear", "ядерний OR атомний"),
    "children": ("child", "дитина OR дитячий"),
    "heroes": ("hero OR heroic", "герой OR героїчний"),
    "mines": ("mine OR demining OR explosive", "міна OR розмінування OR вибухівка OR вибуховий"),
    "terrorism": ("terror*", "терорист OR тероризм OR терор OR терористичний"),
    "lend-lease": ('"lend lease"', "ленд-ліз"),
    "hunger": ("famine OR hunger OR starvation", "голод OR голодомор"),
    "Mariupol": ("Mariupol", "Маріуполь OR маріупольський"),
    "Kharkiv": ("Kharkiv", "Харків OR харківський OR Харківщина"),
    "Bucha": ("Bucha", "Буча"),
    "Chernihiv": ("Chernihiv", "Чернігів OR чернігівський OR Чернігівщина"),
}


@dataclass(frozen=True)
class Agreement:
    """How often the two versions of an address were judged alike, and where not."""

    pairs: int
    agreed: int
    heard: int  # pairs of which both versions matched
    apart: tuple[tuple[str, str, str], ...]  # topic, address, the language that matched

    @property
    def share(self) -> float:
        return self.agreed / self.pairs


def addresses(corpus: Path) -> Iterator[dict[str, Any]]:
    """The addresses of which both versions are there."""
    for path in sorted(corpus.glob("labelled-matching/*uk_en*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["text_en"] and row["text_uk"]:
                yield row


def agreement(corpus: Path) -> Agreement:
    """Every topic's rule on both versions of every address."""
    rules = [
        rule(query(en, "en"), query(uk, "uk"), rule_id=topic) for topic, (en, uk) in TOPICS.items()
    ]
    made = compiled(*rules, forms=open_forms(LANGUAGES).forms)
    assert [p for p in made.problems if p.severity == "error"] == []
    pairs = agreed = heard = 0
    apart = []
    for row in addresses(corpus):
        en, uk = (
            set(
                made.matcher.heard(
                    article(row[f"text_{code}"] or "", title=row[f"title_{code}"] or "")
                )
            )
            for code in LANGUAGES
        )
        for topic in TOPICS:
            pairs += 1
            agreed += (topic in en) == (topic in uk)
            heard += topic in en and topic in uk
            if (topic in en) != (topic in uk):
                apart.append((topic, row["id"], "en" if topic in en else "uk"))
    return Agreement(pairs, agreed, heard, tuple(apart))


def missed_names(corpus: Path) -> tuple[int, list[tuple[str, str]]]:
    """How often a target's name stands literally in a statement, and those that went unheard."""
    (path,) = corpus.glob("labelled-matching/eu_*.jsonl.gz")
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    names = sorted({row["name"] for row in rows if fold(row["name"]).strip()})
    entities = {f"n{number}": entity(f"n{number}", name) for number, name in enumerate(names)}
    rules = [rule(f"@{key}", rule_id=key) for key in entities]
    matcher = compiled(*rules, entities=entities, forms=open_forms(("en",)).forms).matcher
    literal = re.compile(
        "|".join(re.escape(fold(name)) for name in sorted(names, key=len, reverse=True))
    )
    number_of = {fold(name): f"n{number}" for number, name in enumerate(names)}
    occurrences = 0
    missed = []
    for row in rows:
        heard = set(matcher.heard(article(row["text"])))
        found = {match[0] for match in literal.finditer(fold(row["text"]))}
        occurrences += len(found)
        missed += [(name, row["key"]) for name in found if number_of[name] not in heard]
    return occurrences, missed


def main() -> None:
    """Print both figures, and what was judged differently."""
    corpus = Path(os.environ["WIREBELL_CORPUS"])
    found = agreement(corpus)
    print(
        f"addresses and topics: {found.pairs}, agreed {100 * found.share:.1f} %, both {found.heard}"
    )
    for topic, address, language in found.apart:
        print(f"  {topic}: only {language} of {address}")
    occurrences, missed = missed_names(corpus)
    print(f"names standing literally: {occurrences}, missed {len(missed)}")
    for name, key in missed[:20]:
        print(f"  {name.strip()}: {key}")


if __name__ == "__main__":
    main()
