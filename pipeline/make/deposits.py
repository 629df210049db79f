"""What a received dossier brings to the register: its complete papers, with their scans and their data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.archive.models import (
    Deposit,
    DepositFile,
    FileRole,
    Number,
    PaperDeposit,
    Period,
    Retention,
    dossier_key,
    paper_key,
)
from pipeline.dossier import models
from pipeline.dossier.privacy import scrub
from pipeline.errors import InputError
from pipeline.papers import naming
from pipeline.papers.documents import Document, Paper, Role, Scope
from pipeline.papers.returned import PaperReturn
from pipeline.upload import Materials, problem_of

SCAN = "scan.pdf"
"""What the scan of a paper is called in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What the clerk says of papers that are filed.

    Attributes:
        fonds, agency, period: Parts of the 档号.
        box, shelf: Where they are put.
        delivered_by, delivered_on: Who brought them, and when.
        letter_date: The letter's date, where the dossier does not say it: it was written by hand.
    """

    fonds: str = ""
    agency: str = ""
    period: Period = Period.TEN
    box: str = ""
    shelf: str = ""
    delivered_by: str = ""
    delivered_on: date | None = None
    letter_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """The scan of a paper; or why there is none, in Chinese.

    Attributes:
        data: The PDF.
        words: What is printed on its pages.
        standard: What it was proven to be, `PDF/A-2b`; empty where nothing was proven.
        problem: Why there is none.
    """

    data: bytes = b""
    words: str = ""
    standard: str = ""
    problem: str = ""


MakeScans = Callable[[Sequence[tuple[PaperReturn, str]]], Sequence[Scanned]]
"""Makes the scans of papers, each given with its title; in their order."""


def deposit_of(
    materials: Materials, source: Path, filing: Filing, make_scans: MakeScans
) -> tuple[Deposit, tuple[str, ...]]:
    """What goes into the register, and what does not yet, in Chinese.

    Args:
        materials: What came back, and the dossier as it is.
        source: The dossier's workbook or YAML file.
        filing: What the clerk says.
        make_scans: Makes the scans.

    Raises:
        InputError: The dossier names no unit: papers of different units could not be told apart.
    """
    if not materials.dossier.unit.name:
        raise InputError("材料里没有填提名单位", remedy="补上后重新生成、收回，再归档")
    wanted = [
        each
        for each in materials.papers
        if each.packet and materials.documents[each.document].archive_class
    ]
    problems = {each: _problem(materials, each) for each in wanted}
    complete = [each for each in wanted if not problems[each]]
    describe = _Describer(materials, filing)
    titles = [describe.title(each) for each in complete]
    returns = [materials.returns[naming.pdf_path(each.stem)] for each in complete]
    scans = make_scans(list(zip(returns, titles, strict=True)))
    papers = [
        describe.paper(paper, title, scan)
        for paper, title, scan in zip(complete, titles, scans, strict=True)
        if not scan.problem
    ]
    deposit = Deposit(
        key=describe.dossier_key,
        name=materials.output.manifest.dossier,
        papers=tuple(papers),
        files=_files_of(materials, source),
    )
    said = [*problems.values(), *(each.problem for each in scans)]
    return deposit, tuple(map(scrub, filter(None, said)))


def _problem(materials: Materials, paper: Paper) -> str:
    subject = paper.title if paper.scope is Scope.DOSSIER else f"{paper.subject} {paper.title}"
    return problem_of(materials, naming.pdf_path(paper.stem), subject)


def _files_of(materials: Materials, source: Path) -> tuple[DepositFile, ...]:
    manifest = materials.output.folder / naming.MANIFEST
    return (
        DepositFile(role=FileRole.DATA, name=f"data{source.suffix.casefold()}", source=source),
        DepositFile(role=FileRole.MANIFEST, name=naming.MANIFEST, source=manifest),
    )


class _Describer:
    """Says of papers what the register wants to know."""

    def __init__(self, materials: Materials, filing: Filing) -> None:
        self._of, self._filing = materials, filing
        self._dossier = materials.dossier
        self._unit = materials.dossier.unit.name or ""
        self._letter = materials.dossier.unit.letter_date or filing.letter_date
        self._owner = (materials.activity.id, self._unit, materials.output.manifest.dossier)
        self.dossier_key = dossier_key(*self._owner)

    def paper(self, paper: Paper, title: str, scan: Scanned) -> PaperDeposit:
        """A paper with its scan."""
        document = self._of.documents[paper.document]
        path = naming.pdf_path(paper.stem)
        nomination = self._nomination(paper)
        filing, activity = self._filing, self._of.activity
        return PaperDeposit(
            key=paper_key(*self._owner, path),
            number=Number(
                fonds=filing.fonds,
                year=self._letter.year if self._letter else activity.year,
                period=filing.period,
                agency=filing.agency,
            ),
            path=path,
            document=document.id,
            archive_class=document.archive_class,
            title=title,
            subject=paper.subject,
            nomination=paper.nomination or "",
            person=(nomination.lead.name if nomination else None) or "",
            project=(nomination.title if nomination else None) or "",
            employer=self._employer(paper, nomination),
            unit=self._unit,
            activity=activity.id,
            dossier=self._of.output.manifest.dossier,
            responsible=self._responsible(paper, document, nomination),
            reference=(self._dossier.unit.letter_number or "") if document.letterhead else "",
            dated=self._date(document),
            pages=self._of.returns[path].pages,
            box=filing.box,
            shelf=filing.shelf,
            delivered_by=filing.delivered_by,
            delivered_on=filing.delivered_on,
            retention=Retention(
                years=activity.archive.years,
                since=self._letter,
                whole_years=activity.archive.whole_years,
                clause=activity.archive.clause,
            ),
            files=(
                DepositFile(
                    role=FileRole.SCAN, name=SCAN, source=scan.data, standard=scan.standard
                ),
            ),
            words=scan.words,
        )

    def title(self, paper: Paper) -> str:
        """题名, whole."""
        nomination = self._nomination(paper)
        if nomination:
            return f"{nomination.lead.name or ''}“{nomination.title or ''}”项目{paper.title}"
        if paper.scope is Scope.EMPLOYER:
            return f"{paper.recipient}{paper.title}"
        return f"{self._unit}{paper.title}"

    def _nomination(self, paper: Paper) -> models.Nomination | None:
        if paper.scope is not Scope.NOMINATION:
            return None
        return self._dossier.nominations[paper.members[0]]

    def _employer(self, paper: Paper, nomination: models.Nomination | None) -> str:
        if nomination:
            return nomination.employer.name or ""
        return paper.recipient if paper.scope is Scope.EMPLOYER else ""

    def _responsible(
        self, paper: Paper, document: Document, nomination: models.Nomination | None
    ) -> str:
        """责任者: whose seal is on it."""
        roles = {mark.role for mark in document.marks_in(paper.scope)}
        if roles & {Role.UNIT, Role.SOCIETY}:
            return self._unit
        return self._employer(paper, nomination) or self._unit

    def _date(self, document: Document) -> date | None:
        """The date of the paper, where the data say it."""
        own = {
            "nomination_letter": self._letter,
            "filing_form": self._dossier.filing.filled_on,
            "publicity_notice": self._dossier.unit.publicity.start,
        }
        return own.get(document.id)
