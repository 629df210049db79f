"""Borders are filled between two boxes: each side of such a frame is a line."""

from __future__ import annotations

from pipeline.tools.geometry import Shape, ring


def test_a_frame_between_two_boxes_is_its_sides() -> None:
    outer, inner = Shape(0, 0, 100, 50), Shape(0, 2, 100, 49)
    for pair in ((outer, inner), (inner, outer)):
        assert [(each.top_pt, each.bottom_pt) for each in ring(*pair)] == [(0, 2), (49, 50)]
        assert all((each.left_pt, each.right_pt) == (0, 100) for each in ring(*pair))


def test_boxes_beside_or_across_each_other_are_no_frame() -> None:
    first = Shape(0, 0, 100, 50)
    for other in (Shape(200, 0, 240, 50), Shape(50, 10, 120, 40)):
        assert list(ring(first, other)) == [first, other]
