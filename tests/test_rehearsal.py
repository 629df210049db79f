"""A year of small offices by command line, with the dirt of real ones: nobody is stopped, nothing is lost.

`python -m tests.rehearsal KIND FOLDER` shows the same year of any kind of office, as long as it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import REGISTER_VARIABLE
from tests.conftest import Command
from tests.rehearsal import spring, story
from tests.rehearsal.clerk import Clerk
from tests.rehearsal.world import World


@pytest.mark.slow
def test_a_society_lives_through_its_year(
    wuxiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "别的登记簿"))
    said: list[str] = []
    story.live(Clerk(World("other_society", tmp_path), wuxiao, said.append))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["city", "provincial_society"])
def test_others_begin_their_year_with_what_differs(
    kind: str, wuxiao: Command, tmp_path: Path
) -> None:
    said: list[str] = []
    clerk = Clerk(World(kind, tmp_path, most=2), wuxiao, said.append)
    story.live(clerk, spring.SCENES)
    assert bool(list(tmp_path.rglob("社会组织备案申请表.pdf"))) is clerk.world.is_society
