"""Step `published`: what is no longer part of the output goes; report and manifest are written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from pipeline import __version__, store
from pipeline.bundle import Report
from pipeline.check import Review
from pipeline.errors import OutputError
from pipeline.make.built import Built, Results
from pipeline.make.plan import BuildPlan
from pipeline.make.transaction import Stage, finish, put_in_place
from pipeline.papers import naming
from pipeline.papers.manifest import (
    Failure,
    FileEntry,
    FileKind,
    Manifest,
    encode_manifest,
    without_personal_data,
)


def publish(
    plan: BuildPlan, review: Review | None, results: Results, stage: Stage, *, stamp: str
) -> Built:
    """Put the files in their places, clear away older ones; write the report, the manifest last.

    Args:
        plan: The plan.
        review: The findings; None for blank forms, which have no report.
        results: What came of the papers and packets.
        stage: Their files.
        stamp: Digest of everything the output was made from (`unchanged.input_digest`).

    Raises:
        OutputError: The journal, the report or the manifest cannot be written.
    """
    files = [entry for each in results.made for entry in (each.word, each.pdf) if entry]
    wanted = [*files, *_left_out(plan, files), *results.packets]
    current = {entry.path for entry in wanted}
    placed = put_in_place(plan.out, stage, before=plan.before, current=current)
    failures = [each.failure for each in results.made if each.failure]
    failures += [_refused(path, error) for path, error in placed.refused.items()]
    whole = Manifest(
        dossier=plan.name,
        activity=plan.activity.id,
        program=__version__,
        input_digest="" if failures else stamp,
        draft=plan.settings.draft,
        files=tuple(entry for entry in wanted if entry.path not in placed.refused),
        failures=tuple(failures),
        stand_ins=results.stand_ins,
    )
    manifest = without_personal_data(whole)
    if review:
        store.write_whole(plan.out / naming.REPORT, _report(plan, review, manifest))
    store.write_whole(plan.out / naming.MANIFEST, encode_manifest(manifest), lasting=True)
    finish(plan.out)
    _sweep(plan, manifest)
    fresh = sum(path not in placed.refused for path, *_ in stage.waiting())
    return Built(
        out=plan.out, manifest=manifest, review=review, fresh=fresh, set_aside=placed.set_aside
    )


def _refused(path: str, error: OutputError) -> Failure:
    return Failure(path=path, nomination=None, message=str(error), exit_code=int(error.exit_code))


def _report(plan: BuildPlan, review: Review, manifest: Manifest) -> bytes:
    report = Report(
        dossier=plan.dossier,
        activity=plan.activity,
        findings=review.findings,
        manifest=manifest,
        signing=plan.signing,
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
