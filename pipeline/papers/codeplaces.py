"""Where the two symbols of a page stand (official-format.md, "Paper that comes back").

One stands in a corner, the other at the middle of the opposite edge, so that no skew and crop loses both.
They stand in the margins of official paper: type area 156 × 225 mm at left 28, top 37 mm, or that page turned on its
side.  The one near a corner stands on the inner side, as the page number stands on the outer one.
All lengths are millimetres from the page's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

MODULE_MM = 0.5
SIDE_MM = 25 * MODULE_MM
"""Width of a symbol of version 2."""

QUIET_MM = 4 * MODULE_MM
"""What stays blank around it."""

EDGE_MM = 20.0
"""From the edge of the paper; nearer, pages that were scanned askew lose them."""

_HEAD_LEFT_MM, _HEAD_TOP_MM = 28.0, 54.0
"""Below the head of a letter, left of its number: the name above the rule may be 166 mm wide."""

_FOOT_RULE_MM = 297 - 20 - 1.235
"""Upper edge of the double rule at the foot of a letter with a head."""


@dataclass(frozen=True, slots=True)
class CodePlace:
    """The upper left corner of a symbol."""

    x: float
    y: float

    def with_quiet(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the symbol with what stays blank around it."""
        far = SIDE_MM + QUIET_MM
        return self.x - QUIET_MM, self.y - QUIET_MM, self.x + far, self.y + far


Pair: TypeAlias = tuple[CodePlace, CodePlace]


def code_places(width_mm: float, height_mm: float, number: int, *, has_head: bool = False) -> Pair:
    """Where the symbols of a page stand.

    Args:
        width_mm: Its width.
        height_mm: Its height.
        number: Its number as printed: odd ones are right-hand pages.
        has_head: It carries the unit's own head (信函格式).
    """
    right, bottom = width_mm - EDGE_MM - SIDE_MM, height_mm - EDGE_MM - SIDE_MM
    if width_mm > height_mm:
        return CodePlace(EDGE_MM, (height_mm - SIDE_MM) / 2), CodePlace(right, EDGE_MM)
    inner = EDGE_MM if number % 2 else right
    if has_head:
        above_rule = _FOOT_RULE_MM - QUIET_MM - SIDE_MM
        return CodePlace(_HEAD_LEFT_MM, _HEAD_TOP_MM), CodePlace(inner, above_rule)
    return CodePlace((width_mm - SIDE_MM) / 2, EDGE_MM), CodePlace(inner, bottom)


def further_places(width_mm: float, height_mm: float, number: int) -> Iterator[Pair]:
    """Where they may stand on a page that is not laid out as ours are, the best pair first."""
    yield code_places(width_mm, height_mm, number)
    yield code_places(width_mm, height_mm, number, has_head=True)
    right, bottom = width_mm - EDGE_MM - SIDE_MM, height_mm - EDGE_MM - SIDE_MM
    across, down = (width_mm - SIDE_MM) / 2, (height_mm - SIDE_MM) / 2
    for x in (EDGE_MM, right):
        yield CodePlace(across, EDGE_MM), CodePlace(x, bottom)
        yield CodePlace(x, EDGE_MM), CodePlace(across, bottom)
    for y in (EDGE_MM, bottom):
        yield CodePlace(EDGE_MM, down), CodePlace(right, y)
        yield CodePlace(EDGE_MM, y), CodePlace(right, down)
