"""The scans of papers as plain PDFs, in the way of the upload kit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.make.built import Progress
from pipeline.make.deposits import Scanned
from pipeline.make.kits import make_kit_files
from pipeline.papers.returned import PaperReturn
from pipeline.settings import Settings
from pipeline.upload.kit import KitFile, Piece, PrintPiece, ScanPiece


def plain_scans(
    out: Path, settings: Settings, progress: Progress, wanted: Sequence[tuple[PaperReturn, str]]
) -> list[Scanned]:
    """Make the scans of papers: all pages in their order, laid straight.

    Args:
        out: The output folder.
        settings: What the run was told.
        progress: Told how far it is.
        wanted: What came back of each paper, and its title.
    """
    files = [
        KitFile(name=f"{title}.pdf", pieces=tuple(_pages(paper, out))) for paper, title in wanted
    ]
    made = make_kit_files(settings, progress, files)
    return [Scanned(data=data, problem=problem) for data, problem, _ in made]


def _pages(paper: PaperReturn, out: Path) -> Iterator[Piece]:
    for number in range(1, paper.pages + 1):
        if scan := paper.scans.get(number):
            yield ScanPiece(out / scan.file, scan, out / paper.path, number)
        else:
            yield PrintPiece(out / paper.path, number)
