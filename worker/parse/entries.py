"""From what a format reader found to what travels on: text cleaned, keys given, zones filled."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from worker.model import Entry, Identity, Namesakes, ParsedFeed
from worker.parse import chrome, clean, dates, identity, links, older, page
from worker.parse.raw import RawEntry, RawFeed, Span
from worker.text import hosts, language

_AUTHOR_CHARS = 200
_GUID_CHARS = 2_000
_DETECT_CHARS = 1_000
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# A section of CDATA within another, or written as text: what is meant stands in it.
_CDATA = re.compile(r"(?:\s*<!\[CDATA\[)++((?:(?!\]\]>).)*+)(?:\]\]>|\s)*+", re.DOTALL)
_MARKED_UP = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h\d|table)>|<(?:br|p)\s*/?>", re.IGNORECASE
)
_BEGUN = re.compile(r"<(?:p|div|span|a|img|br|table|ul|ol|h\d|b|i|em|strong)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry cleaned, before it is known among its neighbours."""

    raw: RawEntry
    title: str
    lead: str
    body: str
    url: str | None
    canonical: str | None
    published_at: datetime | None


def assemble(raw: RawFeed, url: str, kept: Identity | None, limit: int) -> ParsedFeed:
    """The document as it travels on: the newest `limit` entries, in document order.

    `url` is where the document came from; `kept` the strategy chosen for this feed before.
    """
    site = links.absolute(raw.link, url)
    newest = _newest(raw.entries, limit)
    items = [_item(entry, site, url, raw.format) for entry in newest]
    homes = _homes(site, url)
    marks = [_marks(item, homes) for item in items]
    strategy = kept or identity.choose(marks)
    known = identity.keys(marks, strategy)
    whole = [(item, *names) for item, names in zip(items, known, strict=True) if names]
    unfit = identity.shared([item.canonical for item, _, _ in whole]) | homes
    spoken = language.normal(raw.language)
    return ParsedFeed(
        format=raw.format,
        entries=tuple(_entry(item, key, others, unfit, spoken) for item, key, others in whole),
        identity=strategy,
        title=_title(raw.title),
        language=spoken,
        hints=raw.hints,
        older=older.address(raw.older, raw.generator, url),
        left_out=len(raw.entries) - len(newest),
        known=raw.known,
        # What was left out was not read: the document is read whole again, and counted.
        marks=raw.marks if len(newest) == len(raw.entries) else b"",
        warnings=(*raw.warnings, *_warnings(len(items), len(whole))),
    )


def _newest(entries: Sequence[RawEntry], limit: int) -> Sequence[RawEntry]:
    """The `limit` newest by date, in document order; the first listed where dates are rare. An
    entry without one may be the newest.
    """
    if len(entries) <= limit:
        return entries
    dated = [dates.first(entry.dates) for entry in entries]
    if sum(date is not None for date in dated) * 10 < len(entries) * 9:
        return entries[:limit]
    undated = datetime.max.replace(tzinfo=UTC)
    ranked = sorted(range(len(entries)), key=lambda n: dated[n] or undated, reverse=True)
    return [entries[place] for place in sorted(ranked[:limit])]


def _item(raw: RawEntry, site: str | None, url: str, format_: str) -> _Item:
    lead, body = page.zones(_plain(raw.summary), _plain(raw.content))
    # RSS writers mean their site, Atom and JSON Feed the document (RFC 4287, RFC 3986).
    bases = (url, site or url) if format_.startswith(("atom", "json")) else (site or url, url)
    link = links.absolute(_without_cdata(raw.link.strip()), *bases)
    if link is None and _is_address(raw.guid):  # where no other address is given, it is that
        link = links.absolute(raw.guid)
    if link and raw.link == raw.guid and not raw.link.lower().startswith("http"):
        link = None  # feedparser takes a bare guid ("12345") for a link
    link = links.counted(link) if link else None
    return _Item(
        raw=raw,
        title=_title(raw.title),
        lead=lead,
        body=chrome.without_pleas(body),
        url=link,
        canonical=links.canonical(link) if link else None,
        published_at=dates.first(raw.dates),
    )


def _plain(span: Span) -> str:
    """Atom texts that forgot to say they are HTML are read as HTML where tags prove it."""
    if span.markup == "text" and not _MARKED_UP.search(span.value):
        return clean.text(span.value)
    shown = page.plain(span.value)
    # Markup encoded twice; a text that speaks of markup seldom begins and ends with it.
    twice = "<" not in span.value and _BEGUN.match(shown) and shown.endswith(">")
    return page.plain(shown) if twice and _MARKED_UP.search(shown) else shown


def _title(span: Span) -> str:
    """One line; markup is never lost altogether, references encoded twice are decoded."""
    value = span.value[: 50 * clean.TITLE_CHARS]
    marked_up = span.markup == "html" or (span.markup == "guess" and _MARKED_UP.search(value))
    shown = page.plain(value) if marked_up else value
    return clean.line(_without_cdata(_without_references(shown or value)))


def _without_cdata(value: str) -> str:
    found = _CDATA.fullmatch(value)
    return found[1].removesuffix("]]") if found else value


def _without_references(value: str) -> str:
    """`AT&amp;T` written twice over as `AT&T`, but `&lt;p&gt;` stays: it speaks of markup."""
    if "&" not in value:
        return value
    decoded = _REFERENCE.sub(lambda found: html.unescape(found[0]), value)
    return value if "<" in decoded else decoded


def _homes(site: str | None, url: str) -> frozenset[str]:
    """Canonical addresses that stand for the whole feed."""
    return frozenset(links.canonical(address) for address in (site, url) if address)


def _marks(item: _Item, homes: frozenset[str]) -> identity.Marks:
    guid = clean.line(item.raw.guid, _GUID_CHARS)
    link = links.canonical(item.url, keep_fragment=True) if item.url else ""
    if _is_address(guid):
        guid = links.canonical(guid, keep_fragment=True)
        guid = "" if _is_home(guid, homes) else guid
    return identity.Marks(
        guid=guid,
        link="" if _is_home(link, homes) else link,
        title=item.title,
        summary=item.lead or item.body[: page.LEAD_CHARS],
        published_at=item.published_at,
    )


def _is_address(guid: str) -> bool:
    return guid.startswith(("http://", "https://"))


def _is_home(link: str, homes: frozenset[str]) -> bool:
    return bool(link) and (link in homes or links.is_site(link))


def _entry(
    item: _Item, key: str, others: Namesakes, unfit: frozenset[str], spoken: str | None
) -> Entry:
    canonical = item.canonical
    if canonical and (canonical in unfit or links.is_site(canonical)):
        canonical = None
    declared = language.normal(item.raw.language) or spoken
    text = item.lead or item.body[:_DETECT_CHARS]
    return Entry(
        key=key,
        # The canonical address: a click counter that changes at each poll is no revision.
        content_hash=identity.digest(
            item.title, item.lead, item.body, item.canonical or item.url or ""
        ),
        title=item.title,
        lead=item.lead,
        body=item.body,
        url=item.url,
        canonical_url=canonical,
        guid=clean.line(item.raw.guid, _GUID_CHARS) or None,
        author=clean.line(page.plain(item.raw.author[:2_000]), _AUTHOR_CHARS) or None,
        language=language.detect(item.title, text, declared),
        published_at=item.published_at,
        namesakes=others,
        source=_source(item),
    )


def _source(item: _Item) -> str | None:
    """Whose an entry is that links to a site of many; where it names its source's site, that."""
    if item.url and not hosts.lodges(hosts.site_of(item.url)):
        return None
    host = hosts.host_of(item.raw.source_url)
    if host and not hosts.lodges(hosts.site_of(item.raw.source_url)):
        return host
    return clean.line(page.plain(item.raw.source[:2_000]), _AUTHOR_CHARS) or None


def _warnings(listed: int, whole: int) -> tuple[str, ...]:
    twice = listed - whole
    are = "is listed twice and counts" if twice == 1 else "are listed twice and count"
    return (f"{twice} of {listed} entries {are} once",) if twice else ()
