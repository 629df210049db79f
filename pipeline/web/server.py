"""A server: it listens, says where, and serves until somebody ends it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from pipeline.errors import UsageError, reason
from pipeline.run import serving
from pipeline.settings import Settings
from pipeline.web import opening
from pipeline.web.app import make_app
from pipeline.web.guard import Door, Guard
from pipeline.web.site import LINK_FILE, Site
from pipeline.web.users import Users

LOCAL_HOST, USUAL_PORT = "127.0.0.1", 8760

_MOST_CONNECTIONS = 200
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
    """

    host: str = LOCAL_HOST
    port: int | None = None
    certificate: Path | None = None
    key: Path | None = None


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
        InputError: There is no such folder.
        OutputError: The one-time link cannot be written.
    """
    serving.settle()
    serving.dossiers(root)
    users = _users(settings, address)
    if is_shown and opening.is_served(settings.out / LINK_FILE):
        _show(settings.out / LINK_FILE, say)
        say("网页已经开着，没有再开一个。")
        return
    with _listening(address) as listening:
        door = Door(
            host=address.host,
            port=listening.getsockname()[1],
            secure=address.certificate is not None,
            names=(socket.gethostname(), socket.getfqdn()),
        )
        site = Site(root=root, settings=settings, door=door, users=users)
        try:
            _announce(site, say)
            if is_shown:
                _show(site.link_file if users is None else site.door.address, say)
            with suppress(KeyboardInterrupt):
                _server(make_app(site), address).run(sockets=[listening])
        finally:
            site.jobs.close()
            serving.drop_private(site.link_file)
    say("网页服务已停止。")


def _users(settings: Settings, address: Address) -> Users | None:
    """Who may come in from the network; None where only this machine can."""
    if Door(host=address.host, port=0).is_local:
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
        if not site.door.secure:
            say(
                "! 没有用证书（--cert、--key），密码和材料在局域网上不加密；只在可信的网络里这样用。"
            )


def _show(page: Path | str, say: Callable[[str], None]) -> None:
    if not opening.show(page):
        place = serving.shown(page) if isinstance(page, Path) else page
        say(f"! 没有找到浏览器，请自己打开“{place}”。")


def _server(app: Guard, address: Address) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # a stack may show what somebody typed
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_LAST_SECONDS,
            ssl_certfile=address.certificate,
            ssl_keyfile=address.key,
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
