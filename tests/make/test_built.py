"""What a clerk is told of papers that cannot be made yet."""

from __future__ import annotations

from pathlib import Path

from pipeline.dossier.milestones import Milestone
from pipeline.errors import ExitCode
from pipeline.make.built import MOST_REASONS, Built
from pipeline.papers.manifest import HeldPaper, Manifest, Reason

LETTER, NOTICE = "pdf/提名函.pdf", "pdf/公示.pdf"


def held(path: str, document: str, title: str) -> HeldPaper:
    return HeldPaper(
        path=path, document=document, title=title, subject="", nomination=None,
        milestone=Milestone.FILE, held_by=(),
    )  # fmt: skip


def reason(number: int, *paths: str) -> Reason:
    return Reason(
        rule="r", nomination=f"P{number:02}", place=f"项目!B{number}", message="没有填项目名称",
        remedy="填上项目名称", holds_back=paths,
    )  # fmt: skip


def built(*reasons: Reason, only: tuple[str, ...] = ()) -> Built:
    papers = (
        held(LETTER, "nomination_letter", "提名函"),
        held(NOTICE, "publicity_notice", "公示"),
    )
    manifest = Manifest(
        dossier="材料", activity="a", program="1", input_digest="", draft=False, files=(),
        held=papers, reasons=reasons,
    )  # fmt: skip
    return Built(out=Path("输出"), manifest=manifest, only=only)


def test_each_reason_is_told_with_its_place_and_the_papers_that_it_holds_back() -> None:
    lines = list(built(reason(1, LETTER, NOTICE)).said_of_held())
    assert lines == [
        "· 还有2份文书现在不能生成，要先补填或改正：",
        "    P01　项目!B1　没有填项目名称。请填上项目名称（涉及提名函1份、公示1份）",
        "  要先看样子可加 --draft。",
    ]


def test_of_many_reasons_the_first_are_told_and_how_many_more_there_are() -> None:
    reasons = [reason(number, LETTER) for number in range(1, MOST_REASONS + 4)]
    lines = list(built(*reasons).said_of_held())
    assert sum("没有填项目名称" in line for line in lines) == MOST_REASONS
    assert "还有3处，执行 wuxiao check 可看全部" in lines[-2]


def test_papers_that_nobody_asked_for_hold_nothing_up() -> None:
    asked = built(reason(1, LETTER), reason(2, NOTICE), only=("publicity_notice",))
    assert [line for line in asked.said_of_held() if "P01" in line] == []
    assert asked.exit_code is ExitCode.FINDINGS
    assert built(only=("summary_table",)).exit_code is ExitCode.OK
