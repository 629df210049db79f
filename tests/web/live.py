"""The server as it runs, in a thread of this process, for tests that need a real connection."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from pipeline.web.app import make_app
from pipeline.web.server import make_server
from pipeline.web.site import Site


@contextmanager
def served(site: Site, encryption: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A site at a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site.door = replace(
            site.door, port=listening.getsockname()[1], secure=encryption is not None
        )
        server = make_server(make_app(site), encryption)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join()
            site.jobs.close()
