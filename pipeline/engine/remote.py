"""A cluster's worker: what is called on another machine, and the child process there that does the tasks.

A task is done by a child of the same kind as on the own machine (`bench`), never in Dask's own process: so each
core of the other machine has one, memory is given back, and what ends over a task is the child alone.  A child that
nobody needs for a while goes, and the files with it, whether or not somebody said so.
"""

from __future__ import annotations

import atexit
import faulthandler
import pickle
import platform
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline import scratch
from pipeline.engine.bench import Bench, Held
from pipeline.engine.child import Channel, Child, ChildDiedError
from pipeline.engine.luggage import Packer, Parts, lay_down

TASKS_PER_CHILD = 60
"""Tasks after which a child makes room for a fresh one, as on the own machine."""

IDLE_SECONDS = 30.0
"""How long a child waits for more tasks."""

_LIKE, _FILES = b"l", b"f"
"""First byte of a message to the child: what is its machine like; files."""

_RUNS = 8
"""Of how many runs, the latest, it is known what this machine is like."""

Alike = Callable[[], Mapping[str, str]]
"""Gives what has to be the same on all machines, by what people call it."""


@dataclass(frozen=True, slots=True)
class Order:
    """A task as it comes to another machine; large parts of it come beside it, each known by its digest.

    Attributes:
        run: The run that it belongs to: its number, and a function (`Alike`), pickled.
        like: What `Alike` has to give.
        baggage: Digest of the files that all tasks read.
        shared: Digest of what the tasks share.
        wanted: Where the files lie that it alone reads, with the digests of their contents.
        task: Function and task, packed.
    """

    run: bytes
    like: Mapping[str, str]
    baggage: bytes
    shared: bytes
    wanted: tuple[tuple[Parts, bytes], ...]
    task: bytes


class LostChildError(Exception):
    """The child ended over a task; the cluster has it done again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a machine said it is like, and its name."""

    own: Mapping[str, str]
    machine: str


class StrangerError(Exception):
    """A machine whose papers would come out otherwise."""

    def __init__(self, told: Told) -> None:
        super().__init__(told)
        self.told = told


class _Hand:
    """A child, and what it has been given."""

    def __init__(self, run: bytes) -> None:
        self.run = run
        self.done = 0
        self.idle_since = 0.0
        self._child = Child(serve, mute=False)
        self._held = Held()
        self._baggage: set[bytes] = set()
        self._has: dict[Parts, bytes] = {}

    def like(self) -> Mapping[str, str]:
        """What has to be the same everywhere, as it is here."""
        self._child.send(_LIKE + self.run)
        own: Mapping[str, str] = pickle.loads(self._child.receive())
        return own

    def answer(
        self, order: Order, baggage: bytes, shared: bytes, contents: Sequence[bytes]
    ) -> bytes:
        """Have a task done; the contents are those of the files that it alone reads."""
        if order.baggage not in self._baggage:
            self._child.send(_FILES + baggage)
            self._baggage.add(order.baggage)
        lacking = [
            (parts, content)
            for (parts, digest), content in zip(order.wanted, contents, strict=True)
            if self._has.get(parts) != digest
        ]
        if lacking:
            self._child.send(_FILES + pickle.dumps(lacking))
            self._has |= dict(order.wanted)
        self._child.send(*self._held.messages(shared, order.shared, order.task))
        self.done += 1
        return self._child.receive()

    def leave(self) -> None:
        self._child.leave()

    def bury(self) -> None:
        self._child.bury()


class _Hands:
    """The children of this process that wait for tasks."""

    def __init__(self) -> None:
        self._idle: list[_Hand] = []
        self._lock = threading.Lock()
        self._own: dict[bytes, Mapping[str, str]] = {}
        self._timer: threading.Timer | None = None

    def hire(self, run: bytes) -> tuple[_Hand, Mapping[str, str]]:
        """A child that has worked for this run or for none, and what this machine is like, asked once a run.

        Raises:
            LostChildError: It ended before it could say so.
        """
        with self._lock:
            known = self._own.get(run)
            for hand in self._idle:
                if hand.run == run and known is not None:
                    self._idle.remove(hand)
                    return hand, known
        hand = _Hand(run)
        if known is None:
            with _no_loss(hand):
                known = hand.like()
            self._own = dict([*self._own.items(), (run, known)][-_RUNS:])
        return hand, known

    def back(self, hand: _Hand) -> None:
        """It has done its task."""
        if hand.done >= TASKS_PER_CHILD:
            hand.leave()
            return
        with self._lock:
            hand.idle_since = time.monotonic()
            self._idle.append(hand)
            self._watch()

    def dismiss(self, *, idle_seconds: float = 0.0) -> None:
        """Let those go that have waited for so long."""
        with self._lock:
            limit = time.monotonic() - idle_seconds
            gone = [hand for hand in self._idle if hand.idle_since <= limit]
            self._idle = [hand for hand in self._idle if hand not in gone]
            self._timer = None
            self._watch()
        for hand in gone:
            hand.leave()

    def _watch(self) -> None:
        if self._idle and self._timer is None:
            sweep = {"idle_seconds": IDLE_SECONDS}
            self._timer = threading.Timer(IDLE_SECONDS, self.dismiss, kwargs=sweep)
            self._timer.daemon = True
            self._timer.start()


_HANDS = _Hands()
atexit.register(_HANDS.dismiss)


@contextmanager
def _no_loss(hand: _Hand) -> Iterator[None]:
    """Nothing is left of a child that ended, or that was left in the middle of a task."""
    try:
        yield
    except BaseException as error:
        hand.bury()
        if isinstance(error, ChildDiedError):
            raise LostChildError(str(error)) from None
        raise


def greet(run: bytes) -> bytes:
    """What this machine is like, and its name, pickled; its first child is up then.

    Raises:
        LostChildError: It ended before it could say so.
    """
    hand, own = _HANDS.hire(run)
    _HANDS.back(hand)
    return pickle.dumps((own, platform.node()))


def do(order: Order, baggage: bytes, shared: bytes, contents: Sequence[bytes]) -> bytes:
    """Have a task done by a child of this machine.

    Args:
        order: The task.
        baggage: The files that all tasks read, pickled (`luggage.lay_down`).
        shared: What the tasks share, packed.
        contents: The files that it alone reads.

    Returns:
        The answer (`bench.Answer`), packed.

    Raises:
        StrangerError: This machine is not like the one whose papers these are.
        LostChildError: The child ended over it.
    """
    hand, own = _HANDS.hire(order.run)
    if own != order.like:
        _HANDS.back(hand)
        raise StrangerError(Told(own, platform.node()))
    with _no_loss(hand):
        answer = hand.answer(order, baggage, shared, contents)
    _HANDS.back(hand)
    return answer


# ---------------------------------------------------------------- in the child


def serve(channel: Channel) -> None:
    """A child: tells what its machine is like, takes files, what tasks share, and tasks."""
    faulthandler.enable()
    scratch.claim()
    mirror = scratch.folder_for("carried")
    packer = Packer(mirror)
    bench = Bench(packer.unpack, packer.pack)
    while True:
        message = channel.receive()
        kind, content = message[:1], memoryview(message)[1:]
        if kind == _LIKE:
            channel.send(_asked(content))
        elif kind == _FILES:
            lay_down(pickle.loads(content), mirror)
        elif answer := bench.take(message):
            channel.send(answer)


def _asked(run: memoryview) -> bytes:
    _, alike = pickle.loads(run)
    return pickle.dumps(dict(alike()))
