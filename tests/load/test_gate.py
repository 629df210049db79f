"""What the clerk sees is what is read: plain characters in every value, what was dropped is told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import check
from pipeline.dossier.findings import Severity
from pipeline.dossier.models import Category
from pipeline.dossier.plain import lookalikes, plain, unseen
from pipeline.rules.check_digits import id_problems
from tests.load.cases import find_activity, nomination_yaml, read, read_rows, read_yaml, said

CASES = Path(__file__).parent.parent / "data/cases"
CHARS = Path(__file__).parent.parent / "data/chars"
RADICALS = [*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)]
INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202d\u202c\u2060\u2066\u2069\ufe0f\ufeff\ufffc\u3164"


@pytest.mark.parametrize("code", RADICALS)
def test_every_radical_becomes_a_character_that_is_no_radical(code: int) -> None:
    found = plain(chr(code))
    assert len(found) == 1
    assert not lookalikes(found)
    assert unicodedata.name(found).startswith("CJK UNIFIED")


def test_the_radicals_become_the_characters_they_look_like() -> None:
    assert plain("⼒⼩⼯⻋⻢⻅⻓⺠⽆\uf9d1\ufa0e") == "力小工车马见长民无六\ufa0e"


@pytest.mark.parametrize("file", sorted(CHARS.glob("*.txt")), ids=lambda file: file.stem)
def test_ordinary_characters_and_rare_names_stay(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert plain(text) == text


def test_what_the_clerk_chose_stays() -> None:
    text = "“五小”（２０２３）《〇》、；：！？…—①②㎡½℃×10⁵CO₂阿·买买提・〔2023〕12号葛\U000e0100\u3000ＡＢ"
    assert plain(text) == text
    assert not unseen(text)
    assert not lookalikes(text)


def test_a_selector_with_nothing_to_select_goes() -> None:
    assert plain("1\U000e01002") == "12"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_gate_is_passed_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert not unseen(plain(text))


@pytest.mark.parametrize("mark", INVISIBLE)
def test_invisible_marks_go_from_every_kind_of_value_and_are_told(
    tmp_path: Path, mark: str
) -> None:
    with_mark = nomination_yaml(
        f"title: 甲{mark}乙\n"
        f"in_use_since: 2022-{mark}01-05\n"
        f"category: 小{mark}发明\n"
        f"completed_in_province: 不{mark}是\n"
        f"video: {{seconds: 1{mark}2}}\n"
        f"patent_numbers: [ZL{mark}1]\n"
        f"lead: {{name: 张{mark}三, id_number: 3299{mark}99}}\n"
    )
    intake = read_yaml(tmp_path, with_mark)
    one = intake.dossier.nominations[0]
    assert (one.title, str(one.in_use_since), one.video.seconds) == ("甲乙", "2022-01-05", 12)
    assert one.category is Category.INVENTION
    assert (one.completed_in_province, one.patent_numbers) == (False, ("ZL1",))
    assert (one.lead.name, one.lead.id_number) == ("张三", "329999")
    assert len(intake.findings) == 8
    assert all(each.severity is Severity.WARNING for each in intake.findings)
    assert all(f"U+{ord(mark):04X}" in each for each in said(intake.findings))
    assert intake.findings[0].source is not None
    assert intake.findings[0].nomination == "P01"


def test_the_place_of_a_mark_is_told(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "项目简介"], ["P01", "甲\u202d乙", "⼒学"]])
    assert said(intake.findings) == ["项目名称：有看不见的字符（第2个字符U+202D），已略去"]
    assert str(intake.findings[0].source).endswith("B2")
    assert intake.dossier.nominations[0].introduction == "力学"


def test_a_radical_without_a_character_is_named(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称"], ["P01", "甲⺀"]])
    assert said(intake.findings) == [
        "项目名称：有形似汉字的部首、笔画（第2个字符U+2E80），不是汉字"
    ]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("n15-kangxi", []),
        ("n3-id-ZWSP-inside", ["身份证号：有看不见的字符（第7个字符U+200B），已略去"]),
    ],
)
def test_cases_from_the_field_are_read_as_seen(case: str, told: list[str]) -> None:
    intake = read(CASES / case)
    assert [each for each in said(intake.findings) if "找不到文件" not in each] == told
    lead = intake.dossier.nominations[0].lead
    assert lead.id_number is not None
    assert not id_problems(lead.id_number)
    assert intake.dossier.nominations[0].title == "曳引电梯制动力矩免砝码检测小装置"


def test_a_word_of_radicals_meets_the_hint_of_secrecy(tmp_path: Path) -> None:
    intake = read_yaml(tmp_path, nomination_yaml("introduction: 用于军⼯保密产品。"))
    review = check([intake], find_activity)
    hints = [each for each in review.findings if each.rule == "project.excluded_hint"]
    assert ["军工保密" in each for each in said(hints)] == [True]


def test_rows_are_joined_by_plain_ids(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [["编号", "项目名称"], ["P\u200e01", "甲"]],
        others={"其他完成人": [["编号", "姓名", "学历"], ["P01", "李四", "大学"]]},
    )
    one = intake.dossier.nominations[0]
    assert (one.id, len(one.contributors)) == ("P01", 1)


def test_names_of_files_are_those_that_the_files_have(tmp_path: Path) -> None:
    for name in ("⼯具.jpg", "甲.jpg"):
        (tmp_path / name).touch()
    intake = read_yaml(tmp_path, nomination_yaml("before: {photos: [⼯具.jpg, 甲\u200e.jpg]}"))
    assert intake.dossier.nominations[0].before.photos == ("⼯具.jpg", "甲.jpg")


@pytest.mark.parametrize(
    ("typed", "code"), [("２0２2-01-0Ⅱ", "U+2161"), ("2022-1\u041e-05", "U+041E")]
)
def test_a_date_that_looks_right_is_told_by_its_codes(
    tmp_path: Path, typed: str, code: str
) -> None:
    intake = read_yaml(tmp_path, nomination_yaml(f"in_use_since: '{typed}'"))
    assert code in said(intake.findings)[0]


def test_an_id_number_that_looks_right_is_told_by_its_codes() -> None:
    (told,) = id_problems("32999919860517317\u0425")
    assert "第18个字符U+0425" in told
