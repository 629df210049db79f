"""segno: the symbol of a page's code, as PDF draws it.

Lengths are points from the page's lower left corner, as in PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

import segno

from pipeline.errors import WuxiaoError, reason

MODULES = 25
"""Modules on each side of a version 2 symbol."""

_MASK = 0
"""One of the eight patterns: to try them all takes five times as long, and any can be read."""


def symbol(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a version 2 symbol at level Q, row by row from the top; True is dark.

    Args:
        text: Digits and capital letters, 29 at most.

    Raises:
        WuxiaoError: It does not fit.
    """
    try:
        made = segno.make(text, version=2, error="q", mask=_MASK, boost_error=False, micro=False)
    except segno.DataOverflowError as error:
        raise WuxiaoError(
            "页码二维码放不下这些字", where=text, why=reason(error, "字太多")
        ) from error
    return tuple(tuple(map(bool, row)) for row in made.matrix)


def content(text: str, corners: Iterable[tuple[float, float]], module_pt: float) -> bytes:
    """PDF content that draws the symbol of a text in black, as an artifact: one path each time.

    Args:
        text: The text.
        corners: Where the upper left corner of each stands.
        module_pt: Width of a module.
    """
    path = _path(text)
    places = b"".join(
        b"q %.5f 0 0 %.5f %.4f %.4f cm\n%bf\nQ\n" % (module_pt, -module_pt, x, y, path)
        for x, y in corners
    )
    return b"/Artifact BMC\n0 g\n" + places + b"EMC\n"


@lru_cache(maxsize=256)
def _path(text: str) -> bytes:
    """The dark modules, a rectangle for each run of them in a row; a module is one unit, y downward."""
    return b"".join(_rectangles(symbol(text)))


def _rectangles(rows: Iterable[tuple[bool, ...]]) -> Iterator[bytes]:
    for y, row in enumerate(rows):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                yield b"%d %d %d 1 re\n" % (x, y, width)
            x += width
