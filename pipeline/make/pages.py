"""Step `pages`: a paper laid out for print, and the same paper as a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from math import inf
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import photo_digest, photo_paths
from pipeline.papers.documents import Paper
from pipeline.render.html import BODY, render_html
from pipeline.render.lazy import LazyMap
from pipeline.render.sources import SHARED
from pipeline.render.views import context, subject_of
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.weasyprint import layout
from pipeline.tools.word import Filled

PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 76.0, 57.0
"""Largest frame that a template gives a photo (two by two on a page of 156 mm)."""


@dataclass(frozen=True, slots=True)
class Page:
    """A paper before it is laid out.

    Attributes:
        html: The page.
        resources: What it reads.
        where: Name of its template, for messages.
        digest: Digest of all that it shows: words, photos, styles, fonts.
    """

    html: str
    resources: layout.Resources
    where: str
    digest: str


def page_of(plan: BuildPlan, paper: Paper) -> Page:
    """The page of a paper.

    Raises:
        WuxiaoError: The template is not right.
    """
    sources = plan.sources[paper.document]
    html = render_html(
        paper.document,
        _values(plan, paper),
        templates=sources.folders,
        draft=plan.settings.draft,
    )
    photos = _photos(plan, paper)
    shown = [photo_digest(plan.folder / path) for path in photos]
    return Page(
        html=html,
        resources=_resources(paper.document, sources.folders, photos),
        where=f"{paper.document}/print.html",
        digest=store.sha256(repr((html, shown, sources.look_digest)).encode()),
    )


def lay_out(page: Page) -> layout.LaidOut:
    """A page laid out, set tighter where it takes more pages than its template wants.

    Raises:
        TemplateError: The template or its style sheets are not right, or a photo is missing.
        WuxiaoError: A photo cannot be read.
    """
    for attempt in _tightened(page.html):
        laid_out = layout.lay_out(attempt, resources=page.resources, where=page.where)
        if laid_out.page_count <= _wanted_pages(page.html):
            break
    return laid_out


class Layouts:
    """Papers laid out, each once however often it is asked for."""

    def __init__(self, plan: BuildPlan) -> None:
        self.page = cache(partial(page_of, plan))
        self.laid_out = cache(lambda paper: lay_out(self.page(paper)))


def filled_word(plan: BuildPlan, paper: Paper) -> Filled:
    """A paper's Word template, filled in.

    Raises:
        WuxiaoError: The template is not right, or a photo cannot be read.
    """
    return render_word(
        paper.document,
        _values(plan, paper),
        templates=plan.sources[paper.document].folders,
        photos=_photos(plan, paper),
        title=paper.title,
        draft=plan.settings.draft,
    )


def _values(plan: BuildPlan, paper: Paper) -> dict[str, object]:
    subject = subject_of(paper, plan.dossier, plan.signing)
    return context(replace(subject, letterhead=plan.has_letterhead(paper)), plan.activity)


def _photos(plan: BuildPlan, paper: Paper) -> Mapping[str, Photo]:
    return LazyMap(photo_paths(plan, paper), lambda path: _prepared(plan.folder / path))


@lru_cache(maxsize=16)
def _prepared(path: Path) -> Photo:
    return prepare_photo(path, width_mm=PHOTO_WIDTH_MM, height_mm=PHOTO_HEIGHT_MM)


# ---------------------------------------------------------------- laying out

_PAGES = re.compile(r'data-pages="(\d+)"')
"""The number of pages that a template wants at the most, said at its body."""


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


def lay_out_pages(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Mapping[str, Photo] | None = None,
    draft: bool = False,
) -> layout.LaidOut:
    """Lay out the pages of one paper.

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
    resources = _resources(document_id, templates, photos)
    return lay_out(Page(html, resources, f"{document_id}/print.html", ""))


def write_pages(laid_out: layout.LaidOut) -> Pages:
    """The PDF of one paper that is laid out.

    Raises:
        MissingGlyphError: A character has no glyph in any font.
    """
    return Pages(laid_out.write(), laid_out.page_count, laid_out.fonts())


def render_pages(
    document_id: str,
    context: Mapping[str, Any],
    *,
    templates: Sequence[Path],
    photos: Mapping[str, Photo] | None = None,
    draft: bool = False,
) -> Pages:
    """Lay out and write one paper; see `lay_out_pages` and `write_pages`."""
    with layout.burst():
        laid_out = lay_out_pages(
            document_id, context, templates=templates, photos=photos, draft=draft
        )
        return write_pages(laid_out)


def _wanted_pages(html: str) -> float:
    body = BODY.search(html)
    wanted = _PAGES.search(body[0]) if body else None
    return int(wanted[1]) if wanted else inf


def _tightened(html: str) -> Iterator[str]:
    """The page as it is, then set tighter and tighter by the styles of `.tight-1` and `.tight-2`."""
    yield html
    for degree in ("tight-1", "tight-2"):
        yield BODY.sub(lambda body, by=degree: body[0].replace('class="', f'class="{by} '), html)  # type: ignore[misc]


def _resources(
    document_id: str, templates: Sequence[Path], photos: Mapping[str, Photo] | None
) -> layout.Resources:
    folders = [root / document_id for root in templates] + [root / SHARED for root in templates]
    return layout.Resources(
        folders=tuple(folder for folder in folders if folder.is_dir()),
        photos=LazyMap(photos or {}, lambda path: (photos or {})[path].data),
    )
