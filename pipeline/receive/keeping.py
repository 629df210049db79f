"""What is kept in `received/`: the scans as they came, what was seen on them, what was decided.

The state is one file, written last and as a whole.  All it names is there before: scans and pictures are
called by their content and never change.  A run that is stopped leaves some of them that nothing names.
"""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.errors import InputError
from pipeline.papers import naming
from pipeline.papers.returned import RECEIVED_FOLDER, RECEIVED_STATE
from pipeline.receive.models import FORMAT, Pictures, SeenPage, State

SCANS, PICTURES, EVIDENCE = "scans", "pictures", "evidence"


class Keep:
    """The folder `received/` of an output folder."""

    def __init__(self, out: Path) -> None:
        self.folder = out / RECEIVED_FOLDER

    def read(self) -> State:
        """What is remembered; an empty state where nothing came yet.

        Raises:
            InputError: The file is damaged, or of a later version.
        """
        file = self.folder / RECEIVED_STATE
        try:
            state = msgspec.json.decode(file.read_bytes(), type=State)
        except FileNotFoundError:
            return State()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _unreadable(file) from error
        if state.format != FORMAT:
            raise _unreadable(file)
        return state

    def write(self, state: State) -> None:
        """Remember; nothing is written where nothing has changed.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        self.put(RECEIVED_STATE, msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")

    def put(self, name: str, data: bytes) -> bool:
        """Write a file whole; gives whether it was another one before.

        Raises:
            OutputError: The disk is full, the file is open elsewhere, or the folder is a link.
        """
        path = self.folder / name
        self._must_be_ours(path)
        if path.is_file() and path.read_bytes() == data:
            return False
        store.write_whole(path, data, lasting=True)
        return True

    def clear_evidence(self, pages: Container[str]) -> None:
        """Delete evidence pages that there are no more.

        Raises:
            OutputError: One is open elsewhere.
        """
        for path in (self.folder / EVIDENCE).glob("*.html"):
            if f"{EVIDENCE}/{path.name}" not in pages:
                store.delete(path)

    def _must_be_ours(self, path: Path) -> None:
        for folder in (self.folder, path.parent):
            store.refuse_link(folder)

    def scan(self, kept: str) -> Path:
        """Where a scan is kept."""
        return self.folder / kept

    def keep(self, source: Path, sha256: str, suffix: str) -> str:
        """Keep a scan as it is, once by content; gives its name below `received/`.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        name = f"{SCANS}/{sha256[:20]}{suffix}"
        target = self.folder / name
        self._must_be_ours(target)
        if not target.is_file():
            store.copy_whole(source, target)
        return name

    def put_pictures(self, seen: SeenPage, pictures: Pictures) -> None:
        """Keep the pictures of a page.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        self.put(f"{PICTURES}/{seen.key}.json", msgspec.json.encode(pictures))

    def pictures(self, seen: SeenPage) -> Pictures:
        """The pictures of a page; none where they are lost."""
        try:
            data = (self.folder / PICTURES / f"{seen.key}.json").read_bytes()
            return msgspec.json.decode(data, type=Pictures)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return Pictures()


def _unreadable(file: Path) -> InputError:
    return InputError(
        "收回记录读不出来",
        where=f"{file.parent.name}/{file.name}",
        why="文件被改动过，或者是更新的程序写的",
        remedy="从备份恢复它；没有备份的，把它改名，再把扫描件重新收回一次",
    )


def usual_suffix(name: str) -> str:
    """The suffix that a kept scan gets: that of its name if it is plain, else none."""
    suffix = Path(naming.safe_name(name)).suffix.casefold()
    return suffix if suffix.removeprefix(".").isalnum() and len(suffix) <= 6 else ""
