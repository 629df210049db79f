"""Pillow and pypdf: whether an evidence file opens, and what it is.

The files are strangers': they are looked at in a child process with little memory and little time,
so that one that hangs or brings the reader down costs one finding and nothing else.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

from PIL import Image, ImageFile
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.dossier.models import FileFacts
from pipeline.tools.pictures import MAX_PIXELS
from pipeline.tools.video import video_length

SECONDS_PER_FILE = 20
"""Patience with one file."""
MEMORY_BYTES = 1_500_000_000
"""Address space of the child, where the system can hold it to that."""
COMMAND = (sys.executable, "-m", "pipeline.check.evidence")
"""The child process."""
_HEADER_BYTES = 4096
_ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})
_ORIENTATION_TAG = 0x0112
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
    """Look at one file in this process; never raises for a file that is missing or damaged."""
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
    return FileFacts(**{**asdict(found), "size_bytes": size, "family": found.family or family})


def _look(path: Path, family: str) -> FileFacts:
    try:
        if family in _PICTURES:
            return _picture(path, family)
        if family == "pdf":
            return _pdf(path)
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


def _picture(path: Path, family: str) -> FileFacts:
    if family == "heic" and not _knows_heic():
        return FileFacts(unknown="本机没有安装HEIC组件（pi-heif），打不开iPhone的HEIC照片")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(path)
    except Image.DecompressionBombError:
        return FileFacts(problem="的像素过多，打不开")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  Pillow's decoders raise whatever a damaged file provokes
        return FileFacts(problem="打不开，可能没有传完整或已损坏")


def _decode(path: Path) -> FileFacts:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with Image.open(path) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            return FileFacts(problem=f"的像素过多（{width}×{height}），打不开")
        rotated = image.getexif().get(_ORIENTATION_TAG) in _ROTATED_ORIENTATIONS
        # A JPEG is read to its end at an eighth of its size: truncation shows, memory is spared.
        image.draft(None, (max(1, width // 8), max(1, height // 8)))
        image.load()
    if rotated:
        width, height = height, width
    return FileFacts(width_px=width, height_px=height)


def _knows_heic() -> bool:
    try:
        import pi_heif  # noqa: PLC0415  an extra that need not be there
    except ImportError:
        return False
    pi_heif.register_heif_opener()
    return True


def _pdf(path: Path) -> FileFacts:
    try:
        with warnings.catch_warnings(), PdfReader(path) as reader:
            warnings.simplefilter("ignore")
            if reader.is_encrypted and not reader.decrypt(""):
                return FileFacts(problem="设了密码，打不开")
            pages = len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError, OSError):
        return FileFacts(problem="打不开，可能没有传完整或已损坏")
    return FileFacts(pages=pages) if pages else FileFacts(problem="一页也没有")


def _video(path: Path) -> FileFacts:
    length = video_length(path)
    if length.is_video is False:
        return FileFacts(problem="中没有画面，可能已损坏或只有声音")
    return FileFacts(milliseconds=length.milliseconds, unknown=length.unknown)


# ---------------------------------------------------------------- the child process


def inspect_all(
    paths: Iterable[Path], *, seconds_per_file: float = SECONDS_PER_FILE
) -> Mapping[Path, FileFacts]:
    """Look at many files in a child process.

    A file on which the child dies or hangs is a problem of that file; the others are looked at by
    a new child.
    """
    found: dict[Path, FileFacts] = {}
    waiting = list(dict.fromkeys(paths))
    while waiting:
        with _Child() as child:
            while waiting:
                path = waiting.pop(0)
                answer = child.ask(path, seconds_per_file)
                found[path] = answer or FileFacts(
                    size_bytes=_size(path), problem="打开时程序失去响应，可能已损坏"
                )
                if answer is None:
                    break
    return found


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


class _Child:
    """A process that reads paths, one a line, and writes inspections, one a line."""

    def __enter__(self) -> _Child:
        root = str(Path(__file__).parents[2])
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
        environment["PYTHONPATH"] = os.pathsep.join(
            part for part in (root, os.environ.get("PYTHONPATH", "")) if part
        )
        self._process = subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=environment,
        )
        self._answers: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                _close(stream)

    def _listen(self, stream: IO[str] | None) -> None:
        with suppress(ValueError):  # closed under us: the child was given up
            for line in stream or ():
                self._answers.put(line)
        self._answers.put("")

    def ask(self, path: Path, seconds: float) -> FileFacts | None:
        """The inspection of a file; None where the child dies or hangs over it."""
        stdin = self._process.stdin
        if stdin is None:
            return None
        try:
            stdin.write(json.dumps(str(path)) + "\n")
            stdin.flush()
            line = self._answers.get(timeout=seconds)
        except (OSError, queue.Empty):
            return None
        return FileFacts(**json.loads(line)) if line else None


def _close(stream: IO[str]) -> None:
    with suppress(OSError):  # what was still to be written to a child that is gone
        stream.close()


def _serve() -> None:
    _limit_memory()
    sys.setrecursionlimit(2000)
    for line in sys.stdin:
        answer = inspect(Path(json.loads(line)))
        sys.stdout.write(json.dumps(asdict(answer), ensure_ascii=True) + "\n")
        sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  only where the system has it

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    except (ImportError, OSError, ValueError):
        pass  # Windows: the time limit still holds


if __name__ == "__main__":
    _serve()
