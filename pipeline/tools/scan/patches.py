"""Small patches of a printed page that are rich in detail, and where a scan shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.tools.scan.geometry import Box, Floats, Transform
from pipeline.tools.scan.printed import PrintedPage, printed_at, px_per_mm
from pipeline.tools.scan.sampling import Sampler

Real = NDArray[np.float32]

COARSE_DPI, FINE_DPI = 50, 100
_SIDE_PX = 40
"""Side of a patch: 20 mm when it is looked for coarsely, 10 mm finely."""
_STEP_PX = 4
"""Patches start at every fourth pixel."""
_COLUMNS, _ROWS = 5, 7
"""Each part of the page gives its best patch first."""
_MOST = 36
_LEAST_DETAIL = 40.0
"""What a patch holds at the least: mean square of grey levels from pixel to pixel, in the poorer direction."""
_FLAT = 4.0
"""Grey levels of noise: what varies less has nothing to be compared."""
_KEPT = 24


@dataclass(frozen=True, slots=True)
class Patches:
    """Patches of one page at one resolution.

    Attributes:
        dpi: The resolution.
        middles_mm: Their middles on the page, shape (n, 2).
        tops_px: Their top left corners on the page at that resolution, as row and column: shape (n, 2).
        shapes: Their pixels, mean 0 and length 1, shape (n, side, side).
    """

    dpi: int
    middles_mm: Floats
    tops_px: NDArray[np.intp]
    shapes: Real

    def every_other(self) -> Patches:
        """Half of them, spread as widely."""
        return self._only(np.arange(0, len(self.middles_mm), 2))

    def within(self, box: Box) -> Patches:
        """Those whose middles are in a part of the page."""
        low, high = box.corners[0], box.corners[2]
        inside = (self.middles_mm >= low) & (self.middles_mm <= high)
        return self._only(np.flatnonzero(inside.all(axis=1)))

    def _only(self, places: NDArray[np.intp]) -> Patches:
        return Patches(self.dpi, self.middles_mm[places], self.tops_px[places], self.shapes[places])

    def look_for(
        self, sampler: Sampler, to_paper: Transform, reach_px: int
    ) -> tuple[Floats, Floats]:
        """Where a scan shows them.

        Args:
            sampler: The scan.
            to_paper: From its pixels to mm, as far as that is known.
            reach_px: How far off they may be, in pixels of the resolution.

        Returns:
            How far off they are, in mm: shape (n, 2); how alike they are there, -1 to 1: shape (n,).
        """
        side = _SIDE_PX + 2 * reach_px
        seen = sampler.windows_at(to_paper, self.tops_px - reach_px, side, self.dpi)
        windows = seen.astype(np.float32)
        windows -= windows.mean(axis=(1, 2), keepdims=True)
        alike = _correlation(windows, self.shapes, 2 * reach_px + 1)
        best, peaks = _peaks(alike)
        return (best - reach_px) / px_per_mm(self.dpi), peaks


@lru_cache(maxsize=_KEPT)
def patches_of(page: PrintedPage, dpi: int) -> Patches:
    """The patches of a printed page.

    Raises:
        InputError: It cannot be drawn.
    """
    drawn = printed_at(page, dpi)
    finer = dpi // COARSE_DPI
    coarse = printed_at(page, COARSE_DPI).astype(np.float32)
    tops = _chosen(coarse, _SIDE_PX // finer, _STEP_PX // finer) * finer
    views = np.lib.stride_tricks.sliding_window_view(drawn, (_SIDE_PX, _SIDE_PX))
    shapes = views[tops[:, 0], tops[:, 1]].astype(np.float32)
    shapes -= shapes.mean(axis=(1, 2), keepdims=True)
    shapes /= np.sqrt((shapes**2).sum(axis=(1, 2), keepdims=True)) + 1e-6
    middles = ((tops[:, ::-1] + _SIDE_PX / 2) / px_per_mm(dpi)).astype(np.float64)
    return Patches(dpi, middles, tops, shapes)


def _chosen(drawn: Real, side_px: int, step_px: int) -> NDArray[np.intp]:
    """Where the patches of a side are: top left corners, row and column.

    A coarse picture says as well as a fine one where detail is, for a fourth of the work.
    """
    detail = _detail(drawn, side_px, step_px)
    rows, columns = detail.shape
    picked: list[tuple[int, int]] = []
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            top, left = row * rows // _ROWS, column * columns // _COLUMNS
            part = detail[
                top : (row + 1) * rows // _ROWS, left : (column + 1) * columns // _COLUMNS
            ]
            _pick(part, (top, left), detail, picked)
    while len(picked) < _MOST and detail.max() > _LEAST_DETAIL:
        _pick(detail, (0, 0), detail, picked)
    return np.array(picked, dtype=np.intp).reshape(-1, 2) * step_px


def _pick(part: Real, start: tuple[int, int], detail: Real, picked: list[tuple[int, int]]) -> None:
    """Take the best place of a part, and nothing near it from then on."""
    if not part.size or part.max() <= _LEAST_DETAIL:
        return
    row, column = np.unravel_index(int(part.argmax()), part.shape)
    top, left = start[0] + int(row), start[1] + int(column)
    picked.append((top, left))
    near = _SIDE_PX * 3 // 4 // _STEP_PX
    detail[max(0, top - near) : top + near + 1, max(0, left - near) : left + near + 1] = 0.0


def _detail(drawn: Real, side_px: int, step_px: int) -> Real:
    """How much each patch holds to be recognised by, in the poorer of two directions."""
    down, across = np.zeros_like(drawn), np.zeros_like(drawn)
    down[1:-1] = (drawn[2:] - drawn[:-2]) * np.float32(0.5)
    across[:, 1:-1] = (drawn[:, 2:] - drawn[:, :-2]) * np.float32(0.5)
    side = side_px // step_px
    sums = [
        _window_sums(_block_sums(each, step_px), side) / side_px**2
        for each in (across * across, down * down, across * down)
    ]
    trace, split = (sums[0] + sums[1]) / 2, (sums[0] - sums[1]) / 2
    return np.asarray(trace - np.sqrt(split**2 + sums[2] ** 2), dtype=np.float32)


def _block_sums(values: Real, step_px: int) -> Real:
    height, width = (side // step_px * step_px for side in values.shape)
    rows = values[:height:step_px, :width].copy()
    for row in range(1, step_px):
        rows += values[row:height:step_px, :width]
    sums = rows[:, ::step_px].copy()
    for column in range(1, step_px):
        sums += rows[:, column::step_px]
    return sums


def _window_sums(values: Real, side: int) -> NDArray[np.float64]:
    """Sums over all squares of the last two axes."""
    sums = _running(values.astype(np.float64), side)
    return np.swapaxes(_running(np.swapaxes(sums, -1, -2), side), -1, -2)


def _running(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Sums of so many neighbours along the last axis."""
    total = values.cumsum(axis=-1)
    sums = total[..., side - 1 :].copy()
    sums[..., 1:] -= total[..., :-side]
    return sums


def _correlation(windows: Real, shapes: Real, steps: int) -> NDArray[np.float64]:
    """How alike each shape is to its window at each shift: shape (n, steps, steps)."""
    side = windows.shape[1]
    product = np.fft.rfft2(windows) * np.conj(np.fft.rfft2(shapes, s=(side, side)))
    raw = np.fft.irfft2(product, s=(side, side))[:, :steps, :steps]
    area = _SIDE_PX**2
    sums, squares = _window_sums(windows, _SIDE_PX), _window_sums(windows**2, _SIDE_PX)
    spread = np.sqrt(np.maximum(squares - sums**2 / area, area * _FLAT**2))
    return np.asarray(raw / spread)


def _peaks(alike: NDArray[np.float64]) -> tuple[Floats, Floats]:
    """The best shift of each, in pixels as (across, down), finer than a pixel; and how alike it is there."""
    count, steps, _ = alike.shape
    each = np.arange(count)
    row, column = np.divmod(alike.reshape(count, -1).argmax(axis=1), steps)
    inner = np.clip(row, 1, steps - 2), np.clip(column, 1, steps - 2)
    peak = alike[each, row, column]
    across = _vertex(*(alike[each, row, inner[1] + step] for step in (-1, 0, 1)))
    down = _vertex(*(alike[each, inner[0] + step, column] for step in (-1, 0, 1)))
    best = np.column_stack([column + across * (column == inner[1]), row + down * (row == inner[0])])
    at_edge = (column != inner[1]) | (row != inner[0])
    return best, np.where(at_edge, 0.0, peak)


def _vertex(before: Floats, at: Floats, after: Floats) -> Floats:
    """Where the parabola through three values has its top, from the middle one: -0.5 to 0.5."""
    bend = before - 2 * at + after
    return np.asarray(np.clip(0.5 * (before - after) / np.minimum(bend, -1e-9), -0.5, 0.5))
