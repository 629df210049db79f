"""One run over one dossier: hands each stage its work and gathers what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline import __version__, naming
from pipeline.bundle import make_packet, plan_packets, report_html
from pipeline.check import Review
from pipeline.convert import to_pdf
from pipeline.documents import Paper, load_documents
from pipeline.errors import ExitCode, InputError, ToolFailedError, ToolMissingError, WuxiaoError
from pipeline.manifest import (
    Failure,
    FileEntry,
    FileKind,
    Made,
    Manifest,
    encode_manifest,
    read_manifest,
)
from pipeline.models import Intake
from pipeline.render.plan import plan, plan_blank, signing_rows
from pipeline.render.sources import check_own_templates, find_sources
from pipeline.render.views import specimen
from pipeline.render.workshop import Workshop, make_papers, path_of
from pipeline.settings import Settings
from pipeline.tools import fonts, store
from pipeline.tools.pdf import page_count
from pipeline.tools.pool import Pool
from pipeline.tools.raster import thumbnail
from pipeline.tools.typefaces import stand_ins

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build came to.

    Attributes:
        out: Output folder of the dossier.
        manifest: What is there now; None when errors in the data stopped the build.
        review: The findings; None when nothing had changed since the last run.
        fresh: Number of files made anew.
        set_aside: Names of files changed by hand that were kept apart.
    """

    out: Path
    manifest: Manifest | None = None
    review: Review | None = None
    fresh: int = 0
    set_aside: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """0; 4 for errors in the data; or what the first paper that failed says."""
        if self.manifest is None:
            return ExitCode.FINDINGS
        codes = [ExitCode(failure.exit_code) for failure in self.manifest.failures]
        return codes[0] if codes else ExitCode.OK


def warm_up() -> None:
    """Load in a worker what takes long to load, while the dossier is read here."""
    import pipeline.render.workshop  # noqa: F401, PLC0415 — the point of it


def input_digest(folders: Sequence[Path], settings: Settings) -> str:
    """Digest of everything an output depends on: data, templates, activities, program, options.

    Raises:
        InputError: A file cannot be read.
    """
    options = (__version__, settings.only, settings.draft, fonts.stamp())
    trees = [*folders, settings.templates, *settings.activities]
    try:
        content = store.tree_digest(trees, apart_from=[settings.out, settings.out.resolve()])
    except OSError as error:
        raise InputError(
            "文件读不出来",
            where=str(error.filename),
            why=error.strerror or "",
            remedy="检查权限，或关闭正在使用它的程序",
        ) from error
    return store.sha256(repr((options, content)).encode())


def unchanged(out: Path, stamp: str) -> Manifest | None:
    """The last run's manifest, if it was made from the same input and all its files are there."""
    manifest = read_manifest(out / naming.MANIFEST)
    if manifest is None or manifest.input_digest != stamp or not (out / naming.REPORT).is_file():
        return None
    intact = all(
        (out / entry.path).is_file() and store.sha256_file(out / entry.path) == entry.sha256
        for entry in manifest.files
    )
    return manifest if intact else None


class Job:
    """One run over one dossier.

    `plan` says which papers there are, `render` makes Word files and pages, `convert` the PDFs that
    follow an office's own Word template, `bundle` the packets, `finish` manifest and report.
    """

    def __init__(
        self, intake: Intake, settings: Settings, *, out: Path, pool: Pool, progress: Progress
    ) -> None:
        self._intake, self._settings = intake, settings
        self._activity_id = intake.dossier.activity or ""
        self._out, self._pool, self._progress = out, pool, progress
        self._documents = load_documents(settings.templates)
        self._by_id = {document.id: document for document in self._documents}
        self._sources = find_sources(self._documents, settings.templates, intake.folder)
        manifest = read_manifest(out / naming.MANIFEST)
        self._before = manifest.by_path() if manifest else {}
        self._reusable = {} if settings.force else self._before

    def plan(self) -> tuple[Paper, ...]:
        """Every paper of the dossier.

        Raises:
            TemplateError: A template of the office's own names what does not exist.
        """
        activity = self._settings.find_activity(self._activity_id)
        check_own_templates(self._sources, self._settings.templates, specimen(activity))
        return plan(self._intake.dossier, self._documents)

    def plan_blank(self) -> tuple[Paper, ...]:
        """One blank form of every document."""
        return plan_blank(self._documents)

    def render(self, papers: Sequence[Paper]) -> list[Made]:
        """Make the Word files, and the PDFs that come from pages."""
        shop = Workshop(
            folder=self._intake.folder,
            dossier=self._intake.dossier,
            activity_folder=self._settings.activity_folder(self._activity_id),
            documents=self._by_id,
            sources=self._sources,
            signing=signing_rows(papers, self._documents),
            draft=self._settings.draft,
            only=self._settings.only,
            out=self._out,
            previous=self._reusable,
        )
        tasks = [(shop, group) for group in _by_packet(papers)]
        made: dict[str, Made] = {}
        for _, results in self._pool.run(make_papers, tasks):
            made |= {each.paper.stem: each for each in results}
            self._progress("生成文书", len(made), len(papers))
        return [made[paper.stem] for paper in papers]

    def convert(self, made: Sequence[Made]) -> list[Made]:
        """Make the PDFs that follow an office's own Word template, all in one call."""
        waiting = {each.word: each for each in made if each.word and not each.pdf}
        if not waiting:
            return list(made)
        self._progress("Word转PDF", 0, len(waiting))
        pdfs = _converted({word.path: self._out / word.path for word in waiting})
        finished = {
            each.paper.stem: self._with_pdf(each, word, pdfs[word.path])
            for word, each in waiting.items()
        }
        self._progress("Word转PDF", len(waiting), len(waiting))
        return [finished.get(each.paper.stem, each) for each in made]

    def _with_pdf(self, made: Made, word: FileEntry, pdf: bytes | WuxiaoError) -> Made:
        if isinstance(pdf, WuxiaoError):
            return replace(made, failure=Failure.of(made.paper, str(pdf), pdf.exit_code))
        path = path_of(made.paper, FileKind.PDF)
        digest = store.sha256(pdf)
        store.write_whole(self._out / path, pdf)
        store.write_whole(store.thumbnail_path(self._out, digest), thumbnail(pdf))
        pages = page_count(pdf)
        entry = msgspec.structs.replace(
            word, path=path, kind=FileKind.PDF, sha256=digest, pages=pages
        )
        return replace(made, pdf=entry)

    def bundle(self, made: Sequence[Made]) -> list[FileEntry]:
        """Make the packets of which every paper is there and up to date."""
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        papers = [each.paper for each in made]
        packets = plan_packets(papers, self._by_id, pdfs, out=self._out, previous=self._reusable)
        entries: dict[int, FileEntry] = {}
        for place, entry in self._pool.run(make_packet, packets):
            entries[place] = entry
            self._progress("合并打印件", len(entries), len(packets))
        return [entries[place] for place in sorted(entries)]

    def finish(
        self, review: Review | None, made: Sequence[Made], packets: Sequence[FileEntry], stamp: str
    ) -> Built:
        """Clear away what is no longer part of the output; write the report, the manifest last."""
        failures = tuple(each.failure for each in made if each.failure)
        files = [entry for each in made for entry in (each.word, each.pdf) if entry]
        manifest = Manifest(
            dossier=self._intake.name,
            activity=self._activity_id,
            program=__version__,
            input_digest="" if failures else stamp,
            draft=self._settings.draft,
            files=(*files, *self._outdated(files), *packets),
            failures=failures,
            stand_ins=self._stand_ins(),
        )
        self._clear(manifest)
        if review:
            papers = [each.paper for each in made]
            page = report_html(
                self._settings.templates,
                dossier=self._intake.dossier,
                activity=self._settings.find_activity(self._activity_id),
                findings=review.findings,
                manifest=manifest,
                signing=signing_rows(papers, self._documents),
                out=self._out,
            )
            store.write_whole(self._out / naming.REPORT, page)
        store.write_whole(self._out / naming.MANIFEST, encode_manifest(manifest))
        fresh = sum(self._before.get(entry.path) != entry for entry in manifest.files)
        aside = tuple(name for each in made for name in each.set_aside)
        return Built(out=self._out, manifest=manifest, review=review, fresh=fresh, set_aside=aside)

    def _stand_ins(self) -> Mapping[str, str]:
        for _, found in self._pool.run(stand_ins, [self._settings.templates]):
            return found
        return {}

    def _outdated(self, current: Sequence[FileEntry]) -> list[FileEntry]:
        """Papers of an earlier run that `--only` left as they were; their digests tell their age."""
        known = {entry.path for entry in current}
        return [
            entry
            for path, entry in self._before.items()
            if self._settings.only
            and entry.kind is not FileKind.PRINT
            and path not in known
            and (self._out / path).is_file()
        ]

    def _clear(self, manifest: Manifest) -> None:
        """Delete what an earlier run made and this one does not; what a hand changed stays."""
        kept = manifest.by_path()
        for path, entry in self._before.items():
            target = self._out / path
            if path not in kept and target.is_file() and store.sha256_file(target) == entry.sha256:
                store.delete(target)


def _converted(files: Mapping[str, Path]) -> dict[str, bytes | WuxiaoError]:
    """The PDF of each Word file; one that cannot be converted does not stop the others."""
    contents = {name: path.read_bytes() for name, path in files.items()}
    try:
        return dict(to_pdf(contents))
    except ToolMissingError as error:
        return dict.fromkeys(contents, error)
    except ToolFailedError:
        return {name: _converted_alone(name, data) for name, data in contents.items()}


def _converted_alone(name: str, data: bytes) -> bytes | WuxiaoError:
    try:
        return to_pdf({name: data})[name]
    except WuxiaoError as error:
        return error


def _by_packet(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Papers that share photos and data go to one worker."""
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        groups.setdefault(paper.packet, []).append(paper)
    return sorted(groups.values(), key=len, reverse=True)
