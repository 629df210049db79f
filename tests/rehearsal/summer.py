"""The notice hangs, papers go out to be signed, and come back in the state they come back in."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta

import msgspec

from tests.rehearsal.clerk import Clerk
from tests.rehearsal.world import (
    as_if_made_earlier,
    correct,
    photographed,
    scan,
    updated,
    when_papers_are_made,
)

_OVERTAKEN = "生成期间材料又改过"


def a_notice_hangs_and_somebody_objects(clerk: Clerk) -> None:
    """八月：公示先印后填日期，有人提出异议，处理以后再改。"""
    clerk.build("publicity_notice")
    clerk.posted = scan(clerk.desk.sheets("/公示.pdf"), clerk.folder / "公示.pdf")
    publicity = clerk.world.truth["unit"]["publicity"]
    clerk.write_unit({
        "本级公示-公示起始日期": publicity["start"],
        "本级公示-公示截止日期": publicity["end"],
        "本级公示-公示地点或网址": publicity["place"],
        "本级公示-有无异议": "有",
    })  # fmt: skip
    assert "publicity.objection" in clerk.errors()
    asked = clerk.steps("2023-08-28")
    assert "处理完毕" in asked
    assert "补填或改正" not in asked, "nothing is asked for twice"
    clerk.write_unit({"本级公示-有无异议": "无"})
    shutil.copyfile(
        clerk.world.notice_on_the_wall,
        clerk.dossier / "附件" / "本级公示" / "公示栏.jpg",
    )


def an_employer_sends_its_kit_again_while_papers_are_made(clerk: Clerk) -> None:
    """八月中旬：正在生成公示，另一个人收了一家重新交来的；生成的说明材料又改过，再生成一次就好。"""
    one = next(each for each, own in clerk.world.employers.items() if len(own) == 1)
    correct(clerk.kits[one] / "填报表.xlsx", "第一完成人-手机号码", "13800009999")

    def collected() -> None:
        clerk.wuxiao("collect", clerk.dossier, clerk.kits[one])

    with when_papers_are_made(collected):
        assert _OVERTAKEN in clerk.build("publicity_notice").err
    assert _OVERTAKEN not in clerk.build("publicity_notice").err


def papers_are_signed_and_not_all_as_they_should(clerk: Clerk) -> None:
    """八月下旬：打印、签字、盖章；一张丢了，一份忘了盖章，一张签错了格，一张是手机拍的。"""
    clerk.write_unit({"提名函日期": clerk.world.truth["unit"]["letter_date"]})
    assert not clerk.errors()
    clerk.build()
    clerk.leaving = clerk.world.who_may_leave()
    stays = next(each for each in clerk.world.ids if each != clerk.leaving)
    desk = clerk.desk
    forms = desk.sheets("提名书")
    own = [each for each in forms if f"{stays}-" in each.pdf.name]
    clerk.lost = own[0]
    (page,) = [each for each in own if any(zone.role == "employer" for zone in each.zones)]
    seals = (each for each in page.zones if each.kind == "seal")
    wrong = replace(
        page, zones=tuple(msgspec.structs.replace(each, kind="signature") for each in seals)
    )
    (photo,) = [each for each in own if any(zone.role == "lead" for zone in each.zones)]
    rest = [each for each in forms if each not in (clerk.lost, page, photo)]
    scan([*rest, wrong], clerk.scans / "提名书.pdf")
    (clerk.scans / "手机.jpg").write_bytes(photographed(photo))
    clerk.unsealed = desk.papers("一线职工证明")[0]
    scan(desk.sheets(clerk.unsealed.path, marks=()), clerk.scans / "没有盖章.pdf")
    clerk.receive(clerk.scans)
    verdicts = {each["source"]: each["verdict"] for each in clerk.report()["pages"]}
    assert verdicts["手机.jpg"] == "used"
    owed = clerk.steps("2023-08-27")
    assert f"缺第{clerk.lost.page}页" in owed
    assert f"第{page.page}页第一完成单位负责人没有签字" in owed
    scan([page], clerk.scans / "重新签的.pdf")
    clerk.photographed = photo


def somebody_signed_for_somebody_else(clerk: Clerk) -> None:
    """八月下旬：程序认出了签字，经办人看出来不是本人签的，记下来，请本人重新签。"""
    sheet = clerk.photographed
    (page,) = (clerk.out / "received" / "evidence").glob(f"{sheet.pdf.name[:3]}-*.html")
    own = page.read_text("utf-8").partition("第一完成人签字")[2]
    (place, *_) = re.findall(r"--refuse (\w+) ", own)
    told = clerk.receive("--refuse", place, "--by", "王干事", "--why", "不是本人签的").err
    assert f"第{sheet.page}页第一完成人签字：认定不行" in told
    assert f"第{sheet.page}页第一完成人签字看过不算，要重新签字" in clerk.steps("2023-08-27")
    scan([replace(sheet, skew_deg=-0.4)], clerk.scans / "本人签的.pdf")
    assert "看过不算" not in clerk.receive(clerk.scans).out


def the_program_is_updated(clerk: Clerk) -> None:
    """八月下旬：装了新版程序，版面有变化；签过的仍然有效，不用重来。"""
    before = {each["path"]: each["state"] for each in clerk.report()["papers"]}
    codes = {each.path: each.codes for each in clerk.desk.papers()}
    as_if_made_earlier(clerk.out)
    clerk.run = updated(clerk.run, clerk.folder / "新版程序")
    told = clerk.build().err
    assert "重新打印" not in told
    now = {each.path: each.codes for each in clerk.desk.papers()}
    assert {path for path in codes if codes[path] != now[path]}, "pages look otherwise"
    clerk.receive(clerk.scans)
    after = {each["path"]: each["state"] for each in clerk.report()["papers"]}
    signed = [path for path, state in before.items() if state == "complete"]
    assert [path for path in signed if after[path] != "complete"] == []
    assert "outdated" not in {each["verdict"] for each in clerk.report()["pages"]}


def somebody_withdraws(clerk: Clerk) -> None:
    """公示以后：一位第一完成人退出，项目撤下；公示不用重新张贴，没有签的不用再收。"""
    clerk.book.withdraw(clerk.leaving)
    assert not clerk.errors()
    told = clerk.build().err
    assert f"{clerk.leaving}撤下以后不用重新张贴" in told
    assert set(clerk.anew()) <= {"提名函", "公示无异议证明", "单位公示"}
    assert {each for labels in clerk.anew().values() for each in labels} <= {f"撤下{clerk.leaving}"}
    told = clerk.receive(clerk.scans).out
    assert f"“{clerk.leaving}-" in told
    assert "已经没有这份文书" in told
    assert clerk.leaving not in clerk.steps("2023-08-28")
    shutil.move(clerk.dossier / "附件" / clerk.leaving, clerk.folder / "撤下的")
    assert not [each for each in clerk.findings() if clerk.leaving in each["message"]]


def the_workbook_is_saved_while_papers_are_made(clerk: Clerk) -> None:
    """八月底：正在生成提名函，领导改了日期，存了盘；印的都是改以前的，进度说要重新生成。"""
    letter = clerk.world.truth["unit"]["letter_date"]
    first, then = (letter + timedelta(days=each) for each in (1, 2))
    clerk.write_unit({"提名函日期": first})
    with when_papers_are_made(lambda: clerk.write_unit({"提名函日期": then})):
        assert _OVERTAKEN in clerk.build().err
    assert "重新生成提名函" in clerk.steps("2023-08-28")
    assert _OVERTAKEN not in clerk.build().err
    assert "重新生成" not in clerk.steps("2023-08-28")


def the_letter_is_made_again_after_others_have_signed(clerk: Clerk) -> None:
    """八月底：单位都签了，提名函改了日期，只有提名函和自己的证明要重新盖章。"""
    letter = clerk.world.truth["unit"]["letter_date"]
    day = date(2023, 8, 30) if letter != date(2023, 8, 30) else date(2023, 8, 29)
    clerk.write_unit({"提名函日期": day})
    clerk.build()
    assert set(clerk.anew()) <= {"提名函", "公示无异议证明"}
    desk = clerk.desk
    done = {each.path for each in desk.papers("提名书", "/公示.pdf")}
    rest = [each.path for each in desk.papers() if each.path not in done]
    scan([clerk.lost], clerk.scans / "找到了.pdf")
    scan(desk.sheets(*rest), clerk.scans / "其余.pdf")
    clerk.receive(clerk.scans, clerk.posted)
    (doubt,) = clerk.report()["doubts"]
    assert doubt["path"] == "pdf/公示.pdf", "its days were written by hand: a person compares them"
    clerk.receive("--accept", doubt["id"], "--by", "王干事", "--why", "手写日期与填的一致", code=0)
    assert "重新打印" not in clerk.build().err, "what is signed anew is not asked for again"


SCENES = (
    a_notice_hangs_and_somebody_objects,
    an_employer_sends_its_kit_again_while_papers_are_made,
    papers_are_signed_and_not_all_as_they_should,
    somebody_signed_for_somebody_else,
    the_program_is_updated,
    somebody_withdraws,
    the_workbook_is_saved_while_papers_are_made,
    the_letter_is_made_again_after_others_have_signed,
)
