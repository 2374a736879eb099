"""Makes an entity's names ready to be planned: its own, those of its list, and what masks them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from worker.match.formclass import FormClass, form_class
from worker.match.patterns import refuse_wildcards
from worker.match.syntax import QueryError, Term
from worker.match.wording import Tongue
from worker.model import Entity, ListedName
from worker.text.fold import fold
from worker.text.forms import Forms

# Languages whose names take -s in the genitive, with no apostrophe that would part it.
GENITIVE_S = frozenset({"nb", "nn", "sv", "da", "de"})


@dataclass(frozen=True, slots=True)
class Spellings:
    """All ways to write one thing.

    Inside a hit of `masks` none of them counts. `listed` are the names of a list, as written;
    `guarded` those of them that count only where one of `context` stands too.
    """

    tongue: Tongue
    plain: tuple[Term, ...] = ()
    exact: tuple[str, ...] = ()
    masks: Spellings | None = None
    listed: FormClass | None = None
    guarded: FormClass | None = None
    context: tuple[Term, ...] = ()
    context_tongue: Tongue = Tongue(())


def spellings_of(
    entity: Entity,
    terms: Sequence[Term],
    masks: Sequence[Term],
    context: Sequence[Term],
    languages: tuple[str, ...],
    forms: Forms,
) -> Spellings:
    """The spellings of an entity whose names, masks and context are read.

    Where a list is guarded at all, its single words that are everyday words are guarded too.
    """
    tongue = Tongue(languages, name=True)
    listed = entity.listed.names if entity.listed else ()
    if entity.listed is not None and entity.listed.guards:
        listed = tuple(
            replace(name, guarded=True)
            if " " not in name.text and not name.guarded and forms.is_common(name.text, languages)
            else name
            for name in listed
        )
    return Spellings(
        tongue,
        *_parted(terms),
        masks=Spellings(tongue, *_parted(masks)) if masks else None,
        listed=_names((name for name in listed if not name.guarded), languages),
        guarded=_names((name for name in listed if name.guarded), languages),
        context=tuple(context),
        context_tongue=Tongue(languages),
    )


def _parted(terms: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    found = list(terms)
    return (
        tuple(term for term in found if not term.exact),
        tuple(term.text for term in found if term.exact),
    )


def _names(names: Iterable[ListedName], languages: tuple[str, ...]) -> FormClass | None:
    folded = {folded for name in names if (folded := fold(name.text).strip())}
    if GENITIVE_S.intersection(languages):
        folded |= {f"{name}s" for name in folded if not name.endswith("s")}
    return form_class(folded) if folded else None


class NameIndex:
    """Says which entries of an entity's list a found text stands for."""

    def __init__(self, names: Iterable[ListedName]) -> None:
        self._names: dict[str, list[ListedName]] = {}
        for name in names:
            self._names.setdefault(fold(name.text).strip(), []).append(name)

    def entries(self, surface: str) -> list[ListedName]:
        """The entries written so, each entry once; a genitive -s is no matter."""
        folded = fold(surface).strip()
        found = self._names.get(folded) or self._names.get(folded.removesuffix("s"), [])
        once = {(name.id, name.program) if name.id else name.text: name for name in found}
        return list(once.values())


def name_of(text: str) -> Term:
    """An entity's name or mask as a term: plain text, or `="Exact"`.

    Raises:
        QueryError: if it holds nothing to look for, or a wildcard too short.
    """
    said = text.strip()
    exact = len(said) > 2 and said.startswith('="') and said.endswith('"')  # noqa: PLR2004 - =""
    if exact:
        said = said[2:-1]
    else:
        refuse_wildcards(said, text.index(said), quoted=True)
    if not fold(said).strip():
        raise QueryError(
            "QRY012", "a name without letter or digit", 0, max(1, len(text)), "write a name"
        )
    return Term(0, len(text), said, exact)
