"""Writes a digest: what was held from a channel, by reason, when it may be spoken of again.

It holds to the 20 kB of every message: what does not fit is counted, and named by the decisions
`wirebell why` shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from worker.alert.compose import about, address, text_of
from worker.alert.decide import loudest
from worker.alert.fit import MOST_BYTES, short, size
from worker.model import SEVERITIES, Held, Severity
from worker.text.jsonable import moment
from worker.text.written import counted

TITLE, REASON, REASONS = 300, 300, 20
SPARE = 100  # bytes kept free for the count of what is left out


def compose_digest(
    reason: str,
    held: Sequence[Held],
    alert_id: int,
    sequence: int,
    now: datetime,
    public_url: str | None = None,
) -> str:
    """The body of a `digest`: counts by reason, then a line a story, the loudest first.

    Keys as in an alert; story, article and latency are null and `rules` is empty.
    """
    alert = about(alert_id, sequence, reason, severity_of(held), public_url)
    stories = by_story(held)
    told: dict[str, Any] = {
        "articles": _articles(held), "stories": len(stories), "reasons": _reasons(held),
        "items": [],
    }  # fmt: skip
    data: dict[str, Any] = {
        "alert": alert, "story": None, "rules": [], "article": None, "latency": None,
        "digest": told,
    }  # fmt: skip
    body = {"type": "digest", "timestamp": moment(now), "data": data}
    room = MOST_BYTES - size(body) - SPARE
    for articles in stories:
        item = _item(articles)
        room -= size(item) + 1
        if room < 0:
            told["left_out"] = len(stories) - len(told["items"])
            break
        told["items"].append(item)
    return text_of(body)


def severity_of(held: Iterable[Held]) -> Severity:
    """The loudest of what was held; `info` when there was nothing."""
    return loudest(each.severity for each in held)


def by_story(held: Iterable[Held]) -> list[list[Held]]:
    """What was held, story by story (an article without one by itself): the loudest story first,
    then as they came.
    """
    stories: dict[tuple[str, int], list[Held]] = {}
    for each in held:
        own = each.story_id is None
        key = ("article", each.article_id) if own else ("story", each.story_id or 0)
        stories.setdefault(key, []).append(each)
    return sorted(stories.values(), key=lambda of: -SEVERITIES.index(severity_of(of)))


def summary(held: Sequence[Held]) -> str:
    """`3 stories held (5 articles)`, or that there was nothing."""
    if not held:
        return "nothing was held"
    stories, articles = len(by_story(held)), _articles(held)
    found = f"{counted(stories, 'story', 'stories')} held"
    return f"{found} ({counted(articles, 'article')})" if articles > stories else found


def _articles(held: Iterable[Held]) -> int:
    """How many there are; one may be held for two reasons, or again when it is edited."""
    return len({each.article_id for each in held})


def _reasons(held: Sequence[Held]) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for each in held:
        counts[each.reason] = counts.get(each.reason, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [{"reason": short(reason, REASON), "count": n} for reason, n in ranked[:REASONS]]
    if len(ranked) > REASONS:
        rest = sum(n for _, n in ranked[REASONS:])
        shown.append({"reason": f"{len(ranked) - REASONS} other reasons", "count": rest})
    return shown


def _item(articles: Sequence[Held]) -> dict[str, Any]:
    """One story: its first article, how many there were, and what the last had to say."""
    first = articles[0]
    rules = dict.fromkeys(rule_id for each in articles for rule_id in each.rules)
    return {
        "severity": severity_of(articles),
        "reason": short(first.reason, REASON),
        "news": short(articles[-1].news, TITLE),
        "rules": list(rules)[:10],
        "articles": _articles(articles),
        "story": None
        if first.story_id is None
        else {"id": str(first.story_id), "headline": short(first.headline, TITLE)},
        "article": {
            "id": str(first.article_id),
            "url": address(first.url),
            "title": short(first.title, TITLE),
        },
        "at": moment(first.at),
    }
