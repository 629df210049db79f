"""Taking scans in: by content, once; what is remembered; what stops a run; what watches a folder.

Looking at pages is faked: a file says in words which page it is.
"""

from __future__ import annotations

import functools
import itertools
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import arriving, store
from pipeline.engine.guarded import Lost
from pipeline.errors import ExitCode, InputError, OutputError
from pipeline.papers.manifest import Manifest
from pipeline.papers.outputs import Output
from pipeline.papers.returned import ReturnState
from pipeline.receive import Desk, Received, Watcher, gather, returns_of
from pipeline.receive.means import Means
from pipeline.receive.models import Evidence, Look, Pictures, SeenPage
from pipeline.receive.seeing import Counted, PageTask
from tests.conftest import ROOT
from tests.receive.values import ABSENT, FORM, LETTER, LOOK, MANIFEST, OLD, code, page, stranger

JPEG = b"\xff\xd8\xff\xe0"


def scan(path: str, number: int, *words: str) -> bytes:
    """A scan as the fake below reads it: a picture by its first bytes, then what is to be seen on it."""
    return JPEG + "\n".join((path, str(number), *words)).encode()


def read(task: PageTask) -> Look:
    path, number, *words = task.path.read_bytes().removeprefix(JPEG).decode().split("\n")
    states = [
        {"absent": ABSENT, "look": LOOK}[word] for word in words if word in {"absent", "look"}
    ]
    seen = page(path, int(number), *states, source=task.sha256)
    if "old" in words:
        old = (code(path, int(number), OLD),)
        seen = stranger("unknown", source=task.sha256, codes=old)
    shown = Evidence(b"printed", b"scanned", b"difference")
    return Look(seen=seen, pictures=Pictures(zones={0: shown, 1: shown}, preview=b"preview"))


class Fake:
    """Looks at tasks here and now, and counts pages that were looked at."""

    def __init__(self) -> None:
        self.looked_at = 0

    def __call__(
        self, tasks: Sequence[Any], look: Any, answer: type[Any], *, largest_bytes: int
    ) -> Iterator[tuple[int, Any]]:
        for place, task in enumerate(tasks):
            if answer is Counted:
                yield place, self._count(task)
            else:
                self.looked_at += 1
                broken = b"hangs" in task.path.read_bytes()
                yield place, Lost(hung=True) if broken else read(task)

    @staticmethod
    def _count(path: Path) -> Counted:
        said = path.read_bytes()
        return Counted(problem=f"{path.name}：打不开。") if b"damaged" in said else Counted(1)


class Office:
    """An output folder, and the desk where scans come in."""

    def __init__(self, top: Path, manifest: Manifest = MANIFEST) -> None:
        self.out, self.inbox, self.fake = top / "材料", top / "扫描", Fake()
        self.out.mkdir(exist_ok=True)
        self.inbox.mkdir(exist_ok=True)
        self.output = Output(self.out, manifest)

    def put(self, name: str, data: bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def put_everything(self) -> None:
        for path, count in ((LETTER, 2), (FORM, 3)):
            for number in range(1, count + 1):
                self.put(f"{Path(path).stem}-{number}.jpg", scan(path, number))

    def receive(self, *paths: Path, **more: Any) -> Received:
        desk = Desk(self.output, "材料", ROOT / "templates")
        scratch = self.out.parent / "scratch"
        means = Means(self.fake, lambda *_: None)
        return desk.take(gather(paths or (self.inbox,), scratch), means, **more)

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted((self.out / "received").rglob("*"))
            if path.is_file() and not path.name.endswith(".tmp")
        }


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
    with pytest.raises(InputError, match="回收记录读不出来"):
        office.receive()
    assert kept.read_bytes() == b"{ half"


def test_a_folder_that_leads_elsewhere_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    (office.out / "received").symlink_to(tmp_path / "别处")
    office.put("1.jpg", scan(FORM, 1))
    with pytest.raises(OutputError, match="是链接"):
        office.receive()
    assert not any((tmp_path / "别处").iterdir())


# ---------------------------------------------------------------- the report


def test_the_report_needs_nothing_else_and_shows_each_doubt_with_its_pictures_and_command(
    office: Office,
) -> None:
    office.put("1.jpg", scan(FORM, 2, "look"))
    office.put("2.jpg", scan(FORM, 3, "old"))
    office.receive()
    page_ = (office.out / "received" / "report.html").read_text(encoding="utf-8")
    (doubt,) = json.loads((office.out / "received" / "report.json").read_text())["doubts"]
    assert f"--accept {doubt['id']} --by" in page_
    assert page_.count("data:image/jpeg;base64,") >= 3
    assert "后来内容有变化" in page_
    assert not any(word in page_ for word in ('src="http', "<link", "@import"))
    evidence = office.out / "received" / "evidence" / "P01-甲.html"
    assert "第一完成人签字" in evidence.read_text(encoding="utf-8")


def test_evidence_pages_that_there_are_no_more_go(office: Office) -> None:
    office.put_everything()
    office.receive()
    stray = office.out / "received" / "evidence" / "P09-乙.html"
    stray.write_bytes(b"old")
    office.receive()
    assert not stray.exists()
    assert (stray.parent / "P01-甲.html").is_file()


def test_a_manifest_without_codes_is_no_desk_for_scans(office: Office) -> None:
    bare = msgspec.structs.replace(MANIFEST, files=(), draft=True)
    with pytest.raises(InputError, match="草稿"):
        Desk(Output(office.out, bare), "材料", ROOT / "templates")


# ---------------------------------------------------------------- watching


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
