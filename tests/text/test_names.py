"""One name in all its spellings: which it hears, and which it must not."""

from __future__ import annotations

import pytest

from worker.text.names import declined, languages_of, spellings

HEARD = [
    ("Zelenskyy", "Zelensky Zelenskyj Zelenskiy Selenskyj Зеленський Зеленский Зеленського"),
    ("Зеленский", "Zelenskyy Zelenskyj Zelenskiy Selenskyj Зеленський Зеленскому"),
    ("Selenskyj", "Zelenskyy Зеленський Зеленского"),
    ("Zełenski", "Zelenskyy Зеленський"),
    ("Poutine", "Putin Путин Путіна Путиным"),
    ("Putin", "Poutine Poetin Путін Путина"),
    ("Shoigu", "Schoigu Шойгу"),
    ("Шойгу", "Shoigu Shoygu"),
    ("Chruschtschow", "Хрущов Хрущева"),
    ("Gorbachev", "Горбачев Горбачов Gorbatschow Gorbatsjov Gorbatjov Gorbaczow"),
    ("Gorbatschow", "Горбачев Горбачов Gorbachev"),
    ("Горбачев", "Gorbatschow Горбачов"),
    ("Navalny", "Навальный Навального Навальным"),
    ("Dmitry", "Дмитрия Дмитрием Дмитра Дмитру"),
    ("Petro", "Петра Петром"),
    ("Georgy", "Георгия Георгий"),
    ("Mariupol", "Маріуполя Мариуполя"),
    ("Rosneft", "Роснефть Роснефти"),
    # A single s would be a z in German and French, a single g a zh in French and Spanish.
    ("Gerasimov", "Gerassimow Gerasimow Guerassimov Gierasimow"),
    ("Sergey", "Serguei Siergiej"),
    # Russian е is soft to Polish ears, Ukrainian е is not.
    ("Medvedev", "Miedwiediew"),
    ("Медведев", "Miedwiediew Medwedew"),
    ("Kovalenko", "Kowalenko Коваленко"),
    ("Yermak", "Єрмак Jermak"),
    ("Kharkiv", "Харків Харькова Kharkov Charkiw"),
    ("Харьков", "Харків Kharkiv"),
    ("Маріуполь", "Mariupol Мариуполя"),
    ("Kyjiw", "Київ"),
    ("Zelenska", "Зеленська Зеленской"),
    ("Čaputová", ""),
    ("Dmytro", "Дмитро"),
    # Polish has him from the Belarusian.
    ("Lukashenko", "Łukaszenka Лукашенка Loukachenko Lukaschenko"),
    ("Łukaszenka", "Lukashenko Лукашенко"),
    ("Støre", "Stoere"),
    ("Söder", "Soeder"),
    ("Åkesson", "Aakesson"),
    ("Özdemir", "Oezdemir Оздемір"),
    ("Kuznetsov", "Кузнецов Кузнецова"),
    ("Yosyp", "Йосип"),
    ("Shevchenko", "Шевченко Schewtschenko"),
    # Russian names as Ukraine's papers spell them.
    ("Peskov", "Песков Пєсков Пєскова Pieskow"),
    ("Медведев", "Медведєв Медведєва Medvedev"),
    ("Белоусов", "Бєлоусов"),
    ("Белгород", "Бєлгород Бєлгорода"),
    ("Сергеев", "Сергєєв"),
    ("Матвиенко", "Матвієнко"),
    ("Авдеевка", "Авдіївка Авдіївки"),
    ("Григорьев", "Григор'єв"),
    ("Воробьёв", "Воробйов"),
    ("Воробйов", "Воробьёв"),
    ("Лукьяненко", "Лук'яненко Лук'яненка"),
    ("Лук’яненко", "Лукьяненко Lukianenko Lukyanenko"),
    ("Lukyanenko", "Лук'яненко Лукьяненко"),
    ("Куп'янськ", "Купянск Купянска Kupiansk Kupyansk"),
    ("Kupjansk", "Куп'янськ Купянск"),
    ("Вячеслав", "В'ячеслав Vyacheslav"),
    ("Kazan", "Казань Казани Казані"),
    ("Saporischschja", "Запоріжжя Запорожье Zaporijjia"),
    # The passport's and the state's way: a glide after a vowel is an i.
    ("Авдіївка", "Avdiivka Avdiyivka"),
    ("Сергієнко", "Serhiienko Serhiyenko"),
    ("Софія", "Sofiia Sofiya"),
    ("Шойгу", "Schoigu"),
    ("Пригожин", "Prigozyn"),
    ("Хрущёв", "Chruschtschew"),
    ("Prigoschin", "Пригожин Пригожина"),
    ("Schirinowski", "Жириновский"),
    ("Porochenko", "Порошенко"),
    ("Sacharowa", "Захарова"),
    ("Zacharowa", "Захарова"),
    ("Navalni", "Навальный"),
]


def spelled(name: str) -> set[str]:
    return {name, *(text for text, _, _ in spellings(name))}


@pytest.mark.parametrize(("name", "others"), HEARD)
def test_a_name_is_heard_in_its_other_spellings(name: str, others: str) -> None:
    assert set(others.split()) - spelled(name) == set()


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Merz", "Mer Мер Мера"),
        ("Biden", "Байден"),  # by sound, not by spelling
        ("Kim", "Ким Кім"),
        ("Ng", "Нг"),
        ("Порошенко", "Пороша"),
        ("Mary", "Мария Марии"),
        ("Шевченко", "Szewczienko"),
        ("Шевченко", "Шєвченко"),
        ("Лук'яненко", "Лукъяненко"),
        ("Patrushev", "Патрушов"),
        ("X7", "Х7"),
        ("Støre", "Stories Storie"),  # no Cyrillic name that Poland writes so
    ],
)
def test_other_names_are_not_heard(name: str, others: str) -> None:
    assert set(others.split()) & spelled(name) == set()


def test_spellings_are_bounded_and_say_why() -> None:
    found = list(spellings("Zelenskyj"))
    assert len(found) < 400
    assert all(why for _, _, why in found)
    assert ("Зеленський", "uk", "Zelenskyj in Ukrainian") in found


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("zełenski", "zełenskiego zełenskiemu zełenskim zełenskich"),
        ("poroszenko", "poroszenki poroszence poroszenkę poroszenką"),
        ("kijów", "kijowa kijowowi kijowem kijowie"),
        ("fico", ""),
    ],
)
def test_polish_names_decline_by_their_ending(name: str, forms: str) -> None:
    assert declined(name, "pl") == forms.split()


@pytest.mark.parametrize(
    ("name", "languages"),
    [("Зеленський", ["uk"]), ("Зеленский", ["ru"]), ("Путин", ["uk", "ru"]), ("Putin", [])],
)
def test_letters_tell_the_language(name: str, languages: list[str]) -> None:
    assert set(languages_of(name)) == set(languages)
