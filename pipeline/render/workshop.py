"""Makes papers: everything a worker process needs, and the work itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.activity.model import load_activity
from pipeline.dossier import models
from pipeline.errors import ExitCode, MissingGlyphError, WuxiaoError
from pipeline.papers import naming
from pipeline.papers.documents import Document, Paper, Scope
from pipeline.papers.manifest import Failure, FileEntry, FileKind, Made
from pipeline.render.holders import name_holders
from pipeline.render.lazy import LazyMap
from pipeline.render.pages import lay_out_pages, write_pages
from pipeline.render.sources import Sources
from pipeline.render.views import context, subject_of
from pipeline.render.word import render_word
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.pictures import Photo, prepare_photo
from pipeline.tools.weasyprint.layout import LaidOut

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
        letterhead: Whether letters carry the unit's own head.
        only: Documents to be made; empty for all.
        out: Output folder of the dossier.
        previous: What an earlier run made and what may stay, by path.
        checksums: Checksum of every file that an earlier run made, by path.
    """

    folder: Path
    dossier: models.Dossier
    activity_folder: Path
    documents: Mapping[str, Document]
    sources: Mapping[str, Sources]
    signing: tuple[Mapping[str, str], ...]
    draft: bool
    letterhead: bool
    only: tuple[str, ...]
    out: Path
    previous: Mapping[str, FileEntry]
    checksums: Mapping[str, str]


class Bench:
    """Where a worker makes some papers of one dossier; it remembers what it has laid out."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._activity = load_activity(shop.activity_folder)
        self._laid_out: dict[str, LaidOut] = {}

    def make(self, paper: Paper) -> Made:
        """Make a paper; what goes wrong is reported, never raised."""
        try:
            return self._make(paper)
        except MissingGlyphError as error:
            named = name_holders(error, paper, self._shop.dossier, self._activity)
            return Made(paper=paper, failure=Failure.of(paper, str(named), named.exit_code))
        except WuxiaoError as error:
            return Made(paper=paper, failure=Failure.of(paper, str(error), error.exit_code))
        except Exception as error:  # noqa: BLE001 — one broken paper never stops the others
            message = f"程序出错（{type(error).__name__}：{error}）"
            return Made(paper=paper, failure=Failure.of(paper, message, ExitCode.BUG))

    def _make(self, paper: Paper) -> Made:
        aside: list[str] = []
        word = self._file(self.wanted(paper, FileKind.WORD), paper, aside)
        pdf = self.wanted(paper, FileKind.PDF)
        waits = self._shop.sources[paper.document].pdf_from_word
        made = self._kept(pdf) if waits else self._file(pdf, paper, aside)
        return Made(paper=paper, word=word, pdf=made, set_aside=tuple(aside))

    def pages(self, paper: Paper) -> LaidOut:
        """A paper, laid out.

        Raises:
            WuxiaoError: The template is not right, or a photo cannot be read.
        """
        if paper.stem not in self._laid_out:
            self._laid_out[paper.stem] = lay_out_pages(
                paper.document,
                self._context(paper),
                templates=self._shop.sources[paper.document].folders,
                photos=self._photos(paper),
                draft=self._shop.draft,
            )
        return self._laid_out[paper.stem]

    def rehearse(self, paper: Paper) -> None:
        """Make a paper and throw it away."""
        self._word(paper)
        write_pages(self.pages(paper))

    def wanted(self, paper: Paper, kind: FileKind) -> FileEntry:
        """The entry that a file of a paper should have; without checksum while it is not made."""
        sources = self._shop.sources[paper.document]
        template = sources.word_digest if kind is FileKind.WORD else sources.pdf_digest
        return FileEntry(
            path=path_of(paper, kind),
            kind=kind,
            sha256="",
            document=paper.document,
            title=paper.title,
            subject=paper.subject,
            nomination=paper.nomination,
            data_digest=self._data_digest(paper),
            template_digest=template,
        )

    def _file(self, wanted: FileEntry, paper: Paper, aside: list[str]) -> FileEntry | None:
        """The file as it is, if it is up to date; else made anew, if it is asked for."""
        if kept := self._kept(wanted):
            return kept
        if self._shop.only and paper.document not in self._shop.only:
            return None
        if wanted.kind is FileKind.WORD:
            return self._write(wanted, self._word(paper), aside)
        pages = write_pages(self.pages(paper))
        entry = self._write(wanted, pages.pdf, aside)
        picture = store.thumbnail_path(self._shop.out, entry.sha256)
        store.write_whole(picture, thumbnail(pages.pdf))
        fonts = tuple(sorted(pages.fonts))
        return msgspec.structs.replace(entry, pages=pages.page_count, fonts=fonts)

    def _kept(self, wanted: FileEntry) -> FileEntry | None:
        """The entry of a file that is there as it was made, from the same data and template."""
        before = self._shop.previous.get(wanted.path)
        if before is None or before.data_digest != wanted.data_digest:
            return None
        path = self._shop.out / before.path
        if before.template_digest != wanted.template_digest or not path.is_file():
            return None
        return before if store.sha256_file(path) == before.sha256 else None

    def _word(self, paper: Paper) -> bytes:
        return render_word(
            paper.document,
            self._context(paper),
            templates=self._shop.sources[paper.document].folders,
            photos=self._photos(paper),
            title=paper.title,
            draft=self._shop.draft,
        )

    def _write(self, wanted: FileEntry, data: bytes, aside: list[str]) -> FileEntry:
        """Write a file; one that someone changed by hand is set aside first."""
        target = self._shop.out / wanted.path
        digest = store.sha256(data)
        ours = {digest, self._shop.checksums.get(wanted.path)}
        if target.is_file() and store.sha256_file(target) not in ours:
            aside.append(store.set_aside(target).name)
        store.write_whole(target, data)
        return msgspec.structs.replace(wanted, sha256=digest)

    def _context(self, paper: Paper) -> dict[str, object]:
        subject = subject_of(paper, self._shop.dossier, self._shop.signing)
        headed = replace(subject, letterhead=self._has_letterhead(paper))
        return context(headed, self._activity)

    def _has_letterhead(self, paper: Paper) -> bool:
        return self._shop.letterhead and self._shop.documents[paper.document].letterhead

    def _photos(self, paper: Paper) -> Mapping[str, Photo]:
        folder = self._shop.folder
        return LazyMap(self._photo_paths(paper), lambda path: _prepared(folder / path))

    def _photo_paths(self, paper: Paper) -> list[str]:
        if paper.scope is not Scope.NOMINATION:
            return []
        members = [self._shop.dossier.nominations[index] for index in paper.members]
        return [photo for each in members for photo in (*each.before.photos, *each.after.photos)]

    def _data_digest(self, paper: Paper) -> str:
        shop = self._shop
        members = [shop.dossier.nominations[index] for index in paper.members]
        shared = (shop.dossier.unit, shop.dossier.filing, shop.signing)
        whole = paper.scope is not Scope.NOMINATION or self._reads_unit(paper)
        options = (shop.draft, self._has_letterhead(paper))
        values = (paper, members, shared if whole else (), options, self._activity.digest)
        digest = hashlib.sha256(msgspec.json.encode(values))
        for photo in self._photo_paths(paper):
            digest.update(_photo_digest(shop.folder / photo))
        return digest.hexdigest()

    def _reads_unit(self, paper: Paper) -> bool:
        """Whether a nomination's paper may name data of the whole dossier.

        Ours do not; an office's own templates and a year's own sentences may.
        """
        sentences = (
            str(table)
            for section, table in self._activity.wording.items()
            if Scope.NOMINATION in getattr(self._shop.documents.get(section), "per", Scope)
        )
        own = len(self._shop.sources[paper.document].folders) > 1
        return own or any(map(_DOSSIER_FIELD.search, sentences))


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
