"""`wirebell try URL 'query'`: what a query hits in a feed, and what it nearly hits, right now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli.asking import (
    BY_OPTION,
    Asked,
    PrivateOption,
    ask_once,
    feed_at,
    going_out,
    opening,
)
from worker.cli.evidence import write_evidence
from worker.cli.ruling import language_of, query_matcher
from worker.cli.session import now
from worker.cli.show import Format, FormatOption, fact, note, write, write_json
from worker.errors import Transient
from worker.model import Article, Entry, Sighting
from worker.text.jsonable import jsonable
from worker.text.written import counted, one_line

if TYPE_CHECKING:
    from worker.match import Matcher
    from worker.model import Evidence, Hit, ParsedFeed

EXAMPLES = """[bold]Examples[/]
  wirebell try https://feeds.bbci.co.uk/news/world/rss.xml 'election OR "interest rates"'
  wirebell try www.nrk.no 'title:regjeringen'          the feed its front page names
  wirebell try FEED '"rate cut" AND NOT title:football' --format json

Exit codes: 0 something hit, 1 nothing did, 2 the query cannot be read, 69 no feed there."""

NEARLY = 5  # near hits shown


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry, and what the query found in it."""

    article: Article
    hit: Hit | None
    near: tuple[Evidence, ...] = ()  # what was found, where it was not enough


def trial(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a site that names one.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="As in a rule's match; quote it.")],
    language: Annotated[
        str, typer.Option("--lang", metavar="CODE", help="Language of the query's words.")
    ] = "en",
    allow_private: PrivateOption = None,
    form: FormatOption = Format.TABLE,
) -> None:  # fmt: skip
    """Fetch one feed and show what a query hits in it, with the evidence highlighted.

    Needs no configuration; where one is found, its proxy and user agent are used. Nothing is
    stored and nobody is told.
    """
    matcher = query_matcher(query, language_of(language), {})
    asked = asyncio.run(ask_once(feed_at(url), going_out(context, allow_private or [])[0]))
    if asked.feed is None:
        raise Transient(f"no feed at {asked.url}: {asked.words}{opening(asked.words, BY_OPTION)}")
    verdicts = _verdicts(asked.url, asked.feed, matcher, now())
    if form is Format.JSON:
        write_json(_report(asked, asked.feed, query, verdicts))
    else:
        _print(asked, asked.feed, verdicts)
    raise typer.Exit(0 if any(verdict.hit for verdict in verdicts) else 1)


def _verdicts(url: str, feed: ParsedFeed, matcher: Matcher, present: datetime) -> list[Verdict]:
    """Hits first, then near hits, then the rest; each in the feed's order."""
    verdicts = []
    sighting = Sighting(url, feed.title or url, (), present, backlog=False)
    for number, entry in enumerate(feed.entries, 1):
        article = _article(number, entry, feed.language, sighting)
        hit = next(iter(matcher.read(article)), None)
        near = () if hit else matcher.explain(article)[0].near
        verdicts.append(Verdict(article, hit, near))
    return sorted(verdicts, key=lambda v: (v.hit is None, not v.near))


def _article(number: int, entry: Entry, language: str | None, sighting: Sighting) -> Article:
    return Article(
        id=number,
        title=entry.title,
        lead=entry.lead,
        body=entry.body,
        url=entry.url,
        canonical_url=entry.canonical_url,
        author=entry.author,
        language=entry.language or language,
        published_at=entry.published_at,
        first_seen_at=sighting.first_seen_at,
        revision=1,
        body_hash=entry.content_hash,
        retrieved_at=sighting.first_seen_at,
        sightings=(sighting,),
    )


def _report(asked: Asked, feed: ParsedFeed, query: str, verdicts: list[Verdict]) -> dict[str, Any]:
    def told(verdict: Verdict) -> dict[str, Any]:
        article = verdict.article
        evidence = verdict.hit.evidence if verdict.hit else verdict.near
        return {
            "url": article.url,
            "title": article.title,
            "language": article.language,
            "published_at": article.published_at,
            "evidence": [jsonable(each) for each in evidence],
        }

    return {
        "query": query,
        "feed": {"url": asked.url, "title": feed.title, "format": feed.format,
                 "found_on": asked.found_on},
        "entries": len(verdicts),
        "hits": [told(v) for v in verdicts if v.hit],
        "near": [told(v) for v in verdicts if v.near],
    }  # fmt: skip


def _print(asked: Asked, feed: ParsedFeed, verdicts: list[Verdict]) -> None:
    hits = [verdict for verdict in verdicts if verdict.hit]
    near = [verdict for verdict in verdicts if verdict.near]
    write(((feed.title or asked.url, "bold"), (f"  {asked.url}", "dim")))
    if asked.found_on:
        write(((f"named by {asked.found_on}", "dim"),))
    rest = len(verdicts) - len(hits) - len(near)
    found = counted(len(verdicts), "entry", "entries")
    have = "has" if rest == 1 else "have"
    write(f"{found}: {len(hits)} hit, {len(near)} nearly, {rest} {have} none of it")
    for title, shown, style in (("Hit", hits, "bold green"), ("Nearly", near[:NEARLY], "yellow")):
        for verdict in shown:
            write()
            article = verdict.article
            write(((f"{title:<8}", style), (one_line(article.title) or "(no title)", "bold")))
            fact("url", article.url or "")
            write_evidence(verdict.hit.evidence if verdict.hit else verdict.near)
    if len(near) > NEARLY:
        note(f"\nand {len(near) - NEARLY} more nearly hit: --format json lists them all")
