"""A drawn paper, measured: the same figures as of its finished PDF, at a fraction of the cost.

Content streams are read as WeasyPrint writes them, an operator a line; advances come with the drawn pages,
ink from the fonts' files.  Where a finished PDF is read by pdfium (`tools/pdf/measuring.py`) the figures
agree to a tenth of a point, as the tests say.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeAlias

from pipeline.tools.geometry import Colour, Glyph, MeasuredPage, MeasuredPaper, Shape, ring
from pipeline.tools.weasyprint.drawn import Drawn, DrawnPage, Face, Form, Resources
from pipeline.tools.weasyprint.fontfiles import opened

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_Point: TypeAlias = tuple[float, float]
_State: TypeAlias = tuple[_Matrix, Colour, Colour, float, bool, bool]

_SHOWN = re.compile(rb"<([0-9A-Fa-f]*)>|(-?[0-9.]+(?:e-?\d+)?)")
_ALPHA = re.compile(rb"/(ca|CA) ([0-9.]+)")
_UNIT = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
_SQUARE = (-0.12, 0.88)
"""Lower and upper edge of a character's square, in ems: taken for ink where the font cannot be asked."""

_GREY = (128, 128, 128)
_OUTLINED = b"2"
"""Mode of text that is filled and drawn round."""

_DEEPEST = 6
_SMALLEST_PT = 1.0
_UPRIGHT = 0.02


class Measuring:
    """A drawn paper that is measured when it is first asked for its figures, and only once."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn

    @cached_property
    def paper(self) -> MeasuredPaper:
        """Its figures."""
        return measure_drawn(self.drawn)


def measure_drawn(drawn: Drawn) -> MeasuredPaper:
    """The glyphs, lines and pictures of a drawn paper; what is turned or cannot be seen is left out."""
    pages = tuple(
        _page(page, number, drawn.faces) for number, page in enumerate(drawn.pages, start=1)
    )
    return MeasuredPaper(pages, {face.name: True for face in drawn.faces})


def _page(page: DrawnPage, number: int, faces: tuple[Face, ...]) -> MeasuredPage:
    left, bottom, right, top = page.media
    fonts = {
        faces[each.face].key.encode(): _Font(faces[each.face], each.texts, each.widths)
        for each in page.glyphs
    }
    reader = _Reader(fonts, left, top)
    reader.read(page.content, page.resources)
    return MeasuredPage(
        number=number,
        width_pt=right - left,
        height_pt=top - bottom,
        glyphs=tuple(reader.glyphs),
        shapes=tuple(dict.fromkeys(reader.shapes)),
        pictures=tuple(reader.pictures),
    )


@dataclass(frozen=True, slots=True)
class _Font:
    face: Face
    texts: dict[int, str]
    widths: dict[int, int]


@cache
def _ink(face: Face, glyph: int) -> tuple[float, float]:
    """Lower and upper edge of a glyph's ink, in ems above the baseline."""
    with suppress(OSError):
        return opened(face.file, face.index, face.variations).ink(glyph)
    return _SQUARE


@dataclass(slots=True)
class _Reader:
    """Reads the content streams of a page; from `matrix` to `is_outlined` its graphics state.

    Attributes:
        matrix: From the stream's coordinates to the page's.
        filled: Colour of fillings and text.
        drawn: Colour of lines.
        width: Of lines, in the stream's coordinates.
        is_seen: Whether fillings and text are.
        is_outlined: Whether text is drawn round.
        kept: Earlier states.
        paths: What is being drawn.
        font: The font of text, with its size and matrix.
        along_em: How far text has been shown since its place was set.
    """

    fonts: dict[bytes, _Font]
    left_pt: float
    top_pt: float
    glyphs: list[Glyph] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    pictures: list[Shape] = field(default_factory=list)
    matrix: _Matrix = (1, 0, 0, 1, 0, 0)
    filled: Colour = (0, 0, 0)
    drawn: Colour = (0, 0, 0)
    width: float = 1.0
    is_seen: bool = True
    is_outlined: bool = False
    kept: list[_State] = field(default_factory=list)
    paths: list[list[_Point]] = field(default_factory=list)
    font: _Font | None = None
    size: float = 0.0
    text: _Matrix = (1, 0, 0, 1, 0, 0)
    resources: Resources = field(default_factory=Resources)
    depth: int = 0
    along_em: float = 0.0

    def read(self, content: bytes, resources: Resources) -> None:
        """Read a stream, deflated as drawn pages hold it."""
        self.resources = resources
        for line in zlib.decompress(content).split(b"\n"):
            operands, _, operator = line.rpartition(b" ")
            if act := _ACTS.get(operator):
                act(self, operands)

    # ------------------------------------------------------------ state

    def keep(self, _: bytes) -> None:
        self.kept.append(self._state())

    def restore(self, _: bytes) -> None:
        self._set_state(self.kept.pop())

    def _state(self) -> _State:
        return self.matrix, self.filled, self.drawn, self.width, self.is_seen, self.is_outlined

    def _set_state(self, state: _State) -> None:
        self.matrix, self.filled, self.drawn, self.width, self.is_seen, self.is_outlined = state

    def transform(self, operands: bytes) -> None:
        self.matrix = _times(_numbers(operands), self.matrix)

    def fill_with(self, operands: bytes) -> None:
        self.filled = _colour(operands)

    def draw_with(self, operands: bytes) -> None:
        self.drawn = _colour(operands)

    def draw_wide(self, operands: bytes) -> None:
        self.width = float(operands)

    def set_state(self, operands: bytes) -> None:
        state = self.resources.states.get(operands[1:].decode())
        for name, alpha in _ALPHA.findall(state.entries if state else b""):
            if name == b"ca":
                self.is_seen = float(alpha) > 0

    # ------------------------------------------------------------ text

    def set_mode(self, operands: bytes) -> None:
        self.is_outlined = operands == _OUTLINED

    def set_font(self, operands: bytes) -> None:
        name, size = operands.split()
        self.font, self.size = self.fonts.get(name[1:]), float(size)

    def set_text(self, operands: bytes) -> None:
        self.text, self.along_em = _numbers(operands), 0.0

    def show(self, operands: bytes) -> None:
        a, b, _, d, x, y = _times(self.text, self.matrix)
        size = self.size * abs(d)
        if self.font is None or size < _SMALLEST_PT:
            return
        x += self.along_em * self.size * a
        glyphs = self._shown(
            self.font, operands, (x - self.left_pt, self.top_pt - y), size, self.size * a
        )
        if self.is_seen and abs(b) <= _UPRIGHT * abs(a) and d > 0:
            self.glyphs.extend(glyphs)

    def _shown(
        self, font: _Font, operands: bytes, start: _Point, size: float, em: float
    ) -> list[Glyph]:
        """The glyphs of an operand; `em` is one in points across."""
        texts, widths, face = font.texts, font.widths, font.face
        name, colour, bold, (x, y) = face.name, self.filled, self.is_outlined, start
        glyphs, first, thousandth = [], x, em / 1000
        for codes, moved in _SHOWN.findall(operands):
            if moved:
                x -= float(moved) * thousandth
                continue
            for place in range(0, len(codes), 4):
                glyph = int(codes[place : place + 4], 16)
                right = x + widths.get(glyph, 0) * thousandth
                text = texts.get(glyph, "")
                if text and not text.isspace():
                    low, high = _ink(face, glyph)
                    ink = y - high * size, y - low * size
                    glyphs.append(
                        Glyph(text, name, size, x, right, y, *ink, colour, glyph == 0, bold)
                    )
                x = right
        self.along_em += (x - first) / em
        return glyphs

    # ------------------------------------------------------------ paths and pictures

    def begin(self, operands: bytes) -> None:
        x, y = map(float, operands.split())
        self.paths.append([(x, y)])

    def go_on(self, operands: bytes) -> None:
        values = list(map(float, operands.split()))
        self.paths[-1].extend(zip(values[::2], values[1::2], strict=True))

    def rectangle(self, operands: bytes) -> None:
        x, y, width, height = map(float, operands.split())
        self.paths.append([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])

    def drop(self, _: bytes) -> None:
        self.paths.clear()

    def stroke(self, _: bytes) -> None:
        a, b, c, d = self.matrix[:4]
        pen_pt = self.width * abs(a * d - b * c) ** 0.5
        self.shapes.extend(self._shape(path, pen_pt, self.drawn) for path in self.paths)
        self.paths.clear()

    def fill(self, _: bytes) -> None:
        parts = [self._shape(path, 0.0, self.filled) for path in self.paths]
        if self.is_seen:
            self.shapes.extend(ring(*parts) if len(parts) == 2 else parts)
        self.paths.clear()

    def paint(self, operands: bytes) -> None:
        """A picture, or a group of marks."""
        name = operands[1:].decode()
        if name in self.resources.pictures:
            self.pictures.append(self._shape(list(_UNIT), 0.0, (0, 0, 0)))
        elif (form := self.resources.groups.get(name)) and self.depth < _DEEPEST:
            self._within(form)

    def _within(self, form: Form) -> None:
        before, kept, resources = self._state(), self.kept, self.resources
        self.kept, self.depth = [], self.depth + 1
        self.read(form.content, form.resources)
        self._set_state(before)
        self.kept, self.resources = kept, resources
        self.depth -= 1

    def _shape(self, points: list[_Point], pen_pt: float, colour: Colour) -> Shape:
        a, b, c, d, e, f = self.matrix
        across = [a * x + c * y + e - self.left_pt for x, y in points]
        down = [self.top_pt - (b * x + d * y + f) for x, y in points]
        return Shape(min(across), min(down), max(across), max(down), pen_pt, colour)


_ACTS: dict[bytes, Callable[[_Reader, bytes], None]] = {
    b"q": _Reader.keep,
    b"Q": _Reader.restore,
    b"cm": _Reader.transform,
    b"rg": _Reader.fill_with,
    b"g": _Reader.fill_with,
    b"scn": _Reader.fill_with,
    b"RG": _Reader.draw_with,
    b"G": _Reader.draw_with,
    b"SCN": _Reader.draw_with,
    b"w": _Reader.draw_wide,
    b"gs": _Reader.set_state,
    b"Tr": _Reader.set_mode,
    b"Tf": _Reader.set_font,
    b"Tm": _Reader.set_text,
    b"TJ": _Reader.show,
    b"m": _Reader.begin,
    b"l": _Reader.go_on,
    b"c": _Reader.go_on,
    b"re": _Reader.rectangle,
    b"n": _Reader.drop,
    b"S": _Reader.stroke,
    b"s": _Reader.stroke,
    b"f": _Reader.fill,
    b"f*": _Reader.fill,
    b"Do": _Reader.paint,
}  # fmt: skip
"""What the operators of a content stream do (ISO 32000-1, annex A); the others move no mark."""


def _numbers(operands: bytes) -> _Matrix:
    a, b, c, d, e, f = map(float, operands.split())
    return a, b, c, d, e, f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    k, m, n, p, q, r = second
    return (
        a * k + b * n, a * m + b * p,
        c * k + d * n, c * m + d * p,
        e * k + f * n + q, e * m + f * p + r,
    )  # fmt: skip


@cache
def _colour(operands: bytes) -> Colour:
    """Red, green and blue, or grey; inks and patterns are taken for grey."""
    try:
        values = [round(255 * float(each)) for each in operands.split()]
    except ValueError:
        return _GREY
    if len(values) == 3:
        return values[0], values[1], values[2]
    return (values[0],) * 3 if len(values) == 1 else _GREY
