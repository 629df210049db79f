"""From a measured page to the parts of a letter: title, addressee, body, name, date, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from pipeline.tools.geometry import MeasuredPaper
from pipeline.verify.figures import MM, TYPE_AREA_TOP_MM
from pipeline.verify.grid import grid_of
from pipeline.verify.reading import Line, Reading, is_blank, is_page_number, page_lines

DATE = re.compile(r"(\d{4}|[〇○零一二三四五六七八九]{4})年(\S{1,3})月(\S{1,3})日")
ROOM_FOR_DATE = "年月日"
_ROOM_EM = 3.0
"""How far the middle of such room may seem off: what is to be written before 年 cannot be seen."""

REFERENCE = re.compile(r"(签发人：.+)?.{1,20}[〔\[（(]\d{4}[〕\]）)]\d+号(签发人：.+)?")
_SENTENCE_ENDS = "。！？；：…”）"
_HEAD_PT = 20.0
"""Red type as large as this is a letter head."""
_WIDEST_TITLE_MM = 150.0
_LIST_OF = re.compile(r"附件[：:]")


@dataclass(frozen=True)
class Letter(Reading):
    """A letter's parts; what was not found is empty or None.

    Attributes:
        addressee: 主送机关.
        body: Lines of the body on all pages.
        attachments: Lines of the note on attachments.
        issuer: 署名, the line above the date, without its label.
        issuer_above: The lines above it, where the name takes several.
        date: 成文日期.
    """

    addressee: Line | None = None
    body: tuple[Line, ...] = ()
    attachments: tuple[Line, ...] = ()
    issuer: Line | None = None
    issuer_above: tuple[Line, ...] = ()
    date: Line | None = None

    @property
    def names(self) -> tuple[Line, ...]:
        """The lines of 署名, from top to bottom."""
        return (*self.issuer_above, *((self.issuer,) if self.issuer else ()))

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
        for line in self.body:
            if not parts or self._ends(parts[-1][-1], line):
                parts.append([])
            parts[-1].append(line)
        return tuple(map(tuple, parts))

    @cached_property
    def full_lines(self) -> tuple[Line, ...]:
        """Lines of the body that run over the whole width: all but the last of a paragraph."""
        return tuple(line for part in self.solid_paragraphs for line in part[:-1])

    @property
    def text(self) -> tuple[Line, ...]:
        """What the letter says, from the addressee to the date."""
        ends = (line for line in (*self.names, self.date) if line)
        return (
            *((self.addressee,) if self.addressee else ()),
            *self.body,
            *self.attachments,
            *ends,
        )

    @cached_property
    def with_blanks(self) -> frozenset[Line]:
        """Lines of the body with room to write on: a drawn line at the foot of type, nothing above it."""
        return frozenset(
            line
            for line in self.body
            if any(is_blank(line, rule) for rule in self.pages[line.page - 1].rules)
        )

    @cached_property
    def solid_paragraphs(self) -> tuple[tuple[Line, ...], ...]:
        """The paragraphs without blanks; those with them are not justified."""
        return tuple(part for part in self.paragraphs if self.with_blanks.isdisjoint(part))

    @cached_property
    def loose_lines(self) -> tuple[Line, ...]:
        """Last lines of the body's paragraphs, which nothing stretches."""
        return tuple(part[-1] for part in self.paragraphs)

    def _ends(self, line: Line, following: Line) -> bool:
        """Whether a paragraph ends with a line."""
        left = self.left_pt or 0.0
        longest = max(each.right_pt for each in self.body)
        indented = following.left_pt > left + 0.9 * following.size_pt
        short = line.right_pt < longest - 2.5 * line.size_pt
        return indented or (short and line.text[-1] in _SENTENCE_ENDS)


def read_letter(paper: MeasuredPaper) -> Letter:
    """Find the parts of a letter."""
    grids = tuple(map(grid_of, paper.pages))
    lines = [line for grid in grids for line in page_lines(grid)]
    numbers = [line for line in lines if is_page_number(line)]
    running = [line for line in lines if not is_page_number(line)]
    head = [line for line in running if _is_head(line)]
    rest = [line for line in running if not _is_head(line)]
    above, addressee, below = _parted(rest)
    date = next((line for line in reversed(below) if is_date(line)), None)
    upto = below[: below.index(date)] if date else below
    names = _names(upto, date) if date else []
    body = upto[: len(upto) - len(names)]
    notes = next((i for i, line in enumerate(body) if _LIST_OF.match(line.text)), len(body))
    return Letter(
        paper=paper,
        grids=grids,
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


def _is_head(line: Line) -> bool:
    large = line.is_red and line.size_pt >= _HEAD_PT and line.top_pt < TYPE_AREA_TOP_MM * MM
    return line.page == 1 and (large or bool(REFERENCE.fullmatch(line.text)))


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
    if ends is not None and all(map(_is_like_title, lines[:ends])):
        return list(lines[:ends])
    large = next((i for i, line in enumerate(lines) if line.size_pt < usual + 2), len(lines))
    return list(lines[:large])


def _is_like_title(line: Line) -> bool:
    return line.text[-1] not in "。！？；，" and line.width_pt < _WIDEST_TITLE_MM * MM


def _usual_size(lines: Sequence[Line]) -> float:
    sizes = sorted(round(glyph.size_pt * 2) / 2 for line in lines for glyph in line.glyphs)
    groups = [(len(list(same)), size) for size, same in groupby(sizes)]
    return max(groups, default=(0, 0.0))[1]


def _names(lines: Sequence[Line], date: Line) -> list[Line]:
    """The lines of the name above a date, from top to bottom, without their labels."""
    names: list[Line] = []
    slack = _ROOM_EM if date.text == ROOM_FOR_DATE else 1.0
    for line in reversed(lines):
        below = names[0] if names else date
        name = _without_label(line)
        is_centred = abs(name.centre_pt - date.centre_pt) <= slack * name.size_pt
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
