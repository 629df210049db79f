"""Where the letters of drawn pages stand: as `measured` reads them, without opening a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.papers.zones import Letter, PageLetters, squeezed
from pipeline.tools.geometry import Glyph, MeasuredPage
from pipeline.tools.weasyprint.drawn import Face
from pipeline.tools.weasyprint.measured import Measuring

_MM = 25.4 / 72
_LINE = "_"
"""What a line to write on is made of, in the text of a page."""


def drawn_pages_that_show(measuring: Measuring, labels: Sequence[str]) -> tuple[PageLetters, ...]:
    """The letters of those pages on which any of some labels stands; white space does not matter."""
    wanted = [squeezed(label) for label in labels]
    faces = {face.name: face for face in measuring.drawn.faces}
    pages = (
        PageLetters(page.number, tuple(_letters(page.glyphs, faces)))
        for page in measuring.paper.pages
        if _may_show(page, wanted)
    )
    return tuple(page for page in pages if any(map(page.shows, wanted)))


def _may_show(page: MeasuredPage, wanted: Sequence[str]) -> bool:
    """Whether a page has all the characters of a label."""
    there = set("".join(glyph.character for glyph in page.glyphs))
    return any(there.issuperset(label) for label in wanted)


def _letters(glyphs: Sequence[Glyph], faces: Mapping[str, Face]) -> Iterator[Letter]:
    """Letters as high as their font has it, whatever their ink."""
    for glyph in glyphs:
        face = faces[glyph.font]
        for character in squeezed(glyph.character).replace(_LINE, ""):
            yield Letter(
                character=character,
                left=glyph.left_pt * _MM,
                top=(glyph.baseline_pt - face.ascent * glyph.size_pt / 1000) * _MM,
                right=glyph.right_pt * _MM,
                bottom=(glyph.baseline_pt - face.descent * glyph.size_pt / 1000) * _MM,
                baseline=glyph.baseline_pt * _MM,
            )
