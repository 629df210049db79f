"""Whether an evidence file opens, and what it is.

The files are strangers': `engine.guarded` calls `inspect` in a child process.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from pipeline.dossier.intake import FileFacts
from pipeline.filekinds import FileKind, Group, kind_of

_CLOSE_IT = "关闭正在使用它的程序，或请管理员给出读取权限"
_REINSTALL = "重新安装本程序（pip install --force-reinstall wuxiao-forms）"
_CLOSE_OTHERS = "关闭一些别的程序后再做一次；再不行就把文件缩小后另存"
_TELL_US = "把这个文件发给开发者，并人工打开核对"
_SAVE_ANEW = "用能打开它的软件打开，另存一份再放回；打不开的，请原来的人重新发来"


def inspect(path: Path) -> FileFacts:
    """Look at one file; never raises, whatever the file or this computer lacks."""
    try:
        if not path.is_file():
            return FileFacts(problem="不存在" if not path.exists() else "不是文件")
        size = path.stat().st_size
        kind = kind_of(path)
        digest = "" if kind.group is Group.VIDEO else _digest(path)
    except OSError:
        return FileFacts(problem="读不出来，可能正被别的程序使用，或没有权限", remedy=_CLOSE_IT)
    return replace(_look(path, kind), size_bytes=size, kind=kind.id, digest=digest)


def lost(*, hung: bool, out_of_memory: bool) -> FileFacts:
    """What is to be said of a file over which the process that looked at it was lost, alone with it.

    Args:
        hung: It took too long.
        out_of_memory: The system ended it, as it does when memory is short.
    """
    if hung:
        return FileFacts(
            problem="太大或太复杂，等了很久还没有读完，也可能已损坏", remedy=_SAVE_ANEW
        )
    if out_of_memory:
        return FileFacts(unknown="检查它的进程被系统结束，多半是本机内存不够", remedy=_CLOSE_OTHERS)
    return FileFacts(problem="打不开，读取它的组件出错退出，多半已损坏", remedy=_SAVE_ANEW)


def _digest(path: Path) -> str:
    """The SHA-256 of a file, so that one handed in twice is known."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _look(path: Path, kind: FileKind) -> FileFacts:
    """What its reader says; what this computer or program lacks is not laid to the file."""
    try:
        return _read(path, kind)
    except MemoryError:
        return FileFacts(unknown="打开它要用的内存太多，没有检查", remedy=_CLOSE_OTHERS)
    except ImportError as error:
        missing = error.name or str(error)
        return FileFacts(unknown=f"本程序缺少组件{missing}，没有检查", remedy=_REINSTALL)
    except OSError:
        return FileFacts(problem="读到一半读不下去，磁盘或网络可能有问题", remedy=_CLOSE_IT)
    except Exception as error:  # noqa: BLE001 - a fault of ours, said as such
        return FileFacts(unknown=f"本程序出错（{type(error).__name__}），没有检查", remedy=_TELL_US)


def _read(path: Path, kind: FileKind) -> FileFacts:
    # Loaded by the child that looks; whoever starts it does without.
    match kind.group:
        case Group.PICTURE:
            from pipeline.tools.pictures.inspection import inspect_picture  # noqa: PLC0415

            return inspect_picture(path, kind.id)
        case Group.PDF:
            from pipeline.tools.pdf.inspection import inspect_pdf  # noqa: PLC0415

            return inspect_pdf(path)
        case Group.VIDEO:
            return _video(path)
        case _:
            is_nothing = kind.id in {"empty", "zeros", ""}
            return (
                FileFacts(problem=f"是{kind.label}", remedy=kind.remedy)
                if is_nothing
                else FileFacts()
            )


def _video(path: Path) -> FileFacts:
    from pipeline.tools.video import video_length  # noqa: PLC0415

    length = video_length(path)
    if length.is_video is False:
        return FileFacts(
            problem="中没有画面，可能已损坏或只有声音", remedy="播放看看，换成完整的视频"
        )
    return FileFacts(milliseconds=length.milliseconds, unknown=length.unknown)
