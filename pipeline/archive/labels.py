"""What stands on labels: box spines and covers, 归档章 (DA/T 22-2015, 5.5 and 6.4).  Pure: papers in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.archive.models import Kept, Number, Period

STAMP_MM = (45.0, 16.0)
"""Width and height of a 归档章."""

_SHEET_MM, _GAP_MM = 180.0, 6.0
"""Width of a sheet of spines, and what stands between two of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What is said of a box.

    Attributes:
        unit: Whose papers are in it: the name of the fonds.
        name: What they are about.
        fonds, year, period, agency: As of the numbers of its papers.
        first, last: The first 件号 in it, and the last.
        box: Its number.
        shelf: Where it stands.
        count: Number of papers in it.
        pages: Number of pages in it.
    """

    unit: str
    name: str
    fonds: str
    year: str
    period: str
    agency: str
    first: str
    last: str
    box: str
    shelf: str
    count: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A 归档章, and where it goes on a page: its upper left corner, in mm.

    `said` names the paper, on a sheet of the stamp's own.
    """

    fonds: str
    year: str
    item: str
    agency: str
    period: str
    pages: str
    x: float
    y: float
    said: str = ""


def boxes_of(papers: Iterable[Kept], name: str) -> tuple[Box, ...]:
    """The boxes that papers lie in; papers of another series are another label, as they may not share a box.

    Args:
        papers: The papers.
        name: What they are about, the name of the activity.
    """

    def key(kept: Kept) -> tuple[str, str, str]:
        return kept.box, kept.paper.number.series, kept.paper.unit

    ordered = sorted(papers, key=lambda kept: (*key(kept), kept.paper.number.item))
    return tuple(_box(list(group), name) for _, group in groupby(ordered, key))


def _box(papers: Sequence[Kept], name: str) -> Box:
    number = papers[0].paper.number
    return Box(
        unit=papers[0].paper.unit,
        name=name,
        fonds=number.fonds,
        year=str(number.year),
        period=say_period(number),
        agency=number.agency,
        first=f"{number.item:04}",
        last=f"{papers[-1].paper.number.item:04}",
        box=papers[0].box,
        shelf="、".join(dict.fromkeys(each.shelf for each in papers if each.shelf)),
        count=len(papers),
        pages=sum(each.paper.pages for each in papers),
    )


def in_rows(boxes: Sequence[Box], thick_mm: int) -> Iterator[Sequence[Box]]:
    """As many spines as stand on a sheet, sheet by sheet."""
    many = int((_SHEET_MM + _GAP_MM) // (thick_mm + _GAP_MM))
    for first in range(0, len(boxes), many):
        yield boxes[first : first + many]


def stamp_of(kept: Kept, place: tuple[float, float] | None) -> Stamp:
    """The stamp of a paper.

    Args:
        kept: The paper.
        place: Where its first page has room for it; None where it has none, and the stamp gets a sheet of its own.
    """
    number = kept.paper.number
    x, y = place or ((210 - STAMP_MM[0]) / 2, 15.0)
    return Stamp(
        fonds=number.fonds,
        year=str(number.year),
        item=f"{number.item:04}",
        agency=number.agency,
        period=say_period(number),
        pages=str(kept.paper.pages),
        x=round(x, 1),
        y=round(y, 1),
        said="" if place else f"{number}　{kept.paper.title}",
    )


def say_period(number: Number) -> str:
    """保管期限, as it is written on labels; empty where there is none."""
    return "" if number.period is Period.NONE else number.period.label
