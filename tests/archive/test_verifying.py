"""Every byte counts: what was changed, is missing or was put in is named, and a backup brings it back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.archive import Register, at_work, verifying
from pipeline.archive.backing import back_up, restore
from pipeline.archive.events import EventKind
from pipeline.archive.expecting import Versions
from pipeline.archive.verifying import Verified, Wrong, verify
from pipeline.errors import ArchiveError
from tests.archive.ocfl_judge import faults_of
from tests.archive.papers import NOW, all_kept, contents, deposit, paper, quiet

pytestmark = pytest.mark.usefixtures("no_waiting")


def found(folder: Path, known_head: str = "") -> dict[str, Wrong]:
    verified = verify(Register(folder), quiet, known_head=known_head)
    return {each.path: each.wrong for each in verified.troubles}


def changes(path: Path) -> Iterator[tuple[Wrong, Callable[[], object]]]:
    data = path.read_bytes()
    flipped = bytes([data[0] ^ 1]) + data[1:]
    yield Wrong.CHANGED, lambda: path.write_bytes(flipped)
    yield Wrong.CHANGED, lambda: path.write_bytes(data + b"\n")
    yield Wrong.MISSING, path.unlink


def test_a_register_as_it_was_written_has_nothing_wrong(folder: Path) -> None:
    verified = verify(Register(folder), quiet)
    assert not verified.troubles
    assert verified.head == Register(folder).head
    stored = [path for path in (folder / "tree").rglob("*") if path.is_file()]
    assert verified.files == len(stored) - 3  # those of the storage root itself
    assert faults_of(folder / "tree") == []


def test_each_file_that_is_changed_by_a_byte_or_missing_is_named_and_fetched_back(
    folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    before = contents(folder)
    for name in before:
        for wrong, change in changes(folder / name):
            change()
            troubles = found(folder)
            inventory = name.endswith("/inventory.json")
            assert troubles.get(name) is wrong, name
            assert inventory or {*troubles} == {name}
            restored = restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
            assert name in restored.repaired
            assert not restored.left, name
            now = contents(folder)
            last = Register(folder).events()[-1]
            assert last.kind is EventKind.RESTORED
            now.pop(f"events/{last.number:08}.json")
            assert now == before, name
            (folder / f"events/{last.number:08}.json").unlink()
            (folder / "index.sqlite").unlink()
            Register(folder).find()


@pytest.mark.parametrize(
    "name",
    ["new.txt", "events/note.txt", "tree/x/y", "tree/{object}/extra", "tree/{object}/v1/content/more.pdf"],
)  # fmt: skip
def test_what_was_put_in_from_outside_is_named_and_put_aside(
    name: str, folder: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    back_up(Register(folder), backup, quiet, quiet)
    some = next((folder / "tree").glob("??/*")).relative_to(folder / "tree").as_posix()
    stranger = folder / name.format(object=some)
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_bytes(b"mine")
    ((path, wrong),) = found(folder).items()
    assert wrong is Wrong.ADDED
    assert stranger.is_relative_to(folder / path)
    restore(backup, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert not found(folder)
    assert [path.read_bytes() for path in (folder / ".wuxiao/aside").rglob(stranger.name)] == [
        b"mine"
    ]


def test_a_link_in_the_place_of_a_file_is_named(folder: Path, tmp_path: Path) -> None:
    scan = next((folder / "tree").rglob("scan.pdf"))
    shutil.move(scan, tmp_path / "elsewhere.pdf")
    scan.symlink_to(tmp_path / "elsewhere.pdf")
    assert [*found(folder).values()] == [Wrong.CHANGED]


def test_the_paper_that_a_damaged_file_belongs_to_is_named(folder: Path) -> None:
    kept = all_kept(Register(folder))["乙"]
    scan = next(each for each in Register(folder).files(kept) if each.name == "scan.pdf")
    scan.path.write_bytes(b"forged")
    (trouble,) = verify(Register(folder), quiet).troubles
    assert (trouble.number, trouble.title) == (str(kept.paper.number), "乙提名书")
    with pytest.raises(ArchiveError, match=r"scan\.pdf.*被改动过"):
        Register(folder).read(scan)


def test_a_register_that_was_rewritten_whole_is_found_out_by_a_printed_head(
    folder: Path, tmp_path: Path
) -> None:
    printed = Register(folder).head.sha256
    assert not found(folder, known_head=printed)
    with at_work(Register(tmp_path / "fake"), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("甲", b"forged"), paper("乙"), paper("丙")))
    assert found(tmp_path / "fake", known_head=printed) == {"events": Wrong.REWRITTEN}


def test_events_cut_off_at_the_end_are_missed_by_the_index(folder: Path) -> None:
    (folder / "events" / "00000007.json").unlink()
    assert found(folder) == {"events/00000007.json": Wrong.MISSING}
    with pytest.raises(ArchiveError, match="第7条记录"):
        Register(folder).find()


def test_a_changed_event_is_named_without_the_index_too(folder: Path) -> None:
    event = folder / "events" / "00000003.json"
    event.write_text(event.read_text(encoding="utf-8").replace("王干事", "李干事"))
    (folder / "index.sqlite").unlink()
    assert found(folder) == {"events/00000003.json": Wrong.CHANGED}


def test_an_event_that_is_lost_with_the_index_comes_back_before_files_are_judged(
    folder: Path, tmp_path: Path
) -> None:
    older = tmp_path / "备份"
    back_up(Register(folder), older, quiet, quiet)
    with at_work(Register(folder), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("乙", b"again")))
    files = contents(folder)
    for name in ("events/00000002.json", "index.sqlite"):
        (folder / name).unlink()
    assert found(folder) == {"events/00000002.json": Wrong.MISSING}
    restored = restore(older, Register(folder), quiet, quiet, by="王干事", now=NOW)
    assert restored.repaired == ("events/00000002.json",)
    assert not restored.left
    assert contents(folder).items() >= files.items()


def test_a_verification_that_was_stopped_goes_on_where_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_OBJECTS_AT_A_TIME", 1)
    (scan,) = list((folder / "tree").rglob("v2/content/scan.pdf"))
    scan.write_bytes(b"forged")
    whole = verify(Register(folder), quiet)

    def stop(_: str, done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(Register(folder), stop)
    looked: list[Path] = []
    real = verifying._look_at

    def look(path: Path, versions: Versions) -> object:
        looked.append(path)
        return real(path, versions)

    monkeypatch.setattr(verifying, "_look_at", look)
    again = verify(Register(folder), quiet)
    assert again == Verified(
        head=whole.head,
        files=whole.files,
        size_bytes=whole.size_bytes,
        troubles=whole.troubles,
        resumed=True,
    )
    assert looked == []
    assert not verify(Register(folder), quiet).resumed
    assert len(looked) == 4


def test_what_is_added_while_it_is_verified_is_not_taken_for_damage(folder: Path) -> None:
    def add(_: str, done: int, total: int) -> None:
        if done == 1:
            with at_work(Register(folder), by="李干事", now=NOW) as desk:
                desk.add(deposit(paper("甲", b"third"), paper("乙", b"second"), paper("丁")))

    assert not verify(Register(folder), add).troubles


@pytest.mark.parametrize("said", [b"no JSON", b'{"head": {"number": 7, "sha256": "0"}}'])
def test_what_an_earlier_run_left_is_not_trusted_where_it_is_broken_or_of_another_chain(
    said: bytes, folder: Path
) -> None:
    (folder / ".wuxiao").mkdir(exist_ok=True)
    (folder / ".wuxiao" / "verify.json").write_bytes(said)
    next((folder / "tree").rglob("scan.pdf")).write_bytes(b"forged")
    verified = verify(Register(folder), quiet)
    assert not verified.resumed
    assert [each.wrong for each in verified.troubles] == [Wrong.CHANGED]
