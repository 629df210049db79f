"""Tasks on an existing Dask cluster: as `pool` does them, on machines that have the program and nothing else.

Files travel by content: those that all tasks read in one piece, those of one task each under its digest, so that
Dask has a worker fetch each once.  Results come back as bytes; who asked for them writes.  A task is done once: its
result is taken under its place, and one whose machine is lost is done again elsewhere.
"""

from __future__ import annotations

import hashlib
import pickle
import queue
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import uuid4

from pipeline.engine.bench import Answer
from pipeline.engine.luggage import Packer, Parts, files_of
from pipeline.engine.pool import Pool
from pipeline.engine.remote import (
    Alike,
    LostChildError,
    Order,
    StrangerError,
    Told,
    do,
    greet,
)
from pipeline.engine.workers import Carried
from pipeline.errors import ToolFailedError
from pipeline.tools import cluster

if TYPE_CHECKING:
    from pipeline.tools.cluster import Sent

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""How many tasks a thread of a worker has at a time: one to do, one that comes meanwhile."""

_PULSE_SECONDS = 0.5
_PATIENCE_PULSES = 120
"""How long a cluster may have no worker at all: one that is started anew takes its time."""


class Cluster:
    """Runs tasks on a cluster; those whose files are not told are done on this machine."""

    def __init__(
        self,
        address: str,
        alike: Alike,
        jobs: int,
        prepare: Callable[[], object] | None = None,
        *,
        away: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Nobody is asked yet.

        Args:
            address: Of the scheduler, `tcp://host:8786`.
            alike: Gives what has to be the same on all machines; a function of a module.
            jobs: How many workers there may be here.
            prepare: What each of these does first, as in `Pool`.
            away: Entered while results are waited for, as in `Pool`.
        """
        self._address, self._alike = address, alike
        self._here = Pool(jobs, prepare, away=away)
        self._away = away
        self.size = 1
        self._run = pickle.dumps((uuid4().hex, alike))
        self._connection: cluster.Connection | None = None
        self._packer = Packer()
        self._like: Mapping[str, str] | None = None
        self._greeted: list[Sent] = []

    def __enter__(self) -> Self:
        self._here.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cluster: what it is still doing for this run is of no use."""
        try:
            if self._connection:
                self._connection.close()
        finally:
            self._here.__exit__(kind, error, trace)

    def wake(self) -> None:
        """Connect, and ask every worker what it is like.

        Raises:
            WuxiaoError: Nobody answers at the address, or there is nobody to work.
        """
        self._connected()

    def run(
        self,
        function: Callable[[Shared, Task], Result],
        shared: Shared,
        tasks: Sequence[Task],
        *,
        carried: Carried[Shared, Task] | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """As `Pool.run`; with the files that they read, tasks are done by the cluster.

        Raises:
            ToolFailedError: The cluster is gone, a machine of it would make other papers, or worker after
                worker was lost over a task.
        """
        if carried is None:
            yield from self._here.run(function, shared, tasks)
        elif tasks:
            yield from self._everywhere(function, shared, tasks, carried)

    def _everywhere(
        self,
        function: Callable[[Shared, Task], Result],
        shared: Shared,
        tasks: Sequence[Task],
        carried: Carried[Shared, Task],
    ) -> Iterator[tuple[int, Result]]:
        connection = self._connected()
        parcel = _Parcel(connection, self._run, self._checked(connection))
        parcel.pack(list(files_of(carried.shared(shared))), self._packer.pack(shared))
        waiting = iter(enumerate(tasks))
        try:
            for _ in tasks:
                room = _AHEAD * sum(connection.threads().values()) - parcel.under_way
                for place, task in islice(waiting, max(room, 0 if parcel.under_way else 1)):
                    packed = self._packer.pack((function, task))
                    parcel.send(place, packed, carried.own(shared, task))
                with self._away():
                    place, answer = parcel.next_answer()
                yield place, self._value(answer)
        finally:
            parcel.drop()

    def _value(self, answer: bytes) -> Any:
        unpacked: Answer = self._packer.unpack(answer)
        return unpacked.value()

    def _connected(self) -> cluster.Connection:
        if self._connection is None:
            self._connection = self._greeting()
        return self._connection

    def _greeting(self) -> cluster.Connection:
        connection = cluster.Connection(self._address)
        threads = connection.threads()
        if not threads:
            connection.close()
            raise cluster.deserted(connection.address)
        self.size = sum(threads.values())
        self._greeted = [
            connection.submit(greet, self._run, key=uuid4().hex, worker=worker)
            for worker in threads
        ]
        return connection

    def _checked(self, connection: cluster.Connection) -> Mapping[str, str]:
        """What this machine is like, when those that are there have been found to be the same."""
        if self._like is None:
            [(_, self._like)] = self._here.run(_own, self._alike, [None])
            for greeted in self._greeted:
                with suppress(LostChildError):  # told by the first task, if it happens again
                    told = cluster.value(greeted, connection.address)
                    must_be_alike(Told(*pickle.loads(told)), self._like)
            self._greeted = []
        return self._like


class _Parcel:
    """The tasks of one `run` on their way, with what they share."""

    def __init__(self, connection: cluster.Connection, run: bytes, like: Mapping[str, str]) -> None:
        self._connection, self._run_of, self._like = connection, run, like
        self._name = uuid4().hex
        self._done: SimpleQueue[tuple[int, Sent]] = SimpleQueue()
        self._under_way: dict[int, tuple[Sent, ...]] = {}

    @property
    def under_way(self) -> int:
        """How many tasks are not done yet."""
        return len(self._under_way)

    def pack(self, files: list[tuple[Parts, bytes]], shared: bytes) -> None:
        """Take what all tasks read and share."""
        self._baggage, self._baggage_digest = self._put(pickle.dumps(files))
        self._shared, self._shared_digest = self._put(shared)

    def send(self, place: int, task: bytes, files: Iterable[Path]) -> None:
        """Send a task, with the files that it alone reads."""
        read = list(files_of(files))
        contents = [self._put(data) for _, data in read]
        order = Order(
            run=self._run_of,
            like=self._like,
            baggage=self._baggage_digest,
            shared=self._shared_digest,
            wanted=tuple(
                (parts, digest) for (parts, _), (_, digest) in zip(read, contents, strict=True)
            ),
            task=task,
        )
        carried = [future for future, _ in contents]
        sent = self._connection.submit(
            do,
            order,
            self._baggage,
            self._shared,
            carried,
            key=f"{self._name}-{place}",
            done=lambda future: self._done.put((place, future)),
        )
        self._under_way[place] = (sent, *carried)

    def next_answer(self) -> tuple[int, bytes]:
        """Wait for an answer.

        Raises:
            ToolFailedError: There will be none.
        """
        place, future = self._next()
        try:
            answer = cluster.value(future, self._connection.address)
        except StrangerError as error:
            must_be_alike(error.told, self._like)
            raise
        except LostChildError as error:
            raise cluster.overcome(self._connection.address) from error
        del self._under_way[place]
        return place, answer

    def _next(self) -> tuple[int, Sent]:
        deserted = 0
        while deserted < _PATIENCE_PULSES:
            with suppress(queue.Empty):
                return self._done.get(timeout=_PULSE_SECONDS)
            deserted = 0 if self._connection.threads() else deserted + 1
        raise cluster.deserted(self._connection.address)

    def drop(self) -> None:
        """Nobody waits for the others any more."""
        self._connection.drop(*(sent[0] for sent in self._under_way.values()))
        self._under_way.clear()

    def _put(self, data: bytes) -> tuple[Sent, bytes]:
        digest = hashlib.sha256(data).digest()
        return self._connection.put(data, digest.hex()), digest


def must_be_alike(told: Told, like: Mapping[str, str]) -> None:
    """Refuse a machine whose papers would come out otherwise.

    Raises:
        ToolFailedError: It is not like this one; says in what.
    """
    names = [name for name in {**like, **told.own} if told.own.get(name) != like.get(name)]
    if not names:
        return
    first = names[0]
    theirs, ours = told.own.get(first) or "没有", like.get(first) or "没有"
    among = f"等{len(names)}项" if len(names) > 1 else ""
    raise ToolFailedError(
        f"集群里的这台机器和本机不一样，生成的文件会不同：{first}{among}",
        where=told.machine,
        why=f"那里是{theirs}，本机是{ours}",
        remedy="在各台机器上装同一版本的程序、组件和字体，重新启动 dask worker 再做一次",
    )


def _own(alike: Alike, _: None) -> Mapping[str, str]:
    return dict(alike())
