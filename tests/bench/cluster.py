"""A Dask cluster of this computer against its own workers; and, by these figures, clusters that we do not have.

    python tests/bench/cluster.py [--nominations N] [--write FILE]

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
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
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
        up_mb, down_mb: What is sent and what comes back, each twice over the network: by way of the scheduler.
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
    """A cluster at work: each worker has one task and one to come, and everything else is done one by one.

    The client sends and takes, the scheduler passes on, each in the order in which it is asked; a task is a nomination.
    """
    moved = costs.up_mb + costs.down_mb
    wire = moved / mb_per_second
    client = scheduler = network = end = 0.0
    free = [costs.start_seconds] * workers
    heapq.heapify(free)
    ready: deque[float] = deque([0.0] * min(nominations, _AHEAD * workers))
    left = nominations - len(ready)
    done: list[float] = []
    while ready or done:
        if ready:
            asked = ready.popleft()
            client = max(client, asked) + costs.client_seconds / 2
            scheduler = max(scheduler, client) + costs.scheduler_seconds / 2
            network = max(network, scheduler) + wire * costs.up_mb / moved
            begun = max(network, heapq.heappop(free))
            heapq.heappush(free, begun + costs.worker_seconds)
            heapq.heappush(done, begun + costs.worker_seconds)
            continue
        finished = heapq.heappop(done)
        network = max(network, finished) + wire * costs.down_mb / moved
        scheduler = max(scheduler, network) + costs.scheduler_seconds / 2
        client = max(client, scheduler) + costs.client_seconds / 2
        end = max(end, client)
        if left:
            ready.append(client)
            left -= 1
    return Simulated(
        end,
        nominations * costs.worker_seconds / workers / end,
        nominations * costs.client_seconds / end,
        nominations * costs.scheduler_seconds / end,
        nominations * wire / end,
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


def built(folder: Path, out: Path, address: str = "") -> tuple[float, dict[str, str]]:
    """Build a dossier; seconds by the clock, and the digests of what came of it."""
    start = time.perf_counter()
    run.build(folder, Settings(out=out, jobs=2, draft=True, cluster=address), lambda *_: None)
    seconds = time.perf_counter() - start
    files = (path for path in out.rglob("*") if path.is_file() and ".wuxiao" not in path.parts)
    return seconds, {path.relative_to(out).as_posix(): sha256_file(path) for path in files}


def measured(nominations: int) -> tuple[Costs, Mapping[str, float]]:
    """What a nomination costs, and the figures of both builds."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        multiplied.make(SAMPLE, top / "材料", nominations)
        here, ended = own_cpu(), own_cpu(resource.RUSAGE_CHILDREN)
        pool_seconds, expected = built(top / "材料", top / "pool")
        pool_own, pool_cpu = own_cpu() - here, own_cpu(resource.RUSAGE_CHILDREN) - ended
        (top / "dask").mkdir()
        dask = DaskCluster(top / "dask")
        try:
            dask.hire(2)
            idle = [of_family(worker) for worker in dask.workers]
            scheduler, here = cpu_of(dask.scheduler), own_cpu()
            ended = own_cpu(resource.RUSAGE_CHILDREN)
            with counting() as moved:
                cluster_seconds, made = built(top / "材料", top / "cluster", dask.address)
            client, helpers = own_cpu() - here, own_cpu(resource.RUSAGE_CHILDREN) - ended
            scheduler = cpu_of(dask.scheduler) - scheduler
            workers = [of_family(each) - was for each, was in zip(dask.workers, idle, strict=True)]
        finally:
            dask.end()
        if made != expected:
            raise SystemExit("the cluster made other papers")
    costs = Costs(
        worker_seconds=sum(workers) / nominations,
        client_seconds=client / nominations,
        scheduler_seconds=scheduler / nominations,
        up_mb=moved.up / 1e6 / nominations,
        down_mb=moved.down / 1e6 / nominations,
    )
    return costs, {
        "pool s": pool_seconds,
        "pool CPU s": pool_cpu,
        "pool's main process CPU s": pool_own,
        "cluster s": cluster_seconds,
        "workers CPU s": sum(workers),
        "client CPU s": client,
        "client's own workers CPU s": helpers,
        "scheduler CPU s": scheduler,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--nominations", type=int, default=20)
    args = parser.parse_args()
    costs, figures = measured(args.nominations)
    print(
        f"{args.nominations} nominations: { ({name: round(value, 1) for name, value in figures.items()}) }"
    )
    print(costs)
    for what, count in (("province", 1000), ("nation", 31_000)):
        for workers in (4, 16, 64):
            got = simulated(costs, count, workers, mb_per_second=GIGABIT_MB)
            print(
                f"| {what} | {workers} | {got.seconds / 60:.0f} min | {got.workers:.0%} | {got.client:.0%} "
                f"| {got.scheduler:.0%} | {got.network:.0%} |"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
