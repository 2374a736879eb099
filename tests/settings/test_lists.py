"""Lists of names: what a file says, how each name may be printed, what is wrong with one."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from tests.settings.desk import Desk
from worker.model import ListedName
from worker.settings import Problems, read_rules
from worker.settings.lists import spellings

RULE = "rules: [{id: r, match: '@sdn'}]\n"
CSV = (
    "uid,Name,programme,aka\r\n"
    '7,"SECHIN, Igor",UKR,"Igor Setchin; Сечин, Игорь"\r\n'
    "8,Of,SDGT,\r\n"
    '9,"Rosneft Oil Company, Ltd.",,\r\n'
    "\r\n"
)


def listed(folder: Path, name: str, content: bytes, keys: str = "") -> tuple[ListedName, ...]:
    folder.joinpath(name).write_bytes(content)
    rules = folder / "a.yaml"
    rules.write_text(f"version: 1\nentities: {{sdn: {{file: {name}{keys}}}}}\n{RULE}", "utf-8")
    found = read_rules(rules).entities["sdn"].listed
    assert found is not None
    assert found.file == str(folder / name)
    return found.names


def test_a_text_file_holds_one_name_a_line(tmp_path: Path) -> None:
    text = "\ufeff# our list\nIgor Sechin\r\n\n  VTB  \n# end\n".encode()
    assert listed(tmp_path, "l.txt", text) == (
        ListedName("Igor Sechin"),
        ListedName("VTB", guarded=True),
    )


def test_a_table_names_its_columns(tmp_path: Path) -> None:
    keys = ", column: name, id: UID, program: programme, aliases: aka"
    found = listed(tmp_path, "l.csv", CSV.encode(), keys)
    assert [(n.text, n.id, n.program, n.guarded) for n in found] == [
        ("Igor SECHIN", "7", "UKR", False),
        ("SECHIN Igor", "7", "UKR", False),
        ("Igor Setchin", "7", "UKR", False),
        ("Игорь Сечин", "7", "UKR", False),
        ("Сечин Игорь", "7", "UKR", False),
        ("Of", "8", "SDGT", True),
        ("Rosneft Oil Company, Ltd.", "9", None, False),
        ("Rosneft Oil", "9", None, False),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [("l.tsv", "id\tname\n1\tA, Bcdef\n"), ("l.csv", "id;name\n1;A, Bcdef\n"),
     ("l.csv", "name|id\nA, Bcdef|1\n")],
)  # fmt: skip
def test_the_delimiter_is_seen_in_the_first_line(tmp_path: Path, name: str, content: str) -> None:
    found = listed(tmp_path, name, content.encode(), ", id: id")
    assert [(n.text, n.id) for n in found] == [("Bcdef A", "1"), ("A Bcdef", "1")]


def test_the_guard_can_be_turned_off_and_given_a_context(tmp_path: Path) -> None:
    assert not listed(tmp_path, "l.txt", b"Of\n", ", guard: off")[0].guarded
    assert listed(tmp_path, "m.txt", b"Of\n", ", context: [listed]")[0].guarded
    entity = read_rules(tmp_path / "a.yaml").entities["sdn"]
    assert [query.text for query in entity.context] == ["listed"]


def test_a_rules_version_follows_the_content_of_its_lists(tmp_path: Path) -> None:
    versions = set()
    for content in (b"Igor Sechin\n", b"Igor Sechin\nVTB Bank\n"):
        listed(tmp_path, "l.txt", content)
        versions.add(read_rules(tmp_path / "a.yaml").rules[0].version)
    assert len(versions) == 2


MISTAKES = [
    ("{file: none.txt}", b"", "CFG011", "none.txt"),
    ("{file: l.txt}", b"# nothing\n", "CFG011", "no name in this list"),
    ("{file: l.csv}", b"", "CFG011", "no name in this list"),
    ("{file: l.csv}", b"name\n", "CFG011", "no name in this list"),
    ("{file: l.txt}", b"good\nbad \xff\n", "CFG011", "line 2: bytes that are not UTF-8"),
    ("{file: l.csv, column: nmae}", b"name,id\nx,1\n", "CFG003", "did you mean 'name'?"),
    ("{file: l.csv}", ",".join(map(str, range(30))).encode(), "CFG003", "column: NAME"),
    ("{file: l.csv, id: zzzzzz}", b"name,id\nx,1\n", "CFG003", "known here: id, name"),
    ("{file: l.csv}", b'name\n"' + b"x" * 200_000 + b'"\n', "CFG011", "this is no table"),
    ("{names: [a], column: name}", b"", "CFG003", "and there is none"),
    ("{names: [a, '@sdn']}", b"", "CFG032", "take one of them out"),
    ("{names: [a, '@sdn list']}", b"", "CFG005", "a handle goes without its @"),
    ("{not: [a]}", b"", "CFG003", "needs names, or a file"),
]


@pytest.mark.parametrize(("entity", "content", "code", "words"), MISTAKES)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, entity: str, content: bytes, code: str, words: str
) -> None:
    for name in ("l.txt", "l.csv"):
        tmp_path.joinpath(name).write_bytes(content)
    rules = tmp_path / "a.yaml"
    rules.write_text(f"version: 1\nentities: {{sdn: {entity}}}\n{RULE}", "utf-8")
    with pytest.raises(Problems) as refused:
        read_rules(rules)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.line) == (code, 2)
    assert words in f"{problem.message} {problem.hint}"


def test_a_changed_list_is_a_reason_to_read_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, a=f"version: 1\nentities: {{sdn: {{file: l.txt}}}}\n{RULE}")
    path = tmp_path / "config/rules/l.txt"
    path.write_text("Igor Sechin\n", "utf-8")
    assert str(path) in {stamp[0] for stamp in desk.load().stamps}


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Igor Sechin", ["Igor Sechin"]),
        (
            "AL-ASSAD, Bashar (a.k.a. Abu Hafez)",
            ["Bashar AL-ASSAD", "AL-ASSAD Bashar", "Abu Hafez"],
        ),
        ("Acme Trading, LLC", ["Acme Trading, LLC", "Acme Trading"]),
        ("Acme LLC", ["Acme LLC"]),
        ("Dr. Ali Hassan Khan", ["Dr. Ali Hassan Khan", "Ali Hassan Khan"]),
        (
            "DORN, Viktor Petrovich",
            ["Viktor Petrovich DORN", "Viktor DORN", "DORN Viktor Petrovich"],
        ),
        ("Viktor A. Petrovich", ["Viktor A. Petrovich", "Viktor Petrovich"]),
        ("Виктор Петрович Дорн", ["Виктор Петрович Дорн", "Виктор Дорн"]),
        ("Viktor Petrovich", ["Viktor Petrovich"]),
        ("Dorn B. Trading LLC", ["Dorn B. Trading LLC", "Dorn B. Trading"]),
        ("One A. Day In The Life", ["One A. Day In The Life"]),
        ("Smith, John, Jr", ["Smith, John, Jr", "Smith John Jr"]),
        ("(nothing) [else]", []),
    ],
)
def test_how_a_name_may_be_printed(written: str, printed: list[str]) -> None:
    assert spellings(written) == printed


def test_a_rule_takes_along_the_lists_it_uses_as_they_were(tmp_path: Path) -> None:
    content = b"Igor Sechin\r\n# end\n"
    listed(tmp_path, "l.txt", content)
    (rule,) = read_rules(tmp_path / "a.yaml").rules
    assert zlib.decompress(rule.lists["sdn"].packed) == content
    plain = tmp_path / "b.yaml"
    plain.write_text("version: 1\nentities: {x: {names: [a]}}\nrules: [{id: r, match: '@x'}]\n")
    (rule,) = read_rules(plain).rules
    assert rule.lists == {}


def test_a_control_character_is_refused_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"line 2: control character U\+0007\n.*\n.* take it out"):
        listed(tmp_path, "l.txt", b"Igor Sechin\nRos\x07neft\n")
    assert len(listed(tmp_path, "m.txt", b"Igor Sechin\r\n\x1a")) == 1  # old exports end so


def test_an_entity_takes_in_others_with_their_lists(tmp_path: Path) -> None:
    text = (
        "version: 1\nentities:\n  a: {names: [Alpha, '@b', '@c'], not: [Alpha Road]}\n"
        "  b: {names: ['@c'], file: b.txt, context: [port]}\n"
        "  c: {file: c.txt, names: [Gamma], guard: off}\n"
        "  d: {names: ['@c']}\n  e: {names: ['@f']}\n  f: {names: [Phi]}\n"
        "rules: [{id: r, match: '@a'}, {id: s, match: '@d'}]\n"
    )
    desk = Desk(tmp_path, a=text)
    desk.write("config/rules/b.txt", "Dornship\n")
    desk.write("config/rules/c.txt", "Widgetco\n")
    settings = desk.load()
    a, d = settings.entities["a"], settings.entities["d"]
    assert [name.text for name in a.names] == ["Alpha", "Gamma"]
    assert [mask.text for mask in a.masks] == ["Alpha Road"]
    assert a.listed is not None
    assert [name.text for name in a.listed.names] == ["Dornship", "Widgetco"]
    assert zlib.decompress(a.listed.packed) == b"Dornship\nWidgetco\n"
    assert "port" in [word.text for word in a.context]
    assert d.listed == settings.entities["c"].listed
    assert settings.entities["e"].listed is None
    before = {rule.id: rule.version for rule in settings.rules}
    desk.write("config/rules/b.txt", "Dornships\n")
    after = {rule.id: rule.version for rule in desk.load().rules}
    assert (before["r"] != after["r"], before["s"] == after["s"]) == (True, True)


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("x: {names: ['@y']}", 24, "known here: x"),
        ("xabc: {names: ['@xabd']}", 27, "did you mean 'xabc'?"),
        ("x: {names: ['@x']}", 24, "take one of them out"),
        ("x: {names: ['@y']}, y: {names: ['@x']}", 44, "take one of them out"),
    ],
)
def test_an_entity_takes_in_what_there_is_and_never_itself(
    tmp_path: Path, text: str, column: int, hint: str
) -> None:
    desk = Desk(tmp_path, a=f"version: 1\nentities: {{{text}}}\n")
    assert desk.mistakes() == [(2, column, "CFG032", hint)]


def test_entities_do_not_nest_without_end(tmp_path: Path) -> None:
    chain = "".join(f"  e{n}: {{names: ['@e{n + 1}']}}\n" for n in range(25))
    desk = Desk(tmp_path, a=f"version: 1\nentities:\n{chain}  e25: {{names: [a]}}\n")
    assert {code for _, _, code, _ in desk.mistakes()} == {"CFG032"}


@pytest.mark.parametrize("more", ["column: other", "guard: off", "id: other", "context: [port]"])
def test_the_same_file_read_otherwise_is_another_list_to_its_rules(
    tmp_path: Path, more: str
) -> None:
    head, tail = "version: 1\nentities: {sdn: {file: l.csv", "}}\n" + RULE
    desk = Desk(tmp_path, a=head + tail)
    desk.write("config/rules/l.csv", "name,other\nDornship,Widgetco\n")
    before = desk.load().rules[0].version
    desk.write("config/rules/a.yaml", f"{head}, {more}{tail}")
    assert desk.load().rules[0].version != before
