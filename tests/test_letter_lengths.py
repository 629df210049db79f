"""Letters and notices of many lengths: page 1 full or the only one, and every figure of official paper kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.make.layouts import render_pages
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.tools.pdf.measuring import measure
from pipeline.verify import Verdict
from pipeline.verify.figures import TYPE_AREA_BOTTOM_MM
from pipeline.verify.finished import verify_paper
from pipeline.verify.letter import read_letter
from tests.render import cases

LINE_MM = 225 / 22
MM = 72 / 25.4

SHORT, USUAL = "云江市总工会", "江苏省新能源汽车产业链技术协会"
LONG = "苏州市沿海经济技术开发区新能源产业发展示范区总工会"
TITLE = "海上风电场升压站六氟化硫气体绝缘封闭开关的状态监测与故障预警装置的研制和推广"


def letter(folder: Path, summary: int, name: str, projects: int, title: str | None = None) -> Path:
    full = cases.CASES["full"]
    nominations = (full.nominations * projects)[:projects]
    if title:
        nominations = tuple(replace(each, title=title) for each in nominations)
    unit = replace(full.unit, name=name, summary=cases.filled(summary))
    dossier = replace(full, unit=unit, nominations=nominations)
    subject = Subject(scope=Scope.DOSSIER, dossier=dossier, nominations=nominations)
    values = context(subject, cases.activity())
    path = folder / "提名函.pdf"
    path.write_bytes(render_pages("nomination_letter", values, templates=[cases.TEMPLATES]).pdf)
    return path


@pytest.mark.parametrize(
    ("summary", "name", "projects", "title"),
    [
        (50, SHORT, 1, None),
        (75, LONG, 7, TITLE),
        (100, USUAL, 20, None),
        (130, SHORT, 20, None),
        (150, LONG, 7, TITLE),
        (180, USUAL, 3, None),
        (200, SHORT, 7, TITLE),
        (230, LONG, 20, None),
        (260, USUAL, 20, None),
        (400, SHORT, 2, None),
    ],
)
def test_a_letter_of_any_length_is_well_set(
    tmp_path: Path, summary: int, name: str, projects: int, title: str | None
) -> None:
    path = letter(tmp_path, summary, name, projects, title)
    report = verify_paper(path)
    bad = {each: result for each, result in report.by_id().items() if result.verdict is Verdict.BAD}
    assert bad == {}, report.text()
    found = read_letter(measure(path))
    assert found.date is not None
    assert "".join(line.text for line in found.names) == name
    if found.date.page == 2:
        first = max(line.bottom_pt for line in found.body if line.page == 1) / MM
        short_lines = (TYPE_AREA_BOTTOM_MM - first) / LINE_MM
        on_second = sum(line.page == 2 for line in found.body)
        # Two lines of the text have to stand with name and date, whatever room page 1 has.
        assert short_lines < 2.6 or on_second == 2
        assert short_lines < 5.6


def notice(folder: Path, place: int, name: str) -> Path:
    full = cases.CASES["full"]
    publicity = replace(full.unit.publicity, place="栏" * place)
    dossier = replace(full, unit=replace(full.unit, name=name, publicity=publicity))
    subject = Subject(scope=Scope.DOSSIER, dossier=dossier, nominations=dossier.nominations[:3])
    path = folder / "公示.pdf"
    values = context(subject, cases.activity())
    path.write_bytes(render_pages("publicity_notice", values, templates=[cases.TEMPLATES]).pdf)
    return path


@pytest.mark.parametrize(
    ("place", "name"),
    [(8, LONG), (40, SHORT), (70, LONG), (100, USUAL), (130, SHORT), (160, LONG), (190, USUAL)],
)
def test_a_notice_of_any_length_is_well_set(tmp_path: Path, place: int, name: str) -> None:
    path = notice(tmp_path, place, name)
    report = verify_paper(path)
    bad = {each: result for each, result in report.by_id().items() if result.verdict is Verdict.BAD}
    assert bad == {}, report.text()
    found = read_letter(measure(path))
    assert found.date is not None
    on_first = [line.bottom_pt / MM for line in found.body if line.page == 1]
    on_second = sum(line.page == 2 for line in found.body)
    if found.date.page == 2:
        # Two lines of the text stand with name and date; of a paragraph of three, all or none.
        assert on_second == 2 or (TYPE_AREA_BOTTOM_MM - max(on_first)) / LINE_MM < 3.6
