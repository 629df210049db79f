"""Every rule against the table, and the table against the rules."""

from __future__ import annotations

import pytest

from pipeline.rules import RULES, AnyRule
from tests.rules.build import case_of, findings_of, letters
from tests.rules.table import ROWS, Row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.rule}: {row.says}")
def test_rule_finds_what_the_table_says(row: Row) -> None:
    findings = findings_of(row.rule, case_of(*row.dossiers, files=row.files))
    assert letters(findings) == row.expect, [finding.message for finding in findings]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_passing_failing_and_boundary_rows(rule: AnyRule) -> None:
    rows = [row for row in ROWS if row.rule == rule.id]
    assert any(row.expect == "" for row in rows)
    assert any(row.expect.strip("?") for row in rows)
    assert any(row.edge for row in rows)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_severity_of_a_rule_has_a_row(rule: AnyRule) -> None:
    shown = {letter for row in ROWS if row.rule == rule.id for letter in row.expect}
    expected = {severity.value[0].upper() for severity in rule.severities}
    assert shown == expected | ({"?"} if rule.cannot_tell else set())


def test_table_has_no_rule_that_there_is_not() -> None:
    assert {row.rule for row in ROWS} == {rule.id for rule in RULES}
