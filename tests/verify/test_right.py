"""Right letters of many lengths and kinds of text: none is called wrong, and only the seal is left to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.make.layouts import lay_out_pages
from pipeline.papers.documents import Scope
from pipeline.render.views import Subject, context
from pipeline.tools.weasyprint import drawing
from pipeline.tools.weasyprint.measured import measure_drawn
from pipeline.verify import Report, Verdict, judge_paper
from tests.render import cases

SHORT, LONG = "云江市总工会", "苏州市沿海经济技术开发区新能源产业发展示范区总工会"
LATIN = (
    "本市推进 PLC（S7-1500）与 MES 系统互联，OPC UA 采集 2,300 余点，OEE 由 71.2% 升至 85.6%，"
    "采用 HTTP/2、MQTT 与 TSN 通信；"
)
FIGURES = "2021年1月1日至2023年6月30日，共立项1234项、完成1000项，节约12.5万元、增收3,456万元。"
ADDRESS = "公示见https://www.example.com/gonghui/2023/07/notice?id=20230710，"
MARKS = "“五小”“六好”《办法》（试行）、“七有”——……；"

SUMMARIES = {
    "none": "",
    **{f"{count} characters": cases.filled(count) for count in (30, 90, 160, 260, 400)},
    "Latin words": LATIN + "成效明显。",
    "much Latin": LATIN * 4 + "成效明显。",
    "figures": FIGURES * 3,
    "addresses": ADDRESS * 4 + "无异议。",
    "marks": MARKS * 6 + "成效明显。",
}


def judged(
    summary: str, name: str = SHORT, projects: int = 3, *, letterhead: bool = False
) -> Report:
    full = cases.CASES["full"]
    nominations = (full.nominations * projects)[:projects]
    dossier = replace(
        full, unit=replace(full.unit, name=name, summary=summary), nominations=nominations
    )
    subject = Subject(
        scope=Scope.DOSSIER, dossier=dossier, nominations=nominations, letterhead=letterhead
    )
    values = context(subject, cases.activity())
    laid_out = lay_out_pages("nomination_letter", values, templates=[cases.TEMPLATES])
    return judge_paper(measure_drawn(drawing.draw(laid_out)), "提名函")


def with_verdict(report: Report, verdict: Verdict) -> list[str]:
    return [name for name, result in report.by_id().items() if result.verdict is verdict]


@pytest.mark.parametrize("kind", SUMMARIES)
def test_no_right_letter_is_called_wrong_or_doubtful(kind: str) -> None:
    report = judged(SUMMARIES[kind])
    assert with_verdict(report, Verdict.BAD) == [], report.text()
    assert with_verdict(report, Verdict.LOOK) == ["seal"], report.text()


@pytest.mark.parametrize(("name", "projects", "letterhead"), [(LONG, 7, False), (SHORT, 20, True)])
def test_neither_is_one_with_a_long_name_or_under_a_head(
    name: str, projects: int, letterhead: bool
) -> None:
    report = judged(SUMMARIES["much Latin"], name, projects, letterhead=letterhead)
    assert with_verdict(report, Verdict.BAD) == [], report.text()
    assert set(with_verdict(report, Verdict.LOOK)) <= {"seal", "head_number"}, report.text()
