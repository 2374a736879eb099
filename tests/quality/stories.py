"""The whole journey on real articles: polled, matched, grouped, decided and told, in order.

    python -m tests.quality.stories --corpus DIR [--seeds 2] [--unrelated 300] [--statements 300]

The mission's two articles, one Norwegian, one English, among unrelated ones: one story, one alert,
one origin. And `ntrex` from an empty database, each article in a language drawn at random, a rule
for each labelled story: which events were never told, how many alerts an event. And EU statements
of reasons, each about a target of its own, all heard by one rule: which of them stay unspoken.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.journey.desk import Desk, desk_with
from tests.quality.background import of_articles, of_feeds
from tests.quality.grouping import MIXES, mean, ntrex, words
from worker.group.trial import Labels, Score, score
from worker.store import open_store
from worker.store.tables import articles, story_articles

FEED = "https://wire.example/rss"
APART = timedelta(minutes=4)  # three hundred are told within a day
FEWEST_CHARS = 400
LISTED = 10  # latest articles in the feed
HEARD = '"long-range strikes" OR "langtrekkende våpen" OR "strike deep" OR "dypt inne"'
STRIKES = ("strikes", f"({HEARD}) AND (Moscow OR Moskva)")

Body = dict[str, Any]


@dataclass(frozen=True)
class News:
    """An article as it will be listed: the slug of its link says what it is. Without a host it
    stands at an outlet of its own.
    """

    slug: str
    title: str
    text: str
    language: str
    host: str = ""

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"https://{self.host or f'{self.slug}.example'}/{self.slug}"


def paragraphs(text: str) -> str:
    """Plain text as a feed would have it in HTML."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def document(listed: Sequence[tuple[News, str]]) -> bytes:
    """A feed of these, each with its date, at its outlet."""
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{one.url}</link>"
        f"<guid>{one.url}</guid><pubDate>{date}</pubDate>"
        f"<dc:language>{one.language}</dc:language>"
        f"<description>{escape(paragraphs(one.text))}</description></item>"
        for one, date in reversed(listed)
    )
    head = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
    return f"{head}<title>Wire</title>{items}</channel></rss>".encode()


async def told(desk: Desk, news: Sequence[News], apart: timedelta) -> None:
    """Publish one after the other, so far apart, each polled and read before the next."""
    desk.press.pages[FEED] = document([])
    await desk.round()
    listed: list[tuple[News, str]] = []
    for one in news:
        desk.clock.move(apart)
        listed.append((one, format_datetime(desk.clock.now())))
        desk.press.pages[FEED] = document(listed[-LISTED:])
        desk.store.due_now(FEED, desk.clock.now())
        await desk.round()


def stories_of(desk: Desk) -> dict[str, int]:
    """The story of each article that is in one, by slug."""
    wanted = select(articles.c.url, story_articles.c.story_id).join(
        story_articles, story_articles.c.article_id == articles.c.id
    )
    with desk.store._database.reading() as connection:
        return {row.url.rsplit("/", 1)[1]: row.story_id for row in connection.execute(wanted)}


def sent(desk: Desk) -> list[Body]:
    """The bodies of all that was sent."""
    return [json.loads(delivery.body) for delivery in desk.receivers.got]


async def run(
    news: Sequence[News], rules: Sequence[tuple[str, str]], apart: timedelta = APART
) -> tuple[Desk, dict[str, int]]:
    """A desk that has been told these, and the story of each article that is in one, by slug."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/stories.db", new_id=_ids())
        store.migrate()
        desk = desk_with(store, rules=rules, urls=[FEED])
        await told(desk, news, apart)
        found = stories_of(desk)
        store.close()
        return desk, found


def _ids() -> Callable[[], str]:
    numbers = count()
    return lambda: f"msg_{next(numbers)}"


def journey_of_seeds(corpus: Path, unrelated: int) -> list[Body]:
    """What was sent of the mission's two articles, told among others."""
    norwegian, english = (
        path.read_text("utf-8") for path in sorted((corpus / "seeds").glob("*.txt"))
    )
    pool = [
        News(f"other{n}", one.title or one.text[:60], one.text[:4000], one.language)
        for n, one in enumerate([*of_articles(corpus), *of_feeds(corpus)])
        if one.language in {"en", "nb"} and len(one.text) > FEWEST_CHARS
    ]
    news = random.Random(1).sample(pool, unrelated)
    news.insert(unrelated // 3, News("seed1", "Trump ba Zelenskyj angripe", norwegian, "nb"))
    title = next(line for line in english.splitlines() if "Moscow" in line)
    news.insert(2 * unrelated // 3, News("seed2", title, english, "en"))
    desk, _ = asyncio.run(run(news, [STRIKES]))
    return [body for body in sent(desk) if "seed" in body["data"]["article"]["url"]]


def in_words(bodies: Sequence[Body]) -> Iterator[str]:
    """A line each."""
    for body in bodies:
        data = body["data"]
        passage = (data["origin"]["evidence"] or {}).get("text")
        yield (
            f"{body['type']}: {data['alert']['reason']}; story {data['story']['id']} of "
            f"{data['story']['articles']} articles, {data['story']['origins']} origins; "
            f"{data['origin']['name']}: {passage}"
        )


def events(corpus: Path, languages: Sequence[str], seed: int) -> tuple[Score, float, int]:
    """Grouping of `ntrex` through the journey; alerts opened an event, and events never opened."""
    documents, labels = ntrex(corpus)
    dice = random.Random(seed)
    news = []
    for number, lines in enumerate(documents):
        language = dice.choice(languages)
        text = lines[language]
        slug = f"{labels.get(number, 'none')}-{number}"
        news.append(News(slug, text[0], "\n\n".join(text[1:]), language))
    names = sorted(set(labels.values()))
    desk, found = asyncio.run(run(news, [(name, f"url:{name}") for name in names]))
    return _scored(desk, found, labels, [one.slug for one in news])


def unspoken(corpus: Path, most: int, *, titled: bool) -> list[str]:
    """Targets of the first statements of which nothing was said; each is told by its own outlet.

    The target is named in the title alone (`titled`), or in the first sentence under one title.
    """
    packed = (corpus / "labelled-matching" / "eu_sanction_reasons.jsonl.gz").read_bytes()
    rows = [json.loads(line) for line in gzip.decompress(packed).splitlines()[:most]]
    listed = "The Council of the European Union has listed"
    news = [
        News(f"eu-{n}", row["name"], row["text"], "en")
        if titled
        else News(f"eu-{n}", "EU sanctions notice", f"{listed} {row['name']}. {row['text']}", "en")
        for n, row in enumerate(rows)
    ]
    desk, _ = asyncio.run(run(news, [("listed", "url:eu")]))
    told = {body["data"]["article"]["url"].rsplit("/", 1)[1] for body in sent(desk)}
    return [row["name"] for n, row in enumerate(rows) if f"eu-{n}" not in told]


def _scored(
    desk: Desk, found: Mapping[str, int], labels: Labels, slugs: Sequence[str]
) -> tuple[Score, float, int]:
    stories: dict[int, list[int]] = {}
    for number, slug in enumerate(slugs):
        story = found.get(slug, -number - 1)
        stories.setdefault(story, []).append(number)
    opened = dict.fromkeys(labels.values(), 0)
    for body in sent(desk):
        slug = body["data"]["article"]["url"].rsplit("/", 1)[1]
        opened[slug.split("-")[0]] += body["type"] == "alert.opened"
    lost = sum(times == 0 for times in opened.values())
    return score(list(stories.values()), labels), sum(opened.values()) / len(opened), lost


def main() -> None:
    """Print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--corpus", type=Path, required=True)
    options.add_argument("--seeds", type=int, default=2)
    options.add_argument("--unrelated", type=int, default=300)
    options.add_argument("--statements", type=int, default=300)
    chosen = options.parse_args()
    bodies = journey_of_seeds(chosen.corpus, chosen.unrelated)
    stories = {body["data"]["story"]["id"] for body in bodies}
    print(f"the two among {chosen.unrelated}: {len(stories)} story, {len(bodies)} messages")
    for line in in_words(bodies):
        print(f"  {line}")
    for titled, where in ((True, "in titles"), (False, "in first sentences")):
        missed = unspoken(chosen.corpus, chosen.statements, titled=titled)
        print(
            f"EU statements, names {where}: {len(missed)} of {chosen.statements} unspoken {missed}"
        )
    for name, languages in MIXES.items():
        found = [
            events(chosen.corpus, languages, seed)
            for seed in range(1 if len(languages) == 1 else chosen.seeds)
        ]
        alerts = sum(one[1] for one in found) / len(found)
        print(f"{name:<16}{words(mean([one[0] for one in found]))}")
        print(f"{'':<16}opened {alerts:.2f} alerts an event, never {[one[2] for one in found]}")


if __name__ == "__main__":
    main()
