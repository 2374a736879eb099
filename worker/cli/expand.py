"""`wirebell rules expand ID`: every word form a rule will hear, and why each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.ruling import mistake
from worker.cli.session import settings_of
from worker.cli.show import Format, FormatOption, note, write, write_json
from worker.errors import Usage
from worker.text.written import counted

if TYPE_CHECKING:
    from worker.match.syntax import Node, Term
    from worker.match.wording import Tongue, Word
    from worker.model import Entity, Query, Rule
    from worker.text.forms import Forms

EXAMPLES = """[bold]Examples[/]
  wirebell rules expand long-range-strikes
  wirebell rules expand long-range-strikes --format json

Exit codes: 0 ok, 2 no such rule, 78 bad configuration."""

KINDS = {"start": "any word that begins so", "core": "any word that holds it"}


@dataclass(frozen=True, slots=True)
class HeardForm:
    """One form as it is printed, and why it is looked for."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word of a term with its forms, itself first; `cut` is how many more the bound left out.

    `capital`: those of the forms that count only with a capital, for they are common words too;
    `shouted`: those of them that count only in capitals. `small`: typed with a capital, it is heard
    as the common word too.
    """

    word: str
    forms: tuple[HeardForm, ...]
    capital: tuple[str, ...] = ()
    shouted: tuple[str, ...] = ()
    cut: int = 0
    small: bool = False


@dataclass(frozen=True, slots=True)
class HeardTerm:
    """A term of a query ("match" or "unless"), or a name of an entity it asks for.

    `also` are the other ways in which it is written: U.S., F16, cease-fire.
    """

    part: str
    term: str
    languages: tuple[str, ...]
    words: tuple[HeardWord, ...]
    entity: str | None = None
    also: tuple[str, ...] = ()
    listed: int = 0  # names of the entity's list, looked for as written


def expand(
    context: typer.Context,
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The rule.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show every word a rule listens for: each term's forms, and why each is looked for."""
    from worker.daemon.tongues import complaints, forms_of  # noqa: PLC0415 - dictionaries
    from worker.match import QueryError  # noqa: PLC0415 - the automaton takes its time
    from worker.settings import Problems  # noqa: PLC0415 - pydantic takes its time

    settings = settings_of(context)
    rule = next((each for each in settings.rules if each.id == rule_id), None)
    if rule is None:
        raise Usage(f"no rule {rule_id!r}: `wirebell rules list` shows their ids")
    opened = forms_of(settings.rules)
    for words in complaints([rule], opened):
        note(words)
    terms: list[HeardTerm] = []
    for query in (*rule.queries, *((rule.unless,) if rule.unless else ())):
        try:
            terms += _of_query(rule, query, settings.rules, settings.entities, opened.forms)
        except QueryError as wrong:
            raise Problems([mistake(query, wrong)]) from None
    if form is Format.JSON:
        write_json(terms)
    else:
        _print(terms)


def _of_query(
    rule: Rule,
    query: Query,
    rules: Sequence[Rule],
    entities: Mapping[str, Entity],
    forms: Forms,
) -> Iterator[HeardTerm]:
    """The terms of one query, in its order; raises QueryError."""
    from worker.daemon.tongues import spoken  # noqa: PLC0415 - as above
    from worker.match import parse  # noqa: PLC0415
    from worker.match.syntax import EntityRef, Regex, Term  # noqa: PLC0415
    from worker.match.wording import Tongue  # noqa: PLC0415

    part = "unless" if query is rule.unless else "match"
    own = rule.spoken(query)
    if part == "unless":
        own = tuple(sorted(code for code, _ in spoken(rule)))
    everywhere = tuple(sorted({code for each in rules for code, _ in spoken(each)}))
    for node in _finding(parse(query.text)):
        match node:
            case Term():
                yield _heard(part, node, Tongue(own), forms)
            case EntityRef(name=name) if name in entities:
                named = Tongue(everywhere, name=True)
                yield from _of_entity(part, entities[name], named, forms)
            case Regex(text=text):
                yield HeardTerm(part, f"/{text}/", (), ())


def _finding(node: Node) -> Iterator[Node]:
    """The node and all below it, but for what asks about the language of the article."""
    from worker.match.syntax import Field, children_of  # noqa: PLC0415 - as above

    yield node
    if not (isinstance(node, Field) and node.name == "lang"):
        for child in children_of(node):
            yield from _finding(child)


def _of_entity(part: str, entity: Entity, tongue: Tongue, forms: Forms) -> Iterator[HeardTerm]:
    from worker.match.entities import name_of  # noqa: PLC0415 - as above

    for name in entity.names:
        term = name_of(name.text)
        yield _heard(part, term, tongue, forms, entity.id)
    if entity.listed:
        count = len(entity.listed.names)
        yield HeardTerm(part, entity.listed.file, (), (), entity.id, listed=count)


def _heard(
    part: str, term: Term, tongue: Tongue, forms: Forms, entity: str | None = None
) -> HeardTerm:
    from worker.match.ways import shown, ways  # noqa: PLC0415 - as above

    words = _words(term, tongue, forms)
    also = () if term.exact else tuple(map(shown, ways(term.text, tongue, forms)[1:]))
    return HeardTerm(part, _said(term), tongue.languages, words, entity, also)


def _said(term: Term) -> str:
    said = f'="{term.text}"' if term.exact else term.text
    return f'"{term.text}"~{term.slop}' if term.slop else said


def _words(term: Term, tongue: Tongue, forms: Forms) -> tuple[HeardWord, ...]:
    from worker.match.wording import words_of  # noqa: PLC0415 - as above

    if term.exact:
        return (HeardWord(term.text, (HeardForm(term.text, "exactly as written"),)),)
    words = words_of(term.text)
    return tuple(_word(word, tongue, forms, alone=len(words) == 1) for word in words)


def _word(word: Word, tongue: Tongue, forms: Forms, *, alone: bool) -> HeardWord:
    """A word's forms. Only one that stands alone may need a capital."""
    from worker.match.wording import left_out, spelled  # noqa: PLC0415 - as above

    if word.kind in KINDS:
        return HeardWord(word.typed, (HeardForm(word.typed, KINDS[word.kind]),))
    found = spelled(word, tongue, forms)
    capital = tuple(each.form.text for each in found if each.capital and alone)
    common = word.typed[:1].isupper() and forms.is_common(word.typed, tongue.languages)
    return HeardWord(
        word.typed,
        tuple(HeardForm(each.form.text, each.form.why) for each in found),
        capital,
        tuple(each.form.text for each in found if each.shouted and alone),
        left_out(word, tongue, forms),
        small=alone and common and not capital,
    )


def _print(terms: Sequence[HeardTerm]) -> None:
    for term in terms:
        of = f"@{term.entity}  " if term.entity else ""
        tail = f"  ({', '.join(term.languages)})" if term.languages else ""
        if term.listed:
            tail = f"  {counted(term.listed, 'name')}, as written"
        write(((f"{term.part}  ", "dim"), (of, "magenta"), (term.term, "bold"), (tail, "dim")))
        for word in term.words:
            _print_word(word)
        if term.also:
            write((("  also as ", "dim"), (", ".join(term.also), "green")))


def _print_word(word: HeardWord) -> None:
    count = counted(len(word.forms), "form")
    cut = f", {word.cut} more left out" if word.cut else ""
    only = "in capitals" if word.shouted == word.capital else "with a capital"
    case = f", {only} only" if word.capital else ""
    if word.small:
        case = f', in small letters too: ="{word.word}" asks for the capital'
    write(f"  {word.word}: {count}{cut}{case}")
    reasons: dict[str, list[str]] = {}
    for form in word.forms:
        reasons.setdefault(form.why, []).append(form.text)
    for why, texts in reasons.items():
        write((("    ", ""), (" ".join(texts), "green"), (f"  {why}", "dim")))
