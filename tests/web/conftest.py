"""A browser at the desk's dossier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import playwright.sync_api as playwright
import pytest

from tests.alive import HANGING_SECONDS
from tests.conftest import NAME, Desk
from tests.web.browser import Browser, site_for
from tests.web.chromium import chromium

playwright.expect.set_options(timeout=HANGING_SECONDS * 1000)


@pytest.fixture(scope="module")
def opened() -> Iterator[playwright.Browser]:
    """A real browser."""
    # Not for the whole session: while it runs, nothing else in this thread may have a loop of events.
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """A browser that nobody let in yet, at a dossier with nothing in it."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / "dossier.yaml").write_text("activity: jiangsu-wuxiao-2023\n", encoding="utf-8")
    return Browser(site_for(folder, tmp_path / "output"))


@pytest.fixture
def inside(browser: Browser) -> Browser:
    """A browser that was let in."""
    return browser.enter()


@pytest.fixture
def at_desk(desk: Desk) -> Browser:
    """A browser that was let in, at a dossier of which no paper was made yet."""
    return Browser(site_for(desk.folder, desk.output)).enter()


@pytest.fixture
def at_papers(built: Desk) -> Browser:
    """A browser that was let in, where papers were made."""
    return Browser(site_for(built.folder, built.output)).enter()
