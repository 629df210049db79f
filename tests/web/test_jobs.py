"""Long work: one at a time, in a process of its own, ended at any moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Event

import pytest

from pipeline.errors import InputError, UsageError, WuxiaoError
from pipeline.run.working import CancelledError, Work
from pipeline.web.jobs import Jobs, State
from tests.alive import wait_until
from tests.web.browser import Inline

Progress = Callable[[str, int, int], None]


def count(to: int, progress: Progress) -> int:
    for done in range(to):
        progress("数数", done, to)
    return to


def hang(progress: Progress) -> None:
    progress("等着", 0, 1)
    while True:
        time.sleep(60)


def fail(progress: Progress) -> None:
    raise InputError("打不开", where="材料", remedy="检查")


def crash(progress: Progress) -> None:
    raise ZeroDivisionError


def die(progress: Progress) -> None:
    import os

    os._exit(9)


def test_work_in_a_process_tells_how_far_it_is_and_what_came_of_it() -> None:
    told: list[tuple[str, int, int]] = []
    assert Work(partial(count, 3)).follow(lambda *so_far: told.append(so_far)) == 3
    assert told == [("数数", 0, 3), ("数数", 1, 3), ("数数", 2, 3)]


def test_an_error_comes_out_as_it_was() -> None:
    with pytest.raises(InputError, match="材料：打不开"):
        Work(fail).follow(lambda *_: None)
    with pytest.raises(WuxiaoError, match="ZeroDivisionError"):
        Work(crash).follow(lambda *_: None)
    with pytest.raises(WuxiaoError, match="被系统结束"):
        Work(die).follow(lambda *_: None)


def test_work_is_ended_in_the_middle() -> None:
    work = Work(hang)
    with pytest.raises(CancelledError):
        work.follow(lambda *_: work.cancel())


def test_a_job_that_is_cancelled_says_so_and_cleans_up() -> None:
    jobs, cleaned = Jobs(), Event()
    job = jobs.begin("a work", "等待", hang, after=cleaned.set)
    wait_until(lambda: job.what == "等着")
    assert job.is_running
    jobs.cancel("a work")
    jobs.wait()
    assert job.state is State.CANCELLED
    assert "已取消" in job.said[0]
    assert cleaned.is_set()


def test_one_dossier_has_one_job_and_another_has_its_own() -> None:
    jobs = Jobs()
    jobs.begin("a work", "生成文书", hang)
    with pytest.raises(UsageError, match="正在生成文书"):
        jobs.begin("a work", "收回扫描件", hang)
    jobs.begin("b work", "生成文书", hang)
    jobs.close()
    assert jobs.begin("a work", "数数", partial(count, 1)).title == "数数"
    jobs.wait()


@pytest.mark.parametrize(
    ("task", "state", "said"),
    [
        (partial(count, 2), State.DONE, "得2"),
        (fail, State.FAILED, "材料：打不开；请检查。"),
        (crash, State.FAILED, "程序出错"),
    ],
)
def test_what_came_of_a_job_is_said(
    task: Callable[[Progress], object], state: State, said: str
) -> None:
    jobs = Jobs(start=Inline)
    job = jobs.begin("a work", "试", task, tell=lambda got: (f"得{got}",))
    jobs.wait()
    assert job.state is state
    assert job.said[0].startswith(said)
    assert jobs.latest("a work") is job


def test_a_job_whose_report_fails_has_failed() -> None:
    jobs = Jobs(start=Inline)
    job = jobs.begin("a work", "试", partial(count, 1), tell=lambda got: (str(1 / 0),))
    jobs.wait()
    assert job.state is State.FAILED
