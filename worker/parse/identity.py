"""The key of an article: how a feed tells its entries apart, chosen once and kept (rule 14).

Why is the strategy kept? A feed that repeats its guids one day must not issue everything anew; so
under a kept strategy only the entries that collide are told apart by what else they say, and of
those the oldest keeps the plain key it had when it stood alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from worker.model import Identity, Namesakes

# A few repeats do not disqualify a strategy: a live ticker's link listed twice among fifty.
_MOSTLY = 0.9
_FEW = 4  # from here on one repeat does not, either


@dataclass(frozen=True, slots=True)
class Marks:
    """What may tell one entry from another; empty where the entry says nothing.

    `link` is the canonical link with its fragment. Neither `guid` nor `link` may be the site's
    own address: that names no article.
    """

    guid: str
    link: str
    title: str
    summary: str
    published_at: datetime | None


def choose(entries: Sequence[Marks]) -> Identity:
    """The strategy for a feed never seen before: guid, guid and link, link, title and summary.

    The first under which at least nine in ten entries, or all but one of five and more, are told
    apart, where most have that mark.
    """
    whole = len(set(entries))  # entries listed twice prove nothing
    if not whole:
        return Identity.GUID
    guids = sum(bool(marks.guid) for marks in entries) * 2 > len(entries)
    links = sum(bool(marks.link) for marks in entries) * 2 > len(entries)
    usable = (
        (Identity.GUID, guids),
        (Identity.GUID_AND_LINK, guids and links),
        (Identity.LINK, links),
    )
    for identity, present in usable:
        apart = len({_basis(m, identity) for m in entries})
        if present and (apart >= _MOSTLY * whole or apart == whole - 1 >= _FEW):
            return identity
    return Identity.TITLE_AND_SUMMARY


def keys(entries: Sequence[Marks], identity: Identity) -> list[tuple[str, Namesakes] | None]:
    """A key (32 hex digits) for each entry, in the same order, and the keys it has alone and among
    others that share its basis; None for a repeated entry.

    Entries with the same basis, link and title (or, untitled, summary) are one entry listed
    twice: the first stands. Under `TITLE_AND_SUMMARY` they must also have the same date.
    """
    groups: dict[tuple[str, ...], dict[tuple[str, ...], int]] = defaultdict(dict)
    for place, marks in enumerate(entries):
        groups[_basis(marks, identity)].setdefault(_rest(marks, identity), place)
    found: list[tuple[str, Namesakes] | None] = [None] * len(entries)
    for basis, listed in groups.items():
        oldest, plain = _oldest(entries, [*listed.values()]), digest(*basis)
        for rest, place in listed.items():
            names = Namesakes(plain, digest(*basis, "", *rest), len(listed) > 1)
            found[place] = (names.plain if place == oldest else names.apart), names
    return found


def shared(links: Sequence[str | None]) -> frozenset[str]:
    """Addresses that more than one of these entries carries, so that identify none."""
    counts = Counter(link for link in links if link)
    return frozenset(link for link, count in counts.items() if count > 1)


def _basis(marks: Marks, identity: Identity) -> tuple[str, ...]:
    """The marks an entry is known by; an entry without them falls back to the next best."""
    words: tuple[str, ...] = ("words", marks.title, marks.summary)
    if not marks.title and not marks.summary:
        words = (*words, *_date(marks))
    link = ("link", marks.link) if marks.link else words
    by_identity: dict[Identity, tuple[str, ...]] = {
        Identity.GUID: ("guid", marks.guid) if marks.guid else link,
        Identity.GUID_AND_LINK: ("guid+link", marks.guid, marks.link) if marks.guid else link,
        Identity.LINK: link,
        Identity.TITLE_AND_SUMMARY: words,
    }
    return by_identity[identity]


def _rest(marks: Marks, identity: Identity) -> tuple[str, ...]:
    """What tells entries of one basis apart: other words or another address."""
    if identity is Identity.TITLE_AND_SUMMARY:
        return (marks.link, *_date(marks))
    return (marks.title, "" if marks.title else marks.summary, marks.link)


def _date(marks: Marks) -> tuple[str, ...]:
    return (marks.published_at.isoformat() if marks.published_at else "",)


def _oldest(entries: Sequence[Marks], places: Sequence[int]) -> int:
    """The place of the oldest: by date where all have one, else the last listed."""
    dated = [(date, -place) for place in places if (date := entries[place].published_at)]
    return -min(dated)[1] if len(dated) == len(places) else places[-1]


def digest(*parts: str) -> str:
    """32 hex digits, over the parts each with its length, so that no two lists read alike."""
    state = blake2b(digest_size=16)
    for part in parts:
        coded = part.encode("utf-8", "surrogatepass")
        state.update(len(coded).to_bytes(4, "big") + coded)
    return state.hexdigest()
