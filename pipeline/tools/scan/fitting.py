"""Transforms from pairs of points, also where some of the pairs are wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.tools.scan.geometry import Floats, Transform

Fit = Callable[[Floats, Floats], Transform]

_APART_MM = 30.0
"""Pairs of points nearer to each other say little about a turn."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What most pairs agree on.

    Attributes:
        transform: The transform.
        inliers: Which pairs agree with it; shape (n,).
        rms: Root mean square of their distances, in units of the target.
    """

    transform: Transform
    inliers: NDArray[np.bool_]
    rms: float


def similarity(given: Floats, wanted: Floats) -> Transform:
    """Turn, shift and size, by least squares; from two points on."""
    start, end = _complex(given), _complex(wanted)
    mean_start, mean_end = start.mean(), end.mean()
    spread = start - mean_start
    turn = (spread.conj() @ (end - mean_end)) / max((spread.conj() @ spread).real, 1e-12)
    shift = mean_end - turn * mean_start
    return Transform(
        (turn.real, -turn.imag, shift.real, turn.imag, turn.real, shift.imag, 0.0, 0.0, 1.0)
    )


def affine(given: Floats, wanted: Floats) -> Transform:
    """Any linear map and a shift, by least squares; from three points on."""
    matrix = np.eye(3)
    matrix[:2] = np.linalg.lstsq(_homogeneous(given), wanted, rcond=None)[0].T
    return Transform.of(matrix)


def homography(given: Floats, wanted: Floats) -> Transform:
    """A plane seen from anywhere, by least squares; from four points on."""
    before, after = _normalising(given), _normalising(wanted)
    points = _homogeneous(before(given))
    x, y = after(wanted).T
    rows = np.zeros((2 * len(given), 9))
    rows[::2, :3] = rows[1::2, 3:6] = points
    rows[::2, 6:] = -x[:, None] * points
    rows[1::2, 6:] = -y[:, None] * points
    matrix = np.linalg.svd(rows)[2][-1].reshape(3, 3)
    return after.inverse.after(Transform.of(matrix)).after(before)


def agreement(
    given: Floats, wanted: Floats, *, tolerance: float, flexible: bool = True
) -> Agreement | None:
    """The transform that most pairs agree on; None where hardly any do.

    All similarities that two pairs fix are tried.  The best one is then loosened to an affine map, and
    to a homography only where that fits much better: freedom that is not needed does harm far from
    the points.

    Args:
        given: Points, shape (n, 2).
        wanted: Where each should go, shape (n, 2).
        tolerance: How far a pair may be off.
        flexible: Whether the start may be a good deal off, as for telephones.
    """
    inliers = _most_agreeing(given, wanted, tolerance * (2.5 if flexible else 1.5))
    best: Agreement | None = None
    for fit, needed in ((affine, 4), (homography, 8)):
        found = _settled(fit, given, wanted, inliers, tolerance)
        if found is None or found.inliers.sum() < needed:
            continue
        if best is None or _is_better(found, best, tolerance):
            best = found
    return best


def _is_better(found: Agreement, best: Agreement, tolerance: float) -> bool:
    more = int(found.inliers.sum()) - int(best.inliers.sum())
    return more >= max(2, len(found.inliers) // 15) or (
        more >= 0 and found.rms < 0.75 * best.rms and best.rms > 0.1 * tolerance
    )


def _settled(
    fit: Fit, given: Floats, wanted: Floats, inliers: NDArray[np.bool_], tolerance: float
) -> Agreement | None:
    for _ in range(4):
        if inliers.sum() < 4:
            return None
        transform = fit(given[inliers], wanted[inliers])
        off = np.hypot(*(transform(given) - wanted).T)
        before, inliers = inliers, off < tolerance
        if (before == inliers).all():
            break
    if inliers.sum() < 4:
        return None
    return Agreement(transform, inliers, float(np.sqrt(np.mean(off[inliers] ** 2))))


def _most_agreeing(given: Floats, wanted: Floats, tolerance: float) -> NDArray[np.bool_]:
    start, end = _complex(given), _complex(wanted)
    first, second = np.triu_indices(len(start), 1)
    apart = np.abs(start[first] - start[second]) > _APART_MM
    if not apart.any():
        return np.ones(len(start), dtype=bool)
    first, second = first[apart], second[apart]
    turn = (end[first] - end[second]) / (start[first] - start[second])
    shift = end[first] - turn * start[first]
    off = np.abs(turn[:, None] * start[None, :] + shift[:, None] - end[None, :])
    agree = off < tolerance
    score = agree.sum(axis=1) - np.minimum(off, tolerance).sum(axis=1) / (tolerance * len(start))
    return np.asarray(agree[int(score.argmax())])


def _complex(points: Floats) -> NDArray[np.complex128]:
    return points[:, 0] + 1j * points[:, 1]


def _homogeneous(points: Floats) -> Floats:
    return np.column_stack([points, np.ones(len(points))])


def _normalising(points: Floats) -> Transform:
    middle = points.mean(axis=0)
    scale = 1.0 / max(float(np.abs(points - middle).mean()), 1e-9)
    return Transform(
        (scale, 0.0, -scale * middle[0], 0.0, scale, -scale * middle[1], 0.0, 0.0, 1.0)
    )
