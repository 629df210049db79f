"""Why the program stops, and with which exit code.

A *finding* (see `findings`) is something wrong with the data; an exception from this module means
"cannot go on".  Every message says, in Chinese and on one line: what, where, why, what to do.
"""

from __future__ import annotations

import errno
import re
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of `wuxiao` (DESIGN §6).  The table in docs/contracts.md is made of this enum."""

    meaning: str

    def __new__(cls, value: int, meaning: str = "") -> ExitCode:
        """Give the number its Chinese meaning."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    OK = 0, "完成"
    BUG = 1, "程序自身出错"
    USAGE = 2, "命令或选项写错"
    INPUT = 3, "输入的文件无法读取"
    FINDINGS = 4, "材料有错误，未生成或未全部生成"
    TEMPLATE = 5, "模板有错误"
    TOOL_MISSING = 6, "缺少所需软件或字体"
    TOOL_FAILED = 7, "外部软件运行失败"
    OUTPUT = 8, "生成的文件未通过自检"
    SCANS = 9, "扫描件不全或存疑"
    ARCHIVE = 10, "归档登记冲突"
    INTERRUPTED = 130, "被中断"


INTERRUPTED_WORDS = "已中断，没有做完；已经写好的文件都是完整的，再做一次即可补齐。"
"""What to say when somebody ended the run."""

_SYSTEM_WORDS = {
    **dict.fromkeys((errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)), "磁盘已满"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "没有权限"),
    errno.EROFS: "磁盘或文件夹是只读的",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "这是文件，不是文件夹",
    errno.ENOTEMPTY: "文件夹里有内容",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕了圈",
    errno.EXDEV: "不在同一个磁盘上",
    errno.EFBIG: "文件太大",
    errno.EIO: "磁盘读写出错",
    **dict.fromkeys((errno.EBUSY, getattr(errno, "ETXTBSY", errno.EBUSY)), "正被别的程序使用"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "同时打开的文件太多"),
    **dict.fromkeys((errno.ENOMEM, errno.EAGAIN), "内存不够"),
    **dict.fromkeys(
        (errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNRESET, errno.EPIPE),
        "连接断开了",
    ),
}
_IN_USE_ON_WINDOWS = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION: Python gives them as EACCES."""


_CHINESE = re.compile("[\u4e00-\u9fff]")
_MOST_WORDS = 120
"""Characters of what a library says that are told at most."""


def reason(error: Exception, meaning: str = "") -> str:
    """Why something failed, in Chinese: what the system and libraries say is English mostly.

    Args:
        error: What the system refused, what we said in Chinese, or what a library raised.
        meaning: What it means where a library raised it. Its own words follow in brackets, for
            who looks after the computer; without a meaning they stand alone.
    """
    if getattr(error, "winerror", None) in _IN_USE_ON_WINDOWS:
        return "正被别的程序使用"
    if isinstance(error, OSError) and error.errno is not None:
        return _SYSTEM_WORDS.get(error.errno, f"系统错误，编号{error.errno}")
    words = str(error)[:_MOST_WORDS]
    if meaning and not _CHINESE.search(words):
        return f"{meaning}（{words}）" if words else meaning
    return words or ("系统没有说明原因" if isinstance(error, OSError) else "")


def bug_words(error: Exception) -> str:
    """What to say of an error that nobody expected: its kind, the file, its words."""
    file = str(getattr(error, "filename", None) or "")
    words = "，".join(part for part in (file, reason(error)) if part)
    return f"程序出错（{type(error).__name__}：{words}）"


class WuxiaoError(Exception):
    """The run cannot go on.

    Args:
        what: What went wrong, in Chinese, without a full stop.
        where: File, sheet, cell or document it concerns.
        why: The cause, as far as known.
        remedy: What the clerk can do about it.
    """

    exit_code = ExitCode.BUG

    def __init__(self, what: str, *, where: str = "", why: str = "", remedy: str = "") -> None:
        super().__init__(what, where, why, remedy)
        self.what, self.where, self.why, self.remedy = what, where, why, remedy

    def __str__(self) -> str:
        head = f"{self.where}：{self.what}" if self.where else self.what
        parts = [head, self.why, f"请{self.remedy}" if self.remedy else ""]
        return "；".join(part for part in parts if part) + "。"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return _revive, (type(self), self.what, self.where, self.why, self.remedy)


def _revive(kind: type[WuxiaoError], what: str, where: str, why: str, remedy: str) -> WuxiaoError:
    return kind(what, where=where, why=why, remedy=remedy)


class UsageError(WuxiaoError):
    """Options that contradict each other, or a folder that does not fit the command."""

    exit_code = ExitCode.USAGE


class InputError(WuxiaoError):
    """A dossier, workbook, picture or activity that cannot be read at all."""

    exit_code = ExitCode.INPUT


class EditedError(WuxiaoError):
    """A paper comes from a Word file that a hand has changed, and its data have changed since."""

    exit_code = ExitCode.FINDINGS


class TemplateError(WuxiaoError):
    """A template that names what does not exist, or that is damaged."""

    exit_code = ExitCode.TEMPLATE


class ToolMissingError(WuxiaoError):
    """A program, library or font that is needed here is not installed."""

    exit_code = ExitCode.TOOL_MISSING


class ToolFailedError(WuxiaoError):
    """An outside program ran and did not give what it should."""

    exit_code = ExitCode.TOOL_FAILED


class OutputError(WuxiaoError):
    """A file we made fails its own check, or the output folder cannot be used."""

    exit_code = ExitCode.OUTPUT


class ArchiveError(WuxiaoError):
    """The register says otherwise: a paper is lent, held or gone, or a stored file is not what it was."""

    exit_code = ExitCode.ARCHIVE


class ScansError(WuxiaoError):
    """What came back is not whole: pages, signatures or seals are missing, or a person has to look."""

    exit_code = ExitCode.SCANS


class MissingGlyphError(OutputError):
    """No installed font has a glyph for a character."""

    @classmethod
    def of(cls, characters: str, *, where: str) -> MissingGlyphError:
        """The error for these characters, with their codes and how to get a font."""
        return cls(
            f"没有字体能显示这些字：{characters}",
            where=where,
            why="、".join(f"U+{ord(character):04X}" for character in characters),
            remedy="安装含有这些字的字体（如 BabelStone Han、遍黑体）后重新生成",
        )

    @property
    def characters(self) -> str:
        """The characters that cannot be drawn."""
        return self.what.partition("：")[2]
