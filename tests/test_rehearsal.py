"""A year of a small office by command line, with the dirt of real ones: nobody is stopped, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import REGISTER_VARIABLE
from tests.conftest import Command
from tests.rehearsal.story import Year


@pytest.mark.slow
def test_a_society_lives_through_its_year(
    wuxiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REGISTER_VARIABLE, str(tmp_path / "登记簿"))
    said: list[str] = []
    Year("other_society", tmp_path, wuxiao, said.append).live()
