"""Whether an article says again what another said, and what it adds to it.

Much of a text in another (containment, not likeness: a cut wire text is a copy of the whole one)
makes it known; but templates repeat, so a name or number that the known text does not hold is
news, and so is known text with a new target.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from worker.group.anchors import HAN_AND_KANA, WORD, anchored, anchors, is_number
from worker.group.fingerprint import LEAD_CHARS
from worker.group.likeness import SHORT
from worker.group.names import sure
from worker.group.skeleton import skeleton
from worker.group.weights import is_rare
from worker.model import Article, Fingerprint, KnownStory, Text, Zone
from worker.text.credit import credited, shipped
from worker.text.fold import fold
from worker.text.sentence import ENDS, STOPS, UNSPACED_STOPS

KNOWN: Final = 0.6  # contained to this part; reports of one event by two desks stay under .2
TEMPLATE: Final = 0.25  # of the words of another article: its outlet's way to tell events of a kind
WRITTEN_ON_FOR = timedelta(hours=12)  # the same text with more in it; later it is a bulletin
_FEW = 8  # triples in common reach: too few to tell a copy by
_SENTENCE = re.compile(rf"(?<=[{STOPS}]){ENDS}\s+|(?<=[{UNSPACED_STOPS}])|\n+")
_SENTENCE_WORDS = 6  # what is shorter is a label, a link, a caption
# Where no spaces part words, two letters are one.
_UNSPACED_WORDS = re.compile(rf"(?:[{HAN_AND_KANA}][^{HAN_AND_KANA}]*){{{2 * _SENTENCE_WORDS}}}")
_COUNTED = re.compile(r"[〇一二三四五六七八九十百千万两兩]+[人名架枚艘辆]")  # 三人: three persons
_LETTERS = re.compile(r"\w+")
_LOOKED_THROUGH = 1_000_000_000  # characters, once for each word: a sixth of a second
_EVENT_NAMES = 2  # that tell an event from others of its kind
_END: Final = 1 << 63  # beyond every hash


@dataclass(frozen=True, slots=True)
class Copy:
    """An article whose text this one repeats; `new_facts` are what it adds, as written.

    `keeps` says whether all whom that article is about are in this one, `apart` how long lies
    between them.
    """

    article_id: int
    known: KnownStory
    part: float
    same_outlet: bool
    short: bool
    apart: timedelta
    new_facts: tuple[str, ...] = ()
    keeps: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether it repeats the article, and not only the way its outlet tells such events."""
        if self.part < KNOWN:
            return False
        return not (self.new_facts and (self.short or self.same_outlet)) or self._is_written_on

    @property
    def is_twin(self) -> bool:
        """Whether one outlet tells another event in the same words."""
        return self.same_outlet and bool(self.new_facts) and not self._is_written_on

    @property
    def _is_written_on(self) -> bool:
        """Whether an outlet tells the event again with what came to be known: more of the dead.

        The next bulletin says the same of another day.
        """
        on = self.same_outlet and self.keeps and not self.short and self.apart < WRITTEN_ON_FOR
        return on and self.part >= KNOWN


def contained(one: Fingerprint, other: Fingerprint) -> float:
    """The part of a text that stands in the other, whichever holds more of the other, about.

    A sketch that is cut ends at its largest hash; beyond it nothing is known of the text.
    """
    shared = frozenset(one.sketch).intersection(other.sketch)
    if not shared:
        return 0.0
    reach = min(
        each.sketch[-1] if len(each.sketch) < each.triples else _END for each in (one, other)
    )
    common = sum(hashed <= reach for hashed in shared)
    return max(_part(each, common, reach) for each in (one, other))


def _part(one: Fingerprint, common: int, reach: int) -> float:
    known = bisect_right(one.sketch, reach)
    return common / known if known >= min(_FEW, one.triples) else 0.0


def copied(article: Fingerprint, known: Sequence[KnownStory]) -> Copy | None:
    """The article whose words this one has most of, or is held by, if it has a fair part."""
    found = [
        (contained(article, member), -member.article_id, member, story)
        for story in known
        for member in story.members
    ]
    if not found:
        return None
    part, _, member, story = max(found, key=lambda one: one[:2])
    if part < TEMPLATE:
        return None
    same, apart = member.outlet == article.outlet, abs(article.at - member.at)
    return Copy(member.article_id, story, part, same, article.triples < SHORT, apart)


def with_news(copy: Copy, article: Article, said: Mapping[int, Text]) -> Copy:
    """With what the article adds to what the articles of the copy's story `said`, by their ids.

    New is what none of them said: the first may be a cut of the others.
    """
    facts = new_facts(article, "\n".join(one.whole for one in said.values()), short=copy.short)
    before = said.get(copy.article_id) if facts and copy.same_outlet else None
    kept = before is not None and keeps(article, before)
    return replace(copy, new_facts=facts, keeps=kept)


def new_facts(article: Article, known: str, *, short: bool) -> tuple[str, ...]:
    """Names and numbers of an article that the known text does not hold, as written.

    They are looked for in whole sentences: titles are written anew by each outlet, and labels and
    links belong to the page. In a `short` article every word counts that is no common one. The
    names of those who published it never count.
    """
    found = _said(article) if short else _named(article)
    # First what is cheap to ask: of a mere copy nothing is left to look at closely.
    left = _missing(found, known.casefold())
    if left:
        own = own_names(article)
        words = {fold(word) for word in set(WORD.findall(known))}
        left = [word for word in left if skeleton(word) not in own and fold(word) not in words]
    if not left:
        return ()
    held = {*anchored(known), *_COUNTED.findall(known)}
    return tuple(word for word in left if skeleton(word) not in held and word not in held)


def keeps(article: Article, before: Text) -> bool:
    """Whether an article's text has all the names that another is about: two at least.

    It is about those in its title and first lines.
    """
    text = sentences(before.text)
    about = sure(text) & anchored(f"{before.title}\n{text[:LEAD_CHARS]}")
    names = {anchor for anchor in about if not is_number(anchor)} - own_names(article)
    held = anchored(f"{article.lead}\n{article.body}")
    return len(names) >= _EVENT_NAMES and names <= held


def _named(article: Article) -> list[str]:
    """Names and numbers in whole sentences."""
    said = sentences(f"{article.lead}\n{article.body}")
    facts = anchors("", said)
    return [
        *(
            surface
            for anchor, surface in facts.surfaces.items()
            if facts.counts[anchor] >= 1 or is_rare(surface, article.language)
        ),
        *dict.fromkeys(_COUNTED.findall(said)),
    ]


def _said(article: Article) -> list[str]:
    """Every word that is no common one, once."""
    found = WORD.finditer(f"{article.title}\n{article.lead}\n{article.body}")
    words = dict.fromkeys(one[0] for one in found)
    return [word for word in words if is_number(word) or is_rare(word, article.language)]


def _missing(words: Sequence[str], lower: str) -> Sequence[str]:
    """The words that a casefolded text does not hold. Where very many are asked of a very long one,
    a word of several (O'Neill) stands in it if each of them does.
    """
    if len(words) * len(lower) <= _LOOKED_THROUGH:
        return [word for word in words if not _stands(word, lower)]
    held = set(_LETTERS.findall(lower))
    return [word for word in words if not held.issuperset(_LETTERS.findall(word.casefold()))]


def _stands(word: str, lower: str) -> bool:
    """Whether a casefolded text holds the word: a pattern for each would cost ten times as much."""
    word = word.casefold()
    at = lower.find(word)
    while at >= 0 and not (_is_edge(lower, at) and _is_edge(lower, at + len(word))):
        at = lower.find(word, at + 1)
    return at >= 0


def _is_edge(text: str, at: int) -> bool:
    r"""Whether a word begins or ends here, as `\b` has it."""
    before, behind = text[max(0, at - 1) : at], text[at : at + 1]
    return (before == "_" or before.isalnum()) is not (behind == "_" or behind.isalnum())


def sentences(text: str) -> str:
    """Its whole sentences, a line each: labels and links belong to the page."""
    return "\n".join(
        one
        for one in _SENTENCE.split(text)
        if len(one.split()) >= _SENTENCE_WORDS or _UNSPACED_WORDS.search(one)
    )


def own_names(article: Article) -> frozenset[str]:
    """The anchors of the names of those who published it, for they stand in the chrome of a page,
    and of the wires that it credits: (NTB). A number in them is none, or Channel 4 could not tell
    of the fourth victim.
    """
    host = article.outlet.partition(".")[0]
    feeds = (one.feed_name for one in article.sightings)
    names = " ".join((article.outlet, host, *feeds, *_wires(article)))
    words = (skeleton(found[0]) for found in WORD.finditer(names))
    return frozenset(word for word in words if not is_number(word))


def _wires(article: Article) -> Iterator[str]:
    """As it writes them. In a name of several words one may be whom the news is about: of India."""
    outlets = shipped()
    zones: tuple[tuple[Zone, str], ...] = (("lead", article.lead), ("body", article.body))
    for credit in credited(zones, outlets, article.language):
        outlet, name = outlets.named(credit.outlet), credit.evidence.term
        if outlet is not None and outlet.wire and WORD.fullmatch(name):
            yield name
