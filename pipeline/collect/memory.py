"""What was last collected, by digests: so it is known who changed a value since, the employer or the clerk.

Values stand nowhere a second time: a digest says only whether a value is the one that came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import store

_FILE = "collected.json"
_VERSION = 1


@dataclass(slots=True)
class Memory:
    """What each nomination last came with.

    Attributes:
        values: Digest of each field's value, by id of the nomination, then by path.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def came(self, nomination: str | None, path: str) -> str | None:
        """The digest of what last came for a field; None where nothing did."""
        return self.values.get(nomination or "", {}).get(path)

    def note(self, nomination: str | None, path: str, digest: str) -> None:
        """Remember what came."""
        self.values.setdefault(nomination or "", {})[path] = digest

    def knows(self, nomination: str | None) -> bool:
        """Whether anything ever came for a nomination."""
        return (nomination or "") in self.values


def memory_path(dossier: Path) -> Path:
    """Where it lies in a dossier folder."""
    return dossier / store.HIDDEN / _FILE


def recall(dossier: Path) -> Memory:
    """What was last collected into a dossier; nothing where that is not known or cannot be read."""
    try:
        read = json.loads(memory_path(dossier).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Memory()
    if not isinstance(read, Mapping) or read.get("version") != _VERSION:
        return Memory()
    held = read.get("nominations")
    if not isinstance(held, Mapping):
        return Memory()
    return Memory(
        {
            str(name): {str(path): str(digest) for path, digest in fields.items()}
            for name, fields in held.items()
            if isinstance(fields, Mapping)
        }
    )


def remember(dossier: Path, memory: Memory) -> None:
    """Keep what was collected.

    Raises:
        OutputError: It cannot be written.
    """
    content = {"version": _VERSION, "nominations": memory.values}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    store.write_whole(memory_path(dossier), text.encode())
