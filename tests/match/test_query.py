from __future__ import annotations

import pytest

from tests.match.build import refusal
from worker.match import QueryError, parse
from worker.match.query import MAX_DEPTH, MAX_LENGTH, read
from worker.match.syntax import (
    And,
    AtLeast,
    EntityRef,
    Field,
    Near,
    Node,
    Not,
    Or,
    Regex,
    Term,
    mended,
    needs_a_term,
    walk,
)


def spelled(node: Node) -> str:  # noqa: PLR0911 - one return a kind of node
    """The tree in prefix form, short enough to stand beside its query."""
    match node:
        case Term(text=text, exact=exact, slop=slop):
            return f"={text}" if exact else f"{text}~{slop}" if slop else text
        case Regex(text=text):
            return f"/{text}/"
        case Near(children=children, distance=distance, ordered=ordered):
            sign = "<" if ordered else "~"
            return f"{sign}{distance}({', '.join(map(spelled, children))})"
        case AtLeast(children=children, count=count):
            return f"{count}+({', '.join(map(spelled, children))})"
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
    # nearness
    ("a NEAR/5 b", "~5(a, b)"),
    ("a ONEAR/0 b c", "&(<0(a, b), c)"),
    ("a NEAR/3 b ONEAR/4 c", "<4(~3(a, b), c)"),
    ("a NEAR/3 (b NEAR/1 c)", "~3(a, ~1(b, c))"),
    ("c NOT a NEAR/3 b", "&(c, !~3(a, b))"),
    ("c -a NEAR/255 b", "&(c, !~255(a, b))"),
    ('("a b" OR @c) NEAR/2 /d+/', "~2(|(a b, @c), /d+/)"),
    ("title:(a NEAR/2 b)", "title:~2(a, b)"),
    ('"a b c"~3 d', "&(a b c~3, d)"),
    # parts of words, patterns, counts
    ("sanction* *sanktion*", "&(sanction*, *sanktion*)"),
    ('"sanction* *sanktion* list"~1', "sanction* *sanktion* list~1"),
    ("/colou?r/ /a\\/b/", "&(/colou?r/, /a\\/b/)"),
    ("title:/(?i)ура/", "title:/(?i)ура/"),
    ("ATLEAST/2(a OR b OR c) d", "&(2+(a, b, c), d)"),
    ("ATLEAST/2 ((a b) OR -c OR @d)", "2+(&(a, b), !c, @d)"),
    ("title:ATLEAST/1(a OR b)", "title:1+(a, b)"),
]


@pytest.mark.parametrize(("query", "tree"), TREES)
def test_tree(query: str, tree: str) -> None:
    assert spelled(parse(query)) == tree


ERRORS = [  # query, code, column from 0, width, words of the hint
    ("", "QRY001", 0, 1, "write a word"),
    ("  # only a comment", "QRY001", 0, 1, "write a word"),
    ("#Ukraine", "QRY001", 0, 8, "for the hashtag write the word"),
    ("a OR #Ukraine", "QRY004", 5, 8, "for the hashtag write the word"),
    ("a AND (#b OR c)", "QRY003", 7, 8, "for the hashtag write the word"),
    ("#b\na OR", "QRY004", 5, 2, "put a term after it"),
    ("a x:b #c", "QRY006", 2, 2, ""),
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
    ("title:body:b", "QRY006", 6, 5, "take one"),
    ("tag:Lang:nb a", "QRY006", 4, 5, "take one"),
    ("NOT a", "QRY008", 0, 5, "AND"),
    ("-a -b", "QRY008", 0, 5, "AND"),
    ("a OR -b", "QRY008", 5, 2, "AND"),
    ("a OR (b OR (NOT c d OR -e))", "QRY008", 23, 2, "AND"),
    ("lang:en", "QRY008", 0, 7, "AND"),
    ("a OR lang:en", "QRY008", 5, 7, "AND"),
    ("-(a OR b)", "QRY008", 0, 9, "AND"),
    ("a NEAR b", "QRY014", 2, 4, "write NEAR/5"),
    ("a NOT NEAR/5 b", "QRY014", 2, 10, "a NOT (a NEAR/5 b)"),
    ("a OR NOT NEAR/5 b", "QRY014", 5, 10, "a NOT (a NEAR/5 b)"),
    ("NOT ONEAR/5 b", "QRY014", 0, 11, "a NOT (a ONEAR/5 b)"),
    ("a near/5 b", "QRY005", 2, 6, "write NEAR/5"),
    ("a UND b", "QRY005", 2, 3, "write AND"),
    ("a ИЛИ b", "QRY005", 2, 3, "write OR"),
    ("a IKKE b", "QRY005", 2, 4, "write NOT"),
    ("制裁 ＡＮＤ 伊朗", "QRY005", 3, 3, "write AND"),
    ("制裁 AND （伊朗 OR 俄罗斯）", "QRY010", 7, 1, "write ( as on an English keyboard"),
    ("title：制裁", "QRY010", 5, 1, "write : as"),
    ("制裁，伊朗", "QRY010", 2, 1, "write OR or AND"),
    ("عقوبة، إيران", "QRY010", 5, 1, "write OR or AND"),
    ("a W/3 b", "QRY014", 2, 3, "write NEAR/3"),
    ("a adj3 b", "QRY014", 2, 4, "write NEAR/2"),
    ('="a b"~', "QRY014", 6, 1, "leave it out"),
    ("roam~", "QRY010", 4, 1, "leave it out"),
    ("a | b", "QRY010", 2, 1, "did you mean OR?"),
    ("a && b", "QRY010", 2, 2, "write AND"),
    ("a || b", "QRY010", 2, 2, "did you mean OR?"),
    ("a|b", "QRY010", 1, 1, "did you mean OR?"),
    ("a, b", "QRY010", 1, 1, "write OR or AND"),
    ("a +b", "QRY010", 2, 1, "every term is required"),
    ("a !b", "QRY010", 2, 1, "write NOT"),
    ("[a TO b]", "QRY010", 0, 1, "quote it"),
    ("a url:*.no", "QRY015", 6, 1, "longest part: no"),
    ("wom?n", "QRY015", 3, 1, "write its spellings with OR"),
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
    # nearness, parts of words, patterns
    ("title:a NEAR/2 b", "QRY014", 0, 7, "title:(a NEAR/5 b)"),
    ("a NEAR/2 (b c)", "QRY014", 9, 5, "one NEAR for each"),
    ("(a OR (b OR -c)) NEAR/2 d", "QRY014", 12, 2, "exclude outside"),
    ("a NEAR/2 -b", "QRY014", 9, 2, "exclude outside"),
    ("a NEAR/2 ATLEAST/1(b OR c)", "QRY014", 9, 17, "count outside"),
    ("a NEAR/2", "QRY004", 2, 6, "after it"),
    ("NEAR/2 a", "QRY004", 0, 6, "before it"),
    ("a NEAR/256 b", "QRY014", 2, 8, "NEAR/255"),
    ("a NEAR/99999999999999999999 b", "QRY014", 2, 25, "NEAR/255"),
    ("ATLEAST/0(a OR b)", "QRY014", 0, 9, "ATLEAST/1"),
    ("ATLEAST/3(a OR b)", "QRY014", 0, 9, "ATLEAST/2"),
    ("ATLEAST/2(a b)", "QRY014", 0, 9, "with OR between"),
    ("ATLEAST/2 a", "QRY014", 0, 9, "with OR between"),
    ("ATLEAST/2", "QRY014", 0, 9, "with OR between"),
    ("ATLEAST(a OR b)", "QRY014", 0, 7, "ATLEAST/2"),
    ("atleast/2(a OR b)", "QRY005", 0, 9, "ATLEAST/2"),
    ('"a"~2', "QRY014", 3, 2, "leave it out"),
    ('"a b"~', "QRY014", 5, 1, "~3"),
    ('"a b"~999', "QRY014", 5, 4, "~255"),
    ("ab*", "QRY015", 2, 1, "OR"),
    ("*ation", "QRY015", 0, 1, "*ation*"),
    ("*ion*", "QRY015", 0, 1, "ion*"),
    ("sanction**", "QRY015", 8, 2, "sanction*"),
    ("sanc*ion", "QRY015", 4, 1, "OR"),
    ('"a * b"', "QRY015", 3, 1, '"a b"~1'),
    ("a *", "QRY015", 2, 1, "leave it out"),
    ("a /b", "QRY002", 2, 1, "close it"),
    ("a /(b/", "QRY016", 3, 2, "RE2"),
    ("a /b*/", "QRY016", 2, 4, "+ instead of *"),
    (r"a /b\\\C/", "QRY016", 6, 2, "write ."),
    ("a /b/i", "QRY010", 5, 1, "(?i)"),
    ("a /b/g", "QRY010", 5, 1, "leave it out"),
    ("a NEAR/ b", "QRY014", 2, 5, "NEAR/5"),
    ("ATLEAST/ (a OR b)", "QRY014", 0, 8, "ATLEAST/2"),
    ("a /" + "b" * 1001 + "/", "QRY016", 2, 1003, "several"),
    ("a /(?=b)/", "QRY016", 3, 3, "RE2"),
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


@pytest.mark.parametrize(
    ("query", "needs"),
    [
        ("ATLEAST/2(a OR b OR -c)", True),  # two must hold, and only one may without a find
        ("ATLEAST/1(a OR -b)", False),
        ("NOT ATLEAST/2(a OR b)", False),
        ("NOT ATLEAST/2(-a OR -b)", True),
        ("NOT ATLEAST/1(-a OR b)", True),
        ("a NEAR/2 b", True),
        ("NOT a NEAR/2 b", False),
        ("/a/", True),
    ],
)
def test_what_can_only_hold_by_finding_something(query: str, *, needs: bool) -> None:
    assert (refusal(query) is None) is needs
    if needs:
        assert needs_a_term(parse(query))


PASTED = [  # what other tools take, and where following the hints leads
    ("a NOT NEAR/5 b", "a NOT a NEAR/5 b"),
    ("(a OR (b)) AND NOT W/5 c", "(a OR (b)) AND NOT (a OR (b)) NEAR/5 c"),
    ("a (NOT NEAR/5 b)", None),
    ("a AND [english]/lim AND [2010-2020]/py", "a"),
    ("rst=tdjw and a and wc>200 and la=en", "a AND lang:en"),
    ("a -not", 'a -"not"'),
    ("a AND LENGTH>100 AND wc > 200 AND pd(20200101-20201231)", "a"),
    # Google, Bing, Talkwalker, Meltwater, Brandwatch
    ('intitle:strike site:bbc.com "deep strike"', 'title:strike url:bbc.com "deep strike"'),
    ("allintitle: deep strike", "title:(deep strike)"),
    ("strike when:7d after:2024-01-01", "strike"),
    ("strike AROUND(5) deep", "strike NEAR/5 deep"),
    ("strike | raid", "strike OR raid"),
    ('+strike "deep" -rail', 'strike "deep" -rail'),
    ("strike near/5 deep", "strike NEAR/5 deep"),
    ("strike NEAR deep", "strike NEAR/5 deep"),
    ('"deep strike"~', '"deep strike"~3'),
    ("(strike or raid) and not rail", "(strike OR raid) AND NOT rail"),
    ("strike && !rail", "strike AND NOT rail"),
    ("strike country:no", "strike"),
    ("raw:NATO strike", '="NATO" strike'),
    ("'deep strike' raid", '"deep strike" raid'),
    ("language:english strike", "lang:en strike"),
    # LexisNexis, Factiva, ProQuest
    ("strike w/5 deep", "strike NEAR/5 deep"),
    ("strike pre/3 deep", "strike ONEAR/3 deep"),
    ("strike W/S deep", "strike NEAR/15 deep"),
    ("strike w/para deep", "strike NEAR/50 deep"),
    ("strike adj3 deep", "strike NEAR/2 deep"),
    ("strike /5 deep", "strike NEAR/5 deep"),
    ("strike /N5/ deep", "strike NEAR/5 deep"),
    ("sanction! AND HEADLINE(strike)", "sanction* AND title:(strike)"),
    ("atleast3(strike)", None),
    ("strike SAME deep", "strike NEAR/50 deep"),
    ("hd=strike and la=en", None),
    # Scopus, Web of Science, Ovid, PubMed, Embase
    ("TITLE-ABS-KEY(strike AND deep)", "(strike AND deep)"),
    ("TITLE(strike) AND PUBYEAR > 2020", None),
    ("TS=(strike) AND TI=(deep)", None),
    ("strike.ti,ab.", None),
    ('"deep strike"[tiab] OR raid[mh]', None),
    ("exp Strike/ or raid*.mp.", None),
    ("'deep strike'/exp OR strike:ti,ab", None),
    ("1. strike\n2. raid\n3. 1 or 2", "(strike) OR (raid)"),
    ("strike\nraid\nor/1-2", "((strike) OR (raid))"),
    ("wom?n strike", None),
    ('""deep strike"" raid', '"deep strike" raid'),
    ("(deep OR strike).ti,ab.", None),
    ('("deep )" OR strike).ti.', None),
    ("strike).ti.", None),
    ("deep strike.ti.", None),
    (".ti. strike", None),
    ("….ti. strike", None),
    ("PY=2020 strike", "strike"),
    ("a\\b strike", None),
    ("deep strike$.ti,ab. raid", None),
    ("deep strike[ti]", None),
    ('"deep strike"[tiab:~3]', '"deep strike"~3'),
    ('exp "Deep Strike"/', None),
    ("exp Mouth Neoplasms/", '"Mouth Neoplasms"'),
    ("Neoplasms, Mouth/", '"Mouth Neoplasms"'),
    ("Bone Marrow/pa [Pathology]", None),
    ("strike and raid/", None),
    ("news/uk strike", "news/uk strike"),
    ('a " AND b', None),
    ('"deep strike",raid', '"deep strike" OR raid'),
    ('"deep strike"*', '"deep strike*"'),
    ('"deep strike"^2 raid', '"deep strike" raid'),
    ('"deep strike"!', None),
    ("foobarbaz: strike", "strike"),
    ("foobarbaz:strike", '"foobarbaz:strike"'),
    ("| strike", "strike"),
    ("strike |", "strike"),
    ("~strike", "strike"),
    ("'' strike", None),
    ("' strike", "strike"),
    ("strike; raid", "strike OR raid"),
    ("{deep strike} raid", '"deep strike" raid'),
    ("[a TO b] strike", '("a" OR "b") strike'),
    ('\\"deep strike\\" raid', '"deep strike" raid'),
    ("wom?n", None),
    ("зав?д strike", None),
    ('"deep wom?n strike"', None),
    ("near strike", '"near" strike'),
    ("strike near", 'strike "near"'),
    ("strike near raid", "strike NEAR/5 raid"),
    ("a NEAR/ b", None),
    ("1 strike\n2 raid\n3 limit 2 to english", None),
    ("strike\nraid\n1 and 2 and 9", None),
    ("strike\nraid\n1 or 2\n3 and 1", None),
    ("strike\nraid\nor/1,2 and 1", None),
    ("strike\nremove duplicates from 1", None),
    ("deep strike)", "deep strike"),
    ("(deep strike", "(deep strike)"),
    ('"deep strike AND raid', '"deep strike" AND raid'),
]


def followed(query: str) -> str:
    """The query with hint after hint carried out until it is parsed."""
    for _ in range(60):
        wrong = refusal(query)
        if wrong is None:
            return query
        better = mended(query, wrong)
        assert better != query, wrong
        query = better
    raise AssertionError(query)


@pytest.mark.parametrize(("query", "leads_to"), PASTED)
def test_hints_lead_to_a_query_that_parses(query: str, leads_to: str | None) -> None:
    found = " ".join(followed(query).split())
    assert leads_to in {None, found}
    assert parse(found)
