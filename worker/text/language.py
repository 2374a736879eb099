"""The language of a text: the publisher's own word first, then a guess that may be "unknown".

The guesser (py3langid, a naive Bayes model) costs a second to load and 55 MB, so it is loaded at
the first text that needs it, in the process that parses, never where nothing is guessed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

# ISO 639-2 codes and common slips to ISO 639-1. Plain "Norwegian" is written in bokmål.
_SPELLING_TABLE = """
no=nb nor=nb nob=nb nno=nn eng=en deu=de ger=de fra=fr fre=fr spa=es ita=it por=pt rus=ru ukr=uk
ua=uk swe=sv dan=da dk=da fin=fi pol=pl tur=tr nld=nl dut=nl ces=cs cze=cs cz=cs gr=el jp=ja
zho=zh chi=zh jpn=ja kor=ko ara=ar heb=he iw=he
"""
_SPELLINGS = dict(pair.split("=", 1) for pair in _SPELLING_TABLE.split())
# The languages of the press a desk is likely to watch; rarer ones only draw wrong guesses.
_PLAUSIBLE = (
    "ar az be bg bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka kk ko lt lv "
    "mk ms nl nn no pl ps pt ro ru sk sl sq sr sv th tr uk ur uz vi zh"
)
_LATIN = "cs da de en es et fi fr hr hu id is it lt lv nb nl nn pl pt ro sk sl sv tr"
_OTHER = "ar be bg el fa he hi ja ko mk ru th uk ur zh"  # never written in Latin letters
# Letters of the one that the other does not have; of a quotation there are but a few.
_FOREIGN = {"ru": ("іїєґ", "ыэъё"), "uk": ("ыэъё", "іїєґ")}  # foreign, its own
_CODE = re.compile(r"[a-z]{2,3}")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_FEW_LETTERS = 20
_FEW_FOREIGN = 2
_SURE = 0.5
_SURER = 0.8  # where it contradicts what is declared
# Hardly any English text of a dozen words does without all of these, which are no others' words.
_ENGLISH_WORDS = "the of and with from that this were says its"
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_DOZEN = 12
_MOST_CHARS = 1_000
_REMEMBERED = 1_000  # texts, 4 MB at most
_NON_LATIN = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0590-\u06ff\u0900-\u1cff\u3041-\u9fff\uac00-\ud7af]"
)


def normal(code: str | None) -> str | None:
    """The ISO 639-1 code (639-3 where there is none) in `en-US`, `nb_NO`, `NOR`; None in junk."""
    word = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] if code else ""
    word = _SPELLINGS.get(word, word)
    return word if _CODE.fullmatch(word) and word not in _NO_LANGUAGE else None


def detect(title: str, lead: str, declared: str | None) -> str | None:
    """The language of an article: `declared` if it can be true, else a guess, else None.

    A language declared for a text in another script is not believed (blog software says `en-US`
    everywhere; `uk` was meant for the United Kingdom), nor Russian for the letters of Ukrainian,
    nor English for a text without its commonest words that surely is in another language. None:
    too short, or no language clearly likelier.
    """
    text = f"{title}\n{lead}"[:_MOST_CHARS]
    said = normal(declared)
    if said == "en" and _lacks_english(text):
        guess, sureness = _classify(text)
        return normal(guess) if sureness >= _SURER else said
    if said is not None and not _denies(text, said):
        return said
    letters = sum(map(str.isalpha, text))
    if letters < _FEW_LETTERS:
        return None
    guess, sureness = _classify(text)
    return normal(guess) if sureness >= _SURE else None


def preload() -> None:
    """Load the guesser now, so that no document's time limit pays for it."""
    _classify("a")


def _denies(text: str, said: str) -> bool:
    """Whether a text's letters are not those of a language."""
    if said in _FOREIGN:
        count = text.casefold().count
        foreign, own = (sum(map(count, letters)) for letters in _FOREIGN[said])
        if foreign >= _FEW_FOREIGN and foreign > own:
            return True
    letters = sum(map(str.isalpha, text))
    if said in _OTHER.split():
        return letters >= _FEW_LETTERS and _NON_LATIN.search(text) is None
    return said in _LATIN.split() and letters > 0 and 2 * len(_NON_LATIN.findall(text)) > letters


def _lacks_english(text: str) -> bool:
    words = text.casefold().split()
    return len(words) >= _DOZEN and _ENGLISH.isdisjoint(words)


@lru_cache(_REMEMBERED)
def _classify(text: str) -> tuple[str, float]:
    """The likeliest language and how sure that is; remembered, as feeds repeat their entries."""
    guess, sureness = _model().classify(text)
    return str(guess), float(sureness)


@cache
def _model() -> Any:
    """The guesser, told of the plausible languages alone.

    Its own `set_languages` would keep the weights of all others beside them, a quarter of its room.
    """
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 1 s
    from py3langid.modelio import load_model  # noqa: PLC0415 - as above

    weights, priors, languages, moves, rows, outputs = load_model(MODEL_DIR / MODEL_FILE)
    plausible = _PLAUSIBLE.split()
    kept = [place for place, language in enumerate(languages) if language in plausible]
    return LanguageIdentifier(
        weights[:, kept],
        priors[kept],
        [languages[place] for place in kept],
        moves,
        outputs,
        norm_probs=True,
        tk_row=rows,
    )
