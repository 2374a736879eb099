from __future__ import annotations

import pytest

from worker.match import QueryError, parse
from worker.match.query import MAX_DEPTH, MAX_LENGTH, read
from worker.match.syntax import And, EntityRef, Field, Node, Not, Or, Term, walk


def spelled(node: Node) -> str:
    """The tree in prefix form, short enough to stand beside its query."""
    match node:
        case Term(text=text, exact=exact):
            return f"={text}" if exact else text
        case EntityRef(name=name):
            return f"@{name}"
        case Field(name=name, child=child):
            return f"{name}:{spelled(child)}"
        case Not(child=child):
            return f"!{spelled(child)}"
        case And(children=children):
            return f"&({', '.join(map(spelled, children))})"
        case Or(children=children):
            return f"|({', '.join(map(spelled, children))})"
        case _:
            raise AssertionError(node)


TREES = [
    ("sanctions", "sanctions"),
    ('"secondary sanctions"', "secondary sanctions"),
    ('="The US"', "=The US"),
    ("a b c", "&(a, b, c)"),
    ("a AND b c", "&(a, b, c)"),
    ("a OR b OR c", "|(a, b, c)"),
    ("a b OR c d", "|(&(a, b), &(c, d))"),
    ("a (b OR c)", "&(a, |(b, c))"),
    ("(a b) c", "&(&(a, b), c)"),
    ("((a))", "a"),
    ("(a)b", "&(a, b)"),
    ("(a OR b)(c OR d)", "&(|(a, b), |(c, d))"),
    ("a NOT b", "&(a, !b)"),
    ("a AND NOT b", "&(a, !b)"),
    ("a -b", "&(a, !b)"),
    ('a -"b c"', "&(a, !b c)"),
    ("a -(b OR c)", "&(a, !|(b, c))"),
    ("a −b –c", "&(a, !b, !c)"),
    ("(-b a)", "&(!b, a)"),
    ("NOT NOT a", "!!a"),
    ("--a", "!!a"),
    ("title:a", "title:a"),
    ("TITLE: a b", "&(title:a, b)"),
    ('body:"a b"', "body:a b"),
    ('lead:="A"', "lead:=A"),
    ("title:@russia", "title:@russia"),
    ("title:(a OR b) c", "&(title:|(a, b), c)"),
    ("a -title:b", "&(a, !title:b)"),
    ("url:https://nrk.no/urix?a=b;c", "url:https://nrk.no/urix?a=b;c"),
    ("url:/sport/~ola a", "&(url:/sport/~ola, a)"),
    ("a lang:(en OR NB)", "&(a, lang:|(en, NB))"),
    ("“a b” „c d“ «e» »f« »g» ”h” ＂i＂", "&(a b, c d, e, f, g, h, i)"),
    ("AT&T C++ 24/7 22:00 O'Brien user@x.no", "&(AT&T, C++, 24/7, 22:00, O'Brien, user@x.no)"),
    ("long-range C#", "&(long-range, C#)"),
    ("a # b\n# c\n  d", "&(a, d)"),
    ("@zelensky", "@zelensky"),
    ('"and" "near"', "&(and, near)"),
    ('="a*b"', "=a*b"),
    ("習近平 Київ", "&(習近平, Київ)"),
]


@pytest.mark.parametrize(("query", "tree"), TREES)
def test_tree(query: str, tree: str) -> None:
    assert spelled(parse(query)) == tree


ERRORS = [  # query, code, column from 0, width, words of the hint
    ("", "QRY001", 0, 1, "write a word"),
    ("  # only a comment", "QRY001", 0, 1, "write a word"),
    ('a "b c', "QRY002", 2, 1, "close it"),
    ("a «b c“", "QRY002", 2, 1, "close it"),
    ("(a OR b", "QRY003", 0, 1, "close it"),
    ("a (", "QRY003", 2, 1, "close it"),
    ("a) b", "QRY003", 1, 1, "remove it"),
    (")", "QRY003", 0, 1, "remove it"),
    ("a ( ) b", "QRY003", 2, 3, "remove them"),
    ("a AND", "QRY004", 2, 3, "after it"),
    ("a OR OR b", "QRY004", 2, 2, "after it"),
    ("(a OR) b", "QRY004", 3, 2, "after it"),
    ("a NOT", "QRY004", 2, 3, "after it"),
    ("a title:", "QRY004", 2, 6, "after it"),
    ("OR a", "QRY004", 0, 2, "before it"),
    ("(AND a)", "QRY004", 1, 3, "before it"),
    ("a - b", "QRY004", 2, 1, "right before a term"),
    ("a -", "QRY004", 2, 1, "right before a term"),
    ("(a -)", "QRY004", 3, 1, "right before a term"),
    ("a title:-b", "QRY004", 2, 6, "-title:term"),
    ("a @", "QRY004", 2, 1, "@name"),
    ("a and b", "QRY005", 2, 3, "write AND"),
    ("a Or b", "QRY005", 2, 2, "write OR"),
    ("a not b", "QRY005", 2, 3, "write NOT"),
    ("titel:a", "QRY006", 0, 6, "did you mean 'title:'?"),
    ("a site:x.no", "QRY006", 2, 5, "did you mean 'url:'?"),
    ("Breaking:news", "QRY006", 0, 9, 'quote it: "Breaking:news"'),
    ("title:(a body:b)", "QRY006", 9, 5, "take one"),
    ("NOT a", "QRY008", 0, 5, "AND"),
    ("-a -b", "QRY008", 0, 5, "AND"),
    ("a OR -b", "QRY008", 5, 2, "AND"),
    ("a OR (b OR (NOT c d OR -e))", "QRY008", 23, 2, "AND"),
    ("lang:en", "QRY008", 0, 7, "AND"),
    ("a OR lang:en", "QRY008", 5, 7, "AND"),
    ("-(a OR b)", "QRY008", 0, 9, "AND"),
    ("a NEAR/5 b", "QRY009", 2, 6, "until then write AND"),
    ("a NEAR b", "QRY009", 2, 4, "until then"),
    ("a near/5 b", "QRY009", 2, 6, "until then"),
    ("a ONEAR/5 b", "QRY009", 2, 7, "until then"),
    ("a W/3 b", "QRY009", 2, 3, "until then"),
    ("a adj3 b", "QRY009", 2, 4, "until then"),
    ('"a b"~3', "QRY009", 5, 2, "until then"),
    ('="a b"~', "QRY009", 6, 1, "until then"),
    ("sanction*", "QRY009", 8, 1, "until then"),
    ("a *sanktion*", "QRY009", 2, 1, "until then"),
    ('"sanction* list"', "QRY009", 9, 1, "until then"),
    ("a /colou?r/", "QRY009", 2, 9, "until then"),
    ("ATLEAST/2(a OR b)", "QRY009", 0, 9, "until then"),
    ("roam~", "QRY009", 4, 1, "until then"),
    ("a | b", "QRY010", 2, 1, "write OR"),
    ("a && b", "QRY010", 2, 2, "write AND"),
    ("a || b", "QRY010", 2, 2, "write OR"),
    ("a|b", "QRY010", 1, 1, "write OR"),
    ("a, b", "QRY010", 1, 1, "write OR or AND"),
    ("a +b", "QRY010", 2, 1, "every term is required"),
    ("a !b", "QRY010", 2, 1, "write NOT"),
    ("[a TO b]", "QRY010", 0, 1, "quote it"),
    ("a url:*.no", "QRY009", 6, 1, "until then"),
    ("wom?n", "QRY010", 3, 1, "quote it"),
    ("glaucoma$", "QRY010", 8, 1, "leave it out"),
    ("exp Mouth/", "QRY010", 9, 1, "leave it out"),
    ("'a b'", "QRY010", 0, 1, "double quotes"),
    ("‘a’", "QRY010", 0, 1, "double quotes"),
    ("=a", "QRY010", 0, 1, '="a"'),
    ("a =", "QRY010", 2, 1, '="Exact"'),
    ("foo(a)", "QRY010", 3, 1, "space"),
    ('"a"b', "QRY010", 3, 1, "space"),
    ('a"b"', "QRY010", 1, 1, "space"),
    ('"a"-b', "QRY010", 3, 1, "space"),
    ("(a)-b", "QRY010", 3, 1, "space before it"),
    ('a ""', "QRY012", 2, 2, "leave it out"),
    ('a ="…"', "QRY012", 2, 4, "leave it out"),
    ("a …", "QRY012", 2, 1, "leave it out"),
    ("a lang:norwegian", "QRY013", 7, 9, "two letters"),
    ("a lang:@x", "QRY013", 7, 2, "two letters"),
    ("a lang:(en OR n0)", "QRY013", 14, 2, "two letters"),
]


@pytest.mark.parametrize(("query", "code", "offset", "width", "hint"), ERRORS)
def test_error_at_its_column(query: str, code: str, offset: int, width: int, hint: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    wrong = refused.value
    assert (wrong.code, wrong.offset, wrong.width) == (code, offset, width)
    assert hint in wrong.hint
    assert wrong.exit_code == 2
    assert f"column {offset + 1}" in str(wrong)


WARNINGS = [
    ("a b OR c", [("QRY101", 0, 3, "(a b)")]),
    ("a OR b c OR d e", [("QRY101", 5, 3, "(b c)"), ("QRY101", 12, 3, "(d e)")]),
    ("a OR b -c", [("QRY101", 5, 4, "(b -c)")]),
    ("(a b) OR (c -d)", []),
    ("a (b OR c)", []),
    ("a #Ukraine b\nc", [("QRY102", 2, 10, "hashtag")]),
    ("a # Ukraine", []),
]


@pytest.mark.parametrize(("query", "warnings"), WARNINGS)
def test_warning_at_its_column(query: str, warnings: list[tuple[str, int, int, str]]) -> None:
    found = read(query).warned
    assert [(w.code, w.offset, w.width) for w in found] == [w[:3] for w in warnings]
    assert all(words[3] in w.hint for w, words in zip(found, warnings, strict=True))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("(a OR b) c", ["(a OR b) c", "(a OR b)", "a", "b", "c"]),
        (' title:(a -"b c") ', ['title:(a -"b c")', '(a -"b c")', "a", '-"b c"', '"b c"']),
        ("x ((a) b)", ["x ((a) b)", "x", "((a) b)", "a", "b"]),
    ],
)
def test_nodes_cover_what_was_written(query: str, said: list[str]) -> None:
    assert [query[n.offset : n.offset + n.width] for n in walk(parse(query))] == said


def test_bounds() -> None:
    assert parse("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == Term(MAX_DEPTH, 1, "a")
    with pytest.raises(QueryError) as deep:
        parse("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert (deep.value.code, deep.value.offset) == ("QRY011", MAX_DEPTH)
    with pytest.raises(QueryError) as long:
        parse("a " * MAX_LENGTH)
    assert (long.value.code, long.value.offset) == ("QRY011", MAX_LENGTH)
    assert len(parse("a OR " * 9_000 + "b").children) == 9_001  # type: ignore[union-attr]
