"""Worker processes give results as they come; a killed one is an error of ours, not a hang."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress

import pytest

from pipeline.engine.pool import Pool
from pipeline.errors import InputError, ToolFailedError

prepared: list[int] = []

HANGING_SECONDS = 600
"""What has not ended by then hangs, however busy the computer is."""


def prepare() -> None:
    prepared.append(os.getpid())


def square(_: object, number: int) -> tuple[int, int, int]:
    return number * number, os.getpid(), len(prepared)


def fail_at_two(_: object, number: int) -> int:
    if number == 2:
        raise InputError("坏了", where="P02", remedy="修好")
    return number


def be_killed(_: object, number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def wait_for_ever(_: object, is_long: bool) -> bool:
    if is_long:
        threading.Event().wait()
    return is_long


def wait_until_none_is_left() -> None:
    end = time.monotonic() + HANGING_SECONDS
    while multiprocessing.active_children():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_with_one_job_tasks_run_here_one_after_the_other() -> None:
    with Pool(1, prepare) as pool:
        results = list(pool.run(square, None, [3, 2, 1]))
    assert [(place, result[:2]) for place, result in results] == [
        (0, (9, os.getpid())),
        (1, (4, os.getpid())),
        (2, (1, os.getpid())),
    ]


def test_with_one_job_the_next_task_waits_until_its_result_is_asked_for() -> None:
    done: list[int] = []
    with Pool(1, prepare) as pool:
        results = pool.run(lambda _, task: done.append(task), None, [1, 2])
        next(results)
        assert done == [1]


def test_with_several_jobs_every_result_has_the_place_of_its_task() -> None:
    with Pool(2, prepare) as pool:
        assert list(pool.run(square, None, [])) == []
        first = dict(pool.run(square, None, range(8)))
        again = dict(pool.run(square, None, [7]))
    assert {place: result[0] for place, result in first.items()} == {n: n * n for n in range(8)}
    assert again[0][0] == 49
    workers = {result[1] for result in first.values()}
    assert os.getpid() not in workers
    assert {result[2] for result in first.values()} == {1}, "each worker prepares once"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_comes_back_as_it_is(jobs: int) -> None:
    with (
        pytest.raises(InputError, match=r"^P02：坏了；请修好。$"),
        Pool(jobs, prepare) as pool,
    ):
        list(pool.run(fail_at_two, None, [1, 2, 3]))
    wait_until_none_is_left()


def test_a_killed_worker_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ToolFailedError, match="--jobs 1"), Pool(2, prepare) as pool:
        list(pool.run(be_killed, None, [1]))


def test_leaving_on_an_interruption_does_not_wait_for_long_tasks() -> None:
    with suppress(KeyboardInterrupt), Pool(2, prepare) as pool:
        assert next(pool.run(wait_for_ever, None, [True, False])) == (1, False)
        raise KeyboardInterrupt
    wait_until_none_is_left()
