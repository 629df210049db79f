"""What people know who are not the program: a clerk at the workbook, employers, whoever signs and scans."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import yaml
from PIL import Image

from pipeline import __version__, settings, store
from pipeline.dossier.models import UnionRole, UnitKind
from pipeline.make.built import Batch, Made
from pipeline.make.transaction import Stage
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.papers.naming import MANIFEST
from pipeline.papers.outputs import find_output
from tests.conftest import ROOT, Command, Outcome
from tests.receive.scanning import Office, Sheet, as_jpeg, as_pdf

SAMPLES = ROOT / "data" / "samples"

Value = str | int | float | date | bool


class World:
    """The truth of a sample: who filled it in knew this."""

    def __init__(self, kind: str, folder: Path, *, most: int | None = None) -> None:
        """At most so many nominations: a year in which less happens."""
        self.kind, self.folder = kind, folder
        self.sample = SAMPLES / kind
        text = (self.sample / "dossier.yaml").read_text(encoding="utf-8")
        self.truth: dict[str, Any] = yaml.safe_load(text)
        self.truth["nominations"] = self.truth["nominations"][:most]
        self.ids = [str(each["id"]) for each in self.truth["nominations"]]
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

    @property
    def is_society(self) -> bool:
        """Whether it has to be put on file before it may nominate."""
        return UnitKind(self.kind).is_society

    @property
    def notice_on_the_wall(self) -> Path:
        """A picture of the unit's notice."""
        pictures = sorted(self.sample.rglob("*.jpg"))
        return next(each for each in pictures if {"本级公示", "unit"} & set(each.parts))

    def who_may_leave(self) -> str:
        """A nomination without which shares hold all the more: the last of those that count against them."""

        def weight(nomination: dict[str, Any]) -> tuple[bool, bool]:
            lead = nomination["lead"]
            is_senior = lead.get("title_level") in {"associate_senior", "senior"}
            return lead["worker_kind"] != "worker", is_senior

        return str(max(reversed(self.truth["nominations"]), key=weight)["id"])

    def as_dossier(self) -> Path:
        """The sample with those nominations, as a dossier folder."""
        copy = self.folder / "world" / "dossier"
        if not copy.is_dir():
            shutil.copytree(self.sample, copy)
            text = yaml.safe_dump(self.truth, allow_unicode=True, sort_keys=False)
            (copy / "dossier.yaml").write_text(text, encoding="utf-8")
        return copy

    def filled_kits(self, wuxiao: Command) -> dict[str, Path]:
        """Kits as employers send them back, by employer: a folder of each, whole."""
        copy = self.as_dossier()
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

    def withdraw(self, nomination: str) -> None:
        """Delete the rows of a nomination, as one does in Excel."""
        book = openpyxl.load_workbook(self.path)
        for sheet in (book[name] for name in ("项目", "其他完成人", "荣誉")):
            column = [row[0] for row in sheet.iter_rows(max_col=1)]
            for cell in reversed([each for each in column if each.value == nomination]):
                sheet.delete_rows(cell.row)
        book.save(self.path)

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


def correct(book: Path, label: str, value: str) -> None:
    """Somebody writes another value beside a label of a workbook that is one long form."""
    opened = openpyxl.load_workbook(book)
    cells = [row[:2] for sheet in opened for row in sheet.iter_rows(max_col=2)]
    (cell,) = [each for name, each in cells if str(name.value or "").lstrip("*") == label]
    cell.value = value
    opened.save(book)


def other_spelling(kit: Path, target: Path, employer: str, spelling: str) -> Path:
    """The workbook of a kit, in which the employer calls itself otherwise."""
    book = openpyxl.load_workbook(kit / "填报表.xlsx")
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value == employer):
            beside = (sheet.cell(cell.row, 1).value, sheet.cell(4, cell.column).value)
            if any("单位名称" in str(each) for each in beside):
                cell.value = spelling
    book.save(target)
    return target


@contextmanager
def when_papers_are_made(happens: Callable[[], None]) -> Iterator[None]:
    """Something happens while papers are made: the dossier has been read, nothing is in its place yet."""
    left, take = [happens], Stage.take

    def taken(stage: Stage, batch: Batch) -> tuple[Made, ...]:
        while left:
            left.pop()()
        return take(stage, batch)

    with patch.object(Stage, "take", taken):
        yield
    assert not left, "no paper was made"


def updated(wuxiao: Command, templates: Path) -> Command:
    """The commands of a newer program, whose templates look otherwise."""
    shutil.copytree(ROOT / "templates", templates / "templates")
    sheet = templates / "templates" / "_shared" / "official.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "\nbody { color: #101010 }\n", "utf-8")
    (templates / "data").symlink_to(ROOT / "data")

    def run(*arguments: str | Path) -> Outcome:
        with patch.object(settings, "assets", lambda: templates):
            return wuxiao(*arguments)

    return run


def as_if_made_earlier(out: Path) -> None:
    """Let an output folder say that an older version of the program made it."""
    for file in (out / MANIFEST, store.issued_path(out)):
        text = re.sub(
            rf'("program": ?)"{re.escape(__version__)}"', r'\1"0.0.1"', file.read_text("utf-8")
        )
        file.write_text(text, "utf-8")


def photographed(sheet: Sheet) -> bytes:
    """A sheet on a desk, taken by telephone: from the side, upside down, as JPEG."""
    paper = sheet.scanned().rotate(180)
    width, height = paper.size
    corners = (-90, -60, -40, height + 110, width + 120, height + 30, width + 60, -130)
    seen = paper.transform(
        (width, height),
        Image.Transform.QUAD,
        corners,
        Image.Resampling.BICUBIC,
        fillcolor=(96, 84, 70),
    )
    return as_jpeg(seen, quality=85)


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
