"""BagIt 1.0 (RFC 8493) in a zip: files with their digests, which any program can check in thirty years.

Written and read by ourselves: the format is four text files.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline import store
from pipeline.errors import InputError, reason
from pipeline.tools import zips

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PAYLOAD, _TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_BAGIT, _INFO, _DATA = "bagit.txt", "bag-info.txt", "data/"

_CHUNK_BYTES = 1 << 20
_MOST_FILES = 500_000
_MOST_BYTES = 100_000_000_000
_MOST_TIMES = 200
"""How much larger than the zip all that is in it may be; scans hardly shrink."""

_LINE = re.compile(r"([0-9a-fA-F]{64})\s+\*?(.+)")
_BROKEN = "请对方重新导出、重新传一次；不要解压后重新打包"


class BagWriter:
    """A bag in the making: first payload, then tag files, then the end.

    Args:
        zipped: The zip.
        name: The folder of the bag in it.
    """

    def __init__(self, zipped: zipfile.ZipFile, name: str) -> None:
        self._zip, self._name = zipped, name
        self._payload: dict[str, str] = {}
        self._tags: dict[str, str] = {}
        self._bytes = 0

    def add(self, path: str, data: bytes) -> None:
        """Add a file of the payload, below `data/`."""
        self._payload[_DATA + path] = self._write(_DATA + path, data)
        self._bytes += len(data)

    def add_tag(self, path: str, data: bytes) -> None:
        """Add a file beside the payload."""
        self._tags[path] = self._write(path, data)

    def finish(self, info: Mapping[str, str]) -> None:
        """Write what makes it a bag: the digests, and what is said of it."""
        said = {**info, "Payload-Oxum": f"{self._bytes}.{len(self._payload)}"}
        self.add_tag(_BAGIT, _DECLARATION)
        self.add_tag(
            _INFO, "".join(f"{name}: {_one_line(text)}\n" for name, text in said.items()).encode()
        )
        self.add_tag(_PAYLOAD, _manifest(self._payload))
        self._write(_TAGS, _manifest(self._tags))

    def _write(self, path: str, data: bytes) -> str:
        entry = zips.new_entry(self._zip, f"{self._name}/{path}")
        entry.external_attr = 0o600 << 16
        is_packed = path.casefold().endswith((".pdf", ".xlsx", ".jpg"))
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=True) as target:
            target.write(data)
        return store.sha256(data)


def _manifest(digests: Mapping[str, str]) -> bytes:
    lines = (f"{digest}  {_written(path)}\n" for path, digest in sorted(digests.items()))
    return "".join(lines).encode()


def _written(path: str) -> str:
    """A path as a manifest has it (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _read(path: str) -> str:
    return path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def _one_line(text: str) -> str:
    return " ".join(text.split())


@contextmanager
def new_bag(target: Path, name: str, password: str = "") -> Iterator[BagWriter]:
    """A bag that is there whole, or not at all.

    Args:
        target: The zip.
        name: The folder of the bag in it.
        password: Encrypts what is in it, not the names of the files; empty for none.

    Raises:
        OutputError: The disk is full, or the file is open in another program.
    """
    with (
        store.writing(target, lasting=True) as stream,
        zips.new_zip(stream, password) as zipped,
    ):
        yield BagWriter(zipped, name)


def unpacked(source: Path, folder: Path, password: str = "") -> Path:
    """A bag unpacked and checked: every file is there, none is there besides, and all are what they were.

    Args:
        source: The zip.
        folder: An empty folder to unpack into.
        password: Its password; empty for none.

    Returns:
        The folder of the bag.

    Raises:
        InputError: It is no bag, or not whole, or the password is not the right one.
    """
    try:
        with zips.open_zip(source, password) as zipped:
            _must_open(zipped, source, password)
            found = _unpack(zipped, source, folder)
    except (OSError, *zips.BROKEN) as error:
        why = reason(error) if isinstance(error, OSError) else "没有传完整或已损坏"
        raise InputError("压缩包打不开", where=source.name, why=why, remedy=_BROKEN) from error
    root = folder / _root_of(found, source)
    _check(root, {path.partition("/")[2]: digest for path, digest in found.items()}, source)
    return root


def _unpack(zipped: zipfile.ZipFile, source: Path, folder: Path) -> dict[str, str]:
    """Unpack all files; gives the digest of each by its path."""
    members = [each for each in zipped.infolist() if not each.is_dir()]
    packed = max(source.stat().st_size, 1)
    most = min(_MOST_BYTES, _MOST_TIMES * packed + 10_000_000)
    if len(members) > _MOST_FILES or sum(each.file_size for each in members) > most:
        raise _wrong(source, "里面的文件太多或太大，不像是导出的登记簿")
    found: dict[str, str] = {}
    for member in members:
        if not _is_safe(member.filename) or member.filename in found:
            raise _wrong(source, "里面有文件的名字不合规矩")
        digest = hashlib.sha256()
        with zipped.open(member) as stream:
            target = folder / member.filename
            whole = store.write_stream(
                target, _digested(stream, digest), most_bytes=member.file_size
            )
        if not whole:
            raise _wrong(source, "里面有文件比说的大")
        found[member.filename] = digest.hexdigest()
    return found


def _must_open(zipped: zipfile.ZipFile, source: Path, password: str) -> None:
    """Refuse a zip whose password is missing or wrong."""
    locked = [each for each in zipped.infolist() if each.flag_bits & zips.ENCRYPTED]
    if not locked:
        return
    try:
        with zipped.open(min(locked, key=lambda each: each.file_size)) as stream:
            stream.read()
    except RuntimeError as error:  # what zipfile has for it
        raise InputError(
            "压缩包的密码不对" if password else "压缩包设了密码",
            where=source.name,
            remedy="加 --password 再执行一次，输入对方告诉的密码",
        ) from error


def _digested(stream: IO[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK_BYTES):
        digest.update(chunk)
        yield chunk


def _is_safe(name: str) -> bool:
    """Whether a path leads nowhere but below its folder, on every system."""
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and not set(name) & set('\\:\0<>|?*"')
    return plain and len(path.parts) > 1 and name == path.as_posix()


def _root_of(found: Iterable[str], source: Path) -> str:
    roots = {path.partition("/")[0] for path in found}
    if len(roots) == 1 and f"{next(iter(roots))}/{_BAGIT}" in found:
        return roots.pop()
    raise _wrong(source, "不是导出的登记簿（BagIt）")


def _check(root: Path, found: Mapping[str, str], source: Path) -> None:
    if (root / _BAGIT).read_bytes().replace(b"\r\n", b"\n") != _DECLARATION:
        raise _wrong(source, "格式（BagIt）的版本不同")
    payload, tags = (_digests(root / each, source) for each in (_PAYLOAD, _TAGS))
    expected = {path for path in found if path.startswith(_DATA)}
    if missing := {*payload} ^ expected:
        raise _wrong(source, f"{min(missing)}没有，或不在清单上")
    if not tags.keys() <= found.keys() or not {_PAYLOAD, _BAGIT, _INFO} <= tags.keys():
        raise _wrong(source, "校验文件不全")
    for path, digest in {**payload, **tags}.items():
        if found[path] != digest:
            raise _wrong(source, f"{path}和导出时不一样")


def _digests(path: Path, source: Path) -> dict[str, str]:
    digests: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(source, f"{path.name}读不出来") from error
    for line in lines:
        match = _LINE.fullmatch(line)
        if not match or _read(match[2]) in digests:
            raise _wrong(source, f"{path.name}里有一行看不懂")
        digests[_read(match[2])] = match[1].lower()
    return digests


def _wrong(source: Path, why: str) -> InputError:
    return InputError("这个压缩包不能导入", where=source.name, why=why, remedy=_BROKEN)
