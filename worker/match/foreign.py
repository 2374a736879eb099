"""What other tools write and Wirebell does not: refused where it stands, with our way to say it."""

from __future__ import annotations

import difflib
import re
import unicodedata

from worker.match import dialects, patterns, proximity
from worker.match.patterns import LEAST_PREFIX
from worker.match.syntax import FIELDS, Edit, QueryError

# What other tools call a field.
_ALIASES = {
    **dict.fromkeys(("allintitle", "headline", "hl", "intitle", "ti", "titel", "titre"), "title"),
    **dict.fromkeys(("abstract", "ab", "ingress", "intro", "summary"), "lead"),
    **dict.fromkeys(("allintext", "content", "inbody", "intext", "text"), "body"),
    **dict.fromkeys(("allinurl", "domain", "domainurl", "host", "hostname"), "url"),
    **dict.fromkeys(("inurl", "link", "links", "site", "website"), "url"),
    **dict.fromkeys(("au", "by", "byline", "from"), "author"),
    **dict.fromkeys(("feed", "outlet", "publication", "publisher", "so", "sourcename"), "source"),
    **dict.fromkeys(("la", "language", "languages", "locale"), "lang"),
    **dict.fromkeys(("category", "label", "tags"), "tag"),
}
_TIMES = frozenset(
    str.split(
        "when after before since until date daterange published pubdate publishedat"
        " newer_than older_than newer older year py dp pdat crawled"
    )
)
_FILTERS = frozenset(
    str.split(
        "country location loc geo sourcecountry sourcegeo continent region state city"
        " filetype ext sourcetype sourcetypes mediatype sentiment followers reach rank is"
        " has cache related info pagetype engagement num type"
    )
)
_FOREIGN = {
    **dict.fromkeys(("|", "||"), ("OR", "did you mean OR?")),
    **dict.fromkeys(("&", "&&"), ("AND", "write AND, or nothing: a space means AND")),
    **dict.fromkeys(("!", "ANDNOT", "AND-NOT", "BUTNOT", "EXCEPT"), ("NOT", "write NOT")),
    "+": ("", "leave it out: every term is required unless OR stands between"),
}
_MEANINGLESS = re.compile(r"[\[\]{}<>^\\|;,]")
# The same signs as Chinese, Japanese and Arabic keyboards type them.
_WIDE = re.compile("[（）＝：＊＠／～！＆＋－［］｛｝＜＞＾｜；，、؛،]")
_COMMAS = str.maketrans("、؛،", ",;,")
_TRANSLATED = {
    **dict.fromkeys(str.split("UND OCH ORAZ И"), "AND"),
    **dict.fromkeys(str.split("ODER ELLER LUB VEYA VAGY NEBO ИЛИ АБО"), "OR"),
    **dict.fromkeys(str.split("NICHT IKKE INTE НЕ"), "NOT"),
}
_VALUE = re.compile(r"\s*(?:\"[^\"]*\"|[^\s()\"]+)?")
_ENDS_OPERAND = re.compile(r"\s*(?:$|\)|(?:AND|OR|NOT)\b)")
_AGES = {"h": ("h", 1), "d": ("d", 1), "w": ("w", 1), "m": ("d", 30), "y": ("y", 1)}
_INNER = re.compile(r"(?<=[^\W\d_])[?#$](?=[^\W\d_])")
_LANGUAGES = {
    "arabic": "ar", "bokmal": "nb", "chinese": "zh", "danish": "da", "dutch": "nl",
    "english": "en", "eng": "en", "farsi": "fa", "finnish": "fi", "french": "fr", "german": "de",
    "italian": "it", "japanese": "ja", "norwegian": "no", "nynorsk": "nn", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv",
    "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip


def shortened(said: str) -> str:
    """What the author said, short enough for a message."""
    return said if len(said) <= 30 else f"{said[:29]}…"  # noqa: PLR2004 - fits a message


def language_named(word: str) -> str | None:
    """The code of a language written by its English name, or with a region."""
    code = word.lower().replace("_", "-").split("-")[0]
    return _LANGUAGES.get(code) or (code if len(code) == 2 < len(word) else None)  # noqa: PLR2004


def unknown_field(text: str, word: str, start: int, name: str) -> QueryError:
    """The refusal of `name:` where `word` is all that was written without a space."""
    proximity.refuse(text, start, word)
    low = name.lower()
    width = len(name) + 1
    value = _VALUE.match(text, start + width)
    end = value.end() if value else start + width
    drop = Edit(start, end - start, "")
    said = f"unknown field '{name}:'"
    if low in _TIMES:
        hint = (
            f"leave it out: {_age(text[start + width : end])} in the rule says how old is too old"
        )
        return QueryError("QRY006", said, start, width, hint, drop)
    if low in _FILTERS:
        hint = "leave it out: `where: {feeds: [tag:NAME]}` in the rule chooses among feeds"
        return QueryError("QRY006", said, start, width, hint, drop)
    dialects.refuse_suffix(text, start + len(name))
    if low in {"raw", "exact"} and (exact := text[start + width : end].strip(' "')):
        fix = Edit(start, end - start, f'="{exact}"')
        return QueryError("QRY006", said, start, width, f"write {fix.text}", fix)
    alias = _ALIASES.get(low)
    near = [alias] if alias else difflib.get_close_matches(low, FIELDS, 1, cutoff=0.5)
    quoted = f'"{shortened(word)}"'
    if near:
        hint = f"did you mean '{near[0]}:'? "
        fixes = _all_in(text, start, name, near[0]) or [Edit(start, width, f"{near[0]}:")]
    else:
        bare = len(word) == width
        hint = ""
        fixes = [Edit(start, len(word), "" if bare and len(text) > start + width else f'"{word}"')]
    hint += f"fields are {', '.join(FIELDS)}; to look for the text itself, quote it: {quoted}"
    return QueryError("QRY006", said, start, width, hint, *fixes)


def _all_in(text: str, start: int, name: str, field: str) -> list[Edit]:
    """Of `allintitle:` all that follows is meant."""
    rest = text[start + len(name) + 1 :].split("\n", maxsplit=1)[0]
    words = rest.split(")")[0].rstrip()
    if not name.lower().startswith("allin") or "(" in words or not words.strip():
        return []
    return [Edit(start, len(name) + 1 + len(words), f"{field}:({words.strip()})")]


def _age(value: str) -> str:
    found = re.fullmatch(r"\s*([0-9]{1,4})([hdwmy])", value)
    unit, times = _AGES[found[2]] if found else ("h", 1)
    return f"`where: {{max_age: {int(found[1]) * times if found else 48}{unit}}}`"


def refuse(text: str, start: int, word: str, *, in_address: bool) -> None:
    """Raise QueryError if an unquoted word holds a sign that means nothing here.

    `in_address`: it follows `url:`, where most signs are themselves.
    """
    if word in _FOREIGN:
        instead, hint = _FOREIGN[word]
        if instead != "NOT" and not proximity.stands_between(text, start, start + len(word)):
            instead = ""
        fix = Edit(start, len(word), instead)
        raise _sign(f"{word!r} means nothing here", start, len(word), hint, fix)
    plain = unicodedata.normalize("NFKC", word)
    translated = _TRANSLATED.get(word, plain if plain in _TRANSLATED.values() else "")
    if translated and proximity.stands_between(text, start, start + len(word)):
        raise _translated(start, word, translated)
    if word.lower() in {"and", "or", "not"}:
        raise _lower(text, start, word)
    if word[0] in "+!~" and len(word) > 1 and not in_address:
        instead = "NOT " if word[0] == "!" else ""
        hint = "write NOT" if instead else _FOREIGN["+"][1]
        hint = "leave it out: inflected forms are found anyway" if word[0] == "~" else hint
        raise _sign(f"{word[0]!r} means nothing here", start, 1, hint, Edit(start, 1, instead))
    if word[0] in "'‘`":
        raise _single_quotes(text, start)
    if not in_address:
        _refuse_truncation(word, start)
        _refuse_fuzziness(word, start)
        if sign := _WIDE.search(word):
            raise _wide(start + sign.start(), sign[0])
        if sign := _MEANINGLESS.search(word):
            raise _meaningless(text, start + sign.start())


def _sign(message: str, offset: int, width: int, hint: str, *fixes: Edit) -> QueryError:
    return QueryError("QRY010", message, offset, width, hint, *fixes)


def _lower(text: str, start: int, word: str) -> QueryError:
    upper = word.upper()
    operator = upper == "NOT" or proximity.stands_between(text, start, start + len(word))
    operator = operator and not _ENDS_OPERAND.match(text, start + len(word))
    hint, instead = f"write {upper}", upper
    if not operator:
        hint, instead = ("leave it out", f'"{word}"' if upper == "NOT" else "")
    return QueryError(
        "QRY005",
        f"operators are written in capitals, and {word!r} is not",
        start,
        len(word),
        f'{hint}, or "{word}" in quotes to look for the word',
        Edit(start, len(word), instead),
    )


def _translated(start: int, word: str, operator: str) -> QueryError:
    return QueryError(
        "QRY005",
        f"operators are AND, OR and NOT in plain letters, and {word!r} is not",
        start,
        len(word),
        f'write {operator}, or "{word}" in quotes to look for the word',
        Edit(start, len(word), operator),
    )


def _wide(at: int, sign: str) -> QueryError:
    """`（伊朗）`: a parenthesis that parts nothing would change what a query asks."""
    plain = unicodedata.normalize("NFKC", sign).translate(_COMMAS)
    hint = f"write {plain} as on an English keyboard; quote it if it is in the text"
    if plain in "|;,":
        hint, plain = "write OR or AND between terms; quote it if it is in the text", " OR "
    return _sign(f"{sign!r} means nothing here", at, 1, hint, Edit(at, 1, plain))


def _single_quotes(text: str, start: int) -> QueryError:
    closed = re.compile(r"['‘`]([^'’`\n]*)['’`]").match(text, start)
    fix = Edit(start, 1, "")
    if closed and any(map(str.isalnum, closed[1])) and '"' not in closed[1]:
        fix = Edit(start, len(closed[0]), f'"{closed[1]}"')
    shown = shortened(fix.text) or '"…"'
    hint = f"write it in double quotes: {shown}"
    return _sign("single quotes make no phrase", start, 1, hint, fix)


def _refuse_truncation(word: str, start: int) -> None:
    """`sanction$ sanction! sanction? sanction%` elsewhere are `sanction*`; `wom?n` is a pattern."""
    if inner := _INNER.search(word):
        raise patterns.inner_sign(word, start, inner.start())
    found = re.search(r"(?<=[^\W_])(?:[$?!%#]+[0-9]*)$", word)
    if not found or (found[0][0] in "%#$" and not word[found.start() - 1].isalpha()):
        return
    stem = re.split(r"[\W_]", word[: found.start()])[-1]
    if found[0] == "#":  # C# is a name; Ovid's randomi# is not told from it
        return
    at, width = start + found.start(), len(found[0])
    long = len(stem) >= LEAST_PREFIX and stem.isalpha()
    hint = f"write {shortened(word[: found.start()])}*, " if long else ""
    raise _sign(
        f"{found[0]!r} means nothing at the end of a word",
        at,
        width,
        f"{hint}leave it out (inflected forms are found anyway), or quote the word",
        Edit(at, width, "*" if long else ""),
    )


def _refuse_fuzziness(word: str, start: int) -> None:
    found = re.search(r"(?<=.)([~^])[0-9.]*", word)
    if found:
        what = "weighs a term" if found[1] == "^" else "finds words that are nearly it"
        raise _sign(
            f"{found[1]!r} means nothing after a word",
            start + found.start(),
            len(found[0]),
            f"nothing here {what}: leave it out, or write the spellings with OR",
            Edit(start + found.start(), len(found[0]), ""),
        )


def _meaningless(text: str, at: int) -> QueryError:
    sign = text[at]
    hint = "leave it out; quote it if it is in the text"
    fix = Edit(at, 1, " ")
    if sign in "|;,":
        hint = "write OR or AND between terms; quote it if it is in the text"
        hint = "did you mean OR?" if sign == "|" else hint
        width = 2 if text[at : at + 2] == "||" else 1
        alone = not proximity.stands_between(text, at, at + width)
        fix = Edit(at, width, " " if alone else " OR ")
    elif sign == "{" and (braced := re.compile(r"\{([^{}\"\n]*\w[^{}\"\n]*)\}").match(text, at)):
        fix = Edit(at, len(braced[0]), f'"{braced[1]}"')
        hint = f"write it in quotes: {shortened(fix.text)}"
    elif sign == "[" and (ranged := re.compile(r"\[\s*(\S+) TO (\S+)\s*[\]}]").match(text, at)):
        fix = Edit(at, len(ranged[0]), f'("{ranged[1]}" OR "{ranged[2]}")')
        hint = "there are no ranges: write the values with OR; quote it if it is in the text"
    elif text[at : at + 2] == '\\"':
        every = [Edit(found.start(), 1, "") for found in re.finditer(r'\\(?=")', text)]
        return _sign("'\\' means nothing here", at, 1, "write the quotes without it", *every)
    return _sign(f"{sign!r} means nothing here", at, 1, hint, fix)
