"""The red double rules of 信函格式 (GB/T 9704-2012, 10.1) as Word draws them: borders of an empty paragraph.

`letterhead.css` draws the same for the print face.
"""

from __future__ import annotations

RED = "D40000"
"""Colour of the rules and of the issuer's name, RRGGBB."""

THICK, THIN = 16, 6
"""Strength of the rules, in eighths of a point."""


def rule_edges(*, top: int, bottom: int) -> str:
    """What stands in `w:pBdr`: a rule above the other; their strengths in eighths of a point."""
    return "".join(
        f'<w:{edge} w:val="single" w:sz="{strength}" w:space="0" w:color="{RED}"/>'
        for edge, strength in (("top", top), ("bottom", bottom))
    )
