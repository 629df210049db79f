"""The figure of how busy workers are."""

from __future__ import annotations

import pytest

from tests.bench.many import idle_share


def test_time_with_fewer_tasks_than_workers_is_idle() -> None:
    events = [(0.0, 1), (1.0, 1), (4.0, -1), (4.0, 1), (8.0, -1), (10.0, -1)]
    assert idle_share(events, 2) == pytest.approx(0.3)
    assert idle_share(events, 1) == 0.0
    assert idle_share([], 2) == 0.0
