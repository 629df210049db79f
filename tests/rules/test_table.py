"""Every rule against the table, and the table against the rules."""

from __future__ import annotations

import re
from functools import cache

import pytest

from pipeline.dossier.findings import Finding
from pipeline.rules import RULES, AnyRule
from tests.rules.build import ROOT, case_of, findings_of, letters
from tests.rules.table import ROWS

PLACES = (ROOT / "tests" / "data" / "findings.txt").read_text(encoding="utf-8").splitlines()[1:]


@cache
def found(number: int) -> list[Finding]:
    """What the rule of a row finds."""
    row = ROWS[number]
    return findings_of(row.rule, case_of(*row.dossiers, files=row.files))


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=lambda number: f"{ROWS[number].rule}: {ROWS[number].says}"
)
def test_rule_finds_what_the_table_says(number: int) -> None:
    findings = found(number)
    row = ROWS[number]
    assert letters(findings) == row.expect, [finding.message for finding in findings]
    at = [f"{each.dossier} {each.nomination or '-'} {each.field}" for each in findings]
    assert all(map(str.startswith, at, row.at)), at


def _place(finding: Finding) -> str:
    """A line of findings.txt."""
    assert finding.due
    due = finding.due.name.lower() + ("+printed" if finding.when_printed else "")
    field = f"nominations[].{finding.field}" if finding.nomination else finding.field or "-"
    field = re.sub(r"\[\d+\]", "[]", field)
    return f"{finding.rule} {finding.severity.name[0]} {due} {field} {finding.clause}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_findings_stand_where_and_are_due_when_the_contract_says(rule: AnyRule) -> None:
    """The field and the milestone decide which papers are held back (`papers/holding.py`)."""
    numbers = (number for number, row in enumerate(ROWS) if row.rule == rule.id)
    ours = {_place(finding) for number in numbers for finding in found(number)}
    assert ours == {line for line in PLACES if line.split()[0] == rule.id}


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
