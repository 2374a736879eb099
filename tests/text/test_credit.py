"""Whom a report credits for its news, in fourteen languages, and what is no credit."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.model import Zone
from worker.text.credit import Credit, credited, shipped

# Sentences of our own; the names are those of real outlets.
CREDITING = [
    ("en", "The port will close in May, according to the Financial Times.", "Financial Times"),
    ("en", "The port will close in May, reported the Financial Times.", "Financial Times"),
    ("en", "The port will close, FT reported, citing two dockers.", "Financial Times"),
    ("en", "The FT, citing two dockers, reported that the port will close.", "Financial Times"),
    ("en", "The port will close, the British newspaper The Guardian said.", "The Guardian"),
    ("en", "The port will close, the Xinhua news agency reported on Monday.", "Xinhua"),
    ("en", "The port will close, the Associated Press (AP) reported.", "AP"),
    ("en", "A letter seen by Reuters says the port will close.", "Reuters"),
    ("en", "A Reuters investigation found that the port will close.", "Reuters"),
    ("en", 'The port will close, the mayor told "The Times" of London.', "The Times"),
    ("en", "Said the BBC, quoting a docker: the port will close.", "BBC"),
    ("en", "The port will close, per ESPN.", "ESPN"),
    ("en", "It has lost money in 2018, according to the FT. In 2019 it rained.", "Financial Times"),
    ("en", "Last year was dry. The port will close, the FT said.", "Financial Times"),
    ("en", "The port will close, according to ft.com.", "Financial Times"),
    ("nb", "Havnen stenges i mai. Det melder Financial Times med to kilder.", "Financial Times"),
    ("nb", "Havnen stenges i mai, skriver NTB.", "NTB"),
    ("nb", "Ifølge det statlige nyhetsbyrået Xinhua stenges havnen.", "Xinhua"),
    ("nb", "– Havnen stenges, sier ordføreren til VG.", "VG"),
    ("nb", "Til NRK sier ordføreren at havnen stenges.", "NRK"),
    ("nb", "Havnen stenges, får E24 opplyst. E24 erfarer at det skjer i mai.", "E24"),
    ("nn", "Hamna vert stengd i mai, ifølgje Bergens Tidende.", "Bergens Tidende"),
    ("nn", "Hamna vert stengd, fortel ordføraren til NRK.", "NRK"),
    ("sv", "Hamnen stängs i maj, enligt Dagens Nyheter.", "Dagens Nyheter"),
    ("sv", "Hamnen stängs, säger borgmästaren till Aftonbladet.", "Aftonbladet"),
    ("sv", "Hamnen stängs, enligt uppgifter till Expressen.", "Expressen"),
    ("sv", "DN rapporterar att hamnen stängs.", "Dagens Nyheter"),
    ("da", "Havnen lukker til maj, skriver Politiken.", "Politiken"),
    ("da", "Havnen lukker, siger borgmesteren til Ritzau.", "Ritzau"),
    ("de", "Der Hafen schließt im Mai, wie die Agentur dpa aus Kreisen erfuhr.", "dpa"),
    ("de", "Einem Bericht der Süddeutschen Zeitung zufolge schließt er.", "Süddeutsche Zeitung"),
    ("de", "Der Hafen schließt, sagte sie der Nachrichtenagentur AFP.", "AFP"),
    ("de", "Der Hafen schließt im Mai, so die FAZ am Freitag.", "FAZ"),
    ("ru", "Порт закроют в мае, сообщил в пятницу «Шпигель».", "Spiegel"),
    ("de", "Laut „Bild“ schließt der Hafen im Mai.", "Bild"),
    ("de", "Nach dpa-Informationen schließt der Hafen.", "dpa"),
    ("de", "Der Spiegel berichtet, der Hafen schließe.", "Spiegel"),
    ("fr", "Le port fermera en mai, selon l'AFP.", "AFP"),
    ("fr", "Le port fermera, a déclaré le maire à l’AFP.", "AFP"),
    ("fr", "Le Monde rapporte que le port fermera.", "Le Monde"),
    ("fr", "Le port fermera, d’après nos confrères du Parisien.", "Le Parisien"),
    ("es", "El puerto cerrará, según ha podido saber EFE.", "EFE"),
    ("es", "El puerto cerrará en mayo, según El País.", "El País"),
    ("es", "El puerto cerrará, informó la agencia EFE.", "EFE"),
    ("it", "Il porto chiuderà a maggio, secondo l'ANSA.", "ANSA"),
    ("it", "Il porto chiuderà, scrive il Corriere della Sera.", "Corriere della Sera"),
    ("pl", "Port zostanie zamknięty w maju, jak podaje PAP.", "PAP"),
    ("pl", "Jak podaje państwowa agencja prasowa IRNA, port zostanie zamknięty.", "IRNA"),
    ("pl", "Z informacji Onetu wynika, że port zostanie zamknięty.", "Onet"),
    ("pl", "Port zostanie zamknięty. Za Onet.", "Onet"),
    ("uk", "Порт закриють у травні, повідомляє Укрінформ.", "Ukrinform"),
    ("uk", "За даними Financial Times, порт закриють.", "Financial Times"),
    ("uk", "Про це пише «Українська правда».", "Ukrainska Pravda"),
    ("uk", "Порт закриють, сказав мер в інтерв'ю виданню Bloomberg.", "Bloomberg"),
    ("uk", "Порт закриють, кажуть джерела УП в мерії.", "Ukrainska Pravda"),
    ("ru", "Порт закроют, цитирует его ТАСС.", "TASS"),
    ("ru", "Порт закроют в мае, сообщает ТАСС.", "TASS"),
    ("ru", "По данным «Коммерсанта», порт закроют.", "Kommersant"),
    ("ru", "Порт закроют, сообщили «Интерфаксу» в мэрии.", "Interfax"),
    ("ru", "Об этом сообщает агентство Reuters со ссылкой на мэрию.", "Reuters"),
    (None, "Hamnen stängs i maj, enligt DN.", "Dagens Næringsliv"),  # both are called so
    ("en", "The port will close, CNN's Ann Ember reports.", "CNN"),
    ("en", "A letter, which the New York Times obtained, says so.", "New York Times"),
    ("en", "The mayor told The Independent that the port will close.", "The Independent"),
    ("en", "The newspaper Dawn said the port will close.", "Dawn"),
    ("en", '"Whether it closes or not," reported Reuters, is open.', "Reuters"),
    ("en", "ACCORDING TO TIME THE PORT WILL CLOSE", "Time"),
    ("en", "The plan was reported earlier by Bloomberg News.", "Bloomberg"),
    ("en", "A spokesman confirmed to AFP that the port will close.", "AFP"),
    ("nb", "Det var VG som først omtalte saken.", "VG"),
    ("de", "Aus Akten, die dem SPIEGEL vorliegen, geht das hervor.", "Spiegel"),
    ("fr", "Contacté par l'AFP, le maire confirme.", "AFP"),
    ("pl", "Burmistrz potwierdził portalowi Onet, że port zostanie zamknięty.", "Onet"),
    ("ru", "Об этом РИА Новости рассказал мэр.", "RIA Novosti"),
    ("ru", "Как стало известно «Коммерсанту», порт закроют.", "Kommersant"),
    ("nb", "Havnen stenges, får VG opplyst.", "VG"),
    ("nb", "Ifølge NRKs kilder stenges havnen.", "NRK"),
    ("nb", "TV 2 var først ute med at havnen stenges.", "TV 2 Norge"),
    ("sv", "Hamnen stängs, uppger SVT:s källor.", "SVT"),
    ("da", "Det bekræfter borgmesteren over for Ritzau.", "Ritzau"),
    ("de", "Laut einem Bericht des Handelsblatts schließt der Hafen.", "Handelsblatt"),
    ("de", "Auch Bild berichtet, dass der Hafen schließt.", "Bild"),
    ("fr", "Le maire a déclaré sur BFMTV que le port fermera.", "BFMTV"),
    ("es", "Fuentes consultadas por El País indican que cerrará.", "El País"),
    ("pl", "Jak informuje agencja Reutera, port zostanie zamknięty.", "Reuters"),
    ("uk", "Про це повідомила агенція Reuters.", "Reuters"),
    ("ru", "По данным источников «Ведомостей», порт закроют.", "Vedomosti"),
    ("nl", "De haven sluit, meldt persbureau Reuters.", "Reuters"),
    ("nl", "Volgens de Financial Times sluit de haven.", "Financial Times"),
    ("nl", "Dat zegt de burgemeester tegen De Telegraaf.", "De Telegraaf"),
    ("nl", "Dat heeft de burgemeester aan NRC laten weten.", "NRC"),
    ("pt", "O porto fechará, segundo a Reuters.", "Reuters"),
    ("pt", "O porto fechará, disse o prefeito à Folha.", "Folha de S.Paulo"),
    ("pt", "O jornal O Globo revelou que o porto fechará.", "O Globo"),
]
PASSING = [
    "The FT building stands beside the port.",
    "Follow us on Reuters and the BBC.",
    "Reuters\nAP\nAFP\nBBC",
    "The mayor sued the Guardian over a cartoon.",
    "The BBC said it will cut 500 jobs.",
    "The BBC said in a statement that it regrets the cartoon.",
    "The port will close, said Reuters had it wrong.",
    "The port will close, said BBC presenter Ann Ember.",
    "The news was read by @Reuters: reported @Reuters, said #BBC.",
    "The paper, according to experts. Reuters is a wire.",
    "As the New York Times reported in 2018, the port was sold.",
    "In 2018, the New York Times reported that the port was sold.",
    "The port was sold, according to the New York Times in 2018.",
    "Last year the Guardian reported that the port was sold.",
    "Earlier this month, the New York Times reported a sale of the harbour.",
    "It is time to go, according to time itself; reported ft and nyt.",
    "sier NRK-kommentator Kari Holm om havnen",
    "pro-BBC, reported anti-Reuters",
    "Das Bild zeigt den Hafen. Sie kamen der Zeit zuvor, sagte sie der Welt.",
    "Photo: Reuters",
    "Foto (NTB)",
    "A ship in the port. Picture: AP Photo/Ann Ember",
    "As the ship sank. The BBC was late.",
    "So wie die BBC ohne Ende",
    "So wie die BBC, die alte. Sie berichtet.",
    "Sender til NRK.",
    "Hun sier ja. Brevet gikk til NRK.",
    "Reuters, the wire, was late, and it rained.",
    "Reuters; reported.",
    "Reuters dances and reports.",
    "Reuters (a wire) was late.",
    "It closes, said a spokesman for the newspaper Guardian.",
    "It closes, according to the owner of the tabloid Bild.",
    "Wie die örtliche Presse meldete, schließt er.",
    "was that the BBC",
    "BBC",
    "the port and the town and the BBC",
    "according to a b c d e f the BBC",
    "wire-Reuters, www.reuters.com/world, x_Reuters, Reuters_x",
    "A BBC-backed plan.",
    "Howard Stern said the port was closed.",
    "Heineken NV said on Monday the port will close.",
    "Dawn said that she will close the port.",
    "The port will close, according to Trend Micro.",
    "The port will close, according to The Independent Commission on Ports.",
    "Ports lose money, according to the Bloomberg Billionaires Index.",
    "The port will close, according to Iran's Guardian Council.",
    "The port will close, according to DR Congo's government.",
    "The Dow Jones added 200 points.",
    "CNN's owner Ann Ember said the port will close. CNN's Ann Ember said so.",
    "The mayor did not tell Reuters when the port will close.",
    "The mayor declined to tell Reuters when the port will close.",
    "Le maire n'a pas déclaré à l'AFP que le port fermera.",
    "The BBC reported a loss of 20 million.",
    "Han sendte disse brevene til NRK.",
    "A ship in the port of Odesa on July 4, 2025. REUTERS/Ann Ember",
    "ifølge DNS",
    "The Guardian was first published in 1821.",
    "Dagbladet var først og fremst en avis.",
    "Auf dem Tisch liegt der Spiegel.",
    "BBC-",
    "",
    " \n ",
]
FILLING = "The harbour is old and the ships are few. " * 40


def found_in(text: str, language: str | None = None) -> tuple[Credit, ...]:
    return credited([("body", text)], shipped(), language)


@pytest.mark.parametrize(("language", "text", "outlet"), CREDITING)
def test_a_cue_beside_a_name_credits_it(language: str | None, text: str, outlet: str) -> None:
    found = found_in(text, language)
    assert [(credit.outlet, credit.kind) for credit in found] == [(outlet, "cue")]
    (credit,) = found
    assert 0.5 <= credit.strength <= 1
    assert len(credit.evidence.spans) == 2
    assert credit.evidence.term in {credit.evidence.text[a:b] for a, b in credit.evidence.spans}


@pytest.mark.parametrize("text", PASSING)
def test_a_name_in_passing_is_no_credit(text: str) -> None:
    assert found_in(text) == ()


@pytest.mark.parametrize(
    ("text", "outlet", "kind"),
    [
        ("WASHINGTON (AP) — The port will close.", "AP", "dateline"),
        ("LONDON, July 4 (Reuters) - The port will close.", "Reuters", "dateline"),
        ("Oslo (NTB): Havnen stenges.", "NTB", "dateline"),
        ("Oslo (NTB-AFP): Havnen stenges.", "NTB", "dateline"),
        ("Oslo (NTB) Havnen stenges.", "NTB", "dateline"),
        ("(ANSA) - ROMA, 4 LUG - Il porto chiude.", "ANSA", "dateline"),
        ("Hamburg (dpa/lno) – Der Hafen schließt.", "dpa", "dateline"),
        ("МОСКВА, 4 июля. /ТАСС/. Порт закроют.", "TASS", "dateline"),
        ("МОСКВА, 4 июл - РИА Новости. Порт закроют.", "RIA Novosti", "dateline"),
        ('"МОСКВА, 4 июля. /ТАСС/. Порт закроют.', "TASS", "dateline"),
        ("ТАСС, 4 июля. Порт закроют.", "TASS", "dateline"),
        ("دمشق (AFP) - x", "AFP", "dateline"),
        (
            f"By Ann Ember {'and others ' * 9} HONG KONG (Reuters) - It closes.",
            "Reuters",
            "dateline",
        ),
        ("PARIS, Reuters - The port will close.", "Reuters", "dateline"),
        ("Home\nPARIS (AFP) – Le port fermera.", "AFP", "dateline"),
        ("Havnen stenges i mai. (©NTB)", "NTB", "byline"),
        ("Der Hafen schließt im Mai. /dpa/", "dpa", "byline"),
        ("By Ann Ember, Associated Press\nThe port will close in May.", "AP", "byline"),
        ("By the Associated Press\nThe port will close in May.", "AP", "byline"),
        ("El puerto cerrará.\nCon información de Reuters", "Reuters", "byline"),
        ("Havnen lukker i maj.\n/ritzau/", "Ritzau", "byline"),
        ("By Reuters\nThe port will close in May.", "Reuters", "byline"),
        ("The port will close in May.\n(with inputs from PTI)", "PTI", "byline"),
        ("Havnen stenges i mai.\nKilde: NTB", "NTB", "byline"),
        ("Порт закриють. Джерело: Українська правда", "Ukrainska Pravda", "byline"),
        (f"AFP\n{FILLING}", "AFP", "byline"),
        (f"{FILLING}\n— Reuters", "Reuters", "byline"),
        (f"{FILLING} (NTB)", "NTB", "byline"),
        (f"{'x' * 2_000}(NTB)", "NTB", "byline"),
    ],
)
def test_a_wire_signs_what_it_wrote(text: str, outlet: str, kind: str) -> None:
    assert [(credit.outlet, credit.kind) for credit in found_in(text)] == [(outlet, kind)]


@pytest.mark.parametrize(
    "text",
    [
        f"{FILLING[:300]} (NTB) - {FILLING[:300]}",  # no place
        "The ministry of ports and lakes (AP) went on. It rains.",
        "the ministry (AP) - went on. It rains.",
        "Photo by Ann (AFP) - The port",
        "1 (NTB) x",
        "Reuters\nBBC\nThe harbour is old and the ships are few and the town is quiet now.",
        "Reuters\nshort",
        "By Reuters standards, this was a very quiet day in the old harbour of the town.",
        "By Financial Times\nThe port will close in May.",
        "Foto av havnen (NTB)",
        "The port of Odesa on July 4, 2025. ANN EMBER / AFP",
        "Havnen i Odesa 4. juli. Ann Ember / AP",
        "© РИА Новости",
        "By Ann Ember, Reuters reporter, and others",
        f"{FILLING}Reuters tower. {FILLING}",
        f"{FILLING}\nA picture of the port (AP)",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert found_in(text) == ()


def test_a_title_names_its_source_before_or_behind_a_sign() -> None:
    def titled(title: str) -> list[tuple[str, str]]:
        found = credited([("title", title)], shipped())
        return [(credit.outlet, credit.kind) for credit in found]

    assert titled("FT: Port will close") == [("Financial Times", "cue")]
    assert titled("«Шпигель»: порт закроют") == [("Spiegel", "cue")]
    assert titled("Port will close: FT") == [("Financial Times", "cue")]
    assert titled("Порт закроют — Bloomberg") == [("Bloomberg", "cue")]
    assert titled("Port will close (Reuters)") == [("Reuters", "cue")]
    assert titled("Port will close | Reuters") == [("Reuters", "cue")]
    assert titled("Time: ten past nine") == []
    assert titled("A walk to the FT") == []
    assert titled("(Reuters)") == []
    assert titled("The old FT: a walk") == []


def test_an_author_who_is_a_wire_or_nobody_else_signs() -> None:
    def signed(author: str) -> list[tuple[str, str]]:
        found = credited([("author", author)], shipped())
        return [(credit.outlet, credit.kind) for credit in found]

    assert signed("Ann Ember, Associated Press") == [("AP", "byline")]
    assert signed("Financial Times") == [("Financial Times", "byline")]
    assert signed("Ann Ember, Financial Times") == []
    assert signed("according to Ann Ember, Guardian") == []


def test_what_is_said_far_down_is_said_in_passing() -> None:
    said = "The sale was first reported by the Guardian."
    assert [credit.outlet for credit in found_in(said)] == ["The Guardian"]
    assert found_in(FILLING[:1_050] + said) == ()
    assert found_in(f"{FILLING}{said}") == ()
    told = "The mayor told the Guardian so."
    assert found_in(FILLING[:420] + told) != ()
    assert found_in(FILLING[:714] + told) == ()  # a cue that says less fades sooner


def test_a_credit_passes_a_dateline_and_the_earlier_of_equals_is_first() -> None:
    text = (
        "LONDON (Reuters) - The port will close, the Guardian reported.\n"
        "The mayor told the BBC so. The Guardian also said that the port is old. AFP reported rain."
    )
    found = found_in(text)
    assert [credit.outlet for credit in found] == ["The Guardian", "AFP", "BBC", "Reuters"]
    assert [credit.strength for credit in found] == sorted(
        (credit.strength for credit in found), reverse=True
    )
    assert found[0].evidence.start == 0


def test_the_evidence_is_the_sentence_and_its_spans_lie_in_it() -> None:
    before = "The harbour is old. "
    text = f"{before}The port will close, according to the Financial Times. It rains."
    (credit,) = found_in(text)
    evidence = credit.evidence
    assert evidence.text == "The port will close, according to the Financial Times."
    assert evidence.start == len(before)
    assert [evidence.text[a:b] for a, b in evidence.spans] == ["according to", "Financial Times"]
    assert (evidence.zone, evidence.term) == ("body", "Financial Times")


def test_a_sentence_too_long_to_show_is_cut_between_words() -> None:
    long = "and the harbour is old " * 12
    (credit,) = found_in(f"Now {long}, reported the Financial Times, {long}")
    text = credit.evidence.text
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert [text[a:b] for a, b in credit.evidence.spans] == ["reported", "Financial Times"]
    glued = "x" * 200
    (credit,) = found_in(f"{glued}—reported the Financial Times,{glued}")
    assert credit.evidence.text.startswith("… xxx")
    assert credit.evidence.text.endswith("xxx …")


ZONES: tuple[Zone, ...] = ("title", "lead", "body", "author")
zones = st.sampled_from(ZONES)
pieces = st.sampled_from(
    [
        *("according to", "the", "Reuters", "FT", "BBC", "(AP)", "/ТАСС/", "told", "til", "sier"),
        *("wie", "berichtet", "reported", "-", ".", ",", "\n", "\n\n", "(", ")", ":", "«", "2018"),
        *("in", "NTB", "Bild", "ft.com", "©", "Oslo", "4", "е\u0301", "ß", "\ud800", "\U0001f600"),
    ]
)
words = st.one_of(pieces, st.text(max_size=6))
spaced = st.lists(words, max_size=40).map(" ".join)
texts = st.one_of(spaced, st.lists(words, max_size=40).map("".join), st.text())


@settings(max_examples=400)
@given(
    st.lists(st.tuples(zones, texts), max_size=4),
    st.sampled_from([None, "en", "nb", "sv", "de", "pl"]),
)
@example([("title", "reported NTB (")], None)
def test_any_text_is_answered_and_every_span_lies_in_it(
    parts: list[tuple[Zone, str]], language: str | None
) -> None:
    found = credited(parts, shipped(), language)
    assert found == credited(parts, shipped(), language)
    assert len({(credit.outlet, credit.kind) for credit in found}) == len(found)
    for credit in found:
        evidence = credit.evidence
        assert 0.5 <= credit.strength <= 1
        bounds = [edge for span in evidence.spans for edge in span]
        assert all(start < end for start, end in evidence.spans)
        assert 0 <= min(bounds) <= max(bounds) <= len(evidence.text)
        shown = evidence.text.removeprefix("… ").removesuffix(" …")
        assert any(text[evidence.start :].startswith(shown) for _, text in parts)


def test_a_text_of_names_alone_is_not_read_to_its_end() -> None:
    assert found_in("FT, " * 39 + "The port will close, the Guardian reported.") != ()
    assert found_in("FT, " * 40 + "The port will close, the Guardian reported.") == ()


@pytest.mark.load
def test_a_text_takes_the_same_time_whatever_its_length() -> None:
    def taken(text: str) -> float:
        began = time.process_time()
        for _ in range(20):
            found_in(text)
        return time.process_time() - began

    hostile = "according to the BBC said the (Reuters) told FT, " * 200
    found_in(hostile)
    short = min(taken(hostile) for _ in range(3))
    long = min(taken(hostile * 100) for _ in range(3))
    assert long < 3 * short + 0.05
