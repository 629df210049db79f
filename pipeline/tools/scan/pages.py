"""Files that came back from a scanner or a telephone, as pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import filekinds
from pipeline.errors import InputError, reason
from pipeline.filekinds import FileKind, Group
from pipeline.tools.scan import pdfpages, picturepages
from pipeline.tools.scan.raw import PageImage, RawPage

__all__ = ["PageImage", "RawPage", "count_pages", "is_scan", "read_pages"]

MAX_FILE_BYTES = 4_000_000_000
"""Largest file that is opened: only single pages of it are ever in memory."""

_PICTURES = frozenset({"jpeg", "png", "tiff", "heic", "webp", "bmp"})
_RESCAN = "重新扫描，存为PDF或JPG"


def is_scan(kind: FileKind) -> bool:
    """Whether files of a kind are read as pages."""
    return kind.group is Group.PDF or kind.id in _PICTURES


def count_pages(path: Path) -> int:
    """How many pages a file has.

    Raises:
        InputError: It is no scan, damaged, locked or too large as a whole.
    """
    kind = _checked_kind(path)
    if kind.group is Group.PDF:
        return pdfpages.count(path)
    return picturepages.count(path, kind)


def read_pages(path: Path, first: int = 1, last: int | None = None) -> Iterator[RawPage]:
    """The pages of a file, one after the other; what is wrong with a page is told when it is loaded.

    Args:
        path: A PDF or a picture.
        first: The first page wanted, counted from 1: workers share a file by stretches of pages.
        last: The last one; None for the file's last.

    Raises:
        InputError: It is no scan, damaged, locked or too large as a whole.
    """
    kind = _checked_kind(path)
    if kind.group is Group.PDF:
        yield from pdfpages.read(path, first, last)
    else:
        yield from picturepages.read(path, kind, first, last)


def _checked_kind(path: Path) -> FileKind:
    try:
        kind = filekinds.kind_of(path)
        size_bytes = path.stat().st_size
    except FileNotFoundError as error:
        raise InputError("找不到扫描件", where=path.name, remedy="检查文件名和文件夹") from error
    except OSError as error:
        raise InputError(
            "扫描件读不出来",
            where=path.name,
            why=reason(error),
            remedy="关闭正在使用它的程序后再试，并检查权限",
        ) from error
    if not is_scan(kind):
        raise InputError(
            f"不是扫描件，是{kind.label}", where=path.name, remedy=kind.remedy or _RESCAN
        )
    if size_bytes > MAX_FILE_BYTES:
        raise InputError(
            f"文件超过{MAX_FILE_BYTES // 1_000_000_000} GB",
            where=path.name,
            remedy="分成几个文件重新扫描",
        )
    return kind
