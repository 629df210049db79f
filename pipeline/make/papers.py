"""Step `papers`: the files of one paper, made where they are not up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import msgspec

from pipeline import store
from pipeline.convert import to_pdf
from pipeline.convert.proof import proofread
from pipeline.errors import (
    ExitCode,
    MissingGlyphError,
    ToolFailedError,
    ToolMissingError,
    WuxiaoError,
    bug_words,
)
from pipeline.make.built import Made, Progress
from pipeline.make.pages import Layouts, filled_word, write_pages
from pipeline.make.plan import BuildPlan
from pipeline.make.transaction import Stage
from pipeline.make.unchanged import expected_entry, reusable_entry, still_shown
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Failure, FileEntry, FileKind
from pipeline.render import missing_glyphs
from pipeline.tools.pdf.merging import page_count
from pipeline.tools.pdf.thumbnails import thumbnail


def make_paper(plan: BuildPlan, paper: Paper, layouts: Layouts) -> Made:
    """Make the files of a paper; what goes wrong is reported, never raised."""
    made = Made(paper=paper)
    for step in (_with_word, partial(_with_pdf, layouts=layouts)):
        try:
            made = step(plan, made)
        except WuxiaoError as error:
            return _failed(plan, made, error)
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
    return _finished(made, entry, filled.pack())


def _with_pdf(plan: BuildPlan, made: Made, layouts: Layouts) -> Made:
    pdf = expected_entry(plan, made.paper, FileKind.PDF)
    if old := reusable_entry(plan, pdf):
        return replace(made, pdf=old)
    if not plan.is_asked_for(made.paper):
        return made
    if plan.sources[made.paper.document].pdf_from_word:
        shown = made.word.shown_digest if made.word else ""
        return replace(made, pdf=still_shown(plan, pdf, shown))
    page = layouts.page(made.paper)
    if old := still_shown(plan, pdf, page.digest):
        return replace(made, pdf=old)
    pages = write_pages(layouts.laid_out(made.paper))
    entry = msgspec.structs.replace(
        pdf,
        shown_digest=page.digest,
        pages=pages.page_count,
        fonts=tuple(sorted(pages.fonts)),
    )
    return _finished(made, entry, pages.pdf)


def _finished(made: Made, entry: FileEntry, data: bytes) -> Made:
    """A paper with one more file."""
    entry = msgspec.structs.replace(entry, sha256=store.sha256(data))
    files = {**made.files, entry.path: data}
    if entry.kind is FileKind.WORD:
        return replace(made, word=entry, files=files)
    return replace(made, pdf=entry, files=files, thumbnail=thumbnail(data))


def _failed(plan: BuildPlan, made: Made, error: WuxiaoError) -> Made:
    if isinstance(error, MissingGlyphError):
        error = missing_glyphs.locate(error, made.paper, plan.dossier, plan.activity)
    return replace(made, failure=Failure.of(made.paper, str(error), error.exit_code))


# ---------------------------------------------------------------- through LibreOffice


def convert_waiting(
    plan: BuildPlan, made: Sequence[Made], stage: Stage, progress: Progress
) -> list[Made]:
    """Make the PDFs that follow an office's own Word template, all in one call."""
    waiting = {each.word.path: each for each in made if each.word and _waits(plan, each)}
    if not waiting:
        return list(made)
    progress("Word转PDF", 0, len(waiting))
    words = {path: stage.find(path).read_bytes() for path in waiting}
    pdfs = _converted(words)
    finished = {
        each.paper.stem: stage.take(_converted_paper(plan, each, words[path], pdfs[path]))
        for path, each in waiting.items()
    }
    progress("Word转PDF", len(waiting), len(waiting))
    return [finished.get(each.paper.stem, each) for each in made]


def _waits(plan: BuildPlan, made: Made) -> bool:
    follows = plan.sources[made.paper.document].pdf_from_word
    return follows and not made.pdf and plan.is_asked_for(made.paper)


def _converted_paper(plan: BuildPlan, made: Made, word: bytes, pdf: bytes | WuxiaoError) -> Made:
    expected = expected_entry(plan, made.paper, FileKind.PDF)
    try:
        if isinstance(pdf, WuxiaoError):
            raise pdf
        proof = proofread(word, pdf, name=naming.word_path(made.paper.stem))
    except WuxiaoError as error:
        return _failed(plan, made, error)
    entry = msgspec.structs.replace(
        expected,
        shown_digest=made.word.shown_digest if made.word else "",
        pages=page_count(pdf),
        fonts=proof.fonts,
        stand_ins=proof.stand_ins,
    )
    return _finished(made, entry, pdf)


def _converted(contents: Mapping[str, bytes]) -> dict[str, bytes | WuxiaoError]:
    """The PDF of each Word file; one that cannot be converted does not stop the others."""
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
