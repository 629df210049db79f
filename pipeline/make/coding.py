"""The codes on a paper's pages, and the zones on them: what `receive` looks for on the scans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from pipeline.make.buildplan import BuildPlan
from pipeline.papers.codeplaces import MODULE_MM, Pair, code_places, further_places
from pipeline.papers.codes import MOST_PAGES, PageCode, page_digest
from pipeline.papers.documents import Mark, Paper
from pipeline.papers.manifest import Zone
from pipeline.papers.zones import zones_of
from pipeline.tools import qr
from pipeline.tools.pdf.lettering import pages_that_show
from pipeline.tools.pdf.looks import PageLook, looks
from pipeline.tools.pdffile import deflated
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawn import Drawn, DrawnPage
from pipeline.tools.weasyprint.lettering import drawn_pages_that_show
from pipeline.tools.weasyprint.measured import Measuring
from pipeline.tools.weasyprint.showing import shown

_POINTS = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A paper whose pages carry their codes.

    Attributes:
        drawn: The paper.
        codes: The codes, one a page; none where it carries none.
        doubts: On which pages there is no room for them.
    """

    drawn: Drawn
    codes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlays:
    """What is to be drawn over a PDF by LibreOffice.

    Attributes:
        contents: PDF content for each page; none where the paper carries no codes.
        codes: The codes, one a page.
        doubts: On which pages there is no room for them.
    """

    contents: tuple[bytes, ...] = ()
    codes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Zoned:
    """The zones of a paper, and for which marks none was found."""

    zones: tuple[Zone, ...] = ()
    doubts: tuple[str, ...] = ()


def coded(plan: BuildPlan, paper: Paper, drawn: Drawn) -> Coded:
    """A drawn paper with its codes on its pages.

    A page of an office's own template may have no room for them: it is known by its looks then.
    """
    if not plan.carries_codes(paper) or drawn.page_count > MOST_PAGES:
        return Coded(drawn)
    if plan.sources[paper.document].page_is_own:
        places = [_free_place(page, number) for number, page in _numbered(looks(write(drawn)))]
    else:
        places = list(_places(drawn.pages, has_head=plan.has_letterhead(paper)))
    return coded_as(plan.id_of(paper), drawn, places)


def coded_as(own_id: str, drawn: Drawn, places: Sequence[Pair | None] = ()) -> Coded:
    """A drawn paper with its codes.

    Args:
        own_id: What its codes call it.
        drawn: The paper, of no more than `MOST_PAGES` pages.
        places: Where the codes of each page stand; none for where our templates leave room.
    """
    places = places or list(_places(drawn.pages, has_head=False))
    codes = _codes(own_id, [shown(page) for page in drawn.pages])
    pages = map(_with_code, drawn.pages, codes, places)
    whole = msgspec.structs.replace(drawn, pages=tuple(pages))
    return Coded(whole, codes, _without_room(places))


def overlays(plan: BuildPlan, paper: Paper, pdf: bytes) -> Overlays:
    """What is to be drawn over each page of a PDF by LibreOffice; see `coded`.

    Raises:
        OutputError: It cannot be read.
    """
    if not plan.carries_codes(paper):
        return Overlays()
    pages = looks(pdf)
    if len(pages) > MOST_PAGES:
        return Overlays()
    codes = _codes(plan.id_of(paper), [page.shown for page in pages])
    places = [_free_place(page, number) for number, page in _numbered(pages)]
    contents = (
        _symbols(code, pair, page.left_pt, page.top_pt)
        for code, pair, page in zip(codes, places, pages, strict=True)
    )
    return Overlays(tuple(contents), codes, _without_room(places))


def zones_on(plan: BuildPlan, paper: Paper, pdf: bytes, measuring: Measuring | None) -> Zoned:
    """The zones of a finished paper; drafts and blank forms have none.

    Args:
        plan: The plan.
        paper: The paper.
        pdf: The paper, finished.
        measuring: The pages that it was made of; None where LibreOffice made it.

    Raises:
        OutputError: The words beside which a mark stands are not on a paper of ours.
    """
    marks = plan.documents[paper.document].marks_in(paper.scope)
    if not marks or plan.is_for_show:
        return Zoned()
    labels = [mark.label for mark in marks]
    pages = drawn_pages_that_show(measuring, labels) if measuring else ()
    if not all(any(page.shows(label) for page in pages) for label in labels):
        pages = pages_that_show(pdf, labels)
    is_own = measuring is None or plan.sources[paper.document].page_is_own
    lost = [mark for mark in marks if is_own and not any(page.shows(mark.label) for page in pages)]
    found = [mark for mark in marks if mark not in lost]
    return Zoned(zones_of(found, pages, where=paper.stem), tuple(map(_unplaced, lost)))


def _unplaced(mark: Mark) -> str:
    return f"没有“{mark.label}”这几个字，不知道在哪里{mark.kind.label}：扫描收回后要由人看，补上这几个字就能自动看"


def _codes(own_id: str, pages: Sequence[bytes]) -> tuple[str, ...]:
    """The codes of a paper's pages, by what each shows."""
    return tuple(
        PageCode(own_id, number, len(pages), page_digest(page)).text
        for number, page in enumerate(pages, start=1)
    )


def _places(pages: Sequence[DrawnPage], *, has_head: bool) -> Iterator[Pair]:
    for number, page in enumerate(pages, start=1):
        left, bottom, right, top = page.trim
        size = (right - left) / _POINTS, (top - bottom) / _POINTS
        yield code_places(*size, number, has_head=has_head and number == 1)


def _free_place(page: PageLook, number: int) -> Pair | None:
    """Where nothing is printed, on a page that is not laid out by our templates."""
    for pair in further_places(page.width_mm, page.height_mm, number):
        if all(page.is_blank(place.with_quiet()) for place in pair):
            return pair
    return None


def _numbered(pages: Sequence[PageLook]) -> Iterator[tuple[int, PageLook]]:
    return enumerate(pages, start=1)


def _without_room(places: Sequence[Pair | None]) -> tuple[str, ...]:
    return tuple(
        f"第{number}页没有空处印二维码（离纸边20毫米，宽12.5毫米），扫描收回时只能按样子认：上边距设为37毫米、"
        "下边距设为35毫米，清空页眉正中和页脚靠内一侧，就能印上"
        for number, pair in enumerate(places, start=1)
        if pair is None
    )


def _with_code(page: DrawnPage, code: str, places: Pair | None) -> DrawnPage:
    left, _, _, top = page.trim
    over = _symbols(code, places, left, top)
    return msgspec.structs.replace(page, over=deflated(over)) if over else page


def _symbols(code: str, places: Pair | None, left_pt: float, top_pt: float) -> bytes:
    """PDF content that draws a code at its places, by the page's upper left corner; none without places."""
    if places is None:
        return b""
    corners = [(left_pt + each.x * _POINTS, top_pt - each.y * _POINTS) for each in places]
    return qr.content(code, corners, MODULE_MM * _POINTS)
