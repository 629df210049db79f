"""Step `office`: PDFs that follow an office's own Word template, through LibreOffice, all in one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pipeline.convert import to_pdf
from pipeline.convert.proof import proofread
from pipeline.errors import ToolFailedError, ToolMissingError, WuxiaoError
from pipeline.make.built import Made, WordPaper
from pipeline.make.papers import failed, finished
from pipeline.make.plan import BuildPlan
from pipeline.make.unchanged import expected_entry
from pipeline.papers import naming
from pipeline.papers.manifest import FileKind
from pipeline.tools.pdf.merging import page_count


def convert_papers(plan: BuildPlan, papers: Sequence[WordPaper]) -> Iterator[Made]:
    """The papers with their PDFs; one that cannot be converted does not stop the others."""
    words = {naming.word_path(each.made.paper.stem): each.file.read_bytes() for each in papers}
    pdfs = _converted(words)
    for each, (path, word) in zip(papers, words.items(), strict=True):
        yield _with_pdf(plan, each.made, word, pdfs[path])


def _with_pdf(plan: BuildPlan, made: Made, word: bytes, pdf: bytes | WuxiaoError) -> Made:
    expected = expected_entry(plan, made.paper, FileKind.PDF)
    try:
        if isinstance(pdf, WuxiaoError):
            raise pdf
        proof = proofread(word, pdf, name=naming.word_path(made.paper.stem))
        pages = page_count(pdf)
    except WuxiaoError as error:
        return failed(plan, made, error)
    entry = msgspec.structs.replace(
        expected,
        shown_digest=made.word.shown_digest if made.word else "",
        pages=pages,
        fonts=proof.fonts,
        stand_ins=proof.stand_ins,
    )
    return finished(made, entry, pdf)


def _converted(contents: Mapping[str, bytes]) -> dict[str, bytes | WuxiaoError]:
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
