"""A browser that takes its time, against the server as it runs; certificates; a server that stands before it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import httpx
import pytest

from pipeline.errors import InputError, UsageError
from pipeline.run import registering, serving, showing
from pipeline.settings import Settings
from pipeline.web import connections, guard
from pipeline.web.connections import Connection
from pipeline.web.guard import Door, origin_of
from pipeline.web.papers import ID_DIGITS
from pipeline.web.server import Address, encryption_of, serve
from pipeline.web.sessions import Session, Sessions
from pipeline.web.site import Site
from pipeline.web.users import Users
from tests.alive import HANGING_SECONDS, wait_until
from tests.conftest import ROOT, Command, Desk
from tests.web.browser import Browser, site_for
from tests.web.live import served

TLS = ROOT / "tests" / "data" / "tls"
CERTIFIED = Address(certificate=TLS / "certificate.pem", key=TLS / "key.pem")
SOON = 0.01
"""Seconds of a patience that is to end: nothing has to happen within them."""

PUBLIC = "https://wuxiao.example"
PAPER = "pdf/P01-尉迟晨-一线职工证明.pdf"


@pytest.fixture
def live(browser: Browser) -> Iterator[Site]:
    with served(browser.site) as site:
        yield site


def connected(site: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.door.port), timeout=HANGING_SECONDS)


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side ends."""
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionError:
        pass
    return found


# ---------------------------------------------------------------- slow


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_headers_that_do_not_come_are_not_waited_for(
    live: Site, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "SECONDS_FOR_HEADERS", SOON)
    with connected(live) as connection:
        connection.sendall(begun)
        assert everything(connection) == b""


def test_headers_that_do_not_come_after_an_answer_are_not_waited_for(
    live: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS_FOR_HEADERS", SOON)
    asked = f"GET /login HTTP/1.1\r\nHost: 127.0.0.1:{live.door.port}\r\n\r\n".encode()
    with connected(live) as connection:
        connection.sendall(asked)
        assert connection.recv(12) == b"HTTP/1.1 200"
        connection.sendall(asked[:-2])
        assert b"HTTP/1.1" not in everything(connection)


def post(site: Site, length: int, path: str = "/login") -> bytes:
    home = f"127.0.0.1:{site.door.port}"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {home}\r\nOrigin: http://{home}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
    )
    return head.encode()


def test_a_body_that_stops_coming_is_given_up(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS_FOR_A_PIECE", SOON)
    with connected(live) as connection:
        connection.sendall(post(live, 100) + b"name=")
        found = everything(connection)
    assert found.startswith(b"HTTP/1.1 408")
    assert "传输中断了".encode() in found


def test_a_body_that_drips_is_given_up(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop comes within the patience for one; all of them together take longer than so few bytes may."""
    monkeypatch.setattr(guard, "SECONDS_FOR_A_PIECE", 0.2)
    monkeypatch.setattr(guard, "LEAST_BYTES_A_SECOND", 1_000_000)
    drops = 2_000
    with connected(live) as connection:
        connection.sendall(post(live, drops))
        connection.settimeout(SOON)
        sent = found = 0
        while sent < drops and not found:
            connection.sendall(b"x")
            sent += 1
            try:
                found = len(connection.recv(12, socket.MSG_PEEK))
            except TimeoutError:
                continue
        connection.settimeout(HANGING_SECONDS)
        assert everything(connection).startswith(b"HTTP/1.1 408")


def test_who_does_not_read_is_given_up(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SECONDS_WITHOUT_READING", SOON)
    lost, losing = Event(), Connection.connection_lost

    def seen(connection: Connection, error: Exception | None) -> None:
        losing(connection, error)
        lost.set()

    monkeypatch.setattr(Connection, "connection_lost", seen)
    much = b"x" * 50_000_000
    monkeypatch.setattr(serving, "page_files", lambda: {"web.css": much})
    request = f"GET /files/web.css HTTP/1.1\r\nHost: 127.0.0.1:{live.door.port}\r\n\r\n"
    with connected(live) as connection:
        connection.sendall(request.encode())
        assert connection.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200"
        assert lost.wait(HANGING_SECONDS)


# ---------------------------------------------------------------- how much


def test_a_stranger_may_send_a_name_and_a_password_and_no_more(live: Site) -> None:
    with connected(live) as connection:
        connection.sendall(post(live, guard.MOST_BYTES_OF_STRANGERS + 1))
        assert everything(connection).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(
    live: Site, request_bytes: bytes
) -> None:
    with connected(live) as connection:
        connection.sendall(request_bytes)
        connection.shutdown(socket.SHUT_WR)
        assert everything(connection)[9:12] in {b"400", b"421"}
    assert httpx.get(f"{live.door.address}/login", timeout=HANGING_SECONDS).status_code == 200


# ---------------------------------------------------------------- certificates


def test_with_a_certificate_the_page_is_encrypted(browser: Browser) -> None:
    trusting = ssl.create_default_context(cafile=CERTIFIED.certificate)
    with (
        served(browser.site, encryption_of(CERTIFIED)) as site,
        httpx.Client(verify=trusting, timeout=HANGING_SECONDS) as client,
    ):
        home = site.door.address
        assert home.startswith("https://127.0.0.1:")
        answer = client.get(site.renew_link())
        assert answer.status_code == 200
        assert "secure" in answer.headers["set-cookie"].casefold()
        at = f"{home}{browser.at}"
        token = (
            client.get(f"{at}/build").text.partition('name="token" value="')[2].partition('"')[0]
        )
        for origin, status in ((home, 303), (home.replace("https", "http"), 403)):
            sent = client.post(f"{at}/cancel", data={"token": token}, headers={"origin": origin})
            assert sent.status_code == status
        with connected(site) as plain:
            plain.sendall(b"GET /login HTTP/1.1\r\n\r\n")
            assert not everything(plain).startswith(b"HTTP")


@pytest.mark.parametrize(
    ("certificate", "key", "why"),
    [
        ("certificate.pem", "other-key.pem", "私钥不是这张证书的"),
        ("certificate.pem", "locked-key.pem", "私钥有密码"),
        ("key.pem", "key.pem", "不是PEM格式"),
        ("certificate.pem", "certificate.pem", "不是PEM格式"),
        ("none.pem", "key.pem", "证书读不出来"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_told(certificate: str, key: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        encryption_of(Address(certificate=TLS / certificate, key=TLS / key))


# ---------------------------------------------------------------- behind another server


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        (PUBLIC, PUBLIC),
        (f"{PUBLIC}/", PUBLIC),
        ("https://Wuxiao.Example:443", PUBLIC),
        ("https://wuxiao.example:8443", "https://wuxiao.example:8443"),
        ("http://192.0.2.7:80/", "http://192.0.2.7"),
        ("https://[2001:db8::1]:444", "https://[2001:db8::1]:444"),
        ("", ""),
        ("wuxiao.example", ""),
        ("ftp://wuxiao.example", ""),
        ("https://", ""),
        ("https://wuxiao.example/office", ""),
        ("https://wuxiao.example?x", ""),
        ("https://who@wuxiao.example", ""),
        ("https://wuxiao.example:port", ""),
        ("https://五小.example", ""),
    ],
)
def test_a_public_address_is_an_origin(written: str, origin: str) -> None:
    assert origin_of(written) == origin


@pytest.fixture
def behind(browser: Browser, tmp_path: Path) -> Browser:
    """A site that another server hands on to; somebody has come in."""
    site = browser.site
    site.door = replace(site.door, public=PUBLIC)
    site.users = Users(Settings(out=tmp_path))
    site.users.add("王干事", "五小 open sesame")
    return browser


@pytest.mark.parametrize("host", ["wuxiao.example", "127.0.0.1:8760", "localhost:8760"])
def test_behind_another_server_its_address_counts(behind: Browser, host: str) -> None:
    named = {"name": "王干事", "password": "五小 open sesame"}
    for origin, status in (
        (PUBLIC, 303),
        ("http://wuxiao.example", 403),
        (f"http://{host}", 403),
        ("null", 403),
        ("", 403),
    ):
        headers = {"host": host, "origin": origin}
        answer = behind.ask("POST", "/login", data=named, headers=headers)
        assert answer.status_code == status, origin
        if status == 303:
            assert "secure" in answer.headers["set-cookie"].casefold()


def test_behind_another_server_other_hosts_are_refused(behind: Browser) -> None:
    for host in ("evil.example", "wuxiao.example:8760", "wuxiao.example.evil.example"):
        assert behind.ask("GET", "/login", headers={"host": host}).status_code == 421


def test_behind_another_server_everybody_needs_a_name(tmp_path: Path, wuxiao: Command) -> None:
    assert not Door(host="127.0.0.1", port=8760, public=PUBLIC).is_local
    outcome = wuxiao("serve", tmp_path, "-o", tmp_path, "--public", PUBLIC)
    assert outcome.code == 2
    assert "--add-user" in outcome.err


def test_a_public_address_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--public"):
        serve(tmp_path, Settings(out=tmp_path), Address(public="wuxiao.example/office"), print)


def test_the_public_address_is_the_one_that_is_said(tmp_path: Path) -> None:
    site = site_for(tmp_path, tmp_path, door=Door(host="127.0.0.1", port=8760, public=PUBLIC))
    assert site.door.address == PUBLIC


# ---------------------------------------------------------------- many at once


class Counted(Sessions):
    """Sessions that count who asks."""

    asked = 0

    def find(self, session_id: str) -> Session | None:
        self.asked += 1
        return super().find(session_id)


@pytest.mark.parametrize("kept", [False, True])
def test_pictures_that_wait_to_be_drawn_keep_no_page_waiting(
    kept: bool, built: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, sessions, many = Event(), Counted(), 60

    def drawing(*_: object) -> bytes:
        assert may_end.wait(HANGING_SECONDS)
        return b"RIFF"

    monkeypatch.setattr(showing, "page_picture", drawing)
    monkeypatch.setattr(registering, "scan_picture", drawing)
    paper = built.manifest().by_path()[PAPER].sha256[:ID_DIGITS]
    picture = "archive/of-the-register/1/small" if kept else f"picture/{paper}/1/small"

    async def asking(site: Site) -> None:
        async with httpx.AsyncClient(timeout=HANGING_SECONDS, base_url=site.door.address) as client:
            await client.get(site.renew_link())
            at = f"/d/{next(iter(site.places()))}/"
            pictures = [asyncio.create_task(client.get(f"{at}{picture}")) for _ in range(many)]
            await asyncio.to_thread(wait_until, lambda: sessions.asked > many)
            assert (await client.get(f"{at}print")).status_code == 200
            may_end.set()
            assert {each.status_code for each in await asyncio.gather(*pictures)} == {200}

    with served(site_for(built.folder, built.output, sessions=sessions)) as site:
        try:
            asyncio.run(asking(site))
        finally:
            may_end.set()
