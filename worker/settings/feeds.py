"""The feed list: the main file's, feeds.d's and OPML's feeds as one, each URL once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from worker.model import Feed, FirstPoll
from worker.settings.nodes import Node
from worker.settings.reading import Reading
from worker.settings.scalars import Unread, web_url
from worker.settings.shapes import FeedOptions, FeedShape, MaxAge, OpmlShape
from worker.settings.values import Defaults
from worker.settings.vault import Vault
from worker.text.hosts import DEFAULT_PORTS
from worker.text.written import counted

FOLDER = "feeds.d"  # beside the main file
FULLTEXT_MISSING = "`fulltext` needs an extra: pip install 'wirebell[fulltext]'"
FeedItemShape = str | FeedShape | OpmlShape


@dataclass(frozen=True, slots=True)
class OpmlList:
    """The feeds of an OPML file: (URL, title, categories), in its order."""

    file: str
    feeds: tuple[tuple[str, str, tuple[str, ...]], ...]


def read_opml(root: Node, folder: Path, reading: Reading) -> dict[str, OpmlList]:
    """The OPML files a document names, by the name it uses; mistakes are noted."""
    found: dict[str, OpmlList] = {}
    for node in root.select("feeds", "*", "opml"):
        if isinstance(node.value, str) and node.value not in found:
            try:
                found[node.value] = _opml(folder / node.value, node, reading)
            except Unread as error:
                words = f"the OPML file: {error.message}"
                reading.problem(node, error.code, words, error.hint)
    return found


def _opml(path: Path, at: Node, reading: Reading) -> OpmlList:
    content = reading.read_bytes(path)
    reading.contents.append(content)
    from worker.parse import opml  # noqa: PLC0415 - few configurations need the parser

    outlines = opml.read(content)
    feeds, refused = [], 0
    for outline in outlines:
        try:
            url = web_url(outline.url)
        except Unread:
            refused += 1
            continue
        feeds.append((url, outline.title.strip(), tuple(outline.categories)))
    if refused:
        listed, have = counted(len(outlines), "feed"), "has" if refused == 1 else "have"
        reading.warn(at, f"{refused} of {listed} in the OPML file {have} no usable URL")
    elif not feeds:
        reading.warn(at, "the OPML file lists no feed")
    return OpmlList(str(path), tuple(feeds))


def check_feeds(roots: Sequence[Node], reading: Reading) -> None:
    """Warn of what is allowed and probably not meant: a URL twice, a feed asked too often."""
    known: dict[str, Node] = {}
    alike: dict[str, Node] = {}
    for root in roots:
        for item in root.select("feeds", "*"):
            url = item if isinstance(item.value, str) else item.child("url")
            if url is not None and isinstance(url.value, str):
                first = known.setdefault(same_url(url.value), url)
                near = alike.setdefault(_near_url(url.value), url)
                if first is not url:
                    reading.warn(url, f"this feed stands already at {first.place}, which counts")
                elif near is not url:
                    said = f"this is most likely the feed at {near.place} in another spelling"
                    reading.warn(url, f"{said}: both are asked; remove one")
            for node in item.select("fulltext"):
                if node.value is True and not fulltext_here():
                    reading.warn(node, f"no pages are fetched: {FULLTEXT_MISSING}")


def fulltext_here() -> bool:
    """Whether what reads pages is installed."""
    from worker.parse import fulltext  # noqa: PLC0415 - few configurations need it

    return fulltext.available()


def same_url(url: str) -> str:
    """The URL without what no server can tell apart: capitals of scheme and host, the port that the
    scheme means, a fragment, an empty path. Feeds that agree in it are one.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower().removesuffix(f":{DEFAULT_PORTS.get(parts.scheme, '')}")
        return parts._replace(netloc=host, path=parts.path or "/", fragment="").geturl()
    except ValueError:
        return url


def _near_url(url: str) -> str:
    """The URL without what servers seldom tell apart: its scheme, `www.`, the last slash."""
    try:
        parts = urlsplit(same_url(url))
    except ValueError:
        return url
    host = parts.netloc.removeprefix("www.")
    return parts._replace(scheme="", netloc=host, path=parts.path.rstrip("/")).geturl()


def build_feeds(
    items: Sequence[tuple[FeedItemShape, Node]],
    lists: Mapping[str, OpmlList],
    defaults: Defaults,
    vault: Vault,
) -> tuple[Feed, ...]:
    """One feed per URL, in reading order; the first to name a URL decides about it."""
    feeds: dict[str, Feed] = {}
    for item, node in items:
        for feed in _feeds_of(item, node, lists, defaults, vault):
            feeds.setdefault(same_url(feed.url), feed)
    return tuple(feeds.values())


def _feeds_of(
    item: FeedItemShape,
    node: Node,
    lists: Mapping[str, OpmlList],
    defaults: Defaults,
    vault: Vault,
) -> Iterator[Feed]:
    said = node.origin
    if isinstance(item, str):
        bare = Feed(item, host_of(item), source=said)
        yield replace(bare, every=defaults.every, first_poll=defaults.first_poll)
    elif isinstance(item, OpmlShape):
        opml = lists[item.opml]
        for url, title, categories in opml.feeds:
            name = title or host_of(url)
            yield _feed(url, name, item, categories, defaults, opml.file)
    else:
        feed = _feed(item.url, item.name or host_of(item.url), item, (), defaults, said)
        headers = {name: vault.open(value) for name, value in item.headers.items()}
        yield replace(feed, headers=headers)


def _feed(
    url: str,
    name: str,
    options: FeedOptions,
    more_tags: tuple[str, ...],
    defaults: Defaults,
    said: str,
) -> Feed:
    every = None if options.every == "adaptive" else options.every
    first = options.first_poll
    return Feed(
        url=url,
        name=name,
        tags=tuple(dict.fromkeys((*options.tags, *more_tags))),
        language=options.language,
        every=defaults.every if options.every is None else every,
        at_most=options.at_most,
        first_poll=defaults.first_poll if first is None else first_poll_of(first),
        enabled=options.enabled,
        fulltext=options.fulltext and fulltext_here(),
        keep=options.keep,
        owner=options.owner,
        source=said,
    )


def first_poll_of(written: str | MaxAge) -> FirstPoll:
    """What a new feed's backlog does."""
    if isinstance(written, MaxAge):
        return FirstPoll("quiet", written.max_age)
    return FirstPoll("alert" if written == "alert" else "quiet")


def host_of(url: str) -> str:
    """The host of a URL, as a feed without a name is called."""
    return urlsplit(url).hostname or url
