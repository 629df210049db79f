"""One run over one dossier: hands each stage its work and gathers what comes back."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pipeline import __version__, store
from pipeline.built import Built, Progress
from pipeline.bundle import Packet, Place, Report, compose, merge_packet, plan_packets
from pipeline.check import Review
from pipeline.convert import to_pdf
from pipeline.convert.proof import proofread
from pipeline.dossier.models import Dossier, Intake
from pipeline.engine.pool import Pool
from pipeline.errors import (
    MissingGlyphError,
    ToolFailedError,
    ToolMissingError,
    UsageError,
    WuxiaoError,
)
from pipeline.papers import naming
from pipeline.papers.documents import Paper, load_documents
from pipeline.papers.manifest import (
    Failure,
    FileEntry,
    FileKind,
    Made,
    Manifest,
    encode_manifest,
    read_manifest,
)
from pipeline.papers.plan import plan, plan_blank, signing_rows
from pipeline.render.holders import name_holders
from pipeline.render.sources import check_own_templates, find_sources
from pipeline.render.views import specimen
from pipeline.render.workshop import Bench, Workshop, path_of
from pipeline.settings import Settings
from pipeline.tools.pdf.merging import page_count
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.weasyprint.layout import burst
from pipeline.tools.weasyprint.stand_ins import stand_ins


@dataclass(frozen=True, slots=True)
class Task:
    """A worker's task: the papers that have their place in a packet, and the packet itself.

    全部承诺书 repeats papers of other packets: its task makes the packet alone.
    """

    shop: Workshop
    packet: Packet

    def papers(self) -> list[Paper]:
        """The papers to be made."""
        return [paper for paper in self.packet.papers if paper.packet == self.packet.name]


@dataclass(frozen=True, slots=True)
class Done:
    """What a task came to; without a packet where a paper failed or waits for LibreOffice."""

    made: tuple[Made, ...]
    packet: FileEntry | None


def work(task: Task) -> Done:
    """Make the papers of a packet, then the packet."""
    with burst():
        bench = Bench(task.shop)
        made = tuple(bench.make(paper) for paper in task.papers())
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        packet = _compose(task, bench, pdfs) if len(pdfs) == len(made) else None
        return Done(made, packet)


@dataclass(frozen=True, slots=True)
class BlankTask:
    """One blank form."""

    shop: Workshop
    paper: Paper


def work_blank(task: BlankTask) -> Made:
    """Make one blank form."""
    with burst():
        return Bench(task.shop).make(task.paper)


def _compose(task: Task, bench: Bench, pdfs: Mapping[str, FileEntry]) -> FileEntry | None:
    shop, papers = task.shop, task.packet.papers
    if any(shop.sources[paper.document].pdf_from_word for paper in papers):
        return None
    others = [paper for paper in papers if paper.stem not in pdfs]
    if shop.only and any(paper.document not in shop.only for paper in others):
        return None
    known = {paper.stem: bench.wanted(paper, FileKind.PDF) for paper in others} | dict(pdfs)
    try:
        return compose(task.packet, bench.pages, known, Place(out=shop.out, previous=shop.previous))
    except WuxiaoError:
        if others:
            return None  # the paper's own task tells
        raise


def _size(packet: Packet) -> int:
    """Largest first: a long task that starts last keeps everyone waiting."""
    return len(packet.items)


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
        self._reusable = _reusable(self._before, settings)
        self._packets: tuple[Packet, ...] = ()

    def plan(self) -> tuple[Paper, ...]:
        """Every paper of the dossier.

        Raises:
            TemplateError: A template of the office's own names what does not exist.
            UsageError: `--only` names no document.
        """
        _refuse_unknown(self._settings.only, list(self._by_id))
        activity = self._settings.find_activity(self._activity_id)
        check_own_templates(self._sources, self._settings.templates, specimen(activity))
        return plan(self._intake.dossier, self._documents)

    def render_blank(self) -> list[Made]:
        """Make one blank form of every document; there are no packets of blank forms."""
        papers = plan_blank(self._documents)
        tasks = [BlankTask(self._workshop(()), paper) for paper in papers]
        made: dict[int, Made] = {}
        for place, each in self._pool.run(work_blank, tasks):
            made[place] = each
            self._progress("生成空白表", len(made), len(papers))
        return [made[place] for place in sorted(made)]

    def render(self, papers: Sequence[Paper]) -> tuple[list[Made], list[FileEntry]]:
        """Make Word files, PDFs that come from pages, and the packets made of such PDFs alone."""
        self._packets = plan_packets(papers, self._by_id)
        shop = self._workshop(papers)
        tasks = [Task(shop, packet) for packet in sorted(self._packets, key=_size, reverse=True)]
        made: dict[str, Made] = {}
        packets: list[FileEntry] = []
        for _, done in self._pool.run(work, tasks):
            made |= {each.paper.stem: each for each in done.made}
            packets += [done.packet] if done.packet else []
            self._progress("生成文书", len(made), len(papers))
        return [made[paper.stem] for paper in papers], packets

    def _workshop(self, papers: Sequence[Paper]) -> Workshop:
        return Workshop(
            folder=self._intake.folder,
            dossier=self._intake.dossier,
            activity_folder=self._settings.activity_folder(self._activity_id),
            documents=self._by_id,
            sources=self._sources,
            signing=signing_rows(papers, self._documents),
            draft=self._settings.draft,
            letterhead=self._settings.letterhead,
            only=self._settings.only,
            out=self._out,
            previous=self._reusable,
            checksums={path: entry.sha256 for path, entry in self._before.items()},
        )

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
            return self._failed(made, pdf)
        try:
            proof = proofread((self._out / word.path).read_bytes(), pdf, name=word.path)
        except WuxiaoError as error:
            return self._failed(made, error)
        path = path_of(made.paper, FileKind.PDF)
        digest = store.sha256(pdf)
        store.write_whole(self._out / path, pdf)
        store.write_whole(store.thumbnail_path(self._out, digest), thumbnail(pdf))
        pages = page_count(pdf)
        entry = msgspec.structs.replace(
            word, path=path, kind=FileKind.PDF, sha256=digest, pages=pages, fonts=proof.fonts,
            stand_ins=proof.stand_ins,
        )  # fmt: skip
        return replace(made, pdf=entry)

    def _failed(self, made: Made, error: WuxiaoError) -> Made:
        if isinstance(error, MissingGlyphError):
            activity = self._settings.find_activity(self._activity_id)
            error = name_holders(error, made.paper, self._intake.dossier, activity)
        return replace(made, failure=Failure.of(made.paper, str(error), error.exit_code))

    def bundle(self, made: Sequence[Made], packets: Sequence[FileEntry]) -> list[FileEntry]:
        """Make the packets that hold PDFs from LibreOffice; give all packets in order."""
        pdfs = {each.paper.stem: each.pdf for each in made if each.pdf}
        done = {entry.path: entry for entry in packets}
        place = Place(out=self._out, previous=self._reusable)
        tasks = [
            (packet, pdfs, place)
            for packet in self._packets
            if packet.path not in done and all(paper.stem in pdfs for paper in packet.papers)
        ]
        for number, (_, entry) in enumerate(self._pool.run(merge_packet, tasks), start=1):
            done[entry.path] = entry
            self._progress("合并打印件", number, len(tasks))
        return [done[each.path] for each in self._packets if each.path in done]

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
            report = Report(
                dossier=self._intake.dossier,
                activity=self._settings.find_activity(self._activity_id),
                findings=review.findings,
                manifest=manifest,
                signing=signing_rows(papers, self._documents),
                out=self._out,
            )
            store.write_whole(self._out / naming.REPORT, report.html(self._settings.templates))
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


def _reusable(before: Mapping[str, FileEntry], settings: Settings) -> Mapping[str, FileEntry]:
    """What need not be made again; `--force` speaks of the documents asked for, or of all."""
    if not settings.force:
        return before
    if not settings.only:
        return {}
    forced = {path for path, entry in before.items() if entry.document in settings.only}
    return {
        path: entry
        for path, entry in before.items()
        if path not in forced and forced.isdisjoint(part.path for part in entry.parts)
    }


def warm_up(settings: Settings) -> None:
    """Make a blank form and throw it away: fonts, style sheets and code are then at hand.

    Done in a worker while the dossier is still being read and checked; what goes wrong here is told
    when the real papers are made.
    """
    with suppress(Exception), burst():
        documents = load_documents(settings.templates)
        shop = Workshop(
            folder=settings.templates,
            dossier=Dossier(),
            activity_folder=settings.activity_folder(settings.activity_ids()[0]),
            documents={document.id: document for document in documents},
            sources=find_sources(documents, settings.templates),
            signing=(),
            draft=False,
            letterhead=False,
            only=(),
            out=settings.out,
            previous={},
            checksums={},
        )
        largest = max(documents, key=lambda document: len(document.marks))
        Bench(shop).rehearse(plan_blank([largest])[0])


def _refuse_unknown(asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise UsageError(
                f"没有名为“{name}”的文书",
                why=f"可以是{'、'.join(known)}",
                remedy=f"改为 --only {near[0]}" if near else "核对 --only 的值",
            )


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
