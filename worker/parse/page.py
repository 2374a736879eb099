"""HTML to plain text a reader would see, and the zones of an article: lead and body.

lexbor's cost grows with the square of the nesting depth and of the attributes of one element
(50,000 nested tags 3.6 s, 300,000 attributes 340 s, measured with selectolax 1.0.2), so tags lose
their attributes before it sees them and very deep markup goes to a plain tag stripper.
"""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from worker.parse import clean

LEAD_CHARS = 1_000
_MOST_DEEP = 1_000  # 50 ms in lexbor; real pages stay under 100
_MARKUP_CHARS = 4 * clean.TEXT_CHARS  # markup beyond is never looked at

_BLOCK_NAMES = (
    "address article aside blockquote body button caption center dd details dialog dir div dl "
    "dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main "
    "menu nav ol optgroup option p pre section summary table tbody tfoot thead tr ul"
)
_DROPPED_NAMES = (
    "applet audio canvas embed form frameset head iframe math noembed noframes object script "
    "select style svg template textarea title video"
)
_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_BLOCK = frozenset(_BLOCK_NAMES.split())
_DROPPED = _DROPPED_NAMES.split()
_VOID = frozenset(_VOID_NAMES.split())
_CELLS = frozenset({"td", "th"})

# A tag whose quoted values may hold ">"; possessive, so an unclosed quote costs one pass.
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)((?:"[^"]*+"|'[^']*+'|[^'"<>])*+)>""")
_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^>]*+(?:>|\Z)"
    r"|<(script|style|template|svg|form|iframe)\b[^<>]*+>.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_LOOSE_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100000}>?")
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_MARKUP_HINT = re.compile(r"<[a-zA-Z/!?]")
_PARAGRAPH = "\n\n"
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|\x00")  # parsers read them as a comment and U+FFFD


def plain(markup: str, limit: int = clean.TEXT_CHARS) -> str:
    """The visible text of an HTML fragment, entities decoded once.

    A blank line parts block elements (matching lets no phrase run across one), a newline stands
    for `<br>`. Scripts, styles, forms, templates and comments vanish. Never raises; linear.
    """
    markup = markup[:_MARKUP_CHARS]
    if not _MARKUP_HINT.search(markup):
        found = _SPACE.sub(" ", html.unescape(markup) if "&" in markup else markup)
    else:
        bare = _without_attributes(_CDATA.sub("", markup))
        found = _strip_tags(bare) if _depth(bare) > _MOST_DEEP else _walk(bare)
    return clean.text(_BREAKS.sub(_break, found), limit)


def zones(summary: str, content: str) -> tuple[str, str]:
    """(lead, body) from the plain text of an entry's summary and of its full content.

    With content the body is the content, and a summary that only repeats its start is dropped.
    A summary alone is the lead when it is one paragraph of at most 1,000 characters, else the
    body.
    """
    if content and not _repeats(content, summary):
        return ("" if _repeats(summary, content) else summary), content
    if len(summary) <= LEAD_CHARS and _PARAGRAPH not in summary:
        return summary, ""
    return "", summary


def _repeats(short: str, long: str) -> bool:
    """Whether `short` says nothing `long` does not start with, but for a cut-off mark."""
    short = re.sub(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})\s*$", "", short)
    flat = " ".join(short.split()).casefold()
    return len(short) <= len(long) and " ".join(long.split()).casefold().startswith(flat)


def _break(breaks: re.Match[str]) -> str:
    return _PARAGRAPH if breaks[0].count("\n") > 1 else "\n"


def _without_attributes(markup: str) -> str:
    """The same markup with bare tags; a tag that never closes stays as it is."""
    return _TAG.sub(lambda tag: f"<{tag[1]}{tag[2]}>", markup)


def _depth(markup: str) -> int:
    """An upper guess of the nesting depth: opening tags not yet closed, at the most."""
    if markup.count("<") <= _MOST_DEEP:
        return 0
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[1]:
            depth = max(0, depth - 1)
        elif tag[2].lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _strip_tags(markup: str) -> str:
    """Tags out by pattern: cruder than a parser, and linear whatever the nesting."""
    shown = _LOOSE_TAG.sub(_PARAGRAPH, _HIDDEN.sub(" ", markup))
    return "\n".join(_SPACE.sub(" ", part) for part in html.unescape(shown).split("\n"))


def _walk(markup: str) -> str:
    """Text nodes in document order, with a blank line wherever a block begins or ends."""
    root = LexborHTMLParser(markup).body
    if root is None:
        return ""
    root.strip_tags(_DROPPED, recursive=True)
    pieces: list[str] = []
    node: LexborNode | None = root.first_child
    while node is not None:
        tag = node.tag
        if tag == "-text":
            pieces.append(_SPACE.sub(" ", node.text_content or ""))
        elif tag in _BLOCK:
            pieces.append(_PARAGRAPH)
        elif tag == "br":
            pieces.append("\n")
        elif tag in _CELLS:
            pieces.append(" ")
        node = _next(node, root, pieces)
    return "".join(pieces)


def _next(node: LexborNode, root: LexborNode, pieces: list[str]) -> LexborNode | None:
    """The node after this one; leaving a block on the way up writes its closing blank line."""
    if node.first_child is not None:
        return node.first_child
    climber: LexborNode | None = node
    while climber is not None and climber.mem_id != root.mem_id:
        if climber.tag in _BLOCK:
            pieces.append(_PARAGRAPH)
        if climber.next is not None:
            return climber.next
        climber = climber.parent
    return None
