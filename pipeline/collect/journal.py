"""Who changed which cell of the workbook through the program, and when: by digests, no value stands here.

A cell whose content is not what the journal has last of it was changed in Excel or WPS.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline import store

_FILE = "edits.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change.

    Attributes:
        when: Local time with its offset, ISO 8601.
        who: Name of the person.
        version: What the cell held afterwards, as `Spot.version` says it.
        book: SHA-256 of the workbook afterwards.
    """

    when: str
    who: str
    version: str
    book: str


def entries(dossier: Path) -> Iterator[Entry]:
    """The changes of a dossier, the latest first; what cannot be read is left out."""
    try:
        lines = _path(dossier).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in reversed(lines):
        try:
            held = json.loads(line)
            yield Entry(**{name: str(held[name]) for name in Entry.__slots__})
        except (ValueError, TypeError, KeyError):
            continue


def record(dossier: Path, entry: Entry) -> None:
    """Note a change.

    Raises:
        OutputError: It cannot be written.
    """
    store.append(_path(dossier), json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def _path(dossier: Path) -> Path:
    return dossier / store.HIDDEN / _FILE
