"""Which names an article brings to its story: a table, an article told after another each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alert.given import article
from tests.group.texts import STRIKE, known
from worker import group
from worker.group.copies import new_facts
from worker.group.names import Known
from worker.model import Article, KnownStory, Text

NOTICE = "EU sanctions notice"
DIRECTOR = (
    "Ivo Brankov is the director of Zhelbet Works, a maker of valves for tanks in Plovnik. In that "
    "capacity he supports the government. His cousin Petar Dudin owns a part of it."
)
MAKER = "Zhelbet Works makes valves for tanks. In that capacity it supports the government."


def notice(title: str, body: str, *, language: str | None = "en") -> Article:
    """A notice at an address of its own."""
    return article(
        id=2, title=title, lead="", body=body, language=language, url="https://other.example/2"
    )


def brought(
    title: str,
    body: str,
    *,
    copy: bool = False,
    language: str | None = "en",
    before: Article | None = None,
) -> tuple[str, ...]:
    """The names it brings to the story of one that was told before."""
    first = before or notice(NOTICE, DIRECTOR)
    texts = [Text(first.title, f"{first.lead}\n{first.body}")]
    return opening_names(notice(title, body, language=language), texts, known(first), copy=copy)


def opening_names(
    told: Article, texts: Sequence[Text], story: KnownStory, *, copy: bool = False
) -> tuple[str, ...]:
    return group.opening_names(told, group.fingerprint(told), texts, story, copy=copy)


def test_a_name_is_told_without_the_colon_behind_it() -> None:
    first = notice("Explosion in Kharkiv: 7 killed", "")
    assert brought("Explosion in Odesa: 7 killed", "", before=first) == ("Odesa",)


OTHER = (
    "The council has named Goran Tesanic of Plovnik, who supports the government, as the others."
)
SMALL = "The council has named one more person of Plovnik, who supports the government."
OF_CASES = {
    "nobody new": ("Notice of the council", SMALL, ()),
    "in the first lines": ("Notice of the council", OTHER, ("Goran Tesanic",)),
    "in the title": ("Council names Goran Tesanic of Plovnik", SMALL, ("Goran Tesanic",)),
    "in both it is told once": (
        "Council names Goran Tesanic of Plovnik",
        OTHER,
        ("Goran Tesanic",),
    ),
    "a title that is a name": ("Goran Tesanic", SMALL, ("Goran Tesanic",)),
    "a title that is a name with other spellings": (
        "Goran (a.k.a. Horan) Tesanic",
        SMALL,
        ("Goran Tesanic",),
    ),
    "a title that is the name of one who was mentioned": ("Petar Dudin", SMALL, ("Petar Dudin",)),
    "a title that its text goes on from": ("Zhelbet Works of steel", MAKER, ()),
    "known words that never stood together": (
        "Notice of the council",
        "The council has named Petar Brankov of Plovnik, who supports the government.",
        ("Petar Brankov",),
    ),
    "a name of known people with its case": (
        "Notice of the council",
        "The council has named Ivo Brankov's cousin, who supports the government as well.",
        (),
    ),
    "a headline with a capital on every word": (
        "Council Quickly Slams Another Person Over Wild Plovnik Tank Deals And Many Other Things",
        SMALL,
        (),
    ),
    "a name in such a headline that the text has too": (
        "Council Quickly Slams Tesanic Over Wild Plovnik Tank Deals And So Many Other Things",
        f"{SMALL} {'It said so in a long statement. ' * 12}It was Goran Tesanic who signed.",
        ("Tesanic",),
    ),
    "a title that is cut": ("Council names Petar Dud…", SMALL, ()),
    "a name far down": (
        "Notice of the council",
        f"{SMALL} {'It said so in a long statement to the press. ' * 12}It was Goran Tesanic.",
        (),
    ),
    "a name with words that its text has in small letters": (
        "Notice of the council",
        "The council has named Plovnik Valves Works, a maker of valves. It supports the state.",
        ("Plovnik Valves Works",),
    ),
    "a name of words too short to sound": (
        "Notice of the council",
        "The council has named Li Wei, who supports the government. So it said.",
        ("Li Wei",),
    ),
    "common words, numbers": (
        "Notice of the council",
        "The council has named the President of France on 14 July 2031 in Paris as before.",
        (),
    ),
}


@pytest.mark.parametrize("case", OF_CASES.values(), ids=OF_CASES.keys())
def test_names_that_an_article_brings(case: tuple[str, str, tuple[str, ...]]) -> None:
    title, body, names = case
    assert brought(title, body) == names


def test_a_title_of_several_words_is_a_name_where_its_text_shortens_it() -> None:
    title = "State Council of Plovnik (GSP)"
    told = brought(title, f"{SMALL} The GSP said nothing more about it today.")
    assert told[0] == "State Council of Plovnik"
    assert brought(title, SMALL) == ()


OF_SHORT_FORMS = {
    "Works for the state's pumps (WSP)": True,
    "Verk for statens økonomi (VSO)": True,
    "Centre d'études de l'État plovnikois (CEP)": True,
    "Works for the state's valves and pumps (WXP)": False,
    "Works for the state's valves and pumps (PVW)": False,  # another order
    "Plovnik names the works for pumps of the state (WPS)": False,  # a headline that ends in a name
    "Works for pumps of the state slam Plovnik (WPS)": False,
    "(WPS)": False,
}


@pytest.mark.parametrize("title", OF_SHORT_FORMS)
def test_a_title_is_a_name_where_the_letters_behind_it_begin_its_words(title: str) -> None:
    assert bool(brought(title, SMALL)) is OF_SHORT_FORMS[title]


def test_a_title_of_rare_words_alone_is_a_name() -> None:
    assert brought("Dr. Petar Abdo AL DUDIN", f"{SMALL} The al-Zhelbet works.") == (
        "Dr. Petar Abdo AL DUDIN",
    )


def test_a_title_of_several_words_is_a_name_where_the_text_goes_on_from_it() -> None:
    title = "Zhelbet Works for Valves and Tanks of Plovnik"
    assert brought(title, f"{title} (ZW) is a maker of valves in that town.") == (title,)
    # Above its text it is but a headline.
    assert brought(title, f"{title} Officials say it is a maker of valves in that town.") == ()
    text = f"That is the so-called {title}. It is a maker of valves in that town."
    assert brought(title, text) == (title,)
    words = "The Works of the State Pump Valves and Tanks"
    text = f"He said that the works of the state pump valves and tanks into another town. {SMALL}"
    assert words not in brought(words, text)
    assert brought("a word in small letters of many", SMALL) == ()
    text = "The State Bank of Commerce is a maker of valves in that town."
    assert brought("State Bank of Commerce Limited", text) == ("State Bank of Commerce Limited",)


def test_a_title_of_two_words_is_a_name_though_they_are_common() -> None:
    assert brought("North Way", SMALL, copy=True) == ("North Way",)
    assert brought("Spirit 2", SMALL, copy=True) == ("Spirit 2",)
    assert brought("More names", SMALL, copy=True) == ()
    assert brought("13 45", SMALL, copy=True) == ()
    before = notice(NOTICE, f"{DIRECTOR} He spoke in France to the North Way.")
    for title in ("North Way", "France"):
        assert brought(title, SMALL, copy=True, before=before) == ()


def test_two_common_words_that_any_other_text_has_are_no_name() -> None:
    texts = [Text("Council lists Petar Dudin", DIRECTOR), Text("Ships", DIRECTOR)]
    story = known(*(notice(one.title, one.text) for one in texts))
    ours = notice("Council lists North Way", SMALL)
    assert opening_names(ours, texts, story, copy=True) == ("North Way",)
    texts[1] = Text("Ships", f"{DIRECTOR} They met the North Way in France.")
    assert opening_names(ours, texts, story, copy=True) == ()


def test_a_short_form_is_of_what_stands_before_it() -> None:
    title = "Council of State Decides More"
    text = f"Zhelbet Works (ZWP). {SMALL} The ZWP said so in a long statement today."
    assert title not in brought(title, text, copy=True)


def test_a_headline_in_a_script_without_spaces_is_more_than_one_word() -> None:
    for title in ("炼油厂遭无人机袭击后起火燃烧", "炼油厂起火 三人受伤", "製油所で火災、3人けが"):
        assert brought(title, SMALL, copy=True) == ()
    assert brought("泽连斯基", SMALL, copy=True) == ("泽连斯基",)
    assert brought("NATO首脳会議で合意", SMALL, copy=True) == ("NATO",)


OF_KIN = {
    "most are names": (
        ("Council lists Petar Dudin", "Council lists Zhelbet", "Council lists more of them"),
        True,
    ),
    "they are, alone": (("Petar Dudin", "Zhelbet Works", "Plovnik Steel"), True),
    "half are": (("Petar Dudin", "Zhelbet Works", "Who is next", "Two more of them"), True),
    "one is": (("Council lists Petar Dudin", "Council lists more of them"), False),
    "few are": (
        (
            "Council lists Petar Dudin",
            "Council lists Zhelbet",
            *(f"Council lists {number} more" for number in ("five", "six", "ten")),
        ),
        False,
    ),
    "another kind is": (("Petar Dudin on a list", "Zhelbet on a list", "Of a list"), False),
}


@pytest.mark.parametrize("case", OF_KIN.values(), ids=OF_KIN.keys())
def test_common_words_with_capitals_are_a_name_where_the_titles_of_others_are(
    case: tuple[tuple[str, ...], bool],
) -> None:
    titles, told = case
    name = "State Institute of Post and Public Services"
    texts = [Text(title, DIRECTOR) for title in titles]
    story = known(*(notice(title, DIRECTOR) for title in titles))
    kind = "{}" if titles[0] == "Petar Dudin" else "Council lists {}"
    cases = (
        (name, (name,)),
        (f"{name} not to be listed", ()),
        ("Death battalion", ("Death battalion",)),
        ("the battalion", ()),
    )
    for title, names in cases:
        found = opening_names(notice(kind.format(title), SMALL), texts, story, copy=True)
        assert found == (names if told else ())


def test_a_title_that_another_has_is_no_new_name() -> None:
    before = notice("Petar Dudin (a.k.a. Pyotr)", DIRECTOR)
    assert brought("Petar DUDIN", SMALL, before=before) == ()


OF_TEMPLATES = {
    "another name in its place": ("Council lists Petar Dudin", ("Petar Dudin",)),
    "the same name": ("Council lists Ivo Brankov", ()),
    "behind the name": ("Petar Dudin added to the list", ("Petar Dudin",)),
    "no name in its place": ("Council lists more who work in Plovnik", ()),
    "one word in common": ("Council angers Petar Dudin", ()),
}


@pytest.mark.parametrize("case", OF_TEMPLATES.values(), ids=OF_TEMPLATES.keys())
def test_a_headline_of_one_kind_is_about_the_name_in_its_place(
    case: tuple[str, tuple[str, ...]],
) -> None:
    title, names = case
    texts = [
        Text("Council lists Ivo Brankov (a.k.a. Ivan)", f"Petar Dudin is known. {DIRECTOR}"),
        Text("Ivo Brankov added to the list", DIRECTOR),
    ]
    story = known(notice("Council lists Ivo Brankov", DIRECTOR))
    of_both = notice(title, f"{SMALL} Brankov stands on the list since May.")
    assert opening_names(of_both, texts, story) == names


@pytest.mark.parametrize("copy", [False, True])
def test_who_was_but_mentioned_is_told_where_the_titles_of_others_name_nobody_of_the_text(
    *, copy: bool
) -> None:
    before = notice("Council lists Ivo Brankov", DIRECTOR)
    text = f"{SMALL} A lawyer of Petar Dudin said nothing."
    for title, who in (
        ("Council angers Petar Dudin", "Petar Dudin"),
        ("Dudin angered by the council of ministers", "Dudin"),
    ):
        assert brought(title, text, before=before, copy=copy) == (who,)
        assert brought(title, f"{text} Brankov knows him.", before=before, copy=copy) == ()


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        (("Council lists Ivo Brankov", "Mirela Sotan is on the list", "Brussels lists Zhelbet"), 1),
        (("Council lists Ivo Brankov", "Mirela Sotan is on the list", "The list is longer"), 0),
        (("Council lists Ivo Brankov", "Mirela Sotan is on the list"), 0),
        (("Council lists Ivo Brankov", "Brankov is listed", "Brankov and Sotan, says Zhelbet"), 0),
    ],
)
def test_who_was_but_mentioned_is_told_where_each_title_names_somebody_else(
    titles: tuple[str, ...], told: int
) -> None:
    text = f"{DIRECTOR} So do Mirela Sotan and Brankov."
    texts = [Text(title, text) for title in titles]
    story = known(*(notice(title, text) for title in titles))
    one = notice("New on the list: Petar Dudin", text)
    assert opening_names(one, texts, story, copy=True) == ("Petar Dudin",) * told


def test_a_form_is_about_whom_its_first_sentence_names() -> None:
    text = f"The council has listed Zhelbet Works of Plovnik today. {MAKER}"
    before = notice(NOTICE, f"The council has listed Ivo Brankov of Plovnik today. {DIRECTOR}")
    assert brought("Another notice", text, before=before) == ()
    assert brought(NOTICE, text, before=before) == ("Zhelbet Works",)
    assert brought(NOTICE, text, copy=True, before=before) == ("Zhelbet Works",)


def test_a_form_may_be_numbered_and_begin_with_the_name_alone() -> None:
    before = notice(f"{NOTICE} 12/2031", f"Goran Tesanic. {DIRECTOR}")
    assert brought(f"{NOTICE} 13/2031", f"Petar Dudin. {DIRECTOR}", copy=True, before=before) == (
        "Petar Dudin",
    )
    # On a line of its own it may be whoever wrote it.
    text = f"Petar Dudin\n{DIRECTOR}"
    assert brought(f"{NOTICE} 13/2031", text, copy=True, before=before) == ()


def test_a_form_may_begin_with_a_long_name_of_common_words() -> None:
    text = "He is known for his support of the government in that capacity."
    before = [notice(NOTICE, f"{who}. {text}") for who in ("Petar Dudin", "Zhelbet Works")]
    texts = [Text(one.title, one.body) for one in before]
    name = "State Institute of Post and Public Services of the State"
    small = notice(NOTICE, f"Death battalion. {text}")
    assert opening_names(small, texts, known(*before), copy=True) == ("Death battalion",)
    assert opening_names(small, texts[:1], known(before[0]), copy=True) == ()
    short = notice(NOTICE, f"Works for the state's pumps (WSP). {text}")
    assert opening_names(short, texts[:1], known(before[0])) == ("Works for the state's pumps",)
    long = notice(NOTICE, f"{name}. {text}")
    assert opening_names(long, texts, known(*before), copy=True) == (name,)
    # One that another begins with is known, though words may be looked at one by one.
    texts[0] = Text(NOTICE, f"{name}. {text}")
    assert opening_names(long, texts, known(*before), copy=True) == ()


def test_a_form_is_about_the_name_before_its_text_though_another_mentions_it() -> None:
    text = "He directs the Zhelbet Works of Plovnik and so supports the government."
    before = notice(NOTICE, f"Petar Dudin. {text}")
    maker = f"Zhelbet Works (ZW). {MAKER}"
    assert brought(NOTICE, maker, copy=True, before=before) == ("Zhelbet Works",)
    assert brought(NOTICE, maker, copy=True, before=notice(NOTICE, maker)) == ()


def test_a_form_without_a_whole_sentence_brings_no_name() -> None:
    for body in ("Petar Dudin.", ""):
        assert brought(NOTICE, body, copy=True) == ()
        assert brought(NOTICE, body, before=notice(NOTICE, body)) == ()


WORDS = (
    *(
        "Petar",
        "Dudin.",
        "Li",
        "Wei",
        "Dr.",
        "(AS)",
        "(PLD)",
        "LLC",
        "13",
        "council",
        "named",
        "\n",
        "…",
    ),
    *("North", "炼油厂。", "三十人", "ドローンG7"),
)
ANY_TEXT = st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_two_texts_can_be_held_against_each_other(title: str, body: str, told: str) -> None:
    for before in (notice(title, told), notice(told, title)):
        for copy in (False, True):
            assert all(brought(title, body, copy=copy, before=before))


def test_a_form_is_about_a_name_of_which_a_part_has_a_full_stop_or_no_sound() -> None:
    before = notice(NOTICE, f"The council has listed Maung Kyi today. {DIRECTOR}")
    for name in ("Dr. Ivo Brankov", "Ba Maung"):
        text = f"The council has listed {name} today. {DIRECTOR}"
        assert brought(NOTICE, text, copy=True, before=before) == (name.removeprefix("Dr. "),)


def test_a_copy_is_news_for_a_name_in_its_title_that_stands_nowhere() -> None:
    assert brought("Council names Goran Tesanic", DIRECTOR, copy=True) == ("Goran Tesanic",)
    assert brought("Council names a cousin, Petar Dudin", DIRECTOR, copy=True) == ()
    assert brought("Notice of the council", OTHER, copy=True) == ()


def test_another_language_spells_names_otherwise() -> None:
    assert brought("Der Rat nennt Goran Tesanic", OTHER, language="de") == ()


ORSIC = "Velm jails Orsic, who smuggled engines"
JAILED = (
    "The court in Velm sentenced Pavel Orsic to nine years in prison on Monday. He had smuggled "
    "engines through the port of Dravnik, said the judge, who knows what the crates held."
)
RETOLD = "A lawyer of {who} said on Monday in {where} that his client had never seen the crates."
OF_SUBJECTS = {
    "more of one event": ((ORSIC,), "Orsic", ()),
    "of nobody in the title": ((ORSIC,), "a man", ("Irena Holt",)),
    "of all whom two titles name": ((ORSIC, "Who helped in Dravnik"), "Orsic", ("Irena Holt",)),
    "of whom most titles name": (
        (ORSIC, "Nine years for Orsic", "Who helped in Dravnik"),
        "Orsic",
        (),
    ),
    "titles without names": (("Nine years for smuggling",), "Orsic", ("Irena Holt",)),
}


@pytest.mark.parametrize("case", OF_SUBJECTS.values(), ids=OF_SUBJECTS.keys())
def test_more_of_one_event_is_new_only_in_its_title(
    case: tuple[tuple[str, ...], str, tuple[str, ...]],
) -> None:
    titles, who, names = case
    texts = [Text(title, JAILED) for title in titles]
    story = known(notice(titles[0], JAILED))
    text = RETOLD.format(who=who, where="Velm") + " The judge, Irena Holt, had no comment."
    assert opening_names(notice("What the client saw", text), texts, story) == names
    told = opening_names(notice("What judge Irena Holt saw", text), texts, story)
    assert told == ("Irena Holt",)


def test_a_headline_with_capitals_is_no_label() -> None:
    body = "Tanks of the kind that soars above all others were sold in Plovnik, the council said."
    assert brought("Tank Sales In Plovnik Soars Above All Others", body) == ()


def test_german_writes_every_noun_with_a_capital() -> None:
    before = notice("Notiz", DIRECTOR, language="de")
    text = "Der Rat hat den Ventilmacher und einen Neffen namens Goran Tesanic genannt, wie immer."
    assert brought("Notiz des Rates", text, language="de", before=before) == ("Goran Tesanic",)


def test_cases_of_cyrillic_names_are_one_name() -> None:
    text = "вчора володимира зеленського бачили"
    assert Known(text).holds(("Володимир", "Зеленський"))
    assert not Known(text).holds(("Зеленський", "Володимир"))
    assert not Known("вчора").holds(("Рим",))


def test_the_outlets_own_name_is_no_news() -> None:
    text = "The Tribune of Herald has learned that one more person was named by the council."
    story = known(STRIKE)
    texts = [Text(STRIKE.title, STRIKE.body)]
    own = article(
        id=2, title="Notice", lead="", body=text, language="en", url="https://herald.example/2"
    )
    assert "Herald" not in " ".join(opening_names(own, texts, story))


@pytest.mark.parametrize("line", ["(NTB) ", "(AP) — ", "Reuters: "])
def test_a_wire_that_is_credited_is_no_news(line: str) -> None:
    assert brought("Notice of the council", f"{line}{SMALL}") == ()
    told = notice("Notice of the council", f"{line}{MAKER}")
    assert new_facts(told, MAKER, short=False) == ()


def test_a_wire_that_the_news_is_about_is_news() -> None:
    told = notice("Notice of the council", f"{MAKER} The police have searched Reuters in Plovnik.")
    assert new_facts(told, MAKER, short=False) == ("Reuters", "Plovnik")


STABBING = (
    "A woman hurt 18 people with a knife in Hamburg on Friday evening. Mayor Peter Tschentscher "
    "thanked those who helped."
)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Two hurt by blast at Hamburg harbour", ("Kattwyk",)),
        ("Knife attack in Hamburg: a ship is searched", ()),
    ],
)
def test_a_city_alone_makes_no_two_events_one(title: str, names: tuple[str, ...]) -> None:
    first = notice("Knife attack in Hamburg", STABBING)
    text = "Police closed the bridge of Kattwyk. Mayor Peter Tschentscher thanked those who helped."
    assert brought(title, text, before=first) == names
