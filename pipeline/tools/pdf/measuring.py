"""pypdfium2: where every glyph, drawn line and picture of a finished PDF stands.

The only module that reads a PDF's pages for measuring; `thumbnails` draws them.  All lengths are in points
from the page's top left corner, y downward.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import InputError, reason
from pipeline.tools.geometry import Colour, Glyph, MeasuredPage, MeasuredPaper, Shape, ring

__all__ = ["MeasuredPaper", "measure", "measure_data"]

MAX_FILE_BYTES = 100_000_000
"""Largest PDF that is opened."""

MAX_PAGES = 200
"""Most pages that are measured; a letter has a few."""

MAX_MARKS = 60_000
"""Most characters, and most drawn objects, of one page."""

_INVISIBLE = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_OUTLINED = frozenset({pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE})
_HYPHENS = {"\x02": "-", "\ufffe": "-"}
"""What pdfium gives for a hyphen at the end of a line."""

_NO_CHARACTER = 0xE999
"""A private character that no font maps: its glyph is .notdef."""

_UPRIGHT_RADIANS = 0.02
_DEPTH = 6
_REMEDY = "用阅读器打开看看，重新导出或重新扫描成PDF"


def measure(path: Path) -> MeasuredPaper:
    """Measure a PDF.

    Raises:
        InputError: It is missing, too large, damaged, locked, or no PDF.
    """
    return measure_data(_read(path), path.name)


def measure_data(data: bytes, name: str) -> MeasuredPaper:
    """Measure a PDF in memory; `name` is for messages.

    Raises:
        InputError: It is damaged, locked, or too long.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(
            "PDF打不开", where=name, why=reason(error, "已损坏或有密码"), remedy=_REMEDY
        ) from error
    try:
        if not 0 < len(document) <= MAX_PAGES:
            raise _unfit(name, f"有{len(document)}页，只能查1～{MAX_PAGES}页的公文")
        fonts: dict[str, bool] = {}
        pages = tuple(
            _Reader(document[index], index + 1, fonts, name).page()
            for index in range(len(document))
        )
        return MeasuredPaper(pages, fonts)
    except pypdfium2.PdfiumError as error:
        raise InputError(
            "PDF有的页读不出来", where=name, why=reason(error, "文件已损坏"), remedy=_REMEDY
        ) from error
    finally:
        document.close()


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _unfit(path.name, f"超过{MAX_FILE_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("找不到文件", where=path.name, remedy="检查文件名和文件夹") from error
    except OSError as error:
        raise InputError(
            "文件读不出来", where=path.name, why=reason(error), remedy="检查权限"
        ) from error
    if b"%PDF-" not in data[:1024]:
        raise InputError("不是PDF文件", where=path.name, remedy="选一个PDF文件")
    return data


def _unfit(name: str, why: str) -> InputError:
    return InputError("这份PDF不能检查", where=name, why=why, remedy="换成一份公文的PDF")


class _Reader:
    """Reads one page."""

    def __init__(self, page: Any, number: int, fonts: dict[str, bool], name: str) -> None:
        self._page, self._number, self._fonts, self._name = page, number, fonts, name
        left, bottom, right, top = page.get_cropbox()
        self._left, self._top = min(left, right), max(bottom, top)

    def page(self) -> MeasuredPage:
        """Everything on it."""
        objects = list(self._page.get_objects(max_depth=_DEPTH))
        if len(objects) > MAX_MARKS:
            raise _unfit(self._name, f"第{self._number}页的图形太多")
        paths = [each for each in objects if each.type == pdfium.FPDF_PAGEOBJ_PATH]
        pictures = [each for each in objects if each.type == pdfium.FPDF_PAGEOBJ_IMAGE]
        width_pt, height_pt = self._page.get_size()
        return MeasuredPage(
            number=self._number,
            width_pt=width_pt,
            height_pt=height_pt,
            glyphs=tuple(self._glyphs()),
            shapes=tuple(dict.fromkeys(shape for path in paths for shape in self._shapes(path))),
            pictures=tuple(self._frame(picture) for picture in pictures),
        )

    # ------------------------------------------------------------ glyphs

    def _glyphs(self) -> Iterator[Glyph]:
        text = self._page.get_textpage()
        count = text.count_chars()
        if count > MAX_MARKS:
            raise _unfit(self._name, f"第{self._number}页的字太多")
        types = _Typefaces(self._fonts)
        for index in range(count):
            owner = pdfium.FPDFText_GetTextObject(text, index)
            if not owner or pdfium.FPDFText_IsGenerated(text, index) == 1:
                continue
            mode = pdfium.FPDFTextObj_GetTextRenderMode(owner)
            glyph = self._glyph(text, index, types.of(owner), bold=mode in _OUTLINED)
            if glyph and mode not in _INVISIBLE:
                yield glyph

    def _glyph(self, text: Any, index: int, typeface: _Typeface, *, bold: bool) -> Glyph | None:
        character = _character(text, index)
        colour, opacity = _text_colour(text, index)
        turned = abs(pdfium.FPDFText_GetCharAngle(text, index)) > _UPRIGHT_RADIANS
        size_pt = pdfium.FPDFText_GetFontSize(text, index) * _scale(text, index)
        if character is None or character.isspace() or turned or not opacity or size_pt < 1:
            return None
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        _, ink_bottom, _, ink_top = text.get_charbox(index)
        _, _, right, _ = text.get_charbox(index, loose=True)
        return Glyph(
            character=character,
            font=typeface.name,
            size_pt=size_pt,
            left_pt=x.value - self._left,
            right_pt=right - self._left,
            baseline_pt=self._top - y.value,
            top_pt=self._top - ink_top,
            bottom_pt=self._top - ink_bottom,
            colour=colour,
            missing=typeface.lacks(character),
            bold=bold,
        )

    # ------------------------------------------------------------ shapes

    def _shapes(self, path: Any) -> Sequence[Shape]:
        pen_pt, colour = _pen(path)
        matrix = _matrix(path)
        parts = [
            self._shape([matrix.on_point(x, y) for x, y in points], pen_pt * _unit(matrix), colour)
            for points in _subpaths(path)
        ]
        return parts if pen_pt or len(parts) != 2 else ring(*parts)

    def _frame(self, picture: Any) -> Shape:
        matrix = _matrix(picture)
        corners = [matrix.on_point(x, y) for x, y in ((0, 0), (0, 1), (1, 0), (1, 1))]
        return self._shape(corners, 0, (0, 0, 0))

    def _shape(self, points: list[tuple[float, float]], pen_pt: float, colour: Colour) -> Shape:
        across = [x - self._left for x, _ in points]
        down = [self._top - y for _, y in points]
        return Shape(min(across), min(down), max(across), max(down), pen_pt, colour)


# ---------------------------------------------------------------- type


class _Typeface:
    """A font of the page."""

    def __init__(self, handle: Any, name: str) -> None:
        self._handle, self.name = handle, name
        self._known: dict[str, bool | None] = {}
        self._missing = _outline(self._path(chr(_NO_CHARACTER)))

    def lacks(self, character: str) -> bool | None:
        """Whether .notdef is drawn for a character; None where it cannot be known."""
        if character not in self._known:
            self._known[character] = self._is_missing(character)
        return self._known[character]

    def _is_missing(self, character: str) -> bool | None:
        if character in "\0\ufffd" or ord(character) > 0xFFFF:
            return None  # no character, or one that pdfium does not look up
        path = self._path(character)
        if _segments(path) != len(self._missing):
            return False  # mostly so: there is no need to read all its points
        return _outline(path) == self._missing if self._missing else None

    def _path(self, character: str) -> Any:
        return pdfium.FPDFFont_GetGlyphPath(self._handle, ord(character), 16.0)


def _segments(path: Any) -> int:
    """Of how many segments a glyph is drawn; none where there is nothing to be drawn."""
    return pdfium.FPDFGlyphPath_CountGlyphSegments(path) if path else 0


def _outline(path: Any) -> tuple[tuple[float, float], ...]:
    """The points of a glyph."""
    each = range(_segments(path))
    return tuple(_point(pdfium.FPDFGlyphPath_GetGlyphPathSegment(path, place)) for place in each)


class _Typefaces:
    """The fonts of a page, by their handle."""

    def __init__(self, embedded: dict[str, bool]) -> None:
        self._embedded = embedded
        self._known: dict[int, _Typeface] = {}

    def of(self, text_object: Any) -> _Typeface:
        handle = pdfium.FPDFTextObj_GetFont(text_object)
        address = ctypes.addressof(handle.contents) if handle else 0
        if address not in self._known:
            name = _font_name(handle)
            is_embedded = pdfium.FPDFFont_GetIsEmbedded(handle) == 1
            self._embedded[name] = self._embedded.get(name, True) and is_embedded
            self._known[address] = _Typeface(handle, name)
        return self._known[address]


def _font_name(handle: Any) -> str:
    length = pdfium.FPDFFont_GetBaseFontName(handle, None, 0)
    buffer = ctypes.create_string_buffer(max(1, length))
    pdfium.FPDFFont_GetBaseFontName(handle, buffer, length)
    name = _decoded(buffer.value)
    prefix, plus, rest = name.partition("+")
    return rest if plus and len(prefix) == 6 else name


def _decoded(name: bytes) -> str:
    """A font's name; Chinese programs write it in GBK."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("gb18030", errors="replace")


def _character(text: Any, index: int) -> str | None:
    """The character; a pair of surrogates is one, given at its first half."""
    code = pdfium.FPDFText_GetUnicode(text, index)
    if 0xDC00 <= code < 0xE000:
        return None
    if 0xD800 <= code < 0xDC00:
        low = pdfium.FPDFText_GetUnicode(text, index + 1)
        if not 0xDC00 <= low < 0xE000:
            return "\ufffd"
        return chr(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00)
    return _HYPHENS.get(chr(code), chr(code))


def _text_colour(text: Any, index: int) -> tuple[Colour, int]:
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text, index, red, green, blue, opacity)
    return (red.value, green.value, blue.value), opacity.value


def _scale(text: Any, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    return float(abs(matrix.d) or abs(matrix.a) or 1.0)


# ---------------------------------------------------------------- paths


def _pen(path: Any) -> tuple[float, Colour]:
    """Width of the line and colour of a path."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    ask = pdfium.FPDFPageObj_GetStrokeColor if stroke.value else pdfium.FPDFPageObj_GetFillColor
    ask(path, red, green, blue, opacity)
    width = ctypes.c_float()
    if stroke.value:
        pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    return width.value, (red.value, green.value, blue.value)


def _subpaths(path: Any) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = []
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not parts or pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            parts.append([])
        parts[-1].append(_point(segment))
    return [part for part in parts if len(part) > 1]


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _matrix(item: Any) -> Any:
    """What turns an object's coordinates into the page's, through the forms that hold it."""
    matrix = item.get_matrix()
    holder = item.container
    while holder is not None:
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    return matrix


def _unit(matrix: Any) -> float:
    return float(abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5)
