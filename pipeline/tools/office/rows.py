"""How a LibreOffice counts the heights of rows (`pipeline/tools/word/rows.py`)."""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path

_WRITER = ("libswlo.so", "libmergedlo.so", "swlo.dll", "mergedlo.dll", "libswlo.dylib")
_ROW_SETTING = b"MinRowHeightInclBorder"


@cache
def counts_rows_as_word(program: Path) -> bool:
    """Whether this LibreOffice adds the margins of cells to the height of a row, as Word does.

    Its version does not tell, as distributions take changes back: the library knows the setting by name, or not.
    """
    for name in _WRITER:
        library = program.resolve().parent / name
        if library.is_file() and library.stat().st_size:
            with (
                library.open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held,
            ):
                if held.find(_ROW_SETTING) >= 0:
                    return True
    return False
