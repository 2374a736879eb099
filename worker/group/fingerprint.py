"""What grouping keeps of an article: its anchors, its words, a sketch of its text.

Weights are scaled so that the likeness of two fingerprints is a sum of products. The sketch holds
the hashes of overlapping triples of words, all of them or the smallest: what two texts share is
told from it without the texts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final

from worker.group.anchors import anchored, anchors, stems
from worker.group.weights import name_weight, word_weight
from worker.model import Article, Fingerprint
from worker.text.fold import fold

TEXT_CHARS: Final = 20_000  # the rest of a longer text is not the news
LEAD_CHARS: Final = 300  # what stands first is what the event is
_LEAD = 1.5
_TIMES = 0.8  # how much of a logarithm each further mention adds
_POWER = 1.3  # rare names tell more than in proportion
# A text with few anchors shall not be like another for one of them: as if it had this much more
# that nobody shares. In the units of a weight raised to the power.
_UNSHARED = 28.0
_WORDS_KEPT = 120
_ANCHORS_KEPT = 80
SKETCH: Final = 512  # hashes kept of one text: 4 kB


def fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article as it stands; a millisecond or two."""
    text = f"{article.lead}\n{article.body}"[:TEXT_CHARS]
    found = anchors(article.title, text)
    head = f"{article.title}\n{text[:LEAD_CHARS]}"
    names = {
        anchor: _damped(count)
        * name_weight(anchor, article.language, found.surfaces[anchor]) ** _POWER
        for anchor, count in found.counts.items()
    }
    kept = _scaled(names, anchored(head), _ANCHORS_KEPT, _UNSHARED)
    sketch, triples = sketched(f"{article.title}\n{text}")
    return Fingerprint(
        article_id=article.id,
        at=article.dated,
        language=article.language,
        outlet=article.outlet,
        anchors=kept,
        surfaces={anchor: found.surfaces[anchor] for anchor in kept},
        words=_words(f"{article.title}\n{text}", head, article.language),
        sketch=sketch,
        triples=triples,
    )


def sketched(text: str) -> tuple[tuple[int, ...], int]:
    """The smallest hashes of a text's triples of words, rising, and how many triples it has."""
    words = fold(text).split()
    triples = {" ".join(triple) for triple in zip(words, words[1:], words[2:], strict=False)}
    hashes = {_hash(triple) for triple in triples or {" ".join(words)}}
    return tuple(sorted(hashes)[:SKETCH]), len(hashes)


def _hash(triple: str) -> int:
    """63 bits, which both databases take as a number."""
    return int.from_bytes(blake2b(triple.encode(), digest_size=8).digest(), "big") >> 1


def _words(text: str, head: str, language: str | None) -> dict[str, float]:
    counts = Counter(stems(text))
    weights = {
        stem: _damped(count) * word_weight(stem, language) ** _POWER
        for stem, count in counts.items()
    }
    return _scaled(weights, set(stems(head)), _WORDS_KEPT, 0.0)


def _damped(count: float) -> float:
    return 1 + _TIMES * math.log(count) if count >= 1 else count


def _scaled(
    weights: Mapping[str, float], first: Iterable[str], most: int, unshared: float
) -> dict[str, float]:
    """The heaviest, as parts of a vector of length one; what stands first weighs more."""
    raised = {**weights, **{key: weights[key] * _LEAD for key in first if key in weights}}
    length = math.sqrt(sum(weight**2 for weight in raised.values()) + unshared**2)
    heaviest = sorted(raised.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return {key: round(weight / length, 4) for key, weight in heaviest if length and weight}
