"""Labels of the register as PDFs: box spines, box covers, 归档章."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.archive.labels import STAMP_MM, boxes_of, in_rows, stamp_of
from pipeline.archive.models import Kept
from pipeline.make.pages import Page
from pipeline.render.html import render_html

SPINES, COVERS = "盒脊.pdf", "盒封面.pdf"
STAMPS, STAMP_SHEETS = "归档章-印在首页.pdf", "归档章-另附纸.pdf"

_STAMP_DOWN_TO_MM = 60.0
"""A stamp stands at the top of its page."""


def box_labels(
    papers: Sequence[Kept], name: str, *, thick_mm: int, templates: Path
) -> Iterator[tuple[str, bytes]]:
    """Spines and covers of the boxes that papers lie in: file names and PDFs.

    Args:
        papers: The papers.
        name: What they are about.
        thick_mm: How thick the boxes are.
        templates: The shipped templates.

    Raises:
        WuxiaoError: A template is not right.
    """
    boxes = boxes_of(papers, name)
    if not boxes:
        return
    spines = {"rows": list(in_rows(boxes, thick_mm)), "thick_mm": thick_mm}
    yield SPINES, _pdf("_archive_spine", spines, templates)
    yield COVERS, _pdf("_archive_cover", {"boxes": boxes}, templates)


def stamp_labels(
    papers: Iterable[tuple[Kept, Path | None]], templates: Path
) -> Iterator[tuple[str, bytes]]:
    """归档章 of papers: those that their first pages have room for, and those that need sheets of their own.

    Args:
        papers: The papers, each with its scan where there is one.
        templates: The shipped templates.

    Raises:
        WuxiaoError: A scan or a template is not right.
    """
    stamps = [stamp_of(kept, _room_on(scan)) for kept, scan in papers]
    for file, some in (
        (STAMPS, [each for each in stamps if not each.said]),
        (STAMP_SHEETS, [each for each in stamps if each.said]),
    ):
        if some:
            yield file, _pdf("_archive_stamp", {"stamps": some}, templates)


def _room_on(scan: Path | None) -> tuple[float, float] | None:
    from pipeline.tools.scan.blanks import blank_place  # noqa: PLC0415 - loads slowly

    return blank_place(scan, STAMP_MM, down_to_mm=_STAMP_DOWN_TO_MM) if scan else None


def _pdf(template: str, values: Mapping[str, Any], templates: Path) -> bytes:
    from pipeline.make.layouts import draw  # noqa: PLC0415 - loads slowly
    from pipeline.tools.weasyprint.assembling import write  # noqa: PLC0415

    html = render_html(template, values, templates=(templates,), draft=False)
    return write(draw(Page(document=template, html=html, templates=(templates,), photos={})))
