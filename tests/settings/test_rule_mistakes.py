"""Each mistake in a rule file, with the place, the code and the advice it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.settings.desk import RULES, Desk, only

RULE = "version: 1\nrules:\n  - id: strikes\n"
RULE_FILE = [
    (RULE, 3, 5, "CFG003", None),
    (RULE + "    mach: x\n", 4, 5, "CFG001", "did you mean 'match'?"),
    (RULE + "    match: x\n    nera: {terms: [a]}\n", 5, 5, "CFG001", None),
    (RULE + "    match: x\n    severty: high\n", 5, 5, "CFG001", "did you mean 'severity'?"),
    (RULE + "    match: x\n    severity: hihg\n", 5, 15, "CFG005", "did you mean 'high'?"),
    (RULE + "    match: ''\n", 4, 12, "CFG005", None),
    (RULE + "    match: {}\n", 4, 12, "CFG005", None),
    (RULE + "    match: [x]\n", 4, 12, "CFG004", None),
    (RULE + "    match: {en: 12}\n", 4, 17, "CFG004", "put it in quotes: '12'"),
    (RULE + "    match: {english: x}\n", 4, 13, "CFG008", "did you mean 'en'?"),
    (RULE + "    match: {no: x, nb: y}\n", 4, 20, "CFG002", "'no' is the same language"),
    (RULE + "    match: x\n    notify: []\n", 5, 13, "CFG005", None),
    (RULE + "    match: x\n    notify: [dsek]\n", 5, 14, "CFG030", "known here: console"),
    (
        RULE + "    match: x\n    expires: 2027-13-01\n",
        5,
        14,
        "CFG006",
        "write year-month-day: 2027-06-30",
    ),
    (
        RULE + "    match: x\n    expires: soon\n",
        5,
        14,
        "CFG006",
        "write year-month-day: 2027-06-30",
    ),
    (RULE + "    match: x\n    where: {origins: 0}\n", 5, 22, "CFG005", None),
    (RULE + "    match: x\n    where: {wait: 30m}\n", 5, 13, "CFG005", "add origins: 2"),
    (
        RULE + "    match: x\n    expires: 2027\n",
        5,
        14,
        "CFG006",
        "write year-month-day: 2027-06-30",
    ),
    (RULE + "    match: x\n    hourly_limit: 0\n", 5, 19, "CFG005", None),
    (RULE + "    match: x\n    cooldown: 0s\n", 5, 15, "CFG006", None),
    (
        RULE + "    match: x\n    where: {languages: [norsk]}\n",
        5,
        25,
        "CFG008",
        "did you mean 'no'?",
    ),
    (RULE + "    match: x\n    labels: {desk: 1}\n", 5, 20, "CFG004", "put it in quotes: '1'"),
    (RULE + "    match: x\n    tests: [{text: a}]\n", 5, 14, "CFG003", None),
    (RULE + "    match: x\n    tests: [{match: true}]\n", 5, 13, "CFG003", None),
    (RULE + "    match: x\n    tests: [{file: no.txt, match: true}]\n", 5, 20, "CFG011", None),
    (
        RULE + "    match: x\n    tests: [{text: a, spans: [a], match: false}]\n",
        5,
        23,
        "CFG005",
        "leave spans out, or say match: true",
    ),
    (RULE + "    match: x\n  - id: strikes\n    match: y\n", 5, 9, "CFG002", None),
    (
        "version: 1\nrules: [{id: Long Range, match: x}]\n",
        2,
        14,
        "CFG005",
        "did you mean 'long-range'?",
    ),
    ("version: 1\nentities: {sdn: {file: sdn.txt}}\n", 2, 24, "CFG011", None),
    ("version: 1\nentities: {x: {names: []}}\n", 2, 23, "CFG005", None),
    ("version: 1\nentities: {x: {not: [a]}}\n", 2, 16, "CFG003", None),
    ("version: 1\nentities: {x y: {names: [a]}}\n", 2, 12, "CFG005", None),
    ("rules: []\n", 1, 1, "CFG003", None),
    ("version: 1\nruels: []\n", 2, 1, "CFG001", "did you mean 'rules'?"),
    ("version: 1\nrules: {}\n", 2, 8, "CFG004", None),
]


@pytest.mark.parametrize(("text", "line", "column", "code", "hint"), RULE_FILE)
def test_a_mistake_in_a_rule_file(
    tmp_path: Path, text: str, line: int, column: int, code: str, hint: str | None
) -> None:
    desk = Desk(tmp_path, a=text)
    problems = desk.refusal().problems
    first = problems[0]
    found = (first.place.line, first.place.column, first.code)
    assert found == (line, column, code)
    assert first.place.file == str(tmp_path / "config/rules/a.yaml")
    assert hint is None or first.hint == hint
    assert len(problems) == 1


def test_the_second_of_two_ids_is_told_where_the_first_stands(tmp_path: Path) -> None:
    desk = Desk(tmp_path, a=RULES, b="version: 1\nentities: {x: {names: [a]}}\n" + RULES[11:])
    problem = only(desk.refusal())
    assert problem.place.file.endswith("b.yaml")
    assert problem.hint == f"the first is at {tmp_path}/config/rules/a.yaml:3:9"


def test_an_entity_stands_once_in_all_files(tmp_path: Path) -> None:
    entity = "version: 1\nentities: {x: {names: [a]}}\n"
    problem = only(Desk(tmp_path, a=entity, b=entity).refusal())
    assert problem.code == "CFG002"
    assert problem.hint == f"the first is at {tmp_path}/config/rules/a.yaml:2:12"
