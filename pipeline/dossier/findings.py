"""What is wrong with a dossier, as data.

Rules, the reader and the builder yield findings; nothing is raised, printed or stopped for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.dossier.milestones import Milestone


class Severity(StrEnum):
    """How bad a finding is: an error holds papers back, a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """The Chinese word a clerk sees."""
        return {"error": "错误", "warning": "提醒"}[self.value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands, or belongs if it is missing.

    Attributes:
        file: Path relative to the dossier folder, with `/`; a folder where a file is missing.
        sheet: Sheet of a workbook.
        cell: Cell of a workbook, e.g. `C7`.
        line: Line of a YAML file, counted from 1.
    """

    file: str
    sheet: str | None = None
    cell: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        """As a clerk reads it: `项目!C7`, or `dossier.yaml 第12行`."""
        if self.sheet is not None:
            return f"{self.sheet}!{self.cell}" if self.cell else f"{self.sheet}表"
        return f"{self.file} 第{self.line}行" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault, said so that a clerk can mend it (JSON of `check`, DESIGN §6).

    Attributes:
        rule: Id of the rule, e.g. `quota.category` (public contract).
        severity: Whether it holds papers back.
        message: What is wrong, in Chinese.  Never holds an ID number or a phone in full.
        remedy: What to do, in Chinese.
        clause: Clause of the notice it rests on, e.g. `七（二）1`; `–` where there is none.
        dossier: Name of the dossier folder.
        nomination: `P03`, or None where it concerns the dossier.
        field: Path of the field below the nomination, or below the dossier, e.g. `lead.name`.
        source: Where to write: the cell or line of the value, also of one that is missing.
        due: Milestone at which it must be put right, at the latest.
        when_printed: Whether it must be right already on any paper that shows the value.
        holds_back: Paths of the papers that it holds back, below the output folder.
    """

    rule: str
    severity: Severity
    message: str
    remedy: str
    clause: str = "–"
    dossier: str = ""
    nomination: str | None = None
    field: str | None = None
    source: Source | None = None
    due: Milestone = Milestone.NOMINATE
    when_printed: bool = False
    holds_back: tuple[str, ...] = ()


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """Number of findings of one severity."""
    return sum(finding.severity is severity for finding in findings)
