"""The Word face: every document, four dossiers, and hostile values."""

from __future__ import annotations

import io
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from lxml import etree

from pipeline.dossier.models import Evidence
from pipeline.errors import InputError, TemplateError
from pipeline.papers.documents import Scope
from pipeline.render.shown import Record
from pipeline.render.views import Subject, context
from pipeline.render.word import paragraphs, render_word, seal_block, show
from pipeline.render.wording import Part, Sentence
from pipeline.tools.pictures.photos import Photo
from tests.render.cases import (
    CASES,
    DOCUMENTS,
    TEMPLATES,
    activity,
    contexts,
    picture,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PHOTO = Photo(picture(400, 300), 400, 300)


def render(document: str, values: dict[str, Any], **more: Any) -> bytes:
    given: dict[str, Any] = {"photos": lambda path: PHOTO, "title": "标题"} | more
    return render_word(document, values, templates=[TEMPLATES], **given).pack()


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(part(data, name))


def with_unit(**changes: Any) -> dict[str, Any]:
    dossier = CASES["full"]
    dossier = replace(dossier, unit=replace(dossier.unit, **changes))
    return context(Subject(scope=Scope.DOSSIER, dossier=dossier), activity())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_comes_out_is_a_sound_word_file(document: str, case: str) -> None:
    for values in contexts(document, case):
        data = render(document, values)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))
        body = root(data)
        assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))
        assert all(table.find(f"{W}tr") is not None for table in body.iter(f"{W}tbl"))
        if case != "extreme":  # whose values look like placeholders
            assert not re.search(rb"\{[{%]|[}%]\}", part(data))
        for row in body.iter(f"{W}tr"):
            widths = sum(
                int(span.get(f"{W}val", "1")) if (span := cell.find(f"{W}tcPr/{W}gridSpan"))
                is not None else 1
                for cell in row.iterfind(f"{W}tc")
            )  # fmt: skip
            table = row.getparent()
            assert table is not None
            assert widths == len(table.findall(f"{W}tblGrid/{W}gridCol"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_same_values_give_the_same_bytes(document: str) -> None:
    first, second = (render(document, contexts(document, "full")[0]) for _ in range(2))
    assert first == second


def test_every_photo_of_the_form_is_in_the_file_once_and_described() -> None:
    values = contexts("nomination_form", "extreme")[0]
    photos = {
        path: Photo(picture(40 + number, 30), 40 + number, 30)
        for number, path in enumerate(
            [*values["nomination"].before.photos, *values["nomination"].after.photos]
        )
    }
    data = render("nomination_form", values, photos=photos)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/")]
    assert len(media) == 8
    described = [
        each.get("descr") for each in root(data).iter() if str(each.tag).endswith("}docPr")
    ]
    assert described == [
        f"{stage}{number}" for stage in ("实施前", "实施后") for number in range(1, 5)
    ]
    ids = [each.get("id") for each in root(data).iter() if str(each.tag).endswith("}docPr")]
    assert len(set(ids)) == len(ids)


def test_a_photo_keeps_its_shape() -> None:
    values = contexts("nomination_form", "full")[0]
    tall = Photo(picture(30, 90), 30, 90)
    data = render("nomination_form", values, photos=lambda path: tall)
    extent = next(each for each in root(data).iter() if str(each.tag).endswith("}extent"))
    width, height = int(extent.get("cx", "0")), int(extent.get("cy", "0"))
    assert height / width == pytest.approx(3, rel=1e-4)
    assert height / 36000 == pytest.approx(54, abs=0.01)


PHOTOS = [
    ("{{ nomination.before.photos[0] }}", ["实施前1"]),
    ("{% for photo in nomination.before.photos %}{{ photo }}{% endfor %}", ["实施前1", "实施前2"]),
    ("{{ nomination.before.photos }}", ["实施前1", "实施前2"]),
    ("{{ nomination.before.photos[9] }}", []),
    ("{{ photo(nomination.before.photos[0]) }}", ["实施前1"]),
    ("{{ nomination.evidence.portraits[0] }}", ["形象照1"]),
    ("{{ nomination.evidence.frontline_certificate[0] }}", []),
]


@pytest.mark.parametrize(("words", "described"), PHOTOS)
def test_a_photo_field_prints_its_picture(words: str, described: list[str], tmp_path: Path) -> None:
    document = WordFile()
    document.add_paragraph(words)
    (tmp_path / "nomination_form").mkdir()
    document.save(str(tmp_path / "nomination_form" / "word.docx"))
    nomination = replace(
        CASES["full"].nominations[0],
        evidence=Evidence(
            portraits=("附件/形象照.jpg",), frontline_certificate=("附件/一线职工证明.pdf",)
        ),
    )
    dossier = replace(CASES["full"], nominations=(nomination,))
    subject = Subject(scope=Scope.NOMINATION, dossier=dossier, nomination=nomination)
    data = render_word(
        "nomination_form",
        context(subject, activity()),
        templates=[tmp_path, TEMPLATES],
        photos=lambda path: PHOTO,
    ).pack()
    found = [each.get("descr") for each in root(data).iter() if str(each.tag).endswith("}docPr")]
    assert found == described
    said = "".join(node.text or "" for node in root(data).iter(f"{W}t"))
    assert said == ("一线职工证明.pdf" if "certificate" in words else "")


def test_a_missing_photo_is_named() -> None:
    values = contexts("nomination_form", "full")[0]
    with pytest.raises(InputError, match=r"缺少照片"):
        render("nomination_form", values, photos={})


HOSTILE = "a & b <w:p>甲</w:p> </w:t> {{ unit.name }} {% raw %} {_{ \"' ]]>"


def test_hostile_values_come_out_as_they_are() -> None:
    data = render("nomination_letter", with_unit(name=HOSTILE))
    text = "".join(node.text or "" for node in root(data).iter(f"{W}t"))
    assert HOSTILE in text
    assert "清单附后" in text


def test_control_characters_go_and_lines_stay() -> None:
    dirty = "第一行\a\x00\x1f\n第二\f行\x0b第三行\t末\ud800\uffff"
    data = render("nomination_letter", with_unit(summary="近况", name=dirty))
    shown = [
        "".join(
            {"t": node.text or "", "tab": "⇥"}.get(etree.QName(node).localname, "")
            for node in each.iter()
        )
        for each in root(data).iter(f"{W}p")
    ]
    first = shown.index("提名单位（盖章）：第一行")
    assert shown[first : first + 4] == ["提名单位（盖章）：第一行", "第二", "行", "第三行⇥末"]
    core = root(data, "docProps/core.xml")
    assert "第一行" in "".join(str(text) for text in core.itertext())


def test_each_line_of_a_long_text_is_a_paragraph_of_its_own() -> None:
    data = render("nomination_letter", with_unit(summary="近年来，甲。\n\n乙。"))
    texts = ["".join(each.itertext()) for each in root(data).iter(f"{W}p")]
    assert "近年来，甲。" in texts
    assert "乙。" in texts


def test_lines_of_a_sentence_keep_their_parts() -> None:
    sentence = Sentence((Part("近年来，", "fixed"), Part("甲\n乙", "value"), Part("。", "fixed")))
    assert [str(each) for each in paragraphs(sentence)] == ["近年来，甲", "乙。"]
    assert paragraphs("") == [""]
    assert paragraphs("甲\n\n 乙") == ["甲", " 乙"]


def test_properties_hold_title_and_unit_escaped_once() -> None:
    data = render("nomination_letter", with_unit(name="甲&乙"), title="函 <一> & 二")
    core = root(data, "docProps/core.xml")
    texts = {etree.QName(each).localname: each.text for each in core}
    assert texts["title"] == "函 <一> & 二"
    assert texts["creator"] == texts["lastModifiedBy"] == "甲&乙"
    assert texts["language"] == "zh-CN"
    assert not {"created", "modified"} & set(texts)  # of when it was made, nothing is said


def test_blanks_are_wide_enough_for_a_hand_and_still_five_underscores() -> None:
    data = render("lead_pledge", contexts("lead_pledge", "empty")[0])
    blanks = [run for run in root(data).iter(f"{W}r") if run.find(f"{W}rPr/{W}w") is not None]
    assert ["".join(run.itertext()) for run in blanks] == ["_____"] * 4
    scales = [run.find(f"{W}rPr/{W}w") for run in blanks]
    assert all(scale is not None and int(scale.get(f"{W}val", "0")) >= 300 for scale in scales)


def test_a_whole_record_is_no_value() -> None:
    with pytest.raises(TypeError, match="其中的一项"):
        show(Record({}, given=False))


def indent(markup: str) -> list[int]:
    return [int(each) for each in re.findall(r'w:left="(\d+)"', markup)]


def test_the_date_stands_four_characters_from_the_right_and_the_name_centred_above() -> None:
    left = indent(seal_block("苏州市总工会", "2023年8月20日"))
    em = 320
    centre_from_right = (8844 - left[0]) / 2
    assert left[0] == left[1]
    assert centre_from_right == pytest.approx((4 + 6.5 / 2) * em, abs=2)


def test_a_long_name_is_broken_by_sense_and_moves_nothing() -> None:
    name = "苏州市沿海经济技术开发区新能源产业发展示范区总工会"
    markup = seal_block(name, "2023年8月20日")
    first, second = re.findall("<w:t[^>]*>([^<]+)</w:t>", markup)[:2]
    assert (first, second) == ("苏州市沿海经济技术开发区", "新能源产业发展示范区总工会")
    assert len(set(indent(markup))) == 1


def test_a_label_hangs_left_of_the_name_and_moves_nothing() -> None:
    bare = indent(seal_block("苏州市总工会", "2023年8月20日"))
    labelled = seal_block("提名单位（盖章）：苏州市总工会", "2023年8月20日")
    assert indent(labelled)[1] == bare[0]
    (left, right), *_ = re.findall(r'w:left="(\d+)" w:right="(\d+)"', labelled)
    middle_of_text = (int(left) + 8844 - int(right)) / 2
    assert middle_of_text + 9 / 2 * 320 == pytest.approx(8844 - (4 + 6.5 / 2) * 320, abs=2)


def test_a_label_wider_than_the_room_beside_the_name_begins_at_the_left_edge() -> None:
    label = "提名单位全称（须与公章一致，请用正楷填写，不得涂改）："
    labelled = seal_block(f"{label}苏州市总工会", "2023年8月20日")
    (left, right), *_ = re.findall(r'w:left="(\d+)" w:right="(\d+)"', labelled)
    assert (int(left), int(right) > 0) == (0, True)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_draft_says_so_on_every_page_and_changes_no_word(document: str) -> None:
    values = contexts(document, "full")[0]
    plain, draft = render(document, values), render(document, values, draft=True)
    assert list(root(plain).itertext()) == list(root(draft).itertext())
    references = root(draft).findall(f".//{W}sectPr/{W}headerReference")
    assert {each.get(f"{W}type") for each in references} == {"default", "even", "first"}
    assert 'string="草稿"' in part(draft, "word/header-wuxiao.xml").decode()
    assert "草稿" not in part(plain, "[Content_Types].xml").decode()


def test_an_unknown_document_is_said_in_chinese() -> None:
    with pytest.raises(TemplateError, match="缺少Word模板"):
        render_word("nothing", {"unit": None}, templates=[TEMPLATES])


def test_a_document_without_photos_takes_milliseconds_once_warm() -> None:
    values = contexts("lead_pledge", "full")[0]
    render("lead_pledge", values)
    start = time.perf_counter()
    for _ in range(10):
        render("lead_pledge", values)
    assert (time.perf_counter() - start) / 10 < 0.1
