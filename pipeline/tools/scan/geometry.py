"""Places on scans and on paper, and how one leads to the other.

Lengths on paper are millimetres from the page's top left corner, y downward.  Places on a scan are
pixels, continuous: the pixel in row 0, column 0 covers 0 to 1 both ways and has its middle at 0.5.
Then halving a picture halves its places, and nothing is off by half a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper, in mm from the page's top left corner."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, by_mm: float) -> Box:
        """The box with a margin on all sides."""
        return Box(self.x - by_mm, self.y - by_mm, self.width + 2 * by_mm, self.height + 2 * by_mm)

    def within(self, width_mm: float, height_mm: float) -> Box:
        """The part of it that lies on a page."""
        left, top = max(0.0, self.x), max(0.0, self.y)
        right = min(width_mm, self.x + self.width)
        bottom = min(height_mm, self.y + self.height)
        return Box(left, top, max(0.0, right - left), max(0.0, bottom - top))

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    @property
    def corners(self) -> Floats:
        """Top left, top right, bottom right, bottom left: shape (4, 2)."""
        right, bottom = self.x + self.width, self.y + self.height
        return np.array(
            [[self.x, self.y], [right, self.y], [right, bottom], [self.x, bottom]], dtype=float
        )


@dataclass(frozen=True, slots=True)
class Transform:
    """A plane seen from another place: nine numbers of a homography, row by row, the last one 1."""

    numbers: tuple[float, ...]

    @staticmethod
    def of(matrix: NDArray[np.floating]) -> Transform:
        """From a 3 × 3 matrix."""
        return Transform(tuple(float(each) for each in (matrix / matrix[2, 2]).ravel()))

    @staticmethod
    def scaling(factor: float) -> Transform:
        """All lengths by the same factor."""
        return Transform((factor, 0.0, 0.0, 0.0, factor, 0.0, 0.0, 0.0, 1.0))

    @property
    def matrix(self) -> Floats:
        """The 3 × 3 matrix."""
        return np.array(self.numbers, dtype=float).reshape(3, 3)

    def __call__(self, points: Floats | Sequence[Sequence[float]]) -> Floats:
        """Where points go: shape (n, 2) to (n, 2)."""
        given = np.asarray(points, dtype=float)
        moved = np.column_stack([given, np.ones(len(given))]) @ self.matrix.T
        return np.asarray(moved[:, :2] / moved[:, 2:])

    def after(self, first: Transform) -> Transform:
        """This transform of what another gives."""
        return Transform.of(self.matrix @ first.matrix)

    @property
    def inverse(self) -> Transform:
        """The way back."""
        return Transform.of(np.linalg.inv(self.matrix))

    def turn_deg(self, at: tuple[float, float]) -> float:
        """How it turns directions at a place, in degrees, clockwise as seen (y downward): -180 to 180."""
        start, end = self([at, (at[0] + 1.0, at[1])])
        return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))

    def enlargement(self, at: tuple[float, float]) -> float:
        """By how much it makes lengths longer at a place, on the average of all directions."""
        here, right, below = self([at, (at[0] + 1.0, at[1]), (at[0], at[1] + 1.0)])
        (ax, ay), (bx, by) = right - here, below - here
        return math.sqrt(abs(ax * by - ay * bx))
