"""Step `pages`: all that a paper shows, before it is laid out, and its Word template filled in.

No page is laid out here, so that it costs next to nothing to tell whether one would look otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline import store
from pipeline.dossier.pictures import FilePlaces, is_picture
from pipeline.errors import InputError
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import photo_digest, photo_paths
from pipeline.papers.documents import Paper
from pipeline.render.html import render_html
from pipeline.render.lazy import LazyMap
from pipeline.render.views import context, subject_of
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.word import Filled

PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 76.0, 57.0
"""Largest frame that a template gives a photo (two by two on a page of 156 mm)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A paper before it is laid out.

    Attributes:
        document: Id of the document.
        html: The page.
        templates: Template folders, the dossier's own first, ours last.
        photos: The photos that it may show, prepared when they are asked for.
        digest: Digest of all that it shows: words, photos, styles, fonts.
    """

    document: str
    html: str
    templates: Sequence[Path]
    photos: Mapping[str, Photo]
    digest: str = ""


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
    shown = [photo_digest(plan.files.path_of(path)) for path in photos]
    return Page(
        document=paper.document,
        html=html,
        templates=sources.folders,
        photos=photos,
        digest=store.sha256(repr((html, shown, sources.look_digest)).encode()),
    )


def filled_word(plan: BuildPlan, paper: Paper, way: str) -> Filled:
    """A paper's Word template, filled in.

    Args:
        plan: The plan.
        paper: The paper.
        way: The way in which its print face is set.

    Raises:
        WuxiaoError: The template is not right, or a photo cannot be read.
    """
    return render_word(
        paper.document,
        _values(plan, paper, way),
        templates=plan.sources[paper.document].folders,
        photos=_photos(plan, paper),
        title=paper.title,
        draft=plan.settings.draft,
    )


def filled_sheet(plan: BuildPlan, paper: Paper) -> bytes:
    """A paper's workbook.

    Raises:
        InputError: A text is longer than a cell of a workbook can hold.
    """
    from pipeline.render.sheet import render_sheet  # noqa: PLC0415 - loads slowly, and few papers have one

    return render_sheet(
        _values(plan, paper),
        plan.documents[paper.document].columns,
        title=paper.title,
        draft=plan.settings.draft,
    )


def _values(plan: BuildPlan, paper: Paper, way: str = "") -> dict[str, object]:
    subject = subject_of(paper, plan.dossier, plan.signing)
    columns = plan.documents[paper.document].columns
    letterhead = plan.has_letterhead(paper)
    return context(replace(subject, letterhead=letterhead, columns=columns, way=way), plan.activity)


def _photos(plan: BuildPlan, paper: Paper) -> Mapping[str, Photo]:
    return LazyMap(photo_paths(plan, paper), lambda name: _photo(plan.files, name))


def _photo(files: FilePlaces, name: str) -> Photo:
    """A photo, ready.

    Raises:
        InputError: It cannot be read; the error says its place as a clerk knows it.
    """
    try:
        return _prepared(files.path_of(name))
    except InputError as error:
        if not is_picture(name):
            raise
        why, remedy = error.why, error.remedy
        raise InputError(error.what, where=files.said(name), why=why, remedy=remedy) from error


@lru_cache(maxsize=16)
def _prepared(path: Path) -> Photo:
    return prepare_photo(path, width_mm=PHOTO_WIDTH_MM, height_mm=PHOTO_HEIGHT_MM)
