"""Files that are kept: on the disk before anything is said of them, and never overwritten.

Everything is first written below a folder of unfinished work, then put in its place in one step.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline import store
from pipeline.errors import OutputError, reason

_CHUNK_BYTES = 1 << 20


def write(path: Path, data: bytes) -> str:
    """Write a new file and come back when the disk has it; gives its SHA-256.

    Raises:
        OutputError: The disk is full, or the file cannot be written.
    """
    with _told_of(path):
        _write(path, iter((data,)))
    return store.sha256(data)


def copy(source: Path, path: Path) -> str:
    """Copy to a new file and come back when the disk has it; gives its SHA-256, of what was read.

    Raises:
        OutputError: The disk is full, or either file cannot be used.
    """
    digest = hashlib.sha256()

    def chunks() -> Iterator[bytes]:
        with source.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                yield chunk

    with _told_of(path):
        _write(path, chunks())
    return digest.hexdigest()


def _write(path: Path, chunks: Iterator[bytes]) -> None:
    store.make_folder(path.parent)
    mode, _ = store.modes()
    path.touch(mode=0o600)
    with path.open("wb") as stream:
        for chunk in chunks:
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(mode)


def put(source: Path, target: Path) -> None:
    """Put a file in a place where nothing is, in one step.

    Raises:
        FileExistsError: Something is there: it stays as it is.
        OutputError: The folder cannot be written.
    """
    with _told_of(target):
        store.make_folder(target.parent)
        _link(source, target)
        _sync(target.parent)
        source.unlink(missing_ok=True)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        # A share or a disk without links.  Whoever writes holds the lock, so that nobody is between.
        if target.exists():
            raise FileExistsError(target) from None
        source.rename(target)


def put_folder(source: Path, target: Path) -> None:
    """Put a folder, and all that is in it, in a place where nothing is, in one step.

    Raises:
        FileExistsError: Something is there: it stays as it is.
        OutputError: The folder cannot be written.
    """
    with _told_of(target):
        store.make_folder(target.parent)
        if target.exists():
            raise FileExistsError(target)
        _sync(source)
        source.rename(target)
        _sync(target.parent)


def replace(source: Path, target: Path) -> None:
    """Put a file in the place of an older one, in one step.

    Raises:
        OutputError: The older one is open in another program, or the folder cannot be written.
    """
    with _told_of(target):
        source.replace(target)
        _sync(target.parent)


def clear(folder: Path) -> None:
    """Delete a folder of unfinished work and all that is in it.

    Raises:
        OutputError: Something in it is open in another program.
    """
    with _told_of(folder):
        if folder.is_dir():
            shutil.rmtree(folder)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise OutputError(
            "登记簿写不进去",
            where=path.name,
            why=reason(error),
            remedy="检查磁盘空间和权限；没有写成的这一步不算数，处理好后再做一次",
        ) from error


def _sync(folder: Path) -> None:
    """Let the disk have the names in a folder, where the system can be asked for it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
