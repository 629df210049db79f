"""Faults from the field with Word files and templates of an office's own, each with the right outcome.

The templates of the cases stand in `tests/data/cases/`; what belongs to a case as a value is edited into the
dossier.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from pypdf import PdfReader

from pipeline.convert import Converted, convert
from pipeline.make import limits
from pipeline.tools.pdf.measuring import measure
from pipeline.tools.word.final import FINAL_TEXT_COUNTS
from tests.conftest import ROOT, Command, Desk, Outcome

CASES = ROOT / "tests" / "data" / "cases"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTER, FORM = "nomination_letter", "nomination_form"
ENGLISH = re.compile("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")


def build(desk: Desk, wuxiao: Command, document: str, *, case: str = "") -> Outcome:
    """Build one document of a dossier, with the templates of a case."""
    if case:
        shutil.copytree(CASES / case / "templates", desk.folder / "templates")
    return wuxiao("build", desk.folder, "-o", desk.output, "--only", document)


def write_template(desk: Desk, document: str, *paragraphs: str) -> None:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    folder = desk.folder / "templates" / document
    folder.mkdir(parents=True)
    made.save(str(folder / "word.docx"))


def body(desk: Desk, name: str) -> etree._Element:
    """The body of a Word file of the output."""
    with zipfile.ZipFile(desk.out / "word" / name) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def texts(root: etree._Element) -> list[str]:
    found = ("".join(node.text or "" for node in each.iter(f"{W}t")) for each in root.iter(f"{W}p"))
    return [each for each in found if each]


def pages(path: Path) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages)


# ---------------------------------------------------------------- what is read


@pytest.mark.office
def test_c1_of_tracked_changes_the_final_text_is_printed(tmp_path: Path) -> None:
    shutil.copyfile(CASES / "c1-convert-tracked" / "tracked.docx", tmp_path / "函.docx")
    [made] = convert([tmp_path / "函.docx"])
    assert isinstance(made, Converted)
    assert pages(made.path) == "提名项目共二十个。"
    assert made.notices == (FINAL_TEXT_COUNTS,)


def test_p20_a_tag_without_its_end_is_told_with_its_paragraph(desk: Desk, wuxiao: Command) -> None:
    outcome = build(desk, wuxiao, LETTER, case="p20-unclosed-for")
    assert outcome.code == 5
    said = "word.docx：第1段“{% for n in nominations %}”没有结束标记"
    assert f"templates/nomination_letter/{said}" in outcome.err
    assert not ENGLISH.search(outcome.err)


# ---------------------------------------------------------------- what is filled in


@pytest.mark.office
def test_p17_the_lines_of_a_value_are_paragraphs_of_the_same_format(
    desk: Desk, wuxiao: Command
) -> None:
    desk.edit("summary: 我中心依托", "summary: |\n    第一段甲乙。\n    我中心依托")
    assert build(desk, wuxiao, LETTER, case="p17-newlines").code == 0
    root = body(desk, "提名函.docx")
    assert texts(root)[0] == "第一段甲乙。"
    first, second = (etree.tostring(each) for each in list(root.iter(f"{W}pPr"))[:2])
    assert first == second
    assert pages(desk.out / "pdf" / "提名函.pdf").startswith("第一段甲乙。我中心依托")


@pytest.mark.office
def test_p22_rows_of_a_fixed_form_beyond_the_people_are_blank(desk: Desk, wuxiao: Command) -> None:
    assert build(desk, wuxiao, FORM, case="p22-fixed-rows").code == 0
    [table] = body(desk, "P01-尉迟晨-提名书.docx").iter(f"{W}tbl")
    rows = ["".join(str(text) for text in row.itertext()) for row in table.iter(f"{W}tr")]
    filled = [bool(row.strip()) for row in rows]
    assert filled == sorted(filled, reverse=True), "people first, then blank rows"
    assert not all(filled)


@pytest.mark.office
def test_p9_a_photo_field_prints_the_picture(desk: Desk, wuxiao: Command) -> None:
    assert build(desk, wuxiao, FORM, case="p9-photo").code == 0
    root = body(desk, "P01-尉迟晨-提名书.docx")
    assert texts(root) == ["实施前", "全部"]
    pictures = [each for each in root.iter() if str(each.tag).endswith("}inline")]
    paper = measure(desk.out / "pdf" / "P01-尉迟晨-提名书.pdf")
    found = sum(len(page.pictures) for page in paper.pages)
    assert len(pictures) == found > 2


@pytest.mark.office
def test_p8_a_value_that_does_not_fit_its_row_is_named(desk: Desk, wuxiao: Command) -> None:
    outcome = build(desk, wuxiao, FORM, case="p8-exact-rows")
    assert outcome.code == 8
    assert "第1个表格第1行第2格的“电梯制动试验" in outcome.err
    assert "行高是固定的，放不下" in outcome.err
    assert "字体" not in outcome.err
    assert "P01-尉迟晨-提名书" not in desk.papers()


# ---------------------------------------------------------------- what does not come to an end


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("{{ 'x' * 3000000000 }}", "用的内存太多"),
        ("{% for a in nominations.padded(1000000000) %}x{% endfor %}", "用的内存太多"),
    ],
)
def test_a_template_that_takes_too_much_memory_is_stopped_by_name(
    words: str, why: str, desk: Desk, wuxiao: Command
) -> None:
    write_template(desk, LETTER, words)
    outcome = build(desk, wuxiao, LETTER)
    assert outcome.code == 5
    assert f"templates/nomination_letter/word.docx：模板停不下来，已经中止；{why}" in outcome.err


@pytest.mark.parametrize(
    "words",
    [
        "{{ 10 ** (10 ** 9) }}",
        "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_takes_too_long_is_stopped_by_name(
    words: str, desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits._child, "_seconds", 3.0)
    write_template(desk, LETTER, words)
    outcome = build(desk, wuxiao, LETTER)
    assert outcome.code == 5
    assert "模板停不下来，已经中止；超过3秒还没有做完" in outcome.err


def test_a_template_that_takes_itself_in_is_told(desk: Desk, wuxiao: Command) -> None:
    folder = desk.folder / "templates" / LETTER
    folder.mkdir(parents=True)
    (folder / "print.html").write_text(f'{{% include "{LETTER}/print.html" %}}', encoding="utf-8")
    outcome = build(desk, wuxiao, LETTER)
    assert outcome.code == 5
    assert "模板一层套一层，没有尽头" in outcome.err
    assert "提名函.docx" in {path.name for path in (desk.out / "word").iterdir()}


# ---------------------------------------------------------------- what is told, each time


@pytest.mark.office
def test_what_is_told_of_a_template_is_told_again_by_a_run_that_changes_nothing(
    desk: Desk, wuxiao: Command
) -> None:
    folder = desk.folder / "templates" / LETTER
    folder.mkdir(parents=True)
    shutil.copyfile(CASES / "c1-convert-tracked" / "tracked.docx", folder / "word.docx")
    said = f"! templates/nomination_letter/word.docx：{FINAL_TEXT_COUNTS}。"
    first, second = (build(desk, wuxiao, LETTER) for _ in range(2))
    assert "没有变化" in second.err
    assert said in first.err
    assert said in second.err
