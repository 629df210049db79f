"""Worker processes give results as they come; a killed one is an error of ours, not a hang."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from pipeline.engine import pool as engine
from pipeline.engine.bench import TaskError
from pipeline.engine.child import Channel, Child
from pipeline.engine.pool import Pool
from pipeline.errors import ExitCode, InputError, ToolFailedError
from tests.alive import Run, is_running, wait_until

prepared: list[int] = []
"""In a worker: how often it prepared itself."""

unpickled: list[int] = []
"""In a worker: how often it was sent a `Plan`."""


class Plan:
    """What tasks share: a number, and word of how often it came."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __setstate__(self, state: dict[str, int]) -> None:
        self.__dict__.update(state)
        unpickled.append(self.number)


class Awkward(Exception):  # noqa: N818
    """An error that pickles and does not unpickle."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def prepare() -> None:
    prepared.append(os.getpid())


def fail_to_prepare() -> None:
    raise ZeroDivisionError


def be_killed_while_preparing() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang_while_preparing() -> None:
    threading.Event().wait()


def times(plan: Plan, number: int) -> tuple[int, int, int, int]:
    return plan.number * number, os.getpid(), len(prepared), len(unpickled)


def fail_at_two(_: None, number: int) -> int:
    if number == 2:
        raise InputError("坏了", where="P02", remedy="修好")
    return number


def fail_awkwardly(_: None, how: str) -> object:
    match how:
        case "error":
            raise Awkward(1, 2)
        case "bug":
            raise KeyError("oops")
    return threading.Lock()


def be_killed(_: None, how: str) -> None:
    match how:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "memory":
            raise MemoryError
        case "exits":
            os._exit(0)
        case "leaves":
            raise SystemExit(0)


def wait_for_ever(_: None, is_long: bool) -> bool:
    if is_long:
        threading.Event().wait()
    return is_long


@pytest.fixture(autouse=True)
def none_is_left(everyone: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Whatever a test does with its pools, no worker is there when they are left."""
    for name in everyone.environment.keys() - os.environ.keys():
        monkeypatch.setenv(name, everyone.environment[name])
    yield everyone
    assert everyone.alive() == {}


# ---------------------------------------------------------------- one job


def test_with_one_job_tasks_run_here_one_after_the_other(none_is_left: Run) -> None:
    with Pool(1, prepare) as pool:
        pool.wake()
        assert none_is_left.alive() == {}
        results = list(pool.run(times, Plan(2), [3, 2, 1]))
    assert [(place, result[:2]) for place, result in results] == [
        (0, (6, os.getpid())),
        (1, (4, os.getpid())),
        (2, (2, os.getpid())),
    ]


def test_with_one_job_the_next_task_waits_until_its_result_is_asked_for() -> None:
    done: list[int] = []
    with Pool(1) as pool:
        results = pool.run(list.append, done, [1, 2])
        next(results)
        assert done == [1]


# ---------------------------------------------------------------- several


def test_with_several_jobs_every_result_has_the_place_of_its_task() -> None:
    with Pool(2, prepare) as pool:
        assert list(pool.run(times, Plan(2), [])) == []
        first = dict(pool.run(times, Plan(2), range(8)))
        again = dict(pool.run(times, Plan(7), [7]))
    assert {place: result[0] for place, result in first.items()} == {n: 2 * n for n in range(8)}
    assert again[0][0] == 49
    assert os.getpid() not in {result[1] for result in first.values()}
    assert {result[2] for result in first.values()} == {1}, "each worker prepares once"


def test_what_tasks_share_goes_to_a_worker_once_until_another_comes() -> None:
    with Pool(2) as pool:
        sent = [
            result[3]
            for number in (2, 2, 3)
            for _, result in sorted(pool.run(times, Plan(number), [1]))
        ]
        many = [result[3] for _, result in pool.run(times, Plan(3), range(8))]
    assert sent == [1, 1, 2]
    assert set(many) <= {1, 2}, "the second worker has seen one plan, the first two"


def test_no_worker_is_started_before_there_is_a_task_and_no_more_than_tasks(
    none_is_left: Run,
) -> None:
    with Pool(3) as pool:
        assert none_is_left.alive() == {}
        list(pool.run(times, Plan(1), []))
        assert none_is_left.alive() == {}
        list(pool.run(times, Plan(1), [1]))
        assert len(none_is_left.alive()) == 1


def test_woken_workers_are_all_there_before_the_first_task(none_is_left: Run) -> None:
    with Pool(2) as pool:
        pool.wake()
        wait_until(lambda: len(none_is_left.alive()) == 2)
        list(pool.run(times, Plan(1), range(4)))
        assert len(none_is_left.alive()) == 2


def test_a_worker_makes_room_for_a_fresh_one_after_its_share(
    monkeypatch: pytest.MonkeyPatch, none_is_left: Run
) -> None:
    monkeypatch.setattr(engine, "TASKS_PER_WORKER", 2)
    with Pool(2, prepare) as pool:
        workers = [result[1] for _ in range(5) for _, result in pool.run(times, Plan(1), [1])]
        assert len(none_is_left.alive()) == 1
    assert workers[0] == workers[1] != workers[2] == workers[3] != workers[4]


def test_results_that_nobody_waits_for_are_not_made(tmp_path: Path) -> None:
    with Pool(2) as pool:
        for _ in pool.run(touch, tmp_path, range(500)):
            break
        assert dict(pool.run(fail_at_two, None, [7, 8, 9])) == {0: 7, 1: 8, 2: 9}
    assert len(list(tmp_path.iterdir())) < 500


def touch(folder: Path, number: int) -> None:
    (folder / str(number)).touch()


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_comes_back_as_it_is(jobs: int) -> None:
    with (
        pytest.raises(InputError, match=r"^P02：坏了；请修好。$"),
        Pool(jobs, prepare) as pool,
    ):
        list(pool.run(fail_at_two, None, [1, 2, 3]))


@pytest.mark.parametrize(
    ("how", "kind", "words"),
    [
        ("bug", KeyError, "oops"),
        ("error", TaskError, "Awkward: 1 and 2"),
        ("result", TypeError, "pickle"),
    ],
)
def test_a_bug_in_a_worker_says_where_it_was_whatever_its_class(
    how: str, kind: type[Exception], words: str
) -> None:
    with Pool(2) as pool, pytest.raises(kind, match=words) as caught:
        list(pool.run(fail_awkwardly, None, [how]))
    stack = "".join(traceback.format_exception(caught.value))
    assert "in a worker process:" in stack
    assert f"{engine.__name__.replace('.', '/')}.py" in stack
    assert "Traceback" not in str(caught.value)


def test_after_an_error_of_a_task_workers_go_on() -> None:
    with Pool(2) as pool:
        with pytest.raises(InputError):
            list(pool.run(fail_at_two, None, [2]))
        assert dict(pool.run(fail_at_two, None, [1, 3])) == {0: 1, 1: 3}


def test_a_task_that_a_worker_cannot_read_is_an_error_of_its_own() -> None:
    with Pool(2) as pool:
        with pytest.raises(ValueError, match="not for you"):
            list(pool.run(ignore, Unreadable(), [1]))
        with pytest.raises(ValueError, match="not for you"):
            list(pool.run(ignore, None, [Unreadable()]))
        assert dict(pool.run(fail_at_two, None, [1])) == {0: 1}


class Unreadable:
    def __reduce__(self) -> tuple[object, ...]:
        return refuse, ("not for you",)


def ignore(_: object, __: object) -> None:
    pass


def refuse(why: str) -> None:
    raise ValueError(why)


@pytest.mark.parametrize("how", ["killed", "memory", "exits", "leaves"])
def test_a_worker_that_ends_in_a_task_is_an_error_that_says_what_to_do(how: str) -> None:
    with pytest.raises(ToolFailedError) as caught, Pool(2, prepare) as pool:
        list(pool.run(be_killed, None, [how]))
    must_be_the_remedy(caught.value)


def must_be_the_remedy(error: ToolFailedError) -> None:
    assert str(error) == "一个工作进程被系统结束；多半是内存不够；请用 --jobs 1 再做一次。"
    assert error.exit_code is ExitCode.TOOL_FAILED


@pytest.mark.parametrize("size", [1, 5_000_000])
def test_a_worker_that_ends_while_it_prepares_is_an_error_of_the_first_task(size: int) -> None:
    with Pool(2, be_killed_while_preparing) as pool:
        pool.wake()
        with pytest.raises(ToolFailedError) as caught:
            list(pool.run(ignore, b"x" * size, [1, 2, 3]))
    must_be_the_remedy(caught.value)


@pytest.mark.parametrize("size", [1, 5_000_000])
def test_a_worker_that_is_killed_while_idle_is_an_error_of_the_next_task(
    size: int, none_is_left: Run
) -> None:
    with Pool(2) as pool:
        list(pool.run(times, Plan(1), [1, 2]))
        for worker in none_is_left.alive():
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda worker=worker: not is_running(worker))  # type: ignore[misc]
        with pytest.raises(ToolFailedError) as caught:
            list(pool.run(ignore, b"x" * size, [1, 2, 3]))
    must_be_the_remedy(caught.value)


def test_a_worker_that_nobody_needs_may_be_killed(none_is_left: Run) -> None:
    with Pool(2) as pool:
        pool.wake()
        wait_until(lambda: len(none_is_left.alive()) == 2)
        for worker in none_is_left.alive():
            os.kill(worker, signal.SIGKILL)


def test_an_error_while_preparing_is_left_to_the_first_task() -> None:
    with Pool(2, fail_to_prepare) as pool:
        pool.wake()
        assert dict(pool.run(fail_at_two, None, [1])) == {0: 1}


def test_where_no_process_can_be_started_the_first_task_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with Pool(2) as pool:
        pool.wake()
        with pytest.raises(ToolFailedError, match="工作进程启动不了"):
            list(pool.run(fail_at_two, None, [1, 2]))


def test_where_nothing_temporary_can_be_written_the_first_task_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    with Pool(2) as pool:
        pool.wake()
        with pytest.raises(ToolFailedError, match="工作进程启动不了"):
            list(pool.run(fail_at_two, None, [1, 2]))


# ---------------------------------------------------------------- interruptions


def test_leaving_on_an_interruption_does_not_wait_for_long_tasks() -> None:
    with suppress(KeyboardInterrupt), Pool(2, prepare) as pool:
        assert next(pool.run(wait_for_ever, None, [True, False])) == (1, False)
        raise KeyboardInterrupt


@pytest.mark.parametrize("number", [0, 1, 2])
def test_leaving_on_an_interruption_ends_workers_that_are_starting(
    number: int, none_is_left: Run
) -> None:
    with suppress(KeyboardInterrupt), Pool(2, hang_while_preparing) as pool:
        pool.wake()
        wait_until(lambda: len(none_is_left.alive()) >= number)
        raise KeyboardInterrupt


def test_leaving_on_an_interruption_ends_a_worker_that_is_started_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    is_left, started = threading.Event(), count(1)
    real_kill = engine._Worker.kill

    class Late(Child):
        """The second child of a worker comes when all are ended already."""

        def __init__(self, serve: Callable[[Channel], None], *, mute: bool) -> None:
            if next(started) > 1:
                wait_until(is_left.is_set)
            super().__init__(serve, mute=mute)

    def kill(worker: engine._Worker) -> None:
        real_kill(worker)
        is_left.set()

    def interrupted(_: object) -> None:
        wait_until(lambda: next(started) > 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "TASKS_PER_WORKER", 0)
    monkeypatch.setattr(engine, "Child", Late)
    monkeypatch.setattr(engine._Worker, "kill", kill)
    monkeypatch.setattr(engine._Batch, "next_answer", interrupted)
    with suppress(KeyboardInterrupt), Pool(2) as pool:
        list(pool.run(wait_for_ever, None, [True]))


def test_a_second_interruption_while_leaving_leaves_no_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interrupted = count()
    real = threading.Thread.join

    def join(thread: threading.Thread, timeout: float | None = None) -> None:
        if next(interrupted) == 0:
            raise KeyboardInterrupt
        real(thread, timeout)

    monkeypatch.setattr(threading.Thread, "join", join)
    with suppress(KeyboardInterrupt), Pool(2) as pool:
        list(pool.run(fail_at_two, None, [1, 3]))
