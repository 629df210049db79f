"""Where the libraries that WeasyPrint loads (Pango and what it needs) lie on Windows.

The extra `windows` brings them by pip, as wheels made for GStreamer.  WeasyPrint asks the variable below for
folders, once, when it is loaded; without it it looks where MSYS2 and GTK put theirs.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path

VARIABLE = "WEASYPRINT_DLL_DIRECTORIES"
"""Environment variable: folders with DLLs, set apart by semicolons."""

_PACKAGES = ("gstreamer_libs", "gstreamer_ext_runtime")
"""Pango with what it needs; Microsoft's runtime, which both need."""

_WHERE = "bin"


def name_folders(environment: MutableMapping[str, str], platform: str = sys.platform) -> None:
    """Name the folders of the extra `windows` to WeasyPrint, before it is loaded.

    A variable that somebody has set stays as it is; without the extra none is set.

    Args:
        environment: Of this process; its children inherit it.
        platform: As Python names it.
    """
    if platform != "win32" or VARIABLE in environment:
        return
    if folders := library_folders():
        environment[VARIABLE] = ";".join(map(str, folders))


def library_folders() -> tuple[Path, ...]:
    """The folders with DLLs that pip has installed; none where Pango is not among them."""
    pango, *others = (tuple(_folders_of(each)) for each in _PACKAGES)
    return (*pango, *(folder for found in others for folder in found)) if pango else ()


def _folders_of(package: str) -> Iterator[Path]:
    found = importlib.util.find_spec(package)  # not imported: only its place matters
    for place in (found and found.submodule_search_locations) or ():
        folder = Path(place) / _WHERE
        if folder.is_dir():
            yield folder
