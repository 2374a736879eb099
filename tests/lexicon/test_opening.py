"""Indonesian is the smallest dictionary there is (0.3 s to build), so it stands for them all."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from worker.lexicon import Opened, building, on_stderr, open_forms
from worker.lexicon.building import SCRAP, BuildFailed, build
from worker.lexicon.morphology import Readers
from worker.lexicon.places import code_of, file_name, folders

NAME = file_name("id")


def quiet(language: str, share: float) -> None:
    """Somebody who wants to know nothing."""


def heard(opened: Opened, word: str = "menulis") -> set[str]:
    return {form.text for form in opened.forms.expand(word, "id").forms}


def test_an_index_is_built_once_and_opened_from_then_on(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    first = open_forms(["id"], tmp_path, lambda *said: told.append(said))
    assert "tulis" in heard(first)
    assert first.forms.knows("id")
    assert first.warnings == first.missing == first.poorer == ()
    assert [told[0], told[-1]] == [("id", 0.0), ("id", 1.0)]
    assert [share for _, share in told] == sorted(share for _, share in told)
    told.clear()
    assert heard(open_forms(["id"], tmp_path, lambda *said: told.append(said))) == heard(first)
    assert told == []
    assert [path.name for path in tmp_path.glob("*.trie")] == [NAME]


def test_two_at_once_build_one_index(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        opened = list(both.map(lambda _: open_forms(["id"], tmp_path, quiet), range(2)))
    assert heard(opened[0]) == heard(opened[1])
    assert not list(tmp_path.glob(f"*{SCRAP}"))


def test_a_scrap_of_a_killed_builder_is_swept_away(tmp_path: Path) -> None:
    scrap = tmp_path / f"{NAME}.99999{SCRAP}"
    scrap.write_bytes(b"half")
    open_forms(["id"], tmp_path, quiet)
    assert not scrap.exists()


@pytest.mark.parametrize("content", [b"", b"no trie at all", b"We love Marisa." + bytes(40)])
def test_a_broken_index_is_made_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    opened = open_forms(["id"], tmp_path, quiet)
    assert "tulis" in heard(opened)
    assert opened.warnings == ()


def test_a_cut_index_is_made_again(tmp_path: Path) -> None:
    open_forms(["id"], tmp_path, quiet)
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[: len(whole) // 2])
    assert "tulis" in heard(open_forms(["id"], tmp_path, quiet))
    assert (tmp_path / NAME).read_bytes() == whole


def test_what_cannot_be_kept_is_built_in_memory_and_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    opened = open_forms(["id"], blocked, quiet)
    assert "tulis" in heard(opened)
    (warning,) = opened.warnings
    assert warning == (
        "the index of 'id' words cannot be kept, and is built at every start: no folder takes it"
        f" ({blocked})"
    )


def test_a_builder_that_dies_is_said_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BuildFailed, match="Unsupported language: xx"):
        build("xx", "xx", tmp_path / "xx.trie", quiet)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9));"
    monkeypatch.setattr(building, "PROGRAM", ("-P", "-c", limit + RUN))
    with pytest.raises(OSError, match=r"No space left|File too large"):
        build("id", "id", tmp_path / NAME, quiet)
    opened = open_forms(["id"], tmp_path, quiet)
    assert "tulis" in heard(opened)
    assert "cannot be kept, and is built at every start" in opened.warnings[0]
    assert not list(tmp_path.glob(f"*{SCRAP}"))
    assert not (tmp_path / NAME).exists()


RUN = (
    "import runpy, sys, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    "runpy.run_module('worker.lexicon', run_name='__main__')"
)


def test_a_builder_that_is_killed_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    monkeypatch.setattr(building, "PROGRAM", ("-c", killed))
    with pytest.raises(BuildFailed, match="was killed: too little memory"):
        build("tl", "tl", tmp_path / "tl.trie", quiet)


def test_where_no_index_can_be_made_words_stay_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PROGRAM", ("-c", "import sys; sys.exit('no dictionary')"))
    opened = open_forms(["ms"], tmp_path, quiet)
    assert heard(opened, "menulis") == {"menulis"}
    assert opened.warnings == ("no index of 'ms' words, which stay as written: no dictionary",)
    assert opened.missing == ()


def test_a_language_without_data_is_named_and_one_that_needs_none_is_not(tmp_path: Path) -> None:
    opened = open_forms(["zh", "xx", "th"], tmp_path, quiet)
    assert opened.missing == ("xx",)
    assert not opened.forms.knows("xx")
    assert opened.forms.knows("zh")
    assert [each.text for each in opened.forms.expand("word", "xx").forms] == ["word"]


def test_the_extra_for_ukrainian_is_missed_where_it_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.lexicon.morphology.find_spec", lambda name: None)
    monkeypatch.setattr("worker.lexicon.opening.code_of", lambda language: "")
    opened = open_forms(["uk"], tmp_path, quiet)
    assert opened.poorer == opened.missing == ("uk",)


def test_morphologies_open_when_they_are_asked() -> None:
    readers = Readers()
    assert list(readers) == ["ru", "uk"]
    assert len(readers) == 2
    (first, *_) = readers["ru"].parses("ракетой")
    assert first.normal == "ракета"
    assert first.known
    assert {"NOUN", "femn"} <= first.marks
    assert "ракетами" in first.forms()
    assert readers["ru"] is readers["ru"]
    assert readers["ru"].knows("ракетой")
    assert not readers["ru"].knows("ракетйо")
    (unknown, *_) = readers["uk"].parses("Фрумкало")
    assert not unknown.known
    with pytest.raises(KeyError):
        readers["de"]


def test_the_cache_lies_where_it_is_asked_for_else_with_the_user_s_else_in_a_temporary_folder() -> (
    None
):
    last = Path(os.environ.get("TMPDIR", "/tmp")) / f"wirebell-{os.getuid()}"
    assert list(folders({"WIREBELL_CACHE": "/data/cache", "HOME": "/home/a"})) == [
        Path("/data/cache"),
        Path("/home/a/.cache/wirebell"),
        last,
    ]
    assert list(folders({"XDG_CACHE_HOME": "/x", "HOME": "/home/a"})) == [Path("/x/wirebell"), last]
    assert list(folders({})) == [last]


def test_an_index_that_another_user_has_put_into_the_temporary_folder_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.getuid", lambda: 4_711)
    (planted := tmp_path / "wirebell-4711").mkdir()
    if planted.stat().st_uid == 0:  # root's may be read: it could do worse
        os.chown(planted, 4_712, -1)
    assert list(folders({})) == []


def test_one_dictionary_serves_the_languages_that_are_nearly_one() -> None:
    codes = [code_of(language) for language in ("hr", "sr", "nb", "no", "xx", "../etc")]
    assert codes == ["hbs", "hbs", "nb", "nb", "", ""]


def test_a_pipe_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for share in (0.0, 0.5, 1.0):
        on_stderr("id", share)
    assert capsys.readouterr().err == "building the index of 'id' words, once for this machine\n"


def test_a_terminal_is_shown_a_bar_that_goes_away() -> None:
    show = (
        "import sys; sys.stderr.isatty = lambda: True\n"
        "from worker.lexicon import on_stderr\n"
        "for share in (0.0, 0.5, 1.0): on_stderr('id', share)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", show], check=True, capture_output=True, text=True
    ).stderr
    assert "index of 'id' words" in shown or shown == ""
