"""Whether a page asks machines to leave its text alone.

Two conventions say so on the page itself: the TDM Reservation Protocol (W3C community report, a
header or a meta element `tdm-reservation: 1`, the machine-readable reservation of Article 4 of
directive (EU) 2019/790), and the robots directives `noai` (DeviantArt, 2022), `noml`, `nollm`.
`noimageai` is about pictures and `noindex` about search engines: neither speaks of reading.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from worker.parse import charset

HEAD_CHARS = 300_000  # metas stand in the head; the longest heads of news pages are inline style
_REFUSALS = frozenset({"noai", "noml", "nollm"})
_US = frozenset({"robots", "wirebell"})

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE
)
_META = re.compile(r"""<meta\b((?:"[^"]*+"|'[^']*+'|[^'"<>])*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""", re.IGNORECASE
)


def opted_out(headers: Mapping[str, str], body: bytes) -> str | None:
    """The reason in words why this page is not to be read by us; None if it names none.

    Header names may be spelled in any case. Never raises.
    """
    named = {name.lower(): value for name, value in headers.items()}
    if named.get("tdm-reservation", "").strip() == "1":
        return "the page reserves text and data mining (header tdm-reservation: 1)"
    refusal = _refusal(named.get("x-robots-tag", ""))
    if refusal:
        return f"the page refuses machine reading (header X-Robots-Tag: {refusal})"
    markup = charset.decode(body[:HEAD_CHARS], named.get("content-type", ""))
    for name, content in _metas(_HIDDEN.sub(" ", markup)):
        if name == "tdm-reservation" and content.strip() == "1":
            return "the page reserves text and data mining (meta tdm-reservation)"
        refusal = _refusal(content) if name in _US else None
        if refusal:
            return f"the page refuses machine reading (meta {name}: {refusal})"
    return None


def _refusal(directives: str) -> str | None:
    """The first directive that refuses us; `otherbot: noai` speaks to that one alone."""
    for part in directives.lower().split(","):
        scope, _, directive = part.rpartition(":")
        if directive.strip() in _REFUSALS and scope.strip() in {"", "*", *_US}:
            return directive.strip()
    return None


def _metas(markup: str) -> list[tuple[str, str]]:
    """(name in lower case, content) of every meta element."""
    found = []
    for tag in _META.finditer(markup):
        values = {
            one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "")
            for one in _ATTRIBUTE.finditer(tag[1])
        }
        found.append((values.get("name", "").strip().lower(), values.get("content", "")))
    return found
