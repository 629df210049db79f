"""HarfBuzz: fonts opened from their files, measured and subset.

A file is mapped into memory once a process, by `uharfbuzz`, whose wheels bring one HarfBuzz for all systems:
a subset is the same everywhere, and needs neither Pango nor WeasyPrint.  (HarfBuzz 6 of Debian 12 gives up
on more than some 800 glyphs of a TrueType font that has 65,000.)
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import uharfbuzz

from pipeline.errors import ToolMissingError
from pipeline.tools.fonttools import without_outlines
from pipeline.tools.weasyprint.drawn import Face

_USELESS = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG", "CBDT", "CBLC",
    "COLR", "CPAL", "sbix", "STAT",
)  # fmt: skip
"""Tables that a font in a PDF has no use for."""

_FLAGS = uharfbuzz.SubsetFlags
_SUBSET = (
    _FLAGS.RETAIN_GIDS
    | _FLAGS.PASSTHROUGH_UNRECOGNIZED
    | _FLAGS.DESUBROUTINIZE
    | _FLAGS.NO_HINTING
    | _FLAGS.DOWNGRADE_CFF2
)
_CHECKSUM = slice(8, 12)  # in the table `head`


class FontFile:
    """An opened font.

    Args:
        file: Its file, as `from_home` has it.
        index: Which font of a collection, as `Face.index`.
        variations: Where it stands on each axis of a variable font.

    Raises:
        OSError: The file cannot be read.
    """

    def __init__(self, file: str, index: int, variations: tuple[tuple[str, float], ...]) -> None:
        self._face = uharfbuzz.Face(_blob(file), index)
        self._font = uharfbuzz.Font(self._face)
        self._variations = dict(variations)
        if variations:
            self._font.set_variations(self._variations)
        self._thousandth: float = self._face.upem / 1000
        head: bytes = self._face.reference_table("head").data or b""
        self.checksum = int.from_bytes(head[_CHECKSUM], "big")
        extents = self._font.get_font_extents("ltr")
        self.ascent = round(extents.ascender / self._thousandth)
        self.descent = round(extents.descender / self._thousandth)

    @property
    def axes(self) -> dict[str, tuple[float, float]]:
        """The axes of a variable font, each with its least and greatest value."""
        return {axis.tag: (axis.min_value, axis.max_value) for axis in self._face.axis_infos}

    @property
    def is_coloured(self) -> bool:
        """Whether glyphs are pictures."""
        face = self._face
        return bool(
            face.has_color_png
            or face.has_color_svg
            or face.has_color_paint
            or face.has_color_layers
        )

    @property
    def has_outlines(self) -> bool:
        """Whether it is more than a font of dots (`EBDT`)."""
        tables = ("glyf", "CFF ", "CFF2")  # up to 50 MB, which `.data` would read
        return any(len(self._face.reference_table(tag)) > 0 for tag in tables)

    def width(self, glyph: int) -> int:
        """How wide a glyph is, in thousandths of an em: the same at every size."""
        advance: int = self._font.get_glyph_h_advance(glyph)
        return round(advance / self._thousandth)

    def ink(self, glyph: int) -> tuple[float, float]:
        """Lower and upper edge of a glyph's ink, in ems above the baseline."""
        extents = self._font.get_glyph_extents(glyph)
        if extents is None:
            return 0.0, 0.0
        upem, top = self._face.upem, extents.y_bearing
        return (top + extents.height) / upem, top / upem

    def subset(self, glyphs: Collection[int]) -> bytes:
        """A font with these glyphs, which keep their numbers, and nothing else.

        Raises:
            RuntimeError: HarfBuzz cannot.
        """
        wanted = uharfbuzz.SubsetInput()
        wanted.glyph_set.update(glyphs)
        wanted.flags = _SUBSET
        wanted.drop_table_tag_set.update(map(_tag, _USELESS))
        for axis in self.axes:
            if axis in self._variations:
                wanted.pin_axis_location(self._face, axis, self._variations[axis])
            else:
                wanted.pin_axis_to_default(self._face, axis)
        data: bytes = wanted.subset(self._face).blob.data
        return without_outlines(data) if self.is_coloured else data


def _tag(name: str) -> int:
    return int.from_bytes(name.ljust(4).encode("ascii"), "big")


def from_home(file: Path) -> str:
    """A font's file as pages name it: one in the home folder, which each user has elsewhere, from `~` on."""
    home = Path.home()
    return str(Path("~", file.relative_to(home)) if file.is_relative_to(home) else file)


@cache
def _blob(file: str) -> Any:
    path = Path(file).expanduser()
    try:
        return uharfbuzz.Blob.from_file_path(str(path))
    except Exception:  # noqa: BLE001 — HarfBuzz cannot open every name on Windows; Python can
        return uharfbuzz.Blob(path.read_bytes())


opened = cache(FontFile)
"""An opened font, the same one for the whole process."""


def embedded(face: Face, glyphs: Collection[int]) -> bytes:
    """The font that a PDF carries for a face: with these glyphs, which keep their numbers.

    Raises:
        ToolMissingError: The font is gone, or another one has taken its place since the pages were drawn.
    """
    try:
        font = opened(face.file, face.index, face.variations)
    except OSError as error:
        raise _gone(face, "字体文件读不出来") from error
    if font.checksum != face.checksum:
        raise _gone(face, "字体文件已换成另一版本")
    return font.subset(glyphs)


def _gone(face: Face, why: str) -> ToolMissingError:
    return ToolMissingError(
        f"字体“{face.family}”与排版时不同",
        where=face.file,
        why=why,
        remedy="重新安装字体，再重新生成",
    )
