"""Where fonts are looked for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.typefaces import installed


def test_on_windows_fonts_lie_with_the_system_and_with_whoever_installed_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installed, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setenv("WINDIR", str(tmp_path / "Windows"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert installed.font_folders() == (
        tmp_path / "Windows" / "Fonts",
        tmp_path / "Local" / "Microsoft" / "Windows" / "Fonts",
    )


def test_elsewhere_fonts_lie_where_fontconfig_looks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installed, "sys", SimpleNamespace(platform="linux"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = installed.font_folders()
    assert Path("/usr/share/fonts") in found
    assert tmp_path / "fonts" in found
