"""From a measured page to the parts of a letter: title, addressee, body, name, date, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from pipeline.tools.pdf.geometry import Glyph, MeasuredPage, MeasuredPaper, Shape
from pipeline.verify.figures import MM, TYPE_AREA_BOTTOM_MM

PAGE_NUMBER = re.compile(r"[—–―\-－─]+(\d+)[—–―\-－─]+")
DATE = re.compile(r"(\d{4}|[〇○零一二三四五六七八九]{4})年(\S{1,3})月(\S{1,3})日")
ROOM_FOR_DATE = "年月日"
REFERENCE = re.compile(r"(签发人：.+)?.{1,20}[〔\[（(]\d{4}[〕\]）)]\d+号(签发人：.+)?")
_SENTENCE_ENDS = "。！？；：…”）"
_LIST_OF = re.compile(r"附件[：:]")


@dataclass(frozen=True)
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
class Letter:
    """A letter's parts; what was not found is empty or None.

    Attributes:
        paper: All that was measured.
        head: Red lines of the letter head, and a reference number.
        title: Lines of the title.
        addressee: 主送机关.
        body: Lines of the body on all pages.
        attachments: Lines of the note on attachments.
        issuer: 署名, the line above the date, without its label.
        issuer_above: The lines above it, where the name takes several.
        date: 成文日期.
        numbers: Page numbers.
        lines: Every line outside tables.
    """

    paper: MeasuredPaper
    head: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    addressee: Line | None = None
    body: tuple[Line, ...] = ()
    attachments: tuple[Line, ...] = ()
    issuer: Line | None = None
    issuer_above: tuple[Line, ...] = ()
    date: Line | None = None
    numbers: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def names(self) -> tuple[Line, ...]:
        """The lines of 署名, from top to bottom."""
        return (*self.issuer_above, *((self.issuer,) if self.issuer else ()))

    @property
    def pages(self) -> tuple[MeasuredPage, ...]:
        """The pages."""
        return self.paper.pages

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
        lines = [*self.body, *((self.addressee,) if self.addressee else ())]
        return min((line.left_pt for line in lines), default=None)

    @cached_property
    def right_pt(self) -> float | None:
        """Right edge of the type area: where most full lines end, or else the longest."""
        ends = [line.right_pt for line in self.full_lines]
        if not ends:
            return None
        usual = max(ends, key=lambda end: (sum(abs(end - other) <= 1 for other in ends), end))
        common = sum(abs(usual - end) <= 1 for end in ends)
        return usual if 2 * common > len(ends) else max(ends)

    @cached_property
    def pitch_pt(self) -> float | None:
        """Usual distance of two lines of the body."""
        steps = [
            second.baseline_pt - first.baseline_pt
            for first, second in pairwise(self.body)
            if first.page == second.page
        ]
        return median(steps) if steps else None

    @cached_property
    def paragraphs(self) -> tuple[tuple[Line, ...], ...]:
        """The body's lines, paragraph by paragraph."""
        parts: list[list[Line]] = []
        for before, line in pairwise((None, *self.body)):
            if line is not None and (before is None or self._ends(before, line)):
                parts.append([])
            if line is not None:
                parts[-1].append(line)
        return tuple(map(tuple, parts))

    @cached_property
    def full_lines(self) -> tuple[Line, ...]:
        """Lines of the body that run over the whole width: all but the last of a paragraph."""
        return tuple(line for part in self.paragraphs for line in part[:-1])

    def _ends(self, line: Line, following: Line) -> bool:
        """Whether a paragraph ends with a line."""
        left = self.left_pt or 0.0
        longest = max(each.right_pt for each in self.body)
        indented = following.left_pt > left + 0.9 * following.size_pt
        short = line.right_pt < longest - 2.5 * line.size_pt
        return indented or (short and line.text[-1] in _SENTENCE_ENDS)


def is_red(colour: tuple[int, int, int]) -> bool:
    """Whether a colour is red."""
    red, green, blue = colour
    return red >= 150 and green <= 90 and blue <= 90


def read_letter(paper: MeasuredPaper) -> Letter:
    """Find the parts of a letter."""
    lines = [line for page in paper.pages for line in page_lines(page)]
    numbers = [line for line in lines if _is_page_number(line)]
    running = [line for line in lines if line not in numbers]
    head = [line for line in running if _is_head(line)]
    rest = [line for line in running if line not in head]
    above, addressee, below = _parted(rest)
    date = next((line for line in reversed(below) if is_date(line)), None)
    upto = below[: below.index(date)] if date else below
    names = _names(upto, date) if date else []
    body = upto[: len(upto) - len(names)]
    notes = next((i for i, line in enumerate(body) if _LIST_OF.match(line.text)), len(body))
    return Letter(
        paper=paper,
        head=tuple(head),
        title=tuple(above),
        addressee=addressee,
        body=tuple(body[:notes]),
        attachments=tuple(body[notes:]),
        issuer=names[-1] if names else None,
        issuer_above=tuple(names[:-1]),
        date=date,
        numbers=tuple(numbers),
        lines=tuple(lines),
    )


def page_lines(page: MeasuredPage) -> list[Line]:
    """The lines outside tables, from top to bottom."""
    tables = _tables(page.rules)
    glyphs = [
        glyph
        for glyph in page.glyphs
        if not any(top <= glyph.baseline_pt <= bottom for top, bottom in tables)
    ]
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: each.baseline_pt):
        if found and glyph.baseline_pt - found[-1][0].baseline_pt <= 0.35 * _size(found[-1], glyph):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return [Line(page.number, tuple(sorted(row, key=lambda each: each.left_pt))) for row in found]


def _size(row: Sequence[Glyph], glyph: Glyph) -> float:
    return max(row[0].size_pt, glyph.size_pt)


def _tables(rules: Iterable[Shape]) -> list[tuple[float, float]]:
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


def _is_page_number(line: Line) -> bool:
    low = line.baseline_pt > TYPE_AREA_BOTTOM_MM * MM - 20
    return low and bool(PAGE_NUMBER.fullmatch(line.text) or line.text.isdecimal())


def _is_head(line: Line) -> bool:
    return line.page == 1 and (line.is_red or bool(REFERENCE.fullmatch(line.text)))


def is_date(line: Line) -> bool:
    """Whether a line is a date alone, or room for one."""
    return line.text == ROOM_FOR_DATE or bool(DATE.fullmatch(line.text))


def _parted(lines: Sequence[Line]) -> tuple[list[Line], Line | None, list[Line]]:
    """Title, addressee, and what follows."""
    first = [line for line in lines if line.page == 1]
    usual = _usual_size(lines)
    title = [line for line, _ in zip(first, _while_large(first, usual), strict=False)]
    after = list(lines[len(title) :])
    if after and after[0].page == 1 and after[0].text[-1] in "：:":
        return title, after[0], after[1:]
    return title, None, after


def _while_large(lines: Sequence[Line], usual: float) -> list[Line]:
    """The lines at the top that are larger than usual, or above the addressee."""
    ends = next((i for i, line in enumerate(lines[:8]) if line.text[-1] in "：:"), None)
    if ends is not None and all(line.text[-1] not in "。！？；" for line in lines[:ends]):
        return list(lines[:ends])
    large = next((i for i, line in enumerate(lines) if line.size_pt < usual + 2), len(lines))
    return list(lines[:large])


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = sorted(round(glyph.size_pt * 2) / 2 for line in lines for glyph in line.glyphs)
    groups = [(len(list(same)), size) for size, same in groupby(sizes)]
    return max(groups, default=(0, 0.0))[1]


def _names(lines: Sequence[Line], date: Line) -> list[Line]:
    """The lines of the name above a date, from top to bottom, without their labels."""
    names: list[Line] = []
    for line in reversed(lines):
        below = names[0] if names else date
        name = _without_label(line)
        is_centred = abs(name.centre_pt - date.centre_pt) <= name.size_pt
        if not _is_above(line, below) or (names and not is_centred):
            break
        names.insert(0, name)
    return names


def _without_label(line: Line) -> Line:
    """A name without 提名单位（盖章）： before it; all of the line where nothing follows."""
    colon = max(line.text.rfind(each) for each in "：:")
    rest = line.glyphs[colon + 1 :]
    return Line(line.page, rest) if rest else line


def _is_above(line: Line, date: Line) -> bool:
    near = 0 < date.baseline_pt - line.baseline_pt <= 4 * date.size_pt
    return line.page == date.page and near and line.text[-1] not in "。；"
