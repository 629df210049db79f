"""Proof-reads a PDF that LibreOffice made of a Word file: no text lost, no empty box, which fonts.

Where no font has a glyph, LibreOffice leaves a gap or draws an empty box (.notdef), and says nothing.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from pipeline.convert.completeness import must_be_whole
from pipeline.convert.stand_ins import stand_ins
from pipeline.errors import MissingGlyphError, OutputError
from pipeline.papers.manifest import StandIn
from pipeline.tools.pdf.measuring import MeasuredPaper, measure_data
from pipeline.tools.pdf.undrawn import undrawn
from pipeline.tools.word.fonts import requested_fonts

_HALF = "\ufffd"
"""What half of a character beyond U+FFFF is read as."""

_INKLESS = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})
"""Unicode categories that leave no ink of their own: controls, joiners, what is put on others, spaces."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a PDF that shows every character.

    Attributes:
        fonts: Names of its fonts.
        stand_ins: Those in the place of fonts that the Word file asks for.
        measured: The PDF, measured.
    """

    fonts: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    measured: MeasuredPaper = field(default_factory=lambda: MeasuredPaper((), {}))


def proofread(word: bytes, pdf: bytes, *, name: str, template: bytes | None = None) -> Proof:
    """Look for what a Word file says and its PDF does not show.

    Args:
        word: The `.docx`.
        pdf: What LibreOffice made of it.
        name: Name of the Word file, for messages.
        template: The template that it was filled in from; None where there is none.

    Raises:
        MissingGlyphError: A character is not there, or is an empty box.
        OutputError: A paragraph is not to be seen whole; or a character is there by half: LibreOffice
            broke the line within it.
        TemplateError: The Word file cannot be read.
        InputError: The PDF cannot be read.
    """
    paper = measure_data(pdf, name)
    written = _written(word, name)
    empty = _boxes(paper) | {one for _, one in undrawn(pdf)}
    absent = written - _shown(paper)
    if _HALF in empty - written:
        raise OutputError(
            "LibreOffice在行末把一个生僻字拆成了两半",
            where=name,
            why="PDF里这个字成了“�”"
            + "".join(f"，没有画出{one}" for one in sorted((empty | absent) - {_HALF})),
            remedy="用Word或WPS打开这个文件，另存为PDF",
        )
    missing = empty | must_be_whole(
        word, pdf, name=name, template=template, absent=frozenset(absent | empty)
    )
    if missing:
        raise MissingGlyphError.of("".join(sorted(missing)), where=name)
    glyphs = (glyph for page in paper.pages for glyph in page.glyphs)
    stood_in = stand_ins(requested_fonts(word, name), glyphs)
    return Proof(tuple(sorted(paper.fonts)), stood_in, paper)


def _boxes(paper: MeasuredPaper) -> set[str]:
    return {glyph.character for page in paper.pages for glyph in page.glyphs if glyph.missing}


def _shown(paper: MeasuredPaper) -> set[str]:
    return {glyph.character for page in paper.pages for glyph in page.glyphs}


def _written(word: bytes, name: str) -> set[str]:
    """The characters that stand in a Word file for all to see; those that leave no ink do not count.

    ASCII does not count either: every font has it, and LibreOffice takes some of it for hyphens.
    """
    return {
        character
        for text, _ in requested_fonts(word, name)
        for character in text
        if not character.isascii() and unicodedata.category(character) not in _INKLESS
    }
