"""On Windows WeasyPrint is told where pip has put Pango, before it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.tools.weasyprint.windows import VARIABLE, library_folders, name_folders
from tests.conftest import ROOT


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Site-packages as pip leaves them on Windows: each DLL in `bin` of its package."""
    site = tmp_path / "Lib" / "site-packages"
    for package, dll in (
        ("gstreamer_libs", "pango-1.0-0.dll"),
        ("gstreamer_ext_runtime", "msvcp140.dll"),
    ):
        (site / package / "bin").mkdir(parents=True)
        (site / package / "__init__.py").write_text("raise ImportError('not to be imported')")
        (site / package / "bin" / dll).touch()
    monkeypatch.syspath_prepend(str(site))
    return site


def test_both_packages_of_the_extra_are_named_and_not_imported(installed: Path) -> None:
    environment = {"PATH": "C:\\Windows"}
    name_folders(environment, "win32")
    expected = (
        installed / "gstreamer_libs" / "bin",
        installed / "gstreamer_ext_runtime" / "bin",
    )
    assert environment == {"PATH": "C:\\Windows", VARIABLE: ";".join(map(str, expected))}


def test_what_somebody_has_set_stays(installed: Path) -> None:
    environment = {VARIABLE: "D:\\gtk\\bin"}
    name_folders(environment, "win32")
    assert environment == {VARIABLE: "D:\\gtk\\bin"}


def test_other_systems_have_no_such_variable(installed: Path) -> None:
    environment: dict[str, str] = {}
    name_folders(environment, "linux")
    assert environment == {}


def test_without_pango_weasyprint_goes_on_looking_where_it_does_by_itself(installed: Path) -> None:
    (installed / "gstreamer_libs" / "bin" / "pango-1.0-0.dll").unlink()
    (installed / "gstreamer_libs" / "bin").rmdir()
    environment: dict[str, str] = {}
    name_folders(environment, "win32")
    assert (environment, library_folders()) == ({}, ())


def test_the_variable_is_set_before_weasyprint_is_loaded(installed: Path) -> None:
    # The system is called Windows while the room is entered, and itself again when WeasyPrint is loaded.
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); own, sys.platform = sys.platform, 'win32'\n"
        "import pipeline.tools.weasyprint, os; sys.platform = own\n"
        f"assert 'weasyprint' not in sys.modules; print(os.environ['{VARIABLE}'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", code, str(installed)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith(str(installed / "gstreamer_libs" / "bin"))
