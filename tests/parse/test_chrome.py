"""Lines of the site and lines of the article."""

from __future__ import annotations

import pytest

from worker.parse.chrome import is_chrome, key, without, without_pleas

SITE = [
    "Next Story",
    "Send Push",
    "Read more",
    "» READ MORE «",
    "Les også:",
    "Läs mer",
    "Læs også",
    "Das könnte Sie auch interessieren:",
    "Lire aussi",
    "Te puede interesar:",
    "Leggi anche",
    "Czytaj też:",
    "Читайте також:",
    "Читайте также",
    "Loving the Vestby Post? Download the app now",
    "Подписывайтесь на наш канал",
    "Підписуйтесь на наш телеграм",
    "Sign up to our weekly newsletter and never miss a story!",
    "Les også: Havnen åpner igjen på fredag",
    "Read also our guide: Ten ports in ten days",
    "WATCH | Divers at work",
    "Lea: El puerto cierra una semana",
    "Foto: Kari Nordmann / NTB",
    "Fot. Jan Kowalski / Agencja Wschód",
    "© Kari Nordmann",
    "Divers at work /AFP",
    "Divers at work in the basin. (Foto: Kari Nordmann)",
    "January 13 | categories: Harbour | View comments",
    "Reporting by Mira Olsen in Vestby; Editing by Kari Nordmann",
    "Was this story helpful?",
    "Your email address will not be published.",
    "Anzeige - Ferien am Hafen",
    "Dieses Thema im Programm: Radio Vestby, 28. April, 10 Uhr",
    "23.10.2018 | 15:59 Uhr",
    "3:59 p.m.",
]
ARTICLE = [
    "Watch groups say the port was never safe",
    "Read more carefully, the report says the opposite.",
    "Mira Olsen of the harbour board declined to comment.",
    "Related charges were dropped in May.",
    "Images of the quay were shown to the jury.",
    "More countries will sign up to the treaty, the minister said.",
    "The regulator told people not to download the bank's app.",
    "Photographs show two tugs.",
    "Quellen: keine, sagte der Minister, und " + "das bleibt so " * 20,
    "Foreign ministers meet in Vestby",
    "She was filmed without her consent, and wrote a letter to the editor.",
    "Was this story ever true?",
    "Anzeige gegen den Hafenmeister",
    "Vestby | Divers | Mines",
]


@pytest.mark.parametrize("line", SITE)
def test_what_the_site_says_goes_wherever_it_stands(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize("line", ARTICLE)
@pytest.mark.parametrize("edge", [True, False])
def test_what_the_article_says_stays(line: str, *, edge: bool) -> None:
    assert not is_chrome(line, edge=edge)


def test_a_pointer_without_a_mark_is_chrome_at_the_edges_alone() -> None:
    line = "Read also The day the ferries stopped"
    assert is_chrome(line, edge=True)
    assert not is_chrome(line)
    prose = [f"Sentence {n} of the report is about the quay and nothing else." for n in range(12)]
    assert without([*prose[:6], line, *prose[6:]]) == [*prose[:6], line, *prose[6:]]
    assert without([*prose, line]) == prose


def test_lists_of_other_stories_are_cut_off_below_their_title() -> None:
    prose = [f"Paragraph {n} tells what happened at the quay that day." for n in range(6)]
    others = ["Ferries leave again", "A mine from 1943"]
    assert without([*prose, "Related stories", *others]) == prose
    assert without([*prose, "More on this: port", *others]) == prose
    long = "The article goes on below the box, " + "and on and on " * 10
    assert without([*prose, "Related stories", *others, long]) == [*prose, *others, long]
    assert without([*prose[:2], "Topics", *prose[2:]]) == prose


def test_lines_seen_before_and_lines_without_words_go() -> None:
    repeated = frozenset({key("The Vestby Post – independent since 1881") or 0})
    lines = [
        "First.",
        "* * *",
        "The Vestby Post: independent since 1881",
        "Last.",
    ]
    assert without(lines, repeated) == ["First.", "Last."]


def test_a_key_is_63_bits_of_the_words() -> None:
    assert key("– Next Story!") == key("next story") != key("next stories")
    assert all(0 <= (key(str(n)) or 0) < 2**63 for n in range(200))
    assert key("* * *") is None


def test_nothing_is_made_of_nothing() -> None:
    assert without([]) == []
    assert without(["Next Story"]) == []


def test_a_sites_pleas_are_no_part_of_an_article_told_in_full() -> None:
    prose = [f"Paragraph {n} tells at some length what happened there." for n in range(4)]
    pleas = ["Loving Newspoint? Download the app now", "Next Story", "Subscribe to our newsletter"]
    long = "Officials told residents to download the app now, and to sleep in the cellars tonight."
    whole = "\n\n".join([*prose[:2], *pleas, *prose[2:], long])
    assert without_pleas(whole) == "\n\n".join([*prose, long])
    short = f"{prose[0]}\n\nDownload the app now"
    assert without_pleas(short) == short


@pytest.mark.parametrize(
    "line", ["Tags: port, mines", "Emner: havn", "ТЕГИ: порт, міни", "Mots-clés : port"]
)
def test_what_a_text_is_filed_under_goes_at_its_edges(line: str) -> None:
    assert is_chrome(line, edge=True)
    assert not is_chrome(line)
    assert not is_chrome("Topics: the port, and who pays for it.", edge=True)
