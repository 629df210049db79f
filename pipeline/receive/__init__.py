"""Scans back in: which page each is, what was signed and sealed on it, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.arriving import Arrived
from pipeline.errors import ExitCode, InputError
from pipeline.papers.outputs import Output, former_papers
from pipeline.papers.returned import PaperReturn, Unmarked
from pipeline.receive.deciding import decide
from pipeline.receive.expected import Expected
from pipeline.receive.intake import gather
from pipeline.receive.judging import Receipt, judge
from pipeline.receive.keeping import Keep
from pipeline.receive.means import Means
from pipeline.receive.models import Decision, State
from pipeline.receive.report import ReceivedReport
from pipeline.receive.saying import receipt_to_json, receipt_to_text
from pipeline.receive.watching import SECONDS_BETWEEN_LOOKS, Watcher

__all__ = [
    "SECONDS_BETWEEN_LOOKS",
    "Arrived",
    "Decision",
    "Desk",
    "Keep",
    "Means",
    "Received",
    "Watcher",
    "gather",
    "returns_of",
]

REPORT = "received/report.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a run came to.

    Attributes:
        out: The output folder.
        receipt: All that has come back so far.
        state: What is remembered.
        fresh: Number of files of this run that were new.
        known: Number of those whose content had come before.
        problems: What is wrong with files of this run, in Chinese, a line each.
    """

    out: Path
    receipt: Receipt
    state: State
    fresh: int = 0
    known: int = 0
    problems: tuple[str, ...] = ()

    @property
    def report(self) -> Path:
        """The page for a person."""
        return self.out / REPORT

    @property
    def exit_code(self) -> ExitCode:
        """9 until all is there, and where a file of this run was of no use."""
        is_good = self.receipt.is_complete and not self.problems
        return ExitCode.OK if is_good else ExitCode.SCANS

    def said_of(self, place: str) -> str:
        """What a person has decided on a place, once more in words; empty where it is not known any more."""
        for page in self.receipt.pages:
            named = {each.id: each.what for each in page.zones}
            named[page.seen.changes_id] = "印的内容"
            if place in named and page.paper:
                name = f"{page.paper.subject} {page.paper.title}".strip()
                decision = self.state.decided().get(place)
                said = "认定不行" if decision and decision.refused else "认定有效"
                return (
                    f"{name}　第{page.page}页{named[place]}：{said if decision else '认定已撤销'}"
                )
        return ""

    @property
    def summary(self) -> str:
        """How much there is, on one line."""
        done = sum(each.is_complete for each in self.receipt.expected)
        return f"要收回的文书{len(self.receipt.expected)}份，齐全{done}份"

    def text(self) -> str:
        """For a terminal."""
        return receipt_to_text(self.receipt)

    def json(self) -> str:
        """For programs: as `received/report.json`."""
        return receipt_to_json(self.receipt, self.state)


class Desk:
    """Where the scans of one output folder come in."""

    def __init__(self, output: Output, address: str, templates: Path) -> None:
        """Look at what has to come back.

        Args:
            output: The output folder.
            address: What a command calls it.
            templates: The shipped templates.

        Raises:
            InputError: Nothing in it has to come back.
        """
        self._output, self._address, self._templates = output, address, templates
        self.expected = _must_expect(output)
        self._keep = Keep(output.folder)

    def take(
        self,
        arrived: Iterable[Arrived],
        means: Means,
        *,
        unmarked: Unmarked | None = None,
        passes_over_broken: bool = False,
    ) -> Received:
        """Take in files, and say what has come back so far; arguments as of `Rounds.take`.

        Raises:
            InputError: What is remembered cannot be read.
            OutputError: The disk is full, or the folder cannot be written.
        """
        from pipeline.receive.rounds import Rounds

        rounds = Rounds(self._output.folder, self.expected, means)
        state, said = rounds.take(arrived, unmarked=unmarked, passes_over_broken=passes_over_broken)
        return self._said(
            state, fresh=len(said.fresh), known=len(said.known), problems=tuple(said.problems)
        )

    def decide(self, decision: Decision) -> Received:
        """Record what a person decided.

        Raises:
            UsageError: There is nothing to decide of that name.
            OutputError: The disk is full, or the folder cannot be written.
        """
        before = self._keep.read()
        state = decide(before, judge(self.expected, before), decision)
        self._keep.write(state)
        return self._said(state)

    def view(self) -> Mapping[str, Any]:
        """What has come back so far, as a page shows it; nothing is written.

        Raises:
            InputError: What is remembered cannot be read.
        """
        state = self._keep.read()
        return self._report(judge(self.expected, state), state).view()

    def _report(self, receipt: Receipt, state: State) -> ReceivedReport:
        return ReceivedReport(
            dossier=self._output.manifest.dossier,
            address=self._address,
            receipt=receipt,
            state=state,
            pictures=self._keep.pictures,
        )

    def _said(
        self, state: State, *, fresh: int = 0, known: int = 0, problems: tuple[str, ...] = ()
    ) -> Received:
        """Judge, and write the reports; what has not changed is not written."""
        receipt = judge(self.expected, state)
        report = self._report(receipt, state)
        pages = dict(report.pages(self._templates))
        self._keep.put("report.json", receipt_to_json(receipt, state).encode())
        for name, content in pages.items():
            self._keep.put(name, content)
        self._keep.clear_evidence(pages)
        return Received(
            out=self._output.folder,
            receipt=receipt,
            state=state,
            fresh=fresh,
            known=known,
            problems=problems,
        )


def returns_of(output: Output) -> tuple[PaperReturn, ...]:
    """What has come back of each paper so far; nothing where nothing has to.

    Raises:
        InputError: What is remembered cannot be read.
    """
    expected = Expected.of(output.manifest, former_papers(output.folder))
    return judge(expected, Keep(output.folder).read()).papers


def _must_expect(output: Output) -> Expected:
    manifest = output.manifest
    expected = Expected.of(manifest, former_papers(output.folder))
    if expected.papers:
        return expected
    raise InputError(
        "这里没有要收回的文书",
        where=manifest.dossier,
        why="生成的是草稿，草稿不能用于签字盖章"
        if manifest.draft
        else "还没有生成要签字盖章的文书",
        remedy="先执行 wuxiao build（不加 --draft），打印、签字、盖章，再扫描",
    )
