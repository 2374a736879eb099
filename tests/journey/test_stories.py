"""One story, one alert: copies, languages, twins, from the feed to the receiver."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.group.texts import BLAZE, STRIKE, STRIKE_NB
from tests.quality.stories import News, run, sent

RULES = [("all", "the OR Trump")]
CHROME = ("Subscribe to our newsletter", "Share on Facebook", "Next Story", "Advertisement")


def copies(count: int) -> list[News]:
    """The wire's text on so many sites: cut, under other titles, with a site around it."""
    sentences = STRIKE.body.split(". ")
    news = [News("wire", STRIKE.title, STRIKE.body, "en")]
    for number in range(1, count):
        kept = ". ".join(sentences[: 2 + number % (len(sentences) - 1)])
        text = f"{CHROME[number % 4]}\n{kept}.\n{CHROME[(number + 1) % 4]}"
        news.append(News(f"site{number}", f"Report: {kept[:40]}", text, "en"))
    return news


async def test_a_wires_text_on_thirty_sites_is_one_alert() -> None:
    desk, stories = await run(copies(30), RULES)
    assert len(set(stories.values())) == 1
    [body] = sent(desk)
    assert (body["type"], body["data"]["alert"]["reason"]) == ("alert.opened", "first report")


async def test_one_event_in_two_languages_is_one_story_of_one_origin() -> None:
    news = [
        News("outlet", STRIKE.title, STRIKE.body, "en"),
        News("fire", BLAZE.title, BLAZE.body, "en"),
        News("avis", STRIKE_NB.title, STRIKE_NB.body, "nb"),
    ]
    desk, stories = await run(news, RULES)
    assert stories["outlet"] == stories["avis"] != stories["fire"]
    first, _, update = sent(desk)
    assert update["data"]["alert"]["reason"] == "first report in nb"
    assert update["data"]["story"]["origins"] == 1
    assert first["data"]["origin"]["name"] == update["data"]["origin"]["name"] == "Financial Times"


async def test_a_known_text_about_another_target_is_told() -> None:
    twin = STRIKE.body.replace("Ukraine", "Armenia").replace("450", "610")
    news = [
        News("outlet", STRIKE.title, STRIKE.body, "en"),
        News("other", STRIKE.title, twin, "en"),
    ]
    desk, _ = await run(news, RULES)
    _, update = sent(desk)
    assert update["data"]["alert"]["reason"].startswith("new facts in known text: ")
    assert "Armenia" in update["data"]["alert"]["reason"]


async def test_coverage_that_no_rule_heard_is_counted_and_says_nothing() -> None:
    unheard = STRIKE.body.replace("Trump", "The president").replace("Kharkiv", "Sumy")
    news = [
        News("fire", BLAZE.title, BLAZE.body, "en"),
        News("early", "A question about Moscow", unheard, "en"),
        News("outlet", STRIKE.title, STRIKE.body, "en"),
        News("avis", STRIKE_NB.title, STRIKE_NB.body, "nb"),
    ]
    desk, stories = await run(news, [("asked", "Trump")])
    assert stories["early"] == stories["outlet"] == stories["avis"]
    assert "fire" not in stories
    first, update = sent(desk)
    assert first["data"]["article"]["url"].endswith("/outlet")
    assert (first["data"]["story"]["articles"], first["data"]["story"]["outlets"]) == (2, 2)
    assert update["data"]["alert"]["reason"] == "first report in nb"
    assert update["data"]["story"]["articles"] == 3


async def test_coverage_in_a_language_is_no_report_in_it() -> None:
    unheard = STRIKE_NB.body.replace("Trump", "Presidenten")
    news = [
        News("outlet", STRIKE.title, STRIKE.body, "en"),
        News("tidlig", "Spurte om Moskva", unheard, "nb"),
        News("post", STRIKE.title, STRIKE.body, "en"),
        News("avis", STRIKE_NB.title, STRIKE_NB.body, "nb"),
    ]
    desk, stories = await run(news, [("asked", "Trump")])
    reasons = [body["data"]["alert"]["reason"] for body in sent(desk)]
    assert reasons[0] == "first report"
    assert any("first report in nb" in reason for reason in reasons[1:])
    assert len(set(stories.values())) == 1


RETOLD = (
    "Volodymyr Zelenskyy told {who} that his army can reach Moscow and Petersburg with missiles "
    "that fly 450 kilometres, if Washington sends them. The Financial Times wrote of their call "
    "on July 4. Mark Rutte of NATO spoke there of Patriot batteries; the Kremlin calls Typhon "
    "launchers in Kharkiv a threat. {more}"
)


async def test_coverage_that_a_rule_hears_once_it_is_edited_is_placed_like_any_article() -> None:
    unheard = RETOLD.format(who="the White House", more="")
    edited = RETOLD.format(who="Viktor Orban", more="Donald Trump was not asked.")
    news = [
        News("outlet", STRIKE.title, STRIKE.body, "en"),
        News("post", "What was said in July", unheard, "en"),
        News("again", STRIKE.title, STRIKE.body, "en"),
        News("post", "What was said in July", edited, "en"),
    ]
    desk, stories = await run(news, [("asked", "Trump")])
    _, update = sent(desk)
    assert stories["post"] == stories["outlet"]
    assert update["data"]["article"]["url"].endswith("/post")
    assert update["data"]["alert"]["reason"] == "names new to the story: Viktor Orban"


async def test_an_outlet_that_writes_its_text_on_updates_the_alert() -> None:
    more = "Rescuers said on Monday that they had found 31 more dead in the ruins of the depot."
    news = [
        News("first", BLAZE.title, BLAZE.body, "en", "a.example"),
        News("second", f"{BLAZE.title}: many dead", f"{BLAZE.body} {more}", "en", "a.example"),
    ]
    desk, stories = await run(news, RULES)
    assert stories["first"] == stories["second"]
    _, update = sent(desk)
    assert update["type"] == "alert.updated"
    assert update["data"]["alert"]["reason"] == "new facts in known text: 31"


BULLETIN = (
    "The sanctions office reports that {n} vessels are held in port and {m} accounts are frozen. "
    "Inspectors boarded {k} ships in the strait. The office will report again tomorrow at noon."
)
TRIAL = (
    "The court in Velm sentenced {name} to {n} years in prison on Monday for smuggling parts of "
    "missiles through the port of Dravnik. The judge, Irena Holt, said that the accused had known "
    "what the crates held. Two others await their trial, and the harbour master has resigned."
)


@pytest.mark.parametrize("words", [1, 8])
async def test_a_daily_bulletin_with_new_numbers_is_an_alert_a_day(words: int) -> None:
    news = [
        News(
            f"day{day}", "Daily sanctions bulletin",
            " ".join([BULLETIN.format(n=40 + day, m=1200 - 7 * day, k=3 + day)] * words),
            "en", "office.example",
        )
        for day in range(5)
    ]  # fmt: skip
    desk, _ = await run(news, RULES, timedelta(hours=24))
    types = [body["type"] for body in sent(desk)]
    assert types == ["alert.opened"] * 5


async def test_twin_events_told_by_one_outlet_are_two_stories() -> None:
    news = [
        News("holm", "Smuggler sentenced", TRIAL.format(name="Arvid Holm", n=7), "en", "a.example"),
        News("brix", "Smuggler sentenced", TRIAL.format(name="Jonas Brix", n=9), "en", "a.example"),
    ]
    desk, stories = await run(news, RULES)
    assert stories["holm"] != stories["brix"]
    assert [body["type"] for body in sent(desk)] == ["alert.opened"] * 2


# Of one firm, and of two countries, on one day: what else they say has nothing in common.
FIRM = {
    "Fire halts Norbank's data centre": "",
    "Norbank to cut 500 jobs": "",
    "Norbank shares fall on results": "The bank said so on Monday.",
    "Norbank appoints new finance chief": "",
    "Norbank sues contractor": "The bank said so on Monday.",
    "Norbank wins licence abroad": "",
}
WAR = {
    "Ukraine hits refinery in Russia": "Drones of Ukraine flew over Russia on Monday night.",
    "Ukraine and Russia exchange prisoners": "Ukraine and Russia let 150 go home on Monday.",
    "Gas scheme topples minister": "Parliament in Ukraine dismissed him over imports from Russia.",
    "Verdict on commander": "A court in Russia jailed a soldier of Ukraine on Monday.",
    "Bread dearer than ever": "Harvests failed in Ukraine and Russia, traders said on Monday.",
}


@pytest.mark.parametrize("told", [FIRM, WAR], ids=["one name", "two countries"])
async def test_names_that_all_have_swallow_no_event(told: dict[str, str]) -> None:
    news = [News(f"told{n}", title, text, "en") for n, (title, text) in enumerate(told.items())]
    desk, stories = await run(news, [("heard", "Norbank OR Ukraine")])
    assert [body["data"]["article"]["title"] for body in sent(desk)] == list(told)
    assert len(set(stories.values())) == len(told)


async def test_headlines_with_three_names_in_common_are_one_story() -> None:
    news = [
        News("a", "Norbank chairman Petrus Galvan held", "", "en"),
        News("b", "Petrus Galvan of Norbank arrested", "", "en"),
    ]
    desk, stories = await run(news, [("firm", "Norbank")])
    assert stories["a"] == stories["b"]
    assert [body["type"] for body in sent(desk)] == ["alert.opened", "alert.updated"]
