"""Where each place of a printed page lies on a scan of it.

The corners of the codes give a start that is good to a few millimetres.  Then small patches of the
printed page, rich in detail and spread over it, are looked for where they should be; most agree on one
homography, and what they say together is good to a few hundredths of a millimetre.  A scan of another
page finds no agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from pipeline.tools.scan.codes import Symbol, places_of
from pipeline.tools.scan.examined import Quality
from pipeline.tools.scan.fitting import Agreement, agreement, homography, similarity
from pipeline.tools.scan.geometry import Box, Floats, Transform
from pipeline.tools.scan.patches import COARSE_DPI, FINE_DPI, Patches, patches_of
from pipeline.tools.scan.printed import PrintedPage, printed_at, px_per_mm
from pipeline.tools.scan.sampling import Sampler

LEAST_INLIERS = 0.5
"""Share of the patches that has to agree; right pages have 0.9 and more, wrong ones 0.2 and less."""
MOST_RMS_MM = 0.3
"""How well they have to agree; twice as well where fewer do."""
_CERTAIN_SHARE = 0.75
_PART_INLIERS, _PART_RMS_MM = 0.3, 0.1
"""Share of the patches, and how well they agree, by which a page that is partly hidden is told from other paper."""

_LEAST_PATCHES = 4
_LEAST_SHOWN = 0.6
"""Share of the patches that a scan has to show: a code alone, beyond the edge of all else, agrees with itself."""
_LEAST_ALIKE = 0.5
"""A patch less like the scan than this has not been found."""
_COARSE_TRIES = 3
_COARSE_REACH_PX, _FINE_REACH_PX, _LAST_REACH_PX = 14, 8, 5
_TOLERANCE_MM = {COARSE_DPI: 1.0, FINE_DPI: 0.5}
_GOOD_SHARE = 0.8
_MOST_STARTS = 6
_PRINT_BELOW = 160
"""Grey of a coarse picture of the printed page that counts as print."""
_FLAT_MM = 0.6
"""Corners of both codes are off by no more where the paper lies flat on a scanner's glass."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How a scan lies on the printed page.

    Attributes:
        to_paper: From pixels of the loaded picture to mm on the page.
        quality: How well it fits.
    """

    to_paper: Transform
    quality: Quality

    @property
    def is_good(self) -> bool:
        """Whether the scan shows that page."""
        share, rms_mm = self.quality.inliers, self.quality.rms_mm
        allowed_mm = MOST_RMS_MM if share >= _CERTAIN_SHARE else MOST_RMS_MM / 2
        return share >= LEAST_INLIERS and rms_mm <= allowed_mm

    @property
    def is_partial(self) -> bool:
        """Whether a part of that page lies where it should, and the rest is not to be seen."""
        share, rms_mm = self.quality.inliers, self.quality.rms_mm
        return not self.is_good and share >= _PART_INLIERS and rms_mm <= _PART_RMS_MM


NOWHERE = Registration(Transform.scaling(1.0), Quality(0.0, float("inf")))
"""A scan that fits nothing."""


def register(sampler: Sampler, page: PrintedPage, symbols: Sequence[Symbol]) -> Registration:
    """How a scan lies on a page whose codes are on it.

    Args:
        sampler: The scan.
        page: The printed page.
        symbols: The codes on the scan that name the page.

    Raises:
        InputError: The page cannot be drawn.
    """
    near = _near(page, symbols)
    if near:
        found = _finely(sampler, page, near, is_near=True)
        if found.is_good and found.quality.inliers >= _GOOD_SHARE:
            return found
    return best_of(sampler, page, _starts(page, symbols))


def best_of(sampler: Sampler, page: PrintedPage, starts: Iterator[Transform]) -> Registration:
    """The best registration from some starts, which are looked at until one is good beyond doubt."""
    best = NOWHERE
    for number, start in enumerate(starts):
        found = refined(sampler, page, start)
        if (found.quality.inliers, -found.quality.rms_mm) > (
            best.quality.inliers,
            -best.quality.rms_mm,
        ):
            best = found
        if number + 1 >= _MOST_STARTS or (best.is_good and best.quality.inliers >= _GOOD_SHARE):
            break
    return best


def refined(sampler: Sampler, page: PrintedPage, start: Transform) -> Registration:
    """A registration from a start that is off by a few millimetres."""
    to_paper = start
    for _ in range(_COARSE_TRIES):
        step = _step(sampler, patches_of(page, COARSE_DPI), to_paper, _COARSE_REACH_PX)
        if step is None:
            break
        to_paper = step.found.transform.after(to_paper)
        if step.share >= _GOOD_SHARE:
            break
    return _finely(sampler, page, to_paper)


def _finely(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, *, is_near: bool = False
) -> Registration:
    """A registration from a start that is off by a millimetre or two; from a near one, half of the patches lead on."""
    quality = NOWHERE.quality
    patches = patches_of(page, FINE_DPI)
    looks = (
        (patches.every_other() if is_near else patches, _FINE_REACH_PX),
        (patches, _LAST_REACH_PX),
    )
    for looked_for, reach_px in looks:
        step = _step(sampler, looked_for, to_paper, reach_px)
        if step is None:
            return NOWHERE
        to_paper = step.found.transform.after(to_paper)
        quality = Quality(step.share, step.found.rms)
    return Registration(to_paper, quality)


@dataclass(frozen=True, slots=True)
class _Step:
    """What one look at the patches gave: the correction, and the share of patches behind it."""

    found: Agreement
    share: float


def _step(sampler: Sampler, patches: Patches, to_paper: Transform, reach_px: int) -> _Step | None:
    if len(patches.middles_mm) < _LEAST_PATCHES or not _is_sane(to_paper):
        return None
    off_mm, alike = patches.look_for(sampler, to_paper, reach_px)
    shown = _shown(sampler, to_paper, patches.middles_mm)
    usable = shown & (alike >= _LEAST_ALIKE)
    if usable.sum() < _LEAST_PATCHES:
        return None
    at = patches.middles_mm[usable]
    found = agreement(
        at + off_mm[usable],
        at,
        tolerance=_TOLERANCE_MM[patches.dpi],
        flexible=patches.dpi == COARSE_DPI,
    )
    if found is None:
        return None
    looked_for = max(float(shown.sum()), _LEAST_SHOWN * len(shown))
    return _Step(found, float(found.inliers.sum() / looked_for))


def _shown(sampler: Sampler, to_paper: Transform, middles_mm: Floats) -> NDArray[np.bool_]:
    """Which patches the scan shows at all; shape (n,)."""
    places = to_paper.inverse(middles_mm)
    return np.asarray(((places > 0) & (places < np.array(sampler.page.image.size))).all(axis=1))


def share_shown(sampler: Sampler, page: PrintedPage, to_paper: Transform) -> float:
    """How much of what is printed on a page lies within a scan of it at all, 0 to 1.

    Raises:
        InputError: The page cannot be drawn.
    """
    rows, columns = np.nonzero(printed_at(page, COARSE_DPI)[::2, ::2] < _PRINT_BELOW)
    if not len(rows):
        return 1.0
    print_mm = np.column_stack([columns, rows]).astype(np.float64) * 2.0 / px_per_mm(COARSE_DPI)
    return float(_shown(sampler, to_paper, print_mm).mean())


def _is_sane(to_paper: Transform) -> bool:
    """Whether it is a way to look at paper: neither mirrored nor at a grazing angle."""
    matrix = to_paper.matrix
    if not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-12:
        return False
    corners = Box(0.0, 0.0, 210.0, 297.0).corners
    homogeneous = np.column_stack([corners, np.ones(4)]) @ np.linalg.inv(matrix).T
    ahead = homogeneous[:, 2] / homogeneous[:, 2].mean()
    places = homogeneous[:, :2] / homogeneous[:, 2:]
    after = np.roll(places, -1, axis=0)
    area = float((places[:, 0] * after[:, 1] - places[:, 1] * after[:, 0]).sum()) / 2
    return bool((ahead > 0.3).all()) and area > 0


# ---------------------------------------------------------------- starts


def _near(page: PrintedPage, symbols: Sequence[Symbol]) -> Transform | None:
    """A start that needs no coarse look: both codes lie as on the printed page, the paper is flat."""
    boxes = places_of(page)
    if len(symbols) != 2 or len(boxes) != 2:
        return None
    seen, printed = _paired(boxes, symbols)
    start = similarity(seen, printed)
    off_mm = np.hypot(*(start(seen) - printed).T).max()
    return start if off_mm <= _FLAT_MM else None


def _starts(page: PrintedPage, symbols: Sequence[Symbol]) -> Iterator[Transform]:
    """Transforms to begin with, the likeliest first."""
    boxes = places_of(page)
    if len(symbols) >= 2 and len(boxes) >= 2:
        seen, printed = _paired(boxes, symbols)
        yield similarity(seen, printed)
        yield homography(seen, printed)
    for symbol in symbols:
        for box in boxes:
            yield similarity(symbol.places, box.corners)


def _paired(boxes: Sequence[Box], symbols: Sequence[Symbol]) -> tuple[Floats, Floats]:
    """Corners on the scan and on the page, each symbol with the place it fits."""
    count = min(len(boxes), len(symbols))
    seen = np.concatenate([symbol.places for symbol in symbols[:count]])
    tried = []
    for order in permutations(boxes, count):
        printed = np.concatenate([box.corners for box in order])
        off = similarity(seen, printed)(seen) - printed
        tried.append((float((off**2).sum()), printed))
    return seen, min(tried, key=lambda each: each[0])[1]
