"""pikepdf: whether a stranger's PDF opens, and how many pages it has.

qpdf, which is behind pikepdf, knows all of PDF's encryptions by itself: a file that only forbids things
(an owner's password) opens like any other.  It also says what it had to mend.
"""

from __future__ import annotations

from pathlib import Path

from pikepdf import PasswordError, Pdf, PikepdfError

from pipeline.dossier.intake import FileFacts

_TAIL_BYTES = 65_536
_AGAIN = "用PDF软件打开，看是否每页都在；在的，另存一份再放回；不在的，请原来的人重新发来"
_UNLOCK = "用能打开它的软件输入密码打开，打印（或另存）成不带密码的PDF"


def inspect_pdf(path: Path) -> FileFacts:
    """What is found out about a PDF; never raises for a damaged one.

    Raises:
        OSError: It cannot be read.
    """
    try:
        # As a stream: pikepdf opens names itself, but only those that are Unicode.
        with path.open("rb") as file, Pdf.open(file, suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            was_mended = bool(pdf.get_warnings())
    except PasswordError:
        return FileFacts(problem="设了打开密码", remedy=_UNLOCK)
    except PikepdfError:
        return FileFacts(problem="打不开，没有传完整或已损坏", remedy=_AGAIN)
    if not pages:
        return FileFacts(problem="一页也没有", remedy=_AGAIN)
    if was_mended and not _has_end(path):
        return FileFacts(pages=pages, unknown="结尾缺失，可能没有传完整", remedy=_AGAIN)
    return FileFacts(pages=pages)


def _has_end(path: Path) -> bool:
    """Whether it ends as a PDF does; what other programs add behind the end does not matter."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        _, end, behind = file.read().rpartition(b"%%EOF")
    return bool(end) and b" obj" not in behind
