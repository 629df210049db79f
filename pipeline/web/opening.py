"""The page opened in the browser by the program itself, for those who start it from a menu."""

from __future__ import annotations

import os
import re
import socket
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

_ADDRESS = re.compile(r"https?://127\.0\.0\.1:(\d+)/")
_CONNECT_SECONDS = 2.0


def is_served(link_file: Path) -> bool:
    """Whether the server that wrote a link file is still there.

    A server that was killed leaves its file; nobody listens at its address any more.
    """
    try:
        found = _ADDRESS.search(link_file.read_text(encoding="utf-8"))
        if found is None:
            return False
        socket.create_connection(("127.0.0.1", int(found[1])), _CONNECT_SECONDS).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


def show(page: Path | str) -> bool:
    """Open a page in the browser of this desktop.

    Args:
        page: A file, or an address.  A one-time link is given by its file: what is on a command line all users
            of a computer can read.

    Returns:
        Whether there was one to open it in.
    """
    address = page.resolve().as_uri() if isinstance(page, Path) else page
    return has_desktop(os.environ) and webbrowser.open(address)


def has_desktop(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be opened: without one, some systems would start a browser in the terminal."""
    shown = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    return platform in {"win32", "darwin"} or bool(shown)
