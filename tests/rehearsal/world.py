"""What people know who are not the program: a clerk at the workbook, employers, whoever signs and scans."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from pipeline.dossier.models import UnionRole
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.papers.outputs import find_output
from tests.conftest import ROOT, Command
from tests.receive.scanning import Office, Sheet, as_pdf

SAMPLES = ROOT / "data" / "samples"

Value = str | int | float | date | bool


class World:
    """The truth of a sample: who filled it in knew this."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.folder = folder
        self.sample = SAMPLES / kind
        text = (self.sample / "dossier.yaml").read_text(encoding="utf-8")
        self.truth: dict[str, Any] = yaml.safe_load(text)
        self.employers: dict[str, list[str]] = {}
        for each in self.truth["nominations"]:
            self.employers.setdefault(each["employer"]["name"], []).append(each["id"])

    def value(self, nomination: str | None, path: str) -> Any:
        """What is true of a field; None where the sample says nothing."""
        found: Any = self.truth
        if nomination:
            found = next(each for each in found["nominations"] if each["id"] == nomination)
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def filled_kits(self, wuxiao: Command) -> dict[str, Path]:
        """Kits as employers send them back, by employer: a folder of each, whole."""
        copy = self.folder / "world" / "dossier"
        shutil.copytree(self.sample, copy)
        assert wuxiao("kit", copy, "-o", self.folder / "world" / "out").code == 0
        kits = self.folder / "world" / "out" / copy.name / "kit"
        return {each.name: each for each in kits.iterdir() if (each / "填报表.xlsx").is_file()}


class Workbook:
    """The dossier's workbook under a clerk's hands, who saves it in Excel."""

    def __init__(self, dossier: Path, world: World) -> None:
        self.path, self._world = dossier / "dossier.xlsx", world

    def write(self, cells: dict[tuple[str, str], Value]) -> None:
        """Write cells, by sheet and place."""
        book = openpyxl.load_workbook(self.path)
        for (sheet, place), value in cells.items():
            said = ("否", "是")[value] if isinstance(value, bool) else value
            book[sheet][place] = said
        book.save(self.path)

    def place(self, sheet: str, label: str) -> tuple[str, str]:
        """Where the value of a field stands on an upright sheet."""
        rows = openpyxl.load_workbook(self.path)[sheet].iter_rows(max_col=1)
        found = next(row[0] for row in rows if str(row[0].value or "").lstrip("*") == label)
        return sheet, f"B{found.row}"

    def answer(self, findings: Iterable[dict[str, Any]]) -> int:
        """Write what `check` asks for into the cells that it names; how many were written."""
        cells: dict[tuple[str, str], Value] = {}
        for each in findings:
            source, value = (
                each["source"],
                self._world.value(each["nomination"], each["field"] or ""),
            )
            if source and source["cell"] and isinstance(value, Value):
                said = UnionRole(str(value)).label if each["field"] == "unit.union_role" else value
                cells[source["sheet"], source["cell"]] = said
        self.write(cells)
        return len(cells)


def other_spelling(kit: Path, target: Path, employer: str, spelling: str) -> Path:
    """The workbook of a kit, in which the employer calls itself otherwise."""
    book = openpyxl.load_workbook(kit / "填报表.xlsx")
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.value == employer:
            cell.value = spelling
    book.save(target)
    return target


class SigningDesk:
    """Prints, signs, seals and scans the papers of an output folder."""

    def __init__(self, out: Path) -> None:
        self.output = find_output(out)
        self._office = Office(self.output.folder, self.output.manifest)

    def papers(self, *words: str) -> list[FileEntry]:
        """The papers that go out to be signed or sealed, those that have some words in their names."""
        return [
            each
            for each in self.output.manifest.files
            if each.kind is FileKind.PDF
            and each.zones
            and each.recipient
            and (not words or any(word in each.path for word in words))
        ]

    def sheets(self, *words: str, **otherwise: Any) -> list[Sheet]:
        """Signed and sealed sheets, upside down and aslant as they come."""
        return [
            replace(each, **otherwise) for each in self._office.print_papers(*self.papers(*words))
        ]


def scan(sheets: Iterable[Sheet], target: Path) -> Path:
    """A scanner's PDF."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(as_pdf([each.scanned() for each in sheets]))
    return target
