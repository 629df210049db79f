"""The content stream of one page, with what it uses and nothing of other pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import harfbuzz, harfbuzz_vector

from pipeline.tools.weasyprint.fontmap import Fonts, PangoFace

_LOGGER = logging.getLogger("weasyprint")


class _Widths(dict[int, int]):
    """The widths of a font's glyphs: those of the font, never what a size makes of them."""

    def __init__(self, face: PangoFace) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, glyph: int) -> int:
        self[glyph] = width = self._face.width(glyph)
        return width

    def __contains__(self, glyph: object) -> bool:
        return isinstance(glyph, int) and glyph < self._face.glyph_count


@dataclass(eq=False)
class PageFont:
    """What a page uses of a font; has the attributes that `weasyprint.draw.text` asks for.

    Attributes:
        known: The font.
        to_unicode: By number of the glyph, the characters that it stands for.
        missing: Numbers given to characters without a glyph.
    """

    known: PangoFace
    to_unicode: dict[int, str] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    bitmap = False

    def __post_init__(self) -> None:
        face = self.known.face
        self.widths: dict[int, int] = _Widths(self.known)
        self.hash, self.family, self.is_coloured = face.key, face.family, face.is_coloured
        self.png = self.svg = self.colr = False
        if face.is_coloured:
            self._look_at_colours()

    def _look_at_colours(self) -> None:
        hb_face = self.known.hb_face
        self.png = bool(harfbuzz.hb_ot_color_has_png(hb_face))
        self.svg = bool(harfbuzz.hb_ot_color_has_svg(hb_face))
        if harfbuzz.hb_version_atleast(7, 0, 0):
            layers = harfbuzz.hb_ot_color_has_layers(hb_face)
            self.colr = bool(harfbuzz.hb_ot_color_has_paint(hb_face) or layers)
        if self.colr and not harfbuzz_vector:
            _LOGGER.warning("HarfBuzz 13 with harfbuzz-vector is needed to draw %s", self.family)

    @property
    def hb_face(self) -> Any:
        """HarfBuzz's face."""
        return self.known.hb_face

    @property
    def hb_font(self) -> Any:
        """HarfBuzz's font."""
        return self.known.hb_font

    @property
    def upem(self) -> int:
        """Units of an em."""
        return int(harfbuzz.hb_face_get_upem(self.hb_face))

    def get_unused_glyph_id(self, codepoint: int) -> int:
        """A number for a character without a glyph; its page is never written."""
        return self.missing.setdefault(codepoint, 0)


class PageFonts(dict[str, PageFont]):
    """The fonts of a page, by their names in the content stream.

    Args:
        fonts: The fonts of this computer.
    """

    def __init__(self, fonts: Fonts) -> None:
        super().__init__()
        self._fonts = fonts

    def of(self, pango_font: Any) -> tuple[PageFont, float]:
        """The page's font for one of Pango's, and its size in pixels."""
        known, size_px = self._fonts.face_of(pango_font)
        key = known.face.key
        if key not in self:
            self[key] = PageFont(known)
        return self[key], size_px


_OF_ALL_PAGES = pydyf.Dictionary({"Type": "/Pagination"})
"""What numbers of pages and running heads are marked as: reading aloud passes over them."""


def margin_boxes(page: Any) -> Set[Any]:
    """The boxes in the margins of a page."""
    margins = (box for box in page._page_box.children if isinstance(box, boxes.MarginBox))
    return frozenset(
        each for margin in margins for each in (margin, *margin.descendants(placeholders=True))
    )


class PageStream(Stream):  # type: ignore[misc] # WeasyPrint has no types
    """A stream that knows the fonts of its page.

    Args:
        margins: The boxes in the margins of the page.
        others: As `Stream` has them.
    """

    def __init__(self, *, margins: Set[Any], **others: Any) -> None:
        super().__init__(**others)
        self._margins = margins

    def marked(self, box: Any, tag: str) -> AbstractContextManager[None]:
        """Mark what is drawn within as content of a box."""
        if box in self._margins:
            return self._of_all_pages()
        marking: AbstractContextManager[None] = super().marked(box, tag)
        return marking

    @contextmanager
    def _of_all_pages(self) -> Iterator[None]:
        self.begin_marked_content("Artifact", _OF_ALL_PAGES)
        yield
        self.end_marked_content()

    def add_font(self, pango_font: Any) -> tuple[PageFont, float]:
        """The page's font for one of Pango's, and its size in pixels."""
        found: tuple[PageFont, float] = self._fonts.of(pango_font)
        return found

    def clone(self, **changed: Any) -> PageStream:
        """A stream of the same page, with other resources."""
        kept = {
            "fonts": self._fonts,
            "page_rectangle": self.page_rectangle,
            "resources": self._resources,
            "images": self._images,
            "tags": self._tags,
            "color_profiles": self._color_profiles,
            "output_intent": self._output_intent,
            "compress": self.compress,
            "margins": self._margins,
        }
        return PageStream(**{**kept, **changed})
