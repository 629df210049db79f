"""What has to lie in a register, to the byte: by the chain, and by inventories that the chain vouches for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.archive import chain, ocfl
from pipeline.archive.events import Event
from pipeline.errors import ArchiveError

Versions = Mapping[int, str]
"""The versions of an object: SHA-256 of the inventory by number."""


def objects_of(
    events: Iterable[Event], before: Mapping[str, Versions] | None = None
) -> dict[str, dict[int, str]]:
    """The stored objects that are there after some events, with their versions.

    Args:
        events: The events.
        before: What was there before them.
    """
    objects = {name: dict(versions) for name, versions in (before or {}).items()}
    for event in events:
        for stored in event.stored:
            objects.setdefault(stored.object, {})[stored.version] = stored.sha256
        for name in event.removed:
            objects.pop(name, None)
    return objects


def readable_events(register: Path) -> Iterator[tuple[int, bytes, Event | None]]:
    """Every event of the chain: number, content (empty where it is missing), and the event if it can be read."""
    for number in range(1, chain.last_number(register) + 1):
        try:
            data = chain.event_path(register, number).read_bytes()
        except OSError:
            data = b""
        try:
            yield number, data, chain.decode(data, number)
        except ArchiveError:
            yield number, data, None


def files_of_object(folder: Path, versions: Versions) -> dict[str, str] | None:
    """SHA-256 of every file of an object by its path below it; None where its inventory is lost.

    Args:
        folder: The object.
        versions: Its versions, by the chain.
    """
    last = max(versions)
    inventory = _inventory(folder, last, versions[last])
    if inventory is None:
        return None
    files = {ocfl.OBJECT_MARK: store.sha256(ocfl.OBJECT_CONTENT)}
    files |= _inventories("", versions[last])
    for number, digest in versions.items():
        files |= _inventories(f"v{number}/", digest)
    return files | {path: digest for digest, paths in inventory.manifest.items() for path in paths}


def _inventories(folder: str, digest: str) -> Mapping[str, str]:
    return {
        f"{folder}{ocfl.INVENTORY}": digest,
        f"{folder}{ocfl.SIDECAR}": store.sha256(ocfl.sidecar(digest)),
    }


def _inventory(folder: Path, last: int, digest: str) -> ocfl.Inventory | None:
    """The last inventory, from either of its two places."""
    for path in (folder / ocfl.INVENTORY, folder / f"v{last}" / ocfl.INVENTORY):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if store.sha256(data) == digest:
            return ocfl.decode(data, path.name)
    return None


def files_below(folder: Path) -> dict[str, Path]:
    """Every file below a folder, and every empty folder, by its path below it."""
    found: dict[str, Path] = {}
    for top, folders, files in os.walk(folder):
        here = Path(top)
        below = "" if here == folder else f"{here.relative_to(folder).as_posix()}/"
        found |= {f"{below}{name}": here / name for name in files}
        found |= {f"{below}{name}": here / name for name in folders if (here / name).is_symlink()}
        if below and not (files or folders):
            found[below.rstrip("/")] = here
    return found


class Described(msgspec.Struct, frozen=True):
    """What a clerk calls a stored object: 档号 and title of a paper."""

    number: str
    title: str


def described(events: Iterable[Event]) -> dict[str, Described]:
    """What a clerk calls the objects of papers, by name."""
    return {
        f"paper:{each.key}": Described(str(each.number), each.title)
        for event in events
        for each in event.added
    }
