"""The open archive of a workbook: its parts by name and by reference, unpacked within strict caps.

Nothing is unpacked beyond the caps, whatever sizes the archive declares (ECMA-376 part 2).
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import InputError, reason

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Largest sizes that are read; more is refused.

    Attributes:
        file_bytes: The file itself.
        part_bytes: One part of the archive, unpacked.
        content_bytes: The same without blank rows and cells.
        total_bytes: All parts together, as declared and as found.
        parts: Number of parts in the archive.
        rows: Last row that may hold a value.
        columns: Last column that may hold a value.
    """

    file_bytes: int = 200_000_000
    part_bytes: int = 64_000_000
    content_bytes: int = 16_000_000
    total_bytes: int = 256_000_000
    parts: int = 1_000
    rows: int = 2_000
    columns: int = 500


DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,  # what zipfile raises for an entry with a password
    OSError,
    etree.LxmlError,
)


def refuse_other_formats(path: Path, caps: Caps) -> None:
    """Refuse a file that is too large, locked by a password, or of the old format.

    Raises:
        InputError: It is one of these.
    """
    size = path.stat().st_size
    if size > caps.file_bytes:
        raise too_large(path.name, f"文件有 {size // 1_000_000} MB")
    with path.open("rb") as stream:
        head = stream.read(len(_OLE_MAGIC))
        if head != _OLE_MAGIC:
            return
        if _ENCRYPTED_MARK in stream.read():
            raise InputError(
                "工作簿设了打开密码，读不出来", where=path.name, remedy="取消密码后保存再用"
            )
    raise InputError(
        "是旧格式（.xls），读不出来",
        where=path.name,
        remedy="用Excel或WPS打开，另存为 .xlsx 后再用",
    )


def too_large(name: str, why: str) -> InputError:
    """The error for a workbook beyond the caps."""
    return InputError(
        "工作簿太大，没有读取",
        where=name,
        why=why,
        remedy="把需要的内容复制到用 wuxiao new 新建的工作簿中，删去多余的空行、空列和图片",
    )


XML_GUARDS: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn what a damaged or locked workbook raises into words.

    Raises:
        InputError: In place of it.
    """
    try:
        yield
    except PermissionError as error:
        raise InputError(
            "打不开", where=name, why="可能正被别的程序使用", remedy="关闭正在使用它的程序后再试"
        ) from error
    except DAMAGE as error:
        raise InputError(
            "不是完好的Excel工作簿",
            where=name,
            why="文件可能没有传完或已损坏",
            remedy="用Excel或WPS打开，另存为 .xlsx 后再用；打不开时请向对方重新索取",
        ) from error


@contextmanager
def changing(what_fails: str) -> Iterator[None]:
    """Turn what a part raises that the reader never opens into words, while a workbook is changed.

    Args:
        what_fails: What cannot be done, in Chinese: `不能写入`.

    Raises:
        InputError: In place of it.
    """
    try:
        yield
    except DAMAGE as error:
        raise InputError(
            f"工作簿能读取，但有损坏的部分，{what_fails}",
            why=reason(error, "文件里有写法不合规范的内容"),
            remedy="用Excel或WPS打开，另存为 .xlsx 后再用",
        ) from error


class Related(NamedTuple):
    """A part that another one refers to, and the last word of the reference's type."""

    type: str
    part: str


def key_of(part: str) -> str:
    """What the name of a part counts as: it is the same in any case (ECMA-376 part 2, 6.2.2.3)."""
    return part.replace("\\", "/").casefold()


def target_of(owner: str, relationship: etree._Element) -> str:
    """The name of the part that a relationship of another one leads to."""
    folder = posixpath.dirname(owner.replace("\\", "/"))
    target = unquote(str(relationship.get("Target", ""))).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def reference_of(element: etree._Element) -> str:
    """The id of the reference (`r:id`) that an element holds; empty without one."""
    return element.get(_REL_ID) or element.get(_REL_ID_STRICT) or ""


class Archive:
    """The parts of one open archive; counts what it unpacks.

    Raises:
        InputError: It holds more than the caps allow.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str, caps: Caps) -> None:
        self.name, self.caps = name, caps
        self._archive = archive
        self._unpacked_bytes = 0
        self._names = {key_of(each): each for each in reversed(archive.namelist())}
        declared = archive.infolist()
        if len(declared) > caps.parts:
            raise too_large(name, "内部文件过多")
        if sum(each.file_size for each in declared) > caps.total_bytes:
            raise too_large(name, "展开后的内容过多")

    def related(self, owner: str) -> Mapping[str, Related]:
        """Parts that a part refers to, by the id of the reference."""
        folder, name = posixpath.split(owner.replace("\\", "/"))
        found: dict[str, Related] = {}
        for each in self.tree(posixpath.join(folder, "_rels", f"{name}.rels")):
            if each.get("TargetMode") != "External":
                kind = str(each.get("Type", "")).rpartition("/")[2]
                found[str(each.get("Id", ""))] = Related(kind, target_of(owner, each))
        return found

    def tree(self, part: str) -> etree._Element:
        """The XML of a part.

        Raises:
            InputError: It is larger than the caps.
            KeyError: There is no such part.
        """
        return self.parsed(self.bytes_of(part))

    def parsed(self, data: bytes) -> etree._Element:
        """XML from bytes, without entities and network.

        Raises:
            InputError: There is more than the caps allow.
        """
        if len(data) > self.caps.content_bytes:
            raise too_large(self.name, "内容过多")
        root: etree._Element = etree.fromstring(data, etree.XMLParser(**XML_GUARDS))
        return root

    def bytes_of(self, part: str) -> bytes:
        """A part, at most one byte over the cap: a bomb is noticed and never unpacked.

        Raises:
            InputError: It is larger than the caps.
            KeyError: There is no such part.
        """
        left = min(self.caps.part_bytes, self.caps.total_bytes - self._unpacked_bytes)
        with self._archive.open(self._names[key_of(part)]) as stream:
            data = stream.read(left + 1)
        self._unpacked_bytes += len(data)
        if len(data) > left:
            raise too_large(self.name, "展开后的内容过多，可能有大片带格式的空行")
        return data
