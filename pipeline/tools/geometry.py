"""A paper as it was measured, finished or only drawn: glyphs, drawn lines, pictures.

All lengths are in points from the page's top left corner, y downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""


class Glyph(NamedTuple):
    """A visible, upright glyph that is not white space.

    Attributes:
        character: What it stands for.
        font: Name of its font, without the subset's prefix.
        size_pt: Size of the type.
        left_pt: Its origin.
        right_pt: Its origin and its advance.
        baseline_pt: Its baseline.
        top_pt: Upper edge of its ink.
        bottom_pt: Lower edge of its ink.
        colour: What it is filled with.
        missing: Whether the font had no glyph for it and .notdef was drawn; None where the PDF does
            not tell.
        bold: Whether its outline is drawn too, as programs do for want of a bold font.
    """

    character: str
    font: str
    size_pt: float
    left_pt: float
    right_pt: float
    baseline_pt: float
    top_pt: float
    bottom_pt: float
    colour: Colour = (0, 0, 0)
    missing: bool | None = False
    bold: bool = False

    @property
    def centre_pt(self) -> float:
        """Its middle, from the page's left edge."""
        return (self.left_pt + self.right_pt) / 2


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of a drawn path, by its bounds.

    Attributes:
        left_pt: Left edge.
        top_pt: Upper edge.
        right_pt: Right edge.
        bottom_pt: Lower edge.
        pen_pt: Width of the line it is drawn with; 0 when it is only filled.
        colour: Of the line, or of the filling.
    """

    left_pt: float
    top_pt: float
    right_pt: float
    bottom_pt: float
    pen_pt: float = 0.0
    colour: Colour = (0, 0, 0)

    @property
    def width_pt(self) -> float:
        """Width without the pen."""
        return self.right_pt - self.left_pt

    @property
    def height_pt(self) -> float:
        """Height without the pen."""
        return self.bottom_pt - self.top_pt

    @property
    def thickness_pt(self) -> float:
        """How thick it looks, taken as a rule."""
        return min(self.width_pt, self.height_pt) + self.pen_pt

    @property
    def is_rule(self) -> bool:
        """Whether it looks like a line: thin and long."""
        return self.thickness_pt <= 4 and max(self.width_pt, self.height_pt) >= 10


def ring(first: Shape, second: Shape) -> Sequence[Shape]:
    """The sides of a frame that is filled between two boxes, as borders are; others as they are."""
    inner, outer = sorted((first, second), key=lambda each: each.width_pt + each.height_pt)
    left, top, right, bottom = outer.left_pt, outer.top_pt, outer.right_pt, outer.bottom_pt
    inside = (
        left <= inner.left_pt <= inner.right_pt <= right
        and top <= inner.top_pt <= inner.bottom_pt <= bottom
    )
    if not inside:
        return (first, second)
    sides = (
        replace(outer, bottom_pt=inner.top_pt),
        replace(outer, top_pt=inner.bottom_pt),
        replace(outer, right_pt=inner.left_pt),
        replace(outer, left_pt=inner.right_pt),
    )
    return [side for side in sides if min(side.width_pt, side.height_pt) > 0]


@dataclass(frozen=True)
class MeasuredPage:
    """One page.

    Attributes:
        number: Counted from 1.
        width_pt: Width as shown.
        height_pt: Height as shown.
        glyphs: Its glyphs, in the order in which they are drawn.
        shapes: Its drawn paths.
        pictures: Its pictures' frames.
    """

    number: int
    width_pt: float
    height_pt: float
    glyphs: tuple[Glyph, ...] = ()
    shapes: tuple[Shape, ...] = ()
    pictures: tuple[Shape, ...] = ()

    @cached_property
    def rules(self) -> tuple[Shape, ...]:
        """The drawn lines."""
        return tuple(shape for shape in self.shapes if shape.is_rule)


@dataclass(frozen=True, slots=True)
class MeasuredPaper:
    """A PDF, measured.

    Attributes:
        pages: Its pages.
        fonts: Whether each font is embedded, by name.
    """

    pages: tuple[MeasuredPage, ...]
    fonts: dict[str, bool]
