"""What a round works with; `run` hands it in, so that this stage knows no engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


class LookOver(Protocol):
    """Looks at tasks in guarded processes (`engine.guarded.look_over`), the answers as they come."""

    def __call__(
        self,
        tasks: Sequence[Any],
        look: Callable[[Any], Any],
        answer: type[Any],
        *,
        largest_bytes: int,
    ) -> Iterator[tuple[int, Any]]:
        """Place of a task, and its answer; something without `seen` or `pages` where a child was lost."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """Guarded processes, and who is told how far it is."""

    look_over: LookOver
    progress: Progress
