from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from worker.settings.entities import query_of
from worker.settings.nodes import Node, Source
from worker.settings.yaml12 import compose

CASES = [
    "match: Trump AND @russia\n",
    "match: 'a ''b'' c'\n",
    'match: "a \\"b c\\" \\u00e5\\x41 AND d"\n',
    'match: "x\\ty \\U0001F600 z"\n',
    "match: |\n  first line\n  second\n",
    "match: |2\n    indented\n  second\n",
    "match: |-\n  first\n\n\n  after blanks\n",
    "match: >\n  folded into\n  one line\n\n  and a new one\n",
    "match: >-\n\n  begins with a blank\n    and more\n",
    "match: plain text\n  goes on here\n\n  and here\n",
    'match: "double\n  folded \\\n  joined  \n\n  end"\n',
    "match: 'single\n  folded ''q''\n  end'\n",
    "match: &anchor !!str tagged text\n",
    "- {match: in flow, x: y}\n",
    "match: |\r\n  dos lines\r\n  end\r\n",
]


def scalar(text: str) -> Node:
    root, problems = compose(Source("r.yaml", text))
    assert not problems
    assert root is not None
    holder = root.value[0] if isinstance(root.value, list) else root
    node: Node = holder.value["match"]
    return node


@pytest.mark.parametrize("text", CASES)
def test_every_written_character_is_found_where_it_stands(text: str) -> None:
    node = scalar(text)
    query = query_of(node)
    lines = text.replace("\r\n", "\n").split("\n")
    for offset, char in enumerate(query.text):
        place = query.place_at(offset)
        if char.isalnum() and char.isascii() and "\\x41" not in text[node.start : node.end]:
            assert lines[place.line - 1][place.column - 1] == char, (offset, place)


def test_an_escape_stands_at_its_backslash() -> None:
    query = query_of(scalar('match: "a\\u00e5b"\n'))
    assert [query.place_at(i).column for i in range(3)] == [9, 10, 16]


@pytest.mark.parametrize("text", ["match: ''\n", 'match: ""\n', "match: |\n\n", "match: >\n"])
def test_an_empty_text_has_a_place(text: str) -> None:
    query = query_of(scalar(text))
    assert query.place_at(0).line >= 1
    assert query.segments[0][0] == 0


words = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=("Cs", "Cc")),
    min_size=1,
    max_size=30,
)


@given(
    st.lists(words, min_size=1, max_size=4).map("\n".join), st.sampled_from(["'", '"', "|", ">"])
)
def test_segments_rise_from_the_start_and_point_into_the_file(text: str, style: str) -> None:
    written = yaml.dump({"match": text}, default_style=style, allow_unicode=True, width=20)
    root, problems = compose(Source("r.yaml", written))
    assert not problems
    assert root is not None
    node: Node = root.value["match"]
    query = query_of(node)
    offsets = [offset for offset, _ in query.segments]
    assert offsets == sorted(set(offsets))
    assert offsets[0] == 0
    lines = written.split("\n")
    for offset, char in enumerate(query.text):
        place = query.place_at(offset)
        if char.isalpha() and style in "'|":
            assert lines[place.line - 1][place.column - 1] == char
