"""Dask: the only file that touches it.  Functions and bytes go to an existing cluster, bytes come back.

What its tasks mean is the engine's affair.  Dask itself moves data between machines, asks a task again whose
machine is lost, and lets go of all that belonged to a client that is gone.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import SplitResult, urlsplit

from pipeline.errors import ToolFailedError, ToolMissingError, UsageError, reason

if TYPE_CHECKING:
    from distributed import Future

    Sent: TypeAlias = Future[bytes]
    """A task, or data, in the cluster's hands; they are its own as long as somebody holds this."""

PORT = 8786
"""Where a scheduler listens if nobody says another port."""

SCHEMES = ("tcp", "tls")

_CONNECT_SECONDS = 20.0
_CLOSE_SECONDS = 10.0
_RETRIES = 2
"""How often a task is done again that failed on another machine; one whose machine was lost is anyway."""

_INSTALL = "执行 pip install 'wuxiao-forms[cluster]'"
_CHECK = "确认调度程序（dask scheduler）已经启动、地址和端口没有写错、防火墙没有挡住；或去掉 --cluster 在本机生成"


class Connection:
    """A connection with a cluster's scheduler.  Its methods may be called by any thread."""

    def __init__(self, address: str) -> None:
        """Connect.

        Args:
            address: `tcp://host:8786`, or `tls://host:8786` with the certificates that Dask's own settings name.

        Raises:
            UsageError: The address is none.
            ToolMissingError: Dask is not installed.
            ToolFailedError: Nobody answers there.
        """
        parts = _parts(address)
        self.address = f"{parts.scheme}://{_host(parts)}:{parts.port or PORT}"
        _must_listen(self.address, parts)
        try:
            self._client = _client(self.address)
        except ImportError as error:
            raise ToolMissingError(
                "没有安装连接集群的组件", why=f"缺少{error.name or error}", remedy=_INSTALL
            ) from error
        except (OSError, ValueError, TypeError) as error:
            raise ToolFailedError(
                "连不上集群", where=self.address, why=_why(error), remedy=_CHECK
            ) from error

    def threads(self) -> Mapping[str, int]:
        """How many tasks each worker does at a time, by address.

        Raises:
            ToolFailedError: The scheduler is gone.
        """
        try:
            found: Mapping[str, int] = self._client.nthreads()
        except (OSError, TypeError) as error:
            raise gone(self.address) from error
        return found

    def put(self, data: bytes, digest: str) -> Sent:
        """Data for tasks, known by their digest: a worker that needs them has them once, from wherever they are.

        They stay as long as somebody holds what is returned.
        """
        future: Sent = self._client.submit(_same, data, key=f"wuxiao-{digest}")
        return future

    def submit(
        self,
        function: Callable[..., bytes],
        *arguments: Any,
        key: str,
        done: Callable[[Sent], object] | None = None,
        worker: str = "",
    ) -> Sent:
        """Have a function of a module called by a worker.

        Args:
            function: The function.
            arguments: What it takes; what `put` gave comes as the data.
            key: Names the task in the cluster: one is done once.
            done: Called with the result to come when it has come, by another thread.
            worker: Only by the worker of this address, which is not asked again; "": by any.
        """
        future: Sent = self._client.submit(
            function,
            *arguments,
            key=f"wuxiao-{key}",
            workers=[worker] if worker else None,
            retries=0 if worker else _RETRIES,
        )
        if done:
            future.add_done_callback(done)  # type: ignore[no-untyped-call]
        return future

    def drop(self, *futures: Sent) -> None:
        """Tasks whose results nobody waits for any more; those that were not begun are not done."""
        with suppress(Exception):  # the scheduler may be gone
            self._client.cancel(list(futures), force=True)

    def close(self) -> None:
        """Leave the cluster, which lets go of all that was ours."""
        with suppress(Exception):  # the scheduler may be gone
            self._client.close(timeout=_CLOSE_SECONDS)


def value(future: Sent, address: str) -> bytes:
    """What a task came to.

    Raises:
        ToolFailedError: The scheduler is gone, or worker after worker was lost over the task.
        Exception: What the task raised.
    """
    from distributed import KilledWorker  # noqa: PLC0415 - loads slowly, and most runs do without
    from distributed.client import FutureCancelledError  # noqa: PLC0415 - as above

    try:
        return future.result()
    except KilledWorker as error:
        raise overcome(address) from error
    except ModuleNotFoundError as error:
        raise ToolFailedError(
            "集群里有机器没有安装本程序",
            where=address,
            why=f"缺少{error.name or error}",
            remedy="在各台机器上装同一版本的程序，再用装了它的Python启动 dask worker",
        ) from error
    except (FutureCancelledError, OSError) as error:
        raise gone(address) from error


def overcome(address: str) -> ToolFailedError:
    """One worker after the other was lost over one task."""
    return ToolFailedError(
        "集群里的工作进程接连在同一项工作上退出",
        where=address,
        why="多半是内存不够",
        remedy="每个线程留500 MB内存（减少 dask worker 的 --nthreads），或去掉 --cluster 在本机生成",
    )


def gone(address: str) -> ToolFailedError:
    """The cluster went away in the middle."""
    return ToolFailedError(
        "和集群的连接断了",
        where=address,
        why="调度程序退出了，或网络中断",
        remedy="恢复后再做一次（已经写好的文件都是完整的），或去掉 --cluster 在本机生成",
    )


def deserted(address: str) -> ToolFailedError:
    """There is nobody in the cluster to work."""
    return ToolFailedError(
        "集群里没有工作机",
        where=address,
        remedy=f"在各台机器上启动 dask worker {address} --nthreads 核数，再做一次",
    )


def _same(data: bytes) -> bytes:
    return data


def _parts(address: str) -> SplitResult:
    parts = urlsplit(address)
    with suppress(ValueError):
        if parts.scheme in SCHEMES and parts.hostname and (parts.port or PORT):
            return parts
    raise UsageError(
        f"集群的地址“{address}”不对", remedy=f"写成 tcp://主机:{PORT} 这样（加密的用 tls://）"
    )


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _must_listen(address: str, parts: SplitResult) -> None:
    """Dask would ask again and again, and say in English that nobody is there."""
    try:
        with socket.create_connection(
            (parts.hostname, parts.port or PORT), timeout=_CONNECT_SECONDS
        ):
            return
    except OSError as error:
        raise ToolFailedError(
            "连不上集群", where=address, why=_why(error), remedy=_CHECK
        ) from error


def _why(error: Exception) -> str:
    match error:
        case ConnectionRefusedError():
            return "那个端口上没有程序在听"
        case socket.gaierror():
            return "找不到这台主机"
        case TimeoutError():
            return "等了很久没有回答"
        case TypeError():
            return "没有设置加密用的证书（DASK_DISTRIBUTED__COMM__TLS__…）"
    return reason(error, "地址或证书不能用")


def _client(address: str) -> Any:
    import dask  # noqa: PLC0415 - loads slowly, and most runs do without
    from distributed import Client  # noqa: PLC0415 - as above

    class Quiet(Client):
        """One that says nothing when it is thrown away without a connection."""

        def __del__(self) -> None:
            with suppress(Exception):
                super().__del__()  # type: ignore[no-untyped-call]

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        return Quiet(  # type: ignore[no-untyped-call]
            address,
            timeout=_CONNECT_SECONDS,
            set_as_default=False,
            direct_to_workers=False,
            name="wuxiao",
        )
