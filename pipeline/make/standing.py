"""Where the papers of a dossier stand, without making any: for `status`."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.make.current import is_as_made
from pipeline.make.pages import page_of
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import expected_entry, reusable_entry, still_shown
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileKind
from pipeline.status import PaperState


def standing(plan: BuildPlan) -> Mapping[Paper, PaperState]:
    """Where each paper stands: made, ready, outdated or held back.

    Raises:
        TemplateError: A template is not right.
    """
    states = {paper: _standing(plan, paper) for paper in plan.papers}
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
