"""What matches what: rule, text, and the published words it is heard on (None: silence)."""

from __future__ import annotations

import pytest

from tests.match.build import article, compiled, entity, hits, query, rule, sighting, surfaces
from worker.match.page import Page
from worker.model import Where

ENTITIES = (
    entity("zelensky", "Zelenskyy", "Zelensky", "Зеленський", masks=["Zelensky Street"]),
    entity("us", '="US"', "USA", masks=['="US Open"']),
    entity("pm", "Jonas Gahr Støre", "Støre"),
)
WORDS = [
    # words and boundaries
    ("strike", "A strike.", ["strike"]),
    ("strike", "Strikes and strikers", None),
    ("STRIKE", "strike Strike", ["strike", "Strike"]),
    ("strike", "air-strike/strike", ["strike", "strike"]),
    ("Putin", "Putin’s plan, Putin", ["Putin", "Putin"]),
    ("Ukraine", "l’Ukraine", ["Ukraine"]),
    ("пам'ять", "Пам’ять жива", ["Пам’ять"]),
    ("пам", "пам’ять", None),
    ("O'Brien", "by O’Brien, O Brien", ["O’Brien", "O Brien"]),
    ("AT&T", "AT&T and AT T", ["AT&T", "AT T"]),
    ("1600", "21,600 and 16 00", None),
    ("1600", "1 600, 1.600, 1,600 and 1’600", ["1 600", "1.600", "1,600", "1’600"]),
    ('"1.600"', "1 600 and 1,600", ["1 600", "1,600"]),
    ('"1,600 troops"', "1600 troops", ["1600 troops"]),
    ('="1600"', "1,600", None),
    # accents and letters
    ("Store", "Støre", ["Støre"]),
    ("angstrom", "Ångström", ["Ångström"]),
    ("STRASSE", "Straße", ["Straße"]),
    ("istanbul", "İstanbul ISTANBUL", ["İstanbul", "ISTANBUL"]),
    ("елка", "Ёлка", ["Ёлка"]),
    ("мои", "мой", None),
    ("його", "и\u0306ого", ["и\u0306ого"]),
    ("йод", "и\u0306од", ["и\u0306од"]),
    ("замок", "за́мок", ["за́мок"]),
    ("cafe", "cafe\u0301", ["cafe\u0301"]),
    ("finance", "ﬁnance 😀", ["ﬁnance"]),
    ("bold", "x 𝐁𝐨𝐥𝐝 x", ["𝐁𝐨𝐥𝐝"]),
    # phrases
    ('"long-range strikes"', "long range\u00a0strikes", ["long range\u00a0strikes"]),
    ("long-range", "Long–range, long\u00adrange, longrange", ["Long–range"]),
    ('"Moscow Russia"', "in Moscow, Russia", ["Moscow, Russia"]),
    ('"St Petersburg"', "St. Petersburg", ["St. Petersburg"]),
    ('"deep strike"', "deep. Strike", ["deep. Strike"]),
    ('"deep strike"', "deep\nstrike", ["deep\nstrike"]),
    ('"deep strike"', "deep\n\nstrike", None),
    ('"deep strike"', "strike deep", None),
    ('"deep strike"', "deep air strike", None),
    ('"a a"', "a a a", ["a a a"]),
    ('"deep\n  strike"', "deep strike", ["deep strike"]),
    ('"Trump tariffs"', "Trump S tariffs, Trump’s tariffs", ["Trump’s tariffs"]),
    ('"the Trump tariffs plan"', "the Trump's tariffs' plan's", ["the Trump's tariffs' plan"]),
    ('"a big trump"', "a's big`s trump's", ["a's big`s trump"]),
    ('"Trump’s tariffs"', "Trump tariffs, Trump's tariffs", ["Trump's tariffs"]),
    ('="Trump tariffs"', "Trump's tariffs", None),
    ('"l’Ukraine guerre"', "l'Ukraine l’s guerre", None),
    # no spaces between words
    ("習近平", "昨日習近平會見", ["習近平"]),
    ("制裁", "出口限制、裁员；“制”裁，制\n裁", ["制”裁", "制\n裁"]),  # a word ends with its clause
    ('"制 裁"', "限制、裁员", ["制、裁"]),  # two words, side by side
    ("特朗普", "特普", None),
    ("NATO首脑", "在NATO首脑会议", ["NATO首脑"]),
    ("ทรัมป์", "นายทรัมป์กล่าว", ["ทรัมป์"]),
    ("트럼프", "트럼프는 말했다", ["트럼프"]),
    # exact
    ('="US"', "the us US Us", ["US"]),
    ('="wäre"', "Ware ware wäre", ["wäre"]),
    ('="The  Hague"', "the Hague, The\nHague", ["The\nHague"]),
    ('="Long-Range"', "Long Range Long-Range", ["Long-Range"]),
    ('="C++"', "C or C++ or D", ["C++"]),
    ('="$TSLA"', "TSLA $TSLA", ["$TSLA"]),
    ('="$TSLA"', "TSLA", None),
    ('="Putin\'s"', "Putin’s", ["Putin’s"]),
    # operators
    ("a b", "b then a", ["b", "a"]),
    ("a b", "a", None),
    ("a OR b", "b", ["b"]),
    ("a -b", "a", ["a"]),
    ("a -b", "a b", None),
    ("a (b OR c)", "a c", ["a", "c"]),
    ("(a b) OR (c d)", "a c d", ["c", "d"]),
    ("a NOT (b c)", "a b", ["a"]),
    ("a NOT (b c)", "a b c", None),
    ("NOT NOT a", "a", ["a"]),
    ("NOT (NOT a AND NOT b) c", "b c", ["b", "c"]),
    ("NOT (NOT a OR NOT b)", "a b", ["a", "b"]),
    ("NOT (NOT a OR NOT b)", "a", None),
    ("NOT (NOT a OR b)", "a", ["a"]),
    ("a (b OR -c)", "a", ["a"]),
    ("a (b OR -c)", "a c", None),
    # entities
    ("@zelensky", "Зеленський і Zelenskyy", ["Зеленський", "Zelenskyy"]),
    ("@zelensky", "On Zelensky Street", None),
    ("@zelensky", "Zelensky on Zelensky Street", ["Zelensky"]),
    ("@zelensky", "Zelensky, street", None),
    ("@us", "us USA", ["USA"]),
    ("@us", "the US", ["US"]),
    ("@us", "the US Open", None),
    ("@us", "the US open", ["US"]),
    ("@pm", "Jonas Gahr Støre sa", ["Jonas Gahr Støre"]),
]


def test_a_possessive_is_an_english_words() -> None:
    text = article("Trump's tariffs")
    assert hits(rule(query('"Trump tariffs"', "en")), text)
    assert not hits(rule(query('"Trump tariffs"', "nb")), text)
    assert not hits(rule("@plan"), text, entity("plan", "Trump tariffs"))


@pytest.mark.parametrize(("text", "body", "found"), WORDS)
def test_heard_on(text: str, body: str, found: list[str] | None) -> None:
    heard = hits(rule(text), article(body), *ENTITIES)
    assert [surfaces(hit.evidence) for hit in heard] == ([] if found is None else [found])


ZONES = [
    ("deep strike", True),
    ('"deep strike"', False),
    ("title:deep", True),
    ("title:strike", False),
    ("lead:strike", True),
    ("body:kyiv", True),
    ("title:(deep OR kyiv)", True),
    ("title:(deep kyiv)", False),
    ("strike -title:strike", True),
    ("title:@city", False),
    ("body:@city", True),
    ("deep -body:@city", False),
    ("title:deep lead:strike body:kyiv", True),
    ("url:wire.example", True),
    ("url:/world/", True),
    ("url:sport", False),
    ("author:hansen", True),
    ('author:"hansen kari"', False),
    ("author:deep", False),
    ("hansen", False),
    ("source:wire", True),
    ("source:feeds.example", True),
    ("source:telegraph", True),
    ("source:tribune", True),
    ("tag:world", True),
    ("tag:cup", False),
    ('tag:"world cup"', True),
    ("deep lang:no", True),
    ("deep lang:nb", True),
    ("deep lang:nor", True),
    ("deep lang:(en OR sv)", False),
    ("deep -lang:nb", False),
]


@pytest.mark.parametrize(("text", "heard"), ZONES)
def test_fields(text: str, *, heard: bool) -> None:
    told = article(
        "Kyiv today",
        title="Deep",
        lead="Strike",
        language="no",
        url="https://wire.example/world/1",
        author="Kari Hansen",
        sightings=[
            sighting("Wire", "https://feeds.example/x", "world", "world cup"),
            sighting("Telegraph"),
        ],
    )
    assert bool(hits(rule(text), told, entity("city", "Kyiv"))) is heard


@pytest.mark.parametrize(
    ("text", "unless", "language", "heard"),
    [
        ("a lang:en", None, None, True),
        ("a -lang:en", None, None, True),
        ("a", "lang:en a", None, True),
        ("a", "lang:en a", "en-GB", False),
        ("a", "-lang:en a", None, True),
        ("a", "-lang:en a", "uk", False),
        ("a lang:en", None, "EN_us", True),
    ],
)
def test_doubt_about_the_language_speaks(
    text: str, unless: str | None, language: str | None, *, heard: bool
) -> None:
    assert bool(hits(rule(text, unless=unless), article("a", language=language))) is heard


def test_unless_vetoes() -> None:
    one = rule("strike", unless="title:(football OR fotball)")
    assert hits(one, article("strike", title="War"))
    assert not hits(one, article("strike", title="Fotball i dag"))


WHERE = [
    (Where(languages=("en", "nb")), "nb", True),
    (Where(languages=("no",)), "nb", True),
    (Where(languages=("en",)), "nb", False),
    (Where(languages=("en",)), None, True),
    (Where(feeds=("wire",)), "en", True),
    (Where(feeds=("https://wire.example/rss",)), "en", True),
    (Where(feeds=("tag:World",)), "en", True),
    (Where(feeds=("other", "tag:local")), "en", True),
    (Where(feeds=("world",)), "en", False),
    (Where(feeds=("tag:sport",)), "en", False),
    (Where(languages=("en",), feeds=("tag:sport",)), "en", False),
]


@pytest.mark.parametrize(("where", "language", "heard"), WHERE)
def test_where(where: Where, language: str | None, *, heard: bool) -> None:
    seen = [sighting("Wire", "https://wire.example/rss", "world"), sighting("B", "x", "local")]
    told = article("a", language=language, sightings=seen)
    assert bool(hits(rule("a", where=where), told)) is heard


def test_every_query_is_tried_in_every_language_and_the_first_names_the_hit() -> None:
    one = rule(query('"deep strike"', "en"), query("angrep OR deep", "nb"))
    (hit,) = hits(one, article("deep strike, angrep", language="uk"))
    assert (hit.language, hit.rule_id, hit.rule_version) == ("en", "r", "v1")
    assert surfaces(hit.evidence) == ["deep strike", "deep", "angrep"]
    (hit,) = hits(one, article("deep", language="en"))
    assert hit.language == "nb"


def test_hits_come_in_rule_order_without_disabled_rules() -> None:
    matcher = compiled(
        rule("z", rule_id="3"),
        rule("a", rule_id="1", shadow=True),
        rule("a", rule_id="0", enabled=False),
        rule("a OR z", rule_id="2"),
    ).matcher
    assert [hit.rule_id for hit in matcher.read(article("a z"))] == ["3", "1", "2"]
    assert matcher.hit("0", article("a")) is not None
    with pytest.raises(KeyError):
        matcher.hit("none", article("a"))


def test_metadata_is_no_text() -> None:
    made = compiled(rule("wire", rule_id="text"), rule("source:wire", rule_id="source"))
    told = article("nothing", sightings=[sighting("Wire")])
    (hit,) = made.matcher.read(told)
    assert hit.rule_id == "source"
    assert [(e.zone, e.text) for e in hit.evidence] == [
        ("source", "Wire"),
        ("source", "https://wire.example/rss"),
    ]


def test_a_word_is_proud_with_a_capital_or_where_all_are_capitals() -> None:
    page = Page(article("Us, us and us.", title="US AND US"), metadata=False)
    assert page.data == b" us and us \n us us and us "
    proud = [page.is_proud(span) for span in ((1, 3), (8, 10), (13, 15), (16, 18), (23, 25))]
    assert proud == [True, True, True, False, False]


@pytest.mark.load
@pytest.mark.parametrize(
    "body",
    ["a " * 100_000, "a" + "\u0301" * 300_000, "\n " * 300_000 + "a", "м'" * 100_000 + " a"],
)
def test_a_hostile_text_is_read_in_linear_time(body: str) -> None:
    """The suite's own time limit is the judge: a quadratic step takes minutes here."""
    masked = entity("masked", "a", masks=["a a a"])
    matcher = compiled(
        rule('a OR "a a" -zz', rule_id="plain"),
        rule("@masked", rule_id="masked"),
        rule('="a"', rule_id="exact"),
        entities={"masked": masked},
    ).matcher
    assert "plain" in {hit.rule_id for hit in matcher.read(article(body))}
