"""Which papers a finding holds back, and when it is due (DESIGN §2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.models import Dossier, Employer, Lead, Nomination, Unit
from pipeline.papers.documents import Document, Per, Scope
from pipeline.papers.holding import Held, PaperWork
from pipeline.papers.plan import plan_papers

CERTIFY, PUBLICISE, NOMINATE = Milestone.CERTIFY, Milestone.PUBLICISE, Milestone.NOMINATE


def document(name: str, scope: Scope, milestone: Milestone) -> Document:
    return Document(title=name, order=1, per=(Per(scope, milestone),), purpose="", id=name)


DOCUMENTS = (
    document("证明", Scope.NOMINATION, CERTIFY),
    document("单位公示", Scope.EMPLOYER, CERTIFY),
    document("公示", Scope.DOSSIER, PUBLICISE),
    document("提名书", Scope.NOMINATION, NOMINATE),
    document("提名函", Scope.DOSSIER, NOMINATE),
)
PRINTS = {
    "证明": {"nominations.lead.name", "nominations.lead.title_level"},
    "单位公示": {"nominations.lead.name", "nominations.introduction", "unit.phone"},
    "公示": {"nominations.introduction"},
    "提名书": {"nominations.lead.name", "nominations.contributors.duty"},
    "提名函": {"unit.letter_date"},
}


def nomination(number: int, employer: str) -> Nomination:
    lead = Lead(name=f"甲{number}")
    return Nomination(id=f"P0{number}", lead=lead, employer=Employer(name=employer))


DOSSIER = Dossier(
    unit=Unit(name="某会"),
    nominations=(nomination(1, "一厂"), nomination(2, "一厂"), nomination(3, "二厂")),
)


def settle(finding: Finding, dossier: Dossier = DOSSIER) -> Finding:
    work = PaperWork(
        dossier=dossier,
        papers=plan_papers(dossier, DOCUMENTS),
        documents=DOCUMENTS,
        prints=lambda each, _: frozenset(PRINTS[each.id]),
    )
    (settled,) = work.settle([finding])
    return settled


def held(finding: Finding, dossier: Dossier = DOSSIER) -> set[str]:
    paths = settle(finding, dossier).holds_back
    return {path.removeprefix("pdf/").removesuffix(".pdf") for path in paths}


def error(field: str, nomination: str | None = None, **more: object) -> Finding:
    about = {"rule": "x", "severity": Severity.ERROR, "message": "", "remedy": "", **more}
    return Finding(field=field, nomination=nomination, **about)  # type: ignore[arg-type]


def test_an_error_in_a_nomination_holds_what_covers_it_from_its_milestone_on() -> None:
    finding = error("category", "P02", due=PUBLICISE)
    assert held(finding) == {"公示", "P02-甲2-提名书", "提名函"}
    assert settle(finding).due is PUBLICISE


def test_an_employers_paper_is_held_by_each_of_its_nominations() -> None:
    finding = error("lead.sex", "P02", due=CERTIFY)
    assert {"单位公示-一厂", "P02-甲2-证明"} <= held(finding)
    assert not {"单位公示-二厂", "P01-甲1-证明", "P01-甲1-提名书"} & held(finding)


def test_an_error_that_is_due_later_holds_nothing_earlier() -> None:
    assert held(error("evidence.photos", "P01", due=Milestone.UPLOAD)) == set()


def test_an_error_in_the_dossier_holds_papers_of_the_dossier_alone() -> None:
    assert held(error("unit.letter_date", due=NOMINATE)) == {"提名函"}
    assert held(error("", due=PUBLICISE)) == {"公示", "提名函"}


def test_a_value_of_the_dossier_holds_what_prints_it() -> None:
    assert held(error("unit.phone", due=CERTIFY)) == {
        "单位公示-一厂", "单位公示-二厂", "公示", "提名函",
    }  # fmt: skip


def test_what_must_hold_when_printed_is_due_with_the_first_paper_that_shows_it() -> None:
    finding = error("introduction", "P01", due=NOMINATE, when_printed=True)
    assert held(finding) == {"单位公示-一厂", "公示", "P01-甲1-提名书", "提名函"}
    assert settle(finding).due is CERTIFY


def test_what_no_early_paper_shows_is_due_at_the_end() -> None:
    finding = error("contributors[1].duty", "P01", due=NOMINATE, when_printed=True)
    assert held(finding) == {"P01-甲1-提名书", "提名函"}
    assert settle(finding).due is NOMINATE


def test_a_value_is_not_shown_where_another_begins_like_it() -> None:
    assert "P01-甲1-证明" not in held(error("lead.title", "P01", due=NOMINATE, when_printed=True))
    assert "P01-甲1-证明" in held(error("lead.title_level", "P01", due=NOMINATE, when_printed=True))


def test_an_error_that_names_no_value_holds_what_covers_its_nomination() -> None:
    whole = replace(error("category", "P02", due=PUBLICISE), field=None)
    assert held(whole) == {"公示", "P02-甲2-提名书", "提名函"}


def test_a_missing_record_holds_what_prints_anything_of_it() -> None:
    finding = error("lead", "P03", due=NOMINATE, when_printed=True)
    assert "P03-甲3-证明" in held(finding)


def test_no_nominations_at_all_hold_what_would_list_them() -> None:
    alone = replace(DOSSIER, nominations=())
    assert held(error("nominations", due=NOMINATE, when_printed=True), alone) == {"公示", "提名函"}


@pytest.mark.parametrize("field", ["nominations[1].category", "nominations[1]"])
def test_a_nomination_without_id_is_known_by_its_place(field: str) -> None:
    assert held(error(field, due=PUBLICISE)) == {"公示", "P02-甲2-提名书", "提名函"}


def test_two_nominations_of_one_id_are_both_held() -> None:
    first, second, third = DOSSIER.nominations
    twins = replace(DOSSIER, nominations=(first, replace(second, id="P01"), third))
    assert {"P01-甲1-提名书", "P01-甲2-提名书"} <= held(error("id", "P01", due=NOMINATE), twins)


def test_a_warning_holds_nothing_and_still_has_its_time() -> None:
    finding = error("introduction", "P01", severity=Severity.WARNING, when_printed=True)
    assert (held(finding), settle(finding).due) == (set(), CERTIFY)


def test_held_papers_know_all_that_holds_them() -> None:
    findings = [settle(error("category", "P01", due=PUBLICISE)), settle(error("", due=NOMINATE))]
    papers = plan_papers(DOSSIER, DOCUMENTS)
    found = Held.of(papers, findings)
    by_stem = {paper.stem: reasons for paper, reasons in found.papers.items()}
    assert by_stem["提名函"] == tuple(findings)
    assert set(by_stem) == {"公示", "P01-甲1-提名书", "提名函"}
    assert found.findings == tuple(findings)
