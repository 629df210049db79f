"""Step `papers`: the files of one paper, made where they are not up to date."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import msgspec

from pipeline import store
from pipeline.errors import ExitCode, MissingGlyphError, WuxiaoError, bug_words
from pipeline.make.built import Made
from pipeline.make.drawings import Drawings
from pipeline.make.pages import filled_word
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import expected_entry, reusable_entry, still_shown
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Failure, FileEntry, FileKind
from pipeline.render import missing_glyphs
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.weasyprint.assembling import write


def make_paper(plan: BuildPlan, paper: Paper, drawings: Drawings) -> Made:
    """Make the files of a paper; what goes wrong is reported, never raised."""
    made = Made(paper=paper)
    for step in (_with_word, partial(_with_pdf, drawings=drawings)):
        try:
            made = step(plan, made)
        except WuxiaoError as error:
            return failed(plan, made, error)
        except MemoryError:
            raise  # no fault of the paper's
        except Exception as error:  # noqa: BLE001 — one broken paper never stops the others
            return replace(made, failure=Failure.of(paper, bug_words(error), ExitCode.BUG))
    return made


def _with_word(plan: BuildPlan, made: Made) -> Made:
    word = expected_entry(plan, made.paper, FileKind.WORD)
    if old := reusable_entry(plan, word):
        return replace(made, word=old)
    if not plan.is_asked_for(made.paper):
        return made
    filled = filled_word(plan, made.paper)
    if old := still_shown(plan, word, filled.digest):
        return replace(made, word=old)
    entry = msgspec.structs.replace(word, shown_digest=filled.digest)
    return finished(made, entry, filled.pack())


def _with_pdf(plan: BuildPlan, made: Made, drawings: Drawings) -> Made:
    pdf = expected_entry(plan, made.paper, FileKind.PDF)
    if old := reusable_entry(plan, pdf):
        return replace(made, pdf=old)
    if not plan.is_asked_for(made.paper):
        return made
    if plan.sources[made.paper.document].pdf_from_word:
        shown = made.word.shown_digest if made.word else ""
        return replace(made, pdf=still_shown(plan, pdf, shown))
    page = drawings.page(made.paper)
    if old := still_shown(plan, pdf, page.digest):
        return replace(made, pdf=old)
    drawn = drawings.of(made.paper, page.digest)
    entry = msgspec.structs.replace(
        pdf,
        shown_digest=page.digest,
        pages=drawn.page_count,
        fonts=tuple(sorted(drawn.fonts)),
    )
    return finished(made, entry, write(drawn))


def finished(made: Made, entry: FileEntry, data: bytes) -> Made:
    """A paper with one more file.

    Args:
        made: What there is of the paper.
        entry: The file's entry, but for its checksum.
        data: The file.
    """
    entry = msgspec.structs.replace(entry, sha256=store.sha256(data))
    files = {**made.files, entry.path: data}
    if entry.kind is FileKind.WORD:
        return replace(made, word=entry, files=files)
    return replace(made, pdf=entry, files=files, thumbnail=thumbnail(data))


def failed(plan: BuildPlan, made: Made, error: WuxiaoError) -> Made:
    """A paper that something went wrong with; missing glyphs are looked for in the data."""
    if isinstance(error, MissingGlyphError):
        error = missing_glyphs.locate(error, made.paper, plan.dossier, plan.activity)
    return replace(made, failure=Failure.of(made.paper, str(error), error.exit_code))
