"""Papers of a build that is under way: whole, waiting aside for their places, and already to be looked at.

The output folder does not know them yet: it changes as a whole, when the last of them is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.papers.manifest import FileEntry
from pipeline.papers.naming import is_path_of_ours

_LIST = f"{store.HIDDEN}/coming.jsonl"
_ASIDE = re.compile(rf"{re.escape(store.HIDDEN)}/staged/\d{{5}}")


class Coming(Struct, frozen=True):
    """A paper that waits.

    Attributes:
        entry: Its PDF, as the manifest will have it.
        aside: Where it waits, below the output folder.
    """

    entry: FileEntry
    aside: str


def note(out: Path, entry: FileEntry, aside: str) -> None:
    """Say that a paper waits.

    Raises:
        OutputError: The disk is full, or the folder cannot be written.
    """
    line = msgspec.json.encode(Coming(entry, aside)).decode()
    store.append(out / _LIST, f"{line}\n")


def coming(out: Path) -> Iterator[Coming]:
    """The papers that wait, in the order in which they were made; what is half written is left out."""
    try:
        lines = (out / _LIST).read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            found = msgspec.json.decode(line, type=Coming)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if _ASIDE.fullmatch(found.aside) and is_path_of_ours(found.entry.path):
            yield found


def forget(out: Path) -> None:
    """Nothing waits any more.

    Raises:
        OutputError: The list is open in another program.
    """
    store.delete(out / _LIST)
