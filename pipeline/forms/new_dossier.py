"""Start a dossier folder for a clerk to fill in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from pipeline.activity.model import Activity
from pipeline.dossier.models import UnitKind
from pipeline.errors import InputError, OutputError, reason
from pipeline.forms.file_names import UNIT_FOLDERS
from pipeline.forms.guide import guide_text
from pipeline.forms.writer import free_ids, rows_for, write_workbook
from pipeline.store import make_folder, modes, write_whole

_WORKBOOK, _GUIDE = "dossier.xlsx", "使用说明.txt"


def start_dossier(folder: Path, activity: Activity, kind: UnitKind) -> None:
    """Make a dossier folder: workbook, folders for files, a short guide; whole or not at all.

    Raises:
        InputError: The folder holds something already, or is a file.
        OutputError: It cannot be written.
    """
    folder = folder.absolute()
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            "文件夹里已有内容，没有新建", where=str(folder), remedy="换一个名称，或先移走里面的文件"
        )
    if folder.exists() and not folder.is_dir():
        raise InputError("已有同名文件，没有新建", where=str(folder), remedy="换一个名称")
    try:
        make_folder(folder.parent)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            _fill(made, folder.name, activity, kind)
            _move(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise OutputError(
            "无法新建材料文件夹",
            where=str(folder),
            why=reason(error),
            remedy="检查位置、权限和磁盘空间",
        ) from error


def _move(made: Path, folder: Path) -> None:
    """Put the finished folder in its place.

    An empty folder that is there already is kept, for a shell may stand in it; the workbook comes
    last, and what came before it goes again if that fails.
    """
    if not folder.exists():
        made.rename(folder)
        return
    names = sorted((each.name for each in made.iterdir()), key=lambda name: name == _WORKBOOK)
    try:
        for name in names:
            made.joinpath(name).rename(folder / name)
    except OSError:
        for name in names:
            shutil.rmtree(folder / name, ignore_errors=True)
            folder.joinpath(name).unlink(missing_ok=True)
        raise


def _fill(folder: Path, name: str, activity: Activity, kind: UnitKind) -> None:
    folder.chmod(modes()[1])
    write_workbook(folder / _WORKBOOK, activity, kind=kind)
    for each in UNIT_FOLDERS:
        make_folder(folder / each)
    for each in free_ids((), rows_for(activity, kind)):
        make_folder(folder / "附件" / each)
    # Notepad of older Windows needs the mark and both line ends.
    guide = guide_text(activity, name).replace("\n", "\r\n")
    write_whole(folder / _GUIDE, guide.encode("utf-8-sig"))
