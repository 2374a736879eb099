"""How well a labelled set of articles would be grouped: what `stories eval` shows, to re-tune by.

Pairs say what is together that should not be; B-cubed how whole each article's story is. Beside
them stands what counts to people: events that never opened an alert, and alerts an event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from worker.group.assign import JOIN, Join, assign
from worker.group.copies import Copy, copied, with_news
from worker.group.fingerprint import fingerprint
from worker.model import Article, Fingerprint, KnownStory, Story, Text

MEMBERS = 30  # of a story, as many as the store looks at
ANY = "any"  # the rule of an article that is in no labelled event

Labels = Mapping[int, str]  # the event of an article, by its id; others are events of their own


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs and B-cubed from 0 to 1; alerts an event, and events that never opened one."""

    precision: float
    recall: float
    f1: float
    b_cubed: float
    alerts: float
    lost: float


def grouped(articles: Sequence[Article], labels: Labels, join: float = JOIN) -> list[list[int]]:
    """The stories as ids in order, if the articles came in this order; a rule hears each event."""
    stories: list[list[int]] = []
    prints: dict[int, Fingerprint] = {}
    texts: dict[int, Text] = {}
    for one in articles:
        found = fingerprint(one)
        known = [_known(number, story, prints, labels) for number, story in enumerate(stories)]
        rules = frozenset({labels.get(one.id, ANY)})
        copy = _copied(one, found, known, texts)
        place = assign(one, found, None, known, copy, rules, join=join)
        prints[one.id] = found
        texts[one.id] = Text(one.title, f"{one.lead}\n{one.body}")
        if isinstance(place, Join):
            stories[place.story.id].append(one.id)
        else:
            stories.append([one.id])
    return stories


def _copied(
    article: Article, found: Fingerprint, known: Sequence[KnownStory], texts: Mapping[int, Text]
) -> Copy | None:
    """What it repeats, with what it adds to what its story said: templates repeat as well."""
    copy = copied(found, known)
    if copy is None:
        return None
    ids = (member.article_id for member in copy.known.members)
    return with_news(copy, article, {article_id: texts[article_id] for article_id in ids})


def _known(
    number: int, story: Sequence[int], prints: Mapping[int, Fingerprint], labels: Labels
) -> KnownStory:
    latest = prints[story[-1]].at
    return KnownStory(
        Story(number, "", latest, len(story), len(story), ()),
        tuple(prints[member] for member in story[-MEMBERS:]),
        frozenset(labels.get(member, ANY) for member in story),
        latest,
    )


def score(stories: Sequence[Sequence[int]], labels: Labels) -> Score:
    """The stories against the labels."""
    story_of = {member: number for number, story in enumerate(stories) for member in story}
    event_of = {member: labels.get(member, str(member)) for member in story_of}
    together = {pair for story in stories for pair in combinations(sorted(story), 2)}
    meant = {
        pair for pair in combinations(sorted(labels), 2) if event_of[pair[0]] == event_of[pair[1]]
    }
    right = len(together & meant)
    precision = right / len(together) if together else 1.0
    recall = right / len(meant) if meant else 1.0
    events = sorted(set(labels.values()))
    told = sum(len({story_of[one] for one in labels if labels[one] == event}) for event in events)
    opened = {labels.get(story[0], "") for story in stories}
    return Score(
        precision,
        recall,
        _f1(precision, recall),
        _b_cubed(story_of, event_of),
        told / max(1, len(events)),
        len(set(events) - opened),
    )


def _b_cubed(story_of: Mapping[int, int], event_of: Mapping[int, str]) -> float:
    precision = recall = 0.0
    for one, story in story_of.items():
        same = {other for other in story_of if story_of[other] == story}
        true = {other for other in story_of if event_of[other] == event_of[one]}
        precision += len(same & true) / len(same)
        recall += len(same & true) / len(true)
    return _f1(precision / max(1, len(story_of)), recall / max(1, len(story_of)))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
