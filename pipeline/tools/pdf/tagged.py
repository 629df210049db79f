"""The paragraphs of a tagged PDF, as its structure tells them, and what can be seen of each.

pypdf reads the structure, pdfium the text and the page as it looks.  Text that a row cuts off, that is
white on white, covered, or beside the page is in the file, and on no paper.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from pipeline.errors import InputError

_NAMES = """
    /Span /Link /Reference /Quote /Code /Note /BibEntry /Annot /Ruby /RB /RT /RP /Warichu /WT /WP /Em
    /Strong /Form
"""
_INLINE = frozenset(_NAMES.split())
"""Structure within a paragraph (ISO 32000-1, 14.8.4.4)."""

_SCALE = 2.0
"""Pixels a point of the picture in which is looked for ink."""

_CONTRAST = 24
"""Least difference, of 255, between ink and what is around it."""

_CUT = 0.12
"""Part of a glyph's height or width that may lie beyond what it is clipped to, for want of exactness."""

_TINY_PT = 2.0
_ONE_LINE_PT = 12.0
_UPRIGHT_RADIANS = 0.02
_DEPTH = 200


class Sight(StrEnum):
    """What is to be seen of a line of text."""

    WHOLE = "whole"
    CUT = "cut"
    FAINT = "faint"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the structure.

    Attributes:
        text: All of its text that is in the file.
        seen: The worst that is to be seen of a line of it.
    """

    text: str
    seen: Sight


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The text of a PDF.

    Attributes:
        blocks: The paragraphs, in their order; empty where the PDF is not tagged.
        others: What belongs to none, page by page: heads, feet, repeated rows.
    """

    blocks: tuple[Block, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character on a page; its line in pixels from the page's top, its start in points from the left."""

    character: str
    line: int
    left_pt: float
    sight: Sight


def read_tagged(pdf: bytes, name: str) -> TaggedText:
    """The paragraphs of a PDF.

    Args:
        pdf: The PDF.
        name: For messages.

    Raises:
        InputError: It cannot be read.
    """
    try:
        marked = _marked(pdf)
        reader = PdfReader(BytesIO(pdf))
        root = reader.root_object.get("/StructTreeRoot")
        found = [] if root is None else list(_Structure(reader).blocks(root.get_object(), 0, 0))
    except (PyPdfError, pypdfium2.PdfiumError, KeyError, ValueError) as error:
        raise InputError("PDF的文字读不出来", where=name, remedy="重新生成PDF") from error
    blocks = (_block([marked.get(each, ()) for each in keys]) for keys in found if keys)
    pages = sorted(key for key in marked if key[1] < 0)
    others = ("".join(each.character for each in marked[key]) for key in pages)
    return TaggedText(tuple(blocks), tuple(others))


def _block(pieces: Sequence[Sequence[_Letter]]) -> Block:
    text = "".join(each.character for piece in pieces for each in piece)
    lines: dict[tuple[int, int], list[Sight]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for each in piece:
            lines[number, each.line].append(each.sight)
    return Block(text, _worst(map(_of_line, lines.values())))


def _of_line(sights: Sequence[Sight]) -> Sight:
    """What is to be seen of a line: what is to be seen of most of it, as one glyph may be measured wrong."""
    whole = sights.count(Sight.WHOLE)
    return Sight.WHOLE if whole * 2 > len(sights) else _worst(sights)


def _worst(sights: Iterator[Sight] | Sequence[Sight]) -> Sight:
    found = set(sights)
    return next(
        (each for each in (Sight.OFF, Sight.CUT, Sight.FAINT) if each in found), Sight.WHOLE
    )


# ---------------------------------------------------------------- structure

_Key = tuple[int, int]
"""Page, counted from 0, and number of marked content."""


class _Structure:
    """What leads through the structure of a PDF: its pages, and what its names mean."""

    def __init__(self, reader: PdfReader) -> None:
        self._pages = {
            page.indirect_reference.idnum: number
            for number, page in enumerate(reader.pages)
            if page.indirect_reference is not None
        }
        root = reader.root_object["/StructTreeRoot"].get_object()
        roles = root.get("/RoleMap", DictionaryObject()).get_object()  # type: ignore[union-attr]
        # LibreOffice names what stands in a run of a character style by the style.
        self._inline = _INLINE | {name for name, role in roles.items() if role in _INLINE}

    def blocks(self, element: Any, page: int, depth: int) -> Iterator[list[_Key]]:
        """The marked content of each block below an element, a block within another one apart."""
        own: list[_Key] = []
        inner: list[tuple[Any, int]] = []
        self._collect(element, page, own, inner)
        yield own
        if depth < _DEPTH:
            for child, on_page in inner:
                yield from self.blocks(child, on_page, depth + 1)

    def _collect(
        self, element: Any, page: int, own: list[_Key], inner: list[tuple[Any, int]]
    ) -> None:
        page = self._page_of(element, page)
        children = element.get("/K", ArrayObject()).get_object()
        for child in children if isinstance(children, ArrayObject) else [children]:
            each = child.get_object()
            if isinstance(each, int):
                own.append((page, int(each)))
            elif "/MCID" in each:
                own.append((self._page_of(each, page), int(each["/MCID"])))
            elif each.get("/S") in self._inline:
                self._collect(each, page, own, inner)
            elif "/S" in each:
                inner.append((each, page))

    def _page_of(self, element: Any, page: int) -> int:
        reference = element.raw_get("/Pg") if "/Pg" in element else None
        return self._pages.get(getattr(reference, "idnum", -1), page)


# ---------------------------------------------------------------- text and looks

_Box = tuple[float, float, float, float]
"""Left, bottom, right and top edge, in points as PDF counts them: upward."""


def _marked(pdf: bytes) -> dict[_Key, list[_Letter]]:
    """The characters of each piece of marked content; those of none have the number -1."""
    found: dict[_Key, list[_Letter]] = defaultdict(list)
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            looks = _Looks(page)
            for mark, letter in _letters(page, looks):
                found[number, mark].append(letter)
    finally:
        document.close()
    for (_, mark), letters in found.items():
        if mark >= 0:
            _sort(letters)
    return found


def _sort(letters: list[_Letter]) -> None:
    """Put letters in the order in which they are read: what another font draws comes after its line."""
    lines = [each.line for each in letters]
    if max(lines) - min(lines) <= _ONE_LINE_PT * _SCALE:  # raised and lowered ones belong to it
        letters.sort(key=lambda each: each.left_pt)
    else:
        letters.sort(key=lambda each: (each.line, each.left_pt))


def _letters(page: Any, looks: _Looks) -> Iterator[tuple[int, _Letter]]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        owner = pdfium.FPDFText_GetTextObject(text, index)
        code = pdfium.FPDFText_GetUnicode(text, index)
        if not owner or pdfium.FPDFText_IsGenerated(text, index) == 1 or 0xDC00 <= code < 0xE000:
            continue
        character = chr(code)
        if 0xD800 <= code < 0xDC00:
            low = pdfium.FPDFText_GetUnicode(text, index + 1)
            character = chr(0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00) % 0x400)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(owner)
        if not character.isspace():
            yield mark, looks.at(text, index, owner, character)


class _Looks:
    """A page as it looks."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self._left, self._top = min(left, right), max(bottom, top)
        bitmap = page.render(scale=_SCALE, grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._pixels = bytes(bitmap.buffer)

    def at(self, text: Any, index: int, owner: Any, character: str) -> _Letter:
        """What is to be seen of a character, and where."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        turned = abs(pdfium.FPDFText_GetCharAngle(text, index)) > _UPRIGHT_RADIANS
        line = 0 if turned else round((self._top - y.value) * _SCALE)
        left = float(index) if turned else x.value
        return _Letter(
            character, line, left, self._sight(text, index, owner, text.get_charbox(index))
        )

    def _sight(self, text: Any, index: int, owner: Any, ink: _Box) -> Sight:
        left, bottom, right, top = ink
        if right <= left or top <= bottom:
            return Sight.WHOLE  # it leaves no ink
        if not self._is_on_page(ink):
            return Sight.OFF
        if any(_is_cut(ink, clip) for clip in _clips(owner)):
            return Sight.CUT
        size_pt = pdfium.FPDFText_GetFontSize(text, index) * _scale(text, index)
        if size_pt < _TINY_PT or not self._has_ink(ink):
            return Sight.FAINT
        return Sight.WHOLE

    def _is_on_page(self, ink: _Box) -> bool:
        """Whether the middle of a glyph is on the page."""
        across = ((ink[0] + ink[2]) / 2 - self._left) * _SCALE
        down = (self._top - (ink[1] + ink[3]) / 2) * _SCALE
        return bool(0 <= across < self._width and 0 <= down < self._height)

    def _has_ink(self, ink: _Box) -> bool:
        """Whether anything stands out where a glyph is: it is not white on white, or covered."""
        left = max(0, int((ink[0] - self._left) * _SCALE) - 1)
        right = min(self._width, int((ink[2] - self._left) * _SCALE) + 2)
        top = max(0, int((self._top - ink[3]) * _SCALE) - 1)
        bottom = min(self._height, int((self._top - ink[1]) * _SCALE) + 2)
        rows = (
            self._pixels[row * self._stride + left : row * self._stride + right]
            for row in range(top, bottom)
        )
        extremes = [(min(row), max(row)) for row in rows]
        return max(high for _, high in extremes) - min(low for low, _ in extremes) >= _CONTRAST


def _is_cut(ink: _Box, clip: _Box) -> bool:
    left, bottom, right, top = ink
    wide, high = (right - left) * _CUT, (top - bottom) * _CUT
    beside = left < clip[0] - wide or right > clip[2] + wide
    return beside or bottom < clip[1] - high or top > clip[3] + high


def _clips(owner: Any) -> Iterator[_Box]:
    """The bounds of what a piece of text is clipped to."""
    path = pdfium.FPDFPageObj_GetClipPath(owner)
    count = pdfium.FPDFClipPath_CountPaths(path) if path else 0
    for number in range(max(0, count)):
        points = [
            _point(pdfium.FPDFClipPath_GetPathSegment(path, number, each))
            for each in range(max(0, pdfium.FPDFClipPath_CountPathSegments(path, number)))
        ]
        if points:
            across, up = zip(*points, strict=True)
            yield min(across), min(up), max(across), max(up)


def _point(segment: Any) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _scale(text: Any, index: int) -> float:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    return float(abs(matrix.d) or abs(matrix.a) or abs(matrix.b) or 1.0)
