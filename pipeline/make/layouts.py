"""Step `layouts`: pages laid out; the one place of a build that loads WeasyPrint, which takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline import store
from pipeline.engine.burst import burst, sweep
from pipeline.make.fitting import further_ways, misfit, wishes
from pipeline.make.flows import flows
from pipeline.make.pages import Page
from pipeline.render.html import render_html
from pipeline.render.lazy import LazyMap
from pipeline.render.sources import SHARED
from pipeline.tools.pictures.photos import Photo
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.completeness import must_be_complete
from pipeline.tools.weasyprint.drawn import Drawn, Flow, joined
from pipeline.tools.weasyprint.filling import fillings

Find = Callable[[str], Drawn | None]
"""Gives a flow that is drawn already, by its digest."""


def draw(page: Page, find: Find = lambda _: None) -> Drawn:
    """A page laid out and drawn, but for the flows that are found.

    Raises:
        WuxiaoError: The template is not right, a photo cannot be read, or a glyph is missing.
    """
    parts: list[Drawn] = []
    for flow in _flows(page):
        first_number = 1 + sum(part.page_count for part in parts)
        digest = flow.digest(first_number)
        parts.append(find(digest) or _drawn(flow, first_number, digest))
    return joined(parts)


def _drawn(flow: _Flow, first_number: int, digest: str) -> Drawn:
    laid_out = flow.laid_out(first_number)
    noted = Flow(digest, laid_out.page_count, laid_out.way)
    drawn = drawing.draw(laid_out)
    del laid_out
    sweep()  # a page that is laid out takes two megabytes
    return msgspec.structs.replace(drawn, flows=(noted,))


def lay_out(page: Page) -> layout.LaidOut:
    """A page laid out, each flow of the ways that its template offers in the one that fills its pages best.

    Raises:
        TemplateError: The template or its style sheets are not right, or a photo is missing.
        WuxiaoError: A photo cannot be read.
    """
    parts: list[layout.LaidOut] = []
    for flow in _flows(page):
        parts.append(flow.laid_out(1 + sum(part.page_count for part in parts)))
    return parts[0].followed_by(parts[1:])


@dataclass(frozen=True, slots=True)
class _Flow:
    """A flow of a paper, before it is laid out; `is_last`: the paper ends with it."""

    page: Page
    html: str
    is_last: bool

    def digest(self, first_number: int) -> str:
        """Digest of all that it shows, numbers of its pages included."""
        page = self.page
        photos = [digest for photo, digest in page.shown.items() if quote(photo) in self.html]
        said = self.html, photos, page.look_digest, first_number, self.is_last
        return store.sha256(repr(said).encode())

    def laid_out(self, first_number: int) -> layout.LaidOut:
        """The flow in the way that fills its pages best."""
        best = self._best_way(first_number)
        must_be_complete(best.document, best.tree, where=best.where)
        return best

    def _best_way(self, first_number: int) -> layout.LaidOut:
        wanted = wishes(self.html)
        opened = layout.Opened(
            self.html, resources=_resources(self.page), where=f"{self.page.document}/print.html"
        )
        best = opened.laid_out(first_number=first_number)
        pages = fillings(best)
        least = misfit(pages, wanted, are_last=self.is_last)
        for way in further_ways(pages, wanted, are_last=self.is_last):
            if not any(least):
                break
            laid_out = opened.laid_out(way, first_number=first_number)
            found = misfit(fillings(laid_out), wanted, are_last=self.is_last)
            if found < least:
                best, least = laid_out, found
        return best


def _flows(page: Page) -> Iterator[_Flow]:
    every = list(flows(page.html))
    for place, html in enumerate(every, start=1):
        yield _Flow(page, html, is_last=place == len(every))


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
        owners=tuple(page.templates[:-1]),
    )
