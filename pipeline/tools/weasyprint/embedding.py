"""Fonts that go into a PDF: no more of them than the paper needs.

HarfBuzz gives up on more than some 800 glyphs of a TrueType font that has 65,000, and WeasyPrint then
puts the whole font into the PDF, 50 MB of BabelStone Han.
"""

from __future__ import annotations

from typing import Any

from weasyprint.pdf.fonts import Font

_by_harfbuzz = Font._harfbuzz_subset


def install() -> None:
    """Make WeasyPrint turn to fontTools, which is slower, where HarfBuzz fails."""
    Font._harfbuzz_subset = _subset


def _subset(font: Any, to_unicode: Any, hinting: bool) -> None:
    whole = font.file_content
    _by_harfbuzz(font, to_unicode, hinting)
    if font.file_content is whole:
        font._fonttools_subset(to_unicode, hinting)
