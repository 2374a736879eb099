"""However a configuration is damaged, it loads or is refused in words, and keeps its secrets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.settings.desk import KEY, Desk
from tests.settings.samples import ENV, OPML, SAMPLE, SAMPLE_RULES
from worker.settings import Problems

SECRETS = ("tiger7", KEY)
# A configuration in which people wrote their secrets as text, which must never be shown.
CARELESS = (
    SAMPLE.replace("{file: secrets/web_token}", "tiger7tiger7")
    .replace("{env: NRK_AUTH}", "tiger7tiger7")
    .replace("{file: secrets/desk}", KEY)
)
PIECES = [
    *"{}[]:,'\"|>&*!%@#-?\t\n\\ ",
    "\0",
    "\r\n",
    "\x1b",
    "\ufeff",
    "é",
    "東",
    "- ",
    ": ",
    "<<",
    "null",
    "9" * 50,
    "../",
    "**",
    "{env: X}",
    "---\n",
    "!!binary ",
    "\u2028",
    "\x85",
]


def mutations(text: str) -> st.SearchStrategy[str]:
    """The text with a few stretches deleted, doubled, moved or overwritten."""
    spot = st.integers(0, len(text))
    cut = st.tuples(st.just("cut"), spot, st.integers(1, 30), st.just(""))
    put = st.tuples(st.just("put"), spot, st.just(0), st.sampled_from(PIECES))
    copy = st.tuples(st.just("copy"), spot, st.integers(1, 60), st.just(""))

    def apply(changes: list[tuple[str, int, int, str]]) -> str:
        made = text
        for kind, at, length, piece in changes:
            stretch = made[at : at + length] * 2 if kind == "copy" else piece
            made = made[:at] + stretch + made[at + length :]
        return made

    return st.lists(cut | put | copy, min_size=1, max_size=3).map(apply)


def outcome(main: str | bytes, rules: str) -> str:
    """What is shown after loading; anything but Settings or Problems is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), a=rules)
        desk.write("config/wirebell.yaml", main)
        desk.write("config/secrets/desk", KEY)
        desk.write("config/secrets/web_token", "tiger7")
        desk.write("config/feeds.opml", OPML)
        desk.write("config/rules/fixtures/moskva.txt", "x")
        try:
            found = desk.load(ENV | {"TOKEN": "tiger7tiger7"})
        except Problems as problems:
            return f"{problems}{problems.warnings}{problems.problems!r}"
        return f"{found!r}{found.warnings}{found.origins}"


def quiet(shown: str) -> bool:
    return not any(secret in shown for secret in SECRETS)


@given(mutations(SAMPLE))
@settings(max_examples=100)
def test_a_damaged_main_file(text: str) -> None:
    assert quiet(outcome(text, SAMPLE_RULES))


@given(mutations(SAMPLE_RULES))
@settings(max_examples=100)
def test_a_damaged_rule_file(text: str) -> None:
    assert quiet(outcome(SAMPLE, text))


@given(st.integers(0, len(SAMPLE.encode())), st.binary(min_size=1, max_size=4))
@settings(max_examples=50)
def test_damaged_bytes(at: int, piece: bytes) -> None:
    content = SAMPLE.encode()
    assert quiet(outcome(content[:at] + piece + content[at + len(piece) :], SAMPLE_RULES))


def test_a_careless_file_is_refused_without_being_quoted() -> None:
    assert quiet(outcome(CARELESS, SAMPLE_RULES))
