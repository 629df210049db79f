"""The largest and the smallest of what lies near each place: Pillow's rank filters take seconds a page."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", np.uint8, np.uint16, np.bool_)


def most_near(values: NDArray[Kind], reach_px: int) -> NDArray[Kind]:
    """The largest value within a square around each place, `reach_px` to all sides."""
    return _spread(np.maximum, values, reach_px)


def least_near(values: NDArray[Kind], reach_px: int) -> NDArray[Kind]:
    """The smallest value within a square around each place."""
    return _spread(np.minimum, values, reach_px)


def _spread(extreme: np.ufunc, values: NDArray[Kind], reach_px: int) -> NDArray[Kind]:
    across = values.copy()
    for step in range(1, min(reach_px, values.shape[1] - 1) + 1):
        extreme(across[:, step:], values[:, :-step], out=across[:, step:])
        extreme(across[:, :-step], values[:, step:], out=across[:, :-step])
    spread = across.copy()
    for step in range(1, min(reach_px, values.shape[0] - 1) + 1):
        extreme(spread[step:], across[:-step], out=spread[step:])
        extreme(spread[:-step], across[step:], out=spread[:-step])
    return spread
