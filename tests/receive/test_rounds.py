"""Taking scans in: by content, once; what is remembered; what stops a run; what watches a folder."""

from __future__ import annotations

import functools
import itertools
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import arriving, store
from pipeline.errors import ExitCode, InputError, OutputError
from pipeline.papers.manifest import Manifest
from pipeline.papers.outputs import Output
from pipeline.papers.returned import ReturnState, Unmarked
from pipeline.receive import Desk, Watcher, returns_of
from pipeline.receive.models import SeenPage, State
from tests.conftest import ROOT
from tests.load.test_damaged import Locked
from tests.receive.desks import JPEG, Office, scan
from tests.receive.values import FORM, LETTER, MANIFEST, code, page


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_all_that_came_back_is_complete_and_the_report_says_it_as_the_contract_does(
    office: Office,
) -> None:
    office.put_everything()
    found = office.receive()
    assert found.exit_code is ExitCode.OK
    said = json.loads((office.out / "received" / "report.json").read_text(encoding="utf-8"))
    (first, *_) = [each for each in said["pages"] if each["document"] == "nomination_form"]
    assert first == {
        "source": "P01-甲-提名书-1.jpg", "index": 1, "verdict": "used", "path": FORM,
        "document": "nomination_form", "nomination": "P01", "page": 1, "rotation": 0,
        "skew_deg": 0.0, "zones": [],
    }  # fmt: skip
    assert said["papers"] == [
        {"path": LETTER, "document": "nomination_letter", "nomination": None, "state": "complete", "missing_pages": []},
        {"path": FORM, "document": "nomination_form", "nomination": "P01", "state": "complete", "missing_pages": []},
    ]  # fmt: skip
    assert {each.path for each in returns_of(office.output) if each.is_complete} == {LETTER, FORM}


def test_more_scans_can_come_later_and_the_same_ones_again_change_nothing(office: Office) -> None:
    office.put("1.jpg", scan(FORM, 1))
    assert office.receive().exit_code is ExitCode.SCANS
    office.put_everything()
    assert office.receive().exit_code is ExitCode.OK
    before, looked_at = office.files(), office.fake.looked_at
    for path in list(office.inbox.iterdir()):
        path.rename(path.with_name(f"again {path.name}"))
    again = office.receive()
    assert (again.exit_code, again.fresh) == (ExitCode.OK, 0)
    assert office.files() == before
    assert office.fake.looked_at == looked_at


def test_scans_are_kept_as_they_are_once_by_content_and_the_given_ones_stay(office: Office) -> None:
    data = scan(FORM, 1)
    office.put("a.jpg", data)
    office.put("b/a.jpg", data)
    office.receive()
    kept = [name for name in office.files() if name.startswith("received/scans/")]
    assert [office.files()[name] for name in kept] == [data]
    assert (office.inbox / "a.jpg").read_bytes() == (office.inbox / "b/a.jpg").read_bytes() == data


def test_a_file_a_folder_and_a_zip_give_the_same(office: Office, tmp_path: Path) -> None:
    office.put_everything()
    archive = tmp_path / "扫描.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in office.inbox.iterdir():
            packed.write(path, f"第一批/{path.name}")
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
    others = [Office(tmp_path / name) for name in ("x", "y")]
    found = [
        office.receive(),
        others[0].receive(archive),
        others[1].receive(*sorted(office.inbox.iterdir())),
    ]
    assert {each.exit_code for each in found} == {ExitCode.OK}
    states = [sorted((p.path, p.state) for p in each.receipt.papers) for each in found]
    assert states[0] == states[1] == states[2]


def test_what_is_of_no_use_ends_in_a_clear_line_each_and_the_rest_goes_on(office: Office) -> None:
    office.put_everything()
    office.put("坏的.jpg", JPEG + b"damaged")
    office.put("空的.pdf", b"")
    office.put("说明.docx", b"PK\x03\x04" + b"\0" * 26)
    office.put("坏.zip", b"PK\x05\x06 no zip")
    office.put("Thumbs.db", b"rubbish")
    office.put(".hidden.jpg", b"rubbish")
    found = office.receive()
    assert found.exit_code is ExitCode.SCANS
    assert found.receipt.is_complete
    named = [said.partition("：")[0] for said in found.problems]
    assert sorted(named) == ["坏.zip", "坏的.jpg", "空的.pdf", "说明.docx"]
    kept = [name for name in office.files() if name.startswith("received/scans/")]
    assert len(kept) == 5


@pytest.mark.parametrize("bound", ["MOST_UNPACKED_BYTES", "MOST_FILE_BYTES"])
def test_a_bomb_in_a_zip_is_a_line_and_leaves_nothing_behind(
    bound: str, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, bound, 10_000)
    archive = office.inbox / "炸弹.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.jpg", JPEG + b"\0" * 5_000_000)
        packed.writestr("b.jpg", scan(FORM, 1))
    found = office.receive()
    (said,) = found.problems
    assert said.startswith("炸弹.zip/a.jpg：文件太大")
    assert len(found.receipt.used()) == 1
    assert not any((tmp_path / "scratch").iterdir())


def test_a_page_over_which_the_reader_is_lost_is_told_and_tried_again_next_time(
    office: Office,
) -> None:
    office.put("1.jpg", JPEG + b"hangs")
    (found,) = office.receive().receipt.pages
    assert "太大或太复杂" in found.note
    before = office.fake.looked_at
    office.receive()
    assert office.fake.looked_at == before + 1


def test_a_path_that_is_not_there_stops_before_anything_is_taken(office: Office) -> None:
    with pytest.raises(InputError, match="没有这个文件或文件夹"):
        office.receive(office.inbox / "没有")
    assert not (office.out / "received").exists()


# ---------------------------------------------------------------- papers made anew


def rebuilt(path: str, number: int) -> Manifest:
    """The manifest after a page was made anew because its data changed."""
    files = []
    for entry in MANIFEST.files:
        if entry.path == path:
            codes = list(entry.codes)
            codes[number - 1] = code(path, number, "RRRRRRRR")
            entry = msgspec.structs.replace(entry, codes=tuple(codes))  # noqa: PLW2901
        files.append(entry)
    return msgspec.structs.replace(MANIFEST, files=tuple(files))


def test_a_paper_made_anew_makes_its_changed_page_outdated_and_no_other(office: Office) -> None:
    office.put_everything()
    office.receive()
    office.output = Output(office.out, rebuilt(FORM, 2))
    states = {each.path: each for each in returns_of(office.output)}
    assert states[FORM].outdated_pages == (2,)
    assert states[FORM].state is ReturnState.MISSING
    assert states[LETTER].is_complete
    assert sorted(states[FORM].scans) == [1, 3]


# ---------------------------------------------------------------- stopped in between


class StoppedError(BaseException):
    """The computer is off."""


@contextmanager
def stopping_at(number: int) -> Iterator[list[str]]:
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("write_whole", "copy_whole", "delete"):
            patch.setattr(store, name, _counted(getattr(store, name), asked, number))
        yield asked


def _counted(write: Callable[..., Any], asked: list[str], number: int) -> Callable[..., Any]:
    @functools.wraps(write)
    def counted(*arguments: Any, **options: Any) -> Any:
        asked.append(write.__name__)
        if len(asked) > number:
            raise StoppedError
        return write(*arguments, **options)

    return counted


def test_a_run_stopped_at_any_write_is_finished_by_the_next_as_if_nothing_had_been(
    tmp_path: Path,
) -> None:
    (tmp_path / "whole").mkdir()
    whole = Office(tmp_path / "whole")
    whole.put_everything()
    with stopping_at(10_000) as writes:
        whole.receive()
    expected = whole.files()
    for number in range(len(writes)):
        (tmp_path / str(number)).mkdir()
        office = Office(tmp_path / str(number))
        office.put_everything()
        with stopping_at(number), pytest.raises(StoppedError):
            office.receive()
        for name, data in office.files().items():
            assert name.endswith(".html") or data, name
        office.receive()
        assert office.files() == expected


def test_a_full_disk_is_told_and_the_next_run_finishes(
    office: Office, broken_disk: Callable[[int], None]
) -> None:
    office.put_everything()
    broken_disk(400)
    with pytest.raises(OutputError, match="磁盘已满"):
        office.receive()
    broken_disk(10_000_000)
    assert office.receive().exit_code is ExitCode.OK


def test_what_is_remembered_and_damaged_is_named_and_left_alone(office: Office) -> None:
    office.put("1.jpg", scan(FORM, 1))
    office.receive()
    kept = office.out / "received" / "state.json"
    kept.write_bytes(b"{ half")
    with pytest.raises(InputError, match="收回记录读不出来"):
        office.receive()
    assert kept.read_bytes() == b"{ half"


def test_a_folder_that_leads_elsewhere_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    (office.out / "received").symlink_to(tmp_path / "别处")
    office.put("1.jpg", scan(FORM, 1))
    with pytest.raises(OutputError, match="是链接"):
        office.receive()
    assert not any((tmp_path / "别处").iterdir())


def test_a_manifest_without_codes_is_no_desk_for_scans(office: Office) -> None:
    bare = msgspec.structs.replace(MANIFEST, files=(), draft=True)
    with pytest.raises(InputError, match="草稿"):
        Desk(Output(office.out, bare), "材料", ROOT / "templates")


def test_what_a_later_program_remembers_is_not_read_as_if_it_were_ours(office: Office) -> None:
    office.put("1.jpg", scan(FORM, 1))
    office.receive()
    later = State(format=99)
    (office.out / "received" / "state.json").write_bytes(msgspec.json.encode(later))
    with pytest.raises(InputError, match="更新的程序写的"):
        office.receive()


def test_a_file_that_was_of_no_use_is_told_whenever_it_comes_again(office: Office) -> None:
    office.put("坏的.jpg", JPEG + b"damaged")
    office.put("没有完.jpg", JPEG + b"endless")
    first, second = office.receive(), office.receive()
    assert sorted(first.problems) == sorted(second.problems)
    assert any("没有完.jpg：太大或太复杂" in each for each in first.problems)
    assert second.exit_code is ExitCode.SCANS


def test_pages_that_nobody_signs_may_be_taken_from_the_print_and_that_is_remembered(
    office: Office,
) -> None:
    for number in (2, 3):
        office.put(f"{number}.jpg", scan(FORM, number))
    for said in (Unmarked.PRINT, None):
        found = office.receive(unmarked=said)
        (paper,) = (each for each in found.receipt.expected if each.path == FORM)
        assert (paper.state, paper.printed_pages) == (ReturnState.COMPLETE, (1,))
    assert found.summary == "要收回的文书2份，齐全1份"
    assert found.said_of("0000") == ""


def test_of_many_pages_that_were_not_used_some_are_told_and_the_rest_counted(
    office: Office,
) -> None:
    for number in range(15):
        office.put(f"{number:02}.jpg", scan(FORM, 1, "old", str(number)))
    said = office.receive().text()
    assert "没有采用的页（15页）" in said
    assert "11.jpg" in said
    assert "12.jpg" not in said
    assert "还有3条，见报告" in said


# ---------------------------------------------------------------- watching


def test_a_file_that_the_scanner_still_holds_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"whole")
    watcher = Watcher(Locked(tmp_path))
    assert [watcher.look() for _ in range(6)] == [[]] * 6
    assert not watcher.is_away


def test_links_hidden_files_and_folders_are_not_waited_for(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"whole")
    (tmp_path / ".a.pdf").write_bytes(b"whole")
    (tmp_path / "b.pdf").symlink_to(tmp_path / "a.pdf")
    (tmp_path / "c.pdf").mkdir()
    assert list(itertools.chain(*(watcher.look() for _ in range(6)))) == [tmp_path / "a.pdf"]


def test_a_file_is_taken_when_it_has_come_to_rest_and_each_content_once(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")
    assert watcher.look() == []
    path.write_bytes(b"half")
    assert watcher.look() == []
    path.write_bytes(b"half, whole")
    looks = [watcher.look() for _ in range(6)]
    assert list(itertools.chain(*looks)) == [path]
    path.write_bytes(b"another one")
    assert list(itertools.chain(*(watcher.look() for _ in range(6)))) == [path]


def test_content_that_changes_under_the_same_size_and_time_is_noticed(tmp_path: Path) -> None:
    import os

    watcher = Watcher(tmp_path)
    path = tmp_path / "a.pdf"
    path.write_bytes(b"0000")
    os.utime(path, (1, 1))
    watcher.look()
    watcher.look()
    path.write_bytes(b"1234")
    os.utime(path, (1, 1))
    assert watcher.look() == []
    assert watcher.look() == [path]


def test_a_share_that_is_away_is_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "共享"
    watcher = Watcher(folder)
    assert watcher.look() == []
    assert watcher.is_away
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"whole")
    assert list(itertools.chain(*(watcher.look() for _ in range(6)))) == [folder / "a.pdf"]
    assert not watcher.is_away


def test_a_file_that_cannot_be_read_yet_is_not_remembered_while_a_folder_is_watched(
    office: Office,
) -> None:
    path = office.put("1.jpg", JPEG + b"damaged")
    found = office.receive(path, passes_over_broken=True)
    assert found.problems
    assert not found.state.files
    path.write_bytes(scan(FORM, 1))
    assert len(office.receive(path, passes_over_broken=True).receipt.used()) == 1


def test_ids_of_places_are_not_mistaken_for_one_another() -> None:
    seen: list[SeenPage] = [page(FORM, 3, source=f"{number:04x}") for number in range(300)]
    ids = [each.zone_id(zone) for each in seen for zone in each.zones]
    assert len(set(ids)) == len(ids)
