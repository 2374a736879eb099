from __future__ import annotations

import pytest

from tests.text.lexicons import Listed, Read, inflected, reading, texts
from worker.text.forms import AsWritten, Expansion, Form
from worker.text.forms.recipe import MOST

EN = Listed(
    {
        "strike": "strikes struck",
        "sanction": "sanctions",
        "be": "is are",
        "win": "wins",
        "won": "wons",
        "crane": "cranes",
        "crate": "",
        "fly": "flies Term?",
        "London": "",
        "store": "stores",
        "its": "",
        "Us": "",
        "we": "us",
        "of": "",
        "relief": "",
        "naive": "",
    },
    {
        "on": [(0, "s", 90), (0, "ing", 30)],
        "l": [(0, "s", 80)],
        "ane": [(4, "rate", 49)],
    },
)
NB = Listed(
    {
        "sanksjon": "sanksjonen",
        "sanksjonere": "sanksjoner sanksjonerer",
        "stor": "større",
        "store": "",
        "gode": "goder",
        "godt": "",
        "god": "bedre",
        "være": "er var",
        "dansk": "da",
        "så": "",
        "skje": "skjer",
        "hus": "huset",
        "heder": "",
    },
    {
        "sjon": [(0, "er", 40), (0, "ene", 20), (1, "k", 50)],
        "us": [(0, "er", 10)],
        "n": [(0, "en", 60), (0, "er", 30)],
        "e": [(0, "r", 45)],
    },
)
DE = Listed(
    {
        "Sanktion": "Sanktionen",
        "nennen": "genannt",
        "genannt": "genanntem genannten",
        "schön": "schöner",
        "Tisch": "Tisches",
        "sanktion": "",
        "schwer": "schwerer schweren",
        "Schwere": "",
        "frieren": "gefroren",
        "gefroren": "gefrorene gefrorener",
    }
)


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("strike", "en", ["strike", "strikes", "struck"]),
        ("struck", "en", ["struck", "strike", "strikes"]),  # no lemma: its lemma's forms
        ("Sanction", "en", ["Sanction", "sanctions"]),  # a capital changes nothing of a word
        ("of", "en", ["of"]),
        ("US", "en", ["US"]),  # never the pronoun
        ("UAV", "en", ["UAV", "UAVs"]),
        ("US", "xx", ["US"]),
        ("IS", "en", ["IS"]),  # ends so already
        ("LONDON", "en", ["LONDON"]),
        ("IT", "en", ["IT"]),  # its plural is printed like a word
        ("SANCTION", "en", ["SANCTION", "sanctions"]),  # but a shout is a word
        ("G7", "en", ["G7"]),
        ("drone", "en", ["drone"]),
        ("droneswarm", "xx", ["droneswarm"]),
        ("jackal", "en", ["jackal", "jackals"]),  # new, and regular
        ("naïve", "en", ["naïve"]),
        ("be", "en", ["be", "are", "is"]),
        ("win", "en", ["win", "wins", "won"]),  # filed as a word of its own alone
        ("won", "en", ["won", "wons"]),
        ("crane", "en", ["crane", "cranes"]),  # -ane says nothing of the r before it
        ("fly", "en", ["fly", "flies"]),
    ],
)
def test_a_word_is_heard_in_the_forms_of_its_citation_reading(
    word: str, language: str, expected: list[str]
) -> None:
    assert texts(inflected({"en": EN}), word, language) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # The ending finds what is filed under the verb; -ene nobody lists, and it is rare.
        ("sanksjon", "sanksjon sanksjonen sanksjonens sanksjoner sanksjoners sanksjons"),
        # The longest listed end of an unlisted compound.
        ("tollskje", "tollskje tollskjer tollskjers tollskjes"),
        ("god", "god bedre bedres gode godes gods godt godts"),  # an adjective by both its ends
        ("være", "være er ers var vars væres"),  # short, but no abbreviation of it
        ("dansk", "dansk dansks"),
        ("hus", "hus huset husets"),  # no second s
        ("dron", "dron dronen dronens drons"),  # unlisted: what most do
        ("hede", "hede hedes"),  # but never what is a word of its own
        ("Sanksjon", "Sanksjon Sanksjons sanksjonen sanksjonens"),  # a name: nothing alike
        ("Oslo", "Oslo Oslos"),
    ],
)
def test_norwegian_words_end_compound_and_take_a_genitive(word: str, expected: str) -> None:
    assert texts(inflected({"nb": NB}), word, "nb") == expected.split()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Sanktion", "Sanktion Sanktionen Sanktions"),
        ("Zollsanktion", "Zollsanktion Zollsanktionen Zollsanktions"),
        ("genannt", "genannt genannte genanntem genannten genannter genanntes genannts"),
        ("schön", "schön schöner schöns"),  # one ending is too little to show an adjective
        ("baltisch", "baltisch baltischs"),  # an adjective's end is no table
        ("Haus", "Haus"),
        ("der", "der"),
        # typed small it is no noun; nor is a part of a verb that is an adjective whole as listed
        ("schwere", "schwere schwer schwerem schweren schwerer schweres"),
        ("Schwere", "Schwere Schweres"),
        (
            "frieren",
            "frieren frierens gefroren gefrorene gefrorenem gefrorenen gefrorener gefrorenes",
        ),
    ],
)
def test_german_nouns_are_nouns_and_adjectives_are_whole(word: str, expected: str) -> None:
    assert texts(inflected({"de": DE}), word, "de") == expected.split()


def test_a_name_that_folds_to_a_common_word_asks_for_its_capital() -> None:
    forms = inflected({"nb": NB, "en": EN})
    asks = {
        word: forms.expand(word, language).capital
        for word, language in [
            ("Støre", "nb"),  # store
            ("Så", "nb"),  # the word itself
            ("Storre", "nb"),  # større
            ("støre", "nb"),
            ("Oslo", "nb"),
            ("US", "en"),
            ("London", "en"),
            ("NATO", "en"),
            ("SANCTION", "en"),
        ]
    }
    assert [word for word, capital in asks.items() if capital] == ["Støre", "Storre", "US"]
    assert [forms.expand(word, "en").shouted for word in ("US", "IT", "It", "UN")] == [
        *(True, True, False, True)
    ]
    assert forms.expand_name("WHO", ("nb", "en")).shouted
    assert forms.expand_name("WHO", ("nb",)).shouted  # articles in every language are read
    assert [forms.expand(word, "nb").shouted for word in ("WHO", "US", "NAV", "LE")] == [
        *(True, True, False, True)
    ]
    assert not forms.expand_name("A", ("en",)).shouted
    assert forms.expand_name("Støre", ("en", "nb")).capital
    assert not forms.expand_name("Oslo", ("en", "nb")).capital


def test_russian_and_ukrainian_words_are_read_by_their_morphology() -> None:
    strike = reading("удар удара удару", "NOUN")
    other = reading("ударить удар", "VERB")
    flown = reading("ёж ежа", "NOUN", known=False)
    russian = Read((other, strike, flown))
    listed = Listed({"удар": "ударище штрафной", "год": "гг"})
    forms = inflected({"ru": listed}, {"ru": russian})
    assert texts(forms, "удар", "ru") == ["удар", "удара", "ударище", "удару"]
    assert texts(forms, "удара", "ru") == ["удара", "удар", "удару"]  # the likeliest
    assert texts(forms, "уда́р", "ru")[1:] == ["удар", "удара", "ударище", "удару"]  # stress
    assert texts(forms, "еж", "ru") == ["еж"]  # unknown to this table
    assert texts(forms, "ёж", "ru") == ["ёж", "ежа"]
    assert forms.expand("ёж", "ru").forms[1].why == "as words like ёж change"
    assert texts(inflected({}, {"ru": russian}), "удар", "ru") == ["удар", "удара", "удару"]


def test_arabic_articles_persian_plurals_and_keyboards() -> None:
    forms = inflected({"ar": Listed({"أمر": "", "الأمر": ""}), "fa": Listed({"تحريم": ""})})
    arabic = texts(forms, "أمر", "ar")
    assert {"والأمر", "الأمر", "للأمر", "ولأمر", "وبأمر", "امر"} <= set(arabic)
    with_article = texts(forms, "الأمر", "ar")
    assert {"والأمر", "للأمر", "بالأمر"} <= set(with_article)
    assert not any(each.startswith("الال") for each in with_article)
    assert {"تحريمها", "تحريمهای", "تحریم"} <= set(texts(forms, "تحريم", "fa"))
    assert texts(forms, "نفت", "fa")[0] == "نفت"  # letters that nobody interchanges
    assert len(texts(forms, "نفت", "fa")) < len(texts(forms, "تحريم", "fa"))
    assert forms.expand("أمر", "ar").forms[1].why == "ال before أمر"


@pytest.mark.parametrize(
    ("word", "language", "plurals"),
    [
        ("ناقلة", "ar", "ناقلات الناقلات للناقلات"),
        ("uderzenie", "pl", "uderzeń"),
        ("ćwiczenia", "pl", "ćwiczeń"),
        ("przejęcie", "pl", "przejęć"),
    ],
)
def test_the_regular_plurals_that_dictionaries_lack_are_heard(
    word: str, language: str, plurals: str
) -> None:
    assert set(plurals.split()) <= set(texts(inflected({language: Listed({})}), word, language))


def test_hebrew_prefixes_are_heard_two_at_a_time() -> None:
    assert {"ולטיל", "כשהטיל"} <= set(texts(inflected({"he": Listed({})}), "טיל", "he"))


def test_forms_are_bounded_and_the_bound_is_told() -> None:
    many = Listed({"ev": " ".join("ev" + "x" * n for n in range(1, 300))})
    found = inflected({"tr": many}).expand("ev", "tr")
    assert len(found.forms) == MOST
    assert found.cut == 300 - MOST
    assert max(len(form.text) for form in found.forms) == MOST + 1  # the shortest are kept


def test_each_form_says_why_it_is_looked_for() -> None:
    forms = inflected({"nb": NB})
    why = {form.text: form.why for form in forms.expand("tollsanksjon", "nb").forms}
    assert why["tollsanksjon"] == "as written"
    assert why["tollsanksjonen"] == "compound of sanksjon: sanksjonen"
    assert why["tollsanksjoners"] == "genitive of tollsanksjoner"
    assert forms.expand("sanksjon", "nb").forms[2].why == "ends as forms of words like sanksjon"


@pytest.mark.parametrize(("language", "kept"), [("fr", False), ("it", False), ("nb", True)])
def test_an_ending_changes_the_stem_of_a_short_word_where_stems_change(
    language: str, *, kept: bool
) -> None:
    listed = Listed(
        {"mer": "mers", "mamma": "", "meren": ""}, {"er": [(2, "amma", 9), (0, "en", 9)]}
    )
    made = texts(inflected({language: listed}), "mer", language)
    assert ("mamma" in made) is kept
    assert "meren" in made


def test_no_ending_makes_a_word_that_every_article_holds() -> None:
    endings = {"v": [(0, "e", 45), (0, "en", 45)]}
    listed = Listed({"hav": "havet", "have": "haver", "haven": ""}, endings)
    made = texts(inflected({"da": listed}), "hav", "da")
    assert {"havet", "haven"} <= set(made)
    assert "have" not in made
    filed = Listed({"hav": "have"}, endings)
    assert "have" in texts(inflected({"da": filed}), "hav", "da")  # the dictionary's own
    weather = Listed({"vær": "været", "være": "", "vært": "", "syn": "synet"})
    assert "være" not in texts(inflected({"nb": weather}), "vær", "nb")  # no adjective's
    assert "synes" not in texts(inflected({"nb": weather}), "syne", "nb")  # no genitive


def test_a_word_that_is_listed_under_to_be_alone_is_not_that() -> None:
    listed = Listed({"essere": "stato stati sarà", "dire": "detto"}, {"o": [(1, "i", 80)]})
    forms = inflected({"it": listed})
    assert texts(forms, "stato", "it") == ["stato", "stati"]
    assert set(texts(forms, "essere", "it")) == {"essere", "stato", "stati", "sarà"}
    assert texts(forms, "detto", "it") == ["detto", "dire"]


def test_a_name_declines_where_its_language_declines_names_and_keeps_its_particles() -> None:
    polish = Listed({"dom": "domu"}, {"on": [(0, "a", 60), (0, "em", 55)]})
    dutch = Listed({})
    forms = inflected({"pl": polish, "nl": dutch, "en": EN})
    assert texts(forms, "Canon", "pl") == ["Canon", "Canona", "Canonem"]
    assert texts(forms, "Canon", "nl") == ["Canon", "Canons"]
    named = forms.expand_name("Canon", ("pl", "nl"))
    assert {form.text for form in named.forms} >= {"Canon", "Canona", "Canonem", "Canons"}
    assert forms.expand_name("Canon", ("pl", "nl")) is named  # remembered
    assert forms.expand("Canon", "pl") is forms.expand("Canon", "pl")
    assert [form.text for form in forms.expand_name("von", ("pl",)).forms] == ["von"]
    assert [form.text for form in forms.expand_name("KC-135", ("en",)).forms] == ["KC-135"]


@pytest.mark.parametrize(
    ("word", "language", "parts"),
    [
        ("ceasefire", "en", ["cease-fire"]),
        ("startup", "en", ["start-up"]),
        ("cooperation", "en", ["co-operation"]),
        ("together", "en", []),  # to is a small word
        ("mainly", "en", []),
        ("strike", "en", []),  # st is in dictionaries, and no word
        ("upset", "en", []),  # set is too short
        ("Zollsanktion", "de", ["Zoll-sanktion"]),
        ("Handelssanktion", "de", ["Handels-sanktion"]),
        ("Cybersanktion", "de", ["Cyber-sanktion"]),  # whatever stands before the end
        ("Xyz", "de", []),
        ("ceasefire", "fr", []),
    ],
)
def test_where_a_hyphen_may_stand(word: str, language: str, parts: list[str]) -> None:
    english = dict.fromkeys(
        str.split("cease fire start up co operation to gether ma mai in st rike"), ""
    )
    german = dict.fromkeys(str.split("Sanktion Handel Zoll"), "")
    forms = inflected({"en": Listed(english), "de": Listed(german), "fr": Listed(english)})
    found = forms.joints(word, (language, language))
    assert [f"{word[:at]}-{word[at:]}" for at in found] == parts


def test_a_language_is_known_by_its_data_or_because_it_needs_none() -> None:
    forms = inflected({"en": EN}, {"ru": Read(())})
    known = [code for code in ("en", "ru", "zh", "ko", "eo") if forms.knows(code)]
    assert known == ["en", "ru", "zh", "ko"]
    assert forms.expand("制裁", "zh") == Expansion((Form("制裁", "as written"),))


def test_as_written_has_no_forms_but_the_word() -> None:
    forms = AsWritten()
    alone = Expansion((Form("Word", "as written"),))
    assert forms.expand("Word", "en") == alone == forms.expand_name("Word", ("en",))
    assert forms.knows("en")


def test_names_are_declined_by_what_is_known_of_them_else_by_their_ending() -> None:
    putin = reading("путин путина путину", "NOUN", "Surn", "masc")
    brother = reading("брат брата", "NOUN")
    ministry = reading("мид мида", "NOUN", "Abbr")
    all_of = reading("весь вс", "ADJ")
    guessed = reading("байденная байденной", "PRTF", known=False)
    fixed = reading("макрон", "NOUN", "Surn", "Fixd")
    russian = Read((putin, brother, ministry, all_of, guessed, fixed))
    forms = inflected({"en": EN}, {"ru": russian})

    def named(word: str) -> set[str]:
        return {form.text.lower() for form in forms.expand_name(word, ("ru",)).forms}

    assert {"путина", "путину"} <= named("Путин")
    assert "мида" in named("МИД")
    assert "весь" not in named("ВС")
    assert "байденной" not in named("Байден")
    assert "макрона" in named("Макрон")
    # Brat may be брат, a common word in Russian: it must begin with a capital
    assert forms.expand_name("Brat", ("en",)).capital
    assert not forms.expand_name("Putin", ("en",)).capital


def test_latin_names_take_the_endings_of_the_rules_languages() -> None:
    forms = inflected({"en": EN})
    plain = {form.text for form in forms.expand_name("Zelensky", ("fr",)).forms}
    genitive = {form.text for form in forms.expand_name("Zelensky", ("de",)).forms}
    assert "Selenskyj" in plain & genitive
    assert "Selenskyjs" in genitive - plain


def test_an_english_name_takes_its_plural_alone() -> None:
    words = {"tusk": "tusks tusked", "tory": "tories", "gate": "gates", "Oslo": "Oslos"}
    forms = inflected({"en": Listed(words)})

    def named(word: str) -> set[str]:
        found = forms.expand_name(word, ("en",))
        return {form.text for form in found.forms} & {word, *" ".join(words.values()).split()}

    assert named("Tusk") == {"Tusk", "tusks"}
    assert named("Tory") == {"Tory", "tories"}
    assert named("Gates") == {"Gates"}
    assert named("Oslo") == {"Oslo", "Oslos"}
    assert named("tusk") == {"tusk", "tusks", "tusked"}  # written small, it is no name


def test_an_everyday_word_is_told_from_a_name() -> None:
    forms = inflected({"en": Listed({"nice": "nicer nicest"})})
    assert forms.is_common("Nice", ("en", "xx"))
    assert not forms.is_common("Nice", ("nb",))
    assert not forms.is_common("Rosneft", ("en",))


def test_a_name_written_small_is_respelled_unless_a_dictionary_has_it() -> None:
    forms = inflected({"en": Listed({"volkov": ""})}, {"ru": Read((reading("зеленка"),))})
    assert "Зеленський" in {form.text for form in forms.expand_name("zelensky", ("en",)).forms}
    assert [form.text for form in forms.expand_name("volkov", ("en",)).forms] == ["volkov"]
    assert "Zelenka" not in {form.text for form in forms.expand_name("зеленка", ("ru",)).forms}
