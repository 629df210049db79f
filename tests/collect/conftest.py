"""A dossier into which nothing has been collected yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import run_wuxiao


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier folder as `new` makes it."""
    folder = tmp_path_factory.mktemp("new") / "苏岸市"
    assert run_wuxiao("new", folder, "--kind", "provincial_society").code == 0
    return folder


@pytest.fixture
def at(tmp_path: Path, empty: Path) -> Path:
    """An empty dossier folder, with a place for what came back beside it."""
    folder = tmp_path / "苏岸市"
    shutil.copytree(empty, folder)
    (tmp_path / "回").mkdir()
    return folder
