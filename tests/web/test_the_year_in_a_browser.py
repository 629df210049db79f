"""A year of small offices in a browser: nobody needs the command line.

`python -m tests.web.year KIND FOLDER` shows the same year of any kind of office, as long as it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.rehearsal.world import World
from tests.web.year import SPRING, clerk_of, live


@pytest.mark.slow
def test_a_society_lives_through_its_year(opened: Browser, tmp_path: Path) -> None:
    with clerk_of(World("other_society", tmp_path, most=2), opened) as year:
        live(year)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["city", "industry", "provincial_society"])
def test_others_begin_their_year_with_what_differs(
    kind: str, opened: Browser, tmp_path: Path
) -> None:
    with clerk_of(World(kind, tmp_path, most=2), opened) as year:
        live(year, SPRING)
