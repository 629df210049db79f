"""Pillow: a scan seen as the printed page, straight and at a resolution of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.printed import px_per_mm
from pipeline.tools.scan.raw import PageImage, Pixels

_FLAT = 1e-9
"""What is off by a smaller share across a picture is flat."""
PAPER = 255
"""What lies beyond the edge of a scan: white paper."""


def enlarged(to_paper: Transform, factor: float) -> Transform:
    """A transform that gives mm, giving `factor` pixels a mm instead."""
    return Transform.scaling(factor).after(to_paper)


def warped(
    image: Image.Image, to_target: Transform, size_px: tuple[int, int], *, outside: int = PAPER
) -> Pixels:
    """A picture seen through a transform.

    Args:
        image: Grey or RGB.
        to_target: From its pixels to those of the target.
        size_px: Width and height of the target.
        outside: Grey of what the picture does not show.
    """
    numbers = to_target.inverse.numbers
    return np.asarray(_transformed(image, numbers, size_px, outside))


def _transformed(
    image: Image.Image, back: Sequence[float], size_px: tuple[int, int], outside: int
) -> Image.Image:
    """A picture seen through a transform whose way back is given.

    What is not seen at a slant needs no division for each pixel: that takes half of the time.
    """
    is_flat = abs(back[6]) * size_px[0] + abs(back[7]) * size_px[1] < _FLAT
    return image.transform(
        size_px,
        Image.Transform.AFFINE if is_flat else Image.Transform.PERSPECTIVE,
        back[:6] if is_flat else back[:8],
        resample=Image.Resampling.BILINEAR,
        fillcolor=outside if image.mode == "L" else (outside,) * 3,
    )


@dataclass(frozen=True)
class Sampler:
    """A loaded page and the coarser pictures of it, each made once.

    All places are pixels of `page.image`.
    """

    page: PageImage
    _pictures: dict[tuple[str, int], Image.Image] = field(default_factory=dict, repr=False)

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """The page in grey."""
        return np.asarray(self._picture("L", 1))

    def grey_at(self, to_paper: Transform, box: Box, dpi: float) -> NDArray[np.uint8]:
        """A part of the printed page as the scan shows it, in grey, at a resolution."""
        return self._seen("L", self._coarseness(to_paper, dpi), to_paper, box, dpi)

    def windows_at(
        self, to_paper: Transform, tops_px: NDArray[np.intp], side_px: int, dpi: float
    ) -> NDArray[np.uint8]:
        """Small squares of what `grey_at` would give for the whole page, at a fraction of the cost.

        Args:
            to_paper: From pixels of the loaded picture to mm.
            tops_px: Their top left corners at the resolution, as row and column: shape (n, 2).
            side_px: Their side.
            dpi: The resolution.

        Returns:
            Shape (n, side, side).
        """
        scale = self._coarseness(to_paper, dpi)
        source = self._picture("L", scale)
        to_target = enlarged(to_paper, px_per_mm(dpi)).after(Transform.scaling(scale))
        back = to_target.inverse.matrix
        seen = np.empty((len(tops_px), side_px, side_px), dtype=np.uint8)
        for number, (row, column) in enumerate(tops_px):
            shifted = back.copy()
            shifted[:, 2] += back[:, 0] * column + back[:, 1] * row
            numbers = (shifted / shifted[2, 2]).ravel().tolist()
            seen[number] = np.asarray(_transformed(source, numbers, (side_px, side_px), PAPER))
        return seen

    def colour_at(
        self, to_paper: Transform, box: Box, dpi: float, *, coarser: bool = False
    ) -> Pixels:
        """The same in colour where the scan has any; shape (height, width, 3).

        With `coarser`, the whole scan is made coarser first: smoother, where much of it is wanted.
        """
        scale = self._coarseness(to_paper, dpi) if coarser else 1
        mode = "RGB" if self.page.is_rgb else "L"
        seen = self._seen(mode, scale, to_paper, box, dpi)
        return seen if seen.ndim == 3 else np.repeat(seen[:, :, None], 3, axis=2)

    def covers(self, to_paper: Transform, box: Box) -> bool:
        """Whether the scan shows the whole of a part of the printed page."""
        places = to_paper.inverse(box.corners)
        slack = 2.0
        inside = (places > -slack) & (places < np.array(self.page.image.size) + slack)
        return bool(inside.all())

    @staticmethod
    def _coarseness(to_paper: Transform, dpi: float) -> int:
        """By which whole number the scan can be made coarser and still be as fine as wanted."""
        middle = to_paper.inverse([(105.0, 148.0)])[0]
        scan_px_per_mm = 1.0 / to_paper.enlargement((middle[0], middle[1]))
        return max(1, int(scan_px_per_mm / px_per_mm(dpi) + 0.02))

    def _picture(self, mode: str, scale: int) -> Image.Image:
        """The page in grey (`L`) or colour (`RGB`), so many times coarser."""
        if (mode, scale) not in self._pictures:
            if scale > 1:
                made = self._picture(mode, 1).reduce(scale)
            elif mode == "L" and self.page.is_rgb:
                made = self.page.image.convert("L")
            else:
                made = self.page.image
            self._pictures[mode, scale] = made
        return self._pictures[mode, scale]

    def _seen(self, mode: str, scale: int, to_paper: Transform, box: Box, dpi: float) -> Pixels:
        factor = px_per_mm(dpi)
        size = round(box.width * factor), round(box.height * factor)
        shift = np.array([[1.0, 0, -box.x * factor], [0, 1.0, -box.y * factor], [0, 0, 1.0]])
        to_target = Transform.of(shift).after(enlarged(to_paper, factor))
        source = self._picture(mode, scale)
        return warped(source, to_target.after(Transform.scaling(scale)), size)
