"""What was last sent and collected, by digests: so it is known who changed a value, the employer or the clerk.

Values stand nowhere a second time: a digest says only whether a value is the one that came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import store

_VERSION = 1


@dataclass(slots=True)
class Memory:
    """What each nomination last came with, and was last sent out with.

    Attributes:
        values: Digest of each field's value as it came, by id of the nomination, then by path.
        sent: The same of what kits were filled in with.
        asked: Names of the employers that kits were made for.
        answered: Those of them that sent something, whatever they call themselves by now.
        refused: The same of what a person would not have though the dossier has nothing there.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)

    def known(self, nomination: str | None, path: str) -> frozenset[str]:
        """The digests of what last came for a field, and of what was last sent."""
        name = nomination or ""
        both = (self.values.get(name, {}).get(path), self.sent.get(name, {}).get(path))
        return frozenset(filter(None, both))

    def copied(self) -> Memory:
        """The same, of its own."""
        kinds = (self.values, self.sent, self.refused)
        values, sent, refused = (
            {name: dict(known) for name, known in kind.items()} for kind in kinds
        )
        return Memory(values, sent, set(self.asked), set(self.answered), refused)

    def note(self, nomination: str | None, path: str, digest: str) -> None:
        """Remember what came."""
        self.values.setdefault(nomination or "", {})[path] = digest

    def refuse(self, nomination: str | None, path: str, digest: str) -> None:
        """Remember what a person would not have."""
        self.refused.setdefault(nomination or "", {})[path] = digest

    def allow(self, nomination: str | None, path: str) -> None:
        """Forget that something was refused."""
        self.refused.get(nomination or "", {}).pop(path, None)

    def is_refused(self, nomination: str | None, path: str, digest: str) -> bool:
        """Whether this very value was refused."""
        return self.refused.get(nomination or "", {}).get(path) == digest

    def knows(self, nomination: str | None) -> bool:
        """Whether anything ever came for a nomination."""
        return (nomination or "") in self.values


def recall(dossier: Path) -> Memory:
    """What was last collected into a dossier; nothing where that is not known or cannot be read."""
    try:
        read = json.loads(store.collected_path(dossier).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Memory()
    if not isinstance(read, Mapping) or read.get("version") != _VERSION:
        return Memory()
    asked, answered = (_names(read.get(kind)) for kind in ("asked", "answered"))
    values, sent, refused = (
        _digests(read.get(kind)) for kind in ("nominations", "sent", "refused")
    )
    return Memory(values, sent, asked, answered, refused)


def _names(held: object) -> set[str]:
    return {str(each) for each in held} if isinstance(held, list) else set()


def _digests(held: object) -> dict[str, dict[str, str]]:
    if not isinstance(held, Mapping):
        return {}
    return {
        str(name): {str(path): str(digest) for path, digest in fields.items()}
        for name, fields in held.items()
        if isinstance(fields, Mapping)
    }


def remember(dossier: Path, memory: Memory) -> None:
    """Keep what was collected and sent.

    Raises:
        OutputError: It cannot be written.
    """
    content = {
        "version": _VERSION,
        "nominations": memory.values,
        "sent": memory.sent,
        "asked": sorted(memory.asked),
        "answered": sorted(memory.answered),
        "refused": memory.refused,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
    store.write_whole(store.collected_path(dossier), text.encode())
