"""A rule is decorated for what it looks at, and mypy holds it to that.

The comments that silence mypy are the test: strict mypy reports one that silences nothing, so that
`lint` turns red as soon as a rule may be decorated for something else.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from pipeline.dossier.findings import Finding, Source
from pipeline.dossier.milestones import Milestone
from pipeline.rules import Case, DossierCase, NominationCase, UnitCase
from pipeline.rules.base import (
    EACH_UNIT,
    ERROR,
    WARNING,
    Fault,
    dossier_rule,
    nomination_rule,
    round_rule,
)
from tests.rules.build import activity, case_of, changed, dossier, intake_of

FAULT = Fault(message="不对", remedy="改正")


def over_nomination(case: NominationCase) -> Iterator[Fault]:
    yield FAULT


def over_dossier(case: DossierCase) -> Iterator[Fault]:
    yield FAULT


def over_all(case: Case) -> Iterator[Fault]:
    yield FAULT


def over_either(case: NominationCase | DossierCase) -> Iterator[Fault]:
    yield FAULT


OF_NOMINATION = nomination_rule("a.nomination", ERROR, clause="–", due=Milestone.CERTIFY)
OF_DOSSIER = dossier_rule("a.dossier", ERROR, clause="–", due=Milestone.CERTIFY)
OF_ALL = round_rule("a.round", ERROR, clause="–", due=Milestone.CERTIFY)

OF_NOMINATION(over_dossier)  # type: ignore[arg-type]
OF_NOMINATION(over_all)  # type: ignore[arg-type]
OF_DOSSIER(over_nomination)  # type: ignore[arg-type]
OF_DOSSIER(over_all)  # type: ignore[arg-type]
OF_ALL(over_nomination)  # type: ignore[arg-type]
OF_ALL(over_dossier)  # type: ignore[arg-type]
OF_ALL(over_either)  # type: ignore[arg-type]


def test_a_rule_looks_at_each_of_what_it_is_decorated_for() -> None:
    case = case_of(dossier(2), dossier(3, first=3))
    assert len(list(OF_NOMINATION(over_nomination).check(case))) == 5
    assert len(list(OF_DOSSIER(over_dossier).check(case))) == 2


def test_a_rule_that_takes_either_may_be_decorated_for_both() -> None:
    case = case_of(dossier(2))
    assert len(list(OF_NOMINATION(over_either).check(case))) == 2
    assert len(list(OF_DOSSIER(over_either).check(case))) == 1


def test_a_rule_over_a_unit_looks_at_its_dossiers_together() -> None:
    @EACH_UNIT.rule("a.unit", ERROR, clause="–", due=Milestone.CERTIFY)
    def in_unit(case: UnitCase) -> Iterator[Fault]:
        yield Fault(message="不对", remedy="改正", at=case.nominations[-1])

    both = case_of(dossier(), dossier(first=2))
    assert [(each.dossier, each.nomination) for each in in_unit.check(both)] == [("卷2", "P02")]


def test_a_rule_over_all_dossiers_says_which_one_it_means() -> None:
    case = case_of(dossier(), dossier(first=2))

    def last(case: Case) -> Iterator[Fault]:
        yield Fault(message="不对", remedy="改正", at=case.dossiers[-1])

    assert [finding.dossier for finding in OF_ALL(last).check(case)] == ["卷2"]
    with pytest.raises(TypeError, match=r"a\.round"):
        list(OF_ALL(over_all).check(case))
    of_unit = EACH_UNIT.rule("a.unit", ERROR, clause="–", due=Milestone.CERTIFY)
    with pytest.raises(TypeError, match=r"a\.unit"):
        list(of_unit(lambda _: [FAULT]).check(case))


def stamped(fault: Fault, case: Case | None = None, **said: object) -> Finding:
    """What a rule over nominations makes of a fault."""
    about = {"clause": "一", "due": Milestone.CERTIFY, "when_printed": True, **said}
    rule = nomination_rule("a.rule", WARNING, ERROR, **about)(lambda _: [fault])  # type: ignore[arg-type]
    (finding,) = rule.check(case or case_of(dossier()))
    return finding


def test_a_fault_that_says_no_more_is_a_finding_as_its_rule_says() -> None:
    assert stamped(FAULT) == Finding(
        rule="a.rule", severity=WARNING, message="不对", remedy="改正", clause="一", dossier="卷1",
        nomination="P01", field=None, source=Source("dossier.xlsx"), due=Milestone.CERTIFY,
        when_printed=True,
    )  # fmt: skip
    assert not stamped(FAULT, when_printed=False).when_printed


def test_what_a_fault_says_of_itself_is_what_counts() -> None:
    own = Fault(
        message="不对", remedy="改正", field="lead.name", severity=ERROR, clause="二",
        due=Milestone.UPLOAD,
    )  # fmt: skip
    by = msgspec.structs.replace(activity(), clauses={"a.rule": "三"})
    cell = Source("dossier.xlsx", sheet="项目", cell="B2")
    intake = intake_of(dossier(), sources={"nominations[0].lead.name": cell})
    found = stamped(own, case_of(intake, by=by))
    assert (found.severity, found.clause, found.field) == (ERROR, "二", "lead.name")
    assert found.source == cell
    assert (found.due, found.when_printed) == (Milestone.UPLOAD, False), "its own day is the day"
    assert stamped(FAULT, case_of(intake, by=by)).clause == "三", "the activity's before the rule's"


def test_what_cannot_be_told_is_no_error() -> None:
    fault = Fault(message="无法判断", remedy="核对", severity=ERROR, cannot_tell=True)
    assert stamped(fault).severity is WARNING


@pytest.mark.parametrize(
    ("field", "at"), [("lead.name", "nominations[0].lead.name"), (None, "nominations[0]")]
)
def test_in_a_nomination_without_a_number_a_fault_is_placed_from_the_dossier(
    field: str | None, at: str
) -> None:
    case = case_of(changed(dossier(), {"n.id": None}))
    found = stamped(Fault(message="不对", remedy="改正", field=field), case)
    assert (found.nomination, found.field) == (None, at)


def test_a_fault_of_the_whole_dossier_has_no_nomination_and_no_field_unless_it_says_one() -> None:
    def whole(_: DossierCase) -> Iterator[Fault]:
        yield FAULT
        yield Fault(message="不对", remedy="改正", field="unit.name")

    found = list(OF_DOSSIER(whole).check(case_of(dossier())))
    assert [(each.nomination, each.field) for each in found] == [(None, None), (None, "unit.name")]


def test_a_finding_is_given_with_the_dossier_that_it_is_in_though_names_are_alike() -> None:
    case = case_of(*(intake_of(dossier(first=place), "同名") for place in (1, 2)))
    for rule in (OF_NOMINATION(over_nomination), OF_DOSSIER(over_dossier)):
        located = list(rule.located(case))
        assert [place for place, _ in located] == list(case.dossiers)
        assert [each for _, each in located] == list(rule.check(case))


def test_what_a_rule_asks_for_is_its_docstring() -> None:
    def asking(_: DossierCase) -> Iterator[Fault]:
        """要求。

        细节。
        """
        yield FAULT

    assert OF_DOSSIER(asking).asks == "要求。\n\n细节。"
    assert OF_DOSSIER(over_dossier).asks == ""
    assert not OF_DOSSIER(asking).cannot_tell
    assert not OF_DOSSIER(asking).when_printed
