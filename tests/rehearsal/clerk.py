"""A clerk at the command line: what is typed, what is answered, what lies on the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.papers.manifest import FileEntry
from tests.conftest import Command, Outcome
from tests.receive.scanning import Sheet
from tests.rehearsal.world import SigningDesk, Workbook, World

Say = Callable[[str], None]


class Clerk:
    """One office, its dossier, and the commands that it is worked on with.

    Attributes:
        world: What is true.
        dossier, output: Folders, wherever they are by now.
        folder: A place for everything else.
        posted: The scan of the notice as it hung.
        leaving: The nomination that will be withdrawn.
        lost: A sheet that cannot be found.
        photographed: The sheet of it that was taken by telephone.
        unsealed: A paper on which a seal was forgotten.
        kits: What employers sent back, by employer.
    """

    kits: Mapping[str, Path]

    posted: Path
    leaving: str
    lost: Sheet
    photographed: Sheet
    unsealed: FileEntry

    def __init__(self, world: World, wuxiao: Command, say: Say) -> None:
        self.world, self.folder, self.run, self.say = world, world.folder, wuxiao, say
        self.dossier, self.output = self.folder / "材料", self.folder / "output"
        self._register = self.folder / "登记簿"

    @property
    def out(self) -> Path:
        """The output of the dossier."""
        return self.output / self.dossier.name

    @property
    def book(self) -> Workbook:
        """The workbook, wherever the dossier is by now."""
        return Workbook(self.dossier, self.world)

    @property
    def desk(self) -> SigningDesk:
        """The papers as they are now."""
        return SigningDesk(self.out)

    @property
    def scans(self) -> Path:
        """Where the scanner puts its files."""
        return self.folder / "扫描"

    def wuxiao(self, *arguments: str | Path, code: int = 0) -> Outcome:
        """A command, shown as it is typed, with what it answers."""
        self.say(f"$ wuxiao {' '.join(map(str, arguments))}")
        outcome = self.run(*arguments)
        self.say(outcome.err + outcome.out)
        assert outcome.code == code, outcome.err
        assert "Traceback" not in outcome.err
        for jargon in ("nominations[", "unit.", "lead.", "employer."):
            shown = "" if "json" in arguments else outcome.out
            assert jargon not in shown + outcome.err, "a clerk has no use for the names of fields"
        return outcome

    def build(self, *only: str, code: int = 0) -> Outcome:
        """Make papers: all, or some documents."""
        named = [word for each in only for word in ("--only", each)]
        return self.wuxiao("build", self.dossier, "-o", self.output, *named, code=code)

    def receive(self, *more: str | Path, code: int = 9) -> Outcome:
        """Take scans in, or decide on what came."""
        return self.wuxiao("receive", self.out, *more, code=code)

    def report(self) -> dict[str, Any]:
        """What came back so far."""
        text = (self.out / "received" / "report.json").read_text("utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    def year(self, on: str) -> dict[str, Any]:
        """Where the dossier stands on a day."""
        shown = ("status", self.dossier, "-o", self.output, "--on", on)
        self.wuxiao(*shown)
        found: dict[str, Any] = json.loads(self.run(*shown, "--format", "json").out)
        return found

    def steps(self, on: str) -> str:
        """What is to be done next, all of it."""
        return "\n".join(f"{each['for']}：{each['action']}" for each in self.year(on)["next"])

    def state(self, milestone: str, on: str) -> str:
        """The state of a milestone on a day."""
        return {each["id"]: str(each["state"]) for each in self.year(on)["milestones"]}[milestone]

    def findings(self) -> list[dict[str, Any]]:
        """What `check` finds."""
        outcome = self.run("check", self.dossier, "--format", "json")
        found: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
        return found

    def errors(self) -> set[str]:
        """The rules that are broken."""
        return {each["rule"] for each in self.findings() if each["severity"] == "error"}

    def anew(self) -> dict[str, tuple[str, ...]]:
        """What has changed, by titles of the papers that have to be signed anew."""
        return {each.title: each.anew for each in self.desk.output.manifest.files if each.anew}

    def fill(self, without: set[str]) -> None:
        """Do what `check` says until it asks for nothing that is known."""
        if self.world.is_society:
            full_name = self.world.truth["filing"]["full_name"]
            self.book.write({self.book.place("备案", "社会组织全称"): full_name})
        for _ in range(3):
            asked = [each for each in self.findings() if each["field"] not in without]
            if not self.book.answer(asked):
                return

    def write_unit(self, values: dict[str, Any]) -> None:
        """Fill in what stands on the unit's sheet."""
        self.book.write(
            {self.book.place("提名单位", label): value for label, value in values.items()}
        )

    def archive(self, *arguments: str | Path) -> Outcome:
        """A command of the register."""
        return self.wuxiao("archive", *arguments, "--register", self._register)

    def at_the_register(self, *arguments: str | Path) -> Outcome:
        """A command, with the office's register where it needs one."""
        named = ("--register", self._register) if arguments[0] == "archive" else ()
        return self.run(*arguments, *named)
