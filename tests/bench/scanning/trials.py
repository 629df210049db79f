"""What is tried: each trial makes one page from a seed, has it examined, and says what came of it."""

from __future__ import annotations

import importlib
import io
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from pipeline.papers.manifest import Zone
from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import Examined, State
from pipeline.tools.scan.geometry import Box
from pipeline.tools.scan.pages import read_pages
from pipeline.tools.scan.printed import Book, box_of
from tests.bench.scanning import dirt
from tests.bench.scanning.cases import Case, case, signed
from tests.bench.scanning.papers import PRINT_DPI, Sheet, as_image, book_of
from tests.bench.scanning.scanner import Taken, drawn_device, fed_half, take

Record = dict[str, Any]

_SHEETS_SHARE = 8
"""So many pages in a row are of the same sheet: drawing a sheet takes longer than scanning it."""
_DECOYS = 2
_GRID = np.array([[10.0, 10.0], [200.0, 10.0], [200.0, 287.0], [10.0, 287.0], [105.0, 148.0]])


@dataclass(frozen=True, slots=True)
class Trials:
    """All sheets, and what is drawn on them with.

    Attributes:
        sheets: The sheets.
        generator: `marks` or `other_marks`.
    """

    sheets: list[Sheet]
    generator: str

    @property
    def pen(self) -> ModuleType:
        """The generator of marks."""
        return importlib.import_module(f"tests.bench.scanning.{self.generator}")

    def run(self, part: str, device: str, seed: int) -> Record:
        """Try one page.

        Args:
            part: A key of `PARTS`.
            device: Kind of the device.
            seed: Where chance comes from; odd ones are never looked at while thresholds are chosen.
        """
        rng = np.random.default_rng([seed, zlib.crc32(part.encode())])
        record: Record = {"part": part, "device": device, "seed": seed, "pen": self.generator}
        return record | PARTS[part](self, device, seed, rng)

    def sheet(self, seed: int, *, zones: bool = False) -> Sheet:
        """The sheet of a seed."""
        portrait = [each for each in self.sheets if each.page.height_mm > each.page.width_mm]
        chosen = [each for each in portrait if each.page.zones] if zones else portrait
        return chosen[int(np.random.default_rng(seed // _SHEETS_SHARE).integers(len(chosen)))]


def seeds(count: int, *, held_out: bool, start: int = 0) -> Iterator[int]:
    """So many seeds: even ones to choose thresholds by, odd ones held out."""
    yield from range(start * 2 + int(held_out), (start + count) * 2, 2)


def looked_at(taken: Taken, book: Book) -> tuple[Examined, float]:
    """What is found out about a picture, and the seconds of work."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scan"
        file.write_bytes(taken.data)
        start = time.process_time()
        (found,) = (examine(raw, book, pictures=False) for raw in read_pages(file))
        return found, time.process_time() - start


def _zones(trials: Trials, device: str, seed: int, rng: np.random.Generator, wanted: str) -> Record:
    sheet = trials.sheet(seed, zones=True)
    made = case(sheet, device, rng, trials.pen, wanted=wanted)
    decoys = _decoys(sheet, rng) if wanted == "undone" else ()
    page = replace(sheet.page, zones=(*sheet.page.zones, *decoys))
    found, seconds = looked_at(made.taken, Book({**book_of(trials.sheets).pages, page.code: page}))
    truths = [*made.truths(), *("decoy" for _ in decoys)]
    marks = [*made.marks, *("none" for _ in decoys)]
    return _identity(found, sheet, made.taken, seconds) | {
        "dirt": made.dirt,
        "changes": len(found.changes),
        "zones": [
            [result.kind, mark, str(truth), str(result.state), result.reason]
            for result, mark, truth in zip(found.zones, marks, truths, strict=False)
        ],
    }


def _decoys(sheet: Sheet, rng: np.random.Generator) -> tuple[Zone, ...]:
    """Places where nothing belongs and nothing is but print, to be judged as if they were zones."""
    taken = [box_of(zone).grown(45.0) for zone in sheet.page.zones]
    taken += [code.grown(30.0) for code in sheet.codes]
    found: list[Zone] = []
    for _ in range(60):
        kind = "signature" if rng.random() < 0.6 else "seal"
        width, height = (55.0, 14.0) if kind == "signature" else (60.0, 60.0)
        x, y = float(rng.uniform(15, 195 - width)), float(rng.uniform(15, 280 - height))
        if len(found) < _DECOYS and not any(
            Box(x, y, width, height).overlaps(each) for each in taken
        ):
            found.append(Zone(kind=kind, role="", page=1, x=x, y=y, width=width, height=height))
    return tuple(found)


def _identity(found: Examined, sheet: Sheet, taken: Taken, seconds: float) -> Record:
    off = None
    if found.to_paper and found.page == sheet.page.code:
        off = float(np.hypot(*(found.to_paper(taken.places(_GRID)) - _GRID).T).max())
    is_right = found.page == sheet.page.code
    outcome = "right" if is_right else "wrong" if found.page else str(found.why_not)
    return {"outcome": outcome, "off_mm": off, "seconds": seconds, "blank": found.is_blank}


def _plain(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """Any page, marked or not, dirty or not: is it identified, and how well does it fit?"""
    sheet = trials.sheet(seed)
    made: Case = case(sheet, device, rng, trials.pen)
    found, seconds = looked_at(made.taken, book_of(trials.sheets))
    return _identity(found, sheet, made.taken, seconds) | {
        "dirt": made.dirt,
        "changes": len(found.changes),
    }


def _changed(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """A page on which a hand changed something that is printed."""
    sheet = trials.sheet(seed)
    image = as_image(sheet.rgb)
    how = str(rng.choice(dirt.CHANGES))
    is_changed = dirt.change(image, sheet, how, rng, trials.pen)
    taken = take(np.asarray(image), drawn_device(rng, device), rng)
    found, seconds = looked_at(taken, book_of(trials.sheets))
    return _identity(found, sheet, taken, seconds) | {
        "how": how if is_changed else "",
        "changes": len(found.changes),
    }


def _hidden(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """Both codes covered."""
    sheet = trials.sheet(seed)
    image = as_image(sheet.rgb)
    factor = PRINT_DPI / 25.4
    for code in sheet.codes:
        edges = code.x - 0.5, code.y - 0.5, code.x + code.width + 0.5, code.y + code.height + 0.5
        ImageDraw.Draw(image).rectangle([each * factor for each in edges], fill=(70, 70, 70))
    taken = take(np.asarray(image), drawn_device(rng, device), rng)
    found, seconds = looked_at(taken, book_of(trials.sheets))
    in_doubt = sheet.page.code in found.candidates
    return _identity(found, sheet, taken, seconds) | {"among": in_doubt}


def _foreign(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """A page of which the book knows nothing, its codes covered."""
    sheet = trials.sheet(seed)
    image = as_image(sheet.rgb)
    for code in sheet.codes:
        edges = code.x, code.y, code.x + code.width, code.y + code.height
        factor = PRINT_DPI / 25.4
        ImageDraw.Draw(image).rectangle([each * factor for each in edges], fill="white")
    taken = take(np.asarray(image), drawn_device(rng, device), rng)
    others = [each for each in trials.sheets if each.page.pdf != sheet.page.pdf]
    others = [each for each in others if each.page.index != sheet.page.index]
    found, seconds = looked_at(taken, book_of(others))
    return _identity(found, sheet, taken, seconds) | {"candidates": len(found.candidates)}


def _folded(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """The upper half of one sheet over the lower half of another."""
    upper, lower = trials.sheet(seed), trials.sheet(seed + 1009 * _SHEETS_SHARE)
    taken = take(dirt.halves(upper, lower, rng), drawn_device(rng, device), rng)
    found, seconds = looked_at(taken, book_of(trials.sheets))
    same = upper.page.code == lower.page.code
    return _identity(found, upper, taken, seconds) | {"same": same}


def _folded_over(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """A part of the sheet folded over the rest: signed and sealed, but not all of it to be seen."""
    sheet = trials.sheet(seed, zones=True)
    image = signed(sheet, rng, trials.pen)
    hidden = dirt.fold_over(image, rng)
    taken = take(np.asarray(image), drawn_device(rng, device), rng)
    found, seconds = looked_at(taken, book_of(trials.sheets))
    lost = [hidden.overlaps(box_of(zone)) for zone in sheet.page.zones]
    return _identity(found, sheet, taken, seconds) | _told(found, lost)


def _half_fed(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """The feeder stopped: signed and sealed, but not all of it to be seen."""
    sheet = trials.sheet(seed, zones=True)
    image = np.asarray(signed(sheet, rng, trials.pen))
    whole = take(image, drawn_device(rng, device), rng)
    taken = fed_half(whole, float(rng.uniform(0.3, 0.9)), is_wide=bool(rng.random() < 0.3))
    found, seconds = looked_at(taken, book_of(trials.sheets))
    size = Image.open(io.BytesIO(taken.data)).size
    lost = [bool((taken.places(box_of(zone).corners) > size).any()) for zone in sheet.page.zones]
    return _identity(found, sheet, taken, seconds) | _told(found, lost)


def _told(found: Examined, lost: list[bool]) -> Record:
    """Whether it is said at all that a page is not whole, and how many zones out of sight are called signed."""
    return {
        "told": found.page is None or bool(found.changes),
        "silent": sum(
            is_lost and zone.state is State.PRESENT
            for zone, is_lost in zip(found.zones, lost, strict=False)
        ),
    }


def _blank(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    """The back of a sheet: empty, but for what shines through."""
    sheet = trials.sheet(seed)
    faint = 255 - (255 - sheet.rgb[:, ::-1].astype(np.int16)) * float(rng.uniform(0, 0.12))
    taken = take(faint.astype(np.uint8), drawn_device(rng, device), rng)
    found, seconds = looked_at(taken, book_of(trials.sheets))
    return _identity(found, sheet, taken, seconds)


def _undone(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    return _zones(trials, device, seed, rng, "undone")


def _done(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    return _zones(trials, device, seed, rng, "done")


def _odd(trials: Trials, device: str, seed: int, rng: np.random.Generator) -> Record:
    return _zones(trials, device, seed, rng, "odd")


PARTS: Mapping[str, Callable[[Trials, str, int, np.random.Generator], Record]] = {
    "plain": _plain,
    "undone": _undone,
    "done": _done,
    "odd": _odd,
    "changed": _changed,
    "hidden": _hidden,
    "foreign": _foreign,
    "folded": _folded,
    "folded over": _folded_over,
    "half-fed": _half_fed,
    "blank": _blank,
}
"""What is tried, by name."""
