"""What a door needs to tell: text without personal data, results into files, folders as given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline import store
from pipeline.dossier.encodings import readable
from pipeline.dossier.privacy import scrub
from pipeline.errors import UsageError
from pipeline.papers import naming
from pipeline.run.voices import on_page


def fit_to_show(message: str) -> str:
    """A message without personal data, line by line."""
    return "\n".join(map(scrub, message.splitlines()))


def fit_for_page(message: str) -> str:
    """The same as the page says it: its pages and buttons in the place of commands and options."""
    return on_page(fit_to_show(message))


def fit_to_print(text: object) -> str:
    """A path or a text as a terminal can show it: names of another encoding as they were meant."""
    return readable(str(text))


def said_of_open(folders: Sequence[Path]) -> Iterator[str]:
    """Which workbooks a program has open: what is not saved there is not read here."""
    suspects = [each for each in folders if _has_locks(each)]
    if not suspects:
        return
    from pipeline.load import WORKBOOK
    from pipeline.tools.workbook.opened import opened_by

    for folder in suspects:
        user = opened_by(folder / WORKBOOK)
        if user is not None:
            who = f"{user}正打开着" if user else "正打开着"
            yield f"“{folder.name}”的 {WORKBOOK} {who}，还没有保存的内容没有读到"


def _has_locks(folder: Path) -> bool:
    return any(path for pattern in ("~$*", ".~lock.*") for path in folder.glob(pattern))


def save(text: str, file: Path) -> None:
    """Write a result to a file; an older one of that name is replaced.

    Raises:
        UsageError: Something else of that name is there: a folder, a device, a link.
        OutputError: It cannot be written.
    """
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise UsageError(
            "这里已有的不是普通文件，不能覆盖", where=str(file), remedy="用 -o 另指定一个文件名"
        )
    store.write_whole(file, text.encode())


def distinct(folders: Sequence[Path]) -> list[Path]:
    """The folders as given.

    Raises:
        UsageError: Two of them would share an output folder.
    """
    names = [naming.dossier_name(folder).casefold() for folder in folders]
    if len(set(names)) < len(names):
        raise UsageError("有两个材料文件夹同名", remedy="改名后再一起做，或分几次做")
    return list(folders)
