"""Step `papers`: the files of one paper, written where they are not up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

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
from pipeline.make.pages import word_file, write_pages
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import expected_entry, reusable_entry
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Failure, FileEntry, FileKind
from pipeline.render import missing_glyphs
from pipeline.tools.pdf.merging import page_count
from pipeline.tools.pdf.thumbnails import thumbnail
from pipeline.tools.weasyprint.layout import LaidOut

LayOut = Callable[[Paper], LaidOut]
"""Lays out a paper, or gives what is laid out already."""


def make_paper(plan: BuildPlan, paper: Paper, lay_out: LayOut) -> Made:
    """Make the files of a paper; what goes wrong is reported, never raised."""
    try:
        return _make(plan, paper, lay_out)
    except WuxiaoError as error:
        return _failed(plan, Made(paper=paper), error)
    except Exception as error:  # noqa: BLE001 — one broken paper never stops the others
        return Made(paper=paper, failure=Failure.of(paper, bug_words(error), ExitCode.BUG))


def _make(plan: BuildPlan, paper: Paper, lay_out: LayOut) -> Made:
    made = Made(paper=paper)
    word, pdf = (expected_entry(plan, paper, kind) for kind in (FileKind.WORD, FileKind.PDF))
    if old := reusable_entry(plan, word):
        made = replace(made, word=old)
    elif plan.is_asked_for(paper):
        made = _written(plan, made, word, word_file(plan, paper))
    if old := reusable_entry(plan, pdf):
        return replace(made, pdf=old)
    if plan.sources[paper.document].pdf_from_word or not plan.is_asked_for(paper):
        return made
    pages = write_pages(lay_out(paper))
    fonts = tuple(sorted(pages.fonts))
    entry = msgspec.structs.replace(pdf, pages=pages.page_count, fonts=fonts)
    return _written(plan, made, entry, pages.pdf)


def _written(plan: BuildPlan, made: Made, entry: FileEntry, data: bytes) -> Made:
    """Write a file; one that someone changed by hand is set aside first."""
    target = plan.out / entry.path
    digest = store.sha256(data)
    before = plan.before.get(entry.path)
    ours = {digest, before.sha256 if before else digest}
    if target.is_file() and store.sha256_file(target) not in ours:
        made = replace(made, set_aside=(*made.set_aside, store.set_aside(target).name))
    store.write_whole(target, data)
    entry = msgspec.structs.replace(entry, sha256=digest)
    if entry.kind is FileKind.WORD:
        return replace(made, word=entry)
    store.write_whole(store.thumbnail_path(plan.out, digest), thumbnail(data))
    return replace(made, pdf=entry)


def _failed(plan: BuildPlan, made: Made, error: WuxiaoError) -> Made:
    if isinstance(error, MissingGlyphError):
        error = missing_glyphs.locate(error, made.paper, plan.dossier, plan.activity)
    return replace(made, failure=Failure.of(made.paper, str(error), error.exit_code))


# ---------------------------------------------------------------- through LibreOffice


def convert_waiting(plan: BuildPlan, made: Sequence[Made], progress: Progress) -> list[Made]:
    """Make the PDFs that follow an office's own Word template, all in one call."""
    waiting = {each.word: each for each in made if each.word and _waits(plan, each)}
    if not waiting:
        return list(made)
    progress("Word转PDF", 0, len(waiting))
    pdfs = _converted({word.path: plan.out / word.path for word in waiting})
    finished = {
        each.paper.stem: _with_pdf(plan, each, word, pdfs[word.path])
        for word, each in waiting.items()
    }
    progress("Word转PDF", len(waiting), len(waiting))
    return [finished.get(each.paper.stem, each) for each in made]


def _waits(plan: BuildPlan, made: Made) -> bool:
    follows = plan.sources[made.paper.document].pdf_from_word
    return follows and not made.pdf and plan.is_asked_for(made.paper)


def _with_pdf(plan: BuildPlan, made: Made, word: FileEntry, pdf: bytes | WuxiaoError) -> Made:
    if isinstance(pdf, WuxiaoError):
        return _failed(plan, made, pdf)
    try:
        proof = proofread((plan.out / word.path).read_bytes(), pdf, name=word.path)
    except WuxiaoError as error:
        return _failed(plan, made, error)
    entry = msgspec.structs.replace(
        word,
        path=naming.pdf_path(made.paper.stem),
        kind=FileKind.PDF,
        pages=page_count(pdf),
        fonts=proof.fonts,
        stand_ins=proof.stand_ins,
    )
    return _written(plan, made, entry, pdf)


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
