"""Official sentences are filled with data, or with the official blanks."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import TemplateError
from pipeline.render.shown import Record
from pipeline.render.views import context
from pipeline.render.wording import ROOM_EM, Part, blank_of, fill_wording
from tests.render.cases import CASES, activity, subjects

BLANKS = {"default": "_____", "unit.role": "主导/参与"}


def filled(sentence: Any, **unit: str) -> Any:
    values = {"unit": Record({"name": "", "role": "", **unit}, given=True), "count": "3"}
    return fill_wording({"blanks": BLANKS, "letter": {"body": sentence}}, values).letter.body


def test_a_sentence_without_fields_is_one_fixed_part() -> None:
    assert filled("特此证明。").parts == (Part("特此证明。", "fixed"),)


def test_fields_are_filled_and_marked_as_values() -> None:
    sentence = filled("由{unit.name}提名{count}个。", name="甲会")
    assert str(sentence) == "由甲会提名3个。"
    assert [part.kind for part in sentence.parts] == ["fixed", "value", "fixed", "value", "fixed"]


@pytest.mark.parametrize(("field", "blank"), [("unit.name", "_____"), ("unit.role", "主导/参与")])
def test_an_empty_field_leaves_its_official_blank(field: str, blank: str) -> None:
    sentence = filled("由{" + field + "}提名。")
    assert sentence.parts[1] == blank_of(blank, ROOM_EM)
    assert str(sentence) == f"由{blank}提名。"


def test_a_blank_is_as_wide_as_its_field_needs() -> None:
    rooms = {"default": 7, "unit.name": 12, "unit.role": 3}
    body = "{unit.name}{unit.seal}{unit.role}"
    wording = {"blanks": BLANKS, "rooms": rooms, "letter": {"body": body}}
    values = {"unit": Record({"name": "", "seal": "", "role": ""}, given=False)}
    parts = fill_wording(wording, values).letter.body.parts
    assert [part.room_em for part in parts] == [12, 7, 0]  # words to choose from need no line


def test_a_field_at_either_end_has_no_empty_part_beside_it() -> None:
    assert filled("{unit.name}{count}", name="甲").parts == (
        Part("甲", "value"),
        Part("3", "value"),
    )


def test_several_sentences_are_filled_one_by_one() -> None:
    assert [str(each) for each in filled(["一", "由{unit.name}。"], name="甲")] == ["一", "由甲。"]


def test_an_empty_sentence_is_false_and_any_other_true() -> None:
    assert not filled("")
    assert filled("一")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("开展活动", "近年来，开展活动。"),
        ("近年来，开展活动", "近年来，开展活动。"),
        ("近年来，开展活动。", "近年来，开展活动。"),
        ("开展活动。", "近年来，开展活动。"),
        ("开展活动；", "近年来，开展活动。"),
        ("近年来开展活动", "近年来，近年来开展活动。"),
        ("开展活动！", "近年来，开展活动！。"),
        ("我们近年来，开展活动", "近年来，我们近年来，开展活动。"),
    ],
)
def test_what_the_sentence_says_already_is_not_said_twice(value: str, shown: str) -> None:
    assert str(filled("近年来，{unit.name}。", name=value)) == shown


def test_an_end_mark_stays_where_the_sentence_goes_on() -> None:
    assert str(filled("{unit.name}（单位名称）", name="甲。")) == "甲。（单位名称）"


@pytest.mark.parametrize(
    ("name", "role", "shown"),
    [
        ("甲", "", "会名甲。特此证明。"),
        ("", "主导", "职责主导，印_____。特此证明。"),
        ("甲", "主导", "会名甲。职责主导，印_____。特此证明。"),
        ("", "", "特此证明。"),
    ],
)
def test_an_option_stands_only_with_a_value(name: str, role: str, shown: str) -> None:
    sentence = "[[会名{unit.name}。]][[职责{unit.role}，印{unit.seal}。]]特此证明。"
    assert str(filled(sentence, name=name, role=role, seal="")) == shown


def test_a_blank_paper_has_every_option() -> None:
    wording = {"blanks": BLANKS, "letter": {"body": ["[[会名{unit.name}。]]"]}}
    values = {"unit": Record({"name": ""}, given=False), "blank": True}
    assert [str(each) for each in fill_wording(wording, values).letter.body] == ["会名_____。"]


def test_a_paragraph_without_words_is_no_paragraph() -> None:
    assert [str(each) for each in filled(["一", "[[会名{unit.name}。]]"])] == ["一"]


def test_a_misspelt_field_in_an_option_is_named_too() -> None:
    with pytest.raises(TemplateError, match=r"unit\.nmae"):
        filled("[[会名{unit.nmae}。]]")


def test_data_is_never_a_placeholder() -> None:
    assert str(filled("由{unit.name}。", name="{unit.role}{{ x }}")) == "由{unit.role}{{ x }}。"


def test_braces_that_are_no_placeholder_stay() -> None:
    assert str(filled("{} {A} {1} {unit-name}")) == "{} {A} {1} {unit-name}"


@pytest.mark.parametrize("path", ["unit.nmae", "unti.name", "unit.name.x.y", "counts"])
def test_a_misspelt_field_names_the_sentence(path: str) -> None:
    with pytest.raises(
        TemplateError, match=rf"wording\.toml \[letter\] body：不认识的字段“{{{path}}}”"
    ):
        filled("由{" + path + "}提名。")


def test_sections_and_sentences_that_do_not_exist_are_attribute_errors() -> None:
    wording = fill_wording({"blanks": BLANKS, "letter": {"body": "一"}}, {})
    with pytest.raises(AttributeError):
        _ = wording.lettr
    with pytest.raises(AttributeError):
        _ = wording.letter.boddy
    with pytest.raises(AttributeError):
        _ = wording.blanks
    assert list(wording) == ["letter"]
    assert list(wording.letter) == ["body"]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "document", ["nomination_letter", "lead_pledge", "no_objection_certificate"]
)
def test_every_sentence_of_the_notice_can_be_filled(name: str, document: str) -> None:
    for subject in subjects(document, name):
        wording = context(subject, activity())["wording"]
        for section in wording:
            for key in getattr(wording, section):
                sentences = getattr(getattr(wording, section), key)
                for sentence in sentences if isinstance(sentences, list) else [sentences]:
                    assert str(sentence)
                    assert "{" not in str(sentence) or name == "extreme"
                    assert not str(sentence).endswith("。。")


def test_the_blank_letter_reads_as_the_notice_prints_it() -> None:
    subject = next(subjects("nomination_letter", "empty"))
    letter = context(subject, activity())["wording"].nomination_letter
    assert str(letter.summary).startswith("近年来，（推进职工科技创新工作情况，")
    assert "经审查，以下_____个" in str(letter.review)
    assert "是在工会主导/参与组织的" in str(letter.review)
