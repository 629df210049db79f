"""Watching a folder that a scanner writes to.

Files appear before they are finished, and network shares send no events: size, time and content of each
file are looked at again and again, and it is taken when nothing of them has changed from one look to the
next.  A share that is away for a while is waited for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import store

SECONDS_BETWEEN_LOOKS = 3.0

_LOOKS_INTO = 20
"""So often the content of a file is read while its size and time stay: some shares tell no true time."""


@dataclass
class Watcher:
    """A folder that is watched.

    Attributes:
        folder: The folder.
        is_away: Whether it could not be read at the last look.
    """

    folder: Path
    is_away: bool = False
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _rests: dict[Path, int] = field(default_factory=dict)
    _contents: dict[Path, str] = field(default_factory=dict)
    _given: dict[Path, str] = field(default_factory=dict)

    def look(self) -> list[Path]:
        """The files that have come to rest since the last look, each content of each file once."""
        try:
            stamps = {path: _stamp(path) for path in _files(self.folder)}
            self.is_away = False
        except OSError:
            self.is_away = True
            return []
        self._rests = {
            path: self._rests.get(path, 0) + 1
            for path, stamp in stamps.items()
            if stamp[0] and stamp == self._seen.get(path)
        }
        self._seen = stamps
        young = [path for path, looks in self._rests.items() if looks <= _LOOKS_INTO]
        return [path for path in young if self._is_ready(path)]

    def _is_ready(self, path: Path) -> bool:
        """Whether its content, too, was the same at the last look, and was not given yet."""
        try:
            content = store.sha256_file(path)
        except OSError:  # the scanner holds it
            return False
        before, self._contents[path] = self._contents.get(path), content
        if content != before or self._given.get(path) == content:
            return False
        self._given[path] = content
        return True


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not path.name.startswith((".", "~$")) and path.is_file() and not path.is_symlink():
            yield path


def _stamp(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except OSError:  # renamed meanwhile
        return 0, 0
    return state.st_size, state.st_mtime_ns
