"""Finding an article's story: fingerprint, what is near it, what it repeats, where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from worker import group
from worker.model import (
    Adds,
    Article,
    Because,
    Fingerprint,
    KnownStory,
    Source,
    Story,
    Telling,
    Text,
)
from worker.parse import chrome
from worker.pipeline import canary
from worker.ports import Ledger
from worker.text.credit import Outlets, another_origin, origin_of

CANARY = Because("the canary")
# How many origins a story must have found for one more to be told of: the second confirms, the
# thirtieth does not.
TOLD_OF: Final = frozenset({2, 3, 5, 10, 20, 50, 100})


def place(
    ledger: Ledger, article: Article, rules: frozenset[str], outlets: Outlets
) -> tuple[Story, Adds]:
    """The story the article belongs to, with the article in it, and what it adds to it.

    `rules` are those that heard it. The fingerprint is kept, so that later articles find this one.
    The canary has a story of its own, and is found by nothing.
    """
    if canary.is_canary(article):
        return ledger.open_story(article, article.title, CANARY), Adds()
    found = group.fingerprint(article)
    home = ledger.story_of(article)
    near = ledger.near(found)
    copy = _copied(ledger, article, found, near)
    where = group.assign(article, found, home, near, copy, rules)
    origin = origin_of(article, outlets)
    evidence = None if origin.credit is None else origin.credit.evidence
    names = _new_names(ledger, article, near, where, copy) if home is None else ()
    adds = group.adds(article, where, copy, names)
    adds = replace(adds, source=Source(origin.name, origin.outlet, evidence))
    if isinstance(where, group.Open):
        story = ledger.open_story(article, where.headline, where.because, adds)
    else:
        told = ledger.tellings(where.story)
        # A copy with something new is news, and from the same origin all the same.
        kept = replace(adds, copy_of=copy.article_id) if copy and copy.is_copy else adds
        story = ledger.join_story(where.story, article, where.because, kept)
        telling = Telling(
            article.id, origin.outlet, origin.name, article.dated, copy_of=kept.copy_of
        )
        new = _new(told, telling) if story.origins in TOLD_OF else None
        adds = replace(adds, origins=story.origins, new_origin=new)
    ledger.keep_fingerprint(found)
    return story, adds


def _copied(
    ledger: Ledger, article: Article, found: Fingerprint, near: Sequence[KnownStory]
) -> group.Copy | None:
    copy = group.copied(found, near)
    if copy is None:
        return None
    # New is what no article of the story said: the first may be a cut of the others.
    known = "\n".join(f"{one.title}\n{one.text}" for one in _texts(ledger, copy.known))
    return replace(copy, new_facts=group.new_facts(_plain(article), known, short=copy.short))


def _new_names(
    ledger: Ledger, article: Article, near: Sequence[KnownStory], where: group.Join | group.Open,
    copy: group.Copy | None,
) -> tuple[str, ...]:  # fmt: skip
    """Names that the article brings to the story it joins."""
    if isinstance(where, group.Open):
        return ()
    [known] = (one for one in near if one.story.id == where.story.id)
    is_copy = copy is not None and copy.is_copy
    return group.opening_names(_plain(article), _texts(ledger, known), known, copy=is_copy)


def _texts(ledger: Ledger, known: KnownStory) -> Sequence[Text]:
    return ledger.texts_of([member.article_id for member in known.members])


def _plain(article: Article) -> Article:
    """The article without what its site says around it, which is no fact about the event."""
    lead, body = (
        "\n".join(chrome.without(text.split("\n"))) for text in (article.lead, article.body)
    )
    return replace(article, lead=lead, body=body)


def _new(told: Sequence[Telling], telling: Telling) -> str | None:
    """The origin that the article is the first of, if any; it may be in the story already."""
    return another_origin([one for one in told if one.article_id != telling.article_id], telling)
