"""Papers for the register, made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from pipeline.archive.models import (
    Deposit,
    DepositFile,
    FileRole,
    Kept,
    Number,
    PaperDeposit,
    Period,
    Retention,
    dossier_key,
    paper_key,
)
from pipeline.archive.register import Register

ACTIVITY, UNIT, DOSSIER = "jiangsu-wuxiao-2023", "苏岸市总工会", "材料"
LETTER = date(2023, 8, 20)
NOW = datetime(2023, 10, 9, 9, 30, tzinfo=timezone(timedelta(hours=8)))
LATER = NOW.replace(year=2026)
"""When the notice's years are over."""

ID_NUMBER = "329999199001010014"


def key(name: str) -> str:
    return paper_key(ACTIVITY, UNIT, DOSSIER, name)


def paper(
    name: str, scan: bytes | Path = b"", *, period: Period = Period.NONE, **said: object
) -> PaperDeposit:
    content = scan or f"%PDF {name}".encode()
    values: dict[str, object] = {
        "title": f"{name}提名书",
        "person": name,
        "words": f"{name} 身份证号 {ID_NUMBER} 节能改造",
        "unit": UNIT,
        "dated": LETTER,
        "pages": 8,
        "retention": Retention(years=3, since=LETTER, clause="七（三）3"),
        "number": Number(fonds="Z109", year=2023, period=period),
        **said,
    }
    return PaperDeposit(
        key=key(name),
        path=f"pdf/{name}.pdf",
        document="nomination_form",
        archive_class="提名书",
        activity=ACTIVITY,
        dossier=DOSSIER,
        files=(DepositFile(role=FileRole.SCAN, name="scan.pdf", source=content),),
        **values,  # type: ignore[arg-type]
    )


def deposit(*papers: PaperDeposit, data: bytes = b"data") -> Deposit:
    return Deposit(
        key=dossier_key(ACTIVITY, UNIT, DOSSIER),
        name=DOSSIER,
        papers=papers,
        files=(
            DepositFile(role=FileRole.DATA, name="dossier.yaml", source=data),
            DepositFile(role=FileRole.MANIFEST, name="manifest.json", source=b"{}"),
        ),
    )


PROOF = (DepositFile(role=FileRole.PROOF, name="销毁清册.pdf", source=b"%PDF signed"),)


def names(found: Iterable[Kept]) -> list[str]:
    return [each.paper.person for each in found]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the register, but the index and what is hidden."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parts[len(folder.parts)] in {"tree", "events"}
    }


def all_kept(register: Register) -> dict[str, Kept]:
    return {each.paper.person: each for each in register.find()}


def quiet(*_: object) -> None:
    """Nobody is told."""
