"""What a build came to, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ExitCode, UsageError
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import Failure, FileEntry, FileKind, Manifest
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.bundle import Packet
    from pipeline.check import Review

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of one paper: its files, or why there are none.

    Attributes:
        paper: The paper.
        word: Its Word file.
        pdf: Its PDF; None while it waits for LibreOffice.
        failure: What went wrong.
        files: Contents of those files that were made anew, by path.
        thumbnail: Picture of the first page of a PDF among them.
    """

    paper: Paper
    word: FileEntry | None = None
    pdf: FileEntry | None = None
    failure: Failure | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    thumbnail: bytes = b""


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of one packet: its entry, and its contents if it was made anew."""

    entry: FileEntry
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class WordPaper:
    """A paper whose PDF follows its Word file, and where that file is now."""

    made: Made
    file: Path


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet that waits for papers: by stem their PDFs, and where these files are now."""

    packet: Packet
    pdfs: Mapping[str, FileEntry]
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a task came to.

    Attributes:
        made: Papers.
        packed: Their packet; None where a paper failed, waits, or goes into none.
        drawn: Pages that were drawn for them, encoded, by digest of what they show.
    """

    made: tuple[Made, ...] = ()
    packed: Packed | None = None
    drawn: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of all papers and packets, in the order of the report.

    Attributes:
        made: The papers.
        packets: The packets.
        stand_ins: For each official font that is not installed, the font in its place.
    """

    made: Sequence[Made]
    packets: Sequence[FileEntry] = ()
    stand_ins: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build came to.

    Attributes:
        out: Output folder of the dossier.
        manifest: What is there now; None when errors in the data stopped the build.
        review: The findings; None when nothing had changed since the last run.
        fresh: Number of files made anew.
        set_aside: Names of files changed by hand that were kept apart.
    """

    out: Path
    manifest: Manifest | None = None
    review: Review | None = None
    fresh: int = 0
    set_aside: tuple[str, ...] = ()

    @property
    def report(self) -> Path:
        """The report; blank forms have none."""
        return self.out / naming.REPORT

    @property
    def paper_files(self) -> int:
        """Number of files that are papers: Word files and PDFs, packets not counted."""
        files = self.manifest.files if self.manifest else ()
        return sum(entry.kind is not FileKind.PRINT for entry in files)

    @property
    def exit_code(self) -> ExitCode:
        """0; 4 for errors in the data; or what the first paper that failed says."""
        if self.manifest is None:
            return ExitCode.FINDINGS
        codes = [ExitCode(failure.exit_code) for failure in self.manifest.failures]
        return codes[0] if codes else ExitCode.OK


def output_folder(folder: Path, settings: Settings) -> Path:
    """Where the papers of a dossier go.

    Raises:
        UsageError: That would be the dossier folder itself.
    """
    out = settings.out / naming.dossier_name(folder)
    if out.resolve() == folder.resolve():
        raise UsageError(
            "输出文件夹就是材料文件夹",
            where=str(folder),
            why="生成的文件会与材料混在一起",
            remedy="用 -o 另指定一个输出文件夹",
        )
    return out
