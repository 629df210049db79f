"""From an empty folder until every employer has answered."""

from __future__ import annotations

import json

from tests.rehearsal.clerk import Clerk
from tests.rehearsal.world import other_spelling

_LATER = {"unit.publicity.start", "unit.publicity.end", "unit.publicity.place", "unit.letter_date"}
"""What nobody knows before it has happened."""


def an_empty_folder(clerk: Clerk) -> None:
    """五月：从空文件夹开始，照检查的提示填写单位情况。"""
    clerk.wuxiao("new", clerk.dossier, "--kind", clerk.world.kind)
    clerk.fill(without=_LATER)
    assert "各第一完成单位" in {step["for"] for step in clerk.year("2023-05-10")["next"]}


def a_filing(clerk: Clerk) -> None:
    """六月：社会组织备案，批复后填入编号。"""
    if not clerk.world.is_society:
        return
    clerk.build("filing_form")
    assert [each.title for each in clerk.desk.papers()] == ["社会组织备案申请表"]
    clerk.book.write({clerk.book.place("备案", "编号"): "苏工备〔2023〕7号"})
    assert clerk.state("file", "2023-07-10") == "done"


def kits_go_out_and_some_come_back_twice(clerk: Clerk) -> None:
    """七月：收集包发出去，有的交了两次、名称写得不一样，别的还没有交。"""
    first, *others = employers = list(clerk.world.employers)
    named = [word for each in employers for word in ("--employer", each)]
    clerk.wuxiao("kit", clerk.dossier, "-o", clerk.output, *named)
    clerk.kits = clerk.world.filled_kits(clerk.run)
    clerk.wuxiao("collect", clerk.dossier, clerk.kits[first])
    waited = {step["for"] for step in clerk.year("2023-07-20")["next"]}
    assert waited >= set(others), "who has not sent anything is named"
    spelling = f"{first}（总部）"
    twice = other_spelling(clerk.kits[first], clerk.folder / "又一份.xlsx", first, spelling)
    told = json.loads(clerk.wuxiao("collect", clerk.dossier, twice, "--format", "json").out)
    changes = [each for read in told["read"] for each in read["changed"]]
    assert {each["field"] for each in changes} == {"employer.name"}, "and nothing else"
    assert set(told["missing"]) == set(others), "one that has answered is not asked again"
    clerk.wuxiao("collect", clerk.dossier, clerk.kits[first])


def somebody_has_the_workbook_open(clerk: Clerk) -> None:
    """八月初：别人正用 Excel 打开工作簿，先不收；关了再收，迟交的都收齐。"""
    book, names = clerk.book.path, list(clerk.world.employers)
    others = [clerk.kits[each] for each in names[1:]]
    before = book.read_bytes()
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes("\x06李会计".encode("gbk"))
    if others:
        told = clerk.wuxiao("collect", clerk.dossier, *others, code=3)
        assert "保存并关闭" in told.err
        assert book.read_bytes() == before
    assert "没有保存" in clerk.wuxiao("status", clerk.dossier, "-o", clerk.output).err
    lock.unlink()
    if others:
        clerk.wuxiao("collect", clerk.dossier, *others)
    assert clerk.state("collect", "2023-08-10") == "done"


def fewer_may_be_nominated(clerk: Clerk) -> None:
    """八月上旬：省里来电话，名额少一个；原来是听错了，又改回来。"""
    count = len(clerk.world.truth["nominations"])
    clerk.write_unit({"核定名额": count - 1})
    told = clerk.wuxiao("check", clerk.dossier, code=4).out
    assert f"超过核定的{count - 1}项名额" in told
    assert "quota.total" in clerk.errors()
    held = clerk.build("publicity_notice", code=4)
    assert "名额" in held.err, "no notice hangs with a project too many"
    clerk.write_unit({"核定名额": count})
    assert "quota.total" not in clerk.errors()


SCENES = (
    an_empty_folder,
    a_filing,
    kits_go_out_and_some_come_back_twice,
    somebody_has_the_workbook_open,
    fewer_may_be_nominated,
)
