"""The pages behind articles: queued with them, claimed like feeds, recorded in one transaction.

A page is asked only once its article has been read, so that the feed's words are heard before the
page's stand in their place. An article edited while its page is fetched keeps the edit, and the
page is asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, select

from worker.model import HostLimits, Lease, Page, PageClaim, PageReport, PageVerdict, Robots
from worker.store.rows import LEASE, NO_LEASE, Instant, chunks, fence, fenced, upsert
from worker.store.storing import Later, rewrite, standing
from worker.store.tables import READ, articles, pages, robots
from worker.store.texts import Standing
from worker.store.turns import NOW, Answer, Queue, make_hosts, take, tell_hosts

LINES_OF = 20  # latest pages of a host
SHARED_BY = 3  # of them: a line they share is the site speaking (polling rule 19)
ROBOTS_FOR = timedelta(days=1)  # RFC 9309, 2.4


def queue(
    connection: Connection,
    found: Iterable[tuple[int, str]],
    host_of: Callable[[str], str],
    now: datetime,
) -> None:
    """Have the pages of new articles, (id, URL), asked now; an article has one page."""
    rows: list[dict[str, Any]] = [
        {
            "article_id": article_id,
            **_place(url, host_of),
            "due_at": now,
            "attempt": 0,
            "tries": 0,
        }
        for article_id, url in found
        if host_of(url)
    ]
    if rows:
        make_hosts(connection, (row["host"] for row in rows))
        connection.execute(
            upsert(connection, pages).on_conflict_do_nothing(index_elements=["article_id"]),
            rows,
        )


def queue_again(connection: Connection, article_ids: Sequence[int], now: datetime) -> None:
    """Have the pages of edited articles asked once more, where they were asked before."""
    for part in chunks(sorted(article_ids)):
        settled = (pages.c.article_id.in_(part), pages.c.due_at.is_(None))
        connection.execute(pages.update().where(*settled).values(due_at=now, tries=0))


def ready(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Due, and of an article whose text has been read."""
    return (pages.c.due_at <= now, exists().where(articles.c.id == pages.c.article_id, READ))


def claim(
    connection: Connection, owner: str, limit: int, limits: HostLimits, now: datetime
) -> list[PageClaim]:
    """Lease due pages, most overdue first, within what their hosts allow."""
    rows = take(connection, _QUEUE, owner, limit, limits, now)
    if not rows:
        return []
    of_article = {
        row.id: row
        for row in connection.execute(
            select(*_OF_ARTICLE).where(articles.c.id.in_([row.article_id for row in rows]))
        )
    }
    known = {
        row.origin: Robots(row.body, row.fetched_at)
        for row in connection.execute(
            select(robots).where(
                robots.c.origin.in_({row.origin for row in rows}),
                robots.c.fetched_at > now - ROBOTS_FOR,
                robots.c.fetched_at <= now,
            )
        )
    }
    return [
        PageClaim(
            id=row.id,
            url=row.url,
            host=row.host,
            origin=row.origin,
            lease=Lease(owner, row.attempt + 1, now + LEASE),
            due_at=row.due_at,
            tries=row.tries,
            revision=of_article[row.article_id].revision,
            feed_text=_feed_text(of_article[row.article_id]),
            repeated=_repeated(connection, row),
            robots=known.get(row.origin),
        )
        for row in rows
    ]


_QUEUE = Queue(pages, *ready(NOW))
_OF_ARTICLE = tuple(
    articles.c[name] for name in ("id", "revision", "source_feed_id", "lead", "body")
)


def record(
    connection: Connection,
    claim: PageClaim,
    report: PageReport,
    limits: HostLimits,
    now: datetime,
    *,
    host_of: Callable[[str], str],
) -> Page | None:
    """What the page has come to, or None, with nothing written, if the lease was lost."""
    named, of_claim = fence(claim.id, claim.lease), select(pages.c.article_id).where(fenced(pages))
    article_id = connection.scalar(of_claim, named)
    found = [] if article_id is None else standing(connection, [article_id])
    # Locked after its article, as a visit does it.
    if not found or connection.scalar(of_claim.with_for_update(), named) is None:
        return None
    values = _after(claim, report, found[0], now)
    if report.moved_to is not None:
        values |= _place(report.moved_to, host_of)
        make_hosts(connection, [values["host"]])
    if values.get("verdict") == PageVerdict.OK:
        later = Later()
        rewrite(connection, found, later)
        later.write(connection)
    connection.execute(pages.update().where(pages.c.id == claim.id).values(**values, **NO_LEASE))
    _forget_lines(connection, claim.host)
    if report.robots is not None:
        _keep_robots(connection, claim.origin, report.robots)
    if report.origin_rests_until is not None:
        _put_off(connection, claim, report.origin_rests_until)
    tell_hosts(connection, [Answer(claim.host, limits.gap, report.block_host_for, now)])
    return Page(report.verdict if "verdict" in values else None, report.words)


def _after(
    claim: PageClaim, report: PageReport, article: Standing, now: datetime
) -> dict[str, Any]:
    """What the page's row says after the asking. A page's text that stands outlives its page."""
    values: dict[str, Any] = {"due_at": report.due_at, "tries": claim.tries + report.failed}
    if report.verdict is PageVerdict.OK and article.revision != claim.revision:
        return values | {"due_at": now}  # edited meanwhile
    stands = article.source_feed_id is None
    if report.verdict is PageVerdict.OK:
        article.told_by_page(report.text, now)
    elif stands:
        return values
    if report.words:
        values["words"] = report.words
    if report.verdict is not None:
        values |= {"verdict": report.verdict.value, "retrieved_at": now}
        values["line_keys"] = list(report.line_keys) or None
    return values


def _place(url: str, host_of: Callable[[str], str]) -> dict[str, str]:
    """Where a page is asked, and in whose turn."""
    return {"url": url, "origin": _origin(url), "host": host_of(url)}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _feed_text(article: Row[Any]) -> str:
    """What the feed gave; the body is the page's own where no feed's words stand."""
    lead, body = str(article.lead), str(article.body)
    return lead if article.source_feed_id is None else max(lead, body, key=len)


def _repeated(connection: Connection, page: Row[Any]) -> frozenset[int]:
    """Keys of lines that several of the host's other latest pages showed."""
    latest = connection.scalars(
        select(pages.c.line_keys)
        .where(pages.c.host == page.host, pages.c.line_keys.is_not(None), pages.c.id != page.id)
        .order_by(pages.c.retrieved_at.desc())
        .limit(LINES_OF)
    )
    counts = Counter(key for keys in latest for key in keys)
    return frozenset(key for key, count in counts.items() if count >= SHARED_BY)


def _keep_robots(connection: Connection, origin: str, found: Robots) -> None:
    values = {"fetched_at": found.fetched_at, "body": found.body}
    connection.execute(
        upsert(connection, robots)
        .values(origin=origin, **values)
        .on_conflict_do_update(index_elements=[robots.c.origin], set_=values)
    )


def _forget_lines(connection: Connection, host: str) -> None:
    """Only the latest pages of a host say what it repeats."""
    with_lines = and_(pages.c.host == host, pages.c.line_keys.is_not(None))
    older = (
        select(pages.c.id)
        .where(with_lines)
        .order_by(pages.c.retrieved_at.desc(), pages.c.id.desc())
        .offset(LINES_OF)
        .limit(LINES_OF)
        .with_for_update(skip_locked=True)
    )
    gone = connection.scalars(older).all()
    if gone:
        connection.execute(pages.update().where(pages.c.id.in_(gone)).values(line_keys=None))


def _put_off(connection: Connection, claim: PageClaim, until: datetime) -> None:
    """An origin without an answer for robots.txt is not asked again for each of its pages."""
    connection.execute(
        pages.update()
        .where(
            pages.c.host == claim.host,
            pages.c.origin == claim.origin,
            pages.c.due_at < until,
            pages.c.leased_until.is_(None),
        )
        .values(due_at=until)
    )
