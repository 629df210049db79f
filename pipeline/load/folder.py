"""A dossier folder: what lies in it, and nothing that leads out of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.dossier.encodings import as_meant, is_unicode, readable
from pipeline.dossier.plain import plain
from pipeline.dossier.words import half_width
from pipeline.load.faults import READABLE, UnreadableError, shown

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "使用说明.txt"})


class Folder:
    """A dossier folder, from which nothing leads out."""

    def __init__(self, path: Path, file: str = "") -> None:
        """Look into a folder, apart from the file in it that holds the values."""
        self.path = path
        self._file = path / file
        self._inside = os.path.join(os.path.realpath(path), "")  # noqa: PTH118 - ends in a separator
        self.odd_names: dict[str, str] = {}
        """Files and folders whose names are not UTF-8, which stand in no list: as they may be shown, and the name that
        they should have, empty where nobody can tell."""
        self._asked_for: set[str] = set()
        self.pictures: frozenset[str] = frozenset()
        """Names that mean pictures of the workbook, and no files."""

    def placed(self, text: str) -> str:
        """The path of a file that was named, relative to the folder, with `/`.

        A name that no file has counts in plain characters.

        Raises:
            UnreadableError: It leads out of the folder, or there is no such file.
        """
        if text in self.pictures:
            return text
        named = text.replace("\\", "/")
        relative = PurePosixPath(named)
        if (
            named.startswith("/")
            or named[1:2] == ":"  # a drive of Windows
            or ".." in relative.parts
            or any(ord(character) < 32 for character in named)
        ):
            raise UnreadableError(
                f"“{short(text)}”不在材料文件夹里", "把文件放进材料文件夹，只写文件夹以内的位置"
            )
        try:
            found = os.path.realpath(self.path / relative, strict=True)
        except (OSError, RuntimeError, ValueError) as error:
            if plain(text) != text:
                return self.placed(plain(text))
            raise UnreadableError(
                f"找不到文件“{short(text)}”", "把文件放到这个位置，或改正文件名", rule=READABLE
            ) from error
        self._asked_for |= {found, relative.as_posix()}
        if not found.startswith(self._inside):
            raise UnreadableError(f"“{short(text)}”指向材料文件夹以外", "把文件复制进材料文件夹")
        if not os.path.isfile(found):  # noqa: PTH113 - thousands of files: paths cost more than the look
            raise UnreadableError(f"“{short(text)}”不是文件", "写到文件名为止", rule=READABLE)
        return relative.as_posix()

    def was_asked_for(self, path: Path) -> bool:
        """Whether `placed` was asked for a file, by this name or another."""
        is_named_so = self.relative(path) in self._asked_for
        return is_named_so or os.path.realpath(path) in self._asked_for

    def names(self, folder: str) -> list[Path]:
        """What a folder inside holds, without clutter, in natural order; nothing if it is absent."""
        try:
            found = list(self.path.joinpath(folder).iterdir())
        except OSError:
            return []
        right = []
        for each in (each for each in found if _counts(each) and each != self._file):
            if is_unicode(each.name):
                right.append(each)
            else:
                shown_path = self.relative(each.with_name(readable(each.name)))
                self.odd_names[shown_path] = as_meant(each.name)
        return sorted(right, key=lambda each: natural_order(each.name))

    def below(self, folder: str, *, levels: int = 4) -> Iterator[Path]:
        """The files of a folder inside and of those in it, without clutter, in natural order; no link is followed."""
        for each in self.names(folder):
            if levels and each.is_dir() and not each.is_symlink():
                yield from self.below(self.relative(each), levels=levels - 1)
            else:
                yield each

    def relative(self, path: Path) -> str:
        """A path below the folder, with `/`."""
        return path.relative_to(self.path).as_posix()


def short(name: str) -> str:
    """A name as it may stand in a message."""
    return shown(name, characters=80)


def _counts(path: Path) -> bool:
    name = path.name
    return not name.startswith((".", "~$")) and name.casefold() not in _CLUTTER


@lru_cache(maxsize=4096)
def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `实施前-2` before `实施前-10`."""
    parts = re.split(r"(\d+)", half_width(name).casefold())
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)
