"""Bytes that declare no charset, in a document that says its language."""

from __future__ import annotations

import json

import pytest

from worker.model import ParsedFeed
from worker.parse import charset
from worker.parse.feed import read

TITLES = {
    "tr": "Iğdır\u2019da öğretmenler için şehir ışıkları",
    "el": "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την οικονομία",
    "ar": "أعلنت الحكومة عن إجراءات جديدة لدعم الاقتصاد",
    "he": "הממשלה הודיעה על צעדים חדשים",
    "th": "รัฐบาลประกาศมาตรการใหม่",
    "pl": "Rząd ogłosił środki, źdźbło i łąka",
    "cs": "Žluťoučký kůň úpěl ďábelské ódy",
    "sk": "Vláda ťaží z ľahších opatrení",
    "hu": "A kormány új tűzoltókat és erősítést küld",
    "ro": "Guvernul a anunţat măsuri şi în plus",
    "hr": "Vlada građane čuva, šuma i žaba",
    "lt": "Vyriausybė paskelbė įšaldyti ąžuolą",
    "lv": "Valdība paziņoja jaunus pasākumus",
    "et": "Põhjas šokk, žanr ja öö",
    "ru": "Правительство объявило новые меры",
    "fr": "Le gouvernement a annoncé des mesures déjà prévues",
}
LANGUAGE = "<language>{}</language>"


def title(written: str, encoding: str, head: str, content_type: str = "text/xml") -> str:
    document = f"<rss version='2.0'><channel>{head}<item><title>{written}</title></item></channel>"
    feed = read(f"{document}</rss>".encode(encoding), {"content-type": content_type}, "")
    assert isinstance(feed, ParsedFeed)
    return feed.entries[0].title


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("tr", "cp1254"), ("el", "cp1253"), ("el", "iso8859-7"), ("ar", "cp1256"), ("he", "cp1255"),
        ("ar", "iso8859-6"), ("he", "iso8859-8"), ("th", "cp874"), ("th", "tis-620"),
        ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250"), ("cs", "iso8859-2"),
        ("sk", "cp1250"), ("hu", "cp1250"), ("ro", "cp1250"), ("hr", "cp1250"), ("lt", "cp1257"),
        ("lv", "cp1257"), ("et", "cp1257"), ("et", "cp1252"), ("ru", "cp1251"), ("ru", "koi8-r"),
        ("fr", "cp1252"),
    ],
)  # fmt: skip
def test_the_language_tells_the_charset(language: str, encoding: str) -> None:
    written = TITLES[language].replace("\u2019", "'")
    assert title(written, encoding, LANGUAGE.format(language)) == written
    assert title(written, encoding, f"<dc:language>{language}-XX</dc:language>") == written


@pytest.mark.parametrize(
    ("said", "language", "encoding"),
    [
        ("el", "ru", "cp1251"), ("pl", "fr", "cp1252"), ("pl", "ru", "cp1251"),
        ("tr", "el", "utf-8"), ("sr", "ru", "cp1251"), ("en", "th", "tis-620"),
    ],
)  # fmt: skip
def test_a_wrong_language_changes_nothing(said: str, language: str, encoding: str) -> None:
    assert title(TITLES[language], encoding, LANGUAGE.format(said)) == TITLES[language]


@pytest.mark.parametrize("name", ["windows-1253", "iso-8859-7"])
def test_a_declared_charset_stays(name: str) -> None:
    content_type = f"text/xml; charset={name}"
    assert title(TITLES["el"], name, LANGUAGE.format("tr"), content_type) == TITLES["el"]


@pytest.mark.parametrize(
    ("label", "encoding", "language"),
    [
        ("windows-874", "cp874", "th"), ("x-cp1251", "cp1251", "ru"),
        ("iso-8859-8-i", "iso8859-8", "he"),
    ],
)  # fmt: skip
def test_a_label_that_python_does_not_know(label: str, encoding: str, language: str) -> None:
    assert title(TITLES[language], encoding, "", f"text/xml; charset={label}") == TITLES[language]


def test_a_byte_that_no_letter_has_leaves_it_to_the_habits_of_letters() -> None:
    body = f"<rss>{LANGUAGE.format('el')}{TITLES['el']}".encode("cp1253")
    assert charset.detect(body) == "cp1253"
    assert charset.detect(body + b"\xff") != "cp1253"


@pytest.mark.parametrize("sign", ['<feed xml:lang="TR">', "<html class='x' lang=tr>"])
def test_the_language_of_other_documents(sign: str) -> None:
    assert charset.detect((sign + TITLES["tr"]).encode("cp1254")) == "cp1254"
    items = {"language": "tr", "items": [{"title": TITLES["tr"], "content_text": "x"}]}
    body = json.dumps(items, ensure_ascii=False).encode("cp1254")
    assert charset.detect(body) == "cp1254"
