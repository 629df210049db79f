"""A notice of another kind goes all the way as a folder alone: a medal for persons, without a project.

`tests/data/medal/activities/haidong-medal-2025` has a form, a letter, fields, options and shares of its own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.activity.loading import load_activity
from pipeline.dossier.models import Dossier
from pipeline.load import load
from pipeline.papers.documents import Scope, load_documents
from pipeline.render.html import render_html
from pipeline.render.sources import template_folders
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from tests.conftest import ROOT, Command, Desk
from tests.render.cases import TEMPLATES, picture
from tests.render.test_faces import page_text, word_text
from tests.rules.build import case_of, changed, findings_of, letters
from tests.test_run import pdf_text, squeezed

MEDAL = ROOT / "tests" / "data" / "medal"
ID = "haidong-medal-2025"
ACTIVITY = MEDAL / "activities" / ID
FORM = "推荐审批表"


@pytest.fixture(autouse=True)
def installed(wuxiao: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WUXIAO_ACTIVITIES", str(MEDAL / "activities"))


@pytest.fixture
def persons(tmp_path: Path) -> Desk:
    """A dossier of two persons."""
    folder = tmp_path / "云澜市"
    shutil.copytree(MEDAL / "dossier", folder)
    for place, size in (("P01", (1200, 1600)), ("P02", (1600, 1200))):
        photo = folder / "附件" / place / "形象照.jpg"
        photo.parent.mkdir(parents=True)
        photo.write_bytes(picture(*size))
    return Desk(folder, tmp_path / "output")


def test_new_offers_what_the_notice_asks_for(wuxiao: Command, tmp_path: Path) -> None:
    folder = tmp_path / "材料"
    made = wuxiao("new", folder, "--kind", "city", "--activity", ID)
    assert made.code == 0, made.err
    book = openpyxl.load_workbook(folder / "dossier.xlsx")
    heads = [str(cell.value).replace("\n", "") for cell in book["项目"][4]]
    needed = {head.removeprefix("*") for head in heads if head.startswith("*")}
    assert {
        "主要事迹",
        "本岗位工作年限",
        "第一完成人-电子邮箱",
        "负面情形-三年内受过处分",
    } <= needed
    assert needed.isdisjoint({"项目名称", "项目简介", "第一完成人-贡献及作用发挥情况"})
    offered = {cell.value for row in book["选项"].iter_rows() for cell in row}
    assert {"金质奖章", "银质奖章", "科技人员", "管理人员"} <= offered
    assert offered.isdisjoint({"小发明", "一线专业技术人员"})
    checked = json.loads(wuxiao("check", folder, "--format", "json").out)
    assert checked["activity"] == ID
    asked = {each["field"] for each in checked["findings"]}
    assert "unit.union_role" not in asked


def test_a_whole_dossier_is_clean(persons: Desk, wuxiao: Command) -> None:
    checked = wuxiao("check", persons.folder, "--format", "json")
    assert json.loads(checked.out)["findings"] == []
    assert checked.code == 0


@pytest.mark.parametrize(
    ("rule", "changes", "expect"),
    [
        ("required", {"n.deeds": None}, "E"),
        ("required", {"n.lead.email": None}, "E"),
        ("limit.text", {"n.deeds": "事" * 801}, "E"),
        ("project.excluded", {"n.declarations.extra": {"punished": True, "accident": False}}, "E"),
        ("ratio.posts", {"nominations[1].lead.worker_kind": "worker"}, "EE"),
        ("ratio.women", {"nominations[1].lead.sex": "male"}, "W"),
        ("window.letter", {"unit.letter_date": None}, ""),
    ],
)
def test_it_is_checked_by_its_own_conditions(
    rule: str, changes: Mapping[str, Any], expect: str
) -> None:
    activity = load_activity(ACTIVITY)
    content = changed(load(MEDAL / "dossier", lambda _: activity).dossier, changes)
    assert letters(findings_of(rule, case_of(content, by=activity))) == expect


def test_build_makes_its_own_papers_and_no_others(persons: Desk, wuxiao: Command) -> None:
    outcome = wuxiao("build", persons.folder, "-o", persons.output)
    assert outcome.code == 0, outcome.err
    forms = {f"P01-闻人溪-{FORM}", f"P02-澹台月-{FORM}"}
    assert persons.papers() == {"签字盖章清单", "推荐函", *forms}
    files = persons.files()
    form = squeezed(pdf_text(files[f"pdf/P01-闻人溪-{FORM}.pdf"]))
    for words in (
        "☑金质奖章",
        "☐银质奖章",
        "主要事迹（限800字）",
        "（最多5项）",
        "海东省“匠心奖章”",
    ):
        assert words in form
    letter = squeezed(pdf_text(files["pdf/推荐函.pdf"]))
    assert "现推荐以下2名同志参加评选，已公示不少于5个工作日" in letter
    signing = squeezed(pdf_text(files["pdf/签字盖章清单.pdf"]))
    assert "提名单位盖章推荐函推荐单位（盖章）本单位" in signing
    assert "材料留档5年" in signing


def test_its_forms_are_there_blank(wuxiao: Command, tmp_path: Path) -> None:
    made = wuxiao("blank", "--activity", ID, "-o", tmp_path)
    assert made.code == 0, made.err
    names = {
        path.name for face in ("word", "pdf") for path in (tmp_path / "空白表" / face).iterdir()
    }
    titles = ("签字盖章清单", "推荐函", FORM)
    assert names == {f"{title}.{suffix}" for title in titles for suffix in ("docx", "pdf")}


@pytest.mark.parametrize("document", ["medal_form", "medal_letter", "signing_sheet"])
@pytest.mark.parametrize("blank", [True, False])
def test_both_faces_of_its_papers_say_the_same(document: str, *, blank: bool) -> None:
    activity = load_activity(ACTIVITY)
    folders = template_folders(TEMPLATES, ACTIVITY)
    (about,) = [each for each in load_documents(*folders) if each.id == document]
    dossier = Dossier() if blank else load(MEDAL / "dossier", lambda _: activity).dossier
    subject = Subject(
        scope=about.scopes[0],
        dossier=dossier,
        nomination=next(iter(dossier.nominations), None)
        if about.scopes[0] is Scope.NOMINATION
        else None,
        nominations=dossier.nominations,
        blank=blank,
    )
    values = context(subject, activity)
    word = word_text(render_word(document, values, templates=folders).pack())
    assert word == page_text(render_html(document, values, templates=folders))
    assert "2023" not in word.replace("2023船坞焊接能手", "")
    assert "江苏" not in word
