"""Step `published`: what is no longer part of the output goes; report and manifest are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline import __version__, store
from pipeline.bundle import Report
from pipeline.check import Review
from pipeline.engine.pool import Pool
from pipeline.make.built import Built, Made
from pipeline.make.plan import BuildPlan
from pipeline.papers import naming
from pipeline.papers.manifest import (
    FileEntry,
    FileKind,
    Manifest,
    encode_manifest,
    without_personal_data,
)
from pipeline.tools.weasyprint.stand_ins import stand_ins


def publish(
    plan: BuildPlan,
    review: Review | None,
    made: Sequence[Made],
    packets: Sequence[FileEntry],
    *,
    stamp: str,
    pool: Pool,
) -> Built:
    """Clear away what is no longer part of the output; write the report, the manifest last.

    Args:
        plan: The plan.
        review: The findings; None for blank forms, which have no report.
        made: What came of each paper.
        packets: The packets.
        stamp: Digest of everything the output was made from (`unchanged.input_digest`).
        pool: Where the fonts in use are found out.
    """
    failures = tuple(each.failure for each in made if each.failure)
    files = [entry for each in made for entry in (each.word, each.pdf) if entry]
    whole = Manifest(
        dossier=plan.name,
        activity=plan.activity.id,
        program=__version__,
        input_digest="" if failures else stamp,
        draft=plan.settings.draft,
        files=(*files, *_left_out(plan, files), *packets),
        failures=failures,
        stand_ins=_stand_ins(plan, pool),
    )
    manifest = without_personal_data(whole)
    _clear(plan, manifest)
    if review:
        store.write_whole(plan.out / naming.REPORT, _report(plan, review, manifest))
    store.write_whole(plan.out / naming.MANIFEST, encode_manifest(manifest))
    fresh = sum(plan.before.get(entry.path) != entry for entry in manifest.files)
    aside = tuple(name for each in made for name in each.set_aside)
    return Built(out=plan.out, manifest=manifest, review=review, fresh=fresh, set_aside=aside)


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


def _stand_ins(plan: BuildPlan, pool: Pool) -> Mapping[str, str]:
    for _, found in pool.run(stand_ins, [plan.settings.templates]):
        return found
    return {}


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


def _clear(plan: BuildPlan, manifest: Manifest) -> None:
    """Delete what an earlier run made and this one does not; what a hand changed stays."""
    current = manifest.by_path()
    for path, entry in plan.before.items():
        target = plan.out / path
        if path not in current and target.is_file() and store.sha256_file(target) == entry.sha256:
            store.delete(target)
