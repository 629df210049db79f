"""Whether an evidence file opens, and what it is.

The files are strangers': `engine.guarded` calls `inspect` in a child process.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

from pipeline.dossier.models import FileFacts

_HEADER_BYTES = 4096
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_ISO_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"{\\rtf", "office"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"),
    (b"FLV\x01", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
)
_PICTURES = frozenset({"jpeg", "png", "gif", "bmp", "tiff", "webp", "heic", "avif"})


def inspect(path: Path) -> FileFacts:
    """Look at one file; never raises for a file that is missing or damaged."""
    try:
        if not path.is_file():
            return FileFacts(problem="不存在" if not path.exists() else "不是文件")
        size = path.stat().st_size
        with path.open("rb") as file:
            family = _family(file.read(_HEADER_BYTES), path)
    except OSError:
        return FileFacts(problem="读不出来，可能正被别的程序占用或没有权限")
    if size == 0:
        return FileFacts(size_bytes=0, problem="是空文件")
    found = _look(path, family)
    family = found.family or family
    digest = "" if family == "video" else _digest(path)
    return replace(found, size_bytes=size, family=family, digest=digest)


def _digest(path: Path) -> str:
    """The SHA-256 of a file, so that one handed in twice is known; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _look(path: Path, family: str) -> FileFacts:
    # Loaded by the child that looks; whoever starts it does without.
    from pipeline.tools.pdf.inspection import inspect_pdf  # noqa: PLC0415
    from pipeline.tools.pictures.inspection import inspect_picture  # noqa: PLC0415

    try:
        if family in _PICTURES:
            return inspect_picture(path, family)
        if family == "pdf":
            return inspect_pdf(path)
        if family == "video":
            return _video(path)
    except MemoryError:
        return FileFacts(problem="太大，打不开")
    if not family:
        return FileFacts(unknown="不认识这种文件格式")
    return FileFacts()


def _family(header: bytes, path: Path) -> str:
    if found := next((each for start, each in _SIGNATURES if header.startswith(start)), ""):
        return found
    if header[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "video"}.get(header[8:12], "")
    if header[4:8] in _ISO_BOXES:
        return _iso_family(header)
    if b"%PDF-" in header[:1024]:
        return "pdf"
    if header[:4] == b"PK\x03\x04":
        return "office" if _is_office(path) else "archive"
    return _text_family(header)


def _iso_family(header: bytes) -> str:
    brand = header[8:12] if header[4:8] == b"ftyp" else b""
    if brand in {b"avif", b"avis"}:
        return "avif"
    return "heic" if brand in _HEIC_BRANDS else "video"


def _is_office(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _text_family(header: bytes) -> str:
    if b"\x00" in header:
        return ""
    for encoding in ("utf-8", "gb18030"):
        try:
            header[: _HEADER_BYTES - 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(header) - 8:
                continue
        return "text"
    return ""


def _video(path: Path) -> FileFacts:
    from pipeline.tools.video import video_length  # noqa: PLC0415

    length = video_length(path)
    if length.is_video is False:
        return FileFacts(problem="中没有画面，可能已损坏或只有声音")
    return FileFacts(milliseconds=length.milliseconds, unknown=length.unknown)
