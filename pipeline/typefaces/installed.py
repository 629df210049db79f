"""Which fonts this computer has, as far as paper is concerned."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.store import sha256


def font_folders() -> tuple[Path, ...]:
    """Where fonts lie on this system, fontconfig's and Windows' usual places."""
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", r"C:\Windows"))
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return windows / "Fonts", own
    data = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
    return (*shared, data / "fonts", home / ".fonts", home / "Library" / "Fonts")


def find_font(file_name: str) -> Path | None:
    """The file of a font of this computer by its name, e.g. `FandolSong-Bold.otf`; None if it has none."""
    found = (path for top in font_folders() for path in sorted(top.rglob(file_name)))
    return next(found, None)


def stamp() -> str:
    """Changes when a font is installed or removed: papers are then made anew.

    Rests on the folders' times, so that it costs next to nothing.
    """
    return sha256(os.fsencode("\n".join(_folder_times())))


def _folder_times() -> Iterator[str]:
    for top in font_folders():
        for folder, _, _ in os.walk(top):
            yield f"{folder} {Path(folder).stat().st_mtime_ns}"
