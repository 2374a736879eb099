"""Anchors, skeletons, weights: what ties two reports whatever their language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.group.texts import STRIKE, listed
from tests.growth import grown
from worker.group import copies
from worker.group.anchors import anchored, anchors, is_number, stems
from worker.group.copies import contained, new_facts, own_names
from worker.group.fingerprint import fingerprint, sketched
from worker.group.skeleton import skeleton
from worker.group.weights import is_rare, name_weight, read, word_weight
from worker.model import Article, Fingerprint

ONE_NAME = {
    "Zelenskyy": ["Zelenskyy", "Zelensky", "Zelenskyj", "Selenskyj", "Зеленський", "Зеленского"],
    "Moscow": ["Moscow", "Moskva", "Москва", "Москвы"],
    "Trump": ["Trump", "Trump's", "Trumps", "Трамп", "Трампа"],
    "Kavanaugh": ["Kavanaugh", "Kavanaughs", "Кавано"],
    "Johnson": ["Johnson", "Джонсон"],
    "McIlroy": ["McIlroy", "Макілрой"],
    "Palu": ["Palu", "Палу"],
    "Europe": ["Europe", "Europa", "Европа"],
    "Indonesia": ["Indonesia", "Indonesien", "Indonesiens", "Indonésie", "Індонезії"],
    "Syria": ["Syria", "Syrien", "Сирия"],
}


@pytest.mark.parametrize("spellings", ONE_NAME.values(), ids=ONE_NAME.keys())
def test_spellings_of_a_name_share_a_skeleton(spellings: list[str]) -> None:
    assert len({skeleton(spelling) for spelling in spellings}) == 1


SKELETONS = {
    "2018": "2018", "d'Estaing": "astng", "Ra'anana": ".ranan", "O": "", "A": "", "": "",
    "Iran": ".iran", "Irak": ".irak", "Ее": "", "x": ".ks", "Paris": ".par", "Wien": ".vin",
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), SKELETONS.items())
def test_skeletons(word: str, expected: str) -> None:
    assert skeleton(word) == expected


@given(st.text(max_size=40))
def test_any_word_has_a_skeleton_of_plain_letters(word: str) -> None:
    found = skeleton(word)
    assert found.isascii()
    assert found == skeleton(word)


def test_capitals_within_sentences_count_whole_and_others_half() -> None:
    found = anchors("Storm over Bergen", "People fled Bergen. Harsh weather followed. It was 12.")
    assert found.counts[skeleton("Bergen")] == 2
    assert found.counts[skeleton("Harsh")] == 0.5
    assert found.counts[skeleton("Storm")] == 0.25
    assert found.counts["12"] == 1
    assert found.surfaces[skeleton("Bergen")] == "Bergen"


def test_a_name_behind_a_title_begins_no_sentence() -> None:
    assert anchors("", "They met Dr. Malek.").counts[skeleton("Malek")] == 1
    assert anchors("", "They met. Malek left.").counts[skeleton("Malek")] == 0.5


def test_what_also_stands_in_lower_case_and_days_are_no_names() -> None:
    found = anchors("", "We met The Rival on Tuesday, and the rival of us in the US said So.")
    assert skeleton("Rival") not in found.counts
    assert skeleton("Tuesday") not in found.counts
    assert skeleton("US") in found.counts


def test_words_with_digits_are_numbers() -> None:
    assert set(anchors("", "it is b2 and 7").counts) == {"b2", "7"}
    assert is_number("b2")
    assert not is_number("bergen")


def test_stems_leave_out_short_words_and_numbers() -> None:
    assert list(stems("The missiles of 2018 hit it")) == ["the", "missil", "hit"]


def test_stems_of_chinese_japanese_and_korean_are_two_letters_each() -> None:
    assert stems("炼油厂、NATO的12人") == ["炼油", "油厂", "nato"]
    assert stems("モスクワのG7") == ["モス", "スク", "クワ", "ワの"]
    assert stems("정유소를 공격") == ["정유", "유소", "소를", "공격"]


def test_stems_of_letters_beyond_those_are_words() -> None:
    assert stems("ꨌꩌꨌꨚ ＮＡＴＯ") == ["ｎａｔｏ"]


def test_stems_of_indian_scripts_hold_their_vowels() -> None:
    assert stems("रिफाइनरी में आग। काबू") == ["रिफाइन", "में", "काबू"]
    assert stems("சுத்திகரிப்பு") == ["சுத்தி"]


def test_numbers_and_latin_names_stand_among_chinese_letters_without_a_space() -> None:
    found = anchors("", "俄方称NATO在2031年12月击落了31架无人机")
    assert set(found.counts) == {skeleton("NATO"), "2031", "12", "31"}


def test_weights() -> None:
    rare = name_weight("nobodyknows", "en", "Nobodyknows")
    assert name_weight("trmp", "en", "Trump") < rare
    assert name_weight("nobodyknows", "de", "Nobodyknows") < rare
    assert name_weight("7", "en", "7") < name_weight("123456", "en", "123456") < rare
    assert word_weight("the", "en") < word_weight("missil", "en") <= word_weight("qwxyz", "en")
    assert word_weight("the", None) == word_weight("the", "xx") == word_weight("qwxyz", "en")
    assert is_rare("Qandahari", "en")
    assert not is_rare("government", "en")
    assert is_rare("anything", "xx")


@pytest.mark.parametrize(
    ("language", "written"), [("nb", "Storbritannia"), ("en", "Children"), ("de", "Menschen")]
)
def test_a_name_is_hardly_rarer_than_its_word(language: str, written: str) -> None:
    anchor = skeleton(written)
    assert name_weight(anchor, language, written) < name_weight(anchor, "xx", written)


def test_a_background_file_is_lines_of_kind_weight_and_words() -> None:
    assert read("en 0.5 the and\nnames 3 trmp\nen 1 but\n") == {
        "en": {"the": 0.5, "and": 0.5, "but": 1.0},
        "names": {"trmp": 3.0},
    }


WORDS = [f"word{n}" for n in range(4_000)]
OTHERS = [f"other{n}" for n in range(4_000)]


@pytest.mark.parametrize(("size", "part"), [(300, 1.0), (300, 0.4), (3_000, 1.0), (3_000, 0.3)])
def test_containment_is_told_from_sketches(size: int, part: float) -> None:
    whole = " ".join(WORDS[:size])
    cut = " ".join(WORDS[: int(size * part)])
    other = " ".join(WORDS[int(size * part) : size])
    assert contained(_sketch(cut), _sketch(whole)) == pytest.approx(1.0)
    if other:
        assert contained(_sketch(cut), _sketch(other)) < 0.1
    assert contained(_sketch(cut), _sketch(cut + " " + " ".join(OTHERS[:size]))) > 0.9


def test_a_few_triples_of_a_long_text_tell_nothing() -> None:
    few, whole = _sketch(" ".join(WORDS[:30])), _sketch(" ".join(WORDS))
    assert contained(few, whole) < 0.1
    assert contained(_sketch(""), _sketch("x")) == 0.0


def test_anchors_are_the_same_however_they_are_counted() -> None:
    text = f"{STRIKE.title}. {STRIKE.body} us US iPhone 4x O'Brien o'clock MAY"
    assert anchored(text) == set(anchors("", text).counts)


def _sketch(text: str) -> Fingerprint:
    return replace(fingerprint(STRIKE), sketch=(found := sketched(text))[0], triples=found[1])


def test_new_facts_leave_out_labels_titles_and_the_outlets_own_name() -> None:
    more = (
        "Read more in The Qobuz Herald\n"
        "The Qobuz Herald will bring you more of this tomorrow evening.\n"
        "Officials in Zyrnovia told reporters that they knew of 77 such cases."
    )
    one = listed(STRIKE, "Qobuz Herald")
    known = f"{one.title}\n{one.body}"
    assert new_facts(_with(one, more), known, short=False) == ("Zyrnovia", "77")


@pytest.mark.parametrize(
    ("name", "url"), [("Kanal 77", "https://kanal.example/a"), ("Kanal", "https://77.example/a")]
)
def test_a_number_in_an_outlets_name_is_told_all_the_same(name: str, url: str) -> None:
    more = "Officials told reporters that they knew of 77 such cases."
    one = replace(listed(STRIKE, name), url=url)
    known = f"{one.title}\n{one.body}"
    assert new_facts(_with(one, more), known, short=False) == ("77",)


def test_a_title_before_a_name_ends_no_sentence() -> None:
    more = "The Council of the European Union has listed Dr. Malek Zyrno."
    assert new_facts(_with(STRIKE, more), STRIKE.body, short=False)[-1:] == ("Zyrno",)


def test_a_fact_that_stands_within_longer_words_alone_is_new() -> None:
    one = replace(STRIKE, title="", lead="", body="The ministers of Qobuz met again this Tuesday.")
    for known, facts in (
        ("they met in qobuzistan and in xqobuz", ("Qobuz",)),
        ("they met in qobuzistan and in qobuz", ()),
        ("qobuz-city", ()),
    ):
        assert new_facts(one, f"{known} tuesday", short=False) == facts, known


@pytest.mark.parametrize("looked_through", [10**9, 0])
def test_facts_are_new_in_texts_of_any_length(
    monkeypatch: pytest.MonkeyPatch, looked_through: int
) -> None:
    monkeypatch.setattr(copies, "_LOOKED_THROUGH", looked_through)
    more = "Officials of O'Zyrno and Ükvik told Vladimirova that 77 of 5,000 had left for Qobuz."
    for known, facts in (
        ("o'zyrno, ükvik, vladimirova: 5,000 left qobuz, not 7", ("77",)),
        ("zyrno, ükviks, vladimirov, qobuz-city: 77 of 5,000", ("O'Zyrno", "Ükvik", "Vladimirova")),
    ):
        found = new_facts(_with(STRIKE, more), f"{STRIKE.body}\n{known}".casefold(), short=False)
        assert set(found) == set(facts)


@pytest.mark.load
def test_very_many_names_are_looked_for_in_linear_time() -> None:
    """Each by itself in the whole text would take many times as long."""

    def telling(number: int) -> Article:
        names = " ".join(f"Zyrno{one}x Qobuz{one}" for one in range(number))
        return replace(STRIKE, body=f"They told of {names} today.", lead="")

    assert grown(lambda one: new_facts(one, one.body[10:], short=False), telling, 40_000) == ()


def _with(one: Article, more: str) -> Article:
    return replace(one, body=f"{one.body}\n{more}", title="Zzyzx")


def test_names_of_the_publisher() -> None:
    assert skeleton("Herald") in own_names(listed(STRIKE, "The Herald"))
    assert skeleton("outlet") in own_names(STRIKE)


def test_an_outlet_is_its_owner_its_host_or_its_feed() -> None:
    seen = listed(STRIKE, "The Herald")
    [sighting] = seen.sightings
    assert replace(seen, sightings=(replace(sighting, owner="Herald House"),)).outlet == (
        "Herald House"
    )
    assert seen.outlet == "outlet.example"
    assert replace(seen, url=None).outlet == "The Herald"
    assert replace(seen, url=None, sightings=()).outlet == ""
