"""The codes on a paper's pages, and the zones on them: what `receive` looks for on the scans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from pipeline.errors import TemplateError
from pipeline.make.plan import BuildPlan
from pipeline.papers.codeplaces import MODULE_MM, Pair, code_places, further_places
from pipeline.papers.codes import MOST_PAGES, PageCode, page_digest
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Zone
from pipeline.papers.zones import zones_of
from pipeline.tools import qr
from pipeline.tools.pdf.lettering import pages_that_show
from pipeline.tools.pdf.looks import PageLook, looks
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawn import Drawn, DrawnPage
from pipeline.tools.weasyprint.lettering import drawn_pages_that_show
from pipeline.tools.weasyprint.pdffile import deflated
from pipeline.tools.weasyprint.showing import shown

_POINTS = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A paper whose pages carry their codes, and the codes; none where it carries none."""

    drawn: Drawn
    codes: tuple[str, ...] = ()


def coded(plan: BuildPlan, paper: Paper, drawn: Drawn) -> Coded:
    """A drawn paper with its codes on its pages.

    Raises:
        TemplateError: A page of a template that is not ours has no room for them.
    """
    if not plan.carries_codes(paper) or drawn.page_count > MOST_PAGES:
        return Coded(drawn)
    codes = _codes(plan, paper, [shown(page) for page in drawn.pages])
    if plan.sources[paper.document].page_is_own:
        places = _free_places(paper, looks(write(drawn)))
    else:
        places = list(_places(drawn.pages, has_head=plan.has_letterhead(paper)))
    pages = map(_with_code, drawn.pages, codes, places)
    return Coded(msgspec.structs.replace(drawn, pages=tuple(pages)), codes)


def overlays(
    plan: BuildPlan, paper: Paper, pdf: bytes
) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """What is to be drawn over each page of a PDF by LibreOffice, and the codes; nothing where it carries none.

    Raises:
        TemplateError: A page has no room for them.
        OutputError: It cannot be read.
    """
    if not plan.carries_codes(paper):
        return (), ()
    pages = looks(pdf)
    if len(pages) > MOST_PAGES:
        return (), ()
    codes = _codes(plan, paper, [page.shown for page in pages])
    places = _free_places(paper, pages)
    contents = (
        _symbols(code, pair, page.left_pt, page.top_pt)
        for code, pair, page in zip(codes, places, pages, strict=True)
    )
    return tuple(contents), codes


def zones_on(plan: BuildPlan, paper: Paper, pdf: bytes, drawn: Drawn | None) -> tuple[Zone, ...]:
    """The zones of a finished paper; drafts and blank forms have none.

    Args:
        plan: The plan.
        paper: The paper.
        pdf: The paper, finished.
        drawn: The pages that it was made of; None where LibreOffice made it.

    Raises:
        OutputError: The words beside which a mark stands are not on the paper.
    """
    marks = plan.documents[paper.document].marks_in(paper.scope)
    if not marks or plan.is_for_show:
        return ()
    labels = [mark.label for mark in marks]
    pages = drawn_pages_that_show(drawn, labels) if drawn else ()
    if not all(any(page.shows(label) for page in pages) for label in labels):
        pages = pages_that_show(pdf, labels)
    return zones_of(marks, pages, where=paper.stem)


def _codes(plan: BuildPlan, paper: Paper, pages: Sequence[bytes]) -> tuple[str, ...]:
    """The codes of a paper's pages, by what each shows."""
    own_id = plan.id_of(paper)
    return tuple(
        PageCode(own_id, number, len(pages), page_digest(page)).text
        for number, page in enumerate(pages, start=1)
    )


def _places(pages: Sequence[DrawnPage], *, has_head: bool) -> Iterator[Pair]:
    for number, page in enumerate(pages, start=1):
        left, bottom, right, top = page.trim
        size = (right - left) / _POINTS, (top - bottom) / _POINTS
        yield code_places(*size, number, has_head=has_head and number == 1)


def _free_places(paper: Paper, pages: Sequence[PageLook]) -> list[Pair]:
    """Places where nothing is printed, on pages that are not laid out by our templates."""
    return [_free_place(paper, number, page) for number, page in enumerate(pages, start=1)]


def _free_place(paper: Paper, number: int, page: PageLook) -> Pair:
    for pair in further_places(page.width_mm, page.height_mm, number):
        if all(page.is_blank(place.with_quiet()) for place in pair):
            return pair
    raise TemplateError(
        f"第{number}页没有空处印二维码",
        where=paper.stem,
        why="扫描件靠二维码认出是哪一页，二维码印在页边，离纸边20毫米，宽12.5毫米",
        remedy="把上边距设为37毫米、下边距设为35毫米，并清空页眉正中和页脚靠内一侧",
    )


def _with_code(page: DrawnPage, code: str, places: Pair) -> DrawnPage:
    left, _, _, top = page.trim
    return msgspec.structs.replace(page, over=deflated(_symbols(code, places, left, top)))


def _symbols(code: str, places: Pair, left_pt: float, top_pt: float) -> bytes:
    """PDF content that draws a code at its places, by the page's upper left corner."""
    corners = [(left_pt + each.x * _POINTS, top_pt - each.y * _POINTS) for each in places]
    return qr.content(code, corners, MODULE_MM * _POINTS)
