"""Which papers a dossier needs, what they are called, which packet they go into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.dossier.models import Dossier, Employer, Lead, Nomination, Unit, UnitKind
from pipeline.papers import naming
from pipeline.papers.documents import UNIT, Scope, load_documents
from pipeline.papers.plan import by_employer, plan_blank, plan_papers
from pipeline.render.views import subject_of
from tests.render.cases import CASES, TEMPLATES

DOCUMENTS = load_documents(TEMPLATES)
EXTREME = CASES["extreme"].nominations


def nomination(
    identity: str | None, name: str | None = None, employer: str | None = None
) -> Nomination:
    return Nomination(id=identity, lead=Lead(name=name), employer=Employer(name=employer))


def dossier(*nominations: Nomination, kind: UnitKind | None = UnitKind.CITY) -> Dossier:
    return Dossier(unit=Unit(name="甲会", kind=kind), nominations=nominations)


def stems(*nominations: Nomination, document: str = "lead_pledge") -> list[str]:
    papers = plan_papers(dossier(*nominations), DOCUMENTS)
    return [paper.stem for paper in papers if paper.document == document]


def test_papers_come_document_by_document_in_the_order_of_priority() -> None:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    assert [paper.stem for paper in papers][:6] == [
        "签字盖章清单", "提名函", "单位公示-江苏沙洲特种钢铁有限公司",
        "单位公示-苏州锦绣纺织股份有限公司", "公示", "公示无异议证明",
    ]  # fmt: skip
    forms = [paper for paper in papers if paper.document == "nomination_form"]
    assert [paper.nomination for paper in forms] == [f"P0{number}" for number in range(1, 7)]
    assert forms[1].stem == "P02-欧阳振华-提名书"
    assert (forms[1].subject, forms[1].members) == ("P02 欧阳振华", (1,))


@pytest.mark.parametrize("kind", [*UnitKind, None])
def test_the_filing_form_is_for_societies_alone(kind: UnitKind | None) -> None:
    documents = {paper.document for paper in plan_papers(dossier(kind=kind), DOCUMENTS)}
    assert ("filing_form" in documents) is (
        kind in {UnitKind.PROVINCIAL_SOCIETY, UnitKind.OTHER_SOCIETY}
    )


def test_a_dossier_without_nominations_has_the_units_papers() -> None:
    assert {paper.scope for paper in plan_papers(dossier(), DOCUMENTS)} == {Scope.DOSSIER}


def test_two_people_of_one_name_and_id_get_names_of_their_own() -> None:
    same = nomination("P01", "张三")
    assert stems(same, same, nomination("p01", "张三")) == [
        "P01-张三-第一完成人承诺书", "P01-张三-2-第一完成人承诺书", "p01-张三-3-第一完成人承诺书",
    ]  # fmt: skip


def test_missing_ids_and_names_are_made_up_for() -> None:
    assert stems(nomination(None), nomination("", "张三"), nomination("P07", " ")) == [
        "P01-未填姓名-第一完成人承诺书", "P02-张三-第一完成人承诺书", "P07-未填-第一完成人承诺书",
    ]  # fmt: skip


def test_very_long_names_that_begin_alike_still_differ() -> None:
    first, second = stems(nomination("P", "江" * 200 + "甲"), nomination("P", "江" * 200 + "乙"))
    assert first != second
    assert max(len(f"{stem}.docx".encode()) for stem in (first, second)) < 200


def test_names_with_slashes_stay_one_part_in_every_place() -> None:
    papers = plan_papers(dossier(nomination("../P01", "a/b", "c:\\d")), DOCUMENTS)
    for paper in papers:
        folder, _, name = paper.packet.partition("/")
        for part in (paper.stem, folder, name):
            assert not set(part) & set("/\\:")


def test_no_two_papers_or_packets_share_a_name() -> None:
    papers = plan_papers(CASES["extreme"], DOCUMENTS)
    assert len({paper.stem.casefold() for paper in papers}) == len(papers)
    folders = {paper.packet.partition("/")[0] for paper in papers if paper.packet}
    assert len({folder.casefold() for folder in folders}) == len(by_employer(EXTREME)) + 1
    assert folders.isdisjoint({naming.ALL_PLEDGES, naming.PRINT_LIST})


@pytest.mark.parametrize("name", [UNIT, naming.ALL_PLEDGES, "a/b"])
def test_an_employers_folder_is_never_that_of_somebody_else(name: str) -> None:
    papers = plan_papers(dossier(nomination("P01", employer=name)), DOCUMENTS)
    own = {paper.packet.partition("/")[0] for paper in papers if paper.recipient == name}
    of_unit = {UNIT, naming.ALL_PLEDGES}
    assert all(folder and folder not in of_unit for folder in own - {""}) or name == UNIT


def test_employers_are_told_apart_by_name_without_blanks_around() -> None:
    found = by_employer(
        [nomination("1", employer=name) for name in ("甲厂", " 甲厂 ", "乙厂", None, "")]
    )
    assert found == {"甲厂": (0, 1), "乙厂": (2,), "未填单位": (3, 4)}


def test_an_employers_paper_is_made_for_its_nominations() -> None:
    papers = plan_papers(CASES["full"], DOCUMENTS)
    certificates = [
        paper for paper in papers
        if paper.scope is Scope.EMPLOYER and paper.document == "no_objection_certificate"
    ]  # fmt: skip
    assert [paper.members for paper in certificates] == [(0, 2, 4), (1, 3, 5)]
    subject = subject_of(certificates[1], CASES["full"])
    assert subject.nomination is None
    assert [each.id for each in subject.nominations] == ["P02", "P04", "P06"]
    assert not subject.blank
    assert certificates[0].packet == "江苏沙洲特种钢铁有限公司/02-出证材料"
    assert certificates[0].recipient == "江苏沙洲特种钢铁有限公司"


def test_a_nominations_paper_is_made_for_it_alone() -> None:
    paper = next(each for each in plan_papers(CASES["full"], DOCUMENTS) if each.nomination == "P03")
    subject = subject_of(paper, CASES["full"])
    assert subject.nomination is CASES["full"].nominations[2]
    assert subject.nominations == (CASES["full"].nominations[2],)


def test_blank_forms_are_one_of_each_document_and_scope_with_names_of_their_own() -> None:
    papers = plan_blank(DOCUMENTS)
    assert len(papers) == sum(len(document.per) for document in DOCUMENTS)
    assert len({paper.stem for paper in papers}) == len(papers)
    assert all(subject_of(paper, Dossier()).blank for paper in papers)


def test_a_unit_with_a_name_is_no_blank_form() -> None:
    paper = plan_papers(dossier(), DOCUMENTS)[0]
    assert not subject_of(paper, dossier()).blank
    assert subject_of(paper, replace(dossier(), unit=Unit())).blank
