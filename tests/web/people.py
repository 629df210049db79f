"""What people around the page do in a year: employers fill in kits, a clerk fills in Excel."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl

from pipeline.forms.sheets import FILING, UNIT
from pipeline.forms.writer import pages_bytes, workbook_bytes
from pipeline.load import load
from pipeline.make import collecting
from pipeline.settings import Settings
from tests.conftest import run_wuxiao
from tests.rehearsal.world import World

OWN = "填报"
"""What a kit for an employer of whom nothing is known calls its project."""


class Truth:
    """What is true of an office: its clerk knows one part of it, its employers the other."""

    def __init__(self, world: World) -> None:
        """Kits as they look when everything is in them lie in the world's folder afterwards."""
        find = Settings().find_activity
        self.world = world
        self._kits = world.filled_kits(run_wuxiao)
        self.dossier = load(world.as_dossier(), find).dossier
        self._activity = find(self.dossier.activity or "")

    def fill_unit(self, book: Path) -> None:
        """The clerk writes into the dossier's workbook what the office knows of itself.

        The letter has no date yet, and the province has not answered a filing.
        """
        hung = replace(self.dossier.unit.publicity, files=())  # they lie in the folder for them
        unit = replace(self.dossier.unit, letter_date=None, publicity=hung)
        filing = replace(self.dossier.filing, number=None)
        known = replace(self.dossier, unit=unit, filing=filing, nominations=())
        filled = workbook_bytes(self._activity, dossier=known)
        book.write_bytes(_filled_in(book.read_bytes(), filled, UNIT, FILING))
        posted = self.world.notice_on_the_wall
        shutil.copy(posted, book.parent / "附件" / "本级公示" / f"公示栏{posted.suffix}")

    def fill_kit(self, kit: bytes, target: Path, nomination: str) -> Path:
        """An employer unpacks its kit, fills in the workbook for a project, puts its files into the folders."""
        with zipfile.ZipFile(io.BytesIO(kit)) as archive:
            archive.extractall(target)
        (made,) = target.iterdir()
        book = made / "填报表.xlsx"
        own = [
            collecting._without_files(each)
            for each in self.dossier.nominations
            if each.id == nomination
        ]
        book.write_bytes(_filled_in(book.read_bytes(), pages_bytes(self._activity, own)))
        known = self._kits[made.name].glob(f"附件/{nomination}*/*/*")
        for file in (each for each in known if each.suffix != ".txt"):
            folder = made / "附件" / OWN / file.parent.name
            assert folder.is_dir(), "the kit has a folder for each file that there is"
            shutil.copy(file, folder)
        return made


def zipped(folder: Path) -> bytes:
    """A folder as somebody packs it who sends it back."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for each in sorted(folder.rglob("*")):
            archive.write(each, each.relative_to(folder.parent))
    return stream.getvalue()


def _filled_in(blank: bytes, filled: bytes, *sheets: str) -> bytes:
    """A workbook into whose empty cells the values of another one of the same layout are typed.

    Args:
        blank: The workbook that is filled in.
        filled: What is known.
        sheets: Sheets of both; without them each sheet that is seen, one after the other.
    """
    book, known = (openpyxl.load_workbook(io.BytesIO(each)) for each in (blank, filled))
    seen = [[each for each in some if each.sheet_state == "visible"] for some in (book, known)]
    pairs = [(book[each], known[each]) for each in sheets] or zip(*seen, strict=True)
    for target, source in pairs:
        for cell in (cell for row in source.iter_rows() for cell in row):
            if cell.value is not None and target[cell.coordinate].value is None:
                target[cell.coordinate].value = cell.value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
