"""What kits were filled in with, remembered: what an employer corrects is then known to be a correction."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.collect.memory import recall, remember
from pipeline.collect.values import Fields, digest_of
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.errors import OutputError
from pipeline.forms.values import at


def note_sent(intake: Intake, activity: Activity, nominations: Iterable[Nomination]) -> None:
    """Remember the values and files that nominations were sent out with.

    In a folder that cannot be written nothing is remembered: what comes back is asked about then.
    """
    memory, fields = recall(intake.folder), Fields(activity)
    for nomination in nominations:
        if nomination.id:
            sent = {path: digest_of(path, at(nomination, path)) for path in fields.compared()}
            for path in fields.files():
                held = sorted(set(held_files(intake, nomination, path)))
                sent[path] = digest_of(path, tuple(held))
            memory.sent[nomination.id] = {path: digest for path, digest in sent.items() if digest}
    with suppress(OutputError):
        remember(intake.folder, memory)


def held_files(intake: Intake, nomination: Nomination, path: str) -> tuple[str, ...]:
    """Digests of the files that a nomination has in a field, where they are."""
    value = at(nomination, path)
    names = [value] if isinstance(value, str) else list(value or ())
    return tuple(filter(None, (_digest(intake.files.path_of(each)) for each in names)))


def _digest(file: Path) -> str:
    try:
        return store.sha256_file(file)
    except OSError:  # `check` tells of it
        return ""
