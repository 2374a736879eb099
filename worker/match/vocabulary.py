"""Numbers the form classes of all rules, and decides which of them every text is scanned for."""

from __future__ import annotations

from collections.abc import Iterator

from worker.match.automaton import LARGE, Automaton, Shards
from worker.match.formclass import FormClass

MANY = 50  # patterns; a class with more is scanned for: looking for each in turn takes longer
BOUND = 2**-10  # how much rarer a word is with a hyphen right behind it
LETTERS = 3  # of the second word of a pair: enough to tell most words, few enough for all its forms


class Vocabulary:
    """Collects classes while rules are compiled; equal ones are kept once."""

    def __init__(self) -> None:
        self._numbers: dict[FormClass, int] = {}
        self._scanned: set[int] = set()
        self._relied: set[int] = set()
        self._pairs: dict[tuple[int, int], int] = {}
        self.classes: list[FormClass] = []
        self.commonness: list[float] = []

    def number(self, forms: FormClass) -> int:
        """The number of a class."""
        known = self._numbers.get(forms)
        if known is not None:
            return known
        number = self._numbers[forms] = len(self.classes)
        self.classes.append(forms)
        self.commonness.append(_commonness(forms))
        if len(forms) > MANY:
            self.rely_on_scan(number)
        return number

    def scanned_for(self, word: int, beside: int) -> int:
        """The number of what every text is to be scanned for: a class, or one next to another."""
        if beside < 0:
            self._scanned.add(word)
            return word
        return self._pairs.setdefault((word, beside), -1 - len(self._pairs))

    def _pair(self, word: int, beside: int) -> Iterator[bytes]:
        """Each form of a word with the first letters of the word after it (all of a short one, and
        a space), and with an 's between them where one may stand there.
        """
        second = self.classes[beside]
        gaps = (b" ", b" s ") if self.classes[word].possessed else (b" ",)
        letters = {each[:LETTERS] for each in second.starts}
        letters |= {(each + b" ")[:LETTERS] for each in second.words}
        for form in self.classes[word].words:
            for gap in gaps:
                for some in letters:
                    yield b" %s%s%s" % (form, gap, some)

    def rely_on_scan(self, number: int) -> None:
        """Have the class found by the scan alone: it is large, or one of many asked together."""
        self._scanned.add(number)
        self._relied.add(number)

    def relies_on_scan(self, number: int) -> bool:
        """Whether places come from the scan; else each form is looked for when it matters."""
        return number in self._relied

    def automaton(self, shards: Shards) -> Automaton:
        """The automaton of the classes scanned for."""
        found = [(number, self.classes[number]) for number in sorted(self._scanned)]
        small = [(number, each.patterns()) for number, each in found if len(each) <= LARGE]
        pairs = [(number, self._pair(*pair)) for pair, number in self._pairs.items()]
        large = [(n, each, each.patterns()) for n, each in found if len(each) > LARGE]
        return Automaton([*small, *pairs], large, shards)


def _commonness(forms: FormClass) -> float:
    """A guess how often a class occurs: in lieu of statistics, each letter halves it.

    A beginning is worth two letters less than a word, a core three: they have more continuations.
    """
    return (BOUND if forms.glued else 1) * (
        sum(0.5 ** len(word) for word in forms.words)
        + sum(0.5 ** (len(start) - 2) for start in forms.starts)
        + sum(0.5 ** (len(core) - 3) for core in forms.cores)
    )
