"""Step `plan`: everything a build needs to know before anything is drawn."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.activity.model import Activity, load_activity
from pipeline.bundle import Packet, plan_packets
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.pictures import FilePlaces
from pipeline.errors import InputError, TemplateError, UsageError
from pipeline.make.edited import find_edited
from pipeline.make.reissue import hanging
from pipeline.make.trials import must_be_right, printed_by
from pipeline.papers import naming
from pipeline.papers.codes import paper_id
from pipeline.papers.documents import (
    Document,
    Paper,
    Scope,
    load_documents,
)
from pipeline.papers.holding import Held, PaperWork
from pipeline.papers.manifest import FileEntry, FileKind, Manifest, read_manifest
from pipeline.papers.outputs import Output
from pipeline.papers.plan import plan_blank, plan_papers
from pipeline.papers.returned import PaperReturn
from pipeline.papers.signing import SigningBlock, signing_blocks
from pipeline.receive import returns_of
from pipeline.render.sources import Sources, find_sources, template_folders
from pipeline.settings import Settings
from pipeline.status import Deadlines, latest_days


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildPlan:
    """What is to be made, from what, and what is there already.  Plain values: workers get it whole.

    Attributes:
        name: Name of the dossier.
        files: Where the files of the dossier are.
        dossier: Its values.
        activity_folder: Folder of the activity.
        documents: The documents, by id.
        sources: Their template files, by id.
        papers: Every paper that is ready.
        held: Those that are not, and why.
        packets: The packets for the printer, in the order of the report.
        signing: What has to be signed and sealed, by recipient.
        owed: What of it has not come back yet (`receive`); None before anything did.
        deadlines: The latest days of the activity.
        signed: Paths of the PDFs of which all that an earlier run made is back, signed and sealed.
        edited: Word files that a hand has changed and this run is to take, by stem of their papers.
        settings: What the run was told.
        out: Output folder of the dossier.
        before: What an earlier run made, by path.
        made_by: The version of the program that made them; empty where nothing is there.
        hanging: Stems of papers that stay as an earlier run made them: they hang, and projects on them were withdrawn.
        is_blank: Whether it is that of the blank forms.
    """

    name: str
    files: FilePlaces
    dossier: Dossier
    activity_folder: Path
    documents: Mapping[str, Document]
    sources: Mapping[str, Sources]
    papers: tuple[Paper, ...]
    held: Held
    packets: tuple[Packet, ...]
    signing: tuple[SigningBlock, ...]
    owed: tuple[SigningBlock, ...] | None
    deadlines: Deadlines
    edited: Mapping[str, Path]
    settings: Settings
    out: Path
    before: Mapping[str, FileEntry]
    made_by: str = ""
    signed: frozenset[str] = frozenset()
    hanging: frozenset[str] = frozenset()
    is_blank: bool = False

    @property
    def activity(self) -> Activity:
        """The year's notice; read once per process."""
        return load_activity(self.activity_folder)

    def is_asked_for(self, paper: Paper) -> bool:
        """Whether a paper is to be made: every one is, unless `--only` names some documents."""
        only = self.settings.only
        return not only or paper.document in only or paper.stem in self.edited

    def stays_edited(self, paper: Paper) -> bool:
        """Whether a paper comes from a Word file that a hand has changed, since an earlier run."""
        before = self.before.get(naming.word_path(paper.stem))
        if before is None or not before.edited or self.settings.draft:
            return False
        return not (self.settings.force and self.is_asked_for(paper))

    def follows_word(self, paper: Paper) -> bool:
        """Whether the PDF of a paper is made from its Word file, by LibreOffice."""
        follows = self.sources[paper.document].pdf_from_word
        return follows or paper.stem in self.edited or self.stays_edited(paper)

    def kinds_of(self, paper: Paper) -> tuple[FileKind, ...]:
        """The files that a paper has."""
        sheet = (FileKind.SHEET,) if self.documents[paper.document].columns else ()
        return (FileKind.WORD, *sheet, FileKind.PDF)

    @property
    def is_for_show(self) -> bool:
        """Whether its papers are not for signing: drafts, blank forms."""
        return self.settings.draft or self.is_blank

    def carries_codes(self, paper: Paper) -> bool:
        """Whether the pages of a paper carry codes."""
        return self.documents[paper.document].page_codes and not self.is_for_show

    def id_of(self, paper: Paper) -> str:
        """What codes call a paper."""
        return paper_id(self.activity.id, self.name, paper)

    def follows_returns(self, paper: Paper) -> bool:
        """Whether a paper says what is still owed: the unit's own list, once anything came back."""
        document = self.documents[paper.document]
        is_list = paper.scope is Scope.DOSSIER and not (document.marks or document.columns)
        return is_list and self.owed is not None

    def signing_on(self, paper: Paper) -> tuple[SigningBlock, ...]:
        """What a paper says is to be signed; when nothing is owed any more, all that was."""
        return (self.follows_returns(paper) and self.owed) or self.signing

    def has_letterhead(self, paper: Paper) -> bool:
        """Whether a paper carries the unit's own head (信函格式)."""
        return self.settings.letterhead and self.documents[paper.document].letterhead


def plan_build(
    intake: Intake, findings: Sequence[Finding], settings: Settings, out: Path
) -> BuildPlan:
    """The plan of a dossier's build.

    Args:
        intake: The dossier.
        findings: What was found in it; errors hold papers back, but for drafts.
        settings: What the run was told.
        out: Output folder of the dossier.

    Raises:
        TemplateError: A template of the office's own names what does not exist.
        UsageError: `--only` names no document.
    """
    activity_folder = settings.activity_folder(intake.dossier.activity or "")
    documents, sources = _templates(settings, intake.folder, activity_folder)
    _refuse_unknown(settings.only, [document.id for document in documents])
    everything = plan_papers(intake.dossier, documents)
    held = Held.of(everything, () if settings.draft else findings)
    papers = tuple(paper for paper in everything if paper not in held.papers)
    deadlines = latest_days(load_activity(activity_folder))
    manifest = read_manifest(out / naming.MANIFEST)
    before = manifest.by_path() if manifest else {}
    by_id = {document.id: document for document in documents}
    back = came_back(out, manifest)
    came = {naming.stem_of(each.path): each.done for each in back}
    plan = BuildPlan(
        name=intake.name,
        files=intake.files,
        dossier=intake.dossier,
        activity_folder=activity_folder,
        documents=by_id,
        sources=sources,
        papers=papers,
        held=held,
        packets=plan_packets(papers, by_id),
        signing=signing_blocks(intake.dossier, papers, documents, deadlines.latest),
        owed=signing_blocks(intake.dossier, papers, documents, deadlines.latest, came=came)
        if came
        else None,
        deadlines=deadlines,
        signed=frozenset(each.path for each in back if each.is_complete),
        edited=find_edited(settings.from_word, everything, before, out),
        settings=settings,
        out=out,
        before=before,
        made_by=manifest.program if manifest else "",
    )
    return replace(plan, hanging=frozenset(each.stem for each in hanging(plan)))


def came_back(out: Path, manifest: Manifest | None) -> Sequence[PaperReturn]:
    """What has come back of the papers that an earlier run made; nothing where that cannot be read."""
    if manifest is None:
        return ()
    with suppress(InputError):  # `receive` tells of it
        return returns_of(Output(out, manifest))
    return ()


def plan_blank_forms(
    activity: str, settings: Settings, out: Path, *, folder: Path | None = None
) -> BuildPlan:
    """The plan of the official blank forms: one paper of every document, no packets.

    Args:
        activity: Whose forms.
        settings: Where templates are.
        out: Output folder.
        folder: A dossier whose own templates go before the others.

    Raises:
        InputError: There is no such activity.
    """
    activity_folder = settings.activity_folder(activity)
    documents, sources = _templates(settings, folder, activity_folder)
    manifest = read_manifest(out / naming.MANIFEST)
    return BuildPlan(
        name=out.name,
        files=FilePlaces(out),
        dossier=Dossier(activity=activity),
        activity_folder=activity_folder,
        documents={document.id: document for document in documents},
        sources=sources,
        papers=plan_blank(documents),
        held=Held(),
        packets=(),
        signing=(),
        owed=None,
        deadlines=Deadlines({}, ()),
        edited={},
        settings=settings,
        out=out,
        before=manifest.by_path() if manifest else {},
        is_blank=True,
    )


def paper_work(intake: Intake, activity: Activity, settings: Settings) -> PaperWork:
    """The papers of a dossier, and the values that each of them shows.

    A template of the office's own that is not right is passed over; a build tells of it.

    Raises:
        InputError: The activity names a document that there is not.
        TemplateError: A template of the activity's is not right.
    """
    folder = settings.activity_folder(activity.id)
    documents, others = _templates(settings, None, folder)
    sources = others
    with suppress(TemplateError):
        documents, sources = _templates(settings, intake.folder, folder)

    def prints(document: Document, scope: Scope) -> frozenset[str]:
        for found in (sources, others):
            if document.id in found:
                with suppress(TemplateError):
                    return printed_by(document, scope, found[document.id], folder)
        return frozenset()

    return PaperWork(
        dossier=intake.dossier,
        papers=plan_papers(intake.dossier, documents),
        documents=documents,
        prints=prints,
    )


def _templates(
    settings: Settings, folder: Path | None, activity_folder: Path
) -> tuple[tuple[Document, ...], Mapping[str, Sources]]:
    """The documents that an activity asks for, and their template files, checked.

    Raises:
        InputError: The activity names a document that there is not.
        TemplateError: A template of the office's or the activity's own is not right.
    """
    activity = load_activity(activity_folder)
    everything = load_documents(*template_folders(settings.templates, folder, activity_folder))
    _must_exist(activity, [each.id for each in everything])
    documents = tuple(each for each in everything if activity.documents.has(each.id))
    sources = find_sources(documents, settings.templates, folder, activity_folder)
    for document in documents:
        must_be_right(document, sources[document.id], activity_folder)
    return documents, sources


def _must_exist(activity: Activity, known: Sequence[str]) -> None:
    for name in (*activity.documents.only, *activity.documents.drop):
        if name not in known:
            raise InputError(
                f"没有名为“{name}”的文书",
                where=f"{activity.id}/activity.toml [documents]",
                why=f"可以是{'、'.join(known)}",
                remedy="改正文书名",
            )


def _refuse_unknown(asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise UsageError(
                f"没有名为“{name}”的文书",
                why=f"可以是{'、'.join(known)}",
                remedy=f"改为 --only {near[0]}" if near else "核对 --only 的值",
            )
