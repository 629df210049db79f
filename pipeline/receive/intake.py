"""Which files are scans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline import arriving
from pipeline.arriving import Arrived, Expected, said
from pipeline.filekinds import FileKind, Group

_SCANS = frozenset({Group.PICTURE, Group.PDF})
_NO_USE = "换成扫描得到的PDF或图片"


def gather(paths: Sequence[Path], scratch: Path) -> Iterator[Arrived]:
    """The scans that some paths stand for, as `arriving.gather`; what is none is told.

    Raises:
        InputError: One of the paths is not there, or a folder holds far too many files.
    """
    return arriving.gather(paths, scratch, _SCAN)


def _problem_of(kind: FileKind, name: str) -> str:
    if kind.group in _SCANS:
        return ""
    what = kind.label or "不认识的文件"
    return said(f"不是扫描件，是{what}", name, "", kind.remedy or _NO_USE)


_SCAN = Expected(what="扫描件", problem_of=_problem_of, too_large="分几次扫描，或降到300 dpi")
