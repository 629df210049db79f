"""The year as a clerk reads it in the terminal."""

from __future__ import annotations

from datetime import date

from pipeline.dossier.milestones import Milestone
from pipeline.status.models import MilestoneState, MilestoneStatus, Step, YearStatus
from pipeline.status.said import status_to_text

ON = date(2023, 8, 22)


def milestone(state: MilestoneState, *steps: Step) -> MilestoneStatus:
    return MilestoneStatus(
        milestone=Milestone.COLLECT, state=state, latest=date(2023, 8, 21), papers=(), steps=steps
    )


def said(each: MilestoneStatus, *, unknown_years: tuple[int, ...] = ()) -> list[str]:
    year = YearStatus(
        dossier="材料", unit="苏岸市总工会", on=ON, milestones=(each,), unknown_years=unknown_years
    )
    return status_to_text([year]).splitlines()


def steps(count: int) -> list[Step]:
    return [
        Step(f"交回第{number}份", "尉迟晨", date(2023, 8, 21)) for number in range(1, count + 1)
    ]


def test_of_many_steps_the_first_are_told_and_the_others_counted() -> None:
    few, many = (said(milestone(MilestoneState.OPEN, *steps(count))) for count in (5, 7))
    assert [each for each in few if "→" in each] == [
        f"    → 尉迟晨：交回第{number}份（最晚2023年8月21日）" for number in range(1, 6)
    ]
    assert [each for each in many if "→" in each][5:] == ["    → 还有2件"]


def test_the_first_step_says_that_its_day_is_over() -> None:
    lines = said(milestone(MilestoneState.OPEN, *steps(1)))
    assert lines[0] == "■ 材料（苏岸市总工会）　2023年8月22日"
    assert lines[1] == "下一步：尉迟晨：交回第1份（最晚2023年8月21日），已过最晚日期"
    assert lines[3].endswith("最晚2023年8月21日（已过）")
    assert "（已过）" not in said(milestone(MilestoneState.DONE))[2]


def test_years_whose_holidays_are_not_known_are_named() -> None:
    known = said(milestone(MilestoneState.WAITING))
    assert not any("节假日" in each for each in known)
    unknown = said(milestone(MilestoneState.WAITING), unknown_years=(2097, 2098))
    (told,) = [each for each in unknown if "节假日" in each]
    assert told.startswith("! 没有2097、2098年的节假日安排")
