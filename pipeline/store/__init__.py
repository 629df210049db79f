"""The one place that writes files: whole or not at all, one run at a time.

Portable: a temporary name in the same folder, then a rename.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import OutputError, UsageError, reason

HIDDEN = ".wuxiao"
"""Folder of our own inside an output folder: the lock, unfinished files, what later runs use again."""

DRAWN, THUMBNAILS = f"{HIDDEN}/drawn", f"{HIDDEN}/thumbnails"


SHARED_VARIABLE = "WUXIAO_SHARED"
"""Environment variable: whom new files and folders are open to besides their owner."""

_MODES = {"": (0o600, 0o700), "group": (0o660, 0o770), "all": (0o644, 0o755)}


def modes() -> tuple[int, int]:
    """Permissions of new files and of new folders: papers hold personal data, so the owner's alone.

    Raises:
        UsageError: The setting says something else than `group` or `all`.
    """
    shared = os.environ.get(SHARED_VARIABLE, "").strip().casefold()
    if shared not in _MODES:
        raise UsageError(
            f"环境变量 {SHARED_VARIABLE} 的值“{shared}”不认识",
            why="可以是 group（同组可读写）或 all（人人可读）",
            remedy="改正或去掉它",
        )
    return _MODES[shared]


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, with the permissions of `modes`.

    Raises:
        OSError: It cannot be made, or is a file.
    """
    _, mode = modes()
    for folder in reversed((path, *path.parents)):
        if not folder.is_dir():
            with suppress(FileExistsError):
                folder.mkdir()
                folder.chmod(mode)
    path.mkdir(exist_ok=True)


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file in hexadecimal.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_whole(path: Path, data: bytes, *, lasting: bool = False, private: bool = False) -> None:
    """Write a file so that it is there whole, or as it was before; see `writing`.

    Raises:
        OutputError: The disk is full, or the file is open in another program.
    """
    with writing(path, lasting=lasting, private=private) as stream:
        stream.write(data)


@contextmanager
def writing(path: Path, *, lasting: bool = False, private: bool = False) -> Iterator[BinaryIO]:
    """Write a file piece by piece so that it is there whole, or as it was before.

    Args:
        path: The file.
        lasting: Come back only when the disk has it, so that a power cut takes nothing of it.
        private: Open to its owner alone, whatever `modes` says: it holds a secret.

    Raises:
        OutputError: The disk is full, or the file is open in another program.
    """
    temporary = path.with_name(f".{sha256(os.fsencode(path.name))[:16]}.{os.getpid()}.tmp")
    mode, _ = modes()
    try:
        with _told_of(path):
            make_folder(path.parent)
            temporary.touch(mode=0o600)
            with temporary.open("wb") as stream:
                yield stream
                if lasting:
                    stream.flush()
                    os.fsync(stream.fileno())
            temporary.chmod(0o600 if private else mode)
            temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that the copy is there whole, or not at all.

    Raises:
        OutputError: The disk is full, or the folder cannot be written.
    """
    with writing(target, lasting=True) as stream, source.open("rb") as content:
        shutil.copyfileobj(content, stream)


def write_stream(path: Path, chunks: Iterable[bytes], *, most_bytes: int) -> bool:
    """Write a temporary file piece by piece; gives False, and leaves no file, where it grows too large.

    Raises:
        OSError: It cannot be written, or what gives the pieces fails.
    """
    make_folder(path.parent)
    size = 0
    with path.open("wb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                break
            stream.write(chunk)
    if size > most_bytes:
        path.unlink(missing_ok=True)
    return size <= most_bytes


def refuse_link(folder: Path) -> None:
    """Refuse a folder that leads elsewhere: files are replaced and deleted where they seem to be.

    Raises:
        OutputError: It is a link.
    """
    if folder.is_symlink():
        raise OutputError(
            "输出文件夹里的这个文件夹是链接",
            where=folder.name,
            why="文件会写到别处去",
            remedy="删掉这个链接，或用 -o 另指定一个输出文件夹",
        )


def append(path: Path, text: str) -> None:
    """Add lines to a file and come back only when the disk has them.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    mode, _ = modes()
    with _told_of(path):
        make_folder(path.parent)
        path.touch(mode=mode)
        with path.open("ab") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())


def move(source: Path, target: Path) -> None:
    """Put a file in its place, in one step; an older one there is replaced.

    Raises:
        OutputError: The older one is open in another program, or the folder cannot be written.
    """
    with _told_of(target):
        make_folder(target.parent)
        source.replace(target)


def delete(path: Path) -> None:
    """Delete a file of ours.

    Raises:
        OutputError: It is open in another program.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            "旧文件删不掉",
            where=path.name,
            why="可能正被Word、WPS或阅读器打开，或没有权限",
            remedy="不要用它；关闭以后再做一次",
        ) from error


def delete_empty(folder: Path) -> None:
    """Delete a folder if nothing is in it; one that is in use is left."""
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Tell of what goes wrong with a file in words for a clerk."""
    try:
        yield
    except PermissionError as error:
        raise OutputError(
            "文件写不进去",
            where=path.name,
            why="可能正被Word、WPS或阅读器打开，或没有写入权限",
            remedy="关闭这个文件，再做一次",
        ) from error
    except OSError as error:
        raise OutputError(
            "文件写不进去",
            where=path.name,
            why=reason(error),
            remedy="检查磁盘空间和输出文件夹",
        ) from error


@contextmanager
def locked(
    folder: Path, what: str = "输出文件夹", *, patience_seconds: float = 0
) -> Iterator[None]:
    """Hold a folder for this run alone, and clear what a killed run left behind.

    Args:
        folder: The folder.
        what: What messages call it.
        patience_seconds: How long another run is waited for.

    Raises:
        OutputError: Another run works on the same folder, or it cannot be made.
    """
    from filelock import FileLock  # noqa: PLC0415 - loads slowly, and a run that changes nothing does without

    hidden = folder / HIDDEN
    try:
        make_folder(hidden)
        lock = FileLock(hidden / "lock", timeout=patience_seconds)
        lock.acquire()
    except TimeoutError as error:
        raise OutputError(
            f"另一个wuxiao正在使用这个{what}",
            where=str(folder),
            remedy="等它结束；是输出文件夹的，也可用 -o 另指定一个",
        ) from error
    except OSError as error:
        raise OutputError(
            f"不能使用{what}",
            where=str(folder),
            why=reason(error),
            remedy="检查权限；是输出文件夹的，也可用 -o 另指定一个",
        ) from error
    try:
        _clear_unfinished(folder)
        yield
    finally:
        lock.release()


def _clear_unfinished(folder: Path) -> None:
    for pattern in (
        ".*.tmp",
        "*/.*.tmp",
        "received/*/.*.tmp",
        f"{HIDDEN}/.*.tmp",
        f"{HIDDEN}/*/.*.tmp",
    ):
        for unfinished in folder.glob(pattern):
            with suppress(OSError):
                unfinished.unlink()


SET_ASIDE = "手工修改"
"""What stands in the name of a file that was set aside, before its number."""


EARLIER, BEFORE_EDITS = "收集前", "网页修改前"
"""What stands in the name of a workbook that was kept when it was written anew, before its number."""


def free_name(path: Path, mark: str) -> Path:
    """A name beside a file that no other has: `表.手工修改1.docx`."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.{mark}{number}{path.suffix}")).exists():
        number += 1
    return aside


def set_aside(path: Path, mark: str = SET_ASIDE) -> Path:
    """Rename a file that is not ours to overwrite; give its new path.

    Raises:
        OutputError: It is open in another program.
    """
    aside = free_name(path, mark)
    try:
        path.rename(aside)
    except OSError as error:
        raise OutputError(
            "文件被改过又不能改名保存",
            where=path.name,
            why="可能正被Word或WPS打开",
            remedy="关闭这个文件，再做一次",
        ) from error
    return aside


_HASHED_WHOLE_BYTES = 64_000_000
"""Above this size a file (a video) counts as changed when its size or time changes."""


def tree_digest(folders: Iterable[Path], *, apart_from: Sequence[Path] = ()) -> str:
    """Digest of the files below some folders: names and contents.

    Left out are lock files of office programs, hidden files, Python's caches, and what lies in
    `apart_from`.

    Raises:
        OSError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            hidden = any(part.startswith((".", "~$", "__pycache__")) for part in name.parts)
            if hidden or not path.is_file() or any(map(path.is_relative_to, apart_from)):
                continue
            digest.update(os.fsencode(f"{name.as_posix()}\0{content_stamp(path)}\n"))
    return digest.hexdigest()


def content_stamp(path: Path) -> str:
    """Another one when the content of a file changes: its SHA-256, or size and time of a large one.

    Raises:
        OSError: The file cannot be read.
    """
    state = path.stat()
    if state.st_size > _HASHED_WHOLE_BYTES:
        return f"{state.st_size} {state.st_mtime_ns}"
    return sha256_file(path)


def collected_path(dossier: Path) -> Path:
    """What was last collected into a dossier, by digests (`collect.memory`)."""
    return dossier / HIDDEN / "collected.json"


def evidence_path(dossier: Path) -> Path:
    """Where a dossier remembers what its evidence files were found to be."""
    return dossier / HIDDEN / "evidence.json"


def remembered_path(out: Path, what: str) -> Path:
    """Where an output folder remembers something: its `dossier`, the `register` of its papers, `former` ones."""
    return out / HIDDEN / what


def handed_path(out: Path) -> Path:
    """Where it is remembered what became of the upload kit."""
    return out / HIDDEN / "upload.json"


def issued_path(out: Path) -> Path:
    """Where it is remembered what the first versions of papers showed."""
    return out / HIDDEN / "issued.json"


def kept_path(out: Path, code: str) -> Path:
    """Where the PDF of an earlier version is kept that may still come back, by the code of its first page."""
    return out / HIDDEN / "by-hand" / f"{code}.pdf"


def drawn_path(out: Path, shown_digest: str) -> Path:
    """Where the drawn pages of a paper are kept between runs, by digest of what they show."""
    return out / DRAWN / shown_digest


def thumbnail_path(out: Path, sha256_hex: str) -> Path:
    """Where the picture of a PDF's first page is kept between runs."""
    return out / THUMBNAILS / f"{sha256_hex[:32]}.webp"
