"""A build says what is wrong with how its papers look: a fault of ours stops a paper, a doubt is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.errors import ExitCode
from pipeline.papers.manifest import FileKind
from pipeline.typefaces.table import FANG, SONG
from tests.conftest import Command, Desk
from tests.render.cases import ROOT, TEMPLATES

ONE = "employer_pledge"
NARROW = "@page { margin-left: 36mm; margin-right: 18mm }"


def build(desk: Desk, wuxiao: Command, *more: str) -> int:
    return wuxiao("build", desk.folder, "-o", desk.output, "--only", ONE, *more).code


def doubts(desk: Desk) -> set[str]:
    return {doubt for entry in desk.manifest().files for doubt in entry.doubts}


def test_our_own_papers_leave_no_doubt(model: Desk) -> None:
    assert {entry.path: entry.doubts for entry in model.manifest().files if entry.doubts} == {}


def test_what_an_offices_own_template_does_is_a_doubt_in_the_report_and_stays_there(
    desk: Desk, wuxiao: Command
) -> None:
    own = desk.folder / "templates" / ONE
    own.mkdir(parents=True)
    page = (TEMPLATES / ONE / "print.html").read_text(encoding="utf-8")
    styled = page.replace('href="form.css">', f'href="form.css"><style>{NARROW}</style>')
    (own / "print.html").write_text(styled, encoding="utf-8")
    assert build(desk, wuxiao) == ExitCode.OK
    said = doubts(desk)
    assert any(doubt.startswith("版心：") for doubt in said)
    report = (desk.out / "report.html").read_text(encoding="utf-8")
    assert "版面要看的地方" in report
    assert next(iter(said)).split("（")[0] in report
    desk.edit("postcode: ", "postcode:  ")
    assert build(desk, wuxiao) == ExitCode.OK
    assert doubts(desk) == said


@pytest.mark.parametrize(("more", "code"), [((), ExitCode.OUTPUT), (("--draft",), ExitCode.OK)])
def test_a_fault_of_our_template_stops_the_paper_by_name_but_no_draft(
    desk: Desk,
    wuxiao: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
    code: int,
) -> None:
    assets = tmp_path / "assets"
    shutil.copytree(TEMPLATES, assets / "templates")
    shutil.copytree(ROOT / "data" / "activities", assets / "data" / "activities")
    with (assets / "templates" / "_shared" / "form.css").open("a", encoding="utf-8") as sheet:
        sheet.write(NARROW)
    monkeypatch.setattr("pipeline.settings.assets", lambda: assets)
    assert build(desk, wuxiao, *more) == code
    failures = desk.manifest().failures
    assert all("版式不合公文格式" in each.message and "版心" in each.message for each in failures)
    pdfs = [entry for entry in desk.manifest().files if entry.kind is FileKind.PDF]
    assert bool(failures) is bool(code)
    assert bool(pdfs) is not bool(code)


def test_where_typefaces_are_lacking_no_template_of_ours_is_blamed(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The title's typeface is judged by the font that drew it: here as on a computer with Noto alone.
    monkeypatch.setattr("pipeline.verify.typefaces.typeface_of", lambda _: SONG)
    monkeypatch.setattr(
        "pipeline.tools.weasyprint.stand_ins.stand_ins", lambda _: {FANG.word: "NotoSerifCJKsc"}
    )
    assert build(desk, wuxiao, "--jobs", "1") == ExitCode.OK
    assert desk.manifest().failures == ()
    assert any(doubt.startswith("标题字体：") for doubt in doubts(desk))
