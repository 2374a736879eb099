from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.text.fold import PARAGRAPH, as_typed, fold

FOLDED = [
    # Latin: case, diacritics, strokes, joined letters
    ("Zelenskyy ZELENSKYY", "zelenskyy zelenskyy"),
    ("Ærø Ålesund Øst", "aero alesund ost"),
    ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
    ("Wałęsa Łódź Đoković Þór Ħaż", "walesa lodz dokovic thor haz"),
    ("İstanbul ISTANBUL ısı", "istanbul istanbul isi"),
    ("Erdoğan Vučić Nguyễn", "erdogan vucic nguyen"),
    ("wäre Ware", "ware ware"),
    ("ǽ ǿ œuvre", "ae o oeuvre"),
    ("ﬁnance ﬀ", "finance ff"),
    ("ＮＡＴＯ CO₂ 𝐁old", "nato co2 bold"),
    ("e\u0301te\u0301 été", "ete ete"),
    ("ŉ", "n"),
    # Greek
    ("Αθήνα ΑΘΗΝΑ ᾳ", "αθηνα αθηνα αι"),
    ("σοφος ΣΟΦΟΣ", "σοφοσ σοφοσ"),
    # Cyrillic
    ("Йод иод", "йод иод"),
    ("и\u0306од", "йод"),
    ("Київ Киiв їжак", "київ киiв їжак"),
    ("і\u0308жак", "їжак"),
    ("Ёлка елка е\u0308лка", "елка елка елка"),
    ("за́мок замо́к", "замок замок"),
    ("ґанок ганок ў", "ґанок ганок ў"),
    ("ѐ ѝ", "е и"),
    # Hebrew, Arabic, Indic
    ("שָׁלוֹם", "שלום"),
    ("مُحَمَّد محمـــد", "محمد محمد"),
    ("می\u200cشود", "میشود"),
    ("हिन्दी", "हिन्दी"),
    # apostrophes
    ("Putin’s Putin's Putinʼs", "putin s putin s putin s"),
    ("l’Ukraine d'Artagnan O`Brien", "l ukraine d artagnan o brien"),
    ("пам’ять пам'ять памʼять", "пам'ять пам'ять пам'ять"),
    ("'Київ' ’слово’", "київ слово"),
    ("м''я", "м я"),
    ("сім'я's", "сім'я s"),
    ("Hawaiʻi Sanʿa", "hawai i sana"),
    # what parts words, and what vanishes
    ("long-range long–range long—range long\u2011range", "long range " * 4),
    ("1.600 kr, 1,600; 1\u00a0600", "1 600 kr 1 600 1 600"),
    ("long\u00adrange zero\u200bwidth \ufeffbom", "longrange zerowidth bom"),
    ("St. Petersburg. Then", "st petersburg then"),
    ("AT&T C++ #tag @user", "at t c tag user"),
    ("½ ™ ℃ №5", "1 2 5"),
    ("a_b/c|d…e", "a b c d e"),
    ("\ud800x\udfff", "x"),
    ("nul\x00\x01bell\x07", "nul bell"),
    ("😀 ok 🇳🇴", "ok"),
    ("a\u2028b\tc\r\nd\ne", "a b c d e"),
    # paragraphs
    ("a\n\nb", f"a {PARAGRAPH} b"),
    ("a \r\n \t\r\n\n b\u2029c", f"a {PARAGRAPH} b {PARAGRAPH} c"),
    ("\n\na.\n\n", "a"),
    # scripts without spaces
    ("習近平met特朗普。", "習 近 平 met 特 朗 普"),
    ("トランプ ﾄﾗﾝ か\u3099", "ト ラ ン プ ト ラ ン が"),
    ("트럼프는", "트 럼 프 는"),
    ("ข่าว", "ข ่ า ว"),
    ("\U00020000\U0002a6d6x", "\U00020000 \U0002a6d6 x"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == f" {folded.strip()} "


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…!", "\u00ad", "'"])
def test_a_text_without_words_is_one_space(text: str) -> None:
    assert fold(text) == " "


@pytest.mark.parametrize(
    ("one", "other"),
    [("й", "и"), ("ї", "і"), ("ґ", "г"), ("ў", "у"), ("ѓ", "г"), ("пам'ять", "память")],
)
def test_letters_that_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    if PARAGRAPH not in once:
        assert fold(once) == once


@given(st.text(alphabet="aéß'’ \nйи\u0306\u0301їЯ-習ข่\u00ad½"))
def test_folded_text_has_single_spaces_and_bounds(text: str) -> None:
    folded = fold(text)
    assert folded[0] == folded[-1] == " "
    assert "  " not in folded
    assert folded == folded.lower()
    assert "\n" not in folded


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (" The\n  US ", "The US"),
        ("e\u0301", "é"),
        ("Putin’s", "Putin's"),
        ("so\u00adlid", "solid"),
        ("a-b", "a-b"),
    ],
)
def test_as_typed_keeps_what_is_seen(text: str, typed: str) -> None:
    assert as_typed(text) == typed
