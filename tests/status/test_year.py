"""Where a dossier stands in the year, from the data and the state of its papers alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.intake import Intake
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Dossier, Filing, Unit, UnitKind
from pipeline.papers.documents import Paper, load_documents
from pipeline.papers.naming import pdf_path
from pipeline.papers.plan import plan_papers
from pipeline.status import (
    MilestoneStatus,
    PaperState,
    Returns,
    StepKind,
    YearStatus,
    latest_days,
    status,
    status_to_json,
    status_to_text,
)
from pipeline.status.models import MilestoneState
from tests.render.cases import TEMPLATES, activity
from tests.rules.build import changed, intake_of
from tests.status.dossiers import dossier

DOCUMENTS = load_documents(TEMPLATES)
READY, MADE, HELD, OUTDATED = (
    PaperState.READY, PaperState.MADE, PaperState.HELD, PaperState.OUTDATED,
)  # fmt: skip


def year(
    content: Dossier | None = None,
    *,
    made: tuple[Milestone, ...] = (),
    on: date | None = None,
    findings: tuple[Finding, ...] = (),
    returns: Returns | None = None,
) -> YearStatus:
    intake: Intake = intake_of(content or dossier(2))
    held = {path for finding in findings for path in finding.holds_back}

    def state(paper: Paper) -> PaperState:
        if pdf_path(paper.stem) in held:
            return HELD
        return MADE if paper.milestone in made else READY

    papers = {paper: state(paper) for paper in plan_papers(intake.dossier, DOCUMENTS)}
    deadlines = latest_days(activity())
    return status(intake.name, intake.dossier, findings, papers, deadlines, on=on, returns=returns)


def of(found: YearStatus, milestone: Milestone) -> MilestoneStatus:
    return next(each for each in found.milestones if each.milestone is milestone)


@pytest.mark.parametrize("kind", UnitKind)
def test_only_societies_have_to_file(kind: UnitKind) -> None:
    found = year(changed(dossier(1), {"unit.kind": kind}))
    filing = [each for each in found.milestones if each.milestone is Milestone.FILE]
    assert bool(filing) is kind.is_society


@pytest.mark.parametrize(
    ("filing", "field", "asked"),
    [
        (Filing(), "filing", "先填写“备案”：备案申请表的各项内容"),
        (Filing(full_name="某某学会"), "filing.address", "补填或改正：没有填写"),
    ],
)
def test_a_new_society_is_asked_to_fill_in_the_filing_and_later_for_what_is_left(
    filing: Filing, field: str, asked: str
) -> None:
    new = Dossier(unit=Unit(kind=UnitKind.OTHER_SOCIETY), filing=filing)
    fault = Finding(
        rule="filing.required", severity=Severity.ERROR, message="没有填写", remedy="填写",
        due=Milestone.FILE, field=field,
    )  # fmt: skip
    said = [step.action for step in of(year(new, findings=(fault,)), Milestone.FILE).steps]
    assert said.pop() == "备案申请表盖章后报省总工会，批复后把编号填入“编号”"
    assert [each for each in said if not each.startswith("生成")] == [asked]


def test_papers_that_are_ready_are_the_next_step_and_those_made_are_not() -> None:
    found = year()
    assert found.next[0].action.startswith("生成")
    assert found.next[0].latest == date(2023, 8, 25)
    certified = of(year(made=(Milestone.CERTIFY,)), Milestone.CERTIFY)
    assert certified.state is MilestoneState.DONE
    assert not certified.steps


def test_a_step_says_where_it_is_taken() -> None:
    finding = Finding(rule="quota.total", severity=Severity.ERROR, message="太多", remedy="减少")
    asked = {
        StepKind.MAKE: of(year(), Milestone.CERTIFY),
        StepKind.CORRECT: of(year(findings=(finding,)), finding.due),
        StepKind.SIGN: of(year(made=(Milestone.NOMINATE,)), Milestone.NOMINATE),
        StepKind.UPLOAD: of(year(), Milestone.UPLOAD),
        StepKind.COLLECT: of(year(changed(dossier(1), {"nominations": ()})), Milestone.COLLECT),
    }
    for kind, found in asked.items():
        assert kind in {step.kind for step in found.steps}, kind


def test_what_has_to_come_back_keeps_a_milestone_open() -> None:
    content = changed(dossier(1), {"n.evidence.frontline_certificate": ()})
    open_ = of(year(content, made=(Milestone.CERTIFY,)), Milestone.CERTIFY)
    assert open_.state is MilestoneState.OPEN
    (step,) = open_.steps
    assert step.action == "收回盖章的一线职工证明"
    assert step.whom == content.nominations[0].employer.name


def test_a_publicity_that_still_hangs_is_not_over_on_that_day() -> None:
    end = dossier(1).unit.publicity.end
    assert end
    for on, done in ((end, False), (date(end.year, 12, 31), True)):
        publicised = of(year(dossier(1), made=(Milestone.PUBLICISE,), on=on), Milestone.PUBLICISE)
        assert (publicised.state is MilestoneState.DONE) is done


def test_an_error_is_said_where_it_is_due_and_names_what_it_holds() -> None:
    path = "pdf/提名函.pdf"
    finding = Finding(
        rule="quota.total", severity=Severity.ERROR, message="太多", remedy="减少",
        due=Milestone.PUBLICISE, holds_back=(path,),
    )  # fmt: skip
    found = year(made=tuple(Milestone), findings=(finding,))
    assert of(found, Milestone.PUBLICISE).steps[0].action == "补填或改正：太多"
    letter = next(each for each in of(found, Milestone.NOMINATE).papers if each.path == path)
    assert (letter.state, letter.held_by) == (HELD, ("quota.total",))


def test_the_text_counts_what_holds_papers_back_and_names_no_rule() -> None:
    paths = tuple(pdf_path(paper.stem) for paper in plan_papers(dossier(2), DOCUMENTS))
    both, form = (
        Finding(
            rule=rule, severity=Severity.ERROR, message="没有填写", remedy="填写",
            due=Milestone.NOMINATE, holds_back=held,
        )
        for rule, held in (
            ("required", tuple(each for each in paths if "提名书" in each)),
            ("limit.text", tuple(each for each in paths if "P01" in each and "提名书" in each)),
        )
    )  # fmt: skip
    text = status_to_text([year(dossier(2), findings=(both, form))])
    assert "提名书2份，还不能生成，有2处要补填或改正" in text
    assert not {"required", "limit.text"} & set(re.split(r"[^a-z._]", text))


def test_a_publicity_is_done_when_nobody_objects_and_there_is_a_picture_of_it() -> None:
    def asked(values: dict[str, object]) -> list[str]:
        content = changed(dossier(1), values)
        found = year(content, made=(Milestone.PUBLICISE,), on=date(2023, 12, 31))
        return [step.action for step in of(found, Milestone.PUBLICISE).steps]

    assert asked({}) == []
    assert asked({"unit.publicity.files": ()}) == ["给张贴的本级公示拍照或截图，放进附件"]
    (settle,) = asked({"unit.publicity.objections": True})
    assert "有异议：处理完毕" in settle


def test_what_a_step_asks_for_is_not_said_again_as_an_error() -> None:
    unposted = {f"unit.publicity.{key}": None for key in ("start", "end", "place", "objections")}
    content = changed(dossier(1), {**unposted, "unit.letter_date": None})
    findings = tuple(
        Finding(
            rule="required", severity=Severity.ERROR, message="没有填写", remedy="填写",
            due=Milestone.NOMINATE, field=field, holds_back=("pdf/提名函.pdf",),
        )
        for field in (*unposted, "unit.letter_date", "unit.summary")
    )  # fmt: skip
    found = year(content, findings=findings)
    said = [step.action for step in of(found, Milestone.NOMINATE).steps]
    assert [each for each in said if "填" in each and "生成" not in each] == [
        "补填或改正：没有填写",
        "填写提名函日期",
    ]
    posted = of(found, Milestone.PUBLICISE).steps[-1]
    assert posted.action == "本级公示张贴后填写公示起止日期、地点或网址"


def test_who_has_a_kit_is_waited_for_until_the_selection_is_posted() -> None:
    back = Returns(awaited=("苏岸第三机床厂",))
    unposted = changed(dossier(1), {"unit.publicity.start": None})
    (step,) = of(year(unposted, returns=back), Milestone.COLLECT).steps
    assert (step.whom, step.action) == ("苏岸第三机床厂", "交回填好的收集包")
    assert of(year(dossier(1), returns=back), Milestone.COLLECT).state is MilestoneState.DONE


def test_nothing_is_begun_before_there_is_anything() -> None:
    empty = replace(dossier(0), nominations=())
    everything = plan_papers(empty, DOCUMENTS)
    finding = Finding(
        rule="required", severity=Severity.ERROR, message="没有项目", remedy="填写项目",
        due=Milestone.PUBLICISE, holds_back=tuple(pdf_path(paper.stem) for paper in everything),
    )  # fmt: skip
    found = year(empty, findings=(finding,))
    states = {each.milestone: each.state for each in found.milestones}
    assert states[Milestone.COLLECT] is MilestoneState.OPEN
    assert states[Milestone.NOMINATE] is MilestoneState.WAITING
    assert found.next[0].action == "收集提名材料，填入工作簿"


def test_json_is_the_contract() -> None:
    content = json.loads(status_to_json([year(on=date(2023, 6, 1))]))
    assert set(content) == {"dossier", "on", "milestones", "next"}
    assert content["on"] == "2023-06-01"
    assert [each["id"] for each in content["milestones"]] == [
        "collect", "certify", "publicise", "nominate", "upload", "archive",
    ]  # fmt: skip
    for each in content["milestones"]:
        assert set(each) == {"id", "label", "state", "latest", "papers"}
        assert each["state"] in {"done", "open", "waiting"}
        for paper in each["papers"]:
            assert set(paper) == {"path", "title", "subject", "state", "held_by"}
    assert content["milestones"][1]["latest"] == "2023-08-25"
    assert set(content["next"][0]) == {"action", "for", "latest"}


def test_several_dossiers_are_a_list() -> None:
    assert len(json.loads(status_to_json([year(), year()]))) == 2


def test_the_text_says_next_latest_and_what_is_late() -> None:
    text = status_to_text([year(on=date(2023, 9, 1))])
    assert "下一步：本单位：生成" in text
    assert "单位出证：进行中　最晚2023年8月25日（已过）" in text
    assert "已过最晚日期" in text
    early = status_to_text([year(on=date(2023, 6, 1))])
    assert "已过" not in early
