"""Whether an article says again what another said, and what it adds to it.

Much of a text in another (containment, not likeness: a cut wire text is a copy of the whole one)
makes it known; but templates repeat, so a name or number that the known text does not hold is
news, and so is known text with a new target.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import Final

from worker.group.anchors import WORD, anchors, is_number
from worker.group.skeleton import skeleton
from worker.group.weights import is_rare
from worker.model import Article
from worker.text.fold import fold

KNOWN: Final = 0.6  # contained to this part; reports of one event by two desks stay under .2
_FEW = 8  # triples in common reach: too few to tell a copy by
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SENTENCE_WORDS = 6  # what is shorter is a label, a link, a caption
_END: Final = 1 << 63  # beyond every hash


def contained(sketch: Sequence[int], other: Sequence[int], triples: int, others: int) -> float:
    """The part of a text that stands in the other, from their sketches, about.

    `triples` and `others` are how many each text has. A sketch that is cut ends at its largest
    hash; beyond it nothing is known of the text.
    """
    reach = min(
        sketch[-1] if len(sketch) < triples else _END,
        other[-1] if len(other) < others else _END,
    )
    ours = sketch[: bisect_right(sketch, reach)]
    if len(ours) < min(_FEW, triples):
        return 0.0
    return len(frozenset(other).intersection(ours)) / max(1, len(ours))


def new_facts(article: Article, known: str, *, short: bool) -> tuple[str, ...]:
    """Names and numbers of an article that the known text does not hold, as written.

    They are looked for in whole sentences: titles are written anew by each outlet, and labels and
    links belong to the page. In a `short` article every word counts that is no common one. The
    names of those who published it never count.
    """
    words = {fold(word) for word in set(WORD.findall(known))}
    held = set(anchors("", known).counts) | own_names(article)
    if short:
        said = WORD.finditer(f"{article.title}\n{article.lead}\n{article.body}")
        found = dict.fromkeys(one[0] for one in said)
        return tuple(word for word in found if _is_new(word, words, article.language, held))
    facts = anchors("", sentences(f"{article.lead}\n{article.body}"))
    return tuple(
        surface
        for anchor, surface in facts.surfaces.items()
        if anchor not in held
        and fold(surface) not in words
        and (facts.counts[anchor] >= 1 or is_rare(surface, article.language))
    )


def sentences(text: str) -> str:
    """Its whole sentences, a line each: labels and links belong to the page."""
    return "\n".join(one for one in _SENTENCE.split(text) if len(one.split()) >= _SENTENCE_WORDS)


def _is_new(word: str, known: Collection[str], language: str | None, held: Collection[str]) -> bool:
    if fold(word) in known or skeleton(word) in held:
        return False
    return is_number(word) or is_rare(word, language)


def own_names(article: Article) -> frozenset[str]:
    """The anchors of the names of those who published it: they stand in the chrome of a page."""
    host = article.outlet.partition(".")[0]
    names = " ".join((article.outlet, host, *(one.feed_name for one in article.sightings)))
    return frozenset(skeleton(found[0]) for found in WORD.finditer(names))
