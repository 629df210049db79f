"""Name and date under a letter, where the seal goes."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.tables import Cell, Line


def seal_block(paper: Paper, *lines: str) -> None:
    """Name and date under each other; the last line is a date, "" for room to write one."""
    *names, day = lines
    paper.paragraph("WxSealName", _seal_lines(*names, day=day))


def _seal_lines(first: str, *others: str, day: str) -> str:
    arguments = ", ".join([*others, day or '""'])
    return "{{p " + f"{first} | seal_block({arguments})" + " }}"


def sealed_cell(name: str) -> Cell:
    """Name and date as a row: LibreOffice keeps a table's last rows together, not with text below."""
    return Cell(width_mm=156, lines=(Line("WxSealName", _seal_lines(name, day="")),), bare=True)
