"""A server: it listens, says where, and serves until somebody ends it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.errors import InputError, UsageError, reason
from pipeline.run import serving
from pipeline.settings import Settings
from pipeline.web import opening
from pipeline.web.app import make_app
from pipeline.web.connections import Connection
from pipeline.web.guard import Door, Guard, origin_of
from pipeline.web.site import LINK_FILE, Site
from pipeline.web.users import Users

LOCAL_HOST, USUAL_PORT = "127.0.0.1", 8760

_MOST_CONNECTIONS = 400
"""A browser keeps up to six."""

_IDLE_SECONDS = 30
"""A connection stays for the next page: one that ends just as it is asked for looks like a broken server."""

_LAST_SECONDS = 2
"""How long open connections are waited for at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to listen.

    Attributes:
        host: An address of this machine.
        port: The port; None for the usual one, or any that is free.
        certificate: File of the certificate for TLS, with those above it.
        key: File of its key.
        public: What browsers call it where another server stands before it, as `https://office.example`.
    """

    host: str = LOCAL_HOST
    port: int | None = None
    certificate: Path | None = None
    key: Path | None = None
    public: str = ""


def serve(
    root: Path,
    settings: Settings,
    address: Address,
    say: Callable[[str], None],
    *,
    is_shown: bool = False,
) -> None:
    """Serve the dossiers of a folder until Ctrl+C.

    Args:
        root: Holds the dossiers, or is one.
        settings: Of every run.
        address: Where to listen.
        say: Tells the person at the screen.
        is_shown: Open the page in the browser, too; where the folder is served already, do that alone.

    Raises:
        UsageError: It cannot listen there, or nobody may come in from the network yet.
        InputError: There is no such folder, or the certificate cannot be used.
        OutputError: The one-time link cannot be written.
    """
    serving.settle()
    serving.dossiers(root)
    public, encryption = _public(address), encryption_of(address)
    users = _users(settings, Door(host=address.host, port=0, public=public))
    if is_shown and opening.is_served(settings.out / LINK_FILE):
        _show(settings.out / LINK_FILE, say)
        say("网页已经开着，没有再开一个。")
        return
    with _listening(address) as listening:
        door = Door(
            host=address.host,
            port=listening.getsockname()[1],
            secure=encryption is not None,
            names=(socket.gethostname(), socket.getfqdn()),
            public=public,
        )
        site = Site(root=root, settings=settings, door=door, users=users)
        try:
            _announce(site, say)
            if is_shown:
                _show(site.link_file if users is None else site.door.address, say)
            with suppress(KeyboardInterrupt):
                make_server(make_app(site), encryption).run(sockets=[listening])
        finally:
            site.jobs.close()
            serving.drop_private(site.link_file)
    say("网页服务已停止。")


def _public(address: Address) -> str:
    public = origin_of(address.public)
    if address.public and not public:
        raise UsageError(
            "--public 的网址不对",
            where=address.public,
            remedy="只写协议、名称和端口，如 https://wuxiao.example 或 https://wuxiao.example:8443",
        )
    return public


def encryption_of(address: Address) -> ssl.SSLContext | None:
    """TLS by the certificate's files; None where there are none."""
    if address.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    where = serving.shown(address.certificate)
    try:
        # A key with a password would be asked for at the screen: it is refused.
        context.load_cert_chain(address.certificate, address.key, password="")
    except ssl.SSLError as error:
        mixed = "mismatch" in (error.reason or "").casefold()
        raise InputError(
            "证书不能用",
            where=where,
            why="私钥不是这张证书的" if mixed else "不是PEM格式，或者私钥有密码",
            remedy="核对 --cert、--key 两个文件；私钥要没有密码的",
        ) from error
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else ""
        raise InputError(
            "证书读不出来", where=where, why=why, remedy="核对文件和读取权限"
        ) from error
    return context


def _users(settings: Settings, door: Door) -> Users | None:
    """Who may come in from the network; None where only this machine can."""
    if door.is_local:
        return None
    users = Users(settings)
    if not users.names():
        raise UsageError(
            "局域网里的人要用姓名和密码进入，现在一个也没有",
            remedy="先用 wuxiao serve --add-user 姓名 逐个添加（-o 与现在的相同）",
        )
    return users


def _announce(site: Site, say: Callable[[str], None]) -> None:
    if site.users is None:
        link = site.renew_link()
        say(f"请在浏览器里打开（只能用一次）：{link}")
        say(f"也可以双击“{serving.shown(site.link_file)}”。按Ctrl+C结束。")
    else:
        say(f"请在浏览器里打开：{site.door.address}，用姓名和密码进入。按Ctrl+C结束。")
        if not site.door.is_encrypted:
            say(
                "! 没有用证书（--cert、--key），密码和材料在局域网上不加密；只在可信的网络里这样用。"
            )


def _show(page: Path | str, say: Callable[[str], None]) -> None:
    if not opening.show(page):
        place = serving.shown(page) if isinstance(page, Path) else page
        say(f"! 没有找到浏览器，请自己打开“{place}”。")


def make_server(app: Guard, encryption: ssl.SSLContext | None) -> uvicorn.Server:
    """The server before it runs: no log of its own, and patience that ends."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # a stack may show what somebody typed
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_LAST_SECONDS,
            ssl_context_factory=(lambda _, __: encryption) if encryption else None,
        )
    )


def _listening(address: Address) -> socket.socket:
    """A socket that listens; on the usual port, or another where that is taken and nobody named one."""
    ports = (USUAL_PORT, 0) if address.port is None else (address.port,)
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    failed: OSError | None = None
    for port in ports:
        try:
            return socket.create_server((address.host, port), family=family)
        except OSError as error:
            failed = error
    raise UsageError(
        "不能在这个地址上提供网页",
        where=f"{address.host}:{ports[0]}",
        why=reason(failed) if failed else "",
        remedy="换一个 --port；--host 要是这台电脑自己的地址",
    )
