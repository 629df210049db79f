"""`manifest.json`: what was made from what (DESIGN §6, Output).  A public contract.

It ties data to paper, tells the next run what need not be made again, and tells `receive` what to
look for on the scans.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.privacy import scrubbed
from pipeline.errors import ExitCode
from pipeline.papers.documents import Paper
from pipeline.papers.naming import is_path_of_ours

FORMAT = 1
"""Version of the file's shape."""


class FileKind(StrEnum):
    """What a file of the output folder is."""

    WORD = "word"
    SHEET = "sheet"
    PDF = "pdf"
    PRINT = "print"


class Zone(Struct, frozen=True, kw_only=True):
    """A place for a signature or a seal, in millimetres from the page's top left corner.

    `page` is counted from 1 within the document.
    """

    kind: str
    role: str
    page: int
    x: float
    y: float
    width: float
    height: float


class PacketPart(Struct, frozen=True, kw_only=True):
    """A paper inside a packet, or a stretch of its pages; pages are counted from 1.

    Attributes:
        path: The paper's PDF.
        first_page: The page of the packet that it starts on.
        pages: Number of pages.
        of_page: The page of the paper that it starts with.
    """

    path: str
    first_page: int
    pages: int
    of_page: int = 1


class StandIn(Struct, frozen=True, kw_only=True):
    """Fonts in the place of one that the Word file asks for.

    `used` are names as in the PDF; `expected` tells whether they are the ones meant to stand in for it.
    """

    asked: str
    used: tuple[str, ...]
    expected: bool = True


class Earlier(Struct, frozen=True, kw_only=True):
    """An earlier version of a paper that may be on paper already.

    `codes` are those of its pages; `changed` is what has changed since, as a clerk calls it.  `filled` tells
    that nothing else has than blanks for a hand, the days of the publicity say, which are printed by now, `restyled`
    that nothing has but the look, as another version of the program made it: what came back of it is good, and is
    compared with its own pages (`store.kept_path`), which have these `zones`.
    """

    codes: tuple[str, ...]
    changed: tuple[str, ...]
    filled: bool = False
    restyled: bool = False
    zones: tuple[Zone, ...] = ()


class FileEntry(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """One file of the output folder.

    Attributes:
        path: Below the dossier's output folder, with `/`.
        kind: Word file, workbook or PDF of one paper, or packet for printing.
        sha256: SHA-256 of the file.
        document: Id of the document; None for packets.
        title: Chinese title.
        subject: Whom or what it is for.
        nomination: Id of the nomination, where it is made for one.
        recipient: Who gets the paper in print, an employer or the unit; empty where it is in no packet.
        pages: Number of pages, blank backs included; None for Word files and workbooks.
        copies: How many a packet is printed.
        data_digest: Digest of the data it was made from.
        template_digest: Digest of the template, its shared files and the program's version.
        shown_digest: Digest of all that it shows: words, pictures, styles.
        anew: What has changed since it was first made: if that is on paper already, it has to be
            printed and signed anew.
        withdrawn: Nominations that it shows, as it was posted, and that are not in the dossier any more.
        edited: What a hand has changed in the Word file that it is, or comes from; empty where nothing.
        paper_id: What codes call it; empty where its pages carry none.
        codes: The text of the code on each page; empty where pages carry none.
        zones: Signature and seal zones of a paper; a packet has those of its `parts`.
        earlier: Earlier versions whose pages carried other codes, the latest last.
        fonts: Fonts in the PDF.
        stand_ins: Fonts in the place of those that the Word file asks for, in a PDF by LibreOffice.
        doubts: What to look at in a PDF: figures of official paper that it does not keep, measured.
        parts: What a packet is merged from.
    """

    path: str
    kind: FileKind
    sha256: str
    document: str | None = None
    title: str = ""
    subject: str = ""
    nomination: str | None = None
    recipient: str = ""
    pages: int | None = None
    copies: int = 1
    data_digest: str = ""
    template_digest: str = ""
    shown_digest: str = ""
    anew: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    paper_id: str = ""
    codes: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    fonts: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    doubts: tuple[str, ...] = ()
    parts: tuple[PacketPart, ...] = ()

    @property
    def sheets(self) -> int:
        """Sheets of paper that one copy takes, printed on both sides."""
        return -(-(self.pages or 0) // 2)

    @property
    def said_of_withdrawn(self) -> str:
        """That a paper stays as it hangs, though nominations on it were withdrawn."""
        name, gone = f"{self.subject} {self.title}".strip(), "、".join(self.withdrawn)
        return f"{name}已经张贴，{gone}撤下以后不用重新张贴，仍用张贴的这一份"

    def is_printed(self) -> bool:
        """Whether it is a packet that somebody gets on paper."""
        return self.kind is FileKind.PRINT and bool(self.subject)


def pages_of(packets: Iterable[FileEntry]) -> int:
    """Pages of all copies of some packets, blank backs included."""
    return sum((each.pages or 0) * each.copies for each in packets)


def sheets_of(packets: Iterable[FileEntry]) -> int:
    """Sheets of paper that all copies of some packets take, printed on both sides."""
    return sum(each.sheets * each.copies for each in packets)


class Failure(Struct, frozen=True, kw_only=True):
    """A paper that could not be made, and why; `exit_code` as in `errors.ExitCode`."""

    path: str
    nomination: str | None
    message: str
    exit_code: int

    @staticmethod
    def of(paper: Paper, message: str, exit_code: ExitCode) -> Failure:
        """The failure of a paper."""
        return Failure(
            path=paper.stem, nomination=paper.nomination, message=message, exit_code=int(exit_code)
        )


class HeldPaper(Struct, frozen=True, kw_only=True):
    """A paper that cannot be made yet; `path` is that of its PDF, `held_by` the rules that hold it back."""

    path: str
    document: str
    title: str
    subject: str
    nomination: str | None
    milestone: Milestone
    held_by: tuple[str, ...]


class Reason(Struct, frozen=True, kw_only=True):
    """An error that holds papers back: as in `findings.Finding`, `place` as a clerk reads it."""

    rule: str
    nomination: str | None
    place: str
    message: str
    remedy: str
    holds_back: tuple[str, ...]


class Manifest(Struct, frozen=True, kw_only=True):
    """The manifest of one dossier's output folder.

    Attributes:
        dossier: Name of the dossier.
        activity: Id of the activity.
        program: Version of the program.
        input_digest: Digest of everything the output was made from, options included; empty when
            anything failed, so that the next run tries again.
        draft: Whether every page says 草稿.
        files: Every file made, papers first, then packets.
        failures: What could not be made.
        held: What cannot be made yet.
        reasons: What holds these papers back.
        stand_ins: For each official font that is not installed, the font in its place.
        notices: What is told of Word templates of the office's own, each with the file's name.
        format: Version of the file's shape.
    """

    dossier: str
    activity: str
    program: str
    input_digest: str
    draft: bool
    files: tuple[FileEntry, ...]
    failures: tuple[Failure, ...] = ()
    held: tuple[HeldPaper, ...] = ()
    reasons: tuple[Reason, ...] = ()
    stand_ins: Mapping[str, str] = {}
    notices: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def to_print(self) -> tuple[FileEntry, ...]:
        """The packets that are printed: each has somebody who gets it."""
        return tuple(filter(FileEntry.is_printed, self.files))

    def by_path(self) -> dict[str, FileEntry]:
        """The files by their paths."""
        return {entry.path: entry for entry in self.files}


def read_manifest(path: Path) -> Manifest | None:
    """The manifest of an earlier run; None where there is none that can be trusted.

    One that names a path which is not of ours is not: what it names would be deleted.
    """
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    paths = [entry.path for entry in manifest.files]
    paths += [part.path for entry in manifest.files for part in entry.parts]
    trusted = manifest.format == FORMAT and all(map(is_path_of_ours, paths))
    return manifest if trusted else None


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def without_personal_data(manifest: Manifest) -> Manifest:
    """The manifest, no personal data in full in any of its texts.

    Digests and codes stay as they are: many hold digits in the order of a telephone number.  So do
    paths, whose parts `naming` has scrubbed already.
    """
    clean = msgspec.convert(scrubbed(msgspec.to_builtins(manifest)), Manifest)
    files = zip(clean.files, manifest.files, strict=True)
    return replace(
        clean,
        input_digest=manifest.input_digest,
        files=tuple(_with_keys_of(whole, entry) for entry, whole in files),
    )


def _with_keys_of(whole: FileEntry, entry: FileEntry) -> FileEntry:
    return replace(
        entry,
        path=whole.path,
        parts=whole.parts,
        sha256=whole.sha256,
        data_digest=whole.data_digest,
        template_digest=whole.template_digest,
        shown_digest=whole.shown_digest,
        paper_id=whole.paper_id,
        codes=whole.codes,
        earlier=tuple(
            replace(clean, codes=known.codes)
            for clean, known in zip(entry.earlier, whole.earlier, strict=True)
        ),
    )
