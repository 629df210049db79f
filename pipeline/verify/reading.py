"""What every paper is read as: lines of type, page numbers, a title, and where the type area lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from pipeline.tools.geometry import Glyph, MeasuredPage, MeasuredPaper, Shape
from pipeline.verify.figures import MM, UPRIGHT, TypeArea
from pipeline.verify.grid import Grid, area_of

BLANK_DEPTH_EM = 0.5
"""How far below the baseline a line under type, or to write on, may stand."""

PAGE_NUMBER = re.compile(r"[—–―\-－─]+(\d+)[—–―\-－─]+")


@dataclass(frozen=True, eq=False)
class Line:
    """A line of type.

    Attributes:
        page: Page, counted from 1.
        glyphs: Its glyphs from left to right.
    """

    page: int
    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        """Its characters, without white space."""
        return "".join(glyph.character for glyph in self.glyphs)

    @cached_property
    def size_pt(self) -> float:
        """The usual size of its type."""
        return median(glyph.size_pt for glyph in self.glyphs)

    @cached_property
    def baseline_pt(self) -> float:
        """Its baseline."""
        return median(glyph.baseline_pt for glyph in self.glyphs)

    @property
    def left_pt(self) -> float:
        """Left edge."""
        return self.glyphs[0].left_pt

    @property
    def right_pt(self) -> float:
        """Right edge."""
        return self.glyphs[-1].right_pt

    @property
    def width_pt(self) -> float:
        """Width."""
        return self.right_pt - self.left_pt

    @property
    def centre_pt(self) -> float:
        """Middle, from the page's left edge."""
        return (self.left_pt + self.right_pt) / 2

    @property
    def top_pt(self) -> float:
        """Upper edge of its characters' squares; a square reaches 0.12 of its size below the line."""
        return self.baseline_pt - 0.88 * self.size_pt

    @property
    def bottom_pt(self) -> float:
        """Lower edge of its characters' squares."""
        return self.baseline_pt + 0.12 * self.size_pt

    @cached_property
    def is_red(self) -> bool:
        """Whether most of it is red."""
        return 2 * sum(is_red(glyph.colour) for glyph in self.glyphs) > len(self.glyphs)


@dataclass(frozen=True)
class Reading:
    """A paper's parts that all kinds have; what was not found is empty or None.

    Attributes:
        paper: All that was measured.
        head: Red lines of a letter head, and a reference number.
        title: Lines of the title.
        numbers: Page numbers.
        lines: Every line outside tables.
        grids: The tables of each page.
    """

    paper: MeasuredPaper
    grids: tuple[Grid, ...] = ()
    head: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    numbers: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def pages(self) -> tuple[MeasuredPage, ...]:
        """The pages."""
        return self.paper.pages

    @property
    def paper_has_text(self) -> bool:
        """Whether any character can be seen, in tables or outside."""
        return any(page.glyphs for page in self.pages)

    @property
    def area(self) -> TypeArea:
        """The type area that the paper should have."""
        return area_of(self.pages[0])

    @property
    def is_headed(self) -> bool:
        """Whether it is a 信函格式 letter: long red lines on its first page."""
        return bool(self.red_rules)

    @cached_property
    def red_rules(self) -> tuple[Shape, ...]:
        """The long red lines of the first page, from top to bottom."""
        found = (
            rule
            for rule in self.pages[0].rules
            if is_red(rule.colour) and rule.width_pt >= 100 * MM
        )
        return tuple(sorted(found, key=lambda rule: rule.top_pt))

    @cached_property
    def left_pt(self) -> float | None:
        """Left edge of the type area."""
        return self.area.left_mm * MM

    @cached_property
    def right_pt(self) -> float | None:
        """Right edge of the type area."""
        return self.area.right_mm * MM

    @cached_property
    def running(self) -> tuple[Line, ...]:
        """Every line outside tables but page numbers and the letter head."""
        left_out = {*self.numbers, *self.head}
        return tuple(line for line in self.lines if line not in left_out)


def is_red(colour: tuple[int, int, int]) -> bool:
    """Whether a colour is red."""
    red, green, blue = colour
    return red >= 150 and green <= 90 and blue <= 90


def page_lines(grid: Grid) -> list[Line]:
    """The lines of a page outside its tables, from top to bottom."""
    page = grid.page
    glyphs: Sequence[Glyph] = page.glyphs
    if grid.spans:
        baselines = grid.baselines
        glyphs = [glyph for glyph in glyphs if glyph.baseline_pt not in baselines]
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: each.baseline_pt):
        if found and glyph.baseline_pt - found[-1][0].baseline_pt <= 0.35 * _size(found[-1], glyph):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [Line(page.number, tuple(sorted(row, key=lambda each: each.left_pt))) for row in found]


def _size(row: Sequence[Glyph], glyph: Glyph) -> float:
    return max(row[0].size_pt, glyph.size_pt)


def is_blank(line: Line, rule: Shape) -> bool:
    """Whether a drawn line is room to write on within a line of type: at its foot, nothing above it."""
    depth = (rule.top_pt + rule.bottom_pt) / 2 - line.baseline_pt
    if rule.width_pt < rule.height_pt or not 0 <= depth <= BLANK_DEPTH_EM * line.size_pt:
        return False
    return not any(rule.left_pt < each.centre_pt < rule.right_pt for each in line.glyphs)


def is_page_number(line: Line, area: TypeArea = UPRIGHT) -> bool:
    """Whether a line is a page number: at the foot, digits, with dashes or without."""
    low = line.baseline_pt > area.bottom_mm * MM - 20
    return low and bool(PAGE_NUMBER.fullmatch(line.text) or line.text.isdecimal())
