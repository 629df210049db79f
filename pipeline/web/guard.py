"""What every request passes before anything looks at it: where it came from, how large it is, who sends it.

Plain ASGI around the application, so that no route can be added beside it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.web.sessions import Sessions

SECONDS_FOR_A_PIECE = 30.0
"""A body that stops coming for so long is given up."""

LEAST_BYTES_A_SECOND = 1_000
"""A body that comes more slowly than this is given up, too; the slowest wireless network has some 100,000."""

MOST_BYTES_OF_STRANGERS = 100_000
"""The largest request of somebody who has not come in: name and password."""

MOST_BYTES_OF_CHOICES = 8_000_000
"""The largest form without files: a choice for each value of a hundred projects has one."""

_SAFE = frozenset({"GET", "HEAD"})
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""On every answer: pages run our script alone, stand in no frame, are kept in no cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How the page is reached.

    Attributes:
        host: The address that it listens on.
        port: Its port.
        secure: Whether it speaks TLS.
        names: Names of this machine that a browser may call it by, besides addresses.
        public: What browsers call it where another server stands before it, as `https://office.example`;
            empty where they reach it themselves.
        most_bytes: The largest request that is read.
    """

    host: str
    port: int
    secure: bool = False
    names: tuple[str, ...] = ()
    public: str = ""
    most_bytes: int = 600_000_000

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in _LOOPBACK and not self.public

    @property
    def is_encrypted(self) -> bool:
        """Whether what a browser sends is encrypted on its way."""
        return self.public.startswith("https:") if self.public else self.secure

    @property
    def cookie(self) -> str:
        """Name of the session's cookie: cookies know no ports."""
        return f"wuxiao-{self.port}"

    @property
    def address(self) -> str:
        """What is typed into a browser."""
        if self.public:
            return self.public
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"

    def is_called(self, host: str) -> bool:
        """Whether a Host header means this server.

        A page on the web that has its name resolved to this machine still sends its own name.  In an
        office's network the machine goes by any of its addresses: a number cannot be resolved to another.
        """
        if self.public and host.casefold() == urlsplit(self.public).netloc:
            return True
        name, port = _parted(host, 443 if self.secure else 80)
        if port != self.port:
            return False
        if name in (*_LOOPBACK, self.host.casefold(), *map(str.casefold, self.names)):
            return True
        return not self.is_local and _is_number(name)

    def is_own(self, origin: str, host: str) -> bool:
        """Whether an Origin header names a page of this server, which was called by that Host.

        Behind another server the browser's Host may have been replaced on the way: what counts is the public
        address, and it alone.
        """
        return origin.casefold() == (
            self.public or f"{'https' if self.secure else 'http'}://{host}".casefold()
        )


def origin_of(text: str) -> str:
    """A public address as browsers name its origin; empty where the text is none, or says more than that.

    Args:
        text: As `https://office.example`, with or without a port and a last slash.
    """
    try:
        parts = urlsplit(text.strip())
        usual = {"http": 80, "https": 443}[parts.scheme]
        port = parts.port or usual
    except (ValueError, KeyError):
        return ""
    name = parts.hostname or ""
    more = (
        parts.username is not None or parts.path not in {"", "/"} or parts.query or parts.fragment
    )
    if more or not (name.isascii() and name):
        return ""
    host = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{host}" + (f":{port}" if port != usual else "")


def _parted(host: str, usual: int) -> tuple[str, int | None]:
    try:
        parts = urlsplit(f"//{host}")
        port = parts.port or usual
    except ValueError:
        return "", None
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        return "", None
    return (parts.hostname or "").casefold(), port


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """Refuses what should not come in, and puts the headers on what goes out."""

    def __init__(
        self, app: ASGIApp, *, door: Door, sessions: Sessions, open_to_all: frozenset[str]
    ) -> None:
        """Stand before an application.

        Args:
            app: The application.
            door: How it is reached.
            sessions: Who is let in.
            open_to_all: Paths that need no session.
        """
        self._app, self._door, self._sessions, self._open = app, door, sessions, open_to_all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on with its session in `scope["session"]`."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here
        send = _with_headers(send)
        refused = self._refused(scope, Headers(scope=scope))
        if refused:
            await refused(scope, receive, send)
        else:
            await self._app(scope, _capped(receive, self._most_bytes(scope)), send)

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        if len(headers.getlist("host")) != 1 or not self._door.is_called(headers["host"]):
            return _say("网址不对，请用程序显示的网址。", 421)
        if scope["method"] not in _SAFE and not self._is_own_page(headers):
            return _say("这个请求不是从本页面发出的，没有执行。", 403)
        scope["wuxiao.id"] = self._cookie_of(headers)
        scope["wuxiao.session"] = self._sessions.find(scope["wuxiao.id"])
        if _length(headers) > self._most_bytes(scope):
            return _say("传上来的内容太大。", 413)
        if scope["wuxiao.session"] or scope["path"] in self._open:
            return None
        return RedirectResponse("/login", 303)

    def _is_own_page(self, headers: Headers) -> bool:
        """Whether a form was sent by a page of this server: browsers say so, and pages cannot change it."""
        return self._door.is_own(headers.get("origin", ""), headers["host"])

    def _most_bytes(self, scope: Scope) -> int:
        most = self._door.most_bytes
        if not brings_files(Headers(scope=scope)):
            most = min(most, MOST_BYTES_OF_CHOICES)  # they are held in memory
        return most if scope["wuxiao.session"] else min(most, MOST_BYTES_OF_STRANGERS)

    def _cookie_of(self, headers: Headers) -> str:
        return str(cookie_parser(headers.get("cookie", "")).get(self._door.cookie, ""))


def brings_files(headers: Headers) -> bool:
    """Whether a form may have files in it."""
    return headers.get("content-type", "").lower().startswith("multipart/form-data")


def _say(text: str, status: int) -> Response:
    return PlainTextResponse(text + "\n", status)


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


class TooLargeError(Exception):
    """More came than may."""


def _capped(receive: Receive, most_bytes: int) -> Receive:
    """Reads no more than so many bytes, and waits for none of them for long."""
    left, waited, ended = most_bytes, 0.0, False

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        return message

    async def patiently() -> Message:
        # Only time spent waiting counts: a slow disk of ours is no fault of theirs.
        nonlocal waited
        earned = (most_bytes - left) / LEAST_BYTES_A_SECOND
        begun = time.monotonic()
        try:
            patience = min(SECONDS_FOR_A_PIECE, SECONDS_FOR_A_PIECE + earned - waited)
            return await asyncio.wait_for(receiving(), patience)
        finally:
            waited += time.monotonic() - begun

    async def reading() -> Message:
        # When the body is there, what is waited for is the end of the connection: as long as it takes.
        nonlocal ended
        message = await (receiving() if ended else patiently())
        ended = ended or not message.get("more_body", False)
        return message

    return reading
