"""Step `pages`: a paper laid out for print, and the same paper as a Word file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pipeline.make.plan import Plan
from pipeline.make.unchanged import photo_paths
from pipeline.papers.documents import Paper
from pipeline.render.lazy import LazyMap
from pipeline.render.pages import lay_out_pages
from pipeline.render.views import context, subject_of
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.weasyprint.layout import LaidOut

PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 76.0, 57.0
"""Largest frame that a template gives a photo (two by two on a page of 156 mm)."""


def lay_out(plan: Plan, paper: Paper) -> LaidOut:
    """A paper, laid out.

    Raises:
        WuxiaoError: The template is not right, or a photo cannot be read.
    """
    return lay_out_pages(
        paper.document,
        _values(plan, paper),
        templates=plan.sources[paper.document].folders,
        photos=_photos(plan, paper),
        draft=plan.settings.draft,
    )


def word_file(plan: Plan, paper: Paper) -> bytes:
    """A paper as a Word file.

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


def _values(plan: Plan, paper: Paper) -> dict[str, object]:
    subject = subject_of(paper, plan.dossier, plan.signing)
    return context(replace(subject, letterhead=plan.has_letterhead(paper)), plan.activity)


def _photos(plan: Plan, paper: Paper) -> Mapping[str, Photo]:
    return LazyMap(photo_paths(plan, paper), lambda path: _prepared(plan.folder / path))


@lru_cache(maxsize=16)
def _prepared(path: Path) -> Photo:
    return prepare_photo(path, width_mm=PHOTO_WIDTH_MM, height_mm=PHOTO_HEIGHT_MM)
