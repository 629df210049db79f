"""pypdfium2: the words of a printed page, line by line, with the place of each letter."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import InputError, reason

_MM = 25.4 / 72
_SAME_LINE_MM = 0.3
_GAP_EM = 2.0
"""Letters farther apart than so many heights of their type belong to two lines."""
_BACK_EM = 0.5
"""By how much a letter may begin before the one before it ends (kerning), in heights of the type."""
_WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter of a line: where it begins and ends, in mm from the page's left edge."""

    character: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """Letters that stand on one line, one behind the other.

    Attributes:
        letters: The letters; between words of an alphabet there are spaces.
        baseline: Where they stand, in mm from the page's upper edge.
        height: Height of the type, in mm.
    """

    letters: tuple[Placed, ...]
    baseline: float
    height: float

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(each.character for each in self.letters)


def lines_of(pdf: Path, number: int) -> tuple[Line, ...]:
    """The lines of a page, in reading order.

    Args:
        pdf: A PDF with text, one of ours.
        number: The page, counted from 1.

    Raises:
        InputError: The PDF cannot be read.
    """
    try:
        document = pypdfium2.PdfDocument(pdf.read_bytes())
        try:
            page = document[number - 1]
            return tuple(_grouped(_letters(page)))
        finally:
            document.close()
    except (pypdfium2.PdfiumError, OSError, IndexError) as error:
        raise InputError(
            "打印件读不出来",
            where=pdf.name,
            why=reason(error, "文件已损坏"),
            remedy="重新生成材料（wuxiao build）",
        ) from error


@dataclass(frozen=True, slots=True)
class _Letter:
    placed: Placed
    baseline: float
    height: float
    after_space: bool


def _letters(page: Any) -> Iterator[_Letter]:
    text = page.get_textpage()
    left, _, _, top = page.get_cropbox()
    after_space = False
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if character.isspace():
            after_space = True
        elif character.isprintable():
            yield _letter(text, index, character, (left, top), after_space)
            after_space = False


def _letter(
    text: Any, index: int, character: str, origin: tuple[float, float], after_space: bool
) -> _Letter:
    left, top = origin
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    start = (x.value - left) * _MM
    return _Letter(
        placed=Placed(character, start, start + (box.right - box.left) * _MM),
        baseline=(top - y.value) * _MM,
        height=(box.top - box.bottom) * _MM,
        after_space=after_space,
    )


def _grouped(letters: Iterator[_Letter]) -> Iterator[Line]:
    line: list[_Letter] = []
    for letter in letters:
        if line and not _goes_on(line[-1], letter):
            yield _line(line)
            line = []
        line.append(letter)
    if line:
        yield _line(line)


def _goes_on(before: _Letter, letter: _Letter) -> bool:
    gap_em = (letter.placed.left - before.placed.right) / max(before.height, 1.0)
    is_level = abs(letter.baseline - before.baseline) < _SAME_LINE_MM
    return is_level and -_BACK_EM < gap_em < _GAP_EM


def _line(letters: list[_Letter]) -> Line:
    placed: list[Placed] = []
    for letter in letters:
        if placed and letter.after_space and _parts_words(placed[-1], letter.placed):
            placed.append(Placed(" ", placed[-1].right, letter.placed.left))
        placed.append(letter.placed)
    return Line(tuple(placed), letters[0].baseline, max(each.height for each in letters))


def _parts_words(before: Placed, after: Placed) -> bool:
    """Whether a space says something: not between Chinese characters, which are only set apart."""
    return not (_is_wide(before.character) or _is_wide(after.character))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in _WIDE
