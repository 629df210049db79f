"""Pillow: a scan seen as the printed page, straight and at a resolution of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.printed import px_per_mm
from pipeline.tools.scan.raw import PageImage, Pixels

PAPER = 255
"""What lies beyond the edge of a scan: white paper."""


def enlarged(to_paper: Transform, factor: float) -> Transform:
    """A transform that gives mm, giving `factor` pixels a mm instead."""
    return Transform.scaling(factor).after(to_paper)


def warped(
    pixels: Pixels, to_target: Transform, size_px: tuple[int, int], *, outside: int = PAPER
) -> Pixels:
    """A picture seen through a transform.

    Args:
        pixels: Grey or RGB.
        to_target: From its pixels to those of the target.
        size_px: Width and height of the target.
        outside: Grey of what the picture does not show.
    """
    image = Image.fromarray(pixels)
    fill = outside if image.mode == "L" else (outside,) * 3
    back = to_target.inverse.numbers[:8]
    seen = image.transform(
        size_px,
        Image.Transform.PERSPECTIVE,
        back,
        resample=Image.Resampling.BILINEAR,
        fillcolor=fill,
    )
    return np.asarray(seen)


@dataclass(frozen=True)
class Sampler:
    """A loaded page and the coarser pictures of it, each made once.

    All places are pixels of `page.pixels`.
    """

    page: PageImage
    _reduced: dict[int, Pixels] = field(default_factory=dict, repr=False)

    @cached_property
    def grey(self) -> NDArray[np.uint8]:
        """The page in grey."""
        pixels = self.page.pixels
        return pixels if pixels.ndim == 2 else np.asarray(Image.fromarray(pixels).convert("L"))

    def grey_at(self, to_paper: Transform, box: Box, dpi: float) -> NDArray[np.uint8]:
        """A part of the printed page as the scan shows it, in grey, at a resolution."""
        scale = self._coarseness(to_paper, dpi)
        if scale not in self._reduced:
            self._reduced[scale] = np.asarray(Image.fromarray(self.grey).reduce(scale))
        source = self._reduced[scale] if scale > 1 else self.grey
        return self._seen(source, scale, to_paper, box, dpi)

    def colour_at(
        self, to_paper: Transform, box: Box, dpi: float, *, coarser: bool = False
    ) -> Pixels:
        """The same in colour where the scan has any; shape (height, width, 3).

        With `coarser`, the whole scan is made coarser first: smoother, where much of it is wanted.
        """
        pixels = self.page.pixels
        scale = self._coarseness(to_paper, dpi) if coarser else 1
        if scale > 1:
            pixels = np.asarray(Image.fromarray(pixels).reduce(scale))
        seen = self._seen(pixels, scale, to_paper, box, dpi)
        return seen if seen.ndim == 3 else np.repeat(seen[:, :, None], 3, axis=2)

    def covers(self, to_paper: Transform, box: Box) -> bool:
        """Whether the scan shows the whole of a part of the printed page."""
        places = to_paper.inverse(box.corners)
        height, width = self.page.pixels.shape[:2]
        slack = 2.0
        inside = (places > -slack) & (places < np.array([width, height]) + slack)
        return bool(inside.all())

    @staticmethod
    def _coarseness(to_paper: Transform, dpi: float) -> int:
        """By which whole number the scan can be made coarser and still be as fine as wanted."""
        middle = to_paper.inverse([(105.0, 148.0)])[0]
        scan_px_per_mm = 1.0 / to_paper.enlargement((middle[0], middle[1]))
        return max(1, int(scan_px_per_mm / px_per_mm(dpi) + 0.02))

    @staticmethod
    def _seen(source: Pixels, scale: int, to_paper: Transform, box: Box, dpi: float) -> Pixels:
        factor = px_per_mm(dpi)
        size = round(box.width * factor), round(box.height * factor)
        shift = np.array([[1.0, 0, -box.x * factor], [0, 1.0, -box.y * factor], [0, 0, 1.0]])
        to_target = Transform.of(shift).after(enlarged(to_paper, factor))
        return warped(source, to_target.after(Transform.scaling(scale)), size)
