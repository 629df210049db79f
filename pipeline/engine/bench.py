"""A worker's bench: what its tasks share, and how a task is done; the same in every kind of worker.

A worker is asked by messages: what tasks share, under a digest; a task, with the digest of what it needs.
"""

from __future__ import annotations

import hashlib
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SHARED, TASK = b"s", b"t"
"""First byte of a message: what tasks share, or a task; the digest follows, then what was pickled."""

_DIGEST_BYTES = hashlib.sha256().digest_size

_AT_A_TIME = 4
"""How much of what tasks share is kept: several dossiers may be made at a time."""


class TaskError(Exception):
    """An error in a worker that cannot be brought here as it is: its kind and its words."""


class _ThereError(Exception):
    """Where in a worker an error was raised, for who asks with -v."""

    def __str__(self) -> str:
        return f"in a worker process:\n{self.args[0]}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task: a result, or an error and where in the worker it was raised."""

    result: Any = None
    error: Exception | None = None
    stack: str = ""

    def value(self) -> Any:
        """The result; or the error is raised."""
        if self.error is None:
            return self.result
        if self.stack:
            self.error.__cause__ = _ThereError(self.stack)  # what pickles leave behind
        raise self.error


class Held:
    """What a worker holds of what tasks share, as its parent knows it."""

    def __init__(self) -> None:
        self._digests: deque[bytes] = deque(maxlen=_AT_A_TIME)

    def messages(self, shared: bytes, digest: bytes, task: bytes) -> Iterator[bytes]:
        """What is to be sent for a task: what it shares with others where the worker has it no more, and the task."""
        if digest not in self._digests:
            self._digests.append(digest)
            yield SHARED + digest + shared
        yield TASK + digest + task


class Bench:
    """Where a worker keeps what its tasks share, and does them."""

    def __init__(
        self,
        loads: Callable[[memoryview], Any] = pickle.loads,
        dumps: Callable[[Any], bytes] = pickle.dumps,
    ) -> None:
        """Nothing lies on it; messages are read by `loads`, answers written by `dumps`."""
        self._loads, self._dumps = loads, dumps
        self._pickled: dict[bytes, memoryview] = {}
        self._shared: dict[bytes, Any] = {}
        self._order: deque[bytes] = deque()

    def take(self, message: bytes) -> bytes | None:
        """Take a message; gives the answer to a task, pickled."""
        digest = message[1 : 1 + _DIGEST_BYTES]
        content = memoryview(message)[1 + _DIGEST_BYTES :]
        if message[:1] == TASK:
            return self._answer(digest, content)
        self._order.append(digest)
        self._pickled[digest] = content
        if len(self._order) > _AT_A_TIME:
            oldest = self._order.popleft()
            self._pickled.pop(oldest, None)
            self._shared.pop(oldest, None)
        return None

    def _answer(self, digest: bytes, pickled: memoryview) -> bytes:
        try:
            if digest in self._pickled:  # unpickled by the first task, which tells if that fails
                self._shared[digest] = self._loads(self._pickled[digest])
                del self._pickled[digest]
            function, task = self._loads(pickled)
            return self._dumps(Answer(result=function(self._shared[digest], task)))
        except MemoryError:
            raise SystemExit(1) from None  # as if the system had killed it: the same remedy helps
        except Exception as error:  # noqa: BLE001 — raised where the answer is waited for
            return self._dumps(Answer(error=_portable(error), stack=traceback.format_exc()))


def _portable(error: Exception) -> Exception:
    """The error, or where it does not survive the way its kind and its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 — any error at all: it may be anybody's class
        return TaskError(f"{type(error).__name__}: {error}")
    return error
