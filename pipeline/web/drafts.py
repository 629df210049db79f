"""What employers sent, as it was shown to a clerk who has not decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.collect import Collected


@dataclass(frozen=True, slots=True)
class Draft:
    """What a look at the inbox has shown, until it is taken.

    Attributes:
        collected: What it has shown.
        batches: What it was a look at: more may have come since.
        leave: Sources that the clerk leaves out.
    """

    collected: Collected
    batches: tuple[Path, ...]
    leave: frozenset[str] = frozenset()
