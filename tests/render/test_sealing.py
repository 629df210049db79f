"""Name and date under a letter: broken by sense, centred, four characters from the right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.render.sealing import name_lines, seal_block
from pipeline.render.widths import em_width
from pipeline.render.wording import Part, Sentence


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("云江市总工会", ["云江市总工会"]),
        (
            "苏州市沿海经济技术开发区新能源产业发展示范区总工会",
            ["苏州市沿海经济技术开发区", "新能源产业发展示范区总工会"],
        ),
        (
            "中东石化集团江苏石油勘探有限公司工会委员会",
            ["中东石化集团", "江苏石油勘探有限公司工会委员会"],
        ),
        (
            "江苏省综合交通与能源资源产业工会",
            ["江苏省综合交通", "与能源资源产业工会"],
        ),
        (  # three lines would each be torn inside a word
            "江苏省苏州工业园区新型显示与高端半导体装备关键零部件精密制造产业工会委员会",
            [
                "江苏省苏州工业园区",
                "新型显示与高端半导体装备",
                "关键零部件精密制造产业",
                "工会委员会",
            ],
        ),
    ],
)
def test_names_are_broken_where_a_word_ends(name: str, lines: list[str]) -> None:
    assert list(name_lines(name, widest_em=15.5)) == lines


@given(st.text(alphabet="云江省市县区产业集团有限公司会展示范发AB12", min_size=1, max_size=70))
def test_no_line_of_a_name_is_wider_than_its_room(name: str) -> None:
    found = name_lines(name, widest_em=15.5)
    assert "".join(found) == name
    assert all(em_width(line) <= 16 for line in found)


def test_the_date_stands_four_characters_from_the_right() -> None:
    seal = seal_block("提名单位（盖章）：云江市总工会", "2023年8月20日")
    assert (seal.label, seal.names) == ("提名单位（盖章）：", ("云江市总工会",))
    assert (seal.room_em - em_width("2023年8月20日")) / 2 == 4


def test_a_sentence_is_parted_into_label_and_name() -> None:
    label = Part("提名单位（盖章）：", "fixed")
    named = Sentence((label, Part("云江市总工会", "value")))
    blank = Sentence((label, Part("_____", "blank", 9)))
    assert seal_block(named, "").names == ("云江市总工会",)
    assert (seal_block(blank, "").label, seal_block(blank, "").names) == ("提名单位（盖章）：", ())


def test_the_width_of_a_sentence_is_that_of_its_words_and_of_its_blanks() -> None:
    label = Part("提名单位（盖章）：", "fixed")
    assert em_width(Sentence((label, Part("云江市总工会", "value")))) == 9 + 6
    assert em_width(Sentence((label, Part("_____", "blank", 12.5)))) == 9 + 12.5
