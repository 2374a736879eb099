"""A rule hears the forms of its words, in the languages of its queries, and says which."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.match.build import article, compiled, entity, query, rule, surfaces
from tests.match.forms import Toy
from worker.match import Matcher
from worker.match.compile import Compiler
from worker.match.wording import Tongue, Word, left_out, spelled, words_of
from worker.model import Query, Wanted
from worker.text.forms import Expansion, Form

ENTITIES = {
    "zelensky": entity("zelensky", "Зеленський"),
    "pm": entity("pm", "Støre", "Jonas Gahr Støre"),
    "city": entity("city", "Kyiv", masks=["Kyiv Street"]),
    "us": entity("us", "US", masks=["US strike"]),
}


def heard(said: Query, text: str, *, title: str = "", unless: str | None = None) -> list[str]:
    one = replace(rule(said, unless=unless), languages=("en", "nb"))
    made = compiled(one, entities=ENTITIES, forms=Toy())
    assert made.problems == ()
    found = made.matcher.read(article(text, title=title))
    return surfaces(found[0].evidence) if found else []


@pytest.mark.parametrize(
    ("said", "language", "text", "found"),
    [
        ("strike", "en", "Strikes, striking strikers", ["Strikes", "striking"]),
        ("strike", "nb", "Strikes og striken", ["striken"]),
        ("strike", "any", "Strikes og striken", ["Strikes", "striken"]),
        ('"удар Київ"', "uk", "Ударом Києву, ударом Києва", ["ударом Києва"]),
        ('"strike sanction Київ"', "en", "strikes sanctions Oslo", []),
        ('"Київ strike sanction"', "en", "Oslo strikes sanctions", []),
        ('"Київ strike sanction"', "en", "Київ strikes sanctions", ["Київ strikes sanctions"]),
        ('="strike"', "en", "strikes strike", ["strike"]),
        ("@zelensky", "en", "Zelenskyj, Зеленського", ["Zelenskyj", "Зеленського"]),
        ("@city", "en", "On Kiew Street, in Kiew", ["Kiew"]),
        ("@city", "en", "On Kyiv Street", []),
        ("@us", "en", "U.S., U.S. strike", ["U.S"]),
        # capitals: asked of a word alone, not in a phrase, nor where all are capitals
        ("@pm", "nb", "store Støres STORE", ["Støres", "STORE"]),
        ("@pm", "nb", "STORE NYHETER", ["STORE"]),
        ("@pm", "nb", "jonas gahr støre", ["jonas gahr støre"]),
        ("Strike", "en", "a strike, Strikes", ["Strikes"]),
        ('"Strike now"', "en", "strikes now", ["strikes now"]),
        # two capitals: asked of an acronym that begins sentences as a small word
        ("WHO", "en", "Who knows? The WHO's, WHO or who", ["WHO", "WHO"]),
        ("IT OR IT", "en", "It is an IT firm", ["IT"]),
        ("WHO", "en", "WHO KNOWS", ["WHO"]),
        ('"WHO says"', "en", "Who says", ["Who says"]),
        # a model's number has a plural; a year, or a number by itself, is another one
        ("F-16", "en", "F-16s, F‑16, F 16s, F-160, F-16x", ["F-16s", "F‑16", "F 16s"]),
        ("MH17", "nb", "MH17, MH17s and MH170", ["MH17", "MH17s"]),
        ('"F-16 strike"', "en", "F-16 strikes", ["F-16 strikes"]),
        ("1990", "en", "1990s, 1990", ["1990"]),
        ('"Section 301"', "en", "Section 301s, Section 301", ["Section 301"]),
        ('="F-16"', "en", "F-16s, F-16", ["F-16"]),
        # an acronym with full stops or without, a model with a hyphen or without
        ("US", "en", "US, U.S.-led, U.S.'s, U-S, u s, U S", ["US", "U.S", "U.S", "U-S"]),
        ("U.S.", "en", "US, U.S.", ["US", "U.S"]),
        ("UAE", "nb", "U.A.E. og A.E. U", ["U.A.E"]),
        ('"US strike"', "en", "U.S. strikes", ["U.S. strikes"]),
        ('"U.S. strike"', "en", "US strikes, U. S. strikes", ["US strikes", "U. S. strikes"]),
        ('"J.P. Morgan" OR "J. P. Morgan"', "en", "JP Morgan", ["JP Morgan"]),
        ("F16", "en", "F16, F-16s, F 16", ["F16", "F-16s"]),
        ("F-16", "en", "F16s", ["F16s"]),
        ("MH17", "en", "MH-17, MH 17", ["MH-17", "MH 17"]),
        ("С-300 OR Ту160", "uk", "С300, Ту-160", ["С300", "Ту-160"]),
        ('="US" OR ="F-16"', "en", "U.S. F16", []),
        ('AM OR "a m"', "en", "a man, A M, A.M.", ["A M", "A.M", "A.M"]),
        ('AM OR "a m"', "nb", "a man, A M, A.M.", ["A M", "A.M", "A.M"]),
        # a word in two, and two in one, if a dictionary has it
        ("ceasefire", "en", "Cease-fires, cease fire", ["Cease-fires"]),
        ('"ceasefire strike"', "en", "cease‑fire strikes", ["cease‑fire strikes"]),
        ('"cease fire" OR cease-fire', "en", "ceasefires", ["ceasefires"]),
        ('"fire cease" OR "a strike"', "en", "firecease, astrike", []),
        ('"a b c d e f g h US"', "en", "a b c d e f g h U.S.", []),  # so long, as written
    ],
)
def test_forms(said: str, language: str, text: str, found: list[str]) -> None:
    assert heard(query(said, language), text) == found


def test_unless_takes_the_forms_of_all_the_rules_queries() -> None:
    assert heard(query("удар", "uk"), "удару, strikes", unless="strike") == ["удару"]
    assert heard(query("sanction"), "sanctions, striken", unless="strike") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("long-range strikes", ["long", "range", "strikes"]),
        ("Пам'ять  O'Brien", ["Пам'ять", "O", "Brien"]),
        ("sanction* on *sanktion*", ["sanction (start)", "on", "sanktion (core)"]),
        ("NATO首脑", ["NATO", "首", "脑"]),
        ("deep\n strike", ["deep", "strike"]),
        ("C++ & D", ["C", "D"]),
        ("* a", ["a"]),
    ],
)
def test_a_term_is_parted_into_the_words_as_typed(text: str, words: list[str]) -> None:
    kinds = {"whole": "", "start": " (start)", "core": " (core)"}
    assert [f"{word.typed}{kinds[word.kind]}" for word in words_of(text)] == words


def test_each_form_is_kept_once_and_freely_if_any_language_gives_it_so() -> None:
    word = Word("Strike", "strike")
    found = spelled(word, Tongue(("en", "nb")), Toy())
    assert [(each.folded, each.capital) for each in found] == [
        ("strike", True),
        ("strikes", True),
        ("striking", True),
        ("striken", True),
    ]


class _Odd(Toy):
    """Gives forms of two words, none at all, letters of another script, or not the word."""

    def expand(self, word: str, language: str) -> Expansion:
        odd = {"off": "cut-off … OFF", "one": "two", "ქარი": "ქართ"}.get(word)
        if odd is None:
            return super().expand(word, language)
        return Expansion(tuple(Form(text, "odd") for text in odd.split()))


def test_forms_that_are_no_single_word_are_left_out() -> None:
    made = compiled(rule("off"), rule("one", rule_id="s"), rule("ქარი", rule_id="g"), forms=_Odd())
    assert made.matcher.heard(article("cut off")) == ("r",)
    assert made.matcher.heard(article("cut")) == ()
    assert made.matcher.heard(article("one")) == ("s",)
    assert made.matcher.heard(article("two")) == ("s",)
    assert made.matcher.heard(article("ქართ ქარი")) == ("g",)
    for explained in made.matcher.explain(article("off, one, cut off")):
        assert explained.verdict == ("no match" if explained.rule_id == "g" else "match")


class _Bounded(Toy):
    """Left two forms out in each language."""

    def expand(self, word: str, language: str) -> Expansion:
        return replace(super().expand(word, language), cut=2)


def test_what_the_bound_left_out_is_counted_in_all_languages() -> None:
    strike = Word("strike", "strike")
    assert left_out(strike, Tongue(("en", "nb")), _Bounded()) == 4
    assert left_out(strike, Tongue(("en", "nb"), name=True), _Bounded()) == 0


def _matcher(said: str, compiler: Compiler) -> Matcher:
    return compiler.compile([rule(query(said, "en"))], ENTITIES, TOY).matcher


TOY = Toy()


def test_a_compiler_compiles_again_and_anew() -> None:
    compiler = Compiler()
    assert _matcher("strike @city", compiler).heard(article("strikes on Kyiv")) == ("r",)
    assert _matcher("strike @city", compiler).heard(article("strikes on Kyiv")) == ("r",)
    assert _matcher("sanction", compiler).heard(article("strikes on Kyiv")) == ()
    assert compiler.compile([rule("strike")], {}, Toy()).matcher.heard(article("strikes")) == ("r",)


def test_what_an_index_is_asked_for_are_forms() -> None:
    matcher = compiled(rule(query('"strike Oslo" OR sanction', "en")), forms=TOY).matcher
    strike, sanction = {"strike", "strikes", "striking"}, {"sanction", "sanctions"}
    assert matcher.wanted(["r"]) == Wanted(frozenset(strike | sanction))


def test_what_was_heard_is_said_with_the_form_and_its_reason() -> None:
    made = compiled(rule(query("strike @zelensky", "en")), entities=ENTITIES, forms=TOY)
    (why,) = made.matcher.explain(article("Strikes, strike, Зеленського"))
    strike, zelensky = why.queries[0].clause.clauses
    assert [(f.text, [(h.form, h.word, h.why) for h in f.heard]) for f in strike.found] == [
        ("Strikes", [("strikes", "strike", "form of strike")]),
        ("strike", []),
    ]
    assert [h.word for f in zelensky.found for h in f.heard] == ["Зеленський"]


@pytest.mark.parametrize(
    ("said", "text", "reasons"),
    [
        ("US", "U.S., US", [["US in parts"], []]),
        ("U.S.", "US", [["in one word"]]),
        ("ceasefire", "Cease-fires", [["ceasefire in parts"]]),
        ('"cease fire"', "ceasefires", [["form of ceasefire"]]),
        ("F-16", "F16s", [["plural of F16"]]),
    ],
)
def test_what_is_written_in_another_way_is_said(
    said: str, text: str, reasons: list[list[str]]
) -> None:
    made = compiled(rule(query(said, "en")), forms=TOY)
    (why,) = made.matcher.explain(article(text))
    found = why.queries[0].clause.found
    assert [list(dict.fromkeys(h.why for h in f.heard)) for f in found] == reasons
