"""The outlets that may be credited: the shipped ones and those of the feed list, found by name.

One automaton looks for every spelling in one pass over folded bytes; only what it finds is compared
with the published letters ("FT" is no "ft", "Time" no "time").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

from worker.text.credit.papers import PAPERS
from worker.text.credit.wires import WIRES
from worker.text.everyday import is_common
from worker.text.fold import fold
from worker.text.hosts import lodges, site_of
from worker.text.letters import fold_parts

DECLINED: Final = ("", "а", "у", "ом", "е", "і", "ові")  # a masculine noun in ru and uk
GENITIVE: Final = ("nb", "nn", "sv", "da", "de")  # "ifølge NRKs kilder"

_TAKE_S: Final = frozenset("abcdefghijklmnopqrtuvwyæøåäöé0123456789")
_INDENTED: Final = re.compile(r"\n +")
_TITLE_PARTS: Final = re.compile(r"\s+[-–—|>»:]+\s+|:\s+")
_FEWEST_LETTERS: Final = 2
_FEWEST_OF_LABEL: Final = 5  # letters: what is shorter is part of many a domain


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who publishes news, under one name; a wire's text is printed by others."""

    name: str
    wire: bool = False


@dataclass(frozen=True, slots=True)
class FeedName:
    """What the feed list says of one feed."""

    url: str
    name: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an outlet's name. `common`: an everyday word too."""

    text: str
    outlet: Outlet
    common: bool = False
    languages: tuple[str, ...] = ()
    domain: bool = False

    def is_written(self, surface: str) -> bool:
        """Whether published letters that fold like this spelling write it: capitals where it has
        capitals; a domain in one piece.
        """
        if self.domain:
            return surface.casefold() == self.text
        if not self.text.isascii() and fold(surface) != fold(self.text):
            return False  # letters of rare scripts share a byte
        if self.text[:-1].isupper() and self.text[-1] == "s" != surface[-1]:
            return False  # DNS is nothing of DN's
        written = [letter for letter in surface if letter.isalnum()]
        mine = [letter for letter in self.text if letter.isalnum()]
        return len(written) != len(mine) or not any(
            own.isupper() and letter.islower() for own, letter in zip(mine, written, strict=True)
        )


NameHit = tuple[tuple[Spelling, ...], int, int]  # folded bounds, without the spaces around them


class Outlets:
    """Names and hosts of outlets. Immutable once built; safe to use from several threads."""

    def __init__(
        self,
        spellings: Iterable[Spelling],
        hosts: Iterable[tuple[str, Outlet]],
        labels: Iterable[tuple[str, Outlet]] = (),
    ) -> None:
        self.spellings = tuple(spellings)
        self.hosts = dict(hosts)
        self.labels = dict(labels)
        folded = fold_parts([each.text for each in self.spellings]).split(b"\n")
        found: dict[bytes, tuple[Spelling, ...]] = {}
        for pattern, spelling in zip(folded, self.spellings, strict=True):
            if pattern.strip():
                found[pattern] = (*found.get(pattern, ()), spelling)
        self._found = list(found.values())
        self._names = {fold(each[0].text): each[0].outlet for each in found.values()}
        self._search = BytesAhoCorasick(list(found))

    def scan(self, data: bytes) -> list[NameHit]:
        """Every spelling in folded bytes, by start, the longer first; they may overlap."""
        hits = self._search.find_matches_as_indexes(data, overlapping=True)
        found = [(self._found[number], start + 1, end - 1) for number, start, end in hits]
        return sorted(found, key=lambda hit: (hit[1], -hit[2]))

    def named(self, name: str) -> Outlet | None:
        """The outlet of which this is one spelling, whatever its case."""
        return self._names.get(fold(name))

    def at(self, host: str) -> Outlet | None:
        """The outlet whose domain the host is, or is under; or, of an outlet whose feed stands
        elsewhere, whose name it spells: `the-gazette.example`.
        """
        labels = host.casefold().strip(".").split(".")
        for first in range(len(labels) - 1):
            found = self.hosts.get(".".join(labels[first:]))
            if found is not None:
                return found
        spelled = (self.labels.get(_label(label)) for label in labels[:-1])
        return next((found for found in spelled if found is not None), None)

    def canonical(self, owner_or_host: str) -> str:
        """One name for an outlet that is told by a name, an owner or a host; else what was given.

        `ft.com`, `www.ft.com`, `FT` and `Financial Times` are "Financial Times".
        """
        found = self.named(owner_or_host)
        if found is None and "." in owner_or_host and " " not in owner_or_host:
            found = self.at(owner_or_host)
        return owner_or_host if found is None else found.name

    def with_feeds(self, feeds: Iterable[FeedName]) -> Outlets:
        """These and the outlets of a feed list, under the owner's name where one is given.

        A feed of an unknown outlet stands for its host: several feeds of one host are one outlet,
        but where feeds of many are kept (FeedBurner), its name tells whose it is.
        Names that are everyday words ("World") are not looked for.
        """
        feeds = sorted(feeds, key=lambda feed: not feed.owner)  # an owner decides for its host
        hosted = [(feed, site_of(feed.url)) for feed in feeds]
        placed = [(feed, host, self.at(host) or self.named(feed.name)) for feed, host in hosted]
        owned = {
            known.name: Outlet(self.canonical(feed.owner), known.wire)
            for feed, _, known in placed
            if feed.owner and known
        }
        spellings = [_moved(each, owned) for each in self.spellings]
        labels = dict(self.labels)
        hosts = {host: owned.get(outlet.name, outlet) for host, outlet in self.hosts.items()}
        said = {(each.text, each.outlet.name) for each in spellings}
        for feed, host, known in placed:
            own = owned.get(known.name, known) if known else self._new(feed, host)
            if own is None:
                continue
            if not lodges(host):
                hosts.setdefault(host, own)
            for text in _spellings_of(feed.name):
                if lodges(host) and len(_label(text)) >= _FEWEST_OF_LABEL:
                    labels.setdefault(_label(text), own)
                if (text, own.name) not in said and self.named(text) is None:
                    said.add((text, own.name))
                    spellings.append(Spelling(text, own))
        return Outlets(spellings, hosts.items(), labels.items())

    def _new(self, feed: FeedName, host: str) -> Outlet | None:
        """The outlet of a feed that no list knows: its owner, its host, or its own name."""
        name = self.canonical(feed.owner) if feed.owner else host
        if lodges(name):
            name = next(reversed(list(_spellings_of(feed.name))), "")
        return Outlet(name) if name else None


def _moved(spelling: Spelling, owned: dict[str, Outlet]) -> Spelling:
    return replace(spelling, outlet=owned.get(spelling.outlet.name, spelling.outlet))


def _label(text: str) -> str:
    """A name as a domain would spell it, without its article."""
    return "".join(filter(str.isalnum, fold(text).strip().removeprefix("the ")))


def _spellings_of(name: str) -> Iterator[str]:
    """A feed's name, and what stands before its first dash ("NRK" of "NRK - Toppsaker")."""
    for text in dict.fromkeys((name.strip(), _TITLE_PARTS.split(name.strip())[0])):
        letters = sum(map(str.isalnum, text))
        if letters >= _FEWEST_LETTERS and (text.isupper() or not is_common(text)):
            yield text


def _listed(table: str, *, wire: bool) -> Iterator[tuple[Outlet, list[str], list[str]]]:
    for line in _INDENTED.sub(" ", table.strip()).split("\n"):
        name, domains, others = (part.strip() for part in line.split("|"))
        yield (
            Outlet(name, wire),
            domains.split(),
            [each.strip() for each in others.split(",") if each.strip()],
        )


def _spelled(outlet: Outlet, marked: str) -> Iterator[Spelling]:
    text, _, languages = marked.partition(" @")
    common = text.startswith("*")
    stem = text.removeprefix("*")
    endings = DECLINED if stem.endswith("~") else ("",)
    for ending in endings:
        yield Spelling(stem.removesuffix("~") + ending, outlet, common, tuple(languages.split()))


def _owned(spelling: Spelling) -> Iterator[Spelling]:
    """The genitive of a name in Latin letters that is nothing but a name."""
    own = [each for each in GENITIVE if not spelling.languages or each in spelling.languages]
    if own and not spelling.common and spelling.text[-1].lower() in _TAKE_S:
        yield replace(spelling, text=f"{spelling.text}s", languages=tuple(own))


@cache
def shipped() -> Outlets:
    """The outlets this package knows without any feed list."""
    spellings: list[Spelling] = []
    hosts: list[tuple[str, Outlet]] = []
    for outlet, domains, others in (*_listed(WIRES, wire=True), *_listed(PAPERS, wire=False)):
        named = [each for other in others for each in _spelled(outlet, other)]
        if all(each.text != outlet.name for each in named):
            named.insert(0, Spelling(outlet.name, outlet))
        spellings += [*named, *(owned for each in named for owned in _owned(each))]
        spellings += [Spelling(domain, outlet, domain=True) for domain in domains]
        hosts += [(domain, outlet) for domain in domains]
    return Outlets(spellings, hosts)
