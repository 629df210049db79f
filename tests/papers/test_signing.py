"""What has to be signed and sealed, by whom, until when."""

from __future__ import annotations

from datetime import date

from pipeline.dossier.milestones import Milestone
from pipeline.papers.documents import UNIT, MarkKind, Role, load_documents
from pipeline.papers.plan import plan_papers
from pipeline.papers.signing import SigningBlock, signing_blocks
from tests.render.cases import CASES, TEMPLATES

DOCUMENTS = load_documents(TEMPLATES)
LATEST = {Milestone.CERTIFY: date(2023, 8, 25), Milestone.NOMINATE: date(2023, 8, 31)}


def blocks() -> dict[str, SigningBlock]:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    found = signing_blocks(CASES["full"], papers, DOCUMENTS, LATEST)
    return {block.recipient: block for block in found}


def test_each_recipient_has_a_block_the_unit_first() -> None:
    assert list(blocks()) == [UNIT, "江苏沙洲特种钢铁有限公司", "苏州锦绣纺织股份有限公司"]


def test_a_block_has_one_row_a_mark_by_who_signs() -> None:
    rows = blocks()["江苏沙洲特种钢铁有限公司"].rows
    leads = [row for row in rows if row.who.startswith("第一完成人　")]
    assert [row.who for row in leads] == [
        f"第一完成人　{each.lead.name}" for each in CASES["full"].nominations[::2]
    ]
    assert {row.document for row in leads} == {"提名书"}
    assert rows[: len(leads)] == tuple(leads)
    of_form = [(row.who, row.kind, row.place) for row in rows if row.subject == "P01 沈珣"]
    assert ("第一完成人　沈珣", "签字", "第一完成人（签字）：") in of_form
    assert ("第一完成单位负责人", "签字", "单位负责人签名（签章）：") in of_form
    assert ("第一完成单位", "盖章", "（单位公章）") in of_form
    assert ("第一完成单位人事部门", "盖章", "（人事部门盖章）") in of_form


def test_a_row_says_until_when_by_its_milestone_and_where_the_paper_is() -> None:
    rows = blocks()["江苏沙洲特种钢铁有限公司"].rows
    said = {(row.document, row.latest, row.file) for row in rows}
    folder = "江苏沙洲特种钢铁有限公司"
    assert ("提名书", "8月31日", f"{folder}/01-签字材料.pdf") in said
    assert ("一线职工证明", "8月25日", f"{folder}/02-出证材料.pdf") in said


def test_a_paper_that_is_not_printed_asks_for_no_signature() -> None:
    titles = {row.document for block in blocks().values() for row in block.rows}
    assert "提名函" in titles
    assert not {"第一完成人承诺书", "第一完成人所在单位承诺书"} & titles


def test_marks_that_came_back_are_no_longer_asked_for() -> None:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    form = next(each for each in papers if each.document == "nomination_form")
    seal = MarkKind.SEAL, Role.EMPLOYER
    came = {form.stem: frozenset({seal, (MarkKind.SIGNATURE, Role.LEAD)})}
    left = signing_blocks(CASES["full"], papers, DOCUMENTS, LATEST, came=came)
    asked = {
        (row.kind, row.who.partition("　")[0])
        for block in left
        for row in block.rows
        if (row.subject, row.document) == (form.subject, form.title)
    }
    assert asked == {("签字", "第一完成单位负责人")}
    everything = {
        each.stem: frozenset((mark.kind, mark.role) for mark in document.marks)
        for each in papers
        for document in DOCUMENTS
        if document.id == each.document
    }
    assert signing_blocks(CASES["full"], papers, DOCUMENTS, LATEST, came=everything) == ()
