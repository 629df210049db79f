"""Tasks on a real Dask cluster give what they give here, whatever becomes of its machines."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.engine import cluster as engine
from pipeline.engine.cluster import Cluster
from pipeline.engine.workers import Carried
from pipeline.errors import ExitCode, InputError, ToolFailedError
from pipeline.make.built import Batch, Made
from pipeline.make.transaction import Stage
from pipeline.tools import cluster as cluster_room
from tests.alive import is_running, wait_until
from tests.conftest import Command, Desk
from tests.engine import errands
from tests.engine.dask_cluster import DaskCluster

NOTHING: Carried[Any, Any] = Carried(lambda _: (), lambda _, __: ())
FORM, PLEDGE = "nomination_form", "lead_pledge"


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler, and no worker yet."""
    dask = DaskCluster(tmp_path_factory.mktemp("dask"))
    yield dask
    dask.end()


@pytest.fixture
def dask(machines: DaskCluster) -> DaskCluster:
    """A scheduler with two workers, whatever an earlier test did with them."""
    machines.hire(2)
    return machines


def test_a_build_by_a_cluster_is_the_same_to_the_byte_though_a_worker_is_killed(
    dask: DaskCluster, desk: Desk, model: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Stage.take

    def take(stage: Stage, batch: Batch) -> tuple[Made, ...]:
        if batch.made and len([each for each in dask.workers if is_running(each)]) == 2:
            dask.kill(dask.workers[0])  # the first papers are there, others are being made
        return real(stage, batch)

    monkeypatch.setattr(Stage, "take", take)
    only = ("--only", FORM, "--only", PLEDGE)
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--cluster", dask.address, *only)
    assert outcome.code == 0, outcome.err
    made, expected = desk.files(), model.files()
    papers = {path for path in made if path.startswith(("word/", "pdf/", "print/"))}
    assert len([path for path in papers if "提名书" in path or "承诺书" in path]) >= 8
    printed = {path for path in papers if path.startswith("print/")}
    assert any("签字材料" in path for path in printed)
    assert {
        path for path in papers - {"print/打印清单.pdf"} if made[path] != expected[path]
    } == set()


def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    dask: DaskCluster, tmp_path: Path
) -> None:
    noted = tmp_path / "noted"
    noted.mkdir()
    found: list[tuple[int, int]] = []
    with Cluster(dask.address, errands.alike, 1) as cluster:
        asked = cluster.run(errands.wait, str(noted), [0, 1, 2, 3], carried=NOTHING)
        asking = threading.Thread(target=lambda: found.extend(asked), daemon=True)
        asking.start()
        wait_until(lambda: set(dask.workers) == {one for each in done_by(noted) for one in each})
        lost, other = dask.workers
        dask.kill(lost)
        (noted / "go").touch()
        asking.join()
    assert sorted(found) == [(0, 0), (1, 2), (2, 4), (3, 6)]
    assert sorted(done_by(noted), key=len)[3] == [lost, other]
    assert sorted(done_by(noted), key=len)[:3] == [[other]] * 3


def done_by(noted: Path) -> list[list[int]]:
    """For each task that was begun, the machines that began it, one after the other."""
    notes = sorted(path for path in noted.iterdir() if path.name != "go")
    return [[int(line) for line in path.read_text().split()] for path in notes]


def test_files_are_there_under_their_own_names_and_no_others(
    dask: DaskCluster, tmp_path: Path
) -> None:
    for name, text in (("一.txt", "甲"), ("二.txt", "甲"), ("三.txt", "乙")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    carried: Carried[Path, str] = Carried(
        lambda folder: [folder / "三.txt"],
        lambda folder, name: [folder / name, folder / "没有.txt"],
    )
    with Cluster(dask.address, errands.alike, 1) as cluster:
        first, again = (
            [each for _, each in cluster.run(errands.read, tmp_path, [name], carried=carried)]
            for name in ("一.txt", "二.txt")
        )
        (tmp_path / "二.txt").write_text("改", encoding="utf-8")
        [(_, changed)] = cluster.run(errands.read, tmp_path, ["二.txt"], carried=carried)
    assert first == [(tmp_path / "一.txt", "甲", ["一.txt", "三.txt"])]
    assert again[0][:2] == (tmp_path / "二.txt", "甲")
    assert changed[1] == "改"


def test_an_error_of_a_task_comes_back_as_it_is_and_one_over_which_children_end_is_told(
    dask: DaskCluster,
) -> None:
    with Cluster(dask.address, errands.alike, 1) as cluster:
        with pytest.raises(InputError, match=r"^P13：坏了；请修好。$"):
            list(cluster.run(errands.times, 2, [1, 13, 3], carried=NOTHING))
        assert dict(cluster.run(errands.times, 2, [1, 3], carried=NOTHING)) == {0: 2, 1: 6}
        with pytest.raises(ToolFailedError, match="接连在同一项工作上退出") as caught:
            list(cluster.run(errands.die, None, [1], carried=NOTHING))
    assert caught.value.exit_code is ExitCode.TOOL_FAILED


def test_a_machine_that_would_make_other_papers_is_refused_by_name_and_difference(
    dask: DaskCluster,
) -> None:
    with Cluster(dask.address, errands.other, 1) as cluster:
        cluster.wake()
        with pytest.raises(
            ToolFailedError, match=r"生成的文件会不同：程序版本；那里是[0-9]+，本机是"
        ):
            list(cluster.run(errands.times, 2, [1], carried=NOTHING))


def test_tasks_whose_files_are_not_told_stay_on_this_machine(dask: DaskCluster) -> None:
    with Cluster(dask.address, errands.alike, 1) as cluster:
        assert [each for _, each in cluster.run(errands.who, None, [1])] == [os.getpid()]


# ---------------------------------------------------------------- nobody there


def test_an_address_that_is_none_is_refused(wuxiao: Command, desk: Desk) -> None:
    for address in ("8786", "http://x:1", "tcp://", "tcp://x:port"):
        outcome = wuxiao("build", desk.folder, "-o", desk.output, "--cluster", address)
        assert outcome.code == ExitCode.USAGE
        assert "写成 tcp://主机:8786 这样" in outcome.err


def test_a_cluster_that_cannot_be_reached_is_told_before_anything_is_made(
    wuxiao: Command, desk: Desk
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        address = f"tcp://127.0.0.1:{nobody.getsockname()[1]}"
        outcome = wuxiao("build", desk.folder, "-o", desk.output, "--cluster", address)
    assert outcome.code == ExitCode.TOOL_FAILED
    assert f"{address}：连不上集群；那个端口上没有程序在听；请确认调度程序" in outcome.err
    assert not desk.files()


def test_a_cluster_that_loses_its_workers_and_then_its_scheduler_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one after the other, as a scheduler of its own is needed."""
    monkeypatch.setattr(engine, "_PATIENCE_PULSES", 1)
    monkeypatch.setattr(cluster_room, "_CONNECT_SECONDS", 2.0)
    dask = DaskCluster(tmp_path)
    noted = tmp_path / "noted"
    noted.mkdir()
    try:
        dask.hire(1)
        with Cluster(dask.address, errands.alike, 1) as cluster:
            asked = cluster.run(errands.wait, str(noted), [0], carried=NOTHING)
            killing = threading.Thread(target=kill_in_the_middle, args=(dask, noted))
            killing.start()
            with pytest.raises(ToolFailedError, match="集群里没有工作机"):
                next(asked)
            killing.join()
            dask.end()
            with pytest.raises(ToolFailedError, match="和集群的连接断了") as caught:
                list(cluster.run(errands.times, 2, [1], carried=NOTHING))
        assert caught.value.exit_code is ExitCode.TOOL_FAILED
    finally:
        dask.end()


def kill_in_the_middle(dask: DaskCluster, noted: Path) -> None:
    wait_until(lambda: done_by(noted))
    dask.kill(dask.workers[0])
