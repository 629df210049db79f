"""The year follows what came back: who owes what, when a milestone is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Dossier, UnitKind
from pipeline.papers.documents import MarkKind, Paper, Role, load_documents
from pipeline.papers.naming import pdf_path
from pipeline.papers.plan import plan_papers
from pipeline.papers.returned import OwedMark, PaperReturn, ReturnState, ScannedPage, ZoneState
from pipeline.status import MilestoneStatus, PaperState, Returns, latest_days, status
from pipeline.status.models import MilestoneState
from tests.render.cases import TEMPLATES, activity
from tests.rules.build import changed
from tests.status.dossiers import dossier

DOCUMENTS = load_documents(TEMPLATES)
CONTENT = changed(dossier(1), {"n.evidence.frontline_certificate": ()})
PAPERS = plan_papers(CONTENT, DOCUMENTS)
SCAN = ScannedPage(file="x", index=1, to_paper=(), width_px=1, height_px=1)


def has_marks(paper: Paper) -> bool:
    document = next(each for each in DOCUMENTS if each.id == paper.document)
    return bool(document.marks_in(paper.scope)) and bool(paper.packet)


def returned(paper: Paper, state: ReturnState = ReturnState.COMPLETE) -> PaperReturn:
    return PaperReturn(
        path=pdf_path(paper.stem), document=paper.document, title=paper.title,
        subject=paper.subject, nomination=paper.nomination, recipient=paper.recipient, pages=1,
        state=state, scans={1: SCAN},
    )  # fmt: skip


ALL = {pdf_path(each.stem): returned(each) for each in PAPERS if has_marks(each)}
FORM = next(pdf_path(each.stem) for each in PAPERS if each.document == "nomination_form")


def year(
    returns: Returns | None, on: date | None = None, content: Dossier = CONTENT
) -> dict[Milestone, MilestoneStatus]:
    states = dict.fromkeys(plan_papers(content, DOCUMENTS), PaperState.MADE)
    deadlines = latest_days(activity())
    found = status("材料", content, (), states, deadlines, on=on, returns=returns)
    return {each.milestone: each for each in found.milestones}


def test_a_paper_that_is_back_whole_is_signed_and_others_are_made() -> None:
    found = year(Returns(ALL))
    states = {each.path: each.state for each in found[Milestone.NOMINATE].papers}
    assert states[FORM] is PaperState.SIGNED
    assert states["pdf/签字盖章清单.pdf"] is PaperState.MADE


def test_nomination_is_done_when_all_of_its_papers_are_back_and_not_before() -> None:
    assert year(Returns(ALL))[Milestone.NOMINATE].state is MilestoneState.DONE
    owed = (OwedMark(MarkKind.SIGNATURE, Role.LEAD, 6, ZoneState.ABSENT),)
    partly = replace(ALL[FORM], state=ReturnState.UNSIGNED, owed=owed)
    found = year(Returns({**ALL, FORM: partly}))[Milestone.NOMINATE]
    assert found.state is MilestoneState.OPEN
    (step,) = found.steps
    assert step.whom == ALL[FORM].recipient
    assert "P01 提名书（第6页没有第一完成人签字）" in step.action


def test_before_anything_comes_back_it_is_said_to_send_the_papers_out() -> None:
    none = {path: replace(each, state=ReturnState.MISSING, scans={}) for path, each in ALL.items()}
    for returns in (None, Returns(), Returns(none)):
        (step,) = year(returns)[Milestone.NOMINATE].steps
        assert step.action == "打印、送去签字盖章，收回签字盖章的纸"


def test_a_certificate_that_came_back_need_not_lie_among_the_evidence() -> None:
    assert year(Returns(ALL))[Milestone.CERTIFY].state is MilestoneState.DONE
    certificate = next(path for path in ALL if "一线职工证明" in path)
    missing = replace(ALL[certificate], state=ReturnState.MISSING, scans={})
    found = year(Returns({**ALL, certificate: missing}))[Milestone.CERTIFY]
    assert found.state is MilestoneState.OPEN


@pytest.mark.parametrize(("number", "state"), [("苏工备7号", "done"), (None, "open")])
def test_a_filing_that_was_answered_is_done_before_its_scan_is_here(
    number: str | None, state: str
) -> None:
    society = {"unit.kind": UnitKind.OTHER_SOCIETY, "filing.number": number}
    content = changed(CONTENT, society)
    (form,) = (each for each in plan_papers(content, DOCUMENTS) if each.document == "filing_form")
    owed = replace(returned(form, ReturnState.MISSING), scans={}, missing_pages=(1,))
    found = year(Returns({**ALL, owed.path: owed}), content=content)[Milestone.FILE]
    assert found.state.value == state


def test_a_scan_of_an_earlier_version_is_told_with_what_has_changed() -> None:
    old = replace(
        ALL[FORM], state=ReturnState.MISSING, missing_pages=(1,), outdated_pages=(1,), scans={},
        changed=("P01 第一完成人-职务",),
    )  # fmt: skip
    found = year(Returns({**ALL, FORM: old}))[Milestone.NOMINATE]
    (step,) = found.steps
    assert "收回的是旧版（后来改了：P01 第一完成人-职务）" in step.action
    (paper,) = (each for each in found.papers if each.path == FORM)
    assert paper.state is PaperState.MADE


def test_archiving_is_done_when_the_register_has_all_that_was_signed() -> None:
    before = year(Returns(ALL, kit_is_complete=True, is_submitted=True))[Milestone.ARCHIVE]
    assert before.state is MilestoneState.OPEN
    (step,) = before.steps
    assert f"还有{len(ALL)}份" in step.action
    some = Returns(ALL, is_submitted=True, kit_is_complete=True, filed={FORM})
    assert year(some)[Milestone.ARCHIVE].state is MilestoneState.OPEN
    every = Returns(ALL, is_submitted=True, kit_is_complete=True, filed={*ALL})
    assert year(every)[Milestone.ARCHIVE].state is MilestoneState.DONE
    assert year(Returns(filed={*ALL}))[Milestone.ARCHIVE].state is MilestoneState.WAITING


@pytest.mark.parametrize(
    ("complete", "submitted", "state", "said"),
    [
        (False, False, MilestoneState.OPEN, "wuxiao upload"),
        (True, False, MilestoneState.OPEN, "--done"),
        (True, True, MilestoneState.DONE, ""),
    ],
)
def test_upload_is_done_when_a_complete_kit_was_handed_in(
    complete: bool, submitted: bool, state: MilestoneState, said: str
) -> None:
    returns = Returns(ALL, kit_is_complete=complete, is_submitted=submitted)
    found = year(returns)[Milestone.UPLOAD]
    assert found.state is state
    assert all(said in step.action for step in found.steps)
