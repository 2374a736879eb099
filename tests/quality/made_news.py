"""Made-up news in any amount: events with names of their own, each told by several outlets.

Every event is told in the same turns of phrase as every other, and differs from them by what it is
and whom it is about: look-alikes, as in the news of one kind.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

ONSETS = "b br d dr f g gr h k kr l m n p pr r s st t tr v z"
VOWELS = "a e i o u ai ou"
CODAS = "n r l k s m t nd rk lt"
KINDS = """
wildfire, warehouse blaze, dam breach, ferry accident, port strike, arms deal, bank rescue,
drone attack, election recount, refinery fire, rail collapse, data theft, coup attempt,
prison revolt, gas leak, hostage case, trade embargo, bridge closure, corruption trial,
plane crash, mine flood, currency slump, vaccine recall, border clash, oil spill, heat wave
"""
# A fact, in three ways.
FACTS = (
    (
        "{p} of {org} called the {what} near {place} the worst in {n} years.",
        "Not in {n} years has there been such a {what}, said {p}, who speaks for {org} in {place}.",
        "For {org}, {p} told of a {what} in {place} unlike any in {n} years.",
    ),
    (
        "{m} people were brought to safety by {unit} before noon, officials of {land} said.",
        "Officials of {land} counted {m} people whom {unit} had taken to safety by midday.",
        "According to the government of {land}, {unit} helped {m} people out during the morning.",
    ),
    (
        "{q}, the minister, flew to {town} and promised help within a week.",
        "Help will come within a week, minister {q} promised on a visit to {town}.",
        "On a visit to {town}, minister {q} said that money would be there in days.",
    ),
    (
        "Critics around {r} asked why warnings from {town} had been ignored.",
        "Why were warnings from {town} ignored, asked {r} of the opposition.",
        "{r}, who leads the opposition, said that {town} had warned of it for months.",
    ),
    (
        "Shares of {firm} lost a tenth on the exchange in {city}.",
        "On the exchange in {city} the price of {firm} fell by a tenth.",
        "Investors in {city} sold {firm}, which ended the day a tenth lower.",
    ),
    (
        "A commission under judge {s} will look into it from the spring.",
        "Judge {s} is to lead an inquiry that begins in the spring.",
        "In the spring an inquiry begins, with {s} as its judge.",
    ),
)
TITLES = (
    "{what} near {place}: {p} speaks of the worst in years",
    "{q} promises help after {what} in {place}",
    "What is known about the {what} in {place}",
    "{org} under pressure over {what}",
)
FEWEST = 4  # facts an article tells


@dataclass(frozen=True)
class Made:
    """One article about the event of that number."""

    event: int
    title: str
    text: str


def made(events: int, each: int, seed: int = 1) -> list[Made]:
    """So many articles about each of so many events, in random order."""
    dice = random.Random(seed)
    news = [one for event in range(events) for one in _told(event, each, dice)]
    dice.shuffle(news)
    return news


def _told(event: int, each: int, dice: random.Random) -> Iterator[Made]:
    slots = {
        **{slot: f"{_name(dice)} {_name(dice)}" for slot in ("p", "q", "r", "s")},
        **{slot: _name(dice) for slot in ("place", "town", "city", "land", "unit")},
        "org": f"{_name(dice)} Council",
        "firm": f"{_name(dice)} Holding",
        "what": dice.choice(KINDS.split(",")).strip(),
        "n": str(dice.randint(11, 99)),
        "m": str(dice.randint(100, 9999)),
    }
    for _ in range(each):
        facts = dice.sample(FACTS, dice.randint(FEWEST, len(FACTS)))
        text = " ".join(dice.choice(ways).format(**slots) for ways in facts)
        yield Made(event, dice.choice(TITLES).format(**slots), text)


def _name(dice: random.Random) -> str:
    onsets, vowels, codas = ONSETS.split(), VOWELS.split(), CODAS.split()
    parts = [dice.choice(onsets) + dice.choice(vowels) for _ in range(dice.choice((2, 3, 3)))]
    return "".join(parts).capitalize() + dice.choice(codas)
