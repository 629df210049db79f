"""Step `pages`: all that a paper shows, before it is laid out, and its Word template filled in.

No page is laid out here, so that it costs next to nothing to tell whether one would look otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from pipeline import store
from pipeline.dossier.pictures import FilePlaces, is_picture
from pipeline.errors import InputError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.limits import within_limits
from pipeline.make.unchanged import photo_digest, photo_paths
from pipeline.papers.documents import Paper
from pipeline.render.html import render_html
from pipeline.render.lazy import LazyMap
from pipeline.render.paths import said_of_path
from pipeline.render.views import context, subject_of
from pipeline.render.word import render_word
from pipeline.tools.pictures.photos import Photo, prepare_photo
from pipeline.tools.word import Filled

Made = TypeVar("Made")

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
        shown: Digests of these photos.
        look_digest: Digest of styles and fonts.
    """

    document: str
    html: str
    templates: Sequence[Path]
    photos: Mapping[str, Photo]
    shown: Mapping[str, bytes] = field(default_factory=dict)
    look_digest: str = ""

    @property
    def digest(self) -> str:
        """Digest of all that it shows: words, photos, styles, fonts."""
        said = self.html, list(self.shown.values()), self.look_digest
        return store.sha256(repr(said).encode())


def page_of(plan: BuildPlan, paper: Paper) -> Page:
    """The page of a paper.

    Raises:
        WuxiaoError: The template is not right.
    """
    sources = plan.sources[paper.document]
    if sources.page_is_own:
        template = sources.page or sources.word
        html = _within_limits(_html, plan, paper, result=str, template=template)
    else:
        html = _html(plan, paper)
    photos = _photos(plan, paper)
    return Page(
        document=paper.document,
        html=html,
        templates=sources.folders,
        photos=photos,
        shown={path: photo_digest(plan.files.path_of(path)) for path in photos},
        look_digest=sources.look_digest,
    )


def _html(plan: BuildPlan, paper: Paper) -> str:
    return render_html(
        paper.document,
        _values(plan, paper),
        templates=plan.sources[paper.document].folders,
        draft=plan.settings.draft,
    )


class WordFile(Struct, frozen=True):
    """A Word file: its bytes, and the digest of all that it shows."""

    digest: str
    data: bytes

    def pack(self) -> bytes:
        """The file."""
        return self.data


def filled_word(plan: BuildPlan, paper: Paper, way: str) -> Filled | WordFile:
    """A paper's Word template, filled in.

    Args:
        plan: The plan.
        paper: The paper.
        way: The way in which its print face is set.

    Raises:
        WuxiaoError: The template is not right, or a photo cannot be read.
    """
    sources = plan.sources[paper.document]
    if sources.word_is_own:
        return _within_limits(
            _packed_word, plan, paper, way, result=WordFile, template=sources.word
        )
    return _filled_word(plan, paper, way)


def _filled_word(plan: BuildPlan, paper: Paper, way: str) -> Filled:
    return render_word(
        paper.document,
        _values(plan, paper, way),
        templates=plan.sources[paper.document].folders,
        photos=_photos(plan, paper),
        title=paper.title,
        draft=plan.settings.draft,
    )


def _packed_word(plan: BuildPlan, paper: Paper, way: str) -> WordFile:
    filled = _filled_word(plan, paper, way)
    return WordFile(filled.digest, filled.pack())


def _within_limits(
    make: Callable[..., Made], *arguments: Any, result: type[Made], template: Path
) -> Made:
    """What is made of a template that is not ours."""
    return within_limits(
        make,
        *arguments,
        result=result,
        template=store.sha256_file(template),
        where=said_of_path(template),
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
    subject = subject_of(paper, plan.dossier, plan.signing_on(paper))
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
