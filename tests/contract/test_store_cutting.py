"""What a feed keeps of a text: all, an excerpt or nothing, once nothing compares it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Table, select

from tests.contract.making import (
    DAY,
    HOUR,
    NO_GAP,
    NOW,
    OTHER,
    URL,
    entry,
    feed,
    listening,
    read_all,
    ring,
    visit,
)
from tests.contract.test_store_schema import alembic
from worker import group
from worker.model import Article, Entry, Keep, PageReport, PageVerdict, Place, Query, Rule, Wanted
from worker.store import SqlStore
from worker.store.cutting import EXCERPT, WHOLE_FOR
from worker.store.likely import FINGERPRINTS_REMEMBERED
from worker.store.tables import (
    cuts,
    held,
    matches,
    pages,
    promises,
    quiet_readings,
    revisions,
)
from worker.store.texts import body_hash

LONG = "The strike began at seven. " + "Nobody came to work that day. " * 40
LEAD = "What happened at the port. " * 30
LATER = NOW + WHOLE_FOR + HOUR
AGES = timedelta(days=800)


def long(name: str = "a", **options: Any) -> Entry:
    return entry(name, **{"lead": LEAD, "body": LONG, **options})


def again(was: Entry, **options: Any) -> Entry:
    """The entry as its feed lists it now, with another hash of its bytes."""
    return replace(was, content_hash="f" * 32, **options)


def stored(store: SqlStore, keep: Keep, *entries: Entry) -> Article:
    """A feed that keeps so much of its texts has brought these entries, and all are read."""
    store.sync_feeds([feed(keep=keep)], NOW)
    visit(store, entries or [long()])
    return read_all(store)[0]


def prune(store: SqlStore, now: datetime = LATER) -> int:
    return store.prune(now - AGES, now - AGES, now).cut


def one(store: SqlStore, url: str = "https://news.example/a") -> Article:
    found = store.article(url)
    assert found is not None
    return found


def rows(store: SqlStore, table: Table) -> Sequence[Any]:
    with store._database.reading() as connection:
        return connection.execute(select(table)).all()


def test_a_hash_keeps_the_title_and_what_an_auditor_compares(store: SqlStore) -> None:
    was = stored(store, "hash")
    assert prune(store) == 1
    now = one(store)
    assert (now.title, now.lead, now.body) == (was.title, "", "")
    assert now == replace(was, lead="", body="")
    assert now.body_hash == body_hash(LONG)


def test_an_excerpt_ends_with_a_word(store: SqlStore) -> None:
    unspaced = long("b", lead="", body="FT: " + "制" * 900)
    stored(store, "excerpt", long(), unspaced, entry("c"))
    assert prune(store) == 3
    now = one(store)
    for kept, whole in ((now.lead, LEAD), (now.body, LONG)):
        assert EXCERPT - 12 < len(kept) <= EXCERPT
        assert whole.startswith(kept[:-1])
        assert whole[len(kept) - 1] == " "
        assert kept.endswith("…")
    assert one(store, unspaced.url or "").body == "FT: " + "制" * (EXCERPT - 5) + "…"
    assert one(store, "https://news.example/c").body == "Body c"


def test_a_feed_that_says_nothing_keeps_its_texts(store: SqlStore) -> None:
    was = stored(store, "text")
    assert prune(store) == 0
    assert one(store) == was
    assert rows(store, cuts) == []


def test_a_text_is_whole_while_it_is_compared(store: SqlStore) -> None:
    stored(store, "hash")
    assert prune(store, NOW + WHOLE_FOR - HOUR) == 0
    visit(store, [long(body=LONG + "Late news.")], NOW + DAY)
    read_all(store, NOW + DAY)
    assert prune(store) == 0  # it has stood for two days
    assert prune(store, LATER + DAY) == 1


def test_its_earlier_texts_and_what_matched_are_cut_too(store: SqlStore) -> None:
    store.sync_feeds([feed(keep="hash")], NOW)
    visit(store, [long()])
    ring(store, store.claim_articles("w1", 10, NOW))
    visit(store, [long(body=LONG + "Late news.")], NOW + HOUR)
    ring(store, store.claim_articles("w1", 10, NOW + HOUR), now=NOW + HOUR)
    assert prune(store, LATER + DAY) == 1
    (past,) = rows(store, revisions)
    assert (past.lead, past.body, past.body_hash) == ("", "", body_hash(LONG))
    (match,) = rows(store, matches)
    assert (match.lead, match.body) == ("", "")
    assert match.body_hash == body_hash(LONG + "Late news.")
    assert match.evidence[0]["text"] == "a strike"


@pytest.mark.parametrize(
    ("one_keeps", "other_keeps", "left"),
    [
        ("hash", "text", len(LONG)),
        ("excerpt", "hash", EXCERPT),
        ("hash", "hash", 0),
    ],
)
def test_the_most_generous_of_its_feeds_decides(
    store: SqlStore, one_keeps: Keep, other_keeps: Keep, left: int
) -> None:
    feeds = [feed(keep=one_keeps), feed(OTHER, keep=other_keeps)]
    store.sync_feeds(feeds, NOW)
    for url in (URL, OTHER):
        visit(store, [long()], url=url)
    read_all(store)
    store.sync_feeds(feeds[:1], NOW)  # what a feed said counts after it has left
    assert prune(store) == (other_keeps != "text")
    assert left - 12 <= len(one(store).body) <= left


def test_what_is_unread_leased_or_waited_for_is_not_cut(store: SqlStore) -> None:
    store.sync_feeds([feed(keep="hash")], NOW)
    visit(store, [long()])
    assert prune(store) == 0
    (claim,) = store.claim_articles("w1", 10, LATER)
    assert prune(store, LATER + HOUR) == 0
    with store.deciding(LATER + HOUR) as ledger:
        ledger.mark_read([claim])
    assert prune(store, LATER + HOUR) == 0  # looked at a moment ago
    assert prune(store, LATER + 3 * HOUR) == 1


def later(at: datetime = NOW) -> dict[str, Any]:
    return {"kind": "wait", "subject": "1:r1", "channel": "", "due_at": at, "found": 0}


def insert(store: SqlStore, table: Table, **values: Any) -> None:
    with store._database.writing() as connection:
        connection.execute(table.insert().values(**values))


def let_wait(store: SqlStore, what: str) -> None:
    """Something that will read the stored article yet."""
    article = one(store)
    if what == "promise":
        insert(store, promises, article_id=article.id, **later())
    if what == "held":
        insert(store, promises, id=7, **later())
        insert(
            store, held, promise_id=7, channel="desk", article_id=article.id, revision=1,
            reason="quiet hours", news="first report", severity="high", rules=["r1"], title="",
            at=NOW,
        )  # fmt: skip
    if what == "page":
        store.sync_feeds([feed(keep="hash", fulltext=True)], NOW)
        insert(
            store, pages, article_id=article.id, host="news.example", origin="", url="",
            due_at=NOW, attempt=0, tries=0,
        )  # fmt: skip
    if what == "quiet":
        place = Place("rules/a.yaml", 1, 1)
        query = Query("strike", "en", ((0, place),))
        store.keep_rules([Rule("r1", "Strikes", "high", (query,), place, "v1", "")], NOW)
    if what == "fingerprint":
        with store.deciding(NOW) as ledger:
            ledger.keep_fingerprint(group.fingerprint(article))


def wait_no_more(store: SqlStore) -> None:
    with store._database.writing() as connection:
        for table in (held, promises, pages, quiet_readings):
            connection.execute(table.delete())


@pytest.mark.parametrize("what", ["promise", "held", "page", "quiet", "fingerprint"])
def test_nothing_that_will_read_it_finds_it_cut(store: SqlStore, what: str) -> None:
    stored(store, "hash")
    let_wait(store, what)
    assert prune(store) == 0
    assert one(store).body == LONG
    wait_no_more(store)  # a fingerprint goes by its age
    assert prune(store, NOW + FINGERPRINTS_REMEMBERED + HOUR) == 1


def test_a_run_with_nothing_to_cut_asks_an_index(store: SqlStore) -> None:
    stored(store, "hash", *(long(f"n{n}") for n in range(130)))
    assert prune(store) == 130
    with listening(store) as said:
        assert prune(store) == 0
    about = [words for words, _ in said if "cuts" in words and "DELETE" not in words]
    assert len(about) == 1
    if not store.many_writers:
        asked = next(values for words, values in said if words == about[0])
        with store._database.reading() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {about[0]}", asked).all()
        assert "ix_cuts_due_at" in plan[0].detail


def test_the_search_finds_what_is_left(store: SqlStore) -> None:
    stored(store, "hash")
    assert len(store.candidates(Wanted(frozenset({"seven"})))) == 1
    prune(store)
    assert store.candidates(Wanted(frozenset({"seven"}))) == []
    assert len(store.candidates(Wanted(frozenset({"title"})))) == 1


def test_an_entry_listed_again_with_the_same_words_changes_nothing(store: SqlStore) -> None:
    was = stored(store, "hash")
    prune(store)
    clock = long(body=LONG.replace("seven.", "Seven, updated 14:05."))
    with_word = long(body=LONG.replace("seven.", "SEVEN!"))
    for n, relisted in enumerate((again(long()), with_word)):
        visit(store, [relisted], LATER + n * HOUR)
        assert store.claim_articles("w1", 9, LATER + n * HOUR) == []
    assert one(store) == replace(was, lead="", body="")
    visit(store, [clock], LATER + 3 * HOUR)  # one word more: an edit
    assert one(store).body == clock.body


def test_an_edit_takes_the_new_text_in_and_is_cut_in_its_time(store: SqlStore) -> None:
    stored(store, "excerpt")
    prune(store)
    visit(store, [long(body="Quite another text. " * 30)], LATER)
    (edited,) = read_all(store, LATER)
    assert (edited.revision, edited.body) == (2, "Quite another text. " * 30)
    assert edited.body_hash == body_hash(edited.body)
    assert prune(store, LATER + DAY) == 0
    assert prune(store, LATER + WHOLE_FOR + HOUR) == 1
    assert len(one(store).body) <= EXCERPT
    assert one(store).body_hash == edited.body_hash


def test_another_feeds_shorter_entry_replaces_no_cut_text(store: SqlStore) -> None:
    feeds = [feed(keep="hash"), feed(OTHER, keep="hash")]
    store.sync_feeds(feeds, NOW)
    visit(store, [long()])
    visit(store, [entry("a", body="A line.")], url=OTHER)
    was = read_all(store)[0]
    prune(store)
    for n in range(3):
        visit(store, [entry("a", body=f"A line, {n}.")], LATER + n * HOUR, url=OTHER)
        assert store.claim_articles("w1", 9, LATER + n * HOUR) == []
    visit(store, [entry("a", "A new title", body="A line.")], LATER + 9 * HOUR, url=OTHER)
    (retitled,) = read_all(store, LATER + 9 * HOUR)
    assert (retitled.title, retitled.body, retitled.revision) == ("A new title", "", 2)
    assert retitled.body_hash == was.body_hash
    visit(store, [again(long("a", title="A new title"))], LATER + 10 * HOUR)
    assert one(store).revision == 2  # and the marks are still those of the whole text


def test_what_was_cut_is_read_again_when_another_feed_brings_it(store: SqlStore) -> None:
    stored(store, "hash")
    prune(store)
    store.sync_feeds([feed(keep="hash"), feed(OTHER, keep="hash")], LATER)
    visit(store, [long()], LATER, url=OTHER)
    (claim,) = store.claim_articles("w1", 9, LATER)
    assert (claim.article.lead, claim.article.body) == (LEAD, LONG)
    assert len(claim.article.sightings) == 2


def test_less_is_kept_as_soon_as_a_feed_says_so(store: SqlStore) -> None:
    stored(store, "text")
    for keep, left in (("text", len(LONG)), ("excerpt", EXCERPT), ("hash", 0), ("text", 0)):
        store.sync_feeds([feed(keep=keep)], LATER)
        prune(store)
        assert left - 12 <= len(one(store).body) <= left
    visit(store, [again(long())], LATER)
    assert one(store).revision == 1  # known by the marks of its whole text


def test_what_matched_is_cut_with_an_article_that_goes_before_its_time(store: SqlStore) -> None:
    store.sync_feeds([feed(keep="hash")], NOW)
    visit(store, [long()])
    ring(store, store.claim_articles("w1", 10, NOW))
    late = NOW + DAY
    assert store.prune(NOW + HOUR, late - AGES, late).articles == 1
    (match,) = rows(store, matches)
    assert (match.lead, match.body, match.body_hash) == ("", "", body_hash(LONG))
    assert rows(store, cuts) == []


def test_a_page_that_says_the_same_is_no_edit(store: SqlStore) -> None:
    store.sync_feeds([feed(keep="hash", fulltext=True)], NOW)
    visit(store, [entry("a")])
    read_all(store)

    def page(text: str, now: datetime) -> None:
        (claim,) = store.claim_pages("w1", 1, NO_GAP, now)
        asked = PageReport("the page's text", PageVerdict.OK, text=text)
        assert store.record_page(claim, asked, NO_GAP, now) is not None

    page(LONG, NOW)
    whole = read_all(store)[0]
    assert prune(store) == 1
    visit(store, [again(entry("a"))], LATER)
    page(LONG, LATER)
    assert store.claim_articles("w1", 9, LATER) == []
    assert one(store).body_hash == whole.body_hash
    visit(store, [entry("a", body="Another body")], LATER + HOUR)
    page(LONG + "More.", LATER + HOUR)
    assert read_all(store, LATER + HOUR)[0].body == LONG + "More."
    prune(store, LATER + WHOLE_FOR + 2 * HOUR)
    visit(store, [entry("a", "A new title")], LATER + 10 * DAY)
    now = read_all(store, LATER + 10 * DAY)[0]  # the feed's words, until the page is asked again
    assert (now.title, now.lead, now.body) == ("A new title", "Lead a", "Body a")


def test_what_such_feeds_listed_under_an_older_schema_is_cut(store: SqlStore) -> None:
    stored(store, "hash")
    config = alembic()
    with store._database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0016")
    store.migrate()
    assert prune(store) == 1
    assert one(store).body == ""


def test_of_what_is_cut_no_more_is_said_than_that_it_reads_otherwise(store: SqlStore) -> None:
    store.sync_feeds([feed(keep="hash"), feed(OTHER, keep="hash")], NOW)
    visit(store, [long()])
    ring(store, store.claim_articles("w1", 10, NOW))
    visit(store, [entry("a", body="A line.")], NOW, url=OTHER)
    read_all(store)
    prune(store)
    steps = (
        (OTHER, entry("a", "New title", body="A line."), False),  # the text is the one cut
        (URL, again(long("a", title="Newer title")), False),  # and has come back
        (URL, long("a", title="Newer title", body="Another text."), True),
    )
    for n, (url, brought, rewritten) in enumerate(steps):
        now = LATER + n * HOUR
        visit(store, [brought], now, url=url)
        (article,) = read_all(store, now)
        with store.deciding(now) as ledger:
            before = ledger.before(article)
        assert before is not None
        assert (before.title, before.body, before.same_source) == ("Title a", "", True)
        assert before.rewritten is rewritten
