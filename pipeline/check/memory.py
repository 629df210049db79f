"""What evidence files were found to be, remembered by their content: opening hundreds takes seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

from pipeline import __version__, store
from pipeline.check.facts import LookAt
from pipeline.dossier.intake import FileFacts
from pipeline.errors import OutputError

_KEYS = [each.name for each in fields(FileFacts)]
"""What is remembered of a file; a memory that lacks one of them would be no answer."""


def remembering(file: Path, look: LookAt) -> LookAt:
    """Look at files as `look` does, but for those that were found good before.

    Files with something wrong are looked at each time: what was missing then may be there now.

    Args:
        file: Where it is remembered; holds what was asked for last, and no names.
        look: Looks at files.
    """

    def look_or_remember(paths: Sequence[Path]) -> Mapping[Path, FileFacts]:
        stamps = {path: stamp for path in paths if (stamp := _stamp(path))}
        known = _read(file)
        facts: dict[Path, FileFacts] = {
            path: known[stamp] for path, stamp in stamps.items() if stamp in known
        }
        unknown = [path for path in paths if path not in facts]
        if unknown:
            facts |= look(unknown)
        _write(file, {stamp: facts[path] for path, stamp in stamps.items()})
        return facts

    return look_or_remember


def _stamp(path: Path) -> str:
    try:
        return store.content_stamp(path)
    except OSError:
        return ""


def _read(file: Path) -> dict[str, FileFacts]:
    try:
        said = json.loads(file.read_bytes())
        if said["program"] != __version__ or said["keys"] != _KEYS:
            return {}
        return {stamp: FileFacts(**each) for stamp, each in said["facts"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _write(file: Path, facts: Mapping[str, FileFacts]) -> None:
    good = {
        stamp: asdict(each)
        for stamp, each in sorted(facts.items())
        if not each.problem and not each.unknown
    }
    with suppress(OutputError):  # the next run looks again
        store.write_whole(
            file, json.dumps({"program": __version__, "keys": _KEYS, "facts": good}).encode()
        )
