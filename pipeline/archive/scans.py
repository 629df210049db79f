"""The scan of a paper as it is kept: all its pages in their order, straight, with its words, PDF/A-2b.

Made in a guarded process: scans are strangers' files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from pipeline.collating.laying import laid_straight
from pipeline.collating.pieces import PrintPiece, ScanPiece, pieces_of
from pipeline.errors import InputError
from pipeline.papers.returned import PaperReturn
from pipeline.tools.pdf.lasting import LastingPage, made_to_last
from pipeline.tools.pdf.lines import Line, lines_of
from pipeline.tools.pdf.placing import PdfPages

SECONDS = 180.0
"""Patience with one paper."""
LARGEST_BYTES = 600_000_000
"""A paper on its way from the process that made it: no larger, as text."""


@dataclass(frozen=True, slots=True)
class ScanOrder:
    """A paper whose scan is to be made: its title, and where its pages are taken from."""

    title: str
    pieces: tuple[ScanPiece | PrintPiece, ...]

    @staticmethod
    def of(paper: PaperReturn, out: Path, title: str) -> ScanOrder:
        """The scan of a paper that has come back.

        Args:
            paper: What came back of it.
            out: The output folder.
            title: What it is called.

        Raises:
            ValueError: Pages, signatures or seals are missing, or doubtful.
        """
        if not paper.is_complete:
            raise ValueError(f"{paper.path} is {paper.state}")
        return ScanOrder(title, tuple(pieces_of(paper, out)))


class MadeScan(Struct, frozen=True, kw_only=True):
    """The scan of a paper; or why there is none, in Chinese.

    Attributes:
        data: The PDF.
        words: What is printed on its pages, a line each, personal numbers and all.
        standard: What it was proven to be, `PDF/A-2b`; empty where a checker did not pass it.
        faults: What the checkers found, as they say it.
        problem: Why there is none.
    """

    data: bytes = b""
    words: str = ""
    standard: str = ""
    faults: tuple[str, ...] = ()
    problem: str = ""


def make_scan(order: ScanOrder) -> MadeScan:
    """Make the scan of a paper; what is wrong with it is told in the result."""
    try:
        printed = [_printed(piece) for piece in order.pieces]
        pages = [
            LastingPage(laid_straight(piece), lines)
            if isinstance(piece, ScanPiece)
            else LastingPage(PdfPages(piece.path, piece.number))
            for piece, lines in zip(order.pieces, printed, strict=True)
        ]
        made = made_to_last(pages, title=order.title)
    except InputError as error:
        return MadeScan(problem=str(error))
    except OSError:
        return MadeScan(problem=f"{order.title}：有一页读不出来，请关闭正在使用扫描件的程序后再试")
    words = "\n".join(_said(printed))
    return MadeScan(data=made.data, words=words, standard=made.standard, faults=made.faults)


def _printed(piece: ScanPiece | PrintPiece) -> tuple[Line, ...]:
    """The printed words of a page."""
    path = piece.page_of if isinstance(piece, ScanPiece) else piece.path
    return lines_of(path, piece.number)


def _said(pages: list[tuple[Line, ...]]) -> Iterator[str]:
    for lines in pages:
        yield from (line.text for line in lines)
