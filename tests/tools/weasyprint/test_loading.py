"""A library that WeasyPrint cannot use is told by name, as the rest of the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ToolMissingError
from pipeline.tools.weasyprint.loading import get_pango, must_do, watch
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("version", "fits"), [(14203, False), (14399, False), (14400, True), (15700, True)]
)
def test_pango_from_1_44_on_will_do(version: int, fits: bool) -> None:
    if fits:
        must_do(version)
        return
    with pytest.raises(ToolMissingError, match=r"太旧.*1\.44\.0或更高版本.*Debian"):
        must_do(version)


def test_each_system_has_a_remedy_of_its_own() -> None:
    assert "pip install gstreamer-libs" in get_pango("win32")
    assert "pango" in get_pango("linux").lower()
    assert "pip" not in get_pango("linux")


def test_a_system_without_apt_is_told_what_is_needed_and_no_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert get_pango("linux") == "安装Pango（libpango、libpangoft2）和fontconfig"


def test_watching_for_pango_twice_is_watching_once() -> None:
    watch()
    before = list(sys.meta_path)
    watch()
    assert sys.meta_path == before


def test_without_pango_whoever_loads_weasyprint_first_is_told_in_our_words() -> None:
    # `cffi` finds no library at all: what WeasyPrint meets on a computer without Pango.
    code = (
        "import cffi\n"
        "def dlopen(self, name, flags=0): raise OSError(f\"cannot load library '{name}': not there\")\n"
        "cffi.FFI.dlopen = dlopen\n"
        "from pipeline.errors import ToolMissingError\n"
        "for _ in range(2):\n"  # the second time as the first
        "    try: import pipeline.tools.weasyprint.filling\n"
        "    except ToolMissingError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    told = done.stdout.splitlines()
    assert len(told) == 2, done
    assert all(each.startswith("没有排版要用的Pango；找不到lib") for each in told)
