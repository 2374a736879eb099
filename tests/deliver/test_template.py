from __future__ import annotations

import json

import pytest

from tests.alert.given import composed
from tests.deliver.given import NOW
from tests.deliver.told import ALARM, ALERT, HOSTILE, altered
from worker.alert import compose_alarm
from worker.deliver import sample
from worker.deliver.kinds import KINDS, slack, telegram
from worker.deliver.template import Broken, render

BODY = json.dumps(ALERT)

MADE = {
    "a value": ("{{ article.title }}", "Harbour of Bodø closed after fire 🔥"),
    "the alert's own": ("{{ alert.severity|upper }} {{ type }}", "HIGH alert.opened"),
    "a loop": ("{% for rule in rules %}{{ rule.id }};{% endfor %}", "harbour-fires;"),
    "a condition": ("{% if article.page is defined %}p{% else %}none{% endif %}", "none"),
    "none is nothing": ("<{{ none }}>", "<>"),
    "numbers": ("{{ story.articles * 3 }} {{ 2 ** 3 }}", "3 8"),
    "text repeated": ("{{ '-' * 5 }}", "-----"),
    "json": ("{{ {'t': alert.reason}|tojson }}", '{"t": "first report"}'),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), MADE.values(), ids=MADE.keys())
def test_what_a_template_makes(source: str, expected: str) -> None:
    assert render(source, str, BODY) == expected


BROKEN = {
    "a name that is not there": ("a\n\n{{ artcle.title }}", "'artcle' is undefined", 3),
    "a key that is not there": ("{{ article.titel }}", "has no attribute 'titel'", 1),
    "cannot be read": ("a\n{% if %}", "Expected an expression", 2),
    "never closed": ("{{ article.title", "unexpected end of template", 1),
    "a filter that is not there": ("{{ 1|nope }}", "No filter named 'nope'", 1),
    "division by nothing": ("{{ 1 // 0 }}", "by zero", 1),
    "the wrong type": ("{{ article + 1 }}", "unsupported operand", 1),
    "the way out": ("{{ ''.__class__.__mro__ }}", "unsafe", 1),
    "a change": ("{{ rules.append(1) }}", "unsafe", 1),
    "nothing": ("{# only a note #}\n  ", "it writes nothing", None),
    "too much": ("{% for a in range(9999) %}{{ '0123456789' * 9 }}{% endfor %}", "more than", None),
    "a product": ("{{ 'x' * 1000000000 }}", "beyond 10,000", 1),
    "a power": ("{{ 9 ** 99999999 }}", "beyond 10,000", 1),
    "two texts": ("{{ 'a' * 'b' }}", "beyond 10,000", 1),
    "not what the filter takes": ("{{ article.title|dictsort }}", "no attribute 'items'", 1),
    "without an end": ("{% macro f() %}{{ f() }}{% endmacro %}\n{{ f() }}", "recursion", 1),
    "a list too long": ("{{ range(10000000) }}", "Range too big", 1),
}


@pytest.mark.parametrize(("source", "words", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_what_breaks_says_why_and_where(source: str, words: str, line: int | None) -> None:
    with pytest.raises(Broken) as broken:
        render(source, str, BODY)
    assert words in str(broken.value)
    assert broken.value.line == line
    assert len(str(broken.value)) <= 200


def test_an_alarm_has_no_article() -> None:
    with pytest.raises(Broken, match="title"):
        render("{{ article.title }}", str, json.dumps(ALARM))
    source = "{{ article.title if article else alert.reason }}"
    assert render(source, str, json.dumps(ALARM)) == "channel desk is failing: answered 503"


def test_what_comes_from_outside_is_escaped_and_what_the_template_says_is_not() -> None:
    body = json.dumps(altered(ALERT, article__title=HOSTILE))
    source = "<b>{{ article.title }}</b> {{ 7 }} {{ '<' }}"
    html = render(source, telegram.escape, body)
    assert html.startswith("<b>&lt;script&gt;")
    assert html.count("<") == 2
    assert "{{ 7*7 }}" in html  # a title is never a template
    assert "\x1b" not in html
    assert "\u202e" not in html
    words = render("<https://e.org|{{ article.title }}>", slack.escape, body)
    assert words.startswith("<https://e.org|&lt;script&gt;")
    assert words.count("<") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_set_or_macro_is_escaped_too(kind: str) -> None:
    body = json.dumps(altered(ALERT, article__title="<@U1> *x*"))
    source = "{% macro m(t) %}{{ t }}{% endmacro %}{% set a = article.title %}{{ m(a) }}"
    escape = KINDS[kind].escape
    assert render(source, escape, body) in {escape("<@U1> *x*"), escape(escape("<@U1> *x*"))}


def keys(value: object) -> object:
    """The keys of the value, deep; of a list, those of its first entry."""
    if isinstance(value, dict):
        return {key: keys(each) for key, each in value.items() if key not in {"labels", "url"}}
    return [keys(each) for each in value[:1]] if isinstance(value, list) else None


def test_the_samples_have_the_shape_of_what_is_sent() -> None:
    """What a template is tried on at `check` is what it gets at night."""
    alarm = compose_alarm(
        "channel.failing", 1, 1, name="desk", reason="x", now=NOW, failing_since=NOW
    )
    for given, made in ((sample.ALERT, composed()), (sample.ALARM, json.loads(alarm))):
        assert keys(json.loads(given)) == keys(made)
