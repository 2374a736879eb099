"""A form class: all that may stand in print for one word of a rule, folded and encoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from worker.text.letters import encode, shares


@dataclass(frozen=True, slots=True)
class FormClass:
    """Any of `words` (a word, or several between single spaces), `starts` or `cores` of a word.

    `capital` are those of the words that count only with a capital letter, `shouted` those of them
    whose second letter must be one too. `strict` gives, for what holds letters that share a byte
    with others, the texts that are meant. `unbroken` are words of a script without spaces, which
    end where a clause does. `glued`: a full stop or a hyphen must bind it to what stands behind.
    `possessed`: in a phrase an 's may stand behind it.
    """

    words: frozenset[bytes]
    starts: frozenset[bytes] = frozenset()
    cores: frozenset[bytes] = frozenset()
    capital: frozenset[bytes] = frozenset()
    shouted: frozenset[bytes] = frozenset()
    strict: Mapping[bytes, frozenset[str]] = field(default_factory=dict, compare=False)
    strict_texts: frozenset[str] = frozenset()
    unbroken: frozenset[bytes] = frozenset()
    glued: bool = False
    possessed: bool = False

    def __len__(self) -> int:
        """How many patterns it looks for."""
        return len(self.words) + len(self.starts) + len(self.cores)

    def patterns(self) -> Iterator[bytes]:
        """All that it looks for: words with spaces around, beginnings with one before, cores."""
        yield from (b" %s " % word for word in self.words)
        yield from (b" %s" % start for start in self.starts)
        yield from self.cores

    @property
    def is_plain(self) -> bool:
        """Whether bytes decide: nothing to compare once more with the text."""
        return not (self.capital or self.strict)

    @property
    def is_whole(self) -> bool:
        """Whether it looks for whole words, not parts of words."""
        return not (self.starts or self.cores)

    @property
    def only(self) -> bytes | None:
        """Its one word, if it is nothing else."""
        asks = self.capital or self.possessed or self.glued
        if len(self.words) == 1 and self.is_whole and not asks:
            return next(iter(self.words))
        return None

    def in_any_case(self) -> FormClass:
        """The same class without capitals asked for."""
        if not self.capital:
            return self
        return replace(self, capital=frozenset(), shouted=frozenset())

    def accepts(self, word: bytes) -> bool:
        """Whether one word of a text may stand for it, as far as bytes tell."""
        return (
            word in self.words
            or any(map(word.startswith, self.starts))
            or any(core in word for core in self.cores)
        )


def form_class(
    words: Iterable[str] = (),
    *,
    starts: Iterable[str] = (),
    cores: Iterable[str] = (),
    capital: Iterable[str] = (),
    shouted: Iterable[str] = (),
    unbroken: bool = False,
) -> FormClass:
    """The class of these folded texts."""
    strict: dict[bytes, set[str]] = {}

    def coded(texts: Iterable[str]) -> frozenset[bytes]:
        found = set()
        for text in texts:
            code = encode(text)
            found.add(code)
            if shares(code):
                strict.setdefault(code, set()).add(text)
        return frozenset(found)

    whole = coded(words)
    return FormClass(
        whole,
        coded(starts),
        coded(cores),
        coded(capital),
        coded(shouted),
        {code: frozenset(texts) for code, texts in strict.items()},
        frozenset(text for texts in strict.values() for text in texts),
        whole if unbroken else frozenset(),
    )


def united(classes: Iterable[FormClass]) -> FormClass:
    """A class of all that any of them accepts."""
    found = list(classes)
    if len(found) == 1:
        return found[0]
    strict: dict[bytes, frozenset[str]] = {}
    for each in found:
        for code, texts in each.strict.items():
            strict[code] = strict.get(code, frozenset()) | texts
    free = frozenset[bytes]().union(*(each.words - each.capital for each in found))
    plain = frozenset[bytes]().union(*(each.words - each.shouted for each in found))
    broken = frozenset[bytes]().union(*(each.words - each.unbroken for each in found))
    return FormClass(
        frozenset[bytes]().union(*(each.words for each in found)),
        frozenset[bytes]().union(*(each.starts for each in found)),
        frozenset[bytes]().union(*(each.cores for each in found)),
        frozenset[bytes]().union(*(each.capital for each in found)) - free,
        frozenset[bytes]().union(*(each.shouted for each in found)) - plain,
        strict,
        frozenset[str]().union(*(each.strict_texts for each in found)),
        frozenset[bytes]().union(*(each.unbroken for each in found)) - broken,
    )
