"""Many outlets, one story: which story an article belongs to, and why.

The worst failure is not noise but an alert swallowed by mistake, so doubt opens: what is only
related opens a story of its own beside the other, and so does what another rule heard, what comes
a day later, and what would make a story swallow the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from worker.group.anchors import is_number
from worker.group.copies import KNOWN, TEMPLATE, Copy, contained
from worker.group.likeness import SHORT, Likeness, alike, linked
from worker.model import Adds, Article, Because, Fingerprint, KnownStory, Story

HEADLINE_CHARS = 200  # of a text that has no title of its own
# Fixed on English articles alone, on a plateau from .18 to .27 (tests/quality/grouping.py).
JOIN: Final = 0.20
RELATED: Final = 0.14
JOIN_BY_OTHER_RULES: Final = 0.45
GOES_ON: Final = 0.5  # an outlet with an event that it told before
NEARLY: Final = 0.75  # as like as the nearest: what is far less like is no story of the article's
SUPPRESSES_FOR = timedelta(hours=24)  # since its latest article
MOST_ARTICLES = 500  # in a story
UNHEARD = "no rule heard it"


@dataclass(frozen=True, slots=True)
class Join:
    """The article tells a story that is already open."""

    story: Story
    because: Because


@dataclass(frozen=True, slots=True)
class Open:
    """The article opens a story of its own, under this headline, perhaps beside a related one."""

    headline: str
    because: Because
    related: Story | None = None


def assign(
    article: Article,
    found: Fingerprint,
    home: Story | None,
    known: Sequence[KnownStory],
    copy: Copy | None,
    rules: frozenset[str],
    *,
    join: float = JOIN,
) -> Join | Open:
    """Where the article belongs.

    `home` is the story it, or its canonical URL, is in already; `rules` are those that heard it;
    `join` is the least likeness at which it joins.
    """
    if home is not None:
        return Join(home, Because("the same address"))
    if copy is not None and copy.is_copy:
        return Join(copy.known.story, Because(_copy_words(copy), copy.part))
    if not known:
        return Open(headline(article), Because("nothing like it", 0.0))
    likeness, best = _nearest(found, known, copy, rules, join)
    because = Because("one event", likeness.score, likeness.shared)
    if because.score < RELATED:
        unlike = Because("like no other story", because.score, because.shared)
        return Open(headline(article), unlike)
    objection = _objection(best, because.score, found, copy, rules, join)
    short = found.triples < SHORT
    if objection is None and short:
        objection = _too_short(best, found)
    if objection is None:
        return Join(best.story, because)
    words = f"beside story {best.story.id}: {objection}"
    apart = Because(words, because.score, because.shared)
    # A short text says too little to be called related.
    return Open(headline(article), apart, related=None if short else best.story)


def covers(found: Fingerprint, members: Sequence[Fingerprint]) -> tuple[Because, int | None] | None:
    """Why an article that no rule heard tells of the story of these, and which of them it repeats;
    None if it may as well tell of something else.
    """
    part, copy_of = max((contained(found, member), member.article_id) for member in members)
    if part >= KNOWN:
        return Because(f"{UNHEARD}: {_repeats(copy_of, part)}", part), copy_of
    likeness = linked(found, members)
    if likeness.score < JOIN_BY_OTHER_RULES or found.triples < SHORT:
        return None
    return Because(f"{UNHEARD}: one event", likeness.score, likeness.shared), None


def adds(
    article: Article, where: Join | Open, copy: Copy | None, names: tuple[str, ...] = ()
) -> Adds:
    """What the article adds to the story it was assigned to; `names` are those new to it."""
    if isinstance(where, Open):
        return Adds(related=where.related.headline if where.related else None)
    told = where.story
    repeated = copy if copy and copy.is_copy and copy.known.story.id == told.id else None
    facts = repeated.new_facts if repeated else ()
    first = bool(told.heard_in) and article.language not in {None, *told.heard_in}
    return Adds(
        copy_of=repeated.article_id if repeated and not facts and not names else None,
        new_facts=facts,
        new_names=names,
        new_language=article.language if first else None,
    )


def _nearest(
    found: Fingerprint,
    known: Sequence[KnownStory],
    copy: Copy | None,
    rules: frozenset[str],
    join: float,
) -> tuple[Likeness, KnownStory]:
    """The story most like the article; where that is closed to it, one nearly as like that is not.

    A story that other rules heard, or that is over or full, shall not hide the article's own; but
    of a twin event any story may be another.
    """
    ranked = sorted(
        ((linked(found, one.members), one) for one in known), key=lambda pair: -pair[0].score
    )
    if copy is not None and copy.is_twin:
        return ranked[0]
    least = max(join, NEARLY * ranked[0][0].score)
    for likeness, one in ranked:
        if likeness.score >= least and _closed(one, likeness.score, found, rules) is None:
            return likeness, one
    return ranked[0]


def _objection(
    best: KnownStory,
    score: float,
    found: Fingerprint,
    copy: Copy | None,
    rules: frozenset[str],
    join: float,
) -> str | None:
    """Why an article that is like a story does not join it; None if it does."""
    if _is_twin(copy, best, score, found):
        return "its outlet told another event in the same words"
    if score < join:
        return "related, but not surely one event"
    return _closed(best, score, found, rules)


def _closed(
    best: KnownStory, score: float, found: Fingerprint, rules: frozenset[str]
) -> str | None:
    """Why a story takes in no article that is so like it; None if it does."""
    objections = (
        (
            score < JOIN_BY_OTHER_RULES and not rules & best.rules,
            "like it, but heard by other rules",
        ),
        (found.at - best.latest_at > SUPPRESSES_FOR, "its latest article is older than a day"),
        (
            best.story.articles >= MOST_ARTICLES,
            f"it has {MOST_ARTICLES} articles, and may be no single event",
        ),
    )
    return next((words for objects, words in objections if objects), None)


def _is_twin(copy: Copy | None, best: KnownStory, score: float, found: Fingerprint) -> bool:
    """Whether the outlet told another event of the story in the same words.

    One of another story says nothing against this. Nor do some of its words, where the names are
    the same: an outlet that goes on with an event says again what happened.
    """
    if copy is None or not copy.is_twin or copy.known.story.id != best.story.id:
        return False
    if copy.part < KNOWN and score >= GOES_ON:
        return False
    return not _told_by_another(best.members, found)


def _told_by_another(members: Sequence[Fingerprint], found: Fingerprint) -> bool:
    """Whether another outlet surely told this event, in words of its own: those of its language.

    Of another language it may be the same text, translated.
    """
    return any(
        member.outlet != found.outlet
        and member.language == found.language
        and contained(found, member) < TEMPLATE
        and alike(found, member).sure >= JOIN_BY_OTHER_RULES
        for member in members
    )


def _too_short(best: KnownStory, found: Fingerprint) -> str | None:
    """Why a short text is not surely of a story it is like."""
    if any(member.outlet == found.outlet for member in best.members):
        return "a short text, and no copy of what its outlet told before"
    if not any(_same_numbers(found, member) for member in best.members):
        return "a short text with other numbers"
    return None


def _same_numbers(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one of them names no number that the other does not."""
    ours = {anchor for anchor in one.anchors if is_number(anchor)}
    theirs = {anchor for anchor in other.anchors if is_number(anchor)}
    return ours <= theirs or theirs <= ours


def _copy_words(copy: Copy) -> str:
    words = _repeats(copy.article_id, copy.part)
    return f"{words}, with new facts" if copy.new_facts else words


def _repeats(article_id: int, part: float) -> str:
    return f"a copy of article {article_id}, {part:.0%} of its words"


def headline(article: Article) -> str:
    """The article's title on one line; without one, how its text begins; else where it stands."""
    for text in (article.title, article.lead, article.body):
        words = " ".join(text.split())
        if words:
            return words if text is article.title else _beginning(words)
    return article.url or "(untitled)"


def _beginning(words: str) -> str:
    """At most `HEADLINE_CHARS`, cut between words where there is a space."""
    if len(words) <= HEADLINE_CHARS:
        return words
    cut = words[:HEADLINE_CHARS]
    return (cut.rpartition(" ")[0] or cut) + "…"
