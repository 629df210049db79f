"""The tables of a page: their lines, rows and cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.tools.geometry import MeasuredPage, Shape
from pipeline.verify.figures import LYING, MM, UPRIGHT, TypeArea

_SAME_PT = 1.5
_WHOLE = 0.95
"""Share of a table's width that the line above a whole row takes; one beside a tall cell takes less."""
_LARGEST_CODE_MM, _SLACK_MM = 25.0, 2.0
_PALEST = 96
"""Lines of tables are dark; those around photos are not."""


def area_of(page: MeasuredPage) -> TypeArea:
    """The type area that a page should have."""
    return LYING if page.width_pt > page.height_pt else UPRIGHT


class Span(NamedTuple):
    """A stretch of a drawn line."""

    start: float
    end: float


class Cell(NamedTuple):
    """A cell of a table, or the whole type area outside tables."""

    page: int
    left_pt: float
    top_pt: float
    right_pt: float
    bottom_pt: float
    is_table: bool = True

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left_pt < x < self.right_pt and self.top_pt < y < self.bottom_pt


@dataclass(frozen=True, eq=False)
class Grid:
    """The tables of a page.

    Attributes:
        page: The page.
        spans: Upper and lower edges of each table, from top to bottom.
        upright: Upright lines by their place from the left, from left to right, in stretches.
        level: Level lines by their place from the top, from top to bottom, in stretches.
    """

    page: MeasuredPage
    spans: tuple[tuple[float, float], ...]
    upright: dict[float, list[Span]]
    level: dict[float, list[Span]]

    @cached_property
    def baselines(self) -> frozenset[float]:
        """The baselines of the page that a table reaches over."""
        every = {glyph.baseline_pt for glyph in self.page.glyphs}
        return frozenset(y for y in every if any(top <= y <= bottom for top, bottom in self.spans))

    def cell_at(self, x: float, y: float) -> Cell:
        """The cell around a point; the page's edges where no line bounds it."""
        across = [place for place, spans in self.upright.items() if _covers(spans, y)]
        left, right = _around(across, x, self.page.width_pt)
        middle = (left + right) / 2 if right < self.page.width_pt else x
        down = [place for place, spans in self.level.items() if _covers(spans, middle)]
        top, bottom = _around(down, y, self.page.height_pt)
        return Cell(self.page.number, left, top, right, bottom)

    def head(self, place: int) -> str:
        """What stands in the first row of a table, by its place on the page; empty if it has one row."""
        rows = self.rows(self.spans[place])
        if len(rows) < 3:
            return ""
        return "".join(
            glyph.character for glyph in self.page.glyphs if rows[0] < glyph.baseline_pt < rows[1]
        )

    def edges(self, span: tuple[float, float]) -> tuple[float, float]:
        """Left and right edge of a table."""
        places = [
            place
            for place, spans in self.upright.items()
            if any(each.start < span[1] and each.end > span[0] for each in spans)
        ]
        return min(places), max(places)

    def rows(self, span: tuple[float, float]) -> list[float]:
        """The levels at which whole rows of a table begin and the last one ends."""
        left, right = self.edges(span)
        return sorted(
            place
            for place, spans in self.level.items()
            if span[0] - _SAME_PT <= place <= span[1] + _SAME_PT
            and sum(
                min(each.end, right) - max(each.start, left)
                for each in spans
                if each.end > left and each.start < right
            )
            > 0.95 * (right - left)
        )


def tables(rules: Iterable[Shape]) -> list[tuple[float, float]]:
    """Upper and lower edges of tables: where two or more upright lines stand side by side."""
    upright = sorted(
        (rule.top_pt, rule.bottom_pt, rule.left_pt) for rule in rules if rule.height_pt >= 15
    )
    spans: list[tuple[float, float, set[int]]] = []
    for top, bottom, x in upright:
        if spans and top <= spans[-1][1] + 3:
            first, last, places = spans[-1]
            spans[-1] = (first, max(last, bottom), places | {round(x)})
        else:
            spans.append((top, bottom, {round(x)}))
    return [(top, bottom) for top, bottom, places in spans if len(places) > 1]


def grid_of(page: MeasuredPage) -> Grid:
    """The tables of a page; lines in its margins, such as those of codes, are none."""
    area = area_of(page)
    rules = [
        rule for rule in page.rules if max(rule.colour) <= _PALEST and not _is_in_margin(rule, area)
    ]
    upright = [rule for rule in rules if rule.height_pt > rule.width_pt]
    level = [rule for rule in rules if rule.height_pt <= rule.width_pt]
    return Grid(
        page,
        tuple(tables(rules)),
        _merged((_middle(r.left_pt, r.right_pt), r.top_pt, r.bottom_pt) for r in upright),
        _merged((_middle(r.top_pt, r.bottom_pt), r.left_pt, r.right_pt) for r in level),
    )


def _is_in_margin(rule: Shape, area: TypeArea) -> bool:
    """Whether a short line stands in a margin, as those of codes do."""
    left, right = (area.left_mm - _SLACK_MM) * MM, (area.right_mm + _SLACK_MM) * MM
    above = rule.bottom_pt < (area.top_mm - _SLACK_MM) * MM
    below = rule.top_pt > (area.bottom_mm + _SLACK_MM) * MM
    outside = above or below or rule.right_pt < left or rule.left_pt > right
    return outside and max(rule.width_pt, rule.height_pt) <= _LARGEST_CODE_MM * MM


def _middle(first: float, second: float) -> float:
    return (first + second) / 2


def _merged(lines: Iterable[tuple[float, float, float]]) -> dict[float, list[Span]]:
    """Lines by place, pieces that touch put together."""
    found: defaultdict[float, list[Span]] = defaultdict(list)
    place = -10.0
    for at, start, end in sorted(lines):
        place = place if at - place <= _SAME_PT else at
        found[place].append(Span(start, end))
    return {at: list(_joined(sorted(spans))) for at, spans in found.items()}


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    start, end = spans[0]
    for span in spans[1:]:
        if span.start > end + _SAME_PT:
            yield Span(start, end)
            start, end = span
        end = max(end, span.end)
    yield Span(start, end)


def _covers(spans: Sequence[Span], place: float) -> bool:
    return any(start - 0.5 <= place <= end + 0.5 for start, end in spans)


def _around(places: Sequence[float], at: float, last: float) -> tuple[float, float]:
    before, after = bisect_right(places, at + 0.1), bisect_left(places, at + 0.1)
    return (places[before - 1] if before else 0.0), (places[after] if after < len(places) else last)
