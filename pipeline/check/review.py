"""The result of a check as data, and its JSON (DESIGN §6, a public contract)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.check.quota_report import QuotaReport
from pipeline.dossier.findings import Finding, Severity, count
from pipeline.dossier.intake import Intake
from pipeline.dossier.milestones import Milestone, earliest
from pipeline.rules import AnyRule

_CONTROL = re.compile(r"[\x7f-\x9f]")
"""Control characters that JSON allows as they are and a terminal obeys."""
_IN_NOMINATION = re.compile(r"nominations\[([0-9]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A nomination as the head of its findings."""

    id: str | None
    title: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedCopy:
    """A copy of a dossier's workbook with the findings in it.

    Attributes:
        file: Where it was written.
        cells: The cell of each finding in it, as links name cells: `'项目'!C7`.
    """

    file: Path
    cells: Mapping[Finding, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierReview:
    """What was found in one dossier.

    Attributes:
        name: Name of the dossier folder.
        activity: Id of its activity; empty where it names none.
        activity_name: Name of its activity.
        unit: The nominating unit.
        unit_kind: What kind of unit it is, in Chinese.
        headings: Its nominations, in order of priority.
        findings: By nomination (the dossier itself first), errors first, then in order of rules.
        quotas: Quotas and shares as they stand.
        unchecked: What was not checked on purpose, in Chinese; empty where everything was.
        copy: The annotated copy that was written of it; None without one.
    """

    name: str
    activity: str = ""
    activity_name: str = ""
    unit: str = ""
    unit_kind: str = ""
    headings: tuple[Heading, ...] = ()
    findings: tuple[Finding, ...] = ()
    quotas: QuotaReport = field(default_factory=QuotaReport)
    unchecked: str = ""
    copy: AnnotatedCopy | None = None

    @property
    def errors(self) -> int:
        """Number of errors."""
        return count(self.findings, Severity.ERROR)

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return count(self.findings, Severity.WARNING)

    @property
    def now(self) -> Milestone | None:
        """The milestone that has to be seen to first: the earliest at which an error is due.

        Without errors, the earliest at which a warning is; None where nothing was found.
        """
        errors = [each.due for each in self.findings if each.severity is Severity.ERROR]
        due = errors or [each.due for each in self.findings]
        return earliest(*due) if due else None

    @property
    def groups(self) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        """What to see to now, then what comes later; each under its heading."""
        now = self.now
        first = tuple(each for each in self.findings if now and each.due.is_by(now))
        later = tuple(each for each in self.findings if not (now and each.due.is_by(now)))
        if now and first:
            yield f"现在要处理的（到“{now.label}”为止）", first
        if later:
            yield "以后要处理的", later

    def by_nomination(
        self, findings: Sequence[Finding]
    ) -> Iterator[tuple[int | None, tuple[Finding, ...]]]:
        """Findings by nomination, counted from 0, those of the dossier itself (None) first."""
        groups: dict[int | None, list[Finding]] = {}
        for finding in findings:
            groups.setdefault(place_of(finding, self.headings), []).append(finding)
        for place, found in groups.items():
            yield place, tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What was found in all dossiers."""

    dossiers: tuple[DossierReview, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all dossiers, one after the other."""
        return tuple(finding for dossier in self.dossiers for finding in dossier.findings)

    @property
    def errors(self) -> int:
        """Number of errors."""
        return sum(dossier.errors for dossier in self.dossiers)

    @property
    def warnings(self) -> int:
        """Number of warnings."""
        return sum(dossier.warnings for dossier in self.dossiers)


def place_of(finding: Finding, headings: Sequence[Heading]) -> int | None:
    """The nomination a finding belongs to, counted from 0; None for the dossier itself."""
    if finding.nomination is not None:
        ids = [heading.id for heading in headings]
        return ids.index(finding.nomination) if finding.nomination in ids else None
    inside = _IN_NOMINATION.match(finding.field or "")
    return int(inside[1]) if inside and int(inside[1]) < len(headings) else None


def in_order(
    intake: Intake, findings: Iterable[Finding], rules: Sequence[AnyRule]
) -> tuple[Finding, ...]:
    """Findings by nomination, errors first, then in the order of the rules."""
    ranks = {rule.id: rank for rank, rule in enumerate(rules)}
    first = {
        each.id: place for place, each in reversed(list(enumerate(intake.dossier.nominations)))
    }

    def order(finding: Finding) -> tuple[int, bool, int]:
        inside = _IN_NOMINATION.match(finding.field or "")
        place = int(inside[1]) if inside else -1
        if finding.nomination is not None:
            place = first.get(finding.nomination, len(first))
        return place, finding.severity is not Severity.ERROR, ranks.get(finding.rule, -1)

    return tuple(sorted(findings, key=order))


def review_to_json(review: Review) -> str:
    """The review as JSON (DESIGN §6)."""
    activities = dict.fromkeys(each.activity for each in review.dossiers if each.activity)
    content: dict[str, Any] = {
        "activity": "、".join(activities),
        "dossiers": [dossier.name for dossier in review.dossiers],
        "summary": {"error": review.errors, "warning": review.warnings},
        "findings": [_as_dict(finding) for finding in review.findings],
    }
    if unchecked := {each.name: each.unchecked for each in review.dossiers if each.unchecked}:
        content["unchecked"] = unchecked
    written = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    written = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
    # A lone surrogate in a damaged value cannot be written as UTF-8, but as `\ud800`.
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


def _as_dict(finding: Finding) -> dict[str, Any]:
    source = finding.source
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "due": finding.due.value,
        "dossier": finding.dossier,
        "nomination": finding.nomination,
        "field": finding.field,
        "source": {key: value for key, value in asdict(source).items() if value is not None}
        if source
        else None,
        "message": finding.message,
        "remedy": finding.remedy,
        "clause": finding.clause,
        "holds_back": list(finding.holds_back),
    }
