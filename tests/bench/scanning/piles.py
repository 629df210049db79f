"""Whole dossiers on their way back: shuffled, mixed with others', with pages missing, twice, foreign, and blank backs.

What becomes of each sheet is drawn from a seed; `receive` then takes the pile, and each of its verdicts is
compared with the truth.
"""

from __future__ import annotations

import importlib
import io
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image

from pipeline.papers.manifest import FileEntry, Manifest
from pipeline.papers.outputs import Output
from pipeline.papers.returned import Verdict
from pipeline.receive import Arrived, Desk, Means, Received
from pipeline.receive.expected import Expected
from pipeline.tools.scan.printed import PrintedPage
from tests.bench.scanning.cases import case
from tests.bench.scanning.dirt import halves
from tests.bench.scanning.papers import Rgb, Sheet
from tests.bench.scanning.scanner import drawn_device, take

Rng = np.random.Generator
_TEMPLATES = Path(__file__).parents[3] / "templates"
_DEVICES = ("flat200", "flat200", "flat200", "flat300", "phone")


class Sent(StrEnum):
    """What a sheet in the pile is."""

    OWN = "own"
    TWICE = "own, twice"
    OTHERS = "of another dossier"
    FOREIGN = "no paper of ours"
    BLANK = "blank back"
    TWO_AT_ONCE = "two sheets at once"


_VERDICTS = {
    Sent.OWN: {Verdict.USED},
    Sent.TWICE: {Verdict.USED, Verdict.DUPLICATE},
    Sent.OTHERS: {Verdict.FOREIGN},
    Sent.FOREIGN: {Verdict.UNREADABLE, Verdict.FOREIGN},
    Sent.BLANK: {Verdict.BLANK},
    Sent.TWO_AT_ONCE: {Verdict.UNREADABLE},
}
"""What `receive` should call each; of two alike, one of each."""


@dataclass(frozen=True, slots=True)
class Fates:
    """How likely it is that something happens to a sheet.

    Attributes:
        missing: It is not in the pile.
        twice: It is scanned twice.
        blank: Its back is scanned, too.
        folded: It goes through the scanner half beneath the next one, and once more by itself.
    """

    missing: float = 0.05
    twice: float = 0.06
    blank: float = 0.12
    folded: float = 0.02


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture in the pile, and the truth of it: what was sent, and the code of the page that it shows."""

    sent: Sent
    code: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Pile:
    """All pictures in the order in which they were scanned, and the codes of own pages that are in it."""

    pieces: tuple[Piece, ...]
    own: frozenset[str]


def sheets_to_return(output: Output) -> list[Sheet]:
    """The upright sheets of all papers of an output folder that have to come back."""
    pages = Expected.of(output.manifest).by_code.values()
    sheets = [
        Sheet(
            PrintedPage(
                code=page.code,
                pdf=page.pdf(output.folder),
                index=page.number - 1,
                zones=page.zones,
            )
        )
        for page in pages
        if page.entry.recipient and page.entry.zones
    ]
    return [each for each in sheets if each.page.height_mm > each.page.width_mm]


def pile(
    own: Sequence[Sheet],
    others: Sequence[Sheet],
    rng: Rng,
    pen: ModuleType,
    *,
    fates: Fates = Fates(),
    devices: Sequence[str] = _DEVICES,
    foreign: int = 2,
) -> Pile:
    """A pile of scans: all signed and sealed, shuffled.

    Args:
        own: The sheets of the dossier that it is brought to.
        others: Sheets of another dossier that got among them.
        rng: Where chance comes from.
        pen: The generator of marks.
        fates: What happens to sheets.
        devices: Kinds of devices, one of which takes each picture.
        foreign: So many pages are of no dossier at all.
    """
    scanner = _Scanner(rng, pen, devices)
    pieces: list[Piece] = []
    for sheet in own:
        pieces += _sent(sheet, own, scanner, fates)
    pieces += [scanner.marked(Sent.OTHERS, sheet) for sheet in others]
    pieces += [scanner.plain(Sent.FOREIGN, _written(rng)) for _ in range(foreign)]
    order = rng.permutation(len(pieces))
    there = frozenset(each.code for each in pieces if each.sent in {Sent.OWN, Sent.TWICE})
    return Pile(tuple(pieces[int(place)] for place in order), there)


@dataclass(frozen=True, slots=True)
class _Scanner:
    """Takes pictures."""

    rng: Rng
    pen: ModuleType
    devices: Sequence[str]

    def marked(self, sent: Sent, sheet: Sheet) -> Piece:
        """A sheet, signed and sealed."""
        made = case(sheet, str(self.rng.choice(self.devices)), self.rng, self.pen, wanted="done")
        return Piece(sent, sheet.page.code, made.taken.data)

    def plain(self, sent: Sent, rgb: Rgb) -> Piece:
        """Paper as it is."""
        device = drawn_device(self.rng, str(self.rng.choice(self.devices)))
        return Piece(sent, "", take(rgb, device, self.rng).data)


def _sent(sheet: Sheet, own: Sequence[Sheet], scanner: _Scanner, fates: Fates) -> Iterator[Piece]:
    """What a sheet adds to the pile."""
    rng = scanner.rng
    is_missing, is_twice, has_back, is_folded = rng.random(4) < (
        fates.missing, fates.twice, fates.blank, fates.folded,
    )  # fmt: skip
    if is_missing:
        return
    for _ in range(1 + int(is_twice)):
        yield scanner.marked(Sent.TWICE if is_twice else Sent.OWN, sheet)
    if has_back:
        faint = 255 - (255 - sheet.rgb[:, ::-1].astype(np.int16)) * float(rng.uniform(0, 0.1))
        yield scanner.plain(Sent.BLANK, faint.astype(np.uint8))
    beneath = own[int(rng.integers(len(own)))]
    if is_folded and beneath is not sheet and beneath.rgb.shape == sheet.rgb.shape:
        yield scanner.plain(Sent.TWO_AT_ONCE, halves(sheet, beneath, rng))


def _written(rng: Rng) -> Rgb:
    """A page that no program of ours made: lines of dark words without meaning."""
    rgb = np.full((2970, 2100, 3), 255, dtype=np.uint8)
    for top in range(300, 2600, int(rng.integers(70, 110))):
        left = 260
        while left < 1800:
            width = int(rng.integers(20, 60))
            for row in range(top, top + 40, 8):
                begin = left + int(rng.integers(0, 10))
                rgb[row : row + 4, begin : left + width] = 30
            left += width + int(rng.integers(8, 30))
    return rgb


# ---------------------------------------------------------------- what receive makes of it


def tried(outputs: tuple[Output, Output], seed: int, generator: str, pages: int) -> dict[str, Any]:
    """Have `receive` take a pile of some papers of the first dossier, among which are pages of the second.

    Args:
        outputs: Both output folders; nothing is written into them.
        seed: Where chance comes from.
        generator: `marks` or `other_marks`.
        pages: Papers are added until there are so many pages.
    """
    own, others = outputs
    rng = np.random.default_rng([seed, zlib.crc32(b"pile")])
    pen = importlib.import_module(f"tests.bench.scanning.{generator}")
    strangers = sheets_to_return(others)
    chosen = [strangers[int(each)] for each in rng.permutation(len(strangers))[: pages // 8]]
    made = pile(list(_some(own, rng, pages)), chosen, rng, pen)
    with tempfile.TemporaryDirectory() as scratch:
        out, scans = Path(scratch, "out"), Path(scratch, "scans")
        out.mkdir()
        scans.mkdir()
        (out / "pdf").symlink_to((own.folder / "pdf").resolve())
        places = put(made.pieces, scans, rng)
        found = received(Output(out, own.manifest), scans, _TEMPLATES)
    about = {"part": "pile", "device": "mixed", "seed": seed, "pen": generator}
    return about | {
        "pages": compared(found, places, own.manifest),
        "wrong_papers": wrong_papers(found, made, own.manifest),
    }


def _some(output: Output, rng: Rng, pages: int) -> Iterator[Sheet]:
    """The sheets of some papers."""
    sheets = sheets_to_return(output)
    papers = list(dict.fromkeys(each.page.pdf for each in sheets))
    count = 0
    for place in rng.permutation(len(papers)):
        for sheet in sheets:
            if count < pages and sheet.page.pdf == papers[int(place)]:
                yield sheet
        count += sum(sheet.page.pdf == papers[int(place)] for sheet in sheets)


def put(pieces: Sequence[Piece], folder: Path, rng: Rng) -> dict[tuple[str, int], Piece]:
    """Write a pile as scanners do, some pages to a PDF, others a picture each; gives which page is which."""
    places: dict[tuple[str, int], Piece] = {}
    waiting = list(pieces)
    while waiting:
        count = int(rng.integers(1, 9)) if rng.random() < 0.6 else 1
        some, waiting = waiting[:count], waiting[count:]
        name = f"{len(places):04}.{'pdf' if count > 1 else 'jpg'}"
        data = _as_pdf(some) if count > 1 else some[0].data
        (folder / name).write_bytes(data)
        places |= {(name, index): each for index, each in enumerate(some, start=1)}
    return places


def _as_pdf(pieces: Sequence[Piece]) -> bytes:
    images = [Image.open(io.BytesIO(each.data)) for each in pieces]
    buffer = io.BytesIO()
    images[0].save(
        buffer, "PDF", save_all=True, append_images=images[1:], resolution=200, quality=80
    )
    return buffer.getvalue()  # fmt: skip


def _here(
    tasks: Sequence[Any], look: Callable[[Any], Any], *_: object, **__: object
) -> Iterator[tuple[int, Any]]:
    yield from ((place, look(task)) for place, task in enumerate(tasks))


def received(output: Output, folder: Path, templates: Path) -> Received:
    """What `receive` makes of a folder, in this process."""
    desk = Desk(output, "out", templates)
    arrived = [Arrived(path.name, path) for path in sorted(folder.iterdir())]
    return desk.take(arrived, Means(_here, lambda *_: None))


def compared(
    found: Received, places: dict[tuple[str, int], Piece], manifest: Manifest
) -> list[list[Any]]:
    """For each picture what was sent, what it was called, and whether that is right, page and all."""
    by_code = Expected.of(manifest).by_code
    rows = []
    for page in found.receipt.pages:
        piece = places[page.file, page.seen.index]
        is_right = page.verdict in _VERDICTS[piece.sent]
        if piece.sent in {Sent.OWN, Sent.TWICE}:
            shown = by_code[piece.code]
            is_right &= (page.paper, page.page) == (shown.entry, shown.number)
        rows.append([str(piece.sent), str(page.verdict), bool(is_right)])
    return rows


def wrong_papers(found: Received, made: Pile, manifest: Manifest) -> list[str]:
    """Papers whose missing pages are not those that are missing from the pile, or of which a page is used that is."""
    entries: dict[str, FileEntry] = manifest.by_path()
    return [
        paper.path
        for paper in found.receipt.expected
        if {page for page, code in enumerate(entries[paper.path].codes, start=1) if code not in made.own}
        != set(paper.missing_pages)
    ]  # fmt: skip
