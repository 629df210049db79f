"""Papers as the page shows them: what was made, pages as pictures, packets to take along, what came back."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import store
from pipeline.errors import InputError
from pipeline.papers import naming
from pipeline.papers.returned import RECEIVED_FOLDER, UPLOAD_FOLDER
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.papers.coming import Coming
    from pipeline.papers.manifest import FileEntry
    from pipeline.papers.outputs import Handed, Output

_DRAWING = threading.Lock()
"""PDFium is for one thread at a time."""

_KEPT_PICTURES = 96


def made(folder: Path, settings: Settings) -> Output | None:
    """What the last build of a dossier made; None where there was none, or it cannot be told."""
    from pipeline.papers.manifest import read_manifest
    from pipeline.papers.outputs import Output

    out = output_of(folder, settings)
    manifest = read_manifest(out / naming.MANIFEST)
    return Output(out, manifest) if manifest else None


def output_of(folder: Path, settings: Settings) -> Path:
    """Where the papers of a dossier go.

    Raises:
        UsageError: That would be the dossier folder itself.
    """
    from pipeline.make.built import output_folder

    return output_folder(folder, settings)


def content_of(output: Output, path: str) -> bytes:
    """The content of a file of an output folder.

    Raises:
        InputError: It is not there, or it is a link.
    """
    return _content(output.folder, path)


def _content(folder: Path, path: str) -> bytes:
    file, inside = folder / path, folder.resolve()
    try:
        if file.is_symlink() or not file.resolve(strict=True).is_relative_to(inside):
            raise InputError("这个文件是链接，不能打开", where=file.name, remedy="重新生成")
        return file.read_bytes()
    except OSError as error:
        raise InputError("找不到这个文件", where=file.name, remedy="重新生成") from error


def coming(folder: Path, settings: Settings) -> tuple[Coming, ...]:
    """The papers of a build that is under way, as far as they are made; a paper made twice is told once.

    They wait for their places: the output folder changes as a whole, when all are made.
    """
    from pipeline.papers import coming as waiting

    found = {each.entry.path: each for each in waiting.coming(output_of(folder, settings))}
    return tuple(found.values())


def page_picture(out: Path, entry: FileEntry, page: int, width_px: int, aside: str = "") -> bytes:
    """A page of a PDF as a WebP picture.

    Args:
        out: The output folder.
        entry: The PDF.
        page: Counted from 1.
        width_px: Width of the picture.
        aside: Where the PDF may still wait for its place, below the output folder.

    Raises:
        InputError: The file or the page is not there.
        OutputError: The PDF cannot be read.
    """
    if not 1 <= page <= (entry.pages or 0):
        raise InputError(f"没有第{page}页", where=Path(entry.path).name, remedy="重新生成")
    return _picture(out, (aside, entry.path), entry.sha256, page, width_px)


@lru_cache(maxsize=_KEPT_PICTURES)
def _picture(out: Path, places: tuple[str, str], sha256: str, page: int, width_px: int) -> bytes:
    from pipeline.tools.pdf.thumbnails import thumbnail

    aside, path = places
    data = _waiting(out, places, sha256) if aside else _content(out, path)
    with _DRAWING:
        return thumbnail(data, page=page, width_px=width_px, is_waited_for=True)


def _waiting(out: Path, places: Sequence[str], sha256: str) -> bytes:
    """A paper that waits, or has just been put in its place: the build may do so at any moment."""
    for place in places:
        with suppress(InputError):
            data = _content(out, place)
            if store.sha256(data) == sha256:
                return data
    raise InputError(
        "这份文书已经重新生成", where=Path(places[-1]).name, remedy="回到上一页，刷新再看"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Packets:
    """What somebody gets on paper.

    Attributes:
        recipient: Who; empty for all of them together.
        files: The packets.
        pages, sheets: Of all copies, blank backs included; printed on both sides.
    """

    recipient: str
    files: tuple[FileEntry, ...]
    pages: int
    sheets: int


def packets(output: Output) -> tuple[Packets, ...]:
    """The packets of an output folder by who gets them, in the order of the manifest; all together come last."""
    groups: dict[str, list[FileEntry]] = {}
    for each in output.manifest.to_print:
        groups.setdefault(each.subject, []).append(each)
    return (
        *(_counted(recipient, own) for recipient, own in groups.items()),
        _counted("", output.manifest.to_print),
    )


def _counted(recipient: str, files: Sequence[FileEntry]) -> Packets:
    from pipeline.papers.manifest import pages_of, sheets_of

    return Packets(
        recipient=recipient, files=tuple(files), pages=pages_of(files), sheets=sheets_of(files)
    )


def zip_of(output: Output, packets: Sequence[FileEntry]) -> bytes:
    """Packets as one zip file, to be sent to somebody.

    Raises:
        InputError: One is not there.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for each in packets:
            name = each.path.removeprefix(f"{naming.PRINT_FOLDER}/")
            archive.writestr(name, content_of(output, each.path))
    return buffer.getvalue()


# ---------------------------------------------------------------- what came back


def returned(output: Output, settings: Settings) -> Mapping[str, Any] | None:
    """What has come back so far, as the report shows it; None where nothing has to.  Nothing is written.

    Raises:
        InputError: What is remembered cannot be read.
    """
    from pipeline.receive import Desk

    try:
        desk = Desk(output, output.manifest.dossier, settings.templates)
    except InputError:
        return None
    return desk.view()


def scan(output: Output, source: str) -> tuple[str, bytes] | None:
    """A scan as it came, with its name; None where there is none that begins with this SHA-256.

    Raises:
        InputError: It is not there any more.
    """
    from pipeline.receive import Keep

    for each in Keep(output.folder).read().files:
        if each.kept and source and each.sha256.startswith(source):
            return each.name, content_of(output, f"{RECEIVED_FOLDER}/{each.kept}")
    return None


# ---------------------------------------------------------------- the upload kit


def kit_files(output: Output) -> tuple[tuple[str, int], ...]:
    """The files of the upload kit below its folder, with their sizes in bytes."""
    top = output.folder / UPLOAD_FOLDER
    found = (
        each
        for each in sorted(top.glob("*/*"))
        if each.is_file() and not each.is_symlink() and each.parent.name != store.HIDDEN
    )
    return tuple((each.relative_to(top).as_posix(), each.stat().st_size) for each in found)


def kit_file(output: Output, digest: str) -> tuple[str, bytes] | None:
    """A file of the kit by the digest of its path (`kit_id`), with its name; None where there is none.

    Raises:
        InputError: It is not there any more.
    """
    for path, _ in kit_files(output):
        if kit_id(path) == digest:
            return Path(path).name, content_of(output, f"{UPLOAD_FOLDER}/{path}")
    return None


def handouts(folder: Path, settings: Settings) -> tuple[tuple[str, str, int], ...]:
    """Employers' kits as they were last made: what an address calls them (`kit_id`), their names, sizes in bytes."""
    top = output_of(folder, settings) / naming.KIT_FOLDER
    found = (each for each in sorted(top.glob("*.zip")) if not each.is_symlink() and each.is_file())
    return tuple((kit_id(each.name), each.name, each.stat().st_size) for each in found)


def handout(folder: Path, settings: Settings, digest: str) -> tuple[str, bytes] | None:
    """An employer's kit as a zip, with its name; None where there is none of this digest.

    Raises:
        InputError: It is not there any more.
    """
    for known, name, _ in handouts(folder, settings):
        if known == digest:
            return name, _content(output_of(folder, settings), f"{naming.KIT_FOLDER}/{name}")
    return None


def kit_id(path: str) -> str:
    """What a file of the kit is called in an address: its name may say whose it is."""
    return store.sha256(path.encode())[:16]


def handed(output: Output) -> Handed:
    """What is remembered of the upload kit."""
    from pipeline.papers.outputs import handed as remembered

    return remembered(output.folder)
