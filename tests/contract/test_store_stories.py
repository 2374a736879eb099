"""Stories: found by what an article shares with them; merged and split by people."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from tests.contract.making import DAY, HOUR, NOW, PLACED, body, entry, feed, hit, speak, visit
from tests.group.texts import BLAZE, DRILL, STRIKE, STRIKE_NB
from worker import group
from worker.model import Adds, Article, Evidence, Hold, Later, Silence, Source, Text
from worker.store import SqlStore, schema
from worker.store.likely import MEMBERS

SOURCE = Source(
    "Financial Times", "outlet.example", Evidence("body", "the FT reported", ((4, 6),), "FT")
)


def stored(store: SqlStore, *texts: Article) -> list[Article]:
    """These texts as articles of the store, in order."""
    store.sync_feeds([feed()], NOW)
    entries = [
        entry(
            f"n{n}", one.title, lead=one.lead, body=one.body, language=one.language,
            published_at=NOW + n * timedelta(minutes=1),
        )
        for n, one in enumerate(texts)
    ]  # fmt: skip
    visit(store, entries)
    claims = store.claim_articles("w", 50, NOW)
    found = {claim.article.title: claim.article for claim in claims}
    return [found[one.title] for one in texts]


def opened(store: SqlStore, article: Article) -> int:
    """The id of a story of the article, by which it can be found."""
    with store.deciding(NOW) as ledger:
        story = ledger.open_story(article, article.title, PLACED, Adds(source=SOURCE))
        ledger.keep_fingerprint(group.fingerprint(article))
    return story.id


def test_a_story_is_found_by_names_in_another_language(store: SqlStore) -> None:
    strike, blaze, norwegian = stored(store, STRIKE, BLAZE, STRIKE_NB)
    first = opened(store, strike)
    opened(store, blaze)
    with store.deciding(NOW) as ledger:
        near = ledger.near(group.fingerprint(norwegian))
        assert near[0].story.id == first
        [member] = near[0].members
        assert member == group.fingerprint(strike)
        assert ledger.texts_of([strike.id, 10**9]) == {
            strike.id: Text(strike.title, f"{strike.lead}\n{strike.body}")
        }


def test_an_article_does_not_find_itself_nor_what_is_days_old(store: SqlStore) -> None:
    [strike] = stored(store, STRIKE)
    opened(store, strike)
    found = group.fingerprint(strike)
    with store.deciding(NOW) as ledger:
        assert ledger.near(found) == []
        assert ledger.near(replace(found, article_id=10**6)) != []
        late = replace(found, article_id=10**6, at=found.at + timedelta(hours=73))
        assert ledger.near(late) == []


def test_a_fingerprint_is_replaced_by_that_of_the_articles_new_text(store: SqlStore) -> None:
    strike, norwegian = stored(store, STRIKE, STRIKE_NB)
    opened(store, strike)
    with store.deciding(NOW) as ledger:
        ledger.keep_fingerprint(replace(group.fingerprint(BLAZE), article_id=strike.id))
        assert ledger.near(group.fingerprint(norwegian)) == []


def test_a_story_says_who_told_it_and_whose_news_it_is(store: SqlStore) -> None:
    strike, norwegian = stored(store, STRIKE, STRIKE_NB)
    story_id = opened(store, strike)
    other = replace(SOURCE, outlet="avis.example", evidence=None)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(strike)
        assert story is not None
        joined = ledger.join_story(story, norwegian, PLACED, Adds(source=other))
        assert (joined.articles, joined.outlets, joined.origins) == (2, 2, 1)
        assert [one.origin for one in ledger.tellings(joined)] == ["Financial Times"] * 2
    found = store.story(story_id)
    assert found is not None
    view, members = found
    assert (view.origins, view.languages) == (("Financial Times",), ("en", "nb"))
    assert view.outlets == ("outlet.example", "avis.example")
    assert [member.lag_s for member in members] == [0.0, 60.0]
    assert members[0].credit is not None
    assert members[0].credit["text"] == "the FT reported"
    assert members[1].credit is None
    assert [each.id for each in store.list_stories()] == [str(story_id)]


def test_a_merged_story_goes_on_under_the_other(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    kept, gone = opened(store, strike), opened(store, blaze)
    assert store.merge_stories(kept, gone, NOW)
    assert not store.merge_stories(kept, gone, NOW)
    assert not store.merge_stories(kept, 10**6, NOW)
    found = store.story(gone)
    assert found is not None
    assert found[0].id == str(kept)
    assert [member.id for member in found[1]] == [str(strike.id), str(blaze.id)]
    assert found[1][1].because == "placed by people"
    assert [each.id for each in store.list_stories()] == [str(kept)]
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(blaze)
        assert story is not None
        assert story.id == kept


def test_a_silence_of_a_merged_story_goes_on_too(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    kept, gone = opened(store, strike), opened(store, blaze)

    def silenced(name: str, ends_at: datetime) -> Silence:
        made = Silence(0, "ann", "drill", NOW - DAY, ends_at, (("rule", "*"), ("story", name)))
        return store.add_silence(made)

    silenced(str(gone), NOW + DAY)
    silenced(str(kept), NOW + DAY)
    silenced("*", NOW + DAY)
    silenced(str(gone), NOW)  # over
    assert store.merge_stories(kept, gone, NOW)
    found = {view.id: view.matchers for view in store.list_silences(NOW)}
    assert [*sorted(found.items())] == [
        ("1", ("rule=*", f"story={gone}", f"story={kept}")),
        ("2", ("rule=*", f"story={kept}")),
        ("3", ("rule=*", "story=*")),
        ("4", ("rule=*", f"story={gone}")),
    ]


def test_an_article_that_is_split_off_has_a_story_of_its_own(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    story_id = opened(store, strike)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(strike)
        assert story is not None
        ledger.join_story(story, blaze, PLACED)
    made = store.split_story(blaze.id, NOW)
    assert made is not None
    assert store.split_story(blaze.id, NOW) is None
    assert store.split_story(10**6, NOW) is None
    found = store.story(made)
    assert found is not None
    assert (found[0].headline, found[0].articles) == (blaze.title, 1)
    before = store.story(story_id)
    assert before is not None
    assert [member.id for member in before[1]] == [str(strike.id)]
    assert store.story(10**6) is None


def test_a_channel_told_of_a_merged_story_hears_no_first_report_again(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    kept, gone = opened(store, strike), opened(store, blaze)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(blaze)
        assert story is not None
        ledger.speak(story, blaze, speak("desk"), body, NOW)
    assert store.merge_stories(kept, gone, NOW)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(strike)
        assert story is not None
        assert [told.channel for told in ledger.told(story)] == ["desk"]


def test_what_is_held_is_of_the_story_that_people_make_its_articles(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    kept, gone = opened(store, strike), opened(store, blaze)
    night = Hold("quiet hours", ("r1",), "desk", Later("quiet", "desk", NOW, "desk"))
    with store.deciding(NOW) as ledger:
        ledger.hold(ledger.story_of(blaze), blaze, night, NOW)

    def held() -> list[int | None]:
        with store.deciding(NOW) as ledger:
            (promise,) = ledger.due(9, NOW)
            return [each.story_id for each in ledger.held(promise)]

    assert store.merge_stories(kept, gone, NOW)
    assert held() == [kept]
    made = store.split_story(blaze.id, NOW)
    assert held() == [made] != [kept]


def test_old_fingerprints_are_forgotten_with_the_rest(store: SqlStore) -> None:
    [strike] = stored(store, STRIKE)
    opened(store, strike)
    wanted = replace(group.fingerprint(strike), article_id=10**6)
    store.prune(NOW - timedelta(days=90), NOW - timedelta(days=700), NOW + timedelta(days=7))
    with store.deciding(NOW) as ledger:
        assert ledger.near(wanted) != []
    store.prune(NOW - timedelta(days=90), NOW - timedelta(days=700), NOW + timedelta(days=9))
    with store.deciding(NOW) as ledger:
        assert ledger.near(wanted) == []


def test_fingerprints_of_an_older_schema_are_kept(store: SqlStore) -> None:
    strike, again = stored(store, STRIKE, STRIKE_NB)
    first = opened(store, strike)
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        words = connection.scalar(text("SELECT sketch FROM fingerprints"))
        assert json.loads(words) == list(group.fingerprint(strike).sketch)
    store.migrate()
    with store.deciding(NOW) as ledger:
        [known] = ledger.near(group.fingerprint(again))
    assert (known.story.id, known.members) == (first, (group.fingerprint(strike),))


def test_whence_an_article_has_its_news_is_read_back(store: SqlStore) -> None:
    strike, blaze = stored(store, STRIKE, BLAZE)
    opened(store, strike)
    with store.deciding(NOW) as ledger:
        ledger.open_story(blaze, "Blaze", PLACED)
        assert ledger.source_of(strike) == SOURCE
        assert ledger.source_of(blaze) is None


def test_coverage_is_what_was_read_shares_names_and_is_in_no_story(store: SqlStore) -> None:
    strike, norwegian, _, _ = stored(store, STRIKE, STRIKE_NB, BLAZE, DRILL)
    found = group.fingerprint(strike)

    def covering(after: int = 0) -> list[str]:
        with store.deciding(NOW) as ledger:
            return [one.title for one in ledger.coverage(found, after)]

    assert covering() == []  # all are unread: a rule may hear them yet
    claims = store.claim_articles("w2", 50, NOW + HOUR)
    with store.deciding(NOW + HOUR) as ledger:
        for claim in claims:
            ledger.mark_read([claim])
    assert covering() == [STRIKE_NB.title, DRILL.title]
    assert covering(after=norwegian.id) == [DRILL.title]
    opened(store, norwegian)
    assert covering() == [DRILL.title]
    bare = replace(
        found, anchors={"mskv": 1.0, "450": 0.5}, surfaces={"mskv": "Moscow", "450": "450"}
    )
    with store.deciding(NOW) as ledger:
        assert ledger.coverage(bare, 0) == []


def test_coverage_does_not_hide_the_articles_that_rules_heard(store: SqlStore) -> None:
    strike, *coverage, again = stored(store, STRIKE, *later_versions(MEMBERS + 2), STRIKE_NB)
    first = opened(store, strike)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(strike)
        assert story is not None
        for one in coverage:
            ledger.join_story(story, one, PLACED)
        [known] = ledger.near(group.fingerprint(again))
    assert (known.story.id, known.members) == (first, (group.fingerprint(strike),))


def test_coverage_is_withdrawn_and_what_a_rule_heard_is_not(store: SqlStore) -> None:
    strike, norwegian, heard = stored(store, STRIKE, STRIKE_NB, DRILL)
    opened(store, strike)
    with store.deciding(NOW) as ledger:
        story = ledger.story_of(strike)
        assert story is not None
        ledger.keep_match(heard, hit(), NOW)
        for one in (norwegian, heard):
            ledger.join_story(story, one, PLACED)
            ledger.withdraw_coverage(one)
        assert ledger.story_of(norwegian) is None
        assert ledger.story_of(heard) == ledger.story_of(strike)


def later_versions(count: int) -> list[Article]:
    """Articles under titles of their own."""
    return [replace(DRILL, title=f"Drill {number}") for number in range(count)]
