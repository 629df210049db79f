"""Files are written whole or not at all, by one run at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import OutputError, UsageError
from pipeline.store import (
    HIDDEN,
    SHARED_VARIABLE,
    delete,
    locked,
    set_aside,
    sha256,
    sha256_file,
    thumbnail_path,
    tree_digest,
    write_whole,
)
from tests.conftest import ROOT

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# ---------------------------------------------------------------- whole or none


def test_a_file_is_written_with_the_folders_above_it(tmp_path: Path) -> None:
    path = tmp_path / "甲" / "乙" / "提名函.pdf"
    write_whole(path, b"data")
    assert path.read_bytes() == b"data"
    assert names(path.parent) == ["提名函.pdf"]


def test_a_file_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"a longer old file")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("room", [0, 1, 999])
def test_a_full_disk_leaves_the_old_file_and_no_half(
    room: int, tmp_path: Path, broken_disk: Callable[[int], None]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    broken_disk(room)
    with pytest.raises(OutputError, match=r"a\.pdf：文件写不进去；磁盘已满；请检查磁盘空间"):
        write_whole(path, b"x" * 1000)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_disk_with_just_enough_room_takes_the_file(
    tmp_path: Path, broken_disk: Callable[[int], None]
) -> None:
    broken_disk(1000)
    write_whole(tmp_path / "a.pdf", b"x" * 1000)
    assert (tmp_path / "a.pdf").stat().st_size == 1000


def test_an_interruption_while_writing_leaves_the_old_file_and_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.pdf"]


def test_a_file_that_is_open_elsewhere_says_which_program_may_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(OutputError, match=r"提名函\.docx：文件写不进去；.*WPS.*请关闭这个文件"):
        write_whole(tmp_path / "提名函.docx", b"new")
    assert names(tmp_path) == []


def test_a_folder_that_is_a_file_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "word").write_bytes(b"")
    with pytest.raises(OutputError, match="检查磁盘空间和输出文件夹"):
        write_whole(tmp_path / "word" / "a.docx", b"new")


def test_the_longest_name_of_a_disk_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("江" * 83 + ".pdf")
    write_whole(path, b"data")
    assert path.read_bytes() == b"data"


# ---------------------------------------------------------------- closed to others


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("shared", "file_mode", "folder_mode"),
    [("", 0o600, 0o700), ("group", 0o660, 0o770), ("All", 0o644, 0o755)],
)
def test_new_files_and_folders_are_their_owners_unless_the_setting_widens_it(
    shared: str, file_mode: int, folder_mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED_VARIABLE, shared)
    path = tmp_path / "甲" / "乙" / "提名函.pdf"
    write_whole(path, b"data")
    with locked(path.parent):
        pass
    assert permissions(path) == file_mode
    folders = (path.parent.parent, path.parent, path.parent / HIDDEN)
    assert {permissions(folder) for folder in folders} == {folder_mode}


def test_a_folder_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_whole(tmp_path / "提名函.pdf", b"data")
    assert permissions(tmp_path) == 0o755


def test_a_setting_that_is_not_understood_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SHARED_VARIABLE, "everybody")
    with pytest.raises(UsageError, match=r"WUXIAO_SHARED.*everybody.*group"):
        write_whole(tmp_path / "提名函.pdf", b"data")
    assert names(tmp_path) == []


# ---------------------------------------------------------------- one run at a time


def test_a_second_run_is_told_what_to_do(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(OutputError) as caught, locked(tmp_path):
        pytest.fail("two runs at once")
    assert "另一个wuxiao正在使用这个输出文件夹" in str(caught.value)
    assert "-o" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    with locked(tmp_path):
        pass


def test_the_lock_of_another_process_holds_and_ends_with_it(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from pipeline.store import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="另一个wuxiao"), locked(tmp_path):
            pass
        holder.kill()
        holder.wait()
    with locked(tmp_path):
        pass


def test_the_lock_is_let_go_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputError, match=r"不能使用输出文件夹.*用 -o"), locked(tmp_path / "out"):
        pass


def test_what_a_killed_run_left_behind_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    left = [".a.1.tmp", "word/.b.2.tmp", ".wuxiao/.c.3.tmp", ".wuxiao/thumbnails/.d.4.tmp"]
    stays = ["a.tmp", "word/b.docx", "word/b.tmp", ".hidden", ".wuxiao/thumbnails/d.webp"]
    for name in (*left, *stays):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with locked(tmp_path):
        there = {
            path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
        }
    assert there - {".wuxiao/lock"} == set(stays)


# ---------------------------------------------------------------- set aside, delete


def test_a_file_set_aside_keeps_its_content_and_gets_the_next_free_number(tmp_path: Path) -> None:
    path = tmp_path / "P01-张三-提名书.docx"
    for number, content in enumerate((b"one", b"two"), start=1):
        path.write_bytes(content)
        aside = set_aside(path)
        assert aside.name == f"P01-张三-提名书.手工修改{number}.docx"
        assert aside.read_bytes() == content
        assert not path.exists()


def test_a_file_that_cannot_be_renamed_says_to_close_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.docx").write_bytes(b"x")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OutputError, match=r"a\.docx：文件被改过又不能改名保存.*请关闭这个文件"):
        set_aside(tmp_path / "a.docx")


def test_deleting_what_is_not_there_is_no_error_and_what_cannot_be_deleted_is_named(
    tmp_path: Path,
) -> None:
    delete(tmp_path / "none")
    with pytest.raises(OutputError, match=f"{tmp_path.name}：旧文件删不掉"):
        delete(tmp_path)
    assert tmp_path.is_dir()


# ---------------------------------------------------------------- digests


def test_the_checksums_are_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert sha256(b"") == sha256_file(tmp_path / "a") == EMPTY_SHA256


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    top = tmp_path / "tree"
    (top / "附件").mkdir(parents=True)
    (top / "dossier.yaml").write_bytes(b"a")
    (top / "附件" / "b.jpg").write_bytes(b"b")
    return top


def test_the_digest_of_a_tree_is_the_same_wherever_it_lies(tree: Path, tmp_path: Path) -> None:
    before = tree_digest([tree])
    assert tree_digest([tree.rename(tmp_path / "elsewhere")]) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda top: (top / "附件" / "b.jpg").write_bytes(b"c"),
        lambda top: (top / "附件" / "b.jpg").rename(top / "附件" / "c.jpg"),
        lambda top: (top / "附件" / "b.jpg").rename(top / "b.jpg"),
        lambda top: (top / "附件" / "b.jpg").unlink(),
        lambda top: (top / "new").write_bytes(b""),
    ],
    ids=["content", "name", "folder", "removed", "added"],
)
def test_any_change_of_a_tree_changes_its_digest(
    tree: Path, change: Callable[[Path], object]
) -> None:
    before = tree_digest([tree])
    change(tree)
    assert tree_digest([tree]) != before


@pytest.mark.parametrize(
    "name",
    ["~$dossier.xlsx", ".~lock.dossier.xlsx#", ".git/HEAD", "附件/~$a.docx", "__pycache__/a"],
)
def test_lock_files_hidden_files_and_caches_do_not_count(tree: Path, name: str) -> None:
    before = tree_digest([tree])
    path = tree / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    assert tree_digest([tree]) == before


def test_what_is_left_out_does_not_count_and_its_neighbours_do(tree: Path) -> None:
    out = tree / "output"
    before = tree_digest([tree], apart_from=[out])
    write_whole(out / "a.pdf", b"x")
    assert tree_digest([tree], apart_from=[out]) == before
    write_whole(tree / "output2" / "a.pdf", b"x")
    assert tree_digest([tree], apart_from=[out]) != before


def test_times_do_not_count_below_64_mb_and_do_above(tree: Path) -> None:
    small, large = tree / "small.mp4", tree / "large.mp4"
    for path, size in ((small, 64_000_000), (large, 64_000_001)):
        with path.open("wb") as stream:
            stream.truncate(size)
    before = tree_digest([tree])
    os.utime(small, (1, 1))
    assert tree_digest([tree]) == before
    os.utime(large, (1, 1))
    assert tree_digest([tree]) != before


def test_the_same_files_in_other_folders_are_another_tree(tree: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert tree_digest([tree, tree]) != tree_digest([tree])
    assert tree_digest([tree, empty]) == tree_digest([tree])


def test_a_file_that_cannot_be_read_is_no_silence(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PermissionError):
        tree_digest([tree])


def test_thumbnails_are_kept_by_checksum_out_of_sight(tmp_path: Path) -> None:
    path = thumbnail_path(tmp_path, "ab" * 32)
    assert path == tmp_path / ".wuxiao" / "thumbnails" / f"{'ab' * 16}.webp"
