"""Where a dossier stands in the year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pipeline.dossier import models
from pipeline.dossier.dates import say_day_of_year
from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.privacy import scrub
from pipeline.dossier.schema import is_empty
from pipeline.papers import naming
from pipeline.papers.documents import UNIT, Paper
from pipeline.papers.returned import PaperReturn, say_owed
from pipeline.status.deadlines import Deadlines
from pipeline.status.models import (
    Asked,
    MilestoneState,
    MilestoneStatus,
    PaperState,
    PaperStatus,
    Returns,
    Step,
    StepKind,
    YearStatus,
)


def status(  # noqa: PLR0913 — six things, and the day
    name: str,
    dossier: models.Dossier,
    findings: Sequence[Finding],
    papers: Mapping[Paper, PaperState],
    deadlines: Deadlines,
    *,
    on: date | None = None,
    returns: Returns | None = None,
) -> YearStatus:
    """Where a dossier stands.

    Args:
        name: Name of the dossier.
        dossier: Its values.
        findings: What was found in it.
        papers: All its papers, and where each stands.
        deadlines: The latest days of the activity.
        on: The day; None where the day must not matter.
        returns: What has come back; None where that must not matter.
    """
    year = _Year(dossier, findings, papers, returns or Returns(), (deadlines, on))
    return YearStatus(
        dossier=name,
        unit=scrub(dossier.unit.name or ""),
        on=on,
        milestones=tuple(year.milestones()),
        unknown_years=deadlines.unknown_years,
    )


class _Year:
    def __init__(
        self,
        dossier: models.Dossier,
        findings: Sequence[Finding],
        papers: Mapping[Paper, PaperState],
        returns: Returns,
        time: tuple[Deadlines, date | None],
    ) -> None:
        deadlines, self._on = time
        self._dossier, self._returns = dossier, returns
        self._errors = [each for each in findings if each.severity is Severity.ERROR]
        self._held_by: dict[str, list[Finding]] = {}
        for each in self._errors:
            for path in each.holds_back:
                self._held_by.setdefault(path, []).append(each)
        self._latest = deadlines.latest
        self._papers = {paper: self._standing(paper, state) for paper, state in papers.items()}

    def _standing(self, paper: Paper, state: PaperState) -> PaperState:
        """A paper that was made and is back, signed and sealed, is more than made."""
        is_back = state is PaperState.MADE and self._returns.is_signed(naming.pdf_path(paper.stem))
        return PaperState.SIGNED if is_back else state

    def milestones(self) -> Iterator[MilestoneStatus]:
        all_done = True
        for milestone in Milestone:
            papers = {p: state for p, state in self._papers.items() if p.milestone is milestone}
            if milestone is Milestone.FILE and not papers:
                continue  # only a society files
            steps = tuple(self._steps(milestone, papers))
            done = not steps and self._can_be_done(milestone)
            begun = any(state is not PaperState.HELD for state in papers.values())
            opened = all_done or begun or milestone is Milestone.COLLECT
            state = (
                MilestoneState.DONE
                if done
                else MilestoneState.OPEN
                if opened
                else MilestoneState.WAITING
            )
            # Scanning begins while some sheets are out.
            all_done = all_done and (done or all(step.is_signing for step in steps))
            yield MilestoneStatus(
                milestone=milestone,
                state=state,
                latest=self._latest.get(milestone),
                papers=tuple(self._paper(paper, state) for paper, state in papers.items()),
                steps=steps,
            )

    def _can_be_done(self, milestone: Milestone) -> bool:
        """Whether there is anything to be done with: from the certificates on, nominations."""
        if milestone is Milestone.ARCHIVE:
            return self._returns.has_begun and not self._returns.unfiled
        return milestone.is_by(Milestone.COLLECT) or bool(self._dossier.nominations)

    def _paper(self, paper: Paper, state: PaperState) -> PaperStatus:
        path = naming.pdf_path(paper.stem)
        return PaperStatus(
            path=path,
            title=paper.title,
            subject=scrub(paper.subject),
            state=state,
            errors=tuple(self._held_by.get(path, ())) if state is PaperState.HELD else (),
        )

    # ------------------------------------------------------------ what is to be done

    def _steps(self, milestone: Milestone, papers: Mapping[Paper, PaperState]) -> Iterator[Step]:
        latest = self._latest.get(milestone)
        held = {naming.pdf_path(p.stem) for p, state in papers.items() if state is PaperState.HELD}
        errors = [
            each
            for each in self._errors
            if (each.due is milestone or not held.isdisjoint(each.holds_back))
            and not self._has_a_step(each)
        ]
        if errors:
            more = f"等{len(errors)}处" if len(errors) > 1 else ""
            where = f"{errors[0].nomination or ''} {errors[0].source or ''}".strip()
            said = " ".join(part for part in (where, errors[0].message) if part)
            yield Step(f"补填或改正：{said}{more}", UNIT, latest, StepKind.CORRECT)
        for state, words in _TO_MAKE.items():
            titles = dict.fromkeys(p.title for p, each in papers.items() if each is state)
            count = sum(each is state for each in papers.values())
            if titles:
                made = f"{words}{'、'.join(titles)}（{count}份）"
                yield Step(made, UNIT, latest, StepKind.MAKE)
        for lack in self._missing(milestone):
            kind = _STEP_KINDS.get(milestone, StepKind.FILL_IN)
            yield Step(lack.what, scrub(lack.whom), latest, kind, lack.asks)
        yield from self._signing(milestone, papers)

    def _has_a_step(self, error: Finding) -> bool:
        """Whether a step of its own asks for what an error is about: the filing, a publicity, the letter's day."""
        unit, path = self._dossier.unit, error.field or ""
        if path == "filing":
            return is_empty(self._dossier.filing)
        if path == "unit.letter_date":
            return unit.letter_date is None
        if path.startswith("unit.publicity."):
            return _is_open(unit.publicity, path.rpartition(".")[2])
        return any(
            each.id == error.nomination
            and path.startswith("employer.publicity.")
            and _is_open(each.employer.publicity, path.rpartition(".")[2])
            for each in self._dossier.nominations
        )

    def _signing(self, milestone: Milestone, papers: Mapping[Paper, PaperState]) -> Iterator[Step]:
        """Who still owes signed and sealed paper; before anything came back, that it is to be sent out."""
        latest = self._latest.get(milestone)
        if not self._returns.has_begun:
            if milestone is Milestone.NOMINATE and PaperState.MADE in papers.values():
                yield Step("打印、送去签字盖章，收回签字盖章的纸", UNIT, latest, kind=StepKind.SIGN)
            return
        if milestone is Milestone.FILE and self._dossier.filing.number:
            return  # the province has answered: the scan is wanted with the others, not by that day
        owing: dict[str, list[PaperReturn]] = {}
        for paper, state in papers.items():
            returned = self._returns.papers.get(naming.pdf_path(paper.stem))
            if state is PaperState.MADE and returned and returned.is_expected:
                owing.setdefault(returned.recipient, []).append(returned)
        for whom, own in owing.items():
            named = "；".join(_say_return(each) for each in own[:_MOST_NAMED])
            more = f"等{len(own)}份" if len(own) > _MOST_NAMED else ""
            yield Step(
                f"收回签字盖章的纸：{scrub(named)}{more}", scrub(whom), latest, kind=StepKind.SIGN
            )

    def _missing(self, milestone: Milestone) -> Iterator[_Lack]:
        """What has to come back before a milestone is done."""
        unit = self._dossier.unit
        match milestone:
            case Milestone.FILE:
                yield from self._filing()
            case Milestone.COLLECT:
                yield from self._collecting()
            case Milestone.CERTIFY:
                yield from self._employers_certificates()
            case Milestone.PUBLICISE:
                for what, keys in _of_publicity(unit.publicity, "本级公示", self._on):
                    asks = tuple(Asked(None, f"unit.publicity.{key}") for key in keys)
                    yield _Lack(UNIT, what, asks)
            case Milestone.NOMINATE if unit.letter_date is None:
                yield _Lack(UNIT, "填写提名函日期", (Asked(None, "unit.letter_date"),))
            case Milestone.UPLOAD:
                yield from self._upload()
            case Milestone.ARCHIVE if self._returns.has_begun and (count := self._returns.unfiled):
                yield _Lack(UNIT, f"把签字盖章的纸归档，还有{count}份（wuxiao archive add）")
            case _:
                return

    def _filing(self) -> Iterator[_Lack]:
        filing = self._dossier.filing
        if is_empty(filing):
            yield _Lack(UNIT, "先填写“备案”：备案申请表的各项内容", (Asked(None, "filing"),))
        if not (filing.number or self._dossier.unit.letter_date):
            asks = (Asked(None, "filing.number"),)
            yield _Lack(UNIT, "备案申请表盖章后报省总工会，批复后把编号填入“编号”", asks)

    def _collecting(self) -> Iterator[_Lack]:
        if not (self._dossier.nominations or self._returns.awaited):
            yield _Lack("各第一完成单位", "收集提名材料，填入工作簿")
        if not self._dossier.unit.publicity.start:
            # Who has not answered when the selection is posted takes no part.
            yield from (_Lack(name, "交回填好的收集包") for name in self._returns.awaited)

    def _upload(self) -> Iterator[_Lack]:
        everything = all(
            each.is_complete for each in self._returns.papers.values() if each.is_expected
        )
        if not self._returns.has_begun:
            yield _Lack(UNIT, "上传签字盖章扫描件，填报网上系统")
        elif not everything:
            yield _Lack(UNIT, "收齐扫描件后制作上传附件（wuxiao upload）")
        elif not self._returns.kit_is_complete:
            what = "扫描件已收齐，制作上传附件，还差的材料会逐项列出（wuxiao upload）"
            yield _Lack(UNIT, what)
        elif not self._returns.is_submitted:
            yield _Lack(UNIT, "照填报对照表填报网上系统、上传附件，提交后执行 wuxiao upload --done")

    def _has_certificate(self, nomination: models.Nomination) -> bool:
        """Whether the front-line certificate is there, among the evidence or as a scan that came back."""
        came = any(
            each.nomination == nomination.id and each.document == _CERTIFICATE and each.is_complete
            for each in self._returns.papers.values()
        )
        return came or not is_empty(nomination.evidence.frontline_certificate)

    def _employers_certificates(self) -> Iterator[_Lack]:
        waiting: dict[str, list[_Lack]] = {}
        for number, each in enumerate(self._dossier.nominations):
            employer = each.employer.name or "未填单位"
            found = waiting.setdefault(employer, [])
            for what, keys in _of_publicity(each.employer.publicity, "单位公示", self._on):
                asks = tuple(Asked(number, f"employer.publicity.{key}") for key in keys)
                found.append(_Lack(employer, what, asks))
            if not self._has_certificate(each):
                found.append(_Lack(employer, "收回盖章的一线职工证明"))
        for employer, lacks in waiting.items():
            if lacks:
                what = "；".join(dict.fromkeys(each.what for each in lacks))
                yield _Lack(employer, what, tuple(ask for each in lacks for ask in each.asks))


class _Lack(NamedTuple):
    """What has to come back or be filled in: from whom or by whom, what, and the values that are asked for."""

    whom: str
    what: str
    asks: tuple[Asked, ...] = ()


_STEP_KINDS = {
    Milestone.COLLECT: StepKind.COLLECT,
    Milestone.UPLOAD: StepKind.UPLOAD,
    Milestone.ARCHIVE: StepKind.ARCHIVE,
}
"""What is missing at other milestones is filled in."""


_CERTIFICATE = "frontline_certificate"
_MOST_NAMED = 3
"""How many papers a step names."""


def _say_return(returned: PaperReturn) -> str:
    name = f"{returned.nomination or ''} {returned.title}".strip()
    return f"{name}（{'，'.join(say_owed(returned))}）"


_TO_MAKE = {PaperState.READY: "生成", PaperState.OUTDATED: "重新生成"}


def _is_open(publicity: models.Publicity, key: str) -> bool:
    """Whether a value of a publicity is one that `_of_publicity` asks for."""
    match key:
        case "start" | "end":
            return getattr(publicity, key) is None
        case "place":
            return not publicity.place and (publicity.start is None or publicity.end is None)
        case _:
            return key == "objections" and publicity.objections is not False


def _of_publicity(
    publicity: models.Publicity, label: str, on: date | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is still to be done about a publicity, with the keys of the values it asks for."""
    if publicity.start is None or publicity.end is None:
        keys = [key for key in ("start", "end", "place") if not getattr(publicity, key)]
        where = "、地点或网址" if "place" in keys else ""
        yield f"{label}张贴后填写公示起止日期{where}", tuple(keys)
    elif on is not None and on <= publicity.end:
        yield f"{label}到{say_day_of_year(publicity.end)}为止，结束后填写有无异议", ()
    elif publicity.objections:
        yield f"{label}有异议：处理完毕、有书面结论后，改填“无”", ("objections",)
    elif publicity.objections is None:
        yield f"{label}结束，填写有无异议", ("objections",)
    if publicity.start is not None and is_empty(publicity.files):
        yield f"给张贴的{label}拍照或截图，放进附件", ()
