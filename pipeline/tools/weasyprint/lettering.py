"""Where the letters of drawn pages stand: read from the content that `drawing` wrote, without opening a PDF.

Letters within groups (half-transparent boxes) are not found, nor is text that is turned placed rightly.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from pipeline.papers.zones import Letter, PageLetters, squeezed
from pipeline.tools.weasyprint.drawn import Drawn, DrawnPage, Face

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_MM = 25.4 / 72
_LINE = "_"
"""What a line to write on is made of, in the text of a page."""

_STEPS = re.compile(
    rb"^(?:(q)|(Q)|((?:[-.\d]+ ){6})(cm|Tm)|/(\w+) ([.\d]+) Tf|\[(.*)\] TJ)$", re.MULTILINE
)
"""What changes where text stands, and the text: as `drawing` writes it, a step a line."""

_PARTS = re.compile(rb"<([0-9a-f]+)>|([-.\d]+)")
_DIGITS = 4
"""Of a glyph's number, in hexadecimal."""


def drawn_pages_that_show(drawn: Drawn, labels: Sequence[str]) -> tuple[PageLetters, ...]:
    """The letters of those pages on which any of some labels stands; white space does not matter."""
    wanted = [squeezed(label) for label in labels]
    pages = (
        PageLetters(number, tuple(_Reading(drawn.faces, page).letters()))
        for number, page in enumerate(drawn.pages, start=1)
        if _may_show(page, wanted)
    )
    return tuple(page for page in pages if any(map(page.shows, wanted)))


def _may_show(page: DrawnPage, wanted: Sequence[str]) -> bool:
    """Whether a page has all the characters of a label."""
    there = set("".join(text for each in page.glyphs for text in each.texts.values()))
    return any(there.issuperset(label) for label in wanted)


class _Reading:
    """Reads the content of a page."""

    def __init__(self, faces: Sequence[Face], page: DrawnPage) -> None:
        self._fonts = {faces[each.face].key.encode(): each for each in page.glyphs}
        self._faces = {face.key.encode(): face for face in faces}
        self._content = zlib.decompress(page.content)
        self._left, self._top = page.trim[0], page.trim[3]
        self._matrix: Matrix = (1, 0, 0, 1, 0, 0)
        self._text: Matrix = self._matrix
        self._saved: list[Matrix] = []
        self._font, self._size = b"", 0.0
        self._across = 0.0

    def letters(self) -> Iterator[Letter]:
        """Its letters, in the order in which they are drawn."""
        for save, restore, values, kind, font, size, text in _STEPS.findall(self._content):
            if save:
                self._saved.append(self._matrix)
            elif restore:
                self._matrix = self._saved.pop()
            elif kind:
                self._move(values, is_text=kind == b"Tm")
            elif font:
                self._font, self._size = font, float(size)
            else:
                yield from self._run(text)

    def _move(self, values: bytes, *, is_text: bool) -> None:
        a, b, c, d, e, f = map(float, values.split())
        if is_text:
            self._text, self._across = (a, b, c, d, e, f), 0.0
        else:
            self._matrix = _product((a, b, c, d, e, f), self._matrix)

    def _run(self, text: bytes) -> Iterator[Letter]:
        matrix = _product(self._text, self._matrix)
        used, em = self._fonts[self._font], self._size / 1000
        for glyphs, moved in _PARTS.findall(text):
            self._across -= float(moved or 0) * em
            for place in range(0, len(glyphs), _DIGITS):
                glyph = int(glyphs[place : place + _DIGITS], 16)
                width = used.widths[glyph] * em
                sides = (self._across, self._across + width)
                yield from self._letter(used.texts, glyph, sides, matrix)
                self._across += width

    def _letter(
        self, texts: Mapping[int, str], glyph: int, sides: tuple[float, float], matrix: Matrix
    ) -> Iterator[Letter]:
        face, em = self._faces[self._font], self._size / 1000 * abs(matrix[3])
        x, y = matrix[4] - self._left, self._top - matrix[5]
        for character in squeezed(texts.get(glyph, "")).replace(_LINE, ""):
            yield Letter(
                character=character,
                left=(x + sides[0] * matrix[0]) * _MM,
                top=(y - face.ascent * em) * _MM,
                right=(x + sides[1] * matrix[0]) * _MM,
                bottom=(y - face.descent * em) * _MM,
                baseline=y * _MM,
            )


def _product(first: Matrix, then: Matrix) -> Matrix:
    """One matrix for two."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip
