"""Articles of our own for the tests of grouping: one event in two languages, others beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.alert.given import article
from worker.group import fingerprint
from worker.model import Article, KnownStory, Sighting, Story

STRIKE = article(
    id=1,
    title="Trump asked whether Ukraine could hit Moscow",
    lead="",
    body=(
        "President Donald Trump asked Volodymyr Zelenskyy in a call on July 4 whether his forces "
        "could strike Moscow and Petersburg, the Financial Times reported, citing two people who "
        "heard it. Zelenskyy said that Ukraine could, if Washington gave it missiles that fly 450 "
        "kilometres. The White House would not comment. A week later Mark Rutte of NATO came to "
        "Washington to speak of Patriot batteries, and the Kremlin called the talk of Typhon "
        "launchers in Kharkiv a threat to peace."
    ),
    language="en",
    url="https://outlet.example/strike",
    canonical_url=None,
)
STRIKE_NB = article(
    id=2,
    title="Trump spurte Zelenskyj om angrep på Moskva",
    lead="",
    body=(
        "Donald Trump skal ha spurt Volodymyr Zelenskyj om Ukraina kunne ramme Moskva og "
        "Petersburg, skriver Financial Times. Samtalen fant sted 4. juli. Zelenskyj svarte ja, om "
        "Washington ga dem missiler som når 450 kilometer. Mark Rutte fra NATO møtte siden Trump "
        "i Washington om Patriot-batterier, mens Kreml kalte Typhon-ramper i Kharkiv en trussel."
    ),
    language="nb",
    url="https://avis.example/angrep",
    canonical_url=None,
)
BLAZE = article(
    id=3,
    title="Hundreds flee a blaze near Marseille",
    lead="",
    body=(
        "A wildfire driven by the Mistral forced hundreds from their homes north of Marseille on "
        "Tuesday. Mayor Benoît Payan asked people in Estaque to stay inside while planes from "
        "Nîmes dropped water over the Nerthe hills. The airport at Marignane closed for 4 hours."
    ),
    language="en",
    url="https://herald.example/blaze",
    canonical_url=None,
)
DRILL = article(
    id=4,
    title="Allies rehearse in the Baltic",
    lead="",
    body=(
        "Warships of eleven NATO members began a drill off Gotland on Monday. Admiral Sten Kjellin "
        "said the Patriot crews would train with Polish gunners near Gdynia. Officials in "
        "Washington said that Ukraine was not on the agenda, and that Donald Trump and Volodymyr "
        "Zelenskyy would not attend. Moscow sent a tanker to watch from Kaliningrad."
    ),
    language="en",
    url="https://post.example/drill",
    canonical_url=None,
)


def told(one: Article, number: int, outlet: str = "", **changes: Any) -> Article:
    """The article told once more under a number of its own, by its outlet or another."""
    url = f"https://{outlet}/{number}" if outlet else one.url
    return replace(one, id=number, url=url, **changes)


def later(one: Article, after: timedelta) -> Article:
    """The article as if it had come so much later."""
    at = one.first_seen_at + after
    return replace(one, first_seen_at=at, published_at=at)


def known(
    *members: Article, number: int = 7, rules: tuple[str, ...] = ("strikes",), articles: int = 1
) -> KnownStory:
    """A story with these articles."""
    prints = tuple(fingerprint(member) for member in members)
    languages = tuple(dict.fromkeys(one.language for one in members if one.language))
    story = Story(
        number, "Known story", members[0].first_seen_at, articles, 1, languages, heard_in=languages
    )
    return KnownStory(story, prints, frozenset(rules), max(one.at for one in prints))


def listed(one: Article, name: str) -> Article:
    """The article as a feed of that name lists it."""
    seen = Sighting("https://feed.example/", name, (), one.first_seen_at, backlog=False)
    return replace(one, sightings=(seen,))
