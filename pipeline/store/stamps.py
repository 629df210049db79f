"""Whether files may have changed, told by names, sizes and times: none is opened."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from pipeline.store import sha256


def tree_stamp(folder: Path) -> str:
    """Another one when a file below a folder may have changed: names, sizes and times decide, none is opened.

    Left out are hidden files and lock files of office programs; no link is followed.
    """
    seen: list[str] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        own = (name for name in sorted(names) if not name.startswith((".", "~$")))
        seen += [state_stamp(f"{place}{os.sep}{name}") for name in own]
    return sha256("\n".join(seen).encode("utf-8", "surrogateescape"))


def state_stamp(path: Path | str) -> str:
    """Another one when a file may have changed, comes or goes: its size and time decide."""
    with suppress(OSError):
        state = os.stat(path)  # noqa: PTH116
        return f"{path} {state.st_size} {state.st_mtime_ns}"
    return f"{path} –"
