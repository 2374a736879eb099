"""The repository keeps the promises it makes about itself."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import worker

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"__pycache__", "build", "data", "dist", "node_modules", "secrets", "shared"}
TEXT = {
    "",
    ".atom",
    ".css",
    ".html",
    ".json",
    ".mako",
    ".md",
    ".py",
    ".rss",
    ".toml",
    ".yaml",
    ".yml",
}
MADE = {"uv.lock", ".coverage"}

LONGEST_MODULE = 300  # lines; the law of the house
LONGEST_TABLE = 500  # tests are tables of cases, read one by one
LONGEST_FAKE = 150
APACHE_2 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"  # apache.org's text

# A home, a workplace, a temporary folder of somebody's machine: none of them is everybody's.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:" + "root|home/" + r"\w+|" + "work|Users)" + r"/\w")


@cache
def tree() -> tuple[Path, ...]:
    """Every file of the project that people write, in name order."""
    return tuple(_files(ROOT))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name != ".ci"
            if not hidden and path.name not in NOT_OURS and not path.is_symlink():
                yield from _files(path)
        elif path.suffix in TEXT and path.name not in MADE:
            yield path


def python() -> list[Path]:
    return [path for path in tree() if path.suffix == ".py"]


@pytest.mark.parametrize(("folder", "most"), [("worker", LONGEST_MODULE), ("tests", LONGEST_TABLE)])
def test_every_module_is_short_enough_to_be_read_at_one_sitting(folder: str, most: int) -> None:
    too_long = {
        str(path.relative_to(ROOT)): length
        for path in python()
        if ROOT / folder in path.parents
        and (length := len(path.read_text("utf-8").splitlines())) > most
    }
    assert too_long == {}


def test_the_fakes_stay_a_fake_and_no_second_implementation() -> None:
    assert len((ROOT / "tests/fakes.py").read_text("utf-8").splitlines()) <= LONGEST_FAKE


def test_the_map_names_every_room_once_and_no_other() -> None:
    shown = re.findall(r"(?m)^    (\w+)  ", worker.__doc__ or "")
    package = ROOT / "worker"
    rooms = {p.stem for p in package.iterdir() if p.suffix == ".py"} | {
        p.name for p in package.iterdir() if (p / "__init__.py").is_file()
    }
    assert sorted(shown) == sorted(rooms - {"__init__", "__main__"})


def test_no_room_is_named_after_nothing() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "manager", "base", "misc"}
    assert [str(p.relative_to(ROOT)) for p in python() if p.stem in vague] == []


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in python()
        if ROOT / "worker" in path.parents
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_who_may_import_whom_is_kept() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_nothing_written_here_names_a_folder_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in tree()
        if "corpus" not in path.parts
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_nothing_is_left_for_later_in_the_code() -> None:
    marks = re.compile(r"#\s*(?:" + "TO" + "DO|FIX" + r"ME|XXX)\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_the_licence_is_the_apache_licence_word_for_word() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2


def test_the_changelog_begins_with_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"(?m)^## (\S+)", changes)
    assert newest is not None
    assert newest[1] == project["version"]


@pytest.mark.parametrize("extra", ["postgres", "test"])
def test_the_extras_the_readme_speaks_of_exist(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extra in project["optional-dependencies"]


def test_the_wheel_takes_along_what_init_hands_out_and_no_database() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    taken = build["targets"]["wheel"]["force-include"]
    starter = {source for source, target in taken.items() if target.startswith("worker/starter/")}
    assert starter == {"config/wirebell.yaml", "config/rules", "config/schema"}
    assert taken["migrations"] == "worker/migrations"
