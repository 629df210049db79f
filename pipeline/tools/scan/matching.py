"""Which printed page a scan shows whose codes cannot be read.

How much ink stands in each row and each column of a page, to the millimetre, tells most pages apart and
costs next to nothing to compare, whichever way the scan lies.  The few pages that come nearest are laid
over the scan.  Pages that are alike are told apart by the places where they differ, or not at all: what
cannot be told is never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.tools.scan.codes import places_of
from pipeline.tools.scan.geometry import MM_PER_INCH, Box, Transform
from pipeline.tools.scan.patches import FINE_DPI
from pipeline.tools.scan.printed import Book, PrintedPage, printed_at, px_per_mm, small_rasters
from pipeline.tools.scan.registration import NOWHERE, Registration, refined
from pipeline.tools.scan.sampling import Sampler
from pipeline.tools.scan.spreading import most_near

Real = NDArray[np.float32]

LEAST_INLIERS = 0.65
"""Share of the patches that has to agree where no code does."""
_PROFILE_DPI = MM_PER_INCH
"""A pixel a millimetre."""
_LENGTH = 512
_REACH_MM = 14
_TRIED = 6
_LEAST_SCORE = 0.35
_ALIKE = 0.7
"""Profiles of pages that may be taken for one another."""
_TURNS = (0, 180, 90, 270)
_STEEPEST_DEG, _STEP_DEG = 8.0, 0.5

_DIFFERENT = 90.0
"""Grey levels by which two pages differ where they differ."""
_LEAST_DIFFERENT_MM2 = 4.0
_LEAST_CONTRAST = 0.25
_LEAST_LEAD = 0.3
"""By how much more the scan has to be like one page than like the other, where they differ."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a comparison with all pages gave.

    Attributes:
        page: The page; None where there is none, or more than one.
        registration: How the scan lies on it.
        candidates: Codes of the pages that it may be, where there are several.
    """

    page: PrintedPage | None = None
    registration: Registration | None = None
    candidates: tuple[str, ...] = ()


def matched(sampler: Sampler, book: Book) -> Match:
    """The printed page that a scan shows; two that are alike are never told apart by guessing.

    Args:
        sampler: The scan.
        book: The pages that may come back.

    Raises:
        InputError: A printed page cannot be drawn.
    """
    pages = tuple(book)
    if not pages:
        return Match()
    found, registration = _best(sampler, pages)
    if found is None:
        return Match()
    best = found
    rivals = [pages[other] for other in _alike(pages, pages.index(best))]
    scan = _Straight(sampler, registration)
    for rival in rivals:
        if scan.lead(rival, best) > _LEAST_LEAD:
            best = rival
    rivals = [page for page in (*rivals, found) if page is not best]
    unclear = [page.code for page in rivals if scan.lead(best, page) <= _LEAST_LEAD]
    if unclear:
        return Match(candidates=(best.code, *unclear))
    return Match(best, registration)


def _best(
    sampler: Sampler, pages: tuple[PrintedPage, ...]
) -> tuple[PrintedPage | None, Registration]:
    """The page that the scan fits best, if it fits any."""
    found: tuple[PrintedPage | None, Registration] = None, NOWHERE
    nearest = sorted(_candidates(sampler, pages), key=lambda each: -each.score)
    for candidate in nearest[:_TRIED]:
        page = pages[candidate.page]
        registration = refined(sampler, page, candidate.to_paper)
        is_good = registration.is_good and registration.quality.inliers >= LEAST_INLIERS
        if is_good and registration.quality.inliers > found[1].quality.inliers:
            found = page, registration
            if registration.quality.inliers > 0.95:
                break
    return found


# ---------------------------------------------------------------- rows and columns


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    page: int
    to_paper: Transform


@dataclass(frozen=True, slots=True)
class _Profiles:
    """Rows and columns of pages of one size, as spectra: shape (pages, frequencies)."""

    indices: NDArray[np.intp]
    size_mm: tuple[float, float]
    rows: NDArray[np.complex128]
    columns: NDArray[np.complex128]


@lru_cache(maxsize=2)
def _profiles(pages: tuple[PrintedPage, ...]) -> tuple[_Profiles, ...]:
    drawn = small_rasters(pages, _PROFILE_DPI)
    sizes: dict[tuple[float, float], list[int]] = {}
    for index, page in enumerate(pages):
        sizes.setdefault((round(page.width_mm), round(page.height_mm)), []).append(index)
    found = []
    for size, indices in sizes.items():
        both = [_profile(drawn[index]) for index in indices]
        rows, columns = (np.array([each[axis] for each in both]) for axis in (0, 1))
        found.append(
            _Profiles(
                np.array(indices), size, np.fft.rfft(rows, _LENGTH), np.fft.rfft(columns, _LENGTH)
            )
        )
    return tuple(found)


def _candidates(sampler: Sampler, pages: tuple[PrintedPage, ...]) -> Iterator[_Candidate]:
    for profiles in _profiles(pages):
        for start in _starts(sampler, profiles.size_mm):
            width, height = profiles.size_mm
            seen = sampler.grey_at(start, Box(0.0, 0.0, width, height), _PROFILE_DPI)
            rows, columns = _profile(seen)
            down, alike_rows = _shifts(profiles.rows, rows)
            across, alike_columns = _shifts(profiles.columns, columns)
            scores = 0.5 * (alike_rows + alike_columns)
            for each in np.argsort(-scores)[:_TRIED]:
                if scores[each] < _LEAST_SCORE:
                    break
                shift = (1.0, 0.0, across[each], 0.0, 1.0, down[each], 0.0, 0.0, 1.0)
                to_paper = Transform(tuple(map(float, shift))).after(start)
                yield _Candidate(float(scores[each]), int(profiles.indices[each]), to_paper)


def _profile(grey: NDArray[np.uint8]) -> tuple[Real, Real]:
    """How much ink stands in each row and column, the slow rise and fall taken away, length 1."""
    image = Image.fromarray(grey)
    paper = np.asarray(
        image.reduce(8).resize(image.size, Image.Resampling.BILINEAR), dtype=np.float32
    )
    dark = np.clip(1.0 - grey / np.maximum(paper, 20.0), 0.0, 0.7)
    dark[:6] = dark[-6:] = 0.0
    dark[:, :6] = dark[:, -6:] = 0.0
    return _whitened(dark.sum(axis=1)), _whitened(dark.sum(axis=0))


def _whitened(sums: Real) -> Real:
    roots = np.sqrt(sums)
    smooth = np.convolve(np.pad(roots, 12, mode="edge"), np.ones(25) / 25, mode="valid")
    rest = roots - smooth
    return np.asarray(rest / max(float(np.sqrt((rest**2).sum())), 1e-6), dtype=np.float32)


def _shifts(
    spectra: NDArray[np.complex128], profile: Real
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By how many mm the scan is to be moved to each page, and how alike they are then."""
    alike = np.fft.irfft(spectra * np.conj(np.fft.rfft(profile, _LENGTH)), _LENGTH)
    near = np.concatenate([alike[:, -_REACH_MM:], alike[:, : _REACH_MM + 1]], axis=1)
    return near.argmax(axis=1) - float(_REACH_MM), near.max(axis=1)


def _alike(pages: tuple[PrintedPage, ...], index: int) -> list[int]:
    """Pages that may be taken for one of them."""
    profiles = next(each for each in _profiles(pages) if index in each.indices)
    at = int(np.nonzero(profiles.indices == index)[0][0])
    scores = np.zeros(len(profiles.indices))
    for spectra in (profiles.rows, profiles.columns):
        own = np.fft.irfft(spectra[at], _LENGTH).astype(np.float32)
        scores += 0.5 * _shifts(spectra, own)[1]
    chosen = profiles.indices[scores >= _ALIKE]
    return [int(each) for each in chosen if each != index]


# ---------------------------------------------------------------- how it may lie


def _starts(sampler: Sampler, size_mm: tuple[float, float]) -> Iterator[Transform]:
    """Ways in which a page of a size may lie on the scan: straightened, in four turns."""
    height, width = sampler.grey.shape
    page = sampler.page
    mm_per_px = (
        MM_PER_INCH * page.scale / page.dpi if page.dpi else _guessed(width, height, size_mm)
    )
    skew = _skew_deg(sampler)
    is_lying = (width > height) != (size_mm[0] > size_mm[1])
    is_square = 0.87 < width / height < 1.15
    for turn in _TURNS:
        if is_square or (turn % 180 == 90) == is_lying:
            yield _turned(width, height, mm_per_px, turn - skew, size_mm)


def _guessed(width: int, height: int, size_mm: tuple[float, float]) -> float:
    return max(size_mm) / max(width, height)


def _turned(
    width: int, height: int, mm_per_px: float, turn_deg: float, size_mm: tuple[float, float]
) -> Transform:
    """The middle of the scan on the middle of the page, turned clockwise."""
    angle = math.radians(turn_deg)
    cosine, sine = mm_per_px * math.cos(angle), mm_per_px * math.sin(angle)
    x, y = width / 2, height / 2
    return Transform(
        (
            cosine, -sine, size_mm[0] / 2 - cosine * x + sine * y,
            sine, cosine, size_mm[1] / 2 - sine * x - cosine * y,
            0.0, 0.0, 1.0,
        )
    )  # fmt: skip


def _skew_deg(sampler: Sampler) -> float:
    """How far lines of text are from level, positive clockwise: where rows or columns differ most."""
    image = Image.fromarray(sampler.grey)
    factor = max(1, min(image.size) // 420)
    small = image.reduce(factor)
    edge_x, edge_y = small.width // 12, small.height // 12
    dark = small.point(lambda level: 255 - level)
    best = (-1.0, 0.0)
    for step in range(round(-_STEEPEST_DEG / _STEP_DEG), round(_STEEPEST_DEG / _STEP_DEG) + 1):
        angle = step * _STEP_DEG
        turned = np.asarray(dark.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float32)
        inner = turned[edge_y:-edge_y, edge_x:-edge_x]
        sharp = max(float((np.diff(inner.mean(axis=axis)) ** 2).mean()) for axis in (0, 1))
        best = max(best, (sharp, angle))
    return best[1]


# ---------------------------------------------------------------- pages that are alike


@dataclass(frozen=True)
class _Straight:
    """A scan laid over a page, and so over all pages that are alike."""

    sampler: Sampler
    registration: Registration
    _pictures: dict[tuple[int, ...], Real] = field(default_factory=dict)

    def lead(self, page: PrintedPage, rival: PrintedPage) -> float:
        """By how much more it is like the one page than like the other, where they differ: -2 to 2.

        Codes are left out: they cannot be read.  0 where there is no difference to go by.
        """
        own, other = (printed_at(each, FINE_DPI).astype(np.float32) for each in (page, rival))
        if own.shape != other.shape:
            return 0.0
        apart = np.abs(own - other) > _DIFFERENT
        for code in (*places_of(page), *places_of(rival)):
            apart[_pixels(code.grown(2.0))] = False
        if apart.sum() < _LEAST_DIFFERENT_MM2 * px_per_mm(FINE_DPI) ** 2:
            return 0.0
        there = most_near(apart, 1)
        seen = self._seen(own.shape)[there]
        return _likeness(seen, own[there]) - _likeness(seen, other[there])

    def _seen(self, shape: tuple[int, ...]) -> Real:
        if shape in self._pictures:
            return self._pictures[shape]
        factor = px_per_mm(FINE_DPI)
        whole = Box(0.0, 0.0, shape[1] / factor, shape[0] / factor)
        seen = self.sampler.grey_at(self.registration.to_paper, whole, FINE_DPI)
        return self._pictures.setdefault(shape, np.asarray(seen, dtype=np.float32))


def _likeness(seen: Real, printed: Real) -> float:
    if seen.std() < max(1.0, _LEAST_CONTRAST * printed.std()):
        return 0.0  # nothing is there: that speaks for neither
    return float(np.corrcoef(seen, printed)[0, 1])


def _pixels(box: Box) -> tuple[slice, slice]:
    edges = (box.y, box.y + box.height, box.x, box.x + box.width)
    top, bottom, left, right = (max(0, round(each * px_per_mm(FINE_DPI))) for each in edges)
    return slice(top, bottom), slice(left, right)
