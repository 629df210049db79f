"""From signed paper to the portal, into the register, and out of it three years later."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.rehearsal.clerk import Clerk
from tests.signing import signed_list


def another_clerk_at_another_computer(clerk: Clerk) -> None:
    """九月：经办人换了，材料和结果拷到另一台电脑接着办。"""
    moved = clerk.folder / "另一台电脑" / "王干事的文件"
    moved.mkdir(parents=True)
    before = {each.path: each.codes for each in clerk.desk.output.manifest.files}
    clerk.dossier = Path(shutil.move(clerk.dossier, moved))
    clerk.output = Path(shutil.move(clerk.output, moved))
    assert clerk.state("nominate", "2023-08-30") == "done", "what is signed stays signed"
    clerk.build()
    assert before == {each.path: each.codes for each in clerk.desk.output.manifest.files}


def up_to_the_portal(clerk: Clerk) -> None:
    """上传：制作附件，照对照表填报，记下已提交。"""
    clerk.wuxiao("upload", clerk.out, "--dossier", clerk.dossier)
    told = clerk.wuxiao("upload", clerk.out, "--dossier", clerk.dossier, "--done")
    assert "已提交" in told.err + told.out
    assert clerk.state("upload", "2023-08-31") == "done"


def into_the_register(clerk: Clerk) -> None:
    """归档：登记、借出、归还、核验、备份。"""
    add = ("add", clerk.out, "--dossier", clerk.dossier, "--fonds", "Z109", "--period", "none")
    taken = json.loads(clerk.archive(*add, "--by", "李档案", "--format", "json").out)
    assert len(taken["fresh"]) == len(clerk.desk.papers())
    number = taken["fresh"][0]["number"]
    clerk.archive("lend", number, "--to", "审计组", "--until", "2023-10-20", "--by", "李档案")
    clerk.archive("return", number, "--by", "赵接任")
    clerk.archive("verify")
    clerk.archive("backup", clerk.folder / "备份")
    assert clerk.state("archive", "2023-09-05") == "done"


def three_years_later(clerk: Clerk) -> None:
    """三年以后：保管期满，提请，清册签字盖章，批准，销毁，各步都有记录。"""
    due = json.loads(clerk.archive("due", "--on", "2023-12-01", "--format", "json").out)
    assert due["free"]["total"] == 0
    said = clerk.archive("dispose", "--all-due", "--by", "赵接任", "--format", "json").out
    proposal = str(json.loads(said)["events"][0]["number"])
    proof = signed_list(clerk.at_the_register, proposal, clerk.folder / "清册")
    clerk.archive("dispose", "--approved", proposal, "--proof", proof, "--by", "赵接任")
    clerk.archive("dispose", "--done", proposal, "--by", "赵接任")
    clerk.archive("verify")
    log = clerk.archive("log").out
    assert all(name in log for name in ("李档案", "赵接任"))


SCENES = (
    another_clerk_at_another_computer,
    up_to_the_portal,
    into_the_register,
    three_years_later,
)
