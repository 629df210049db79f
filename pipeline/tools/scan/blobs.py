"""Ink gathered into blobs: what lies together on a grid of half millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tools.scan.geometry import Box
from pipeline.tools.scan.printed import px_per_mm

CELL_MM = 0.5
_LEAST_SHARE = 0.18
"""Share of a cell that has to be ink."""


@dataclass(frozen=True, slots=True)
class Blob:
    """Ink that lies together.

    Attributes:
        area_mm2: How much ink.
        length_mm: How long its strokes are, about.
        box: Where it is.
        cells: Its cells, row and column: shape (n, 2).
    """

    area_mm2: float
    length_mm: float
    box: Box
    cells: NDArray[np.intp]


def blobs_of(
    ink: NDArray[np.bool_],
    dpi: float,
    corner: tuple[float, float],
    *,
    least_mm2: float,
    gap_mm: float = CELL_MM,
) -> list[Blob]:
    """The blobs of a picture.

    Args:
        ink: Where ink is, shape (height, width).
        dpi: Its resolution.
        corner: Its top left corner on the page, in mm.
        least_mm2: Smaller ones are specks.
        gap_mm: How far apart ink may be and still lie together.
    """
    px_per_cell = px_per_mm(dpi) * CELL_MM
    places = np.flatnonzero(ink)  # much faster than `nonzero` where there is little
    if not len(places):
        return []
    rows, columns = np.divmod(places, ink.shape[1])
    shape = int(ink.shape[0] / px_per_cell) + 1, int(ink.shape[1] / px_per_cell) + 1
    at = (rows / px_per_cell).astype(np.intp) * shape[1] + (columns / px_per_cell).astype(np.intp)
    counts = np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape)
    filled = counts >= max(1.0, _LEAST_SHARE * px_per_cell**2)
    found = []
    for cells in _connected(filled, round(gap_mm / CELL_MM)):
        area = float(counts[cells[:, 0], cells[:, 1]].sum()) / px_per_mm(dpi) ** 2
        if area >= least_mm2:
            found.append(_blob(cells, area, corner))
    return found


def joined(blobs: Sequence[Blob]) -> Box | None:
    """The box around some blobs; None where there are none."""
    if not blobs:
        return None
    left = min(blob.box.x for blob in blobs)
    top = min(blob.box.y for blob in blobs)
    right = max(blob.box.x + blob.box.width for blob in blobs)
    bottom = max(blob.box.y + blob.box.height for blob in blobs)
    return Box(left, top, right - left, bottom - top)


def _blob(cells: NDArray[np.intp], area_mm2: float, corner: tuple[float, float]) -> Blob:
    top, left = cells.min(axis=0) * CELL_MM
    height, width = (cells.max(axis=0) + 1) * CELL_MM - (top, left)
    box = Box(corner[0] + float(left), corner[1] + float(top), float(width), float(height))
    return Blob(area_mm2, len(cells) * CELL_MM, box, cells)


def _connected(filled: NDArray[np.bool_], gap: int) -> list[NDArray[np.intp]]:
    """Cells that touch, corners included, or that no more than so many empty cells keep apart."""
    reach = range(-gap - 1, gap + 2)
    width = filled.shape[1] + gap + 2
    open_cells = {int(row) * width + int(column) for row, column in np.argwhere(filled)}
    steps = [down * width + across for down in reach for across in reach if down or across]
    groups = []
    while open_cells:
        waiting = [open_cells.pop()]
        group = []
        while waiting:
            cell = waiting.pop()
            group.append(cell)
            for step in steps:
                if cell + step in open_cells:
                    open_cells.remove(cell + step)
                    waiting.append(cell + step)
        groups.append(np.array([divmod(cell, width) for cell in group], dtype=np.intp))
    return groups
