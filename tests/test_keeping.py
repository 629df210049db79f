"""Signed paper is kept: the commands, as a clerk uses them, on a paper that came back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.archive import Register, at_work
from pipeline.archive.models import Retention
from pipeline.settings import REGISTER_VARIABLE
from tests.archive.papers import LATER, NOW, deposit, paper
from tests.conftest import Command, Desk, Outcome
from tests.receive.scanning import Office, as_jpeg
from tests.signing import signed_list

CERTIFICATE = "pdf/P01-尉迟晨-一线职工证明.pdf"
FIRST = "Z109-WS·2023-D10-0001"


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the register is, as the office has set it."""
    folder = tmp_path / "登记簿"
    monkeypatch.setenv(REGISTER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def kept(register: Path) -> Path:
    """A register of two papers: one for which the notice's years are all, one kept for ten years."""
    with at_work(Register(register), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("甲"), paper("乙", number=paper("乙").number)))
    return register


def said(outcome: Outcome) -> Any:
    return json.loads(outcome.out)


def test_a_paper_that_came_back_is_kept_found_lent_and_verified(
    built: Desk, wuxiao: Command, register: Path, tmp_path: Path
) -> None:
    there = Office(built.out, built.manifest())
    (sheet,) = there.print_papers(there.paper(CERTIFICATE))
    (tmp_path / "证明.jpg").write_bytes(as_jpeg(sheet.scanned()))
    wuxiao("receive", built.out, tmp_path / "证明.jpg")
    add = ("archive", "add", built.out, "--dossier", built.folder, "--by", "李档案")

    taken = wuxiao(*add, "--fonds", "Z109", "--box", "1", "--shelf", "3-2", "--format", "json")
    assert taken.code == 9, taken.err
    assert [each["number"] for each in said(taken)["fresh"]] == [FIRST]
    assert len(said(taken)["missing"]) == 11
    assert any("晁砺寒 提名书：还没有收回" in each for each in said(taken)["missing"])
    again = said(wuxiao(*add, "--format", "json"))
    assert (again["fresh"], len(again["known"]), again["event"]) == ([], 1, None)

    (found,) = said(wuxiao("archive", "list", "尉迟晨", "--format", "json"))["papers"]
    assert found["title"] == "尉迟晨“曳引电梯制动力矩免砝码检测小装置”项目一线职工证明"
    assert (found["box"], found["shelf"], found["state"], found["pages"]) == ("1", "3-2", "kept", 1)
    assert found["responsible"] == found["employer"] == "苏岸安升电梯维保有限公司"
    assert (found["notice_until"], found["class_until"]) == ("2026-08-25", "2033-12-31")

    backup = tmp_path / "备份"
    assert wuxiao("archive", "backup", backup).code == 0
    assert wuxiao("archive", "verify").code == 0
    stored = next((register / "tree").rglob("scan.pdf"))
    data = bytearray(stored.read_bytes())
    data[1000] ^= 1
    stored.write_bytes(data)
    checked = wuxiao("archive", "verify", "--format", "json")
    assert checked.code == 10
    (trouble,) = said(checked)["troubles"]
    assert (trouble["wrong"], trouble["number"]) == ("changed", FIRST)
    assert wuxiao("archive", "restore", backup).code == 0
    assert "全部与登记的一致" in wuxiao("archive", "verify").out


def test_a_register_that_is_not_there_is_told_and_not_made(wuxiao: Command, register: Path) -> None:
    for arguments in (["list"], ["due"], ["verify"], ["log"], ["rebuild"], ["return", FIRST]):
        outcome = wuxiao("archive", *arguments)
        assert outcome.code == 3
        assert "这里没有登记簿；请用 --register" in outcome.err
    assert not register.exists()


def test_a_paper_is_lent_once_and_is_overdue_until_it_is_back(wuxiao: Command, kept: Path) -> None:
    number = "Z109-WS.2023-0001"
    lent = wuxiao("archive", "lend", number, "--to", "王检查", "--until", "2023-10-20")
    assert lent.code == 0, lent.err
    again = wuxiao("archive", "lend", number, "--to", "张三")
    assert again.code == 10
    assert "不能借出；Z109-WS·2023-0001借给王检查，还没有归还" in again.err
    overdue = ("archive", "list", "--overdue", "--format", "json", "--on")
    assert said(wuxiao(*overdue, "2023-10-20"))["total"] == 0
    (late,) = said(wuxiao(*overdue, "2023-10-21"))["papers"]
    assert late["lent"]["overdue"] is True
    assert wuxiao("archive", "return", number).code == 0
    assert "没有找到" in wuxiao("archive", "list", "--overdue").out


def test_what_is_due_is_disposed_of_in_steps_with_proof(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    due = said(wuxiao("archive", "due", "--on", LATER.date().isoformat(), "--format", "json"))
    assert due["free"]["total"] == 2
    early = said(wuxiao("archive", "due", "--on", "2026-08-20", "--format", "json"))
    assert early["free"]["total"] == 0
    held = wuxiao("archive", "hold", "Z109-WS·2023-0002", "--why", "信访核查")
    assert held.code == 0, held.err
    assert "冻结：信访核查" in wuxiao("archive", "list").out

    with at_work(Register(kept), by="王干事", now=LATER) as desk:
        proposal = str(desk.propose([desk.get("Z109-WS·2023-0001").key]).number)
    assert wuxiao("archive", "dispose", "--done", proposal).code == 2
    assert wuxiao("archive", "dispose", "--approved", proposal).code == 2
    proof = signed_list(wuxiao, proposal, tmp_path)
    assert wuxiao("archive", "dispose", "--approved", proposal, "--proof", proof).code == 0
    assert wuxiao("archive", "dispose", "--remove-scans", proposal).code == 2
    assert wuxiao("archive", "dispose", "--done", proposal).code == 0
    assert len([*(kept / "tree").rglob("scan.pdf")]) == 2
    removed = wuxiao("archive", "dispose", "--remove-scans", proposal, "--why", "清册")
    assert removed.code == 0
    assert len([*(kept / "tree").rglob("scan.pdf")]) == 1
    assert "已销毁，扫描件已删除" in wuxiao("archive", "list", "甲").out
    assert wuxiao("archive", "verify").code == 0


def test_what_is_held_is_lifted_with_a_reason(wuxiao: Command, kept: Path) -> None:
    number = "Z109-WS·2023-0001"
    early = wuxiao("archive", "lift", number, "--why", "查清了")
    assert (early.code, "Z109-WS·2023-0001没有冻结" in early.err) == (10, True)
    wuxiao("archive", "hold", number, "--why", "信访核查")
    assert "解除冻结" in wuxiao("archive", "lift", number, "--why", "查清了").out
    assert "冻结" not in wuxiao("archive", "list", "甲").out


def test_nothing_is_proposed_where_nothing_is_due(wuxiao: Command, register: Path) -> None:
    with at_work(Register(register), by="王干事", now=NOW) as desk:
        desk.add(deposit(paper("甲", dated=None, retention=Retention(years=3))))
    refused = wuxiao("archive", "dispose", "--all-due")
    assert (refused.code, "没有保管期满、可以提请销毁的文书" in refused.err) == (2, True)
    assert len(Register(register).events()) == 1


def test_what_verifying_and_restoring_came_to_is_told_and_a_broken_chain_is_not_written_on(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "备份"
    wuxiao("archive", "backup", backup)
    event = kept / "events" / "00000001.json"
    event.write_text(
        event.read_text(encoding="utf-8").replace("王干事", "李干事"), encoding="utf-8"
    )
    checked = wuxiao("archive", "verify")
    assert checked.code == 10
    assert checked.out.startswith(
        "✗ events/00000001.json：被改动过\n发现1处不对；请用 wuxiao archive restore"
    )
    assert said(wuxiao("archive", "verify", "--format", "json"))["recorded"] is False
    assert len(list((kept / "events").iterdir())) == 1
    restored = wuxiao("archive", "restore", backup)
    assert restored.code == 0
    assert restored.out.startswith(
        "· 已恢复：events/00000001.json\n恢复了1个文件，补上0条记录。\n共2条记录"
    )
    again = said(wuxiao("archive", "restore", backup, "--format", "json"))
    assert (again["events"], again["repaired"], again["left"]) == (0, [], [])


def test_a_computer_user_without_a_name_signs_as_nobody(
    wuxiao: Command, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.getuid", lambda: 2_000_000_011)
    assert wuxiao("archive", "move", "Z109-WS·2023-0001", "--box", "7").code == 0
    assert said(wuxiao("archive", "log", "--format", "json"))["events"][-1]["by"] == "未署名"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["dispose"], "没有写明是哪件文书"),
        (["dispose", "--done", "9"], "第9号销毁清册上没有"),
        (["dispose", "--done", "1", "--approved", "1"], "不能同时写"),
        (["dispose", FIRST, "--done", "1"], "整份清册"),
        (["dispose", FIRST, "--all-due"], "不能同时写"),
        (["dispose", "--proof", "x.pdf"], "--approved"),
        (["move", FIRST], "没有写明放到哪里"),
        (["return", "无此号"], "登记簿里没有“无此号”"),
        (["hold", FIRST], "--why"),
        (["hold", "Z109-WS·2023-0001", "--why", " "], "没有写明理由"),
        (["lend", FIRST, "--to", "甲", "--until", "明天"], "--until"),
    ],
)
def test_a_command_that_says_too_little_or_too_much_is_told_so(
    arguments: list[str], why: str, wuxiao: Command, kept: Path
) -> None:
    outcome = wuxiao("archive", *arguments)
    assert outcome.code == 2
    assert why in outcome.err


def test_what_happened_is_told_with_the_head_of_the_chain(wuxiao: Command, kept: Path) -> None:
    wuxiao("archive", "move", "Z109-WS·2023-0001", "--box", "7", "--by", "李档案", "--why", "换柜")
    log = said(wuxiao("archive", "log", "--format", "json"))
    assert [(each["kind"], each["by"]) for each in log["events"]] == [
        ("added", "王干事"), ("moved", "李档案"),
    ]  # fmt: skip
    assert log["head"]["sha256"] == Register(kept).head.sha256
    assert log["head"]["sha256"] in wuxiao("archive", "log").out
    one = wuxiao("archive", "log", "Z109-WS·2023-0001").out
    assert "李档案　移动　Z109-WS·2023-0001　盒7　理由：换柜" in one
    assert "移动" not in wuxiao("archive", "log", "Z109-WS·2023-0002").out


def test_an_index_made_anew_says_the_same(wuxiao: Command, kept: Path) -> None:
    before = wuxiao("archive", "list").out
    (kept / "index.sqlite").unlink()
    assert wuxiao("archive", "rebuild").code == 0
    assert wuxiao("archive", "list").out == before


def test_a_register_of_another_place_is_named_by_an_option(
    wuxiao: Command, kept: Path, tmp_path: Path
) -> None:
    other = tmp_path / "别处"
    shutil.copytree(kept, other)
    wuxiao("archive", "move", "Z109-WS·2023-0001", "--box", "8", "--register", other)
    assert "盒8" in wuxiao("archive", "list", "--register", other).out
    assert "盒8" not in wuxiao("archive", "list").out
