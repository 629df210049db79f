"""One connection of a browser: it may not take as long as it likes, to ask or to listen.

The server below waits for ever for a request whose headers have begun, and for a reader who does not read;
and counts both among the connections that it allows.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS_FOR_HEADERS = 20.0
"""A request must have come so far after its first byte, or after the connection was made."""

SECONDS_WITHOUT_READING = 60.0
"""A browser that takes nothing of an answer for so long is given up."""


class Connection(H11Protocol):
    """HTTP/1.1 with patience that ends."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what the server gives to each connection."""
        super().__init__(*given, **named)
        self._headers_due: asyncio.TimerHandle | None = None
        self._reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        super().connection_made(transport)
        self._watch_headers()
        self._watch_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        for timer in (self._headers_due, self._reading_due):
            if timer:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Something came: a part of the headers, or more."""
        super().data_received(data)
        self._watch_headers()

    def _watch_headers(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            if self._headers_due:
                self._headers_due.cancel()
            self._headers_due = None
        elif self._headers_due is None:
            self._headers_due = self.loop.call_later(SECONDS_FOR_HEADERS, self._give_up)

    def _give_up(self) -> None:
        self.transport.abort()

    def _watch_reading(self, waiting_bytes: int = 0) -> None:
        """Look from time to time whether what waits to be read has become less."""
        now_waiting = self.transport.get_write_buffer_size()
        if now_waiting and now_waiting == waiting_bytes:
            self._give_up()
        else:
            self._reading_due = self.loop.call_later(
                SECONDS_WITHOUT_READING, self._watch_reading, now_waiting
            )
