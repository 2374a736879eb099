"""Finding an article's story: fingerprint, what is near it, what it repeats, where it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
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
    ledger: Ledger,
    article: Article,
    found: Fingerprint,
    rules: frozenset[str],
    outlets: Outlets,
) -> tuple[Story, Adds]:
    """The story the article belongs to, with the article in it, and what it adds to it.

    `rules` are those that heard it. Its fingerprint `found` is kept, so that later articles find
    this one. The canary has a story of its own, and is found by nothing.
    """
    if canary.is_canary(article):
        return ledger.open_story(article, article.title, CANARY), Adds()
    home = ledger.story_of(article)
    near = ledger.near(found)
    beside = _Beside(ledger, article)
    copy = beside.copied(found, near)
    where = group.assign(article, found, home, near, copy, rules)
    names = beside.new_names(found, near, where, copy) if home is None else ()
    source = _source(article, outlets)
    adds = replace(group.adds(article, where, copy, names), source=source)
    new = None
    told: Sequence[Telling] = ()
    members: list[Fingerprint] = []
    if isinstance(where, group.Open):
        story = ledger.open_story(article, where.headline, where.because, adds)
    else:
        told = ledger.tellings(where.story)
        # A copy with something new is news, and from the same origin all the same.
        kept = replace(adds, copy_of=copy.article_id) if copy and copy.is_copy else adds
        story = ledger.join_story(where.story, article, where.because, kept)
        members = [member for one in near if one.story.id == story.id for member in one.members]
        new = _new(told, article, source, kept.copy_of)
    if home is None:
        after = max((one.article_id for one in told), default=0)
        story = _with_coverage(ledger, story, [*members, found], after, outlets)
    ledger.keep_fingerprint(found)
    new_origin = new if story.origins in TOLD_OF else None
    return story, replace(adds, origins=story.origins, new_origin=new_origin)


def _source(article: Article, outlets: Outlets) -> Source:
    origin = origin_of(article, outlets)
    evidence = None if origin.credit is None else origin.credit.evidence
    return Source(origin.name, origin.outlet, evidence)


def _with_coverage(
    ledger: Ledger, story: Story, members: Sequence[Fingerprint], after: int, outlets: Outlets
) -> Story:
    """The story with what else is published of it, though no rule heard that: who told it, and who
    first, are facts about the event. It says nothing by itself.
    """
    for one in ledger.coverage(members[-1], after):
        covers = group.covers(group.fingerprint(one), members)
        if covers is not None and not canary.is_canary(one):
            because, copy_of = covers
            adds = Adds(copy_of=copy_of, source=_source(one, outlets))
            story = ledger.join_story(story, one, because, adds)
    return story


class _Beside:
    """An article beside what its story's articles say; each text is read and cleaned once."""

    def __init__(self, ledger: Ledger, article: Article) -> None:
        self._ledger = ledger
        self._article = article
        self._texts: dict[int, Mapping[int, Text]] = {}

    def copied(self, found: Fingerprint, near: Sequence[KnownStory]) -> group.Copy | None:
        """What the article repeats, with what it adds to it."""
        copy = group.copied(found, near)
        return copy and group.with_news(copy, self._plain, self._said(copy.known))

    def new_names(
        self,
        found: Fingerprint,
        near: Sequence[KnownStory],
        where: group.Join | group.Open,
        copy: group.Copy | None,
    ) -> tuple[str, ...]:
        """Names that the article brings to the story it joins."""
        if isinstance(where, group.Open):
            return ()
        [known] = (one for one in near if one.story.id == where.story.id)
        is_copy = copy is not None and copy.is_copy
        said = [*self._said(known).values()]
        return group.opening_names(self._plain, found, said, known, copy=is_copy)

    @cached_property
    def _plain(self) -> Article:
        """Without what its site says around it, which is no fact about the event."""
        article = self._article
        lead, body = (
            "\n".join(chrome.without(text.split("\n"))) for text in (article.lead, article.body)
        )
        return replace(article, lead=lead, body=body)

    def _said(self, known: KnownStory) -> Mapping[int, Text]:
        texts = self._texts.get(known.story.id)
        if texts is None:
            texts = self._ledger.texts_of([member.article_id for member in known.members])
            self._texts[known.story.id] = texts
        return texts


def _new(
    told: Sequence[Telling], article: Article, source: Source, copy_of: int | None
) -> str | None:
    """The origin that the article is the first of, if any; it may be in the story already."""
    telling = Telling(article.id, source.outlet, source.name, article.dated, copy_of=copy_of)
    return another_origin([one for one in told if one.article_id != article.id], telling)
