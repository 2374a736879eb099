"""No figure of `treebanks` sinks below its floor (`floors.json`: recall, precision)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.match.build import article, compiled, query, rule
from tests.quality.treebanks import Kind, score, sentences, treebanks
from worker.lexicon import open_forms

CORPUS = os.environ.get("WIREBELL_CORPUS")
ALL_FLOORS = json.loads(Path(__file__).with_name("floors.json").read_text("utf-8"))
FLOORS: dict[str, dict[Kind, tuple[float, float]]] = {
    language: floors
    for language, floors in ALL_FLOORS.items()
    if language not in {"fulltext", "credit", "grouping"}
}


@pytest.mark.skipif(not CORPUS, reason="WIREBELL_CORPUS is unset: no treebanks to measure with")
@pytest.mark.parametrize("language", FLOORS)
def test_no_figure_sinks_below_its_floor(language: str) -> None:
    found = sentences(treebanks(Path(CORPUS or ""))[language])
    sunk = []
    for kind, (recall, precision) in FLOORS[language].items():
        one = score(kind, language, found, seed=1)
        if one.recall < recall or one.precision < precision:
            sunk.append((kind, round(one.recall, 1), round(one.precision, 1)))
    assert sunk == []


LARGEST = {"ru"}
WORDS = [  # language, query, a sentence that it hears, one that it does not
    ("en", '"secondary sanction"', "New secondary sanctions loom.", "A second sanctuary."),
    ("nb", '"ny sanksjon"', "De nye sanksjonene kom.", "Nytt i dag."),
    ("de", '"neue Sanktion"', "Mit neuen Sanktionen gedroht.", "Neues Sankt."),
    ("uk", '"новий удар"', "Після нового удару.", "Нова ударниця."),
    ("ru", '"новая санкция"', "О новых санкциях.", "Новый санаторий."),
]


@pytest.mark.parametrize(("language", "said", "yes", "no"), WORDS)
def test_phrases_are_heard_inflected(
    language: str, said: str, yes: str, no: str, *, long: bool
) -> None:
    if language in LARGEST and not long:
        pytest.skip("its dictionary alone takes half a minute to index: --long")
    matcher = compiled(rule(query(said, language)), forms=open_forms([language]).forms).matcher
    assert matcher.heard(article(yes)) == ("r",)
    assert matcher.heard(article(no)) == ()
