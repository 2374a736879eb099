"""The search languages of libraries and archives: Ovid, PubMed, Scopus, Web of Science, Nexis.

They say where to look after a term (`.ti,ab.`, `[tiab]`), before a parenthesis (`TITLE(`) or with
`=`; they name subject headings (`exp Malaria/`) that no news text carries; and Ovid's searches run
over many lines, later ones naming earlier ones by number (`history`).
"""

from __future__ import annotations

import re

from worker.match import history
from worker.match.syntax import Edit, QueryError

_CODES = "ti|ab|tw|mp|kf|kw|hw|nm|ot|rn|px|tx|jw|jn|tiab|fs|sh|pt|af|de|dt|au|ja|so|id|md|tc|ui"
_SUFFIX = re.compile(
    rf"\.\s?(?P<dot>(?:{_CODES})(?:\s?,\s?[a-z]{{2}})*)(?:\.|(?=[\s)]|$))"
    rf"|:(?P<colon>(?:{_CODES})(?:,[a-z]{{2}})*)(?=[\s)]|$)",
    re.IGNORECASE,
)
_AMBIGUOUS = {"pt", "sh", "af", "de", "au", "so", "id", "md"}  # as likely the end of an address
_TAG = re.compile(r"\[([^\[\]\n\"]{1,60})\]")
_TAGS = re.compile(
    r"ti|tiab|title|title/abstract|ab|abstract|all(?: fields)?|mesh\b.*|mh\b.*|majr\b.*|tw"
    r"|text words?|ot|other term|kw|pt|publication type|sh|subheading|nm|au|author|la|lang|language"
    r"|dp|pdat|date.*|affiliation|ad|journal|ta|sb|filter|pmid|supplementary concept"
    r"|(?:ti|tiab|title|title/abstract|ad):~[0-9]+",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?P<exp>exp\s+)?(?P<name>\*?[^\s()\"/\[\]][^()\"\n/\[\]]{0,200})"
    r"/(?P<sub>[a-z]{2}(?:,\s?[a-z]{2})*(?=\s\[|\s(?:and|or|AND|OR)\b|\s*$|\)|\s*\n))?"
    r"(?:\s\[[^\]\n]*\])?(?=[\s)]|$)",
    re.IGNORECASE,
)
_EMBASE = re.compile(r"/(?:exp|de|br|mj|exp/mj|[a-z]{0,2})(?=[\s)]|$)")
_OPERATOR = re.compile(r"\b(?:and|or|not|adj[0-9]*|O?NEAR/[0-9]+)\b", re.IGNORECASE)
_NUMBERLESS = re.compile(r"(?:^|\s)(?:O?NEAR|ATLEAST|W|PRE)$")  # a NEAR/ b: not a heading
_RUN = re.compile(r"[^()\"“”\n]*$")
_EVERYWHERE = frozenset(
    str.split(
        "TITLE-ABS-KEY TITLE-ABS-KEY-AUTH TITLE-ABS ALL KEY AUTHKEY TX TEXT NOFT FT TS AK"
        " KP CAPS ALLCAPS NOCAPS PLURAL SINGULAR TERMS HLEAD HLP SU KW MH"
    )
)
_FUNCTIONS = {
    **dict.fromkeys(("TITLE", "TI", "HEADLINE", "HEADLINES", "HL", "HD"), "title:"),
    **dict.fromkeys(("LEAD", "ABS", "AB", "ABSTRACT", "LP"), "lead:"),
    **dict.fromkeys(("BODY", "TD", "FULLTEXT"), "body:"),
    **dict.fromkeys(("BYLINE", "AUTH", "AU", "AUTHOR", "AUTHOR-NAME", "BY"), "author:"),
    **dict.fromkeys(("PUBLICATION", "SRCTITLE", "SO", "PUB", "SN"), "source:"),
    **dict.fromkeys(("LANGUAGE", "LA"), "lang:"),
    **dict.fromkeys(_EVERYWHERE, ""),
}
_SPACED = frozenset(("TI", "AB", "TX", "SU", "KW", "MH", "AU"))  # EBSCO: TI ( a OR b )
_FILTERED = frozenset(
    str.split(
        "PUBYEAR DOCTYPE AFFIL AFFILCOUNTRY SUBJAREA LIMIT-TO EXCLUDE DATE PY WC NS CO RE"
        " IN RST DT SRCTYPE LENGTH PD YR"
    )
)
_LIMITS = re.compile(r"\[[^\[\]\n\"]*\]/[a-z]{2,4}(?=[\s)]|$)")  # Embase: [english]/lim
_PAIR = re.compile(r"([A-Za-z]{2,4})=")


def refuse_history(text: str) -> None:
    """Raise QueryError where a line names other lines by their numbers."""
    if found := history.found(text):
        raise found


def refuse_suffix(text: str, at: int) -> None:
    """Raise QueryError if `.ti,ab.`, `:ti,ab` or `[tiab]` stands at `at`, after a quote or `)`."""
    found = _SUFFIX.match(text, at)
    tag = _TAG.match(text, at)
    if found:
        raise _suffixed(text, at, found.end(), found["dot"] or found["colon"])
    if tag and _TAGS.fullmatch(tag[1]):
        raise _tagged(text, at, tag)
    heading = _EMBASE.match(text, at)
    if heading and at and not text[at - 1].isspace():
        raise _refused(
            f"{heading[0]!r} means nothing here",
            at,
            len(heading[0]),
            "leave it out: there are no subject headings, only words",
            Edit(at, len(heading[0]), ""),
        )


def refuse_word(text: str, start: int, word: str) -> None:
    """Raise QueryError if the word at `start` begins or holds a sign of these languages."""
    _refuse_function(text, start, word)
    _refuse_pair(text, start, word)
    suffix = _SUFFIX.search(word)
    code = (suffix["dot"] or suffix["colon"] or "").lower() if suffix else ""
    if suffix and suffix.end() == len(word) and not (code in _AMBIGUOUS and word[-1] != "."):
        at = start + suffix.start()
        if any(map(str.isalnum, word[: suffix.start()])):
            raise _suffixed(text, at, at + len(suffix[0]), code)
    if limits := _LIMITS.match(text, start):
        hint = "leave it out: `where:` in the rule limits age, language and feeds"
        said = limits[0]
        raise _refused(
            f"{said!r} means nothing here", start, len(said), hint, Edit(start, len(said), "")
        )
    if (bracket := word.find("[")) >= 0:
        tag = _TAG.match(text, start + bracket)
        if tag and _TAGS.fullmatch(tag[1]):
            raise _tagged(text, start + bracket, tag)
    _refuse_heading(text, start, word)


def _refused(message: str, offset: int, width: int, hint: str, *edits: Edit) -> QueryError:
    return QueryError("QRY010", message, offset, width, hint, *edits)


def _refuse_function(text: str, start: int, word: str) -> None:
    word = re.split("[<>]", word, maxsplit=1)[0]
    name = word.upper().rstrip("=:")
    end = start + len(word)
    glued = text[end : end + 1] == "("
    spaced = word in _SPACED and re.compile(r"\s\(").match(text, end)
    if word.upper() in _FILTERED and re.compile(r"\s*[=<>(]").match(text, end):
        value = re.compile(r"\s*(?:[=<>]+\s*\"?[^\s()\"]+\"?|\([^()]*\))").match(text, end)
        stop = value.end() if value else end
        hint = "leave it out: `where:` in the rule limits age, language and feeds"
        raise _refused(
            f"{word!r} means nothing here", start, len(word), hint, Edit(start, stop - start, "")
        )
    if name not in _FUNCTIONS or not (glued or spaced):
        return
    field = _FUNCTIONS[name]
    width = len(spaced[0]) - 1 if spaced else 0
    hint = (
        f"write {field}(…)"
        if field
        else ("leave it out: without a field, title, lead and body are searched")
    )
    fix = Edit(start, len(word) + width, field)
    raise _refused(f"{word}(…) is another tool's field", start, len(word), hint, fix)


def _refuse_pair(text: str, start: int, word: str) -> None:
    """`TS=(…)` of Web of Science, `hd=x` of Factiva."""
    found = _PAIR.match(word)
    name = found[1].upper() if found else ""
    if not found or not (name in _FUNCTIONS or name in _FILTERED):
        return
    width = len(found[0])
    if name in _FILTERED:
        value = re.compile(r"\s*(?:\([^()]*\)|\"[^\"]*\"|[^\s()\"]*)").match(text, start + width)
        fix = Edit(start, (value.end() if value else start + width) - start, "")
        hint = "leave it out: `where:` in the rule limits age, language and feeds"
    else:
        field = _FUNCTIONS[name]
        fix = Edit(start, width, field)
        hint = f"write {field}" if field else "leave it out: title, lead and body are searched"
    raise _refused(f"{found[0]!r} means nothing here", start, width, hint, fix)


def _suffixed(text: str, at: int, end: int, codes: str) -> QueryError:
    named = {code.strip().lower() for code in codes.split(",")}
    field = {frozenset({"ti"}): "title:", frozenset({"ab"}): "lead:"}.get(frozenset(named), "")
    where = f"write {field} before the term" if field else "leave it out"
    hint = f"{where}: without a field, title, lead and body are searched"
    edits, phrase = _moved(text, at, end, field)
    if phrase:
        hint = f"words side by side are a phrase there: write {phrase}"
    said = text[at:end]
    return _refused(f"{said!r} is another tool's field", at, len(said), hint, *edits)


def _tagged(text: str, at: int, tag: re.Match[str]) -> QueryError:
    low = tag[1].lower()
    field = {"ti": "title:", "title": "title:", "ab": "lead:", "au": "author:"}.get(low, "")
    gap = re.search(r"~[0-9]+", low)
    if gap:
        hint, edits = f"write {gap[0]}", [Edit(at, len(tag[0]), gap[0])]
    else:
        edits, phrase = _moved(text, at, tag.end(), field)
        hint = f"write {field} before the term" if field else "leave it out"
        hint = f"words side by side are a phrase there: write {phrase}" if phrase else hint
    return _refused(f"{tag[0]!r} means nothing here", at, len(tag[0]), hint, *edits)


def _moved(text: str, at: int, end: int, field: str) -> tuple[list[Edit], str]:
    """Edits that take the mark away and put the field before what it belongs to.

    A run of words becomes a phrase, which is returned too.
    """
    gone = Edit(at, end - at, "")
    before = text[:at].rstrip()
    if before.endswith(")"):
        opening = _opening(before)
        return ([Edit(opening, 0, field), gone] if field and opening >= 0 else [gone]), ""
    if before.endswith(('"', "”", "»")):
        opening = max(before.rfind(sign, 0, len(before) - 1) for sign in '"“«')
        return ([Edit(opening, 0, field), gone] if field and opening >= 0 else [gone]), ""
    start, words = run_before(text, at)
    if len(words.split()) > 1:
        phrase = f'{field}"{_starred(words)}"'
        return [Edit(start, end - start, phrase)], phrase
    return ([Edit(start, 0, field), gone] if field else [gone]), ""


def _opening(before: str) -> int:
    """The parenthesis that the last character closes, quotes left aside; -1 if there is none."""
    depth = 0
    quoted = False
    for index in range(len(before) - 1, -1, -1):
        sign = before[index]
        quoted ^= sign == '"'
        if not quoted and sign in "()":
            depth += 1 if sign == ")" else -1
            if depth == 0:
                return index
    return -1


def run_before(text: str, at: int) -> tuple[int, str]:
    """The words side by side that end at `at`: where they begin, and what they are."""
    found = _RUN.search(text, 0, at)
    start = found.start() if found else at
    for operator in _OPERATOR.finditer(text, start, at):
        start = operator.end()
    words = text[start:at]
    return start + len(words) - len(words.lstrip()), words.strip()


def _starred(words: str) -> str:
    return re.sub(r"(?<=\w)\$(?=\s|$)", "*", words)


def _refuse_heading(text: str, start: int, word: str) -> None:
    """`exp Mouth Neoplasms/`, `Bone Marrow/pa [Pathology]`: the words of the heading remain."""
    if word.lower() == "exp" and re.compile(r"\s+[\"(]").match(text, start + 3):
        hint = "leave it out: there are no subject headings, only words"
        raise _refused("'exp' means nothing here", start, 3, hint, Edit(start, 4, ""))
    found = _HEADING.match(text, start)
    if not found or (not found["name"][-1].isalpha() and found["name"][-1] not in ".-"):
        return
    if (
        _OPERATOR.search(found["name"])
        or _NUMBERLESS.search(found["name"])
        or (found["sub"] and not found["exp"] and " " not in found[0])
    ):
        return
    name = found["name"].strip("* ")
    last, _, first = name.partition(", ")
    said = f"{first} {last}" if first and "," not in first else name
    plain = said.isalnum()
    fix = Edit(start, len(found[0]), said if plain else f'"{said}"')
    slash = found.start("name") + len(found["name"])
    raise _refused(
        "'/' means nothing at the end of a word",
        slash,
        1,
        f"leave it out: there are no subject headings, only words: {fix.text}",
        fix,
    )
