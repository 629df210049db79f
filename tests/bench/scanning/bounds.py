"""What a count can prove: exact bounds of Clopper and Pearson, without a library."""

from __future__ import annotations

import math
from collections.abc import Callable

_CONFIDENCE = 0.95


def upper_bound(events: int, tries: int, confidence: float = _CONFIDENCE) -> float:
    """The largest rate that `events` of `tries` leave possible, one-sided; 3/n where there are none."""
    if tries == 0 or events >= tries:
        return 1.0
    return _solved(lambda rate: _at_most(events, tries, rate), 1.0 - confidence)


def lower_bound(events: int, tries: int, confidence: float = _CONFIDENCE) -> float:
    """The smallest rate that they leave possible, one-sided."""
    return 1.0 - upper_bound(tries - events, tries, confidence)


def _at_most(events: int, tries: int, rate: float) -> float:
    """The chance of so many events or fewer."""
    if rate <= 0.0:
        return 1.0
    log = [
        math.lgamma(tries + 1)
        - math.lgamma(k + 1)
        - math.lgamma(tries - k + 1)
        + k * math.log(rate)
        + (tries - k) * math.log1p(-rate)
        for k in range(events + 1)
    ]
    return sum(math.exp(each) for each in log)


def _solved(falling: Callable[[float], float], wanted: float) -> float:
    low, high = 0.0, 1.0 - 1e-12
    for _ in range(100):
        middle = (low + high) / 2
        if falling(middle) > wanted:
            low = middle
        else:
            high = middle
    return high
