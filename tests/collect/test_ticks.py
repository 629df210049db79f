"""Which option was chosen is told by the marks, or it is told that it cannot be."""

from __future__ import annotations

import pytest

from pipeline.collect.ticks import Chosen, chosen

KINDS = ("小发明", "小创造", "小革新")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("☑小发明 ☐小创造 ☐小革新", ["小发明"]),
        ("□ 小发明  ■ 小创造  □ 小革新", ["小创造"]),
        ("小发明□ 小创造√ 小革新□", ["小创造"]),
        ("小发明 小创造 √小革新", ["小革新"]),
        ("小发明√ 小创造 小革新", ["小发明"]),
        ("小 发 明√", ["小发明"]),
        ("小革新", ["小革新"]),
        ("☑小发明\n☑小革新", ["小发明", "小革新"]),
        ("小发明/小创造/小革新", []),
        ("□小发明 □小创造 □小革新", []),
    ],
)
def test_marks_tell_what_was_chosen(text: str, labels: list[str]) -> None:
    found = chosen(text, KINDS)
    assert (list(found.labels), found.doubt) == (labels, "")


@pytest.mark.parametrize("text", ["小发明 √ 小创造 小革新", "□小发明 □小创造"])
def test_marks_that_tell_nothing_are_a_doubt(text: str) -> None:
    found = chosen(text, KINDS)
    assert found.labels == ()
    assert found.doubt


def test_other_words_are_no_list_of_options() -> None:
    assert chosen("大革命", KINDS) == Chosen(is_list=False)


def test_a_label_within_a_longer_one_is_not_chosen_with_it() -> None:
    options = ("其他", "其他组织")
    assert chosen("☑其他组织 ☐其他", options).labels == ("其他组织",)


def test_what_stands_behind_the_last_option_belongs_to_it() -> None:
    assert chosen("☐甲班 ☑其他：青年突击队____", ("甲班", "其他")).rest == "青年突击队"
