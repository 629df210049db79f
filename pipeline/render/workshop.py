"""Makes papers: everything a worker process needs, and the work itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeline import models, naming
from pipeline.activity import load_activity
from pipeline.documents import Document, Paper, Scope
from pipeline.errors import ExitCode, WuxiaoError
from pipeline.manifest import Failure, FileEntry, FileKind, Made
from pipeline.render.pages import render_pages
from pipeline.render.plan import subject_of
from pipeline.render.sources import Sources
from pipeline.render.views import context
from pipeline.render.word import render_word
from pipeline.tools import store
from pipeline.tools.raster import Photo, prepare_photo, thumbnail

PHOTO_WIDTH_MM, PHOTO_HEIGHT_MM = 76.0, 57.0
"""Largest frame that a template gives a photo (two by two on a page of 156 mm)."""

_DOSSIER_FIELD = re.compile(r"\{(unit|filing|count|first_title)\b")
"""Placeholders of `wording.toml` that take more than one nomination to fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What papers of one dossier are made from.

    Attributes:
        folder: The dossier folder.
        dossier: Its values.
        activity_folder: Folder of the activity.
        documents: The documents, by id.
        sources: Their template files, by id.
        signing: Rows of the signing sheet.
        draft: Whether every page says 草稿.
        only: Documents to be made; empty for all.
        out: Output folder of the dossier.
        previous: What an earlier run made, by path.
    """

    folder: Path
    dossier: models.Dossier
    activity_folder: Path
    documents: Mapping[str, Document]
    sources: Mapping[str, Sources]
    signing: tuple[Mapping[str, str], ...]
    draft: bool
    only: tuple[str, ...]
    out: Path
    previous: Mapping[str, FileEntry]


def make_papers(task: tuple[Workshop, Sequence[Paper]]) -> list[Made]:
    """Make some papers; what fails is reported, the rest is made."""
    workshop, papers = task
    return [_make(workshop, paper) for paper in papers]


def _make(workshop: Workshop, paper: Paper) -> Made:
    try:
        return _Bench(workshop, paper).make()
    except WuxiaoError as error:
        return Made(paper=paper, failure=Failure.of(paper, str(error), error.exit_code))
    except Exception as error:  # noqa: BLE001 — one broken paper never stops the others
        message = f"程序出错（{type(error).__name__}：{error}）"
        return Made(paper=paper, failure=Failure.of(paper, message, ExitCode.BUG))


class _Bench:
    """The making of one paper."""

    def __init__(self, workshop: Workshop, paper: Paper) -> None:
        self._shop, self._paper = workshop, paper
        self._sources = workshop.sources[paper.document]
        self._activity = load_activity(workshop.activity_folder)
        self._data_digest = self._digest_data()
        self._aside: list[str] = []

    def make(self) -> Made:
        word = self._file(FileKind.WORD)
        waits = self._sources.pdf_from_word
        pdf = self._kept(FileKind.PDF) if waits else self._file(FileKind.PDF)
        return Made(paper=self._paper, word=word, pdf=pdf, set_aside=tuple(self._aside))

    def _file(self, kind: FileKind) -> FileEntry | None:
        """The file as it is, if it is up to date; else made anew, if it is asked for."""
        if kept := self._kept(kind):
            return kept
        if self._shop.only and self._paper.document not in self._shop.only:
            return None
        path = self._path(kind)
        return self._make_pdf(path) if kind is FileKind.PDF else self._make_word(path)

    def _kept(self, kind: FileKind) -> FileEntry | None:
        """The entry of a file that is there as it was made, from the same data and template."""
        before = self._shop.previous.get(self._path(kind))
        digests = (self._data_digest, self._template_digest(kind))
        if before is None or (before.data_digest, before.template_digest) != digests:
            return None
        path = self._shop.out / before.path
        return before if path.is_file() and store.sha256_file(path) == before.sha256 else None

    def _path(self, kind: FileKind) -> str:
        return path_of(self._paper, kind)

    def _template_digest(self, kind: FileKind) -> str:
        return self._sources.word_digest if kind is FileKind.WORD else self._sources.pdf_digest

    def _make_word(self, path: str) -> FileEntry:
        data = render_word(
            self._paper.document,
            self._context(),
            templates=self._sources.folders,
            photos=self._photos(),
            title=self._paper.title,
            draft=self._shop.draft,
        )
        return self._write(path, FileKind.WORD, data)

    def _make_pdf(self, path: str) -> FileEntry:
        pages = render_pages(
            self._paper.document,
            self._context(),
            templates=self._sources.folders,
            photos=self._photos(),
            draft=self._shop.draft,
        )
        entry = self._write(path, FileKind.PDF, pages.pdf)
        picture = store.thumbnail_path(self._shop.out, entry.sha256)
        store.write_whole(picture, thumbnail(pages.pdf))
        fonts = tuple(sorted(pages.fonts))
        return msgspec.structs.replace(entry, pages=pages.page_count, fonts=fonts)

    def _write(self, path: str, kind: FileKind, data: bytes) -> FileEntry:
        target = self._shop.out / path
        self._keep_changed(target, path)
        store.write_whole(target, data)
        return FileEntry(
            path=path,
            kind=kind,
            sha256=store.sha256(data),
            document=self._paper.document,
            title=self._paper.title,
            subject=self._paper.subject,
            nomination=self._paper.nomination,
            data_digest=self._data_digest,
            template_digest=self._template_digest(kind),
        )

    def _keep_changed(self, target: Path, path: str) -> None:
        """Set a file aside that someone changed by hand since it was made."""
        before = self._shop.previous.get(path)
        if before and target.is_file() and store.sha256_file(target) != before.sha256:
            self._aside.append(store.set_aside(target).name)

    def _context(self) -> dict[str, object]:
        subject = subject_of(self._paper, self._shop.dossier, self._shop.signing)
        return context(subject, self._activity)

    def _photos(self) -> dict[str, Photo]:
        return {path: _prepared(self._shop.folder / path) for path in self._photo_paths()}

    def _photo_paths(self) -> list[str]:
        if self._paper.scope is not Scope.NOMINATION:
            return []
        members = [self._shop.dossier.nominations[index] for index in self._paper.members]
        return [photo for each in members for photo in (*each.before.photos, *each.after.photos)]

    def _digest_data(self) -> str:
        shop, paper = self._shop, self._paper
        members = [shop.dossier.nominations[index] for index in paper.members]
        shared = (shop.dossier.unit, shop.dossier.filing, shop.signing)
        whole = paper.scope is not Scope.NOMINATION or self._reads_unit()
        values = (paper, members, shared if whole else (), shop.draft, self._activity.digest)
        digest = hashlib.sha256(msgspec.json.encode(values))
        for photo in self._photo_paths():
            digest.update(_photo_digest(shop.folder / photo))
        return digest.hexdigest()

    def _reads_unit(self) -> bool:
        """Whether a nomination's paper may name data of the whole dossier.

        Ours do not; an office's own templates and a year's own sentences may.
        """
        sentences = (
            str(table)
            for section, table in self._activity.wording.items()
            if Scope.NOMINATION in getattr(self._shop.documents.get(section), "per", Scope)
        )
        return len(self._sources.folders) > 1 or any(map(_DOSSIER_FIELD.search, sentences))


def path_of(paper: Paper, kind: FileKind) -> str:
    """Where a paper's file stands below the output folder."""
    if kind is FileKind.WORD:
        return f"{naming.WORD_FOLDER}/{paper.stem}.docx"
    return f"{naming.PDF_FOLDER}/{paper.stem}.pdf"


@lru_cache(maxsize=16)
def _prepared(path: Path) -> Photo:
    return prepare_photo(path, width_mm=PHOTO_WIDTH_MM, height_mm=PHOTO_HEIGHT_MM)


@lru_cache(maxsize=1024)
def _photo_digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b"missing"
