"""What `status` says: papers, milestones, steps, the year; and what it is told of paper that came back."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from pipeline.dossier.findings import Finding
from pipeline.dossier.labels import Labelled
from pipeline.dossier.milestones import Milestone
from pipeline.papers.returned import PaperReturn


class PaperState(Labelled):
    """Where a paper stands."""

    MADE = "made", "已生成"
    READY = "ready", "可以生成"
    HELD = "held", "还不能生成"
    SIGNED = "signed", "已签字盖章收回"
    OUTDATED = "outdated", "材料、模板或程序有变，要重新生成"


class MilestoneState(Labelled):
    """Where a milestone stands."""

    DONE = "done", "已完成"
    OPEN = "open", "进行中"
    WAITING = "waiting", "未开始"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStatus:
    """A paper, its state, and the errors that hold it back; `path` is that of its PDF."""

    path: str
    title: str
    subject: str
    state: PaperState
    errors: tuple[Finding, ...] = ()

    @property
    def held_by(self) -> tuple[str, ...]:
        """The rules that hold it back, each once."""
        return tuple(dict.fromkeys(each.rule for each in self.errors))


class StepKind(Labelled):
    """Where a step is taken: what a door offers for it."""

    CORRECT = "correct", "补填或改正"
    MAKE = "make", "生成文书"
    FILL_IN = "fill_in", "填写材料"
    SIGN = "sign", "签字盖章"
    UPLOAD = "upload", "上传"
    COLLECT = "collect", "收集"
    ARCHIVE = "archive", "归档"


class Asked(NamedTuple):
    """A value that a step asks for.

    Attributes:
        nomination: Number of its nomination, from 0; None for a value of the dossier.
        path: Path below it; that of a section asks for all that is in it.
    """

    nomination: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to be done: what, for whom or by whom, the latest day for it, the values it asks for."""

    action: str
    whom: str
    latest: date | None
    kind: StepKind = StepKind.FILL_IN
    asks: tuple[Asked, ...] = ()

    @property
    def is_signing(self) -> bool:
        """Whether signed and sealed paper is waited for: what comes next begins meanwhile."""
        return self.kind is StepKind.SIGN


@dataclass(frozen=True, slots=True)
class Returns:
    """What has come back, and whether it went to the portal.

    Attributes:
        papers: What came back of the papers that have to, by path of the PDF.
        kit_is_complete: Whether the upload kit was made and lacks nothing.
        is_submitted: Whether somebody said that it was handed in.
        filed: What the register keeps, by path of the PDF.
        awaited: Employers that have a kit and have sent nothing.
    """

    papers: Mapping[str, PaperReturn] = field(default_factory=dict)
    kit_is_complete: bool = False
    is_submitted: bool = False
    filed: Container[str] = frozenset()
    awaited: Sequence[str] = ()

    @property
    def has_begun(self) -> bool:
        """Whether any paper, of whichever version, has come back."""
        return any(each.has_begun for each in self.papers.values())

    @property
    def unfiled(self) -> int:
        """How many papers have to be kept and are not in the register."""
        expected = [path for path, each in self.papers.items() if each.is_expected]
        return sum(path not in self.filed for path in expected)

    def is_signed(self, path: str) -> bool:
        """Whether all of a paper is back, signed and sealed."""
        return path in self.papers and self.papers[path].is_complete


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneStatus:
    """A milestone of the year.

    Attributes:
        milestone: Which one.
        state: Where it stands.
        latest: The latest day for it.
        papers: Its papers.
        steps: What is still to be done for it.
    """

    milestone: Milestone
    state: MilestoneState
    latest: date | None
    papers: tuple[PaperStatus, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearStatus:
    """The year of one dossier.

    Attributes:
        dossier: Its name.
        unit: The nominating unit.
        on: The day for which it is told; None where the day must not matter.
        milestones: The milestones, earliest first; `file` for societies only.
        unknown_years: Years whose holidays are not known (`Deadlines`).
    """

    dossier: str
    unit: str
    on: date | None
    milestones: tuple[MilestoneStatus, ...]
    unknown_years: tuple[int, ...] = ()

    @property
    def next(self) -> tuple[Step, ...]:
        """What can be done now, the most urgent first."""
        now = [each for each in self.milestones if each.state is MilestoneState.OPEN]
        return tuple(step for each in now for step in each.steps)
