"""Step `published`: what is no longer part of the output goes; report and manifest are written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import starmap

import msgspec

from pipeline import __version__, store
from pipeline.bundle import Report
from pipeline.check import Review
from pipeline.dossier.findings import Finding
from pipeline.errors import OutputError
from pipeline.make.buildplan import BuildPlan
from pipeline.make.built import Built, Results
from pipeline.make.reissue import Since, changed_since, keep_restyled, note_former
from pipeline.make.transaction import Stage, finish, put_in_place
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import (
    Failure,
    FileEntry,
    FileKind,
    HeldPaper,
    Manifest,
    Reason,
    encode_manifest,
    without_personal_data,
)
from pipeline.render.sources import notices_of_templates
from pipeline.status import PaperState, status, status_to_html


def publish(
    plan: BuildPlan, review: Review | None, results: Results, stage: Stage, *, stamp: str
) -> Built:
    """Put the files in their places, clear away older ones; write the report, the manifest last.

    Args:
        plan: The plan.
        review: The findings; None for blank forms, which have no report.
        results: What came of the papers and packets.
        stage: Their files.
        stamp: Digest of everything the output was made from (`current.Inputs`).

    Raises:
        OutputError: The journal, the report or the manifest cannot be written.
    """
    files = [entry for each in results.made for entry in each.entries]
    wanted = [*files, *_left_out(plan, files), *results.packets]
    current = {entry.path for entry in wanted}
    if review:
        keep_restyled(plan, files)
    placed = put_in_place(plan.out, stage, before=plan.before, current=current)
    failures = [each.failure for each in results.made if each.failure]
    failures += [_refused(path, error) for path, error in placed.refused.items()]
    there = [entry for entry in wanted if entry.path not in placed.refused]
    if review:  # nobody signs a blank form that was made before another
        note_former(plan)
        there = _with_changes(plan, results, there)
    manifest = _manifest(plan, results, there, failures, stamp=stamp)
    if review:
        store.write_whole(plan.out / naming.REPORT, _report(plan, review, manifest))
    store.write_whole(plan.out / naming.MANIFEST, encode_manifest(manifest), lasting=True)
    finish(plan.out)
    _sweep(plan, manifest)
    fresh = sum(path not in placed.refused for path, *_ in stage.waiting())
    return Built(
        out=plan.out,
        manifest=manifest,
        review=review,
        fresh=fresh,
        set_aside=placed.set_aside,
        only=plan.settings.only,
        hanging=tuple(each for each in manifest.files if _hangs_on(plan, each)),
    )


def _hangs_on(plan: BuildPlan, entry: FileEntry) -> bool:
    """Whether nominations on a paper that hangs were withdrawn since the last run."""
    before = plan.before.get(entry.path)
    return bool(entry.withdrawn) and (before is None or before.withdrawn != entry.withdrawn)


def _with_changes(
    plan: BuildPlan, results: Results, entries: Sequence[FileEntry]
) -> list[FileEntry]:
    """The entries, each with what has changed since its paper was first made."""
    there = {entry.path for entry in entries}
    pdfs = {each.paper: each.pdf for each in results.made if each.pdf and each.pdf.path in there}
    since = changed_since(plan, pdfs)
    looked_at = {pdf.path for pdf in pdfs.values()}  # what `--only` left out stays as it was told
    return [
        _since(each, since.get(each.path, Since())) if each.path in looked_at else each
        for each in entries
    ]


def _since(entry: FileEntry, since: Since) -> FileEntry:
    return msgspec.structs.replace(
        entry, anew=since.anew, earlier=since.earlier, withdrawn=since.withdrawn
    )


def _manifest(
    plan: BuildPlan,
    results: Results,
    entries: Sequence[FileEntry],
    failures: Sequence[Failure],
    *,
    stamp: str,
) -> Manifest:
    whole = Manifest(
        dossier=plan.name,
        activity=plan.activity.id,
        program=__version__,
        input_digest="" if failures else stamp,
        draft=plan.settings.draft,
        files=tuple(entries),
        failures=tuple(failures),
        held=tuple(starmap(_held, plan.held.papers.items())),
        reasons=tuple(map(_reason, plan.held.findings)),
        stand_ins=results.stand_ins,
        notices=notices_of_templates(plan.sources),
    )
    return without_personal_data(whole)


def _refused(path: str, error: OutputError) -> Failure:
    return Failure(path=path, nomination=None, message=str(error), exit_code=int(error.exit_code))


def _held(paper: Paper, findings: Sequence[Finding]) -> HeldPaper:
    return HeldPaper(
        path=naming.pdf_path(paper.stem),
        document=paper.document,
        title=paper.title,
        subject=paper.subject,
        nomination=paper.nomination,
        milestone=paper.milestone,
        held_by=tuple(dict.fromkeys(finding.rule for finding in findings)),
    )


def _reason(finding: Finding) -> Reason:
    return Reason(
        rule=finding.rule,
        nomination=finding.nomination,
        place=str(finding.source or ""),
        message=finding.message,
        remedy=finding.remedy,
        holds_back=finding.holds_back,
    )


def _report(plan: BuildPlan, review: Review, manifest: Manifest) -> bytes:
    made = {entry.path for entry in manifest.files}
    states = {
        paper: PaperState.MADE if naming.pdf_path(paper.stem) in made else PaperState.READY
        for paper in plan.papers
    }
    states |= dict.fromkeys(plan.held.papers, PaperState.HELD)
    year = status(plan.name, plan.dossier, review.findings, states, plan.deadlines)
    report = Report(
        dossier=plan.dossier,
        activity=plan.activity,
        findings=review.findings,
        manifest=manifest,
        signing=plan.signing,
        year=status_to_html(year, plan.settings.templates),
        out=plan.out,
    )
    return report.html(plan.settings.templates)


def _left_out(plan: BuildPlan, current: Sequence[FileEntry]) -> list[FileEntry]:
    """Papers of an earlier run that `--only` left as they were; their digests tell their age."""
    known = {entry.path for entry in current}
    return [
        entry
        for path, entry in plan.before.items()
        if plan.settings.only
        and entry.kind is not FileKind.PRINT
        and entry.document not in plan.settings.only
        and path not in known
        and (plan.out / path).is_file()
    ]


def _sweep(plan: BuildPlan, manifest: Manifest) -> None:
    """Delete pictures and drawn pages of PDFs that are no more."""
    pdfs = [entry for entry in manifest.files if entry.kind is FileKind.PDF]
    kept = {store.thumbnail_path(plan.out, entry.sha256) for entry in pdfs}
    kept |= {store.drawn_path(plan.out, entry.shown_digest) for entry in pdfs}
    for folder in (store.THUMBNAILS, store.DRAWN):
        for path in (plan.out / folder).glob("*"):
            if path not in kept:
                with suppress(OutputError):
                    store.delete(path)
