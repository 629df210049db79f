"""What the stage has others do for it: read values, load dossiers, convert old Word files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.dossier.answers import Answers
from pipeline.dossier.intake import Intake
from pipeline.errors import WuxiaoError


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the stage is given.

    Attributes:
        read: Gives the values of what stands on a form (`load.answers`).
        load: Reads a dossier folder.
        as_word: Gives Word files of old ones as `.docx`, in order, or why there is none.
        role_of: Gives the field that a file goes to by its name.
        progress: Told what is done, how far, and how much there is.
    """

    read: Callable[[Answers], Intake]
    load: Callable[[Path], Intake]
    as_word: Callable[[Sequence[Path]], Sequence[Path | WuxiaoError]]
    role_of: Callable[[str], str | None]
    progress: Callable[[str, int, int], None]
