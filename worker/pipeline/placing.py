"""Finding an article's story: fingerprint, what is near it, what it repeats, where it goes."""

from __future__ import annotations

from dataclasses import replace

from worker import group
from worker.model import Adds, Article, Because, Story
from worker.pipeline import canary
from worker.ports import Ledger

CANARY = Because("the canary")


def place(ledger: Ledger, article: Article, rules: frozenset[str]) -> tuple[Story, Adds]:
    """The story the article belongs to, with the article in it, and what it adds to it.

    `rules` are those that heard it. The fingerprint is kept, so that later articles find this one.
    The canary has a story of its own, and is found by nothing.
    """
    if canary.is_canary(article):
        return ledger.open_story(article, article.title, CANARY), Adds()
    found = group.fingerprint(article)
    home = ledger.story_of(article)
    near = ledger.near(found)
    copy = group.copied(found, near)
    if copy is not None:
        known = ledger.text_of(copy.article_id)
        facts = group.new_facts(article, known, short=copy.short)
        copy = replace(copy, new_facts=facts)
    where = group.assign(article, found, home, near, copy, rules)
    adds = group.adds(article, where, copy)
    if isinstance(where, group.Join):
        story = ledger.join_story(where.story, article, where.because, adds.copy_of)
    else:
        story = ledger.open_story(article, where.headline, where.because)
    ledger.keep_fingerprint(found)
    return story, adds
