"""A backup follows event by event and is a register itself; nothing damaged gets in, and what is lost comes back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.archive import Register, at_work
from pipeline.archive.backing import back_up, restore
from pipeline.archive.ocfl import object_path
from pipeline.archive.verifying import Wrong, verify
from pipeline.errors import ArchiveError, InputError
from tests.archive.ocfl_judge import faults_of
from tests.archive.papers import NOW, contents, deposit, key, paper, quiet

pytestmark = pytest.mark.usefixtures("no_waiting")


def test_a_backup_follows_and_is_a_register_itself(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份"
    first = back_up(Register(folder), backup, quiet, quiet)
    assert first.events == 7
    assert contents(backup) == contents(folder)
    assert faults_of(backup / "tree") == []
    with at_work(Register(folder), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("乙", b"again"), paper("丁")))
    assert back_up(Register(folder), backup, quiet, quiet).events == 1
    assert contents(backup) == contents(folder)
    assert Register(backup).find() == Register(folder).find()
    assert back_up(Register(folder), backup, quiet, quiet).events == 0


def test_a_lost_register_comes_back_whole(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    before, papers = contents(folder), Register(folder).find()
    shutil.rmtree(folder)
    restored = restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert restored.events == 7
    now = contents(folder)
    assert Register(folder).find() == papers
    assert now.keys() - before.keys() == {"events/00000008.json"}
    assert {name: now[name] for name in before} == before
    assert not verify(Register(folder), quiet).troubles


def test_nothing_damaged_gets_into_a_backup(folder: Path, tmp_path: Path) -> None:
    scan = next((folder / "tree").rglob("scan.pdf"))
    scan.write_bytes(b"forged")
    with pytest.raises(ArchiveError, match="没有再往下备份"):
        back_up(Register(folder), tmp_path / "备份", quiet, quiet)
    assert not any(path.read_bytes() == b"forged" for path in (tmp_path / "备份").rglob("scan.pdf"))


def lose_inventories(folder: Path) -> None:
    for path in next((folder / "tree").glob("*/*paper*")).rglob("inventory.json"):
        path.unlink()


def change_event(folder: Path, number: int, old: str, new: str) -> None:
    path = folder / "events" / f"{number:08}.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "told", "events"),
    [
        (lose_inventories, "没有再往下备份", 0),
        (lambda folder: change_event(folder, 1, "王干事", "李干事"), "第1条记录不对", 0),
        (lambda folder: change_event(folder, 3, "王干事", "李干事"), "第3条记录不对", 2),
        (lambda folder: change_event(folder, 7, "李检查", "张检查"), "第7条记录不对", 6),
        (lambda folder: change_event(folder, 3, "{", "{ "), "第3条记录不对；内容不是本程序写的样子", 2),
        (lambda folder: change_event(folder, 2, '"previous": "', '"previous": "0'), "第1条记录不对；.*或后一条", 0),
    ],
)  # fmt: skip
def test_a_backup_goes_as_far_as_the_first_thing_that_is_damaged_and_on_once_it_is_mended(
    harm: Callable[[Path], None], told: str, events: int, folder: Path, tmp_path: Path
) -> None:
    whole, backup = tmp_path / "好的", tmp_path / "备份"
    shutil.copytree(folder, whole)
    harm(folder)
    with pytest.raises(ArchiveError, match=told):
        back_up(Register(folder), backup, quiet, quiet)
    assert len(list((backup / "events").iterdir())) == events
    assert back_up(Register(whole), backup, quiet, quiet).events == 7 - events
    assert contents(backup) == contents(whole)


def test_an_event_that_does_not_go_on_where_the_backup_ends_does_not_get_into_it(
    folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    with at_work(Register(folder), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("丁")))
    change_event(folder, 8, '"previous": "', '"previous": "0')
    before = contents(backup)
    with pytest.raises(ArchiveError, match="第8条记录不对；它接不上前一条"):
        back_up(Register(folder), backup, quiet, quiet)
    assert contents(backup) == before


def test_a_restoring_of_what_is_whole_changes_nothing(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    before = contents(folder)
    restored = restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert (restored.repaired, restored.events, restored.left) == ((), 0, ())
    assert contents(folder) == before


def test_a_stored_object_that_is_lost_whole_comes_back_whole(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    before = contents(folder)
    lost = object_path(folder, f"paper:{key('甲')}")
    shutil.rmtree(lost)
    restored = restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert lost.relative_to(folder).as_posix() in restored.repaired
    assert contents(folder).items() >= before.items()


def test_what_is_damaged_and_newer_than_the_backup_is_told_and_left(
    folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    with at_work(Register(folder), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("丁")))
    scan = object_path(folder, f"paper:{key('丁')}") / "v1/content/scan.pdf"
    scan.write_bytes(b"forged")
    restored = restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert restored.repaired == ()
    assert [(each.path, each.wrong, each.title) for each in restored.left] == [
        (scan.relative_to(folder).as_posix(), Wrong.CHANGED, "丁提名书")
    ]
    assert scan.read_bytes() == b"forged"


@pytest.mark.parametrize("is_kin", [True, False])
def test_a_backup_is_told_from_another_registers_also_without_the_index(
    is_kin: bool, folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    shutil.copytree(folder, backup)
    if not is_kin:  # both went on by themselves
        for each, name in ((folder, "丁"), (backup, "戊")):
            with at_work(Register(each), by="王干事", now=NOW) as desk:
                desk.add(deposit(paper(name)))
    (folder / "index.sqlite").unlink()
    before = contents(folder)
    if is_kin:
        restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    else:
        with pytest.raises(ArchiveError, match="第8条记录不同"):
            restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert contents(folder) == before


def test_a_backup_of_another_register_is_refused_both_ways(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一个"
    with at_work(Register(other), by="李干事", now=NOW) as desk:
        desk.add(deposit(paper("戊")))
    with pytest.raises(ArchiveError, match="不是这个登记簿的备份"):
        back_up(Register(folder), other, quiet, quiet)
    before = contents(folder)
    with pytest.raises(ArchiveError, match="不是同一个"):
        restore(other, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert contents(folder) == before


def test_a_folder_with_other_things_is_no_backup(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    (tmp_path / "照片" / "一.jpg").touch()
    with pytest.raises(InputError, match="有别的东西"):
        back_up(Register(folder), tmp_path / "照片", quiet, quiet)
    with pytest.raises(InputError, match="没有备份"):
        restore(tmp_path / "照片", Register(folder), quiet, quiet, by="王干事", now=NOW)


@pytest.mark.parametrize("place", ["登记", "登记/备份", "."])
def test_a_backup_does_not_lie_in_the_register_nor_the_register_in_it(
    place: str, folder: Path, tmp_path: Path
) -> None:
    before = contents(folder)
    with pytest.raises(InputError, match="不能放在一起"):
        back_up(Register(folder), tmp_path / place, quiet, quiet)
    assert contents(folder) == before
    assert not (folder / "备份").exists()


def test_a_damaged_backup_restores_nothing(folder: Path, tmp_path: Path) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    next((backup / "tree").rglob("scan.pdf")).write_bytes(b"forged")
    shutil.rmtree(folder)
    with pytest.raises(ArchiveError, match="核验发现1处不对"):
        restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert not folder.exists()
