"""What the pages of a paper that came back are taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.papers.returned import PaperReturn, ScannedPage


@dataclass(frozen=True, slots=True)
class ScanPiece:
    """A page of a scan, laid straight on a page of so many mm."""

    path: Path
    page: ScannedPage
    page_of: Path
    number: int


@dataclass(frozen=True, slots=True)
class PrintPiece:
    """A page of a paper as it was printed, counted from 1."""

    path: Path
    number: int


def pieces_of(paper: PaperReturn, out: Path) -> Iterator[ScanPiece | PrintPiece]:
    """The pages of a complete paper in their order: the scan where there is one, else the print, which nobody signs.

    Args:
        paper: What came back of it.
        out: The output folder.
    """
    for number in range(1, paper.pages + 1):
        if scan := paper.scans.get(number):
            yield ScanPiece(out / scan.file, scan, out / paper.path, number)
        else:
            yield PrintPiece(out / paper.path, number)
