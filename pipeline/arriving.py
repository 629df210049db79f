"""What somebody brought: files, folders, zips; nothing of them is looked into here but zips.

What is of no use is told by name and does not stop the rest.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline import store
from pipeline.dossier.encodings import readable
from pipeline.errors import InputError, WuxiaoError, reason
from pipeline.filekinds import FileKind, kind_of

MOST_FILES = 20_000
"""Files in one call: a folder with more was named by mistake."""
MOST_FILE_BYTES = 1_000_000_000
MOST_UNPACKED_BYTES = 8_000_000_000
"""What a zip may unpack to, all together."""
_CHUNK_BYTES = 1 << 20
_RUBBISH = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came: what it is called, where its bytes are; or why it is of no use, in Chinese."""

    name: str
    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What files are waited for.

    Attributes:
        what: What they are called: 扫描件.
        problem_of: Why a file of a kind and name is of no use, in Chinese; empty where it may be of use.
        too_large: What helps against a file that is too large, in Chinese.
        is_kept: Whether what is unpacked stays; else each file is asked for before the next is unpacked.
    """

    what: str
    problem_of: Callable[[FileKind, str], str]
    too_large: str
    is_kept: bool = False


def gather(paths: Sequence[Path], scratch: Path, expected: Expected) -> Iterator[Arrived]:
    """The files that some paths stand for, each once, in order of their names.

    Args:
        paths: Files, folders, zips.
        scratch: Where zips are unpacked, file by file.
        expected: What is waited for.

    Raises:
        InputError: One of the paths is not there, or a folder holds far too many files.
    """
    for path in paths:
        if not path.exists():
            raise InputError(
                "没有这个文件或文件夹",
                where=readable(str(path)),
                remedy=f"检查{expected.what}的位置和名称",
            )
    for path in paths:
        files = list(_below(path)) if path.is_dir() else [path]
        if len(files) > MOST_FILES:
            raise InputError(
                f"文件夹里有{len(files)}个文件，不像是{expected.what}",
                where=readable(str(path)),
                remedy=f"写明放{expected.what}的那个文件夹",
            )
        for file in files:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            yield from _looked_at(file, readable(name), scratch, expected)


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, links not followed, what systems and programs leave behind passed over."""
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if is_left_behind(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            yield from _below(path)
        elif path.is_file():
            yield path


def is_left_behind(name: str) -> bool:
    """Whether a file or folder is one that systems and programs leave behind, by its name."""
    return name.startswith((".", "~$", "__MACOSX")) or name.casefold() in _RUBBISH


def _looked_at(file: Path, name: str, scratch: Path, expected: Expected) -> Iterator[Arrived]:
    try:
        if file.stat().st_size > MOST_FILE_BYTES and kind_of(file).id != "zip":
            yield Arrived(name, file, _too_large(name, expected))
            return
        kind = kind_of(file)
    except OSError as error:
        yield Arrived(
            name, file, said("读不出来", name, reason(error), "关闭正在使用它的程序后再试")
        )
        return
    if kind.id == "zip":
        yield from _unpacked(file, name, scratch, expected)
    else:
        yield Arrived(name, file, expected.problem_of(kind, name))


def said(what: str, name: str, why: str, remedy: str) -> str:
    """What is wrong with a file, on one line."""
    return str(WuxiaoError(what, where=name, why=why, remedy=remedy))


def _too_large(name: str, expected: Expected) -> str:
    return said("文件太大", name, f"超过{MOST_FILE_BYTES // 1_000_000} MB", expected.too_large)


# ---------------------------------------------------------------- zips


def _unpacked(file: Path, name: str, scratch: Path, expected: Expected) -> Iterator[Arrived]:
    """The files in a zip, unpacked one by one; a zip in it is not."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES:
                yield Arrived(name, file, said("压缩包里的文件太多", name, "", "解压后分批处理"))
                return
            left = MOST_UNPACKED_BYTES
            home = Path(tempfile.mkdtemp(dir=scratch)) if expected.is_kept else scratch
            for number, member in enumerate(sorted(members, key=lambda each: each.filename)):
                inside = _name_in(member)
                if not inside:
                    continue
                target = home / f"{number:05}"
                problem = _extract(archive, member, target, f"{name}/{inside}", left, expected)
                if not problem:
                    left -= target.stat().st_size
                    problem = expected.problem_of(kind_of(target), f"{name}/{inside}")
                yield Arrived(f"{name}/{inside}", target, problem)
                if not expected.is_kept:
                    target.unlink(missing_ok=True)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        why = reason(error) if isinstance(error, OSError) else "没有传完整或已损坏"
        yield Arrived(name, file, said("压缩包打不开", name, why, "解压后把里面的文件放进来"))


def _as_meant(name: str) -> str:
    """A name in a zip as it was meant: Windows in China writes GBK, which is taken for that of DOS."""
    if name.isascii():
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(encoding)
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return name


def _name_in(member: zipfile.ZipInfo) -> str:
    """What a file in a zip is called; nothing for what systems leave behind."""
    name = _as_meant(member.filename)
    path = PurePosixPath(name.replace("\\", "/"))
    return "" if any(map(is_left_behind, path.parts)) else path.as_posix()


def _extract(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    target: Path,
    name: str,
    left: int,
    expected: Expected,
) -> str:
    """Unpack a file; gives what is wrong with it, in Chinese."""
    if member.flag_bits & 1:
        return said("压缩包设了密码", name, "", "输入密码解压后再放进来")
    most = min(MOST_FILE_BYTES, left)
    try:
        with archive.open(member) as packed:
            chunks = iter(lambda: packed.read(_CHUNK_BYTES), b"")
            if store.write_stream(target, chunks, most_bytes=most):
                return ""
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as error:
        why = reason(error) if isinstance(error, OSError) else "没有传完整或已损坏"
        return said("压缩包里的这个文件解不开", name, why, "解压后把里面的文件放进来")
    return _too_large(name, expected)
