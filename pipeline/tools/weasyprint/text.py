"""Text drawn without asking Pango about each glyph.

`install` puts `draw_first_line` in the place of WeasyPrint's: it writes the same operators, from rows of
plain integers, and leaves anything unusual to WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.draw import text as weasyprint_text
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from pipeline.tools.weasyprint.stream import PageFont, PageStream

_ROW = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("int")
_WIDTH, _X_OFFSET, _Y_OFFSET = (
    (ffi.offsetof("PangoGlyphInfo", "geometry") + ffi.offsetof("PangoGlyphGeometry", name))
    // ffi.sizeof("int")
    for name in ("width", "x_offset", "y_offset")
)
_EMPTY: int = pango.PANGO_GLYPH_EMPTY
_LARGEST = 0xFFFF
_HEX = [f"{glyph:04x}" for glyph in range(_LARGEST + 1)]
_THOUSANDTHS = 1000
_SMALLEST_PX = 1e-6  # pydyf writes six places

_OLDEST_PANGO = 14802
"""Older ones do not tell the size of a font (WeasyPrint says why)."""

_draw_slowly = weasyprint_text.draw_first_line


def install() -> None:
    """Draw text faster in this process; a second call does nothing."""
    if pango.pango_version() >= _OLDEST_PANGO:
        weasyprint_text.draw_first_line = draw_first_line


@dataclass(slots=True)
class _Run:
    """Glyphs of one font: Pango's numbers of them, row by row."""

    item: Any
    glyphs: Any
    rows: list[int]
    pango_font: Any
    font: PageFont
    size_px: float

    @property
    def ids(self) -> list[int]:
        return self.rows[::_ROW]


def draw_first_line(
    stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
) -> list[Any]:
    """Draw the first line of a text box; replaces `weasyprint.draw.text.draw_first_line`.

    Returns:
        The emojis that are to be drawn over it.
    """
    shortened = text_overflow == "ellipsis" or block_ellipsis != "none"
    if shortened or not isinstance(stream, PageStream):
        return _all_slowly(stream, textbox, text_overflow, block_ellipsis, matrix)
    if not textbox.text.strip() or textbox.style["font_size"] < _SMALLEST_PX:
        return []
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    runs = list(_runs(stream, line))
    if any(map(_is_unusual, runs)):
        return _all_slowly(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    written: list[str] = []
    previous = None
    for run in runs:
        if run.pango_font != previous:
            previous = run.pango_font
            _show(stream, written)
            stream.set_font_size(run.font.hash, run.size_px)
        _note_texts(run, layout.text)
        _write(run, written)
    stream.show_text("".join(written))
    return []


def _all_slowly(*arguments: Any) -> list[Any]:
    emojis: list[Any] = _draw_slowly(*arguments)
    return emojis


def _show(stream: Any, written: list[str]) -> None:
    if shown := "".join(written):
        stream.show_text(shown)
    written.clear()


def _runs(stream: PageStream, line: Any) -> Iterator[_Run]:
    node = line.runs[0]
    while node != ffi.NULL:
        item, glyphs = node.data.item, node.data.glyphs
        rows = ffi.unpack(ffi.cast("int *", glyphs.glyphs), glyphs.num_glyphs * _ROW)
        pango_font = item.analysis.font
        font, size_px = stream.add_font(pango_font)
        yield _Run(item, glyphs, rows, pango_font, font, size_px)
        node = node.next


def _is_unusual(run: _Run) -> bool:
    """Whether it is written from right to left, raised, drawn as pictures, or has no glyphs."""
    return bool(
        run.item.analysis.level % 2
        or any(run.rows[_Y_OFFSET::_ROW])
        or run.font.is_coloured
        or any(glyph > _LARGEST and glyph != _EMPTY for glyph in run.ids)
    )


def _note_texts(run: _Run, text: str) -> None:
    """Note which characters each glyph stands for, where that is not known yet."""
    known = run.font.to_unicode
    ids = run.ids
    new = [place for place, glyph in enumerate(ids) if glyph not in known and glyph != _EMPTY]
    if not new:
        return
    encoded = text.encode()
    first, length = run.item.offset, run.item.length
    starts = [*ffi.unpack(run.glyphs.log_clusters, len(ids)), length]
    for place in new:
        part = encoded[first + starts[place] : first + starts[place + 1]]
        known.setdefault(ids[place], part.decode())


def _write(run: _Run, written: list[str]) -> None:
    """Write the operand of `TJ`: glyphs in angle brackets, movements to the left between them."""
    size_px, widths = run.size_px, run.font.widths
    add = written.append
    add("<")
    columns = (run.ids, run.rows[_WIDTH::_ROW], run.rows[_X_OFFSET::_ROW])
    for glyph, width, x_offset in zip(*columns, strict=True):
        if glyph == _EMPTY:
            add(f">{-width / size_px}<")
            continue
        offset = 0.0
        if x_offset:
            offset = x_offset / size_px
            add(f">{-offset}<")
        add(_HEX[glyph])
        kerning = widths[glyph] + offset - width * _THOUSANDTHS * FROM_UNITS / size_px
        if kerning:
            add(f">{int(kerning)}<")
    if written[-1].endswith("<"):
        written[-1] = written[-1][:-1]
    else:
        add(">")
