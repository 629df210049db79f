"""Lengths in the units of Word."""

from __future__ import annotations

TWIPS_PER_MM = 1440 / 25.4

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37.0, 35.0, 28.0, 26.0  # GB/T 9704 5.2
MEASURE_MM = PAGE_WIDTH_MM - LEFT_MM - RIGHT_MM

LINE_TWIPS = 579
"""22 lines on 225 mm (GB/T 9704 5.2.3)."""


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)


def points(size: float) -> int:
    """Points in twentieths of a point."""
    return round(size * 20)


def points_of_mm(millimetres: float) -> float:
    """Millimetres in points."""
    return millimetres * 72 / 25.4
