"""Photos, certificates and other files: found by folder and name, and kept inside the folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.activity.tables import VideoLimit
from pipeline.dossier.findings import Source
from pipeline.dossier.plain import plain
from pipeline.forms.file_names import ROLES, UNIT_FOLDERS, VIDEO
from pipeline.load.faults import READABLE, Notes, UnreadableError, shown
from pipeline.load.pictures import pictures_in
from pipeline.load.raw import Branch, Items, Scalar, nominations_of
from pipeline.load.values import half_width, nomination_id

ROOTS = ("附件", "files")
UNIT_PUBLICITY = "unit.publicity.files"
_UNIT_FOLDER, _UNIT_PREFIX = "files/unit", "publicity"


_PICTURES = frozenset({
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic",
    ".heif", ".pdf",
})  # fmt: skip
_VIDEOS = frozenset({
    ".mp4", ".m4v", ".mov", ".avi", ".wmv", ".mkv", ".mpg", ".mpeg", ".flv", ".3gp", ".rmvb", ".webm",
})  # fmt: skip
_CLUTTER = frozenset({"thumbs.db", "desktop.ini", "使用说明.txt"})
_ROLE_OF = {name: path for path, names in ROLES.items() for name in names}
_NAME = re.compile(
    "(?P<role>" + "|".join(sorted(_ROLE_OF, key=len, reverse=True)) + ")"
    r"(?:照片|图片)?(?:[-_ ]*[(]?(?P<number>\d{1,4})[)]?)?(?:[-_ .(、].*)?",
    re.IGNORECASE | re.DOTALL,
)
_ID_END = re.compile(r"(?!\d)")


class Folder:
    """A dossier folder, from which nothing leads out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._inside = os.path.join(os.path.realpath(path), "")  # noqa: PTH118 - ends in a separator
        self.unreadable_names: dict[str, None] = {}
        """Files whose names are not UTF-8, as they may be shown; they stand in no list."""
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
                f"“{_name(text)}”不在材料文件夹里", "把文件放进材料文件夹，只写文件夹以内的位置"
            )
        try:
            found = os.path.realpath(self.path / relative, strict=True)
        except (OSError, RuntimeError, ValueError) as error:
            if plain(text) != text:
                return self.placed(plain(text))
            raise UnreadableError(
                f"找不到文件“{_name(text)}”", "把文件放到这个位置，或改正文件名", rule=READABLE
            ) from error
        if not found.startswith(self._inside):
            raise UnreadableError(f"“{_name(text)}”指向材料文件夹以外", "把文件复制进材料文件夹")
        if not os.path.isfile(found):  # noqa: PTH113 - thousands of files: paths cost more than the look
            raise UnreadableError(f"“{_name(text)}”不是文件", "写到文件名为止", rule=READABLE)
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


def _name(text: str) -> str:
    return shown(text, characters=80)


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


def add_found_files(tree: Branch, folder: Folder, notes: Notes, limit: VideoLimit) -> None:
    """Put the files found by name where the dossier does not list any."""
    _add_unit_files(tree, folder, notes)
    homes = _homes(folder)
    for index, nomination in nominations_of(tree):
        name = notes.ids.get(index, "")
        mine = [home for home in homes if _belongs(home, name)]
        homes = [home for home in homes if home not in mine]
        found = _sorted_by_role(index, mine, folder, notes)
        _add_video(nomination, index, found.pop(VIDEO, []), notes, limit)
        for role, paths in found.items():
            _add(nomination, role, paths, notes)
        _note_home(nomination, name, mine, folder, notes)
    for home in homes:
        if folder.names(folder.relative(home)):
            notes.warning(
                UnreadableError(
                    f"文件夹“{_name(home.name)}”里的文件没有读取，没有哪个项目是这个编号",
                    "把文件夹名改成项目编号，如 P01",
                ),
                Source(folder.relative(home)),
            )
    for name in folder.unreadable_names:
        what = f"文件名“{_name(name)}”的编码不对，没有读取"
        notes.warning(UnreadableError(what, "给这个文件重新取名", rule=READABLE), Source(name))


def _note_home(
    nomination: Branch, name: str, homes: list[Path], folder: Folder, notes: Notes
) -> None:
    """Missing files belong into the nomination's folder, unless they are listed in columns."""
    plain = name and PurePosixPath(name).name == name
    if homes or plain:
        place = Source(folder.relative(homes[0]) if homes else f"{ROOTS[0]}/{name}")
        columns = notes.columns.get(nomination.source.sheet or "", {})
        nomination.homes |= {role: place for role in ROLES if role not in columns}


def _add_unit_files(tree: Branch, folder: Folder, notes: Notes) -> None:
    tree.homes[UNIT_PUBLICITY] = Source(UNIT_FOLDERS[0])
    found = [each for home in UNIT_FOLDERS for each in folder.names(home)]
    found += [
        each for each in folder.names(_UNIT_FOLDER) if each.name.casefold().startswith(_UNIT_PREFIX)
    ]
    _add(tree, UNIT_PUBLICITY, [folder.relative(each) for each in found if each.is_file()], notes)


def _homes(folder: Folder) -> list[Path]:
    """Folders that may belong to a nomination."""
    known = {*UNIT_FOLDERS, _UNIT_FOLDER}
    return [
        each
        for root in ROOTS
        for each in folder.names(root)
        if each.is_dir() and folder.relative(each) not in known
    ]


def _belongs(home: Path, name: str) -> bool:
    found = nomination_id(home.name)
    return bool(name) and found.startswith(name) and bool(_ID_END.match(found, len(name)))


def _sorted_by_role(
    index: int, homes: Iterable[Path], folder: Folder, notes: Notes
) -> dict[str, list[str]]:
    """The files of one nomination, by the field they go to."""
    found: dict[str, list[str]] = {}
    for each in (each for home in homes for each in folder.names(folder.relative(home))):
        role = role_of(each.name)
        if role is None or not each.is_file():
            _mention(each, index, folder, notes)
        else:
            found.setdefault(role, []).append(folder.relative(each))
    return found


def _add_video(
    nomination: Branch, index: int, videos: list[str], notes: Notes, limit: VideoLimit
) -> None:
    """The first video; the model holds one, so no rule could see the others."""
    if not videos or nomination.at(VIDEO) is not None:
        return
    nomination.put(VIDEO, Scalar(value=videos[0], source=Source(videos[0])))
    if len(videos) > limit.max:
        what = UnreadableError(
            f"有{len(videos)}个视频，最多{limit.max}个", "删去多余的", rule="limit.items"
        )
        path = f"nominations[{index}].{VIDEO}"
        notes.error(path, what, Source(videos[limit.max]), clause=limit.clause)


def role_of(name: str) -> str | None:
    """The field that a file goes to by its name, None where the name says nothing.

    `实施前-1.jpg`, `实施前_1.JPG`, `实施前1.png`, `实施前（1）.jpg` and `before-1.jpg` all go to
    `before.photos`.
    """
    path = PurePosixPath(half_width(name).strip())
    found = _NAME.fullmatch(path.stem)
    if found is None:
        return None
    role = _ROLE_OF[found["role"].casefold()]
    fitting = _VIDEOS if role == VIDEO else _PICTURES
    return role if path.suffix.casefold() in fitting else None


def _mention(path: Path, index: int, folder: Folder, notes: Notes) -> None:
    names = "、".join(names[0] for names in ROLES.values())
    notes.warning(
        UnreadableError(
            f"不知道“{_name(path.name)}”是什么材料，没有读取",
            f"把文件名改为以下之一：{names}，可加 -1、-2",
        ),
        Source(folder.relative(path)),
        path=f"nominations[{index}]",
    )


def _add(branch: Branch, path: str, files: list[str], notes: Notes) -> None:
    listed = branch.at(path)
    pictures = pictures_in(listed)
    given = bool(listed.items) if isinstance(listed, Items) else listed is not None
    if not files or (given and not pictures):
        return
    if pictures:
        what = f"这一格里的图片没有采用，以“{_name(files[0])}”等{len(files)}个文件为准"
        remedy = "用文件的，删去格里的图片；用格里的图片的，移走这些文件"
        notes.warning(UnreadableError(what, remedy), pictures[0].source)
    nodes = [Scalar(value=each, source=Source(each)) for each in files]
    branch.put(path, Items(source=nodes[0].source, items=list(nodes)))
