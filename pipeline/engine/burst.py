"""Python's garbage collector, held back while something is made of very many objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def burst() -> Iterator[None]:
    """Hold the garbage collector back while one paper is made; a seventh of the time is its own.

    What a paper leaves behind is collected as soon as the block is left.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def sweep() -> None:
    """Collect what was made and dropped since the last time, in the middle of a burst."""
    gc.collect(0)
