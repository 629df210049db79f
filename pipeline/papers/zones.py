"""Where a finished page leaves room for a signature or a seal, found from the words that it stands beside.

All lengths are millimetres from the page's upper left corner, y downward.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from pipeline.errors import OutputError
from pipeline.papers.documents import Mark, MarkKind
from pipeline.papers.manifest import Zone

SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM = 55.0, 14.0
BELOW_LINE_MM = 3.5
"""How much of a signature's zone lies below the baseline of its label."""

SEAL_MM = 60.0
_MOST_ASIDE_MM = 10.0
"""A seal is some 20 mm narrower than its zone, which may lie so much beside its middle."""

_DATE_BELOW_MM = 40.0
"""A date belongs to a label that stands no farther above it."""

_SAME_LINE_MM = 1.0
_DATE = re.compile(r"(?P<year>\d{4})?年\d{0,2}月\d{0,2}日")
_COLONS, _BRACKETS = "：:", "（("
_YEAR_EM = 2.0
"""Width of the year that is to be written by hand."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A printed character: no white space, no line to write on.

    Attributes:
        character: The character.
        left, top, right, bottom: Its box: its advance, and the height of its type.
        baseline: Where it stands.
    """

    character: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float


@dataclass(frozen=True, slots=True)
class PageLetters:
    """What is printed on a page, in reading order; pages count from 1."""

    page: int
    letters: tuple[Letter, ...]

    def places_of(self, label: str) -> Iterator[tuple[Letter, ...]]:
        """Each place where a label stands, however its lines are broken."""
        wanted = squeezed(label)
        text = "".join(each.character for each in self.letters)
        start = text.find(wanted)
        while start >= 0:
            yield self.letters[start : start + len(wanted)]
            start = text.find(wanted, start + 1)

    def shows(self, label: str) -> bool:
        """Whether a label stands on it."""
        return next(self.places_of(label), None) is not None

    def line_at(self, baseline: float) -> list[Letter]:
        """The letters of a line, from left to right."""
        line = (each for each in self.letters if abs(each.baseline - baseline) < _SAME_LINE_MM)
        return sorted(line, key=lambda each: each.left)


def squeezed(words: str) -> str:
    """Words as they are looked for: without white space."""
    return "".join(words.split())


def zones_of(
    marks: Sequence[Mark], pages: Sequence[PageLetters], *, where: str
) -> tuple[Zone, ...]:
    """The zones of a paper's marks, in the order of the marks.

    Args:
        marks: Its marks.
        pages: What is printed on those of its pages that show a label.
        where: The paper, for messages.

    Raises:
        OutputError: The label of a mark does not stand on the paper.
    """
    zones = [_zone(mark, pages, where) for mark in marks]
    return tuple(_beside(zone, zones) for zone in zones)


def _beside(zone: Zone, zones: Sequence[Zone]) -> Zone:
    """A seal's zone, moved aside where it reaches a little into a signature's: the seal stays within it."""
    if zone.kind != MarkKind.SEAL:
        return zone
    for other in zones:
        if other.kind != MarkKind.SIGNATURE or other.page != zone.page:
            continue
        over = min(zone.y + zone.height, other.y + other.height) - max(zone.y, other.y)
        shift = other.x + other.width - zone.x
        if over > 0 and 0 < shift <= _MOST_ASIDE_MM:
            return msgspec.structs.replace(zone, x=round(zone.x + shift, 1))
    return zone


def _zone(mark: Mark, pages: Sequence[PageLetters], where: str) -> Zone:
    find = _signature if mark.kind is MarkKind.SIGNATURE else _seal
    found = [find(mark, page, label) for page in pages for label in page.places_of(mark.label)]
    if not found:
        raise OutputError(
            f"找不到{mark.kind.label}的位置",
            where=where,
            why=f"文书上没有“{mark.label}”这几个字",
            remedy="在自带模板或改过的Word文件里补上这几个字；没有改过的，是程序的错误，请告诉开发者",
        )
    # Words of the dossier may hold a label by chance: its own place has the room, and comes last.
    return max(enumerate(found), key=lambda each: (each[1].has_room, each[0]))[1].zone


@dataclass(frozen=True, slots=True)
class _Found:
    """A zone, and whether it looks like one: nothing printed in it, or name and date."""

    zone: Zone
    has_room: bool


def _signature(mark: Mark, page: PageLetters, label: Sequence[Letter]) -> _Found:
    """Right of the label's end, as a hand writes: mostly above the line."""
    end = label[-1]
    bottom = end.baseline + BELOW_LINE_MM
    zone = _made(
        mark, page.page, (end.right, bottom - SIGNATURE_HEIGHT_MM),
        (SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM),
    )  # fmt: skip
    taken = any(
        end.right < each.right and each.left < end.right + SIGNATURE_WIDTH_MM
        for each in page.line_at(end.baseline)
    )
    return _Found(zone, has_room=not taken)


def _seal(mark: Mark, page: PageLetters, label: Sequence[Letter]) -> _Found:
    """Centred over name and date; on words in brackets, which stand between them; else beside the label."""
    date = _date_below(page, label[-1].baseline)
    x, y = _middle(label)
    if label[-1].character in _COLONS:
        x, y = _over_name_and_date(page, label, date)
    elif label[0].character not in _BRACKETS:
        x = _span(label)[1] + SEAL_MM / 2
    corner = (x - SEAL_MM / 2, y - SEAL_MM / 2)
    return _Found(_made(mark, page.page, corner, (SEAL_MM, SEAL_MM)), has_room=bool(date))


def _over_name_and_date(
    page: PageLetters, label: Sequence[Letter], date: Sequence[Letter]
) -> tuple[float, float]:
    end = label[-1]
    name = [each for each in page.line_at(end.baseline) if each.left >= end.right - _SAME_LINE_MM]
    over = date if _is_whole(date) else name or date
    left, right = _span(over) if over else (end.right, end.right + SEAL_MM)
    if date and not (name or _is_whole(date)):
        left -= _YEAR_EM * (date[0].right - date[0].left)
    bottom = (date or label)[-1].bottom
    return (left + right) / 2, (min(each.top for each in label) + bottom) / 2


def _is_whole(date: Sequence[Letter]) -> bool:
    """Whether a date is printed, and not to be written by hand."""
    return bool(date) and date[0].character.isdigit()


def _date_below(page: PageLetters, baseline: float) -> Sequence[Letter]:
    """The nearest date at or below a line; empty where there is none."""
    below = (
        each for each in page.letters if -_SAME_LINE_MM < each.baseline - baseline < _DATE_BELOW_MM
    )
    ordered = sorted(below, key=lambda each: (round(each.baseline, 1), each.left))
    for _, line in groupby(ordered, key=lambda each: round(each.baseline, 1)):
        letters = list(line)
        if found := _DATE.search("".join(each.character for each in letters)):
            return letters[found.start() : found.end()]
    return ()


def _span(letters: Sequence[Letter]) -> tuple[float, float]:
    return min(each.left for each in letters), max(each.right for each in letters)


def _middle(letters: Sequence[Letter]) -> tuple[float, float]:
    left, right = _span(letters)
    top, bottom = min(each.top for each in letters), max(each.bottom for each in letters)
    return (left + right) / 2, (top + bottom) / 2


def _made(mark: Mark, page: int, corner: tuple[float, float], size: tuple[float, float]) -> Zone:
    x, y = (round(each, 1) for each in corner)
    width, height = size
    return Zone(kind=mark.kind, role=mark.role, page=page, x=x, y=y, width=width, height=height)
