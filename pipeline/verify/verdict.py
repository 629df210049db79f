"""What a clause came to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import ExitCode
from pipeline.verify.figures import Figure


class Verdict(StrEnum):
    """结论."""

    GOOD = "符合"
    BAD = "不符合"
    LOOK = "须人工查看"


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, and what follows."""

    measured: str
    verdict: Verdict


def verdict(measured: str, good: bool) -> Result:
    """符合 or 不符合."""
    return Result(measured, Verdict.GOOD if good else Verdict.BAD)


def look(why: str) -> Result:
    """须人工查看."""
    return Result(why, Verdict.LOOK)


def several(troubles: Iterable[str], good: str) -> Result:
    """不符合 with the first few troubles, or 符合."""
    found = list(troubles)
    if not found:
        return Result(good, Verdict.GOOD)
    more = f"等{len(found)}处" if len(found) > 3 else ""
    return Result("；".join(found[:3]) + more, Verdict.BAD)


class Weight(StrEnum):
    """What a broken clause is to a build."""

    FAULT = "!"
    """Only a template of ours can be the cause."""
    DOUBT = "?"
    """The data may be."""
    CHOICE = "."
    """We set it so: what has to stand on one page is set tighter.  Told by `doctor --paper` alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """One clause of the report.

    Attributes:
        figure: The clause's figure.
        result: What came of it.
        weight: What breaking it is to a build.
    """

    figure: Figure
    result: Result
    weight: Weight = Weight.FAULT

    def __str__(self) -> str:
        mark = {Verdict.GOOD: "✓", Verdict.BAD: "✗", Verdict.LOOK: "?"}[self.result.verdict]
        head = f"{mark} {_padded(self.result.verdict.value, 10)} {_padded(self.figure.item, 18)}"
        return (
            f"{head} 测得：{self.result.measured}\n"
            f"{' ' * 32}允许：{self.figure.allowed}（{self.figure.source}）"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """A paper, clause by clause.

    Attributes:
        name: Name of the file.
        kind: What kind of paper it was taken for.
        page_count: Number of its pages.
        rows: The clauses.
        absent: What the letter does not have, so that it was not judged.
    """

    name: str
    kind: str
    page_count: int
    rows: tuple[Row, ...]
    absent: tuple[Figure, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """8 when a clause is not kept."""
        return ExitCode.OUTPUT if self.count(Verdict.BAD) else ExitCode.OK

    def count(self, wanted: Verdict) -> int:
        """Number of clauses with a verdict."""
        return sum(row.result.verdict is wanted for row in self.rows)

    def broken(self, weight: Weight) -> tuple[str, ...]:
        """What is wrong, in a clerk's words, of a weight."""
        return tuple(
            f"{row.figure.item}：{row.result.measured}（应为{row.figure.allowed}）"
            for row in self.rows
            if row.result.verdict is Verdict.BAD and row.weight is weight
        )

    def by_id(self) -> dict[str, Result]:
        """The results by the figures' ids."""
        return {row.figure.id: row.result for row in self.rows}

    def text(self) -> str:
        """As a clerk reads it."""
        head = f"【{self.name}】{self.kind}，共{self.page_count}页，按公文格式逐项测量"
        counts = "，".join(f"{each.value}{self.count(each)}项" for each in Verdict)
        absent = "、".join(figure.item for figure in self.absent)
        end = [f"文中没有、未查的项目：{absent}。"] if absent else []
        return "\n".join([head, "", *map(str, self.rows), "", *end, f"{counts}。"])


def _padded(text: str, width: int) -> str:
    """Text filled up to a width on the screen, where a Chinese character takes two places."""
    taken = sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in text)
    return text + " " * max(0, width - taken)
