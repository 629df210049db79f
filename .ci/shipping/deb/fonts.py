"""The free fonts that the package brings, as this computer has them, each with its licence."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.typefaces.installed import find_font


@dataclass(frozen=True, slots=True)
class Collection:
    """Fonts under one licence.

    Attributes:
        name: What they are called.
        files: The files of its fonts.
        licence: File of the licence on a Debian system.
        terms: The licence in one line.
    """

    name: str
    files: tuple[str, ...]
    licence: Path
    terms: str


_DOC = Path("/usr/share/doc")

COLLECTIONS = (
    Collection(
        "Fandol",
        (
            "FandolFang-Regular.otf", "FandolHei-Bold.otf", "FandolHei-Regular.otf",
            "FandolKai-Regular.otf", "FandolSong-Bold.otf", "FandolSong-Regular.otf",
        ),
        Path("/usr/share/common-licenses/GPL-3"),
        "GPL, version 3, with the GPL font exception (so their authors, Clerk Ma and Jie Su; the font files"
        " are all that they published, and what Debian holds as source in texlive-lang)",
    ),
    Collection(
        "BabelStone Han",
        ("BabelStoneHan.ttf",),
        _DOC / "fonts-babelstone-han" / "copyright",
        "Arphic Public License; some symbols CC-BY-SA-3.0 or CC-BY-SA-4.0",
    ),
    Collection(
        "Hanazono Mincho",
        ("HanaMinA.ttf",),
        _DOC / "fonts-hanazono" / "copyright",
        "Hanazono Font License, or SIL Open Font License 1.1",
    ),
)  # fmt: skip


def lay(fonts: Path, licences: Path) -> None:
    """Lay the fonts into one folder and their licences into another.

    Raises:
        SystemExit: One is not on this computer.
    """
    for folder in (fonts, licences):
        folder.mkdir(parents=True, exist_ok=True)
    for collection in COLLECTIONS:
        if not collection.licence.is_file():
            raise SystemExit(f"no licence of {collection.name}: {collection.licence} is not there")
        shutil.copyfile(collection.licence, licences / f"{collection.name.replace(' ', '')}.txt")
        for name in collection.files:
            found = find_font(name)
            if found is None:
                raise SystemExit(f"no {name} on this computer: run .ci/setup demo")
            shutil.copyfile(found, fonts / name)
