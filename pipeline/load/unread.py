"""What lies in a dossier's folders and was not read: each is named, with why and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from pipeline.dossier.findings import Source
from pipeline.filekinds import FileKind, kind_of
from pipeline.forms.file_names import ROLES, UNIT_FOLDERS, wanted_at
from pipeline.load.faults import READABLE, Notes, UnreadableError
from pipeline.load.files import ROOTS, UNIT_PUBLICITY, Found
from pipeline.load.folder import Folder, short

_MOST_NAMED = 3
_LABELS = {field: names[0] for field, names in ROLES.items()} | {UNIT_PUBLICITY: "本级公示材料"}


def mention_unread(everything: Iterable[Found], folder: Folder, notes: Notes) -> None:
    """Note each file that no field holds, once the dossier has been read.

    Args:
        everything: What lies in the folders.
        folder: Knows what was read.
        notes: Takes the warnings.
    """
    left = [each for each in everything if not folder.was_asked_for(each.path)]
    for together, files in groupby(left, _together):
        some = list(files)
        path = "" if some[0].index is None else f"nominations[{some[0].index}]"
        place = some[0].path if len(some) == 1 else together[0]
        notes.warning(_why(some, folder), Source(folder.relative(place)), path=path)
    for name, meant in folder.odd_names.items():
        notes.warning(_odd_name(name, meant), Source(name))


def _together(found: Found) -> tuple[Path, str]:
    """Files that nothing is known of are named together, where they lie in a folder of their own."""
    is_alone = found.role or (found.path.parent == found.home and found.index is not None)
    return (found.path if is_alone else found.path.parent), found.role


def _why(some: list[Found], folder: Folder) -> UnreadableError:
    first = some[0]
    if first.role:
        return _not_taken(first)
    names = "、".join(f"“{_shown(each)}”" for each in some[:_MOST_NAMED])
    if len(some) > _MOST_NAMED:
        names += f"等{len(some)}个文件"
    if first.index is not None:
        wanted = "、".join(name for field, name in _LABELS.items() if field != UNIT_PUBLICITY)
        return UnreadableError(
            f"不知道{names}是什么材料，没有读取", f"把文件名改为以下之一：{wanted}，可加 -1、-2"
        )
    if first.home in {folder.path, *(folder.path / root for root in ROOTS)}:
        return UnreadableError(
            f"{names}不在项目的文件夹里，没有读取", f"放进该项目的文件夹，如 {ROOTS[0]}/P01"
        )
    if folder.relative(first.home) == "files/unit":
        return UnreadableError(f"不知道{names}是什么材料，没有读取", f"放进 {UNIT_FOLDERS[0]}")
    return UnreadableError(
        f"文件夹“{short(first.home.name)}”里的文件没有读取，没有哪个项目是这个编号",
        "改成项目编号，如 P01；项目已经撤下的，移到材料文件夹外面",
    )


def _shown(found: Found) -> str:
    """A file's name, with the folders in its home that lead to it."""
    return short(found.path.relative_to(found.home).as_posix())


def _not_taken(found: Found) -> UnreadableError:
    """A file whose name says what it is, and that is still not read."""
    label, wanted = _LABELS[found.role], wanted_at(found.role)
    kind = _kind_of(found.path)
    if kind is None:
        return UnreadableError(
            f"“{_shown(found)}”打不开，没有读取", "换成文件本身（不是链接、快捷方式）"
        )
    if not wanted.takes(kind):
        return UnreadableError(
            f"“{_shown(found)}”是{kind.label}，没有读取；{label}已有别的文件",
            f"不用的移出文件夹；要用它的，{wanted.remedy_for(kind)}",
        )
    return UnreadableError(
        f"“{_shown(found)}”没有读取：{label}已经另外写明用哪些文件",
        "要用它，就写到一起；不用，就移出文件夹",
    )


def _kind_of(path: Path) -> FileKind | None:
    """What a file is; None where nothing can be read."""
    try:
        return kind_of(path)
    except OSError:
        return None


def _odd_name(name: str, meant: str) -> UnreadableError:
    remedy = f"把它改名为“{short(Path(meant).name)}”" if meant else "给它重新取名"
    return UnreadableError(
        f"“{short(name)}”的文件名编码不对（多半是Windows的压缩包在别的系统上解压的），没有读取",
        f"{remedy}，或用能认中文的解压软件重新解压",
        rule=READABLE,
    )
