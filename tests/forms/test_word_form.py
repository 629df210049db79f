"""The Word form that employers fill in: each value in a field of its own, which other programs leave alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator

from pipeline.activity.walk import Leaf, leaves_of_nomination
from pipeline.dossier.models import (
    Category,
    Contributor,
    Honour,
    Nomination,
    Sex,
    Stage,
    Team,
    TeamKind,
)
from pipeline.dossier.schema import Kind, is_empty
from pipeline.forms.employer_form import CHOOSE, PHOTO_PROMPT, bookmark_name
from pipeline.forms.word_form import write_word_form
from tests.collect.words import word
from tests.forms import filled
from tests.forms.filled import W
from tests.load.cases import activity
from tests.render.cases import CASES

FULL = CASES["full"].nominations[0]
NO_FAULT = "relationships/theme' is missing"
HONOURS = tuple(Honour(year=f"202{number}", name=f"奖{number}", issuer="甲") for number in range(4))
TRICKY = "第一段：<b>&amp;“引号”\n第二段 10⁵ → CO₂，ABC-12型Ø45mm管"


def form(nomination: Nomination = FULL) -> bytes:
    return write_word_form(filled.blank_form(), activity(), nomination)


def expected(nomination: Nomination) -> dict[str, str | bool]:
    """What stands in the fields of a form, by the names of their bookmarks."""
    found: dict[str, str | bool] = {}
    for leaf in leaves_of_nomination(activity(), nomination):
        if leaf.field.kind is Kind.CHOICES or leaf.path == "category":
            chosen = {str(each) for each in _several(leaf.value)}
            for option in leaf.field.options:
                name = bookmark_name(f"{leaf.path}:{option.key}")
                found[name] = option.key in chosen
        elif leaf.field.kind not in {Kind.FILE, Kind.FILES} and not is_empty(leaf.value):
            found[bookmark_name(leaf.path)] = said(leaf)
    return found


def said(leaf: Leaf) -> str:
    if leaf.field.kind is Kind.YES_NO:
        return (
            ("有" if leaf.value else "无") if "有无" in leaf.label else "是" if leaf.value else "否"
        )
    if isinstance(leaf.value, date):
        return f"{leaf.value.year}年{leaf.value.month}月{leaf.value.day}日"
    labels = {each.key: each.label for each in leaf.field.options}
    return "、".join(labels.get(str(each), str(each)) for each in _several(leaf.value))


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def given(data: bytes) -> dict[str, str | bool]:
    """The fields of a form that say something, and all boxes."""
    return {name: value for name, value in filled.values(data).items() if value not in {"", CHOOSE}}


def without_contributors(
    values: dict[str, str | bool], nomination: Nomination
) -> dict[str, str | bool]:
    names = {
        bookmark_name(f"contributors[{number}].{key}")
        for number in range(len(nomination.contributors))
        for key in Contributor.__dataclass_fields__
    }
    return {name: value for name, value in values.items() if name not in names}


@pytest.mark.parametrize(
    "nomination",
    [
        *CASES["full"].nominations,
        *CASES["sparse"].nominations,
        *CASES["extreme"].nominations,
        Nomination(),
        replace(FULL, lead=replace(FULL.lead, honours=HONOURS, achievements=TRICKY)),
        replace(FULL, team=Team(kind=tuple(TeamKind), other_text="<某>班组", award=HONOURS[:3])),
    ],
)
def test_every_value_stands_whole_in_its_own_field(nomination: Nomination) -> None:
    assert given(form(nomination)) == without_contributors(expected(nomination), nomination)


def test_contributors_stand_in_rows_with_room_for_more() -> None:
    people = tuple(
        Contributor(name=f"人{number}", sex=Sex.FEMALE, duty="装配") for number in range(9)
    )
    rows = table_with(form(replace(FULL, contributors=people)), "负责本项目具体工作内容")
    assert rows[2:11] == [[f"人{number}", "女", "", "", "", "", "", "装配"] for number in range(9)]
    assert rows[11:] == [[""] * 8] * 2


def table_with(data: bytes, words: str) -> list[list[str]]:
    for table in filled.body(data).iter(f"{W}tbl"):
        rows = [[cell_text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        if any(words in row for row in rows):
            return rows
    raise AssertionError(words)


def cell_text(cell: Any) -> str:
    return "".join(each.text or "" for each in cell.iter(f"{W}t"))


def test_an_empty_form_shows_nothing_but_official_words_and_prompts() -> None:
    data = form(Nomination())
    assert set(filled.values(data).values()) == {"", CHOOSE, False}
    text = cell_text(filled.body(data))
    assert text.count(PHOTO_PROMPT) == 8
    for words in (FULL.title, FULL.lead.name, FULL.employer.name):
        assert words
        assert words not in text


def test_every_official_word_of_the_blank_form_is_still_there_in_its_order() -> None:
    """But for what fields take the place of: lists of options, an example, the year, room for a hand."""
    words = iter([each.text or "" for each in filled.body(form(Nomination())).iter(f"{W}t")])
    replaced = ("公有制企业", "例如：", "(　　)年度", "_____", "☐", "视频名称", "。")
    for each in filled.body(filled.blank_form()).iter(f"{W}t"):
        text = each.text or ""
        if text.strip() and not any(start in text for start in replaced):
            assert any(text in word for word in words), text


def test_only_fields_photos_and_contributors_can_be_changed() -> None:
    data = form()
    sections = list(filled.body(data).iter(f"{W}sectPr"))
    is_open = [each.find(f"{W}formProt") is not None for each in sections]
    assert is_open == [False, True, False, True, False, True, False]
    assert filled.part(data, "word/settings.xml").count(b'w:edit="forms" w:enforcement="1"') == 1


def test_a_photo_that_is_there_already_is_named_and_not_put_in_twice() -> None:
    data = form(replace(FULL, before=Stage(photos=("附件/P01/实施前-1.jpg",))))
    assert "已有实施前-1.jpg，" in cell_text(filled.body(data))
    assert not list(filled.body(data).iter(f"{W}drawing"))


def test_a_value_that_is_no_option_is_shown_all_the_same() -> None:
    field = replace(FULL.field, level1="别的领域")
    assert (
        filled.values(form(replace(FULL, field=field)))[bookmark_name("field.level1")] == "别的领域"
    )


def test_the_same_values_give_the_same_bytes() -> None:
    assert form() == form()


@pytest.mark.parametrize("nomination", [FULL, Nomination(), *CASES["extreme"].nominations[:1]])
def test_the_form_is_a_valid_word_file(nomination: Nomination, tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(form(nomination))
    found = OpenXmlValidator().validate(path).errors
    assert [each.description for each in found if NO_FAULT not in each.description] == []


@pytest.mark.office
def test_libreoffice_saves_it_twice_and_every_value_is_still_there(tmp_path: Path) -> None:
    nomination = replace(
        FULL,
        category=Category.DESIGN,
        lead=replace(FULL.lead, honours=HONOURS, achievements=TRICKY, sex=Sex.FEMALE),
        team=Team(kind=(TeamKind.JOINED, TeamKind.OTHER), other_text="ABC-12型班组"),
    )
    data = form(nomination)
    assert filled.values(filled.saved_by_libreoffice(data, tmp_path, 2)) == filled.values(data)


def test_a_form_without_a_label_asks_for_its_field_behind_it() -> None:
    """An office's own form may leave a field out; its value is not lost."""
    own = filled.changed(filled.blank_form(), {"别名雅号": "其他", "授奖\n单位": "颁发"})
    nomination = replace(FULL, lead=replace(FULL.lead, alias="小匠", honours=HONOURS[:2]))
    data = write_word_form(own, activity(), nomination)
    assert given(data) == without_contributors(expected(nomination), nomination)
    assert table_with(data, "第一完成人-别名雅号")[0] != []


def test_labels_without_a_blank_beside_or_below_them_are_asked_for_behind_the_form() -> None:
    """An office's own form may be a few lines; no value is lost."""
    own = word(
        "一、项目概况", [["项目名称", ""], ["专利号"]],
        "二、项目第一完成人及单位基本情况", [["第一完成人姓名", ""], ["单位性质"]],
        "三、项目介绍", "(一) 项目实施前的情况(限150字):", "图片一组(限4张):",
        "四、作用发挥情况", [["项目团队情况"]],
    )  # fmt: skip
    data = write_word_form(with_settings(own), activity(), FULL)
    boxes = {bookmark_name(f"category:{each}") for each in Category}
    others = {name: said for name, said in expected(FULL).items() if name not in boxes}
    assert FULL.category is Category.INVENTION
    chosen = {bookmark_name("category"): "小发明"}
    assert given(data) == others | chosen, "of options, one is chosen from a list"


def with_settings(data: bytes) -> bytes:
    """A form as office programs write it, with a part of settings."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        settings = f'<w:settings xmlns:w="{W.strip("{}")}"/>'
        archive.writestr("word/settings.xml", settings)
    return stream.getvalue()
