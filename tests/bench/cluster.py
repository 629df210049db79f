"""A Dask cluster of this computer against its own workers; and, by these figures, clusters that we do not have.

    python tests/bench/cluster.py [--nominations N]

One dossier is built as a draft by two workers of the pool, then by a cluster of two workers of one thread each, with
scheduler and workers as processes here.  CPU time is what counts: it holds while other work runs.  What a nomination
costs each side goes into a simulation (`simulated`), which says where more machines are of no more use, and why.
"""

from __future__ import annotations

import argparse
import heapq
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import run  # noqa: E402 — run as a script, see above
from pipeline.settings import Settings  # noqa: E402
from pipeline.store import sha256_file  # noqa: E402
from pipeline.tools import cluster  # noqa: E402
from tests.bench import multiplied  # noqa: E402
from tests.engine.dask_cluster import DaskCluster  # noqa: E402

SAMPLE = ROOT / "data" / "samples" / "city"
GIGABIT_MB = 117.0
"""Megabytes a second that such a network carries."""
_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a nomination costs.

    Attributes:
        worker_seconds: CPU of who makes its papers.
        client_seconds: CPU of who asks: reading, sending, taking, writing.
        scheduler_seconds: CPU of the scheduler.
        up_mb, down_mb: What is sent and what comes back.
        start_seconds: From the start of a worker's child to its first task, in CPU.
    """

    worker_seconds: float
    client_seconds: float
    scheduler_seconds: float
    up_mb: float
    down_mb: float
    start_seconds: float = 4.0


@dataclass(frozen=True, slots=True)
class Simulated:
    """How long it takes by the clock, and how busy everybody is, as shares."""

    seconds: float
    workers: float
    client: float
    scheduler: float
    network: float


def simulated(costs: Costs, nominations: int, workers: int, *, mb_per_second: float) -> Simulated:
    """A cluster at work: each worker has one task and one to come; a task is a nomination.

    It goes from station to station: client, scheduler and wire there, a worker, wire, scheduler and client back.
    Client, scheduler and wire do one thing at a time, in the order in which it comes.
    """
    up, down = costs.up_mb / mb_per_second, costs.down_mb / mb_per_second
    client, scheduler = costs.client_seconds / 2, costs.scheduler_seconds / 2
    way = (
        ("client", client), ("scheduler", scheduler), ("wire", up), ("worker", costs.worker_seconds),
        ("wire", down), ("scheduler", scheduler), ("client", client),
    )  # fmt: skip
    free = {name: [0.0] for name in ("client", "scheduler", "wire")}
    free["worker"] = [costs.start_seconds] * workers
    left = nominations - min(nominations, _AHEAD * workers)
    events = [(0.0, number, 0) for number in range(nominations - left)]
    end, count = 0.0, len(events)
    while events:
        now, number, step = heapq.heappop(events)
        if step == len(way):
            end = max(end, now)
            if left:
                left, count = left - 1, count + 1
                heapq.heappush(events, (now, count, 0))
            continue
        name, seconds = way[step]
        done = max(now, heapq.heappop(free[name])) + seconds
        heapq.heappush(free[name], done)
        heapq.heappush(events, (done, number, step + 1))
    return Simulated(
        end,
        nominations * costs.worker_seconds / workers / end,
        nominations * costs.client_seconds / end,
        nominations * costs.scheduler_seconds / end,
        nominations * (up + down) / end,
    )


@dataclass
class Moved:
    """Bytes that went either way, and when."""

    up: int = 0
    down: int = 0
    digests: set[str] = field(default_factory=set)


@contextmanager
def counting() -> Iterator[Moved]:
    """Count what is sent and what comes back; data that are known by their digest go once."""
    moved = Moved()
    real_put, real_submit, real_value = (
        cluster.Connection.put,
        cluster.Connection.submit,
        cluster.value,
    )

    def put(connection: Any, data: bytes, digest: str) -> Any:
        if digest not in moved.digests:
            moved.digests.add(digest)
            moved.up += len(data)
        return real_put(connection, data, digest)

    def submit(connection: Any, function: Any, *arguments: Any, **options: Any) -> Any:
        moved.up += len(getattr(arguments[0], "task", b""))
        return real_submit(connection, function, *arguments, **options)

    def value(future: Any, address: str) -> bytes:
        data = real_value(future, address)
        moved.down += len(data)
        return data

    with (
        patch.object(cluster.Connection, "put", put),
        patch.object(cluster.Connection, "submit", submit),
        patch.object(cluster, "value", value),
    ):
        yield moved


def own_cpu(who: int = resource.RUSAGE_SELF) -> float:
    """CPU seconds of this process, or of its children that have ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def cpu_of(process: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def of_family(process: int) -> float:
    """CPU seconds of a process and of all that it started."""
    threads = Path(f"/proc/{process}/task").glob("*/children")
    children = [child for each in threads for child in each.read_text().split()]
    return cpu_of(process) + sum(of_family(int(child)) for child in children)


@dataclass(frozen=True, slots=True)
class Used:
    """What one build took: seconds by the clock, the rest of CPU, megabytes."""

    seconds: float
    workers: float
    client: float
    here: float
    scheduler: float
    up_mb: float = 0.0
    down_mb: float = 0.0

    def beyond(self, other: Used, nominations: int) -> Used:
        """What each nomination more takes, by a build of fewer."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Used(*((mine - theirs) / nominations for mine, theirs in pairs))


def built(
    folder: Path, out: Path, dask: DaskCluster, address: str = ""
) -> tuple[Used, dict[str, str]]:
    """Build a dossier, by a cluster if its address is given; what it took, and digests of what came of it."""
    start, client, here = time.perf_counter(), own_cpu(), own_cpu(resource.RUSAGE_CHILDREN)
    workers, scheduler = sum(map(of_family, dask.workers)), cpu_of(dask.scheduler)
    with counting() as moved:
        run.build(folder, Settings(out=out, jobs=2, draft=True, cluster=address), lambda *_: None)
    used = Used(
        time.perf_counter() - start,
        sum(map(of_family, dask.workers)) - workers,
        own_cpu() - client,
        own_cpu(resource.RUSAGE_CHILDREN) - here,
        cpu_of(dask.scheduler) - scheduler,
        moved.up / 1e6,
        moved.down / 1e6,
    )
    files = (path for path in out.rglob("*") if path.is_file() and ".wuxiao" not in path.parts)
    return used, {path.relative_to(out).as_posix(): sha256_file(path) for path in files}


def measured(nominations: int) -> tuple[Costs, dict[str, Used]]:
    """What a nomination costs, and what each build took: by the pool, a third by the cluster, all by the cluster.

    While the pool builds the cluster is there and idle: what it takes meanwhile is taken off.
    """
    few = max(1, nominations // 3)
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        for count in (few, nominations):
            multiplied.make(SAMPLE, top / f"{count}" / "材料", count)
        (top / "dask").mkdir()
        dask = DaskCluster(top / "dask")
        try:
            dask.hire(2)
            many = top / f"{nominations}" / "材料"
            pool, expected = built(many, top / "pool", dask)
            start, _ = built(top / f"{few}" / "材料", top / "few", dask, dask.address)
            whole, made = built(many, top / "cluster", dask, dask.address)
        finally:
            dask.end()
    if made != expected:
        raise SystemExit("the cluster made other papers")
    each = whole.beyond(start, nominations - few)
    costs = Costs(
        worker_seconds=each.workers - each.seconds * pool.workers / pool.seconds,
        client_seconds=each.client,
        scheduler_seconds=each.scheduler - each.seconds * pool.scheduler / pool.seconds,
        up_mb=each.up_mb,
        down_mb=each.down_mb,
    )
    return costs, {"pool": pool, "cluster, a third": start, "cluster": whole, "each more": each}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--nominations", type=int, default=20)
    args = parser.parse_args()
    costs, figures = measured(args.nominations)
    for name, used in figures.items():
        print(name, used)
    print(costs)
    for what, count in (("province", 1000), ("nation", 31_000)):
        for workers in (4, 16, 64, 256):
            got = simulated(costs, count, workers, mb_per_second=GIGABIT_MB)
            shares = (got.workers, got.client, got.scheduler, got.network)
            said = " | ".join(f"{share:.0%}" for share in shares)
            print(f"| {what} | {workers} | {got.seconds / 60:.0f} min | {said} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
