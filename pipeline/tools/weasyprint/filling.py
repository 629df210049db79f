"""How well laid out pages are filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.tools.weasyprint.layout import LaidOut

_PX_PER_MM = 96 / 25.4
_FORCED = frozenset({"page", "left", "right", "recto", "verso"})


@dataclass(frozen=True, slots=True)
class Filling:
    """How a page is filled.

    Attributes:
        name: Name of the page in the style sheet (`page: …`); empty if it has none.
        room_mm: Height of its type area.
        empty_mm: Height of the part of it below the last thing that stands in it.
        is_continued: Whether it goes on with what the page before began.
        is_ended: Whether its end is no choice of the layout: the last page, or one before a forced break.
        lines: Lines of text outside tables.
        rows: Rows of the table that the page ends with, heads not counted, if that table began on an
            earlier page; otherwise 0.  Rows that a cell reaches over count as one.
    """

    name: str
    room_mm: float
    empty_mm: float
    is_continued: bool
    is_ended: bool
    lines: int
    rows: int

    @property
    def share(self) -> float:
        """Share of the type area that is filled, 0 to 1."""
        return 1 - self.empty_mm / self.room_mm


def fillings(laid_out: LaidOut) -> tuple[Filling, ...]:
    """How each page is filled."""
    pages = [page._page_box for page in laid_out.document.pages]
    roots = [_root(page) for page in pages]
    begun = [set[int](), *(_elements(_chain(root, last=True)) for root in roots[:-1])]
    begins = [
        not before or _begins_afresh(before, root)
        for before, root in zip(begun, roots, strict=True)
    ]
    return tuple(
        _filling(page, root, before, is_continued=not begins_here, is_ended=ends)
        for page, root, before, begins_here, ends in zip(
            pages, roots, begun, begins, [*begins[1:], True], strict=True
        )
    )


def _filling(
    page: Any, root: Any, begun: set[int], *, is_continued: bool, is_ended: bool
) -> Filling:
    top = page.content_box_y()
    leaves = list(_leaves(root))
    bottom = max((_bottom(box) for box in leaves), default=top)
    last = leaves[-1] if leaves else None
    goes_on = isinstance(last, boxes.TableBox) and id(last.element) in begun
    return Filling(
        name=page.page_type.name or "",
        room_mm=page.height / _PX_PER_MM,
        empty_mm=max(0.0, top + page.height - bottom) / _PX_PER_MM,
        is_continued=is_continued,
        is_ended=is_ended,
        lines=sum(isinstance(box, boxes.LineBox) for box in leaves),
        rows=_body_rows(last) if goes_on else 0,
    )


def _root(page: Any) -> Any:
    return next(child for child in page.children if not isinstance(child, boxes.MarginBox))


def _in_flow(box: Any) -> Iterator[Any]:
    return (child for child in box.children if child.is_in_normal_flow())


def _leaves(box: Any) -> Iterator[Any]:
    """Lines and tables outside tables, and blocks without either, in the order of the page."""
    if isinstance(box, boxes.LineBox | boxes.TableBox) or not isinstance(box, boxes.ParentBox):
        yield box
        return
    below = list(_in_flow(box))
    if not below:
        yield box
    for child in below:
        yield from _leaves(child)


def _bottom(box: Any) -> float:
    return float(box.position_y + box.margin_height())


def _body_rows(table: Any) -> int:
    return sum(_whole_rows(group) for group in table.children if not group.is_header)


def _whole_rows(group: Any) -> int:
    count = reached = 0
    for place, row in enumerate(group.children):
        count += place >= reached
        reached = max([reached, *(place + cell.rowspan for cell in row.children)])
    return count


def _begins_afresh(begun: set[int], root: Any) -> bool:
    """Whether a page begins where a style sheet wants a new one; `begun` are elements that go on in it."""
    return any(
        box.style["break_before"] in _FORCED and id(box.element) not in begun
        for box in _chain(root)
    )


def _elements(found: Iterable[Any]) -> set[int]:
    return {id(box.element) for box in found}


def _chain(box: Any, *, last: bool = False) -> Iterator[Any]:
    """A box, the first or last one in it, and so on."""
    while box is not None:
        yield box
        children = list(_in_flow(box)) if isinstance(box, boxes.ParentBox) else []
        box = children[-1 if last else 0] if children else None
