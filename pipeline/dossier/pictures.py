"""Files of a dossier, and pictures in the cells of its workbook, which stand for files.

A dossier names such a picture by its content: it keeps its name when rows move, and has another one
when it changes.  The name is no path and is shown to nobody; messages name the cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_MARK = "图片:"
_DIGITS = 24


def picture_name(sha256: str, suffix: str) -> str:
    """What a dossier calls a picture of this content; `suffix` as of a file's name."""
    return f"{_MARK}{sha256[:_DIGITS]}{suffix}"


def is_picture(name: str) -> bool:
    """Whether a dossier means a picture of its workbook by this name, and no file."""
    return name.startswith(_MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPicture:
    """A picture taken out of a workbook: the cell, as a clerk reads it, and the file it is in now."""

    cell: str
    path: Path


@dataclass(frozen=True, slots=True)
class FilePlaces:
    """Where the files are that a dossier names: below its folder, but for pictures of its workbook."""

    folder: Path
    pictures: Mapping[str, CellPicture] = field(default_factory=dict)

    def path_of(self, name: str) -> Path:
        """The file of a name."""
        found = self.pictures.get(name)
        return found.path if found else self.folder / name

    def said(self, name: str) -> str:
        """A name as a clerk reads it."""
        found = self.pictures.get(name)
        return f"{found.cell}的图片" if found else name
