"""Papers as the page shows them: what was made, pages as pictures, packets to take along, what came back."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import store
from pipeline.errors import InputError
from pipeline.papers import naming
from pipeline.papers.returned import RECEIVED_FOLDER, UPLOAD_FOLDER
from pipeline.settings import Settings

if TYPE_CHECKING:
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


def _content(out: Path, path: str) -> bytes:
    file = out / path
    inside = out.resolve()
    try:
        if file.is_symlink() or not file.resolve(strict=True).is_relative_to(inside):
            raise InputError("这个文件是链接，不能打开", where=file.name, remedy="重新生成")
        return file.read_bytes()
    except OSError as error:
        raise InputError("找不到这个文件", where=file.name, remedy="重新生成") from error


def page_picture(output: Output, entry: FileEntry, page: int, width_px: int) -> bytes:
    """A page of a PDF as a WebP picture.

    Args:
        output: The output folder.
        entry: The PDF.
        page: Counted from 1.
        width_px: Width of the picture.

    Raises:
        InputError: The file or the page is not there.
        OutputError: The PDF cannot be read.
    """
    if not 1 <= page <= (entry.pages or 0):
        raise InputError(f"没有第{page}页", where=Path(entry.path).name, remedy="重新生成")
    return _picture(output.folder, entry.path, entry.sha256, page, width_px)


@lru_cache(maxsize=_KEPT_PICTURES)
def _picture(out: Path, path: str, sha256: str, page: int, width_px: int) -> bytes:  # noqa: ARG001  a new file is another picture
    from pipeline.papers.manifest import read_manifest
    from pipeline.papers.outputs import Output
    from pipeline.tools.pdf.thumbnails import thumbnail

    manifest = read_manifest(out / naming.MANIFEST)
    if manifest is None:
        raise InputError("生成记录读不出来", where=out.name, remedy="重新生成")
    data = content_of(Output(out, manifest), path)
    with _DRAWING:
        return thumbnail(data, page=page, width_px=width_px)


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
