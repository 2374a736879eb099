"""The SAX driver: text in whole runs, and all else as the standard library's."""

from __future__ import annotations

from io import BytesIO
from xml import sax
from xml.sax import expatreader, handler
from xml.sax.xmlreader import AttributesNSImpl

import feedparser.api
import pytest

from worker.parse import buffered, feed


class Heard(handler.ContentHandler):
    """What a driver says of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.events: list[str] = []

    def characters(self, content: str) -> None:
        self.pieces.append(content)
        self.events.append(content)

    def startElementNS(  # noqa: N802 - the base class's names
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self.events.append(f"<{name} {qname} {dict(attrs.items())}>")

    def endElementNS(  # noqa: N802 - as above
        self, name: tuple[str | None, str], qname: str | None
    ) -> None:
        self.events.append(f"</{name} {qname}>")


def heard(driver: expatreader.ExpatParser, body: bytes) -> Heard:
    driver.setFeature(handler.feature_namespaces, 1)
    found = Heard()
    driver.setContentHandler(found)
    driver.parse(BytesIO(body))
    return found


TEXT = "one\ntwo\r\n&amp; <![CDATA[three\n<b>]]> &#8217;\n"


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        (f"<rss xmlns:a='urn:a'><a:x y='1'>{TEXT}</a:x></rss>", 1),
        (f"<rss><a>{TEXT}</a>\n\n<b/>{TEXT}<!-- said --></rss>", 3),
        ("<rss>" + "line\n" * 4_000 + "</rss>", 3),  # 20 kB, in runs of 8
    ],
)
def test_text_comes_in_whole_runs_and_nothing_else_changes(body: str, pieces: int) -> None:
    ours = heard(buffered.create_parser(), body.encode())
    theirs = heard(expatreader.create_parser(), body.encode())
    assert len(ours.pieces) == pieces < len(theirs.pieces)
    assert "".join(ours.events) == "".join(theirs.events)


def test_feedparser_reads_by_it() -> None:
    assert feed.read(b"<rss><channel/></rss>", {}, "https://a.example/")
    drivers = feedparser.api.PREFERRED_XML_PARSERS
    assert isinstance(sax.make_parser(drivers), buffered.BufferedParser)
