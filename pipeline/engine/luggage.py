"""What travels to workers on other machines: values whose paths mean nothing there, and files.

A path is sent as its parts, and means the same place below a folder of the other machine's own, its mirror: the files
that a task reads lie there under the names that they have here.  Paths that come back are turned round.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

from pipeline import store

Parts = tuple[str, ...]
"""A path from the root on; on Windows the drive is its first part."""


def parts_of(path: Path) -> Parts:
    """A path of this machine as it travels."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - as the dossier names it: links are not followed
    drive = whole.drive.strip("\\/:").replace("\\", "/")
    return tuple(filter(None, (*drive.split("/"), *whole.parts[1:])))


class Packer:
    """Pickles values for another machine, and reads those that come from one.

    Args:
        mirror: Where the other side's files lie on this one; None on the side whose files they are.
    """

    def __init__(self, mirror: Path | None = None) -> None:
        self._mirror = mirror

    def pack(self, value: Any) -> bytes:
        """A value, pickled; paths as their parts."""
        stream = io.BytesIO()
        _Pickler(stream, self._mirror).dump(value)
        return stream.getvalue()

    def unpack(self, data: bytes | memoryview) -> Any:
        """What `pack` packed on the other side."""
        return _Unpickler(io.BytesIO(data), self._mirror).load()


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, mirror: Path | None) -> None:
        super().__init__(stream, protocol=5)
        self._mirror = mirror

    def persistent_id(self, obj: Any) -> Any:
        if not isinstance(obj, PurePath):
            return None
        path = Path(obj)
        if self._mirror and path.is_relative_to(self._mirror):
            return path.relative_to(self._mirror).parts
        return parts_of(path)


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, mirror: Path | None) -> None:
        super().__init__(stream)
        self._mirror = mirror

    def persistent_load(self, pid: Any) -> Path:
        return (self._mirror or Path(os.sep)).joinpath(*pid)


def files_of(paths: Iterable[Path]) -> Iterator[tuple[Parts, bytes]]:
    """The files of some paths that are there, each once, as they travel; what is not there is passed over."""
    for path in dict.fromkeys(paths):
        try:
            yield parts_of(path), path.read_bytes()
        except OSError:
            continue


def lay_down(files: Iterable[tuple[Parts, bytes]], mirror: Path) -> None:
    """Write files of another machine below a folder of this one.

    Raises:
        OutputError: The disk is full.
    """
    for parts, data in files:
        store.write_whole(mirror.joinpath(*parts), data, private=True)
