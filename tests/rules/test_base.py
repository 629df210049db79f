"""A rule is decorated for what it looks at, and mypy holds it to that.

The comments that silence mypy are the test: strict mypy reports one that silences nothing, so that
`lint` turns red as soon as a rule may be decorated for something else.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.dossier.milestones import Milestone
from pipeline.rules import Case, DossierCase, NominationCase
from pipeline.rules.base import ERROR, Fault, dossier_rule, nomination_rule, round_rule
from tests.rules.build import case_of, dossier

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


def test_a_rule_over_all_dossiers_says_which_one_it_means() -> None:
    case = case_of(dossier(), dossier(first=2))

    def last(case: Case) -> Iterator[Fault]:
        yield Fault(message="不对", remedy="改正", at=case.dossiers[-1])

    assert [finding.dossier for finding in OF_ALL(last).check(case)] == ["卷2"]
    with pytest.raises(TypeError, match=r"a\.round"):
        list(OF_ALL(over_all).check(case))
