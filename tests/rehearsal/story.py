"""The year, scene by scene: each runs the commands that a clerk would, and says what must be true then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.rehearsal import autumn, spring, summer
from tests.rehearsal.clerk import Clerk

Scene = Callable[[Clerk], None]

SCENES: tuple[Scene, ...] = (*spring.SCENES, *summer.SCENES, *autumn.SCENES)


def live(clerk: Clerk, scenes: Sequence[Scene] = SCENES) -> None:
    """One office's year, from an empty folder to the list for disposal, or a part of it."""
    for scene in scenes:
        clerk.say(f"\n==== {(scene.__doc__ or '').strip()}")
        scene(clerk)
