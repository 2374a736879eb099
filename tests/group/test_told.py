"""Which titles may be names, a table; what the sentences of a text are."""

from __future__ import annotations

import pytest

from worker.group.copies import sentences
from worker.group.told import Told, is_label

LABELS = {
    "State Institute of Post and Public Services": True,
    "The State Institute": True,
    "North Way": True,
    "So-called": True,
    "Spirit 2": True,
    "Works ‘iLogical’": True,
    "State institute": False,
    "institutes": False,
    "That Was Really Bad Body Language": False,
    "Institute Closes After Spring": False,
    "会议通知": False,
    "13:45": False,
    "": False,
    "…": False,
}


@pytest.mark.parametrize("title", LABELS)
def test_a_title_may_be_a_name(title: str) -> None:
    assert is_label(title, "en") is LABELS[title]


def test_sentences_end_in_other_scripts_too() -> None:
    hindi = "रूस ने कहा कि आग पर काबू पा लिया गया। और पढ़ें। मेयर ने बताया कि कोई घायल नहीं हुआ।"
    assert len(sentences(hindi).split("\n")) == 2
    chinese = "莫斯科市长索比亚宁说火势已得到控制。更多新闻。乌克兰总统没有就此次袭击发表评论！"
    assert len(sentences(chinese).split("\n")) == 2


CRASH = "The flag carrier Air Niugini said on Monday that one man is missing in the lagoon."


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("Air Niugini Says One Man Is Missing after Lagoon Crash", CRASH, ["Air Niugini"]),
        ("Air Niugini Says One Man Is Missing After Lagoon Crash", CRASH, ["Air Niugini"]),
        ("Ivo Brankov urges Petar Dudin", CRASH, ["Brankov", "Petar Dudin"]),  # no headline's case
        ("Ivo Brankov after Petar Dudin", "", ["Brankov", "Petar Dudin"]),  # no text tells
    ],
)
def test_capitals_of_a_headline_are_no_names(title: str, text: str, names: list[str]) -> None:
    assert [" ".join(name) for name in Told(title, text, "en").names] == names
