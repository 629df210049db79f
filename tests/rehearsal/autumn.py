"""The year, scene by scene: each runs the commands that a clerk would, and says what must be true then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.conftest import Command, Outcome
from tests.rehearsal.world import SigningDesk, Workbook, World, other_spelling, scan
from tests.signing import signed_list

Say = Callable[[str], None]

_LATER = {"unit.publicity.start", "unit.publicity.end", "unit.publicity.place", "unit.letter_date"}
"""What nobody knows before it has happened."""


class Year:
    """One office's year, from an empty folder to the list for disposal."""

    def __init__(self, kind: str, folder: Path, wuxiao: Command, say: Say) -> None:
        self._run, self._say, self._folder = wuxiao, say, folder
        self._kind, self._register = kind, folder / "登记簿"
        self.dossier, self.output = folder / "材料", folder / "output"
        self.world = World(kind, folder)
        self.is_society = kind.endswith("society")

    @property
    def out(self) -> Path:
        """The output of the dossier."""
        return self.output / self.dossier.name

    @property
    def book(self) -> Workbook:
        """The workbook, wherever the dossier is by now."""
        return Workbook(self.dossier, self.world)

    def live(self) -> None:
        """The whole year."""
        for scene in (
            self.an_empty_folder,
            self.a_filing,
            self.kits_come_back_late_and_twice,
            self.a_notice_hangs_and_somebody_objects,
            self.papers_are_signed_and_a_sheet_is_lost,
            self.the_letter_is_made_again_after_others_have_signed,
            self.another_clerk_at_another_computer,
            self.up_to_the_portal,
            self.into_the_register,
            self.three_years_later,
        ):
            self._say(f"\n==== {(scene.__doc__ or '').strip()}")
            scene()

    # ------------------------------------------------------------ scenes

    def an_empty_folder(self) -> None:
        """五月：从空文件夹开始，照检查的提示填写单位情况。"""
        self.wuxiao("new", self.dossier, "--kind", self._kind)
        self._fill(without=_LATER)
        assert "各第一完成单位" in {step["for"] for step in self.year("2023-05-10")["next"]}

    def a_filing(self) -> None:
        """六月：社会组织备案，批复后填入编号。"""
        if not self.is_society:
            return
        self.wuxiao("build", self.dossier, "-o", self.output, "--only", "filing_form")
        assert [each.title for each in SigningDesk(self.out).papers()] == ["社会组织备案申请表"]
        self.book.write({self.book.place("备案", "编号"): "苏工备〔2023〕7号"})
        assert self.state("file", "2023-07-10") == "done"

    def kits_come_back_late_and_twice(self) -> None:
        """七月：收集包发出去，有的交了两次、名称写得不一样，有的迟交。"""
        first, *others = employers = list(self.world.employers)
        named = [word for each in employers for word in ("--employer", each)]
        self.wuxiao("kit", self.dossier, "-o", self.output, *named)
        kits = self.world.filled_kits(self._run)
        self.wuxiao("collect", self.dossier, kits[first])
        waited = {step["for"] for step in self.year("2023-07-20")["next"]}
        assert waited >= set(others), "who has not sent anything is named"
        twice = other_spelling(kits[first], self._folder / "又一份.xlsx", first, f"{first}（总部）")
        told = json.loads(self.wuxiao("collect", self.dossier, twice, "--format", "json").out)
        changed = {each["field"] for read in told["read"] for each in read["changed"]}
        assert changed == {"employer.name"}, "the other spelling is told, and nothing else"
        self.wuxiao("collect", self.dossier, kits[first])
        self.wuxiao("collect", self.dossier, *(kits[each] for each in others))
        assert self.state("collect", "2023-08-10") == "done"

    def a_notice_hangs_and_somebody_objects(self) -> None:
        """八月：公示先印后填日期，有人提出异议，处理以后再改。"""
        self.wuxiao("build", self.dossier, "-o", self.output, "--only", "publicity_notice")
        self._posted = scan(SigningDesk(self.out).sheets("/公示.pdf"), self._folder / "公示.pdf")
        publicity = self.world.truth["unit"]["publicity"]
        self._write_unit({
            "本级公示-公示起始日期": publicity["start"],
            "本级公示-公示截止日期": publicity["end"],
            "本级公示-公示地点或网址": publicity["place"],
            "本级公示-有无异议": "有",
        })  # fmt: skip
        wrong = {each["rule"] for each in self.findings()}
        assert "publicity.objection" in wrong
        assert any("处理完毕" in step["action"] for step in self.year("2023-08-28")["next"])
        self._write_unit({"本级公示-有无异议": "无"})
        shutil.copyfile(
            next((self.world.sample).rglob("publicity*.jpg")),
            self.dossier / "附件" / "本级公示" / "公示栏.jpg",
        )

    def papers_are_signed_and_a_sheet_is_lost(self) -> None:
        """八月下旬：打印、签字、盖章、扫描；有一张丢了，有一份忘了盖章。"""
        self._write_unit({"提名函日期": self.world.truth["unit"]["letter_date"]})
        assert not [each for each in self.findings() if each["severity"] == "error"]
        self.wuxiao("build", self.dossier, "-o", self.output)
        desk, scans = SigningDesk(self.out), self._folder / "扫描"
        forms = desk.sheets("提名书")
        self._lost = forms.pop()
        scan(forms, scans / "提名书.pdf")
        self._unsealed = desk.papers("一线职工证明")[0]
        scan(desk.sheets(self._unsealed.path, marks=()), scans / "没有盖章.pdf")
        self.wuxiao("receive", self.out, scans, code=9)
        owed = " ".join(step["action"] for step in self.year("2023-08-27")["next"])
        assert f"缺第{self._lost.page}页" in owed

    def the_letter_is_made_again_after_others_have_signed(self) -> None:
        """八月底：单位都签了，提名函改了日期，只有提名函和自己的证明要重新盖章。"""
        letter = self.world.truth["unit"]["letter_date"]
        self._write_unit(
            {"提名函日期": date(2023, 8, 30) if letter != date(2023, 8, 30) else date(2023, 8, 29)}
        )
        self.wuxiao("build", self.dossier, "-o", self.output)
        made = SigningDesk(self.out).output.manifest
        anew = {each.title for each in made.files if each.anew}
        assert anew <= {"提名函", "公示无异议证明"}
        desk, scans = SigningDesk(self.out), self._folder / "扫描"
        done = {each.path for each in desk.papers("提名书", "/公示.pdf")}
        rest = [each.path for each in desk.papers() if each.path not in done]
        scan([self._lost], scans / "找到了.pdf")
        scan(desk.sheets(*rest), scans / "其余.pdf")
        self.wuxiao("receive", self.out, scans, self._posted, code=9)
        (doubt,) = json.loads((self.out / "received" / "report.json").read_text("utf-8"))["doubts"]
        assert doubt["path"] == "pdf/公示.pdf", (
            "its days were written by hand: a person compares them"
        )
        decided = ("--accept", doubt["id"], "--by", "王干事", "--why", "手写日期与填的一致")
        self.wuxiao("receive", self.out, *decided)

    def another_clerk_at_another_computer(self) -> None:
        """九月：经办人换了，材料和结果拷到另一台电脑接着办。"""
        moved = self._folder / "另一台电脑" / "王干事的文件"
        moved.mkdir(parents=True)
        before = {each.path: each.codes for each in SigningDesk(self.out).output.manifest.files}
        self.dossier = Path(shutil.move(self.dossier, moved))
        self.output = Path(shutil.move(self.output, moved))
        assert self.state("nominate", "2023-08-30") == "done", "what is signed stays signed"
        self.wuxiao("build", self.dossier, "-o", self.output)
        after = {each.path: each.codes for each in SigningDesk(self.out).output.manifest.files}
        assert before == after

    def up_to_the_portal(self) -> None:
        """上传：制作附件，照对照表填报，记下已提交。"""
        self.wuxiao("upload", self.out, "--dossier", self.dossier)
        self.wuxiao("upload", self.out, "--dossier", self.dossier, "--done")
        assert self.state("upload", "2023-08-31") == "done"

    def into_the_register(self) -> None:
        """归档：登记、借出、归还、核验、备份。"""
        add = ("add", self.out, "--dossier", self.dossier, "--fonds", "Z109", "--period", "none")
        taken = json.loads(self._archive(*add, "--by", "李档案", "--format", "json").out)
        assert len(taken["fresh"]) == len(SigningDesk(self.out).papers())
        number = taken["fresh"][0]["number"]
        self._archive("lend", number, "--to", "审计组", "--until", "2023-10-20", "--by", "李档案")
        self._archive("return", number, "--by", "赵接任")
        self._archive("verify")
        self._archive("backup", self._folder / "备份")
        assert self.state("archive", "2023-09-05") == "done"

    def three_years_later(self) -> None:
        """三年以后：保管期满，提请，清册签字盖章，批准，销毁，各步都有记录。"""
        due = json.loads(self._archive("due", "--on", "2023-12-01", "--format", "json").out)
        assert due["free"]["total"] == 0
        said = self._archive("dispose", "--all-due", "--by", "赵接任", "--format", "json").out
        proposal = str(json.loads(said)["events"][0]["number"])
        proof = signed_list(self._run, proposal, self._folder / "清册")
        self._archive("dispose", "--approved", proposal, "--proof", proof, "--by", "赵接任")
        self._archive("dispose", "--done", proposal, "--by", "赵接任")
        self._archive("verify")
        log = self._archive("log").out
        assert all(name in log for name in ("李档案", "赵接任"))

    # ------------------------------------------------------------ what a clerk does

    def wuxiao(self, *arguments: str | Path, code: int = 0) -> Outcome:
        """A command, shown as it is typed, with what it answers."""
        self._say(f"$ wuxiao {' '.join(map(str, arguments))}")
        outcome = self._run(*arguments)
        self._say(outcome.out + outcome.err)
        assert outcome.code == code, outcome.err
        assert "Traceback" not in outcome.err
        return outcome

    def year(self, on: str) -> dict[str, Any]:
        """Where the dossier stands on a day."""
        shown = ("status", self.dossier, "-o", self.output, "--on", on)
        self.wuxiao(*shown)
        found: dict[str, Any] = json.loads(self._run(*shown, "--format", "json").out)
        return found

    def state(self, milestone: str, on: str) -> str:
        """The state of a milestone on a day."""
        states = {each["id"]: str(each["state"]) for each in self.year(on)["milestones"]}
        return states[milestone]

    def findings(self) -> list[dict[str, Any]]:
        """What `check` finds."""
        outcome = self._run("check", self.dossier, "--format", "json")
        found: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
        return found

    def _fill(self, without: set[str]) -> None:
        """Do what `check` says until it asks for nothing that is known."""
        if self.is_society:
            full_name = self.world.truth["filing"]["full_name"]
            self.book.write({self.book.place("备案", "社会组织全称"): full_name})
        for _ in range(3):
            asked = [each for each in self.findings() if each["field"] not in without]
            if not self.book.answer(asked):
                return

    def _write_unit(self, values: dict[str, Any]) -> None:
        self.book.write(
            {self.book.place("提名单位", label): value for label, value in values.items()}
        )

    def _archive(self, *arguments: str | Path) -> Outcome:
        command, *rest = arguments
        return self.wuxiao("archive", command, *rest, "--register", self._register)
