"""Files, folders and zips that somebody brings: what is of use, and what is said of the rest."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.arriving import MOST_FILE_BYTES, MOST_FILES, Arrived, Expected, gather
from pipeline.errors import InputError
from pipeline.filekinds import FileKind
from tests.load.test_damaged import Locked

JPEG = b"\xff\xd8\xff\xe0"


def _only_pictures(kind: FileKind, name: str) -> str:
    return "" if kind.id == "jpeg" else f"{name}：不是照片"


PICTURES = Expected(what="照片", problem_of=_only_pictures, too_large="压缩后再交")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def brought(*paths: Path, scratch: Path) -> dict[str, str]:
    """What came, and what is wrong with it."""
    return {each.name: each.problem for each in gather(paths, scratch, PICTURES)}


def zipped(path: Path, *names: str, content: bytes = JPEG) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return path


def test_what_systems_leave_behind_links_and_pipes_are_passed_over(
    tmp_path: Path, scratch: Path
) -> None:
    folder = tmp_path / "照片"
    (folder / "里面").mkdir(parents=True)
    names = ("a.jpg", "里面/b.jpg", "Thumbs.db", ".hidden.jpg", "~$a.jpg", "里面/.DS_Store")
    for name in names:
        (folder / name).write_bytes(JPEG)
    (folder / "c.jpg").symlink_to(folder / "a.jpg")
    os.mkfifo(folder / "d.jpg")
    assert brought(folder, scratch=scratch) == {"a.jpg": "", "里面/b.jpg": ""}
    packed = zipped(tmp_path / "照片.zip", "a.jpg", "Thumbs.db", "__MACOSX/a.jpg", ".x/a.jpg")
    assert brought(packed, scratch=scratch) == {"照片.zip/a.jpg": ""}


def test_a_place_where_nothing_is_and_a_folder_named_by_mistake_stop_everything(
    tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"没有.jpg：没有这个文件或文件夹；请检查照片的位置"):
        brought(tmp_path / "没有.jpg", scratch=scratch)
    monkeypatch.setattr("pipeline.arriving.MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(JPEG)
    with pytest.raises(InputError, match="文件夹里有3个文件，不像是照片"):
        brought(tmp_path, scratch=scratch)


def test_a_file_that_is_too_large_is_told_and_does_not_stop_the_rest(
    tmp_path: Path, scratch: Path
) -> None:
    large, small = tmp_path / "a.jpg", tmp_path / "b.jpg"
    large.write_bytes(JPEG)
    os.truncate(large, MOST_FILE_BYTES + 1)  # holes take no room on the disk
    small.write_bytes(JPEG)
    found = brought(large, small, scratch=scratch)
    assert found["a.jpg"] == "a.jpg：文件太大；超过1000 MB；请压缩后再交。"
    assert found["b.jpg"] == ""


def test_a_file_that_another_program_holds_is_told_and_does_not_stop_the_rest(
    tmp_path: Path, scratch: Path
) -> None:
    held, free = tmp_path / "a.jpg", tmp_path / "b.jpg"
    for path in (held, free):
        path.write_bytes(JPEG)
    found = brought(Locked(held), free, scratch=scratch)
    assert found["a.jpg"].startswith("a.jpg：读不出来；没有权限；请关闭正在使用它的程序")
    assert found["b.jpg"] == ""


def test_a_zip_of_far_too_many_files_is_not_unpacked(tmp_path: Path, scratch: Path) -> None:
    packed = zipped(tmp_path / "a.zip", *(f"{number}.jpg" for number in range(MOST_FILES + 1)))
    assert brought(packed, scratch=scratch) == {
        "a.zip": "a.zip：压缩包里的文件太多；请解压后分批处理。"
    }


def test_a_zip_with_a_password_is_told_file_by_file(tmp_path: Path, scratch: Path) -> None:
    packed = zipped(tmp_path / "a.zip", "1.jpg")
    data = bytearray(packed.read_bytes())
    for start, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # "encrypted", in both headers
        data[data.index(start) + place] |= 1
    packed.write_bytes(data)
    assert brought(packed, scratch=scratch) == {
        "a.zip/1.jpg": "a.zip/1.jpg：压缩包设了密码；请输入密码解压后再放进来。"
    }


def _broken_stream(data: bytearray) -> None:
    start = data.index(b"PK\x03\x04")
    name, extra = struct.unpack_from("<HH", data, start + 26)
    data[start + 30 + name + extra] |= 0x07  # no such kind of block


def _unknown_method(data: bytearray) -> None:
    for start, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(start) + place, 96)


@pytest.mark.parametrize("damage", [_broken_stream, _unknown_method])
def test_what_is_damaged_in_a_zip_is_told_and_the_rest_unpacked(
    damage: Any, tmp_path: Path, scratch: Path
) -> None:
    packed = zipped(tmp_path / "a.zip", "1.jpg", "2.jpg", content=JPEG * 100)
    data = bytearray(packed.read_bytes())
    damage(data)
    packed.write_bytes(data)
    found = brought(packed, scratch=scratch)
    assert found["a.zip/1.jpg"].startswith("a.zip/1.jpg：压缩包里的这个文件解不开；没有传完整")
    assert found["a.zip/2.jpg"] == ""


def test_what_is_unpacked_is_gone_before_the_next_unless_it_is_to_stay(
    tmp_path: Path, scratch: Path
) -> None:
    packed = zipped(tmp_path / "a.zip", "1.jpg", "2.jpg")

    def left(is_kept: bool) -> list[bool]:
        wanted = Expected(what="照片", problem_of=_only_pictures, too_large="", is_kept=is_kept)
        found: list[Arrived] = list(gather([packed], scratch, wanted))
        return [each.path.is_file() for each in found]

    assert left(is_kept=False) == [False, False]
    assert left(is_kept=True) == [True, True]
