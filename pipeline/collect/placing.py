"""Where photos and certificates that came back are put: under the names by which the dossier finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pipeline import store
from pipeline.collect.models import Material, Placing
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.errors import UsageError
from pipeline.filekinds import Group, kind_of
from pipeline.forms.file_names import ROLES
from pipeline.forms.values import at
from pipeline.tools.workbook.editing import Edits, Place

ROOT = "附件"
ASIDE = "以前的材料"
"""Folder in the dossier's for files whose place others have taken."""
_NUMBERED = ("before.photos", "after.photos", "evidence.portraits", "evidence.workplace")


@dataclass(slots=True)
class Places:
    """What is copied where, below the dossier folder.

    Attributes:
        copies: Where the bytes are, and the path that they get.
        aside: Paths of files that go aside, and the paths that they get.
    """

    copies: list[tuple[Path, str]] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)


def place(
    placings: Sequence[Placing], nominations: Sequence[Nomination], intake: Intake, edits: Edits
) -> Places:
    """Find a place for each file; where the workbook lists files, they are listed there.

    Args:
        placings: What came.
        nominations: The dossier's, new ones included.
        intake: The dossier as it was read.
        edits: Told what the workbook has to list.

    Raises:
        UsageError: An id cannot name a folder.
    """
    places = Places()
    taken: set[str] = set()
    for each in placings:
        home = _home(each, nominations[each.nomination], intake)
        old = _held(each, nominations[each.nomination])
        if each.replaces:
            places.aside += [(name, _aside(name, intake.folder, taken)) for name in old]
            taken |= {to for _, to in places.aside}
        gone = set(old) if each.replaces else set()
        made = []
        for material, name in zip(each.materials, _names(each), strict=True):
            target, is_there = _free(f"{home}/{name}", intake.folder, taken, gone, material.digest)
            taken.add(target)
            made.append(target)
            if not is_there:
                places.copies.append((material.path, target))
        _list_in_workbook(each, made, intake, edits)
    return places


def _home(placing: Placing, nomination: Nomination, intake: Intake) -> str:
    """The nomination's folder: the one that it has, else one of its id."""
    source = intake.homes.places.get(f"nominations[{placing.nomination}].{placing.path}")
    if source is not None and source.sheet is None and source.line is None:
        return source.file
    name = nomination.id or ""
    if not name or PurePosixPath(name).name != name or name.startswith("."):
        raise UsageError(
            "编号不能用作文件夹名", where=name or "（空）", remedy="把编号改为 P01 这样的"
        )
    return f"{ROOT}/{name}"


def _held(placing: Placing, nomination: Nomination) -> list[str]:
    value = at(nomination, placing.path)
    return [value] if isinstance(value, str) else list(value or ())


def _names(placing: Placing) -> Iterator[str]:
    role = ROLES[placing.path][0]
    counts = placing.path in _NUMBERED or len(placing.materials) > 1
    for number, material in enumerate(placing.materials, start=1):
        yield f"{role}{f'-{number}' if counts else ''}{_suffix(material)}"


def _suffix(material: Material) -> str:
    """The usual suffix of what a file is; a video keeps its own."""
    kind = kind_of(material.path)
    own = PurePosixPath(material.name).suffix.casefold()
    if kind.group is Group.VIDEO or not kind.suffixes:
        return own
    return f".{kind.suffixes.split()[0]}"


def _free(
    wish: str, folder: Path, taken: set[str], gone: set[str], digest: str = ""
) -> tuple[str, bool]:
    """The path, with the next number where another file is there; and whether this very file is there already.

    It is, where an earlier run was stopped before it wrote the workbook.
    """
    path = PurePosixPath(wish)
    stem, _, number = path.stem.rpartition("-")
    stem, count = (stem, int(number)) if number.isdecimal() and stem else (path.stem, 0)
    target = wish
    while target in taken or (target not in gone and (folder / target).exists()):
        if target not in taken and digest and store.sha256_file(folder / target) == digest:
            return target, True
        count += 1
        target = str(path.with_name(f"{stem}-{count}{path.suffix}"))
    return target, False


def _aside(name: str, folder: Path, taken: set[str]) -> str:
    return _free(f"{ASIDE}/{name}", folder, taken, set())[0]


def _list_in_workbook(placing: Placing, made: Sequence[str], intake: Intake, edits: Edits) -> None:
    """A cell that lists files lists these too."""
    if placing.nomination >= len(intake.dossier.nominations):
        return
    source = intake.sources.get(f"nominations[{placing.nomination}].{placing.path}")
    if source is None or not source.sheet or not source.cell:
        return
    held = _held(placing, intake.dossier.nominations[placing.nomination])
    kept = [] if placing.replaces else [each for each in held if each not in intake.pictures]
    edits.values[Place(source.sheet, source.cell)] = "\n".join([*kept, *made])
