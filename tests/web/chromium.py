"""Chromium as this system has it, driven by Playwright, and what a page may not do in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.alive import HANGING_SECONDS

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
)
"""What it is called, the smallest first; `.ci/setup` looks for the same."""

SCREEN = {"width": 1366, "height": 768}
"""The screen of an older office computer, in pixels."""


def program() -> Path | None:
    """This system's own; None for the one that Playwright fetched."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found and not _is_snap(Path(found).resolve()):
            return Path(found)
    return None


def _is_snap(path: Path) -> bool:
    """Whether it is a snap, or a script that starts one: it sees no folder of ours."""
    if path == Path("/usr/bin/snap") or path.is_relative_to("/snap"):
        return True
    with path.open("rb") as file:
        return file.read(2) == b"#!" and b"/snap/bin/" in file.read()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is started once and has no window."""
    with sync_playwright() as playwright:
        # Root, as CI is, may not start it within a sandbox; it opens nothing but our own pages.
        browser = playwright.chromium.launch(
            executable_path=program(),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
            timeout=HANGING_SECONDS * 1000,
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """What a page did that no page of ours may do.

    Attributes:
        home: Where requests may go.
        refusals: Whether what is sent may be refused, of which Chromium tells in the console.
    """

    home: str
    refusals: bool = False
    problems: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        """Errors and warnings in the console, those of the policy among them."""
        if self.refusals and "status of 409" in message.text:
            return
        if message.type in {"error", "warning"}:
            self.problems.append(f"console: {message.text} {message.location}")

    def on_error(self, error: Exception) -> None:
        """An exception of a script."""
        self.problems.append(f"script: {error}")

    def on_request(self, request: Request) -> None:
        """A request that leaves the host."""
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.problems.append(f"request: {request.url}")


@contextmanager
def window(browser: Browser, home: str, *, refusals: bool = False) -> Iterator[Page]:
    """A window that nobody came in by yet; it fails if a page of it did what none may do."""
    context = browser.new_context(viewport=SCREEN, locale="zh-CN", accept_downloads=True)  # type: ignore[arg-type]
    context.set_default_timeout(HANGING_SECONDS * 1000)
    watched = Watched(home, refusals)
    page = context.new_page()
    page.on("console", watched.on_console)
    page.on("pageerror", watched.on_error)
    context.on("request", watched.on_request)
    try:
        yield page
    finally:
        context.close()
    assert not watched.problems, watched.problems
