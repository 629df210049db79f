"""The register: what goes in is found again, one at a time writes, and no personal number gets out of the papers."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.archive import Desk, Register, at_work
from pipeline.archive.index import SCHEMA
from pipeline.archive.models import DepositFile, FileRole, KeptState, Number, Query
from pipeline.archive.ocfl import object_path
from pipeline.errors import ArchiveError, InputError, UsageError
from tests.archive.papers import (
    ID_NUMBER,
    LATER,
    NOW,
    PROOF,
    all_kept,
    contents,
    deposit,
    key,
    names,
    paper,
)

pytestmark = pytest.mark.usefixtures("no_waiting")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    register = Register(tmp_path / "登记")
    with at_work(register, by="王干事", now=NOW) as desk:
        desk.add(
            deposit(
                paper("尉迟晨", project="曳引电梯制动力矩检测装置", employer="苏岸安升电梯维保有限公司"),
                paper("晁砺寒", project="古建筑木柱墩接操作法", box="2", words="糟朽 𫖯仰 鿔"),
            )
        )  # fmt: skip
    return register


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(person="迟晨"), ["尉迟晨"]),
        (Query(project="木柱"), ["晁砺寒"]),
        (Query(employer="电梯"), ["尉迟晨"]),
        (Query(unit="苏岸"), ["尉迟晨", "晁砺寒"]),
        (Query(year=2023, box="2"), ["晁砺寒"]),
        (Query(year=2022), []),
        (Query(number="Z109-WS·2023"), ["尉迟晨", "晁砺寒"]),
        (Query(words="节能"), ["尉迟晨"]),
        (Query(words="能节"), []),
        (Query(words="糟朽𫖯仰"), ["晁砺寒"]),
        (Query(words="鿔"), ["晁砺寒"]),
        (Query(text="晁砺 木柱"), ["晁砺寒"]),
        (Query(text="尉迟晨 木柱"), []),
        (Query(text="，。"), []),
        (Query(text='" OR *'), []),
        (Query(person="%"), []),
        (Query(lent=True), []),
    ],
)
def test_papers_are_found_by_what_is_said_of_them_and_by_their_words(
    register: Register, query: Query, found: list[str]
) -> None:
    assert names(register.find(query)) == found
    assert register.count(query) == len(found)


def test_a_paper_is_called_by_its_number_or_the_beginning_of_its_key(register: Register) -> None:
    first = register.find()[0]
    for name in ("Z109-WS·2023-0001", "Z109—WS.2023—0001", first.key, first.key[:9]):
        assert register.get(name) == first
    for name in ("", "Z109-WS·2023-0009", "*"):
        with pytest.raises(UsageError, match="没有"):
            register.get(name)


def test_numbers_go_on_within_their_series_and_stay(register: Register) -> None:
    with at_work(register, by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("丙"), paper("丁", number=Number(fonds="Z110", year=2023))))
        desk.add(deposit(paper("尉迟晨", b"again", number=Number(fonds="Z999", year=2024))))
    assert {each.paper.person: str(each.paper.number) for each in register.find()} == {
        "尉迟晨": "Z109-WS·2023-0001",
        "晁砺寒": "Z109-WS·2023-0002",
        "丙": "Z109-WS·2023-0003",
        "丁": "Z110-WS·2023-D10-0001",
    }


def test_a_number_that_an_import_brings_is_kept_unless_it_is_anothers(register: Register) -> None:
    with at_work(register, by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("丙", number=Number(fonds="B7", year=2022, item=12))))
        with pytest.raises(ArchiveError, match="档号已经是另一件"):
            desk.add(deposit(paper("丁", number=Number(fonds="B7", year=2022, item=12))))
    assert names(register.find(Query(number="B7"))) == ["丙"]


def test_what_is_there_to_the_byte_is_not_taken_again(register: Register) -> None:
    before = contents(register.folder)
    again = deposit(paper("晁砺寒", words="糟朽 𫖯仰 鿔", project="古建筑木柱墩接操作法", box="9"))
    with at_work(register, by="王干事", now=LATER) as desk:
        added = desk.add(again)
    assert (added.known, added.event) == ((key("晁砺寒"),), None)
    assert contents(register.folder) == before


def test_an_older_version_stays(register: Register) -> None:
    first = register.files(all_kept(register)["尉迟晨"])
    with at_work(register, by="王干事", now=NOW) as desk:
        assert desk.add(deposit(paper("尉迟晨", b"again"))).renewed == (key("尉迟晨"),)
    now = {each.name: each for each in register.files(all_kept(register)["尉迟晨"])}
    assert register.read(now["scan.pdf"]) == b"again"
    assert now["scan.pdf"].role is FileRole.SCAN
    for each in first:
        register.read(each)


def test_a_paper_whose_scan_was_removed_does_not_come_back(register: Register) -> None:
    with at_work(register, by="王干事", now=LATER) as desk:
        proposal = desk.propose([key("尉迟晨")]).number
        desk.approve(proposal, proof=PROOF)
        desk.dispose(proposal)
        desk.remove_scans(proposal, why="清册")
        with pytest.raises(
            ArchiveError, match="不能归档；Z109-WS·2023-0001现在是“已销毁，扫描件已删除”"
        ):
            desk.add(deposit(paper("尉迟晨"), paper("丙")))
    assert not register.find(Query(person="丙"))
    assert not register.find(Query(words="节能"))


@pytest.mark.parametrize("name", ["../x.pdf", "a/b.pdf", "", ".x", "Paper.json", "a\x00", "con:"])
def test_a_name_that_leads_elsewhere_or_is_taken_is_refused(register: Register, name: str) -> None:
    before = contents(register.folder)
    stranger = DepositFile(role=FileRole.OTHER, name=name, source=b"x")
    bad = paper("丙")
    with at_work(register, by="王干事", now=NOW) as desk, pytest.raises(InputError):
        desk.add(deposit(replace(bad, files=(*bad.files, stranger))))
    assert contents(register.folder) == before


def test_personal_numbers_are_in_stored_papers_alone(register: Register) -> None:
    said = f"身份证{ID_NUMBER}"
    with at_work(register, by=said, now=NOW) as desk:
        desk.add(
            deposit(
                paper(
                    "丙",
                    b"%PDF " + ID_NUMBER.encode(),
                    remark=said,
                    words=f"{said[:9]}\n{said[9:]}",
                )
            )
        )
        desk.lend([key("丙")], to=said, until=None, why=said)
        desk.hold([key("丙")], why=said)
        desk.move([key("丙")], box=said, shelf=said)
    holders = [
        path.name
        for path in register.folder.rglob("*")
        if path.is_file() and ID_NUMBER.encode() in path.read_bytes().replace(b"\n", b"")
    ]
    assert holders == ["scan.pdf"]
    assert not register.find(Query(text=ID_NUMBER))


def test_nothing_is_open_to_others(register: Register) -> None:
    assert all(
        stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        for path in (register.folder, *register.folder.rglob("*"))
        if path.name != "lock"
    )


def test_what_lies_where_a_paper_belongs_is_not_overwritten_and_once_it_is_away_all_goes_on(
    register: Register, tmp_path: Path
) -> None:
    stranger = object_path(register.folder, f"paper:{key('丙')}")
    stranger.mkdir(parents=True)
    (stranger / "别的.txt").write_text("别的", encoding="utf-8")
    for _ in range(2):
        with (
            pytest.raises(ArchiveError, match=r"没有覆盖.*移到登记簿以外") as told,
            at_work(register, by="王干事", now=NOW) as desk,
        ):
            desk.add(deposit(paper("丙")))
        assert told.value.where == stranger.relative_to(register.folder).as_posix()
    assert (stranger / "别的.txt").read_text(encoding="utf-8") == "别的"
    stranger.rename(tmp_path / "移开的")
    with at_work(register, by="王干事", now=NOW) as desk:
        assert desk.add(deposit(paper("丙"))).known == (key("丙"),)
        scan = next(each for each in desk.files(desk.get(key("丙"))) if each.role is FileRole.SCAN)
        assert desk.read(scan) == "%PDF 丙".encode()


def test_an_event_that_was_changed_is_told_before_anything_is_said_of_papers(
    register: Register,
) -> None:
    event = register.folder / "events" / "00000001.json"
    event.write_text(
        event.read_text(encoding="utf-8").replace("王干事", "李干事"), encoding="utf-8"
    )
    with pytest.raises(ArchiveError, match="第1条记录不对；内容与索引记下的不一致"):
        register.find()


@pytest.mark.parametrize("name", ["scan.pdf", "inventory.json"])
def test_a_stored_file_that_is_lost_is_told_of(register: Register, name: str) -> None:
    kept = all_kept(register)["尉迟晨"]
    scan = next(each for each in register.files(kept) if each.role is FileRole.SCAN)
    lost = scan.path if name == "scan.pdf" else scan.path.parents[1] / name
    lost.unlink()
    with pytest.raises(ArchiveError, match=r"文件丢失或不能读取.*archive verify") as told:
        [register.read(each) for each in register.files(kept)]
    assert told.value.where == lost.relative_to(register.folder).as_posix()


def test_a_paper_that_comes_twice_at_once_is_refused(register: Register) -> None:
    with (
        at_work(register, by="王干事", now=NOW) as desk,
        pytest.raises(InputError, match="丙提名书：同一件文书交来两次"),
    ):
        desk.add(deposit(paper("丙"), paper("丁"), paper("丙", b"again")))
    assert not register.find(Query(person="丁"))


def test_a_list_is_approved_by_its_proof_alone_and_gives_back_only_its_own_papers(
    register: Register,
) -> None:
    with at_work(register, by="王干事", now=LATER) as desk:
        number = desk.propose([key("尉迟晨")]).number
        with pytest.raises(UsageError, match="没有附上签字盖章的销毁清册"):
            desk.approve(number, proof=())
        with pytest.raises(UsageError, match=f"有1件不在第{number}号销毁清册上"):
            desk.withdraw(number, why="留下", keys=[key("尉迟晨"), key("晁砺寒")])
        assert desk.get(key("尉迟晨")).state is KeptState.PROPOSED


# ---------------------------------------------------------------- the index


def _set_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def _break_inside(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:8192] = bytes(4096)
    path.write_bytes(data)


def _older_tables(path: Path) -> None:
    """As an earlier program might have made it: other tables, another version."""
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE papers (key TEXT); PRAGMA user_version = 0;")


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database"),
        lambda path: _set_version(path, SCHEMA - 1),
        lambda path: _set_version(path, SCHEMA + 1),
        _older_tables,
        _break_inside,
    ],
)  # fmt: skip
def test_an_index_that_is_lost_damaged_or_of_another_version_is_made_anew(
    register: Register, harm: object
) -> None:
    before = register.find()
    harm(register.index_path)  # type: ignore[operator]
    assert register.find() == before
    assert names(register.find(Query(words="糟朽"))) == ["晁砺寒"]
    with at_work(register, by="王干事", now=NOW) as desk:
        desk.lend([key("晁砺寒")], to="李检查", until=None)
    assert names(register.find(Query(lent=True))) == ["晁砺寒"]


def test_a_register_that_cannot_be_written_is_read_all_the_same(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = register.find()
    register.index_path.unlink()
    monkeypatch.setattr(Register, "_bring_up", lambda _: (_ for _ in ()).throw(ArchiveError("")))
    assert register.find() == before
    assert not register.index_path.exists()


# ---------------------------------------------------------------- two clerks


def test_two_clerks_at_once_take_turns_and_lose_nothing(register: Register) -> None:
    def work(name: str) -> None:
        with at_work(Register(register.folder), by=name, now=NOW, seconds=60) as desk:
            desk.add(deposit(paper(name), data=name.encode()))

    clerks = [threading.Thread(target=work, args=(f"第{number}人",)) for number in range(6)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()
    events = register.events()
    assert [each.number for each in events] == list(range(1, 8))
    assert {f"第{number}人" for number in range(6)} <= {*names(register.find())}


def test_who_comes_second_is_told_who_works_there_and_what_to_do(register: Register) -> None:
    told: list[str] = []

    def second(desk: Desk) -> None:
        with at_work(Register(register.folder), by="李档案", waiting=told.append, seconds=0.01):
            pytest.fail("two at once")

    with at_work(register, by="王干事", now=NOW) as desk:
        with pytest.raises(
            ArchiveError, match=r"另一个人正在使用登记簿；王干事（09:30开始）还没有做完；请等一会儿"
        ):
            second(desk)
        assert names(Register(register.folder).find()) == [
            "尉迟晨",
            "晁砺寒",
        ]  # reading waits for nobody
    assert told == ["王干事（09:30开始）"]
