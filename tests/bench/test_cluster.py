"""The simulation of a cluster: what is scarce decides."""

from __future__ import annotations

import dataclasses

import pytest

from tests.bench.cluster import GIGABIT_MB, Costs, simulated

CHEAP = Costs(
    worker_seconds=3.0, client_seconds=0.0, scheduler_seconds=0.0, up_mb=0.001, down_mb=0.001, start_seconds=0.0
)  # fmt: skip


def test_where_only_workers_cost_anything_twice_as_many_take_half_as_long() -> None:
    one, two = (simulated(CHEAP, 64, workers, mb_per_second=GIGABIT_MB) for workers in (8, 16))
    assert one.seconds == pytest.approx(64 / 8 * 3.0, rel=0.01)
    assert two.seconds == pytest.approx(one.seconds / 2, rel=0.01)
    assert two.workers == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize(
    ("scarce", "busy"),
    [
        ({"client_seconds": 0.5}, "client"),
        ({"scheduler_seconds": 0.5}, "scheduler"),
        ({"down_mb": 58.5}, "network"),
    ],
)
def test_what_is_done_one_by_one_is_the_bound(scarce: dict[str, float], busy: str) -> None:
    got = simulated(dataclasses.replace(CHEAP, **scarce), 400, 64, mb_per_second=GIGABIT_MB)
    assert got.seconds == pytest.approx(400 * 0.5, rel=0.05)
    assert getattr(got, busy) > 0.95
