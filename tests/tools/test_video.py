"""The length of videos."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pymediainfo import MediaInfo

from pipeline.tools.video import video_length
from tests.tools.videos import mp4


@pytest.mark.parametrize("seconds", [1, 180, 181])
def test_length_is_read_from_the_file(tmp_path: Path, seconds: int) -> None:
    path = tmp_path / "视频.mp4"
    path.write_bytes(mp4(seconds))
    assert video_length(path).milliseconds == seconds * 1000
    assert video_length(path).is_video


def test_a_folder_whose_name_is_not_unicode_is_no_hindrance(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("材料".encode("gb18030"))
    folder.mkdir()
    (folder / "a.mp4").write_bytes(mp4(2))
    assert video_length(folder / "a.mp4").milliseconds == 2000


def test_a_damaged_video_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(mp4(5)[:60])
    found = video_length(path)
    assert found.milliseconds is None
    assert found.unknown


def test_a_missing_file_is_unknown(tmp_path: Path) -> None:
    assert video_length(tmp_path / "v.mp4").unknown


def test_without_the_library_it_cannot_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MediaInfo, "can_parse", lambda: False)
    assert "MediaInfo" in video_length(tmp_path / "v.mp4").unknown


def test_a_video_that_was_never_finished_says_no_length(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(mp4(0))
    found = video_length(path)
    assert (found.milliseconds, found.is_video) == (None, True)
    assert "没有记录时长" in found.unknown
