"""A dossier folder: what lies in it, and nothing that leads out of it."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.dossier.plain import plain
from pipeline.load.faults import READABLE, UnreadableError, shown
from pipeline.load.values import half_width

_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "使用说明.txt"})


class Folder:
    """A dossier folder, from which nothing leads out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._inside = os.path.join(os.path.realpath(path), "")  # noqa: PTH118 - ends in a separator
        self.unreadable_names: dict[str, None] = {}
        """Files whose names are not UTF-8, as they may be shown; they stand in no list."""

    def placed(self, text: str) -> str:
        """The path of a file that was named, relative to the folder, with `/`.

        A name that no file has counts in plain characters.

        Raises:
            UnreadableError: It leads out of the folder, or there is no such file.
        """
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
        if not found.startswith(self._inside):
            raise UnreadableError(f"“{short(text)}”指向材料文件夹以外", "把文件复制进材料文件夹")
        if not os.path.isfile(found):  # noqa: PTH113 - thousands of files: paths cost more than the look
            raise UnreadableError(f"“{short(text)}”不是文件", "写到文件名为止", rule=READABLE)
        return relative.as_posix()

    def names(self, folder: str) -> list[Path]:
        """What a folder inside holds, without clutter, in natural order; nothing if it is absent."""
        try:
            found = list(self.path.joinpath(folder).iterdir())
        except OSError:
            return []
        counted = [each for each in found if _counts(each)]
        names = {each: _as_unicode(each.name) for each in counted}
        wrong = [f"{folder}/{name}" for each, name in names.items() if name != each.name]
        self.unreadable_names |= dict.fromkeys(wrong)
        right = [each for each, name in names.items() if name == each.name]
        return sorted(right, key=lambda each: natural_order(each.name))

    def relative(self, path: Path) -> str:
        """A path below the folder, with `/`."""
        return path.relative_to(self.path).as_posix()


def short(name: str) -> str:
    """A name as it may stand in a message."""
    return shown(name, characters=80)


def _as_unicode(name: str) -> str:
    """A name of another encoding with � in the place of what cannot be read; any other as it is."""
    return os.fsencode(name).decode("utf-8", "replace")


def _counts(path: Path) -> bool:
    name = path.name
    return not name.startswith((".", "~$")) and name.casefold() not in _CLUTTER


@lru_cache(maxsize=4096)
def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `实施前-2` before `实施前-10`."""
    parts = re.split(r"(\d+)", half_width(name).casefold())
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)
