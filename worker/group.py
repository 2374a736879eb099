"""Many outlets, one story: which story an article belongs to.

For now articles with one canonical URL are one story; the store finds that story, because it
alone remembers. Copies, anchors and likeness will be decided here, between the same two answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from worker.model import Article, Story

HEADLINE_CHARS = 200  # of a text that has no title of its own


@dataclass(frozen=True, slots=True)
class Join:
    """The article tells a story that is already open."""

    story: Story


@dataclass(frozen=True, slots=True)
class Open:
    """The article opens a story of its own, under this headline."""

    headline: str


def assign(article: Article, story: Story | None) -> Join | Open:
    """Where the article belongs; `story` is the one its canonical URL (or itself) is in.

    Doubt opens: two stories where there was one ring twice, one where there were two rings once
    too few.
    """
    return Open(headline(article)) if story is None else Join(story)


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
