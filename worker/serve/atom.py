"""Alerts as an Atom feed (RFC 4287), for the feed reader that one has open anyway."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

if TYPE_CHECKING:
    from worker.serve.said import Said

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries

register_namespace("", _ATOM)


def feed(said: Sequence[Said], base: str) -> bytes:
    """The document; `said` newest first, `base` the address that `/alerts.atom` stands below.

    An entry is one message, its id made of its delivery's: the same for as long as it is kept.
    """
    root = Element(f"{{{_ATOM}}}feed")
    _text(root, "id", _urn(f"{base}/alerts.atom"))
    _text(root, "title", "Wirebell alerts")
    _text(root, "updated", _moment(said[0].at if said else _EPOCH))
    _link(root, "self", f"{base}/alerts.atom")
    _link(root, "alternate", f"{base}/alerts")
    _text(SubElement(root, _name("author")), "name", "Wirebell")
    for each in said:
        _entry(root, each, f"{base}/alerts/{each.alert}")
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _entry(root: Element, said: Said, page: str) -> None:
    entry = SubElement(root, _name("entry"))
    _text(entry, "id", _urn(f"wirebell:delivery:{said.id}"))
    _text(entry, "title", f"[{said.severity}] {said.title}")
    _text(entry, "updated", _moment(said.at))
    _link(entry, "alternate", said.url or page)
    _link(entry, "related", page)
    SubElement(entry, _name("category"), term=said.severity)
    SubElement(entry, _name("category"), term=said.channel)
    _text(entry, "content", said.html).set("type", "html")


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _link(parent: Element, relation: str, address: str) -> None:
    SubElement(parent, _name("link"), rel=relation, href=address)


def _text(parent: Element, name: str, text: str) -> Element:
    made = SubElement(parent, _name(name))
    made.text = text
    return made


def _name(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
