"""Who is let in: the one-time link, sessions that expire, the token in every form."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

IDLE_SECONDS = 2 * 3600.0
LONGEST_SECONDS = 12 * 3600.0
MOST_SESSIONS = 200

_TOKEN_BYTES = 32

Clock = Callable[[], float]


@dataclass(slots=True)
class Session:
    """One browser that was let in.

    Attributes:
        name: Who it is; empty until somebody says so.
        token: What every form of this session carries.
        begun, seen: Seconds on the clock of `Sessions`.
        is_proven: Whether the name was proven by a password.
        asked: What was looked for in the register last.
    """

    name: str
    token: str
    begun: float
    seen: float
    is_proven: bool = False
    asked: dict[str, Any] = field(default_factory=dict)


@dataclass
class Sessions:
    """The sessions of one server; they end with it.

    Attributes:
        clock: Seconds that only grow.
    """

    clock: Clock = time.monotonic
    _open: dict[str, Session] = field(default_factory=dict)
    _link: str = ""

    def new_link(self) -> str:
        """The key of a new one-time link; an earlier one is worth nothing any more."""
        self._link = secrets.token_urlsafe(_TOKEN_BYTES)
        return self._link

    def enter(self, key: str) -> str | None:
        """The id of a new session for the key of the link, which is used up; None for any other key."""
        if not (self._link and hmac.compare_digest(key.encode(), self._link.encode())):
            return None
        self._link = ""
        return self.begin()

    def begin(self, name: str = "", *, is_proven: bool = False) -> str:
        """The id of a new session."""
        self._sweep()
        while len(self._open) >= MOST_SESSIONS:
            del self._open[min(self._open, key=lambda each: self._open[each].seen)]
        now, session_id = self.clock(), secrets.token_urlsafe(_TOKEN_BYTES)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._open[session_id] = Session(name, token, begun=now, seen=now, is_proven=is_proven)
        return session_id

    def find(self, session_id: str) -> Session | None:
        """The session of an id, if it has not expired."""
        self._sweep()
        session = self._open.get(session_id)
        if session:
            session.seen = self.clock()
        return session

    def end(self, session_id: str) -> None:
        """Forget a session."""
        self._open.pop(session_id, None)

    def _sweep(self) -> None:
        now = self.clock()
        self._open = {
            each: session
            for each, session in self._open.items()
            if now - session.seen <= IDLE_SECONDS and now - session.begun <= LONGEST_SECONDS
        }


def is_token_of(session: Session, token: str) -> bool:
    """Whether a form carries the token of a session."""
    return hmac.compare_digest(token.encode(), session.token.encode())
