"""What an event leaves to be done once it is on the chain, by whoever holds the register."""

from __future__ import annotations

from pathlib import Path

from pipeline import store
from pipeline.archive import chain, ocfl
from pipeline.archive.events import Event
from pipeline.store import lasting

UNFINISHED = f"{store.HIDDEN}/unfinished"
"""Where what is to be stored is made: a folder for each event, that begins with its number."""


def tidy(folder: Path) -> None:
    """Finish what has happened, and drop what has not; whoever calls it holds the register.

    Raises:
        ArchiveError: The event that is to be finished cannot be read.
        OutputError: The folder cannot be written.
    """
    top = folder / UNFINISHED
    for unfinished in sorted(top.glob("*")) if top.is_dir() else ():
        number = unfinished.name.partition("-")[0]
        if number.isdigit() and chain.event_path(folder, int(number)).is_file():
            finish(folder, unfinished, chain.one(folder, int(number)))
        lasting.clear(unfinished)
    for leftover in (*folder.glob(".*.tmp"), *folder.glob(f"{store.HIDDEN}/.*.tmp")):
        store.delete(leftover)


def finish(folder: Path, unfinished: Path, event: Event) -> None:
    """Put what was made for an event in its place; what is in its place already is left.

    Raises:
        ArchiveError: Something else is in a place.
        OutputError: The folder cannot be written.
    """
    for stored in event.stored:
        if ocfl.is_staged(unfinished, stored):
            ocfl.place(folder, unfinished, stored)
    for name in event.removed:
        ocfl.take_away(folder, unfinished, name)
