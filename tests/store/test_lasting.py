"""Files that are kept are never overwritten, and nothing half-written is taken for one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.store import lasting, sha256


def test_what_is_written_and_copied_is_told_by_its_digest(tmp_path: Path) -> None:
    assert lasting.write(tmp_path / "甲" / "一", b"one") == sha256(b"one")
    assert lasting.copy(tmp_path / "甲" / "一", tmp_path / "乙" / "二") == sha256(b"one")
    assert (tmp_path / "乙" / "二").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "乙" / "二").stat().st_mode) & 0o077 == 0


@pytest.fixture(params=["links", "no links"])
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk, or a share, on which a file has one name only."""

    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    if request.param == "no links":
        monkeypatch.setattr(Path, "hardlink_to", refuse)


@pytest.mark.usefixtures("disk")
def test_a_file_is_put_where_nothing_is_and_never_in_the_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "events" / "1"
    for content in (b"first", b"second"):
        lasting.write(tmp_path / "unfinished", content)
        if content == b"first":
            lasting.put(tmp_path / "unfinished", target)
        else:
            with pytest.raises(FileExistsError):
                lasting.put(tmp_path / "unfinished", target)
    assert target.read_bytes() == b"first"
    assert (tmp_path / "unfinished").read_bytes() == b"second"


def test_a_folder_is_put_where_nothing_is(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        lasting.write(tmp_path / "unfinished" / "file", content)
        if content == b"first":
            lasting.put_folder(tmp_path / "unfinished", tmp_path / "kept" / "it")
        else:
            with pytest.raises(FileExistsError):
                lasting.put_folder(tmp_path / "unfinished", tmp_path / "kept" / "it")
    assert (tmp_path / "kept" / "it" / "file").read_bytes() == b"first"


def test_a_full_disk_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"登记簿写不进去；磁盘已满；.*没有写成的这一步不算数"):
        lasting.write(tmp_path / "一", b"one")
