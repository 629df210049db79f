"""Step `plan`: everything a build needs to know before anything is drawn."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from pipeline.activity.loading import load_activity
from pipeline.activity.model import Activity
from pipeline.bundle import plan_packets
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.pictures import FilePlaces
from pipeline.errors import InputError, TemplateError, UsageError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.edited import find_edited
from pipeline.make.reissue import hanging
from pipeline.make.trials import must_be_right, printed_by
from pipeline.papers import naming
from pipeline.papers.documents import (
    Document,
    Scope,
    load_documents,
)
from pipeline.papers.holding import Held, PaperWork
from pipeline.papers.manifest import Manifest, read_manifest
from pipeline.papers.outputs import Output
from pipeline.papers.plan import plan_blank, plan_papers
from pipeline.papers.returned import PaperReturn
from pipeline.papers.signing import signing_blocks
from pipeline.receive import returns_of
from pipeline.render.sources import Sources, find_sources, has_templates, template_folders
from pipeline.settings import Settings
from pipeline.status import Deadlines, latest_days


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
    activity_folder = settings.activity_folder(intake.activity_id)
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


def paper_work(settings: Settings) -> Callable[[Intake, Activity], PaperWork]:
    """Gives the papers of a dossier, and the values that each of them shows; what dossiers share is read once.

    A template of the office's own that is not right is passed over; a build tells of it.  What it gives raises
    InputError where the activity names a document that there is not, TemplateError where a template of the
    activity's is not right.
    """
    shared = cache(partial(_templates, settings, None))

    def of(intake: Intake, activity: Activity) -> PaperWork:
        folder = settings.activity_folder(activity.id)
        documents, others = shared(folder)
        sources = others
        if has_templates(intake.folder):
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

    return of


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
