"""What kits were filled in with, remembered: what an employer corrects is then known to be a correction."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.collect.memory import Memory, recall, remember
from pipeline.collect.values import Fields, digest_of
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.errors import OutputError
from pipeline.forms.values import at
from pipeline.rules.words import name_key


def note_sent(
    intake: Intake, activity: Activity, nominations: Iterable[Nomination], employers: Iterable[str]
) -> None:
    """Remember to whom kits go, and the values and files that nominations are sent out with.

    In a folder that cannot be written nothing is remembered: what comes back is asked about then.
    """
    memory, fields = recall(intake.folder), Fields(activity)
    asked = set(employers)
    memory.asked |= asked
    memory.answered -= asked
    for nomination in nominations:
        if nomination.id:
            sent = {path: digest_of(path, at(nomination, path)) for path in fields.compared()}
            for path in fields.files():
                held = sorted(set(held_files(intake, nomination, path)))
                sent[path] = digest_of(path, tuple(held))
            memory.sent[nomination.id] = {path: digest for path, digest in sent.items() if digest}
    with suppress(OutputError):
        remember(intake.folder, memory)


def note_answer(memory: Memory, *names: str | None) -> None:
    """Remember that an employer has answered, by each name that it goes or went by."""
    keys = {name_key(each) for each in names if each}
    memory.answered |= {each for each in memory.asked if name_key(each) in keys}


def awaited(memory: Memory, nominations: Iterable[Nomination]) -> tuple[str, ...]:
    """The employers that kits were made for, that never answered, and of whom there is no project."""
    known = {name_key(each.employer.name) for each in nominations}
    waiting = memory.asked - memory.answered
    return tuple(name for name in sorted(waiting) if name_key(name) not in known)


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
