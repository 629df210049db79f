"""Employers of whom nothing has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.collect.memory import Memory, recall
from pipeline.collect.sending import awaited
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination


def missing_in(
    nominations: Sequence[Nomination], memory: Memory, returned: Collection[int] = ()
) -> tuple[str, ...]:
    """The employers of whom nothing has come, now or before: a dossier's, in its order; others that have a kit.

    Args:
        nominations: The dossier's.
        memory: What came before.
        returned: Numbers of the nominations that came now.
    """
    came: dict[str, bool] = {}
    for index, each in enumerate(nominations):
        if name := each.employer.name:
            came[name] = came.get(name, False) or index in returned or memory.knows(each.id)
    unheard = tuple(name for name, has_come in came.items() if not has_come)
    return (*unheard, *awaited(memory, nominations))


def missing_of(intake: Intake) -> tuple[str, ...]:
    """The employers of a dossier of whom nothing has come yet."""
    return missing_in(intake.dossier.nominations, recall(intake.folder))
