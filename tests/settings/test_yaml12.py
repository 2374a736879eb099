from __future__ import annotations

import math
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from worker.settings.nodes import Node, Source
from worker.settings.problems import Problem
from worker.settings.yaml12 import compose, resolve


def read(text: str) -> tuple[Node | None, list[Problem]]:
    return compose(Source("f.yaml", text))


def plain(text: str) -> object:
    root, problems = read(text)
    assert not problems
    assert root is not None
    return root.plain()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("22:00", "22:00"),
        ("1:30:00", "1:30:00"),
        ("2027-06-30", "2027-06-30"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("<<", "<<"),
        ("=", "="),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("017", 17),
        ("0o17", 15),
        ("0xFF", 255),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("9" * 401, "9" * 401),
        ("1e", "1e"),
        (".", "."),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    assert resolve(written) == meant
    assert type(resolve(written)) is type(meant)


def test_not_a_number_is_a_number() -> None:
    assert math.isnan(float(str(resolve(".nan"))))


def test_quotes_make_text() -> None:
    assert plain("a: '1'\nb: \"true\"\nc: !!str 12\nd: ! null\n") == {
        "a": "1",
        "b": "true",
        "c": "12",
        "d": "null",
    }


def test_keys_are_text_whatever_they_look_like() -> None:
    assert plain("{1: a, no: b, null: c, 2027-06-30: d}") == {
        "1": "a",
        "no": "b",
        "null": "c",
        "2027-06-30": "d",
    }


def test_an_alias_repeats_its_anchor() -> None:
    assert plain("a: &x {b: [1, 2]}\nc: *x\n") == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "column", "code", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "CFG002", "key 'a' is written twice"),
        ("{a: 1, 'a': 2}", 1, 8, "CFG002", "key 'a' is written twice"),
        ("a:\n\t- b\n", 2, 1, "CFG010", "a tab cannot indent YAML"),
        ("a: b\x00c\n", 1, 5, "CFG010", "control character NUL in the file"),
        ("a: \x1b[31m\n", 1, 4, "CFG010", "control character U+001B in the file"),
        ("a: 1\n---\nb: 2\n", 2, 1, "CFG010", "a second document begins here"),
        ("a: b: c\n", 1, 5, "CFG010", "mapping values are not allowed in this context"),
        ("a: [1, 2\nb: 3\n", 2, 2, "CFG010", "did not find expected ',' or ']'"),
        ("a: 'x\n", 2, 1, "CFG010", "found unexpected end of stream"),
        ("a: @x\n", 1, 4, "CFG010", "text cannot begin with '@'"),
        ("a: *x\n", 1, 4, "CFG010", "no anchor '&x' stands above this alias"),
        ("a: &x [*x]\n", 1, 8, "CFG010", "no anchor '&x' stands above this alias"),
        ("? [a]\n: b\n", 1, 3, "CFG010", "a key must be text"),
        ("a: !!python/object:os.system x\n", 1, 4, "CFG010", "tag 'tag:yaml.org,2002:pyth"),
        ("a: !secret {b: c}\n", 1, 4, "CFG010", "tag '!secret' means nothing here"),
        ("[" * 61, 1, 61, "CFG010", "nested more than 60 levels deep"),
        ("- " * 100_000, 1, 121, "CFG010", "nested more than 60 levels deep"),
        (LAUGHS, 5, 36, "CFG010", "aliases make this file grow without bound"),
    ],
)
def test_what_is_wrong_as_yaml(text: str, line: int, column: int, code: str, words: str) -> None:
    _, problems = read(text)
    first = problems[0]
    assert (first.place.line, first.place.column, first.code) == (line, column, code)
    assert first.message.startswith(words)


def test_lines_are_counted_however_they_end() -> None:
    _, problems = read("a: 1\r\nb: 2\rc: 3\n\u2028a: 4\nb: 5\n")
    assert [(p.place.line, p.place.column) for p in problems][-1:] == [(5, 1)]


def test_places_are_those_of_the_text() -> None:
    root, _ = read("å:\n  - &n  'æ ø'\n  - {x: \"y\", z: |\n")
    assert root is None
    root, _ = read("å:\n  - &n  'æ ø'\n  - {x: \"y\"}\n")
    assert root is not None
    first, second = root.select("å", "*")
    assert (first.place.line, first.place.column) == (2, 9)
    assert root.source.text[first.start : first.end] == "'æ ø'"
    assert root.source.text[second.start : second.end] == '{x: "y"}'
    inner = second.keys["x"]
    assert (inner.place.line, inner.place.column) == (3, 6)


# libyaml breaks lines at three more characters than YAML 1.2 does.
prose = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=12
)
# PyYAML writes YAML 1.1, to which these are words and need no quotes.
NUMBERS_SINCE_1_2 = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)[eE][-+]?\d+|0o[0-7]+")
prose = prose.filter(lambda text: NUMBERS_SINCE_1_2.fullmatch(text) is None)
leaves = st.none() | st.booleans() | st.integers() | prose
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(prose, inner, max_size=4),
    max_leaves=12,
)


@given(trees)
@example({"no": "yes", "": [None, "2027-06-30"]})
def test_what_pyyaml_writes_is_read_back(tree: object) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True)
    root, problems = read(text)
    assert not problems
    assert root is not None
    assert root.plain() == tree


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
@example("\ufeff\ufeffa: 1")
@example("!<")
@example("%YAML 9.9\n--- a")
def test_any_text_is_read_or_refused(text: str) -> None:
    root, problems = read(text)
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.width >= 1
    if root is None and text.strip() and not problems:
        assert (
            all(
                line.lstrip().startswith(("#", "%", "---", "...")) or not line.strip()
                for line in text.splitlines()
            )
            or "\ufeff" in text
        )
