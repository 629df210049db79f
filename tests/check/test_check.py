"""The stage `check`: what it gathers, how it orders, and that a broken rule is a bug of ours."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs
from PIL import Image

import pipeline.check as stage
from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota, Share
from pipeline.check import Gauge, check, review_to_html, review_to_json, review_to_text
from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.intake import Intake
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import (
    Category,
    Dossier,
    TitleLevel,
    UnitKind,
    Video,
    WorkerKind,
)
from pipeline.errors import ExitCode, InputError, WuxiaoError
from pipeline.papers.documents import load_documents
from pipeline.papers.holding import PaperWork
from pipeline.papers.plan import plan_papers
from pipeline.rules import DossierCase, Fault
from pipeline.rules.base import ERROR, dossier_rule
from pipeline.run import look_at_evidence
from tests.load.cases import read_rows
from tests.render.cases import TEMPLATES
from tests.rules.build import (
    INVENTED_FOLDER,
    activity,
    change,
    changed,
    dossier,
    id_of,
    intake_of,
)
from tests.rules.test_activity_is_data import green


def find(activity_id: str) -> Activity:
    if activity_id == "invented-2024":
        return load_activity(INVENTED_FOLDER)
    return activity()


def two_papers(intake: Intake, _: Activity) -> PaperWork:
    """The letter and the forms, which print nothing but the letter's date."""
    documents = [
        each for each in load_documents(TEMPLATES)
        if each.id in {"nomination_letter", "nomination_form"}
    ]  # fmt: skip
    return PaperWork(
        dossier=intake.dossier,
        papers=plan_papers(intake.dossier, documents),
        documents=documents,
        prints=lambda document, _: frozenset(
            {"unit.letter_date"} if document.id == "nomination_letter" else ()
        ),
    )


def test_a_clean_dossier_is_clean() -> None:
    review = check([intake_of(dossier(20))], find)
    assert review.findings == ()
    assert "没有发现问题" in review_to_text(review)


def test_json_is_the_contract() -> None:
    content = changed(dossier(), {"n.in_use_since": date(2023, 1, 1), "unit.letter_date": None})
    sources = {"nominations[0].in_use_since": Source("dossier.xlsx", sheet="项目", cell="F7")}
    review = check([intake_of(content, sources=sources)], find, find_papers=two_papers)
    assert json.loads(review_to_json(review)) == {
        "activity": "jiangsu-wuxiao-2023",
        "dossiers": ["city"],
        "summary": {"error": 2, "warning": 0},
        "findings": [
            {
                "rule": "required", "severity": "error", "due": "nominate",
                "dossier": "city", "nomination": None, "field": "unit.letter_date", "source": {"file": "dossier.xlsx"},
                "message": "没有填写“提名单位-提名函日期”", "remedy": "补填“提名单位-提名函日期”", "clause": "附件1",
                "holds_back": ["pdf/提名函.pdf"],
            },
            {
                "rule": "project.in_use_by", "severity": "error", "due": "publicise",
                "dossier": "city", "nomination": "P01", "field": "in_use_since",
                "source": {"file": "dossier.xlsx", "sheet": "项目", "cell": "F7"},
                "message": "应用实施时间2023年1月1日晚于2022年12月31日",
                "remedy": "核对应用实施时间；确实晚于该日的项目不能提名", "clause": "二（一）4",
                "holds_back": ["pdf/提名函.pdf", "pdf/P01-沈珣-提名书.pdf"],
            },
        ],
    }  # fmt: skip


def test_findings_stand_by_nomination_and_errors_first() -> None:
    content = changed(
        dossier(3),
        {
            "nominations[2].title": None,
            "nominations[1].lead.job_title": "车间主任",
            "nominations[1].lead.name": None,
            "unit.letter_date": date(2023, 9, 1),
        },
    )
    review = check([intake_of(content)], find)
    assert [(each.nomination, each.severity.value) for each in review.findings] == [
        (None, "warning"), ("P02", "error"), ("P02", "warning"), ("P03", "error"),
    ]  # fmt: skip


def test_what_the_reader_found_is_in_the_review_once_and_hides_numbers() -> None:
    read = Finding(
        rule="evidence.photos", severity=Severity.ERROR, message=f"认不出{id_of()}", remedy="改正",
        nomination="P01", field="evidence.portraits",
    )  # fmt: skip
    content = changed(dossier(), {"n.evidence.portraits": ("a", "b", "c")})
    (finding,) = check([intake_of(content, findings=(read, read))], find).findings
    assert finding.dossier == "city"
    assert id_of() not in finding.message


def test_dossiers_of_one_name_keep_their_own_findings() -> None:
    broken = changed(dossier(first=9), {"n.title": None})
    review = check([intake_of(dossier()), intake_of(broken)], find)
    assert [len(each.findings) for each in review.dossiers] == [0, 1]


def test_dossiers_of_two_activities_are_not_checked_against_each_other() -> None:
    review = check([intake_of(dossier()), intake_of(green())], find)
    assert review.findings == ()
    assert json.loads(review_to_json(review))["activity"] == "jiangsu-wuxiao-2023、invented-2024"


def test_an_unknown_activity_stops() -> None:
    def nothing(activity_id: str) -> Activity:
        raise InputError("没有", where=activity_id)

    with pytest.raises(InputError):
        check([intake_of(dossier())], nothing)


def test_a_stroke_in_a_needed_cell_is_a_missing_value_in_that_very_cell(tmp_path: Path) -> None:
    rows = [["编号", "项目名称", "第一完成人-姓名", "备注"], ["P01", "甲", "／", "无"]]
    review = check([read_rows(tmp_path, rows)], find)
    (found,) = [each for each in review.findings if each.field == "lead.name"]
    assert found.message == "没有填写“第一完成人-姓名”（写的是“／”）"
    assert found.source == Source("dossier.xlsx", sheet="项目", cell="C2")


def test_a_broken_rule_is_a_bug_that_names_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    @dossier_rule("quota.broken", ERROR, clause="–", due=Milestone.PUBLICISE)
    def broken(case: DossierCase) -> list[Fault]:
        raise KeyError(id_of())

    monkeypatch.setattr(stage, "rules_of", lambda activity: (broken,))
    with pytest.raises(WuxiaoError, match=r"quota\.broken") as caught:
        check([intake_of(dossier())], find)
    assert caught.value.exit_code is ExitCode.BUG
    assert id_of() not in str(caught.value)


# ---------------------------------------------------------------- files


def _folder(tmp_path: Path) -> Intake:
    for shade, name in enumerate(("a1.jpg", "a2.jpg", "b1.jpg", "b2.jpg")):
        Image.new("L", (1200, 900), shade).save(tmp_path / name)
    (tmp_path / "证明.pdf").write_bytes(_one_page_pdf())
    return dataclasses.replace(intake_of(dossier()), folder=tmp_path)


def _one_page_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_sound_files_are_clean(tmp_path: Path) -> None:
    assert check([_folder(tmp_path)], find, look=look_at_evidence).findings == ()


def test_damaged_missing_and_stray_files_are_findings(tmp_path: Path) -> None:
    intake = _folder(tmp_path)
    (tmp_path / "a1.jpg").write_bytes((tmp_path / "a1.jpg").read_bytes()[:900])
    (tmp_path / "a2.jpg").unlink()
    content = change(intake.dossier, "nominations[0].evidence.workplace", ("b1.jpg", "../b2.jpg"))
    review = check([dataclasses.replace(intake, dossier=content)], find, look=look_at_evidence)
    assert [finding.rule for finding in review.findings] == ["evidence.readable"] * 3
    assert [finding.field for finding in review.findings] == [
        "evidence.portraits[0]", "evidence.portraits[1]", "evidence.workplace[1]",
    ]  # fmt: skip


def test_files_that_are_not_looked_at_are_not_judged() -> None:
    content = changed(dossier(), {"n.video": Video(name="演示", file="v.mp4")})
    assert check([intake_of(content)], find).findings == ()
    review = check([intake_of(content)], find, look=look_at_evidence)
    assert {finding.rule for finding in review.findings} == {"evidence.readable"}


# ---------------------------------------------------------------- the quota as a picture


def _gauges(content: Dossier) -> dict[str, tuple[int, int, int | None, int]]:
    (found,) = check([intake_of(content)], find).dossiers
    return {each.label: (each.used, *_bounds(each), each.amiss) for each in found.quotas.gauges}


def _bounds(gauge: Gauge) -> tuple[int, int | None]:
    """The bound of a gauge that has one, and how many more it leaves room for."""
    if isinstance(gauge.bound, Quota):
        return gauge.bound.max, gauge.more
    if gauge.bound.max_percent is not None:
        return gauge.bound.max_percent, gauge.more
    assert gauge.bound.min_percent is not None
    return gauge.bound.min_percent, gauge.others


def test_gauges_say_how_many_more() -> None:
    content = dossier(7)
    for index in (5, 6):
        content = change(content, f"nominations[{index}].lead.worker_kind", WorkerKind.TECHNICIAN)
    gauges = _gauges(content)
    assert gauges["小发明"] == (2, 4, 2, 0)
    assert gauges["小设计"] == (1, 4, 3, 0)
    assert gauges["合计"] == (7, 20, 13, 0)
    assert gauges["一线工人"] == (5, 60, 1, 0)
    assert gauges["高级职称的一线专业技术人员"] == (0, 10, 0, 0)


def test_gauges_say_how_many_too_many_or_too_few() -> None:
    content = dossier(6, kind=UnitKind.PROVINCIAL_SOCIETY)
    for index in range(3):
        content = change(content, f"nominations[{index}].lead.worker_kind", WorkerKind.TECHNICIAN)
        content = change(content, f"nominations[{index}].lead.title_level", TitleLevel.SENIOR)
    gauges = _gauges(content)
    assert gauges["小发明"] == (2, 1, 0, 1)
    assert gauges["合计"] == (6, 5, 0, 1)
    assert gauges["一线工人"] == (3, 60, 0, 1)
    assert gauges["高级职称的一线专业技术人员"] == (3, 10, 0, 3)


def _advice(content: Dossier, label: str) -> str:
    (found,) = check([intake_of(content)], find).dossiers
    (gauge,) = [each for each in found.quotas.gauges if each.label == label]
    return gauge.advice


def test_gauges_say_at_how_many_nominations_a_senior_technician_fits() -> None:
    seniors = "高级职称的一线专业技术人员"
    assert _advice(dossier(8), seniors) == "提名满10项时可有1项"
    assert _advice(dossier(9), seniors) == "还可提名1项"
    assert _advice(dossier(20), seniors) == "不能再增加"
    assert _advice(dossier(4, kind=UnitKind.PROVINCIAL_SOCIETY), seniors) == "不能再增加"
    assert _advice(dossier(5), "一线工人") == "还可提名其他3项"


def test_a_share_that_binds_nothing_advises_nothing() -> None:
    any_of_them = Share(rule="ratio.any", label="任意", clause="五", where={}, max_percent=100)
    for share in (any_of_them, structs.replace(any_of_them, max_percent=None, min_percent=0)):
        gauge = Gauge(bound=share, label="任意", used=2, total=3, fewest=0, most=3, more=None)
        assert (gauge.amiss, gauge.advice) == (0, "")


def test_a_full_total_leaves_no_room_in_a_category() -> None:
    content = dossier(20)
    for index in range(20):
        content = change(content, f"nominations[{index}].category", list(Category)[index % 4])
    assert _gauges(content)["小建议"] == (0, 4, 0, 0)


def test_without_kind_of_unit_the_quota_says_that_it_cannot_tell() -> None:
    review = check([intake_of(changed(dossier(), {"unit.kind": None}))], find)
    assert "无法判断限额" in review.dossiers[0].quotas.why_not


@pytest.mark.parametrize("total", range(12))
@pytest.mark.parametrize("percent", [0, 1, 10, 33, 60, 99, 100])
def test_room_is_the_largest_that_still_fits(total: int, percent: int) -> None:
    for used in range(total + 1):
        share = Share(
            rule="r", label="", clause="", where={}, min_percent=percent, max_percent=percent
        )
        same, others = share.same_allowed(used, total), share.others_allowed(used, total)
        if same is not None and 100 * used <= percent * total:
            assert 100 * (used + same) <= percent * (total + same)
            assert 100 * (used + same + 1) > percent * (total + same + 1)
        if others is not None and 100 * used >= percent * total:
            assert 100 * used >= percent * (total + others)
            assert 100 * used < percent * (total + others + 1)


# ---------------------------------------------------------------- size


def test_fifty_clean_dossiers_with_a_thousand_nominations_stay_clean_together() -> None:
    intakes = [
        intake_of(
            changed(dossier(20, first=20 * number + 1), {"unit.name": f"第{number}总工会"}),
            f"卷{number}",
        )
        for number in range(50)
    ]
    review = check(intakes, find)
    assert review.findings == ()


# ---------------------------------------------------------------- several dossiers of one unit


def _of_design(count: int) -> Dossier:
    return changed(
        dossier(count), {f"nominations[{n}].category": Category.DESIGN for n in range(count)}
    )


def test_dossiers_of_one_unit_are_added_up_and_each_is_told_where_they_come_from() -> None:
    folders = [intake_of(_of_design(2), "甲"), intake_of(_of_design(3), "乙")]
    for given in (folders, folders[::-1]):
        review = check(given, find)
        for each in review.dossiers:
            (found,) = [one for one in each.findings if one.rule == "quota.category"]
            first, second = (f"“{one.name}”{len(one.dossier.nominations)}项" for one in given)
            assert found.message == (
                f"小设计提名了5项（{first}、{second}合计），超过设区市总工会最多4项的限额"
            )
            assert found.remedy == "减去1项，由本单位决定减去哪些"
            assert found.nomination == each.headings[-1].id


def test_a_share_says_how_many_come_from_which_dossier() -> None:
    one = changed(dossier(2), {"n.lead.worker_kind": WorkerKind.TECHNICIAN})
    review = check([intake_of(one, "甲"), intake_of(one, "乙")], find)
    found = [each for each in review.findings if each.rule == "ratio.frontline_workers"]
    assert [each.dossier for each in found] == ["甲", "乙"]
    assert found[0].message == (
        "一线工人2项（“甲”1项、“乙”1项合计），占全部4项（“甲”2项、“乙”2项合计）的50%，低于60%"
    )


def test_the_gauge_of_a_unit_shows_the_sum_once() -> None:
    review = check([intake_of(_of_design(2), "甲"), intake_of(_of_design(3), "乙")], find)
    first, second = (each.quotas for each in review.dossiers)
    (design,) = [each for each in first.gauges if each.label == "小设计"]
    assert (design.used, design.total, design.amiss) == (5, 5, 1)
    assert second.gauges == ()
    assert second.publicity
    for said in (review_to_text(review), review_to_html(review)):
        assert said.count("5/4项") == 1
        assert re.search("名额与比例(<[^>]*>)?（“甲”2项、“乙”3项合计）", said)
        assert "与“甲”合并计算，见“甲”" in said


def test_a_unit_of_one_dossier_is_not_said_to_be_added_up() -> None:
    other = changed(_of_design(3), {"unit.name": "泽川市总工会"})
    review = check([intake_of(_of_design(2), "甲"), intake_of(other, "乙")], find)
    assert all(each.quotas.gauges and not each.quotas.note for each in review.dossiers)
    assert "合计）" not in review_to_text(review)
