"""Step `layouts`: pages laid out; the one place of a build that loads WeasyPrint, which takes a while."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.engine.burst import burst
from pipeline.make.fitting import further_ways, misfit, set_so, wishes
from pipeline.make.pages import Page
from pipeline.render.html import render_html
from pipeline.render.lazy import LazyMap
from pipeline.render.sources import SHARED
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.completeness import must_be_complete
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.filling import fillings


def draw(page: Page) -> Drawn:
    """A page laid out and drawn.

    Raises:
        WuxiaoError: The template is not right, a photo cannot be read, or a glyph is missing.
    """
    return drawing.draw(lay_out(page))


def lay_out(page: Page) -> layout.LaidOut:
    """A page laid out, of the ways that its template offers in the one that fills its pages best.

    Raises:
        TemplateError: The template or its style sheets are not right, or a photo is missing.
        WuxiaoError: A photo cannot be read.
    """
    best = _best_way(page)
    must_be_complete(best.document, best.tree, where=best.where)
    return best


def _best_way(page: Page) -> layout.LaidOut:
    wanted = wishes(page.html)
    best = _set_so(page, "")
    pages = fillings(best)
    least = misfit(pages, wanted)
    for way in further_ways(pages, wanted):
        if not any(least):
            break
        laid_out = _set_so(page, way)
        if (found := misfit(fillings(laid_out), wanted)) < least:
            best, least = laid_out, found
    return best


def _set_so(page: Page, way: str) -> layout.LaidOut:
    laid_out = layout.lay_out(
        set_so(page.html, way), resources=_resources(page), where=f"{page.document}/print.html"
    )
    return replace(laid_out, way=way)


@dataclass(frozen=True, slots=True)
class Pages:
    """A finished PDF.

    Attributes:
        pdf: The file.
        page_count: Number of pages.
        fonts: Families of the fonts in it.
    """

    pdf: bytes
    page_count: int
    fonts: frozenset[str]


def write_pages(drawn: Drawn) -> Pages:
    """The PDF of one paper that is drawn.

    Raises:
        ToolMissingError: A font is gone since it was drawn.
    """
    return Pages(assembling.write(drawn), drawn.page_count, drawn.fonts)


def lay_out_pages(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Mapping[str, Photo] | None = None,
    draft: bool = False,
) -> layout.LaidOut:
    """Lay out the pages of one paper that belongs to no plan.

    Args:
        document_id: Folder name of the document, e.g. `nomination_form`.
        context: What the template may name (`views.context`).
        templates: Template folders, the dossier's own first, ours last.
        photos: Prepared photos by the path that the dossier names them with.
        draft: Print 草稿 in large pale letters across every page.

    Raises:
        TemplateError: The template or its style sheets are not right, or a photo is missing.
        MissingGlyphError: A character has no glyph in any font.
    """
    html = render_html(document_id, context, templates=templates, draft=draft)
    return lay_out(Page(document=document_id, html=html, templates=templates, photos=photos or {}))


def render_pages(document_id: str, context: Mapping[str, Any], **options: Any) -> Pages:
    """Lay out, draw and write one paper; see `lay_out_pages`."""
    with burst():
        return write_pages(drawing.draw(lay_out_pages(document_id, context, **options)))


def _resources(page: Page) -> layout.Resources:
    folders = [root / name for name in (page.document, SHARED) for root in page.templates]
    return layout.Resources(
        folders=tuple(folder for folder in folders if folder.is_dir()),
        photos=LazyMap(page.photos, lambda path: page.photos[path].data),
    )
