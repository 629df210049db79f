"""Stage `load`: a dossier folder in, a `Dossier` with the source of every value out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.dossier.encodings import readable
from pipeline.dossier.intake import Intake
from pipeline.dossier.places import Homes
from pipeline.errors import InputError, reason
from pipeline.load.book import read_workbook
from pipeline.load.faults import Notes
from pipeline.load.files import add_found_files
from pipeline.load.folder import Folder
from pipeline.load.gate import make_plain
from pipeline.load.nothing import leave_out_nothing
from pipeline.load.parser import note_ids, parse
from pipeline.load.pictures import take_pictures
from pipeline.load.unread import mention_unread
from pipeline.load.yamlfile import read_yaml

WORKBOOK = "dossier.xlsx"
_YAMLS = ("dossier.yaml", "dossier.yml")
_EARLIER = re.compile(
    rf"\.(?:{store.EARLIER}|{store.BEFORE_EDITS}|{store.SET_ASIDE})\d+\.xlsx$", re.IGNORECASE
)
_OLD_FORMATS = frozenset({".xls", ".et", ".xlsm", ".xlsb", ".ods", ".csv"})


def load(folder: Path, find_activity: Callable[[str], Activity]) -> Intake:
    """Read a dossier folder.

    Args:
        folder: Holds `dossier.xlsx` (or one other .xlsx) or `dossier.yaml`, and the files.
        find_activity: Gives the activity of an id, and raises `InputError` for an unknown one.

    Returns:
        The values, where each stands, and findings for what could not be read.

    Raises:
        InputError: There is no dossier, or it cannot be read at all.
    """
    file = _dossier_file(folder)
    notes = Notes(readable(folder.resolve().name))
    read = read_workbook if file.suffix.casefold() == ".xlsx" else read_yaml
    try:
        tree, activity = read(file, find_activity, notes)
    except OSError as error:
        raise InputError(
            "打不开",
            where=file.name,
            why=reason(error),
            remedy="关闭正在使用它的程序后再试",
        ) from error
    leave_out_nothing(tree, activity, notes)
    make_plain(tree, activity, notes)
    inside = Folder(folder, file.name)
    note_ids(tree, notes)
    found = add_found_files(tree, inside, notes, activity.limits.video)
    pictures = take_pictures(tree, file, notes)
    inside.pictures = frozenset(pictures)
    dossier = parse(tree, activity, notes, placed=inside.placed)
    mention_unread(found, inside, notes)
    return Intake(
        folder=folder,
        name=notes.dossier,
        file=file.name,
        dossier=dossier,
        pictures=pictures,
        sources=notes.sources,
        homes=Homes(places=notes.homes, columns=notes.columns),
        nothings=notes.nothings,
        findings=notes.findings(),
    )


def _is_by_the_way(name: str) -> bool:
    """Whether a workbook is Excel's lock file, or one that was kept when a new one was written."""
    return name.startswith("~$") or _EARLIER.search(name) is not None


def _dossier_file(folder: Path) -> Path:
    """The one file that holds the dossier."""
    if not folder.is_dir():
        raise InputError("没有这个材料文件夹", where=str(folder), remedy="检查文件夹的名称和位置")
    try:
        names = sorted(each.name for each in folder.iterdir() if each.is_file())
    except OSError as error:
        raise InputError(
            "材料文件夹打不开", where=str(folder), why=reason(error), remedy="检查权限"
        ) from error
    named = [name for name in names if name.casefold() in {WORKBOOK, *_YAMLS}]
    if not named:
        named = [
            name for name in names if name.casefold().endswith(".xlsx") and not _is_by_the_way(name)
        ]
    if len(named) == 1:
        return folder / named[0]
    if named:
        raise InputError(
            "有不止一个材料文件，不知道以哪个为准",
            where=folder.name,
            why="、".join(named),
            remedy=f"只留一个，或把要用的改名为 {WORKBOOK}",
        )
    old = [name for name in names if Path(name).suffix.casefold() in _OLD_FORMATS]
    raise InputError(
        "没有材料文件",
        where=folder.name,
        why=f"{old[0]} 的格式不能读取" if old else f"需要 {WORKBOOK} 或 {_YAMLS[0]}",
        remedy="用Excel或WPS打开后另存为 .xlsx" if old else "用 wuxiao new 新建材料文件夹",
    )
