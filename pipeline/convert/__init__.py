"""Stage `convert`: Word files give PDF, through LibreOffice, many files in one call."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.convert.proof import proofread
from pipeline.convert.stand_ins import spoken
from pipeline.errors import InputError, UsageError
from pipeline.papers.manifest import StandIn
from pipeline.store import write_whole
from pipeline.tools.office.program import convert_to_pdf
from pipeline.tools.word.notices import notices

WORD_SUFFIXES = frozenset({".docx", ".doc", ".wps", ".odt", ".rtf"})
"""What LibreOffice Writer opens."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A PDF that was made, the fonts in it that stand in for others, and what is told of its Word file."""

    path: Path
    stand_ins: tuple[StandIn, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def said_of_file(self) -> tuple[str, ...]:
        """That the final text counts, that links were not followed, for a clerk."""
        return tuple(f"! {self.path.name}：{each}。" for each in self.notices)

    @property
    def said_of_fonts(self) -> tuple[str, ...]:
        """The stand-ins, each in a line for a clerk."""
        return tuple(map(spoken, self.stand_ins))


def convert(files: Sequence[Path], folder: Path | None = None) -> list[Converted]:
    """Convert Word files to PDF of the same names.

    All PDFs are made and checked before the first one takes its place; an older one of the same
    name is replaced.

    Args:
        files: The Word files.
        folder: Where the PDFs go; None: beside each Word file.

    Returns:
        The PDF of each file, in order; stand-ins are told of `.docx` files alone.

    Raises:
        InputError: A file is missing or is no Word file.
        UsageError: Two files would give the same PDF.
        ToolMissingError: There is no LibreOffice.
        ToolFailedError: A file could not be converted; then none was written.
        MissingGlyphError: A character of a `.docx` is not in its PDF; then none was written.
        OutputError: A PDF of that name is open in another program, the disk is full, or LibreOffice
            broke a character in half; then none was written.
    """
    targets = [(folder or each.parent) / f"{each.stem}.pdf" for each in files]
    _check(files, targets)
    with tempfile.TemporaryDirectory(prefix="wuxiao-convert-", ignore_cleanup_errors=True) as stage:
        made = convert_to_pdf(files, Path(stage))
        contents = [each.read_bytes() for each in made]
    done = [_proofread(*each) for each in zip(files, targets, contents, strict=True)]
    for target, content in zip(targets, contents, strict=True):
        write_whole(target, content)
    return done


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Convert Word files in memory, for documents whose Word template the office changed.

    Args:
        documents: Names (for messages) and contents of `.docx` files.

    Returns:
        The PDF of each, under the same name.

    Raises:
        ToolMissingError: There is no LibreOffice.
        ToolFailedError: A file could not be converted; the message names it.
    """
    with tempfile.TemporaryDirectory(prefix="wuxiao-convert-", ignore_cleanup_errors=True) as name:
        stage = Path(name)
        files = []
        for number, (title, content) in enumerate(documents.items(), start=1):
            file = stage / str(number) / f"{Path(title).stem}.docx"
            file.parent.mkdir()
            file.write_bytes(content)
            files.append(file)
        pdfs = convert_to_pdf(files, stage)
        return {title: pdf.read_bytes() for title, pdf in zip(documents, pdfs, strict=True)}


def _looks_like_a_document(file: Path) -> bool:
    """Whether a file begins as zip, OLE or RTF do: LibreOffice would take anything else for text."""
    with file.open("rb") as stream:
        return stream.read(8).startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"))


def _proofread(file: Path, target: Path, pdf: bytes) -> Converted:
    if file.suffix.lower() != ".docx":
        return Converted(target)
    word = file.read_bytes()
    proof = proofread(word, pdf, name=file.name)
    return Converted(target, proof.stand_ins, notices(word, file.name))


def _check(files: Sequence[Path], targets: Sequence[Path]) -> None:
    for file in files:
        if not file.is_file():
            raise InputError("找不到这个文件", where=str(file), remedy="检查文件名和位置")
        if file.suffix.lower() not in WORD_SUFFIXES:
            raise InputError("不是 Word 文件", where=str(file), remedy="只给出 .docx 文件")
        if not _looks_like_a_document(file):
            raise InputError(
                "内容不是 Word 文件",
                where=str(file),
                why="文件名像，内容不像，可能已损坏",
                remedy="用 Word 或 WPS 打开后另存为 .docx",
            )
    double = [target for target, times in Counter(targets).items() if times > 1]
    if double:
        raise UsageError(
            "有几个文件会转成同一个 PDF", where=str(double[0]), remedy="改文件名，或分几次转换"
        )
