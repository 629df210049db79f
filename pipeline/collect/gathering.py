"""Which files came back, and which of them are forms, materials, or of no use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pipeline import arriving
from pipeline.arriving import Arrived, Expected, said
from pipeline.errors import reason
from pipeline.filekinds import FileKind, Group, kind_of
from pipeline.forms.file_names import wanted_at

_MOST_LEVELS = 2
"""Zips in zips; more are for a person to unpack."""
_YAMLS = frozenset({"dossier.yaml", "dossier.yml"})
_GUIDES = ("使用说明", "填写说明", "填表说明", "填报说明", "说明.")
_AS_WORD = "向单位要能改的Word文件；只有纸质或扫描件的，照着填进工作簿"


class Sort(StrEnum):
    """What can be done with a file."""

    WORD = "word"
    OLD_WORD = "old_word"
    WORKBOOK = "workbook"
    YAML = "yaml"
    MATERIAL = "material"
    GUIDE = "guide"


_FORMS = {
    "docx": Sort.WORD,
    "xlsx": Sort.WORKBOOK,
    **dict.fromkeys(("doc", "rtf", "odt"), Sort.OLD_WORD),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A file that came back.

    Attributes:
        name: As the clerk knows it, with the folders and the zip it is in.
        path: Where its bytes are.
        home: The folder it lies in, told apart from those of other paths.
        sort: What can be done with it.
        role: The field it goes to by its name or its folder's; empty where these say nothing.
    """

    name: str
    path: Path
    home: PurePosixPath
    sort: Sort
    role: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of no use; why, in Chinese."""

    name: str
    why: str


def gather(
    paths: Sequence[Path], scratch: Path, role_of: Callable[[str], str | None]
) -> Iterator[Item | Problem]:
    """The files of some paths: files, folders, zips, zips in zips.

    Args:
        paths: What came back.
        scratch: Where zips are unpacked to; what is unpacked stays there.
        role_of: Gives the field that a file goes to by its name.

    Raises:
        InputError: One of the paths is not there, or a folder holds far too many files.
    """
    for number, path in enumerate(paths):
        root = PurePosixPath(str(number))
        for each in arriving.gather([path], scratch, _EXPECTED):
            yield from _looked_at(each, root, each.name, scratch, role_of, _MOST_LEVELS)


def _looked_at(
    arrived: Arrived,
    root: PurePosixPath,
    name: str,
    scratch: Path,
    role_of: Callable[[str], str | None],
    levels: int,
) -> Iterator[Item | Problem]:
    if arrived.problem:
        yield Problem(name, arrived.problem)
        return
    try:
        kind = kind_of(arrived.path)
    except OSError as error:
        yield Problem(name, said("读不出来", name, reason(error), "关闭正在使用它的程序后再试"))
        return
    if kind.id == "zip" and levels:
        for each in arriving.gather([arrived.path], scratch, _EXPECTED):
            inside = PurePosixPath(name, *PurePosixPath(each.name).parts[1:]).as_posix()
            yield from _looked_at(each, root, inside, scratch, role_of, levels - 1)
        return
    yield _sorted(arrived.path, kind, root / _safe(name), name, role_of)


def _safe(name: str) -> PurePosixPath:
    """A name that leads nowhere else."""
    return PurePosixPath(
        *(part for part in PurePosixPath(name).parts if part not in {"/", "..", "."})
    )


def _sorted(
    path: Path,
    kind: FileKind,
    place: PurePosixPath,
    name: str,
    role_of: Callable[[str], str | None],
) -> Item | Problem:
    role = _role(place, role_of)
    home = place.parent
    if kind.group in {Group.TEXT, Group.WORD, Group.PDF} and place.name.startswith(_GUIDES):
        return Item(name, path, home, Sort.GUIDE)
    if role and wanted_at(role).takes(kind):
        return Item(name, path, home, Sort.MATERIAL, role)
    if kind.id in _FORMS:
        return Item(name, path, home, _FORMS[kind.id])
    if place.name.casefold() in _YAMLS:
        return Item(name, path, home, Sort.YAML)
    return _of_no_use(kind, name, role, path, home)


def _of_no_use(
    kind: FileKind, name: str, role: str, path: Path, home: PurePosixPath
) -> Item | Problem:
    if role:
        remedy = wanted_at(role).remedy_for(kind)
        return Problem(name, said(f"是{kind.label}，不能用", name, "", remedy))
    if kind.group is Group.PDF and ("提名书" in name or "申报" in name or "推荐" in name):
        return Problem(name, said("是PDF或扫描件，读不出填写的内容", name, "", _AS_WORD))
    if kind.group in {Group.PICTURE, Group.PDF, Group.VIDEO}:
        return Item(name, path, home, Sort.MATERIAL)
    return Problem(
        name, said(f"是{kind.label}，没有读取", name, "", kind.remedy or "换成Word文件或工作簿")
    )


def _role(place: PurePosixPath, role_of: Callable[[str], str | None]) -> str:
    """The field by a file's name, or that of the nearest folder that says one."""
    return next(filter(None, map(role_of, reversed(place.parts[1:]))), "")


def _any(_kind: FileKind, _name: str) -> str:
    return ""


_EXPECTED = Expected(
    what="交来的材料",
    problem_of=_any,
    too_large="视频压缩后再交；别的文件看看是不是选错了",
    is_kept=True,
)
