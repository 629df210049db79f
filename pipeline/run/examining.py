"""This computer, and a finished paper: `doctor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.doctor import Examination
    from pipeline.verify import Report


def examine(settings: Settings) -> Examination:
    """What this computer has, what is missing, how to get it."""
    from pipeline.doctor import examine as examine_computer

    scratch.claim()
    return examine_computer(settings)


def verify(paper: Path) -> Report:
    """Measure a letter's PDF against each figure of official paper.

    Raises:
        InputError: The file cannot be read.
    """
    from pipeline.verify.finished import verify_paper

    return verify_paper(paper)
