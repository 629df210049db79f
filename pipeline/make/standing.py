"""Where the papers of a dossier stand, without making any: for `status`."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.make.buildplan import BuildPlan
from pipeline.make.current import is_as_made
from pipeline.make.pages import page_of
from pipeline.make.reissue import filled_in
from pipeline.make.unchanged import expected_entry, reusable_entry, still_shown
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileKind, read_manifest
from pipeline.papers.outputs import Output, handed
from pipeline.receive import returns_of
from pipeline.status import PaperState, Returns


def standing(plan: BuildPlan) -> Mapping[Paper, PaperState]:
    """Where each paper stands: made, ready, outdated or held back.

    A paper that can carry the unit's own head is as it should be with it and without: nothing says here
    whether it was built with `--letterhead`.  One whose blanks were filled in by hand meanwhile is as it should be.

    Raises:
        TemplateError: A template is not right.
    """
    heads = replace(plan.settings, letterhead=not plan.settings.letterhead)
    otherwise = replace(plan, settings=heads)
    states = {paper: _standing(plan, paper) for paper in plan.papers}
    for paper, state in states.items():
        if state is PaperState.OUTDATED and plan.documents[paper.document].letterhead:
            states[paper] = _standing(otherwise, paper)
    outdated = [paper for paper, state in states.items() if state is PaperState.OUTDATED]
    if outdated:
        states |= dict.fromkeys(filled_in(plan, outdated), PaperState.MADE)
    return states | dict.fromkeys(plan.held.papers, PaperState.HELD)


def _standing(plan: BuildPlan, paper: Paper) -> PaperState:
    expected = expected_entry(plan, paper, FileKind.PDF)
    before = plan.before.get(expected.path)
    if before is None or not is_as_made(plan.out, before):
        return PaperState.READY
    if reusable_entry(plan, expected):
        return PaperState.MADE
    if plan.follows_returns(paper):
        return PaperState.MADE  # it only tells of more that is owed than is
    if plan.follows_word(paper):
        return PaperState.OUTDATED
    same = still_shown(plan, expected, page_of(plan, paper).digest)
    return PaperState.MADE if same else PaperState.OUTDATED


def returns(out: Path, filed: Container[str] = frozenset()) -> Returns:
    """What has come back of an output folder's papers, whether it went to the portal, what was `filed`."""
    manifest = read_manifest(out / naming.MANIFEST)
    if manifest is None:
        return Returns()
    kit = handed(out)
    return Returns(
        papers={each.path: each for each in returns_of(Output(out, manifest))},
        kit_is_complete=kit.complete,
        is_submitted=bool(kit.submitted),
        filed=filed,
    )
