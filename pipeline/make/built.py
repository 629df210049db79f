"""What a build came to, and where it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import store
from pipeline.errors import ExitCode, UsageError
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import (
    Failure,
    FileEntry,
    FileKind,
    HeldPaper,
    Manifest,
    pages_of,
    sheets_of,
)
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.bundle import Packet
    from pipeline.check import Review

MOST_REASONS = 10
"""How many errors are said on the screen after a build; the report has them all."""

_MOST_NAMED = 4
"""How many papers are named that have changed."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of one paper: its files, or why there are none.

    Attributes:
        paper: The paper.
        word: Its Word file.
        sheet: Its workbook, where it is one table.
        pdf: Its PDF; None while it waits for LibreOffice.
        failure: What went wrong.
        files: Contents of those files that were made anew, by path.
        thumbnail: Picture of the first page of a PDF among them.
    """

    paper: Paper
    word: FileEntry | None = None
    sheet: FileEntry | None = None
    pdf: FileEntry | None = None
    failure: Failure | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    thumbnail: bytes = b""

    @property
    def entries(self) -> tuple[FileEntry, ...]:
        """The entries of its files."""
        return tuple(filter(None, (self.word, self.sheet, self.pdf)))

    def having(self, entry: FileEntry) -> Made:
        """The paper with one more file of those that it has."""
        match entry.kind:
            case FileKind.WORD:
                return replace(self, word=entry)
            case FileKind.SHEET:
                return replace(self, sheet=entry)
            case _:
                return replace(self, pdf=entry)


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
        manifest: What is there now.
        review: The findings; None when nothing had changed since the last run.
        fresh: Number of files made anew.
        set_aside: Names of files changed by hand that were kept apart.
        only: The documents that were asked for; none for all.
        hanging: Papers that stay as they hang though nominations on them were withdrawn since the last run.
        overtaken: Whether the dossier was changed while it was under way.
    """

    out: Path
    manifest: Manifest
    review: Review | None = None
    fresh: int = 0
    set_aside: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    hanging: tuple[FileEntry, ...] = ()
    overtaken: bool = False

    @property
    def report(self) -> Path:
        """The report; blank forms have none."""
        return self.out / naming.REPORT

    @property
    def paper_files(self) -> int:
        """Number of files that are papers: Word files, workbooks and PDFs, packets not counted."""
        files = self.manifest.files
        return sum(entry.kind is not FileKind.PRINT for entry in files)

    @property
    def held(self) -> tuple[HeldPaper, ...]:
        """The papers that were asked for and cannot be made yet."""
        held = self.manifest.held
        return tuple(each for each in held if not self.only or each.document in self.only)

    @property
    def exit_code(self) -> ExitCode:
        """0; what the first paper that failed says; 4 where one that was asked for is held back."""
        codes = [ExitCode(failure.exit_code) for failure in self.manifest.failures]
        return codes[0] if codes else ExitCode.FINDINGS if self.held else ExitCode.OK

    def said_of_printing(self) -> str:
        """How much is to be printed; nothing where nothing is."""
        printed = self.manifest.to_print
        if not printed:
            return ""
        pages, sheets = pages_of(printed), sheets_of(printed)
        return f"· 打印件{len(printed)}个，共{pages}页、{sheets}张纸（双面），见打印清单。"

    def said_of_changes(self) -> Iterator[str]:
        """What was overtaken, which papers have to be printed and signed anew if they are on paper, which hang on."""
        if self.overtaken:
            yield "! 生成期间材料又改过，改动可能没有印上，请再生成一次。"
        files = self.manifest.files
        anew = [f"{entry.subject} {entry.title}".strip() for entry in files if entry.anew]
        if anew:
            more = f"等{len(anew)}份，名单见报告" if len(anew) > _MOST_NAMED else ""
            named = "、".join(anew[:_MOST_NAMED])
            yield f"! 比首次生成时有变化，已经打印的要重新打印、签字盖章：{named}{more}。"
        for entry in self.hanging:
            yield f"· {entry.said_of_withdrawn}。"

    def said_of_templates(self) -> Iterator[str]:
        """What is told of the office's own templates: tracked changes, links that were not followed."""
        notices = self.manifest.notices
        yield from (f"! {said}。" for said in notices)

    def said_of_edited(self) -> Iterator[str]:
        """Which papers come from a Word file that a hand has changed, and which such files lie unused."""
        files = self.manifest.files
        for entry in files:
            if entry.edited and entry.kind is FileKind.WORD:
                yield f"· “{Path(entry.path).name}”用的是您改过的Word文件（改动见报告）。"
        for path in self.unused:
            yield (
                f"! word文件夹里的“{path.name}”是您改过的文件，没有采用；"
                f"要以它为准，加 --from-word {path.stem}"
            )

    @property
    def unused(self) -> tuple[Path, ...]:
        """Word files that a hand has changed, and that no paper comes from."""
        files = self.manifest.files
        taken = {entry.sha256 for entry in files if entry.edited}
        found = sorted((self.out / naming.WORD_FOLDER).glob(f"*.{store.SET_ASIDE}[0-9]*.docx"))
        return tuple(path for path in found if store.sha256_file(path) not in taken)

    def said_of_held(self) -> Iterator[str]:
        """What cannot be made yet and why, the reasons grouped, line by line; nothing if all is made."""
        if not self.held:
            return
        titles = {each.path: each.title for each in self.held}
        yield f"· 还有{len(self.held)}份文书现在不能生成，要先补填或改正："
        reasons = [
            each for each in self.manifest.reasons if not titles.keys().isdisjoint(each.holds_back)
        ]
        for reason in reasons[:MOST_REASONS]:
            papers = Counter(titles[path] for path in reason.holds_back if path in titles)
            named = "、".join(f"{title}{count}份" for title, count in papers.items())
            where = "　".join(part for part in (reason.nomination, reason.place) if part)
            yield f"    {where}　{reason.message}。请{reason.remedy}（涉及{named}）"
        if len(reasons) > MOST_REASONS:
            yield f"    还有{len(reasons) - MOST_REASONS}处，执行 wuxiao check 可看全部。"
        yield "  要先看样子可加 --draft。"


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
