"""Photos, certificates and other files: found by folder and name, and kept inside the folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.activity.tables import VideoLimit
from pipeline.dossier.encodings import readings
from pipeline.dossier.findings import Source
from pipeline.dossier.words import half_width
from pipeline.filekinds import kind_of
from pipeline.forms.file_names import ROLES, UNIT_FOLDERS, VIDEO, wanted_at
from pipeline.load.faults import Notes, UnreadableError
from pipeline.load.folder import Folder, short
from pipeline.load.pictures import pictures_in
from pipeline.load.raw import Branch, Items, Scalar, nominations_of
from pipeline.load.values import nomination_id

ROOTS = ("附件", "files")
UNIT_PUBLICITY = "unit.publicity.files"
_UNIT_FOLDER, _UNIT_PREFIX = "files/unit", "publicity"

_ROLE_OF = {name: path for path, names in ROLES.items() for name in names}
_NAME = re.compile(
    "(?P<role>" + "|".join(sorted(_ROLE_OF, key=len, reverse=True)) + ")"
    r"(?:照片|图片)?(?:[-_ ]*[(]?(?P<number>\d{1,4})[)]?)?(?:[-_ .(、].*)?",
    re.IGNORECASE | re.DOTALL,
)
_ID_END = re.compile(r"(?!\d)")
_ID_OVER = re.compile(r"$|[-_ (、.]")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies in a folder for files.

    Attributes:
        path: Where it is.
        role: The field it goes to by its name, or by that of its folder; empty where neither says anything.
        home: The folder of its nomination or unit.
        index: The nomination, counted from 0; None for the unit's.
    """

    path: Path
    role: str
    home: Path
    index: int | None = None


def add_found_files(tree: Branch, folder: Folder, notes: Notes, limit: VideoLimit) -> list[Found]:
    """Put the files found by name where the dossier does not list any.

    Returns:
        All that lie in the folders: which of them stay unread is known when the dossier has been read.
    """
    everything = _add_unit_files(tree, folder, notes)
    homes = _homes(folder)
    loose = [each for each in folder.names(".") if each.is_dir() and each.name not in ROOTS]
    for index, nomination in nominations_of(tree):
        name = notes.ids.get(index, "")
        mine = [home for home in homes if _belongs(home, name)]
        homes = [home for home in homes if home not in mine]
        mine += [home for home in loose if _belongs(home, name, strictly=True)]
        found = [
            Found(path, _role_in(home, path), home, index)
            for home in mine
            for path in folder.below(folder.relative(home))
        ]
        everything += _placed_in(nomination, index, found, folder, notes, limit)
        _note_home(nomination, name, mine, folder, notes)
    everything += [
        Found(path, "", home) for home in homes for path in folder.below(folder.relative(home))
    ]
    return everything


def _placed_in(
    nomination: Branch,
    index: int,
    found: Sequence[Found],
    folder: Folder,
    notes: Notes,
    limit: VideoLimit,
) -> list[Found]:
    """Put files into their nomination; what is of no use only where nothing else is there, so that it is told."""
    for role in dict.fromkeys(each.role for each in found if each.role):
        of_role = [each for each in found if each.role == role and each.path.is_file()]
        fit = [each for each in of_role if _fits(each)] or of_role
        paths = [folder.relative(each.path) for each in fit]
        if role == VIDEO:
            told = _add_video(nomination, index, paths, notes, limit)
            found = [each for each in found if folder.relative(each.path) not in told]
        else:
            _add(nomination, role, paths, notes)
    return list(found)


def _fits(found: Found) -> bool:
    """Whether a file may be of a kind that its field takes: its suffix says so, or else its bytes."""
    wanted = wanted_at(found.role)
    try:
        return wanted.expects(found.path.name) or wanted.takes(kind_of(found.path))
    except OSError:
        return True  # the checks tell of it


def _note_home(
    nomination: Branch, name: str, homes: list[Path], folder: Folder, notes: Notes
) -> None:
    """Missing files belong into the nomination's folder, unless they are listed in columns."""
    plain = name and PurePosixPath(name).name == name
    if homes or plain:
        place = Source(folder.relative(homes[0]) if homes else f"{ROOTS[0]}/{name}")
        columns = notes.columns.get(nomination.source.sheet or "", {})
        nomination.homes |= {role: place for role in ROLES if role not in columns}


def _add_unit_files(tree: Branch, folder: Folder, notes: Notes) -> list[Found]:
    """The files of the unit, and those that lie outside all folders."""
    tree.homes[UNIT_PUBLICITY] = Source(UNIT_FOLDERS[0])
    found = [
        Found(path, UNIT_PUBLICITY, folder.path / home)
        for home in UNIT_FOLDERS
        for path in folder.below(home)
    ]
    for path in folder.below(_UNIT_FOLDER):
        is_publicity = path.name.casefold().startswith(_UNIT_PREFIX)
        role = UNIT_PUBLICITY if is_publicity else ""
        found.append(Found(path, role, folder.path / _UNIT_FOLDER))
    files = [each.path for each in found if each.role and each.path.is_file()]
    _add(tree, UNIT_PUBLICITY, [folder.relative(each) for each in files], notes)
    strays = [each for root in ROOTS for each in folder.names(root) if each.is_file()]
    strays += [each for each in folder.names(".") if each.is_file() and role_of(each.name)]
    return [*found, *(Found(path, "", path.parent) for path in strays)]


def _homes(folder: Folder) -> list[Path]:
    """Folders that may belong to a nomination."""
    known = {*UNIT_FOLDERS, _UNIT_FOLDER}
    return [
        each
        for root in ROOTS
        for each in folder.names(root)
        if each.is_dir() and folder.relative(each) not in known
    ]


def _belongs(home: Path, name: str, *, strictly: bool = False) -> bool:
    found = nomination_id(home.name)
    end = _ID_OVER if strictly else _ID_END
    return bool(name) and found.startswith(name) and bool(end.match(found, len(name)))


def _add_video(
    nomination: Branch, index: int, videos: list[str], notes: Notes, limit: VideoLimit
) -> list[str]:
    """The first video; the model holds one, so no rule could see the others, which are told of."""
    if not videos or nomination.at(VIDEO) is not None:
        return []
    nomination.put(VIDEO, Scalar(value=videos[0], source=Source(videos[0])))
    if len(videos) <= limit.max:
        return []
    what = UnreadableError(
        f"有{len(videos)}个视频，最多{limit.max}个", "删去多余的", rule="limit.items"
    )
    path = f"nominations[{index}].{VIDEO}"
    notes.error(path, what, Source(videos[limit.max]), clause=limit.clause)
    return videos[1:]


def _role_in(home: Path, path: Path) -> str:
    """The field that a file of a home goes to, by its name or that of the nearest folder; empty where none."""
    names = [path.name, *path.relative_to(home).parts[-2::-1]]
    return next(filter(None, map(role_of, names)), "")


def role_of(name: str) -> str | None:
    """The field that a file, or all in a folder, goes to by its name; None where the name says nothing.

    `实施前-1.jpg`, `实施前_1.JPG`, `实施前1.png`, `实施前（1）.jpg` and `before-1.jpg` all go to
    `before.photos`, as does what was one of them before a zip was unpacked wrongly.
    """
    for each in readings(name):
        if found := _NAME.fullmatch(PurePosixPath(half_width(each).strip()).stem):
            return _ROLE_OF[found["role"].casefold()]
    return None


def _add(branch: Branch, path: str, files: list[str], notes: Notes) -> None:
    listed = branch.at(path)
    pictures = pictures_in(listed)
    given = bool(listed.items) if isinstance(listed, Items) else listed is not None
    if not files or (given and not pictures):
        return
    if pictures:
        what = f"这一格里的图片没有采用，以“{short(files[0])}”等{len(files)}个文件为准"
        remedy = "用文件的，删去格里的图片；用格里的图片的，移走这些文件"
        notes.warning(UnreadableError(what, remedy), pictures[0].source)
    nodes = [Scalar(value=each, source=Source(each)) for each in files]
    branch.put(path, Items(source=nodes[0].source, items=list(nodes)))
