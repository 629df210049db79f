"""What is said of a paper that came back in part."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipeline.papers.documents import MarkKind, Role
from pipeline.papers.returned import (
    OwedMark,
    PaperReturn,
    ReturnState,
    ScannedPage,
    Verdict,
    ZoneState,
    say_changes,
    say_mark,
    say_owed,
    say_pages,
)
from tests.conftest import ROOT

SCAN = ScannedPage(file="x", index=1, to_paper=(), width_px=1, height_px=1)
NOTHING = PaperReturn(
    path="pdf/P01-甲-提名书.pdf", document="nomination_form", title="提名书", subject="P01 甲",
    nomination="P01", recipient="某厂", pages=3, state=ReturnState.MISSING,
    missing_pages=(1, 2, 3),
)  # fmt: skip
LEAD = OwedMark(MarkKind.SIGNATURE, Role.LEAD, 2, ZoneState.ABSENT)
SEAL = OwedMark(MarkKind.SEAL, Role.EMPLOYER, 3, ZoneState.LOOK)


def owed(**came: object) -> list[str]:
    return list(say_owed(replace(NOTHING, **came)))  # type: ignore[arg-type]


def test_of_a_paper_of_which_nothing_came_that_alone_is_said() -> None:
    assert owed() == ["还没有收回"]
    assert owed(owed=(LEAD,)) == ["还没有收回"]


@pytest.mark.parametrize(
    ("came", "said"),
    [
        ({"missing_pages": ()}, []),
        ({"missing_pages": (1, 3), "scans": {2: SCAN}}, ["缺第1、3页"]),
        # Pages may be missing while those that need not come back are printed ones.
        ({"missing_pages": (2, 3), "printed_pages": (1,)}, ["缺第2—3页"]),
        (
            {"outdated_pages": (1, 2)},
            ["缺第3页", "第1—2页收回的是旧版，要重新打印、签字盖章"],
        ),
        (
            {"outdated_pages": (1, 2, 3), "changed": ("职务",)},
            ["第1—3页收回的是旧版（后来改了：职务），要重新打印、签字盖章"],
        ),
        (
            {"spoiled_pages": (1, 2)},
            ["缺第3页", "第1—2页看过不能用，要重新打印、签字盖章"],
        ),
        (
            {"missing_pages": (), "owed": (LEAD, SEAL)},
            ["第2页第一完成人没有签字", "第3页第一完成单位盖章要看一眼"],
        ),
        ({"missing_pages": (), "altered": True}, ["印的内容好像被改动过，要看一眼"]),
        (
            {"missing_pages": (), "altered": True, "by_hand": True},
            ["手写的日期、地点要核对，要看一眼"],
        ),
        ({"missing_pages": (), "by_hand": True}, []),
    ],
)
def test_what_is_owed_is_said_part_by_part(came: dict[str, object], said: list[str]) -> None:
    assert owed(**came) == said


def test_a_mark_that_was_refused_is_asked_for_again_whatever_it_looked_like() -> None:
    refused = replace(SEAL, is_refused=True)
    assert say_mark(refused) == "第3页第一完成单位盖章看过不算，要重新盖章"


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ([1], "第1页"),
        ([1, 2], "第1—2页"),
        ([1, 3], "第1、3页"),
        ([1, 2, 3, 5, 7, 8], "第1—3、5、7—8页"),
    ],
)
def test_pages_in_a_row_are_said_as_a_span(pages: list[int], said: str) -> None:
    assert say_pages(pages) == said


def test_of_more_than_four_changes_the_first_are_named_and_all_are_counted() -> None:
    labels = ["甲", "乙", "丙", "丁", "戊"]
    assert say_changes(labels[:4]) == "甲、乙、丙、丁"
    assert say_changes(labels) == "甲、乙、丙、丁等5处"


def test_a_paper_has_begun_with_any_page_of_any_version() -> None:
    assert not NOTHING.has_begun
    assert replace(NOTHING, scans={1: SCAN}).has_begun
    assert replace(NOTHING, outdated_pages=(1,)).has_begun
    assert replace(NOTHING, spoiled_pages=(1,)).has_begun


def test_only_what_somebody_was_given_on_paper_is_waited_for() -> None:
    assert NOTHING.is_expected
    assert not replace(NOTHING, recipient="").is_expected
    assert not NOTHING.is_complete
    assert replace(NOTHING, state=ReturnState.COMPLETE).is_complete


def test_the_contract_names_every_verdict_and_state() -> None:
    contract = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    (report,) = re.findall(r"^`report.json`: .*?\n\n", contract, re.MULTILINE | re.DOTALL)
    assert {*Verdict, *ZoneState, *ReturnState} <= {*re.findall(r"`(\w+)`", report)}
