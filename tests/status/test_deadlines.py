"""The latest days, counted back in working days (DESIGN §2); the days are counted by hand here."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from pipeline.activity.model import Activity
from pipeline.dossier.milestones import Milestone
from pipeline.status import latest_days
from tests.render.cases import activity


def ending(last: date) -> Activity:
    year = activity()
    return replace(year, window=replace(year.window, letter=replace(year.window.letter, last=last)))


def test_the_days_of_2023() -> None:
    found = latest_days(activity())
    assert found.latest == {
        Milestone.FILE: date(2023, 7, 15),
        Milestone.COLLECT: date(2023, 8, 21),
        Milestone.CERTIFY: date(2023, 8, 25),  # a Friday
        Milestone.PUBLICISE: date(2023, 8, 28),  # 28, 29 and 30 August are shown
        Milestone.NOMINATE: date(2023, 8, 31),
        Milestone.UPLOAD: date(2023, 8, 31),
    }
    assert found.unknown_years == ()


def test_holidays_and_make_up_days_count_as_the_state_council_has_them() -> None:
    # 29 September to 6 October 2023 were free, 7 and 8 October (a weekend) were worked.
    found = latest_days(ending(date(2023, 10, 9)))
    assert found.latest[Milestone.PUBLICISE] == date(2023, 9, 28)
    assert found.latest[Milestone.CERTIFY] == date(2023, 9, 27)


def test_a_year_without_known_holidays_is_counted_by_weekdays_and_named() -> None:
    found = latest_days(ending(date(2098, 1, 3)))  # a Friday
    assert found.latest[Milestone.PUBLICISE] == date(2097, 12, 31)
    assert found.unknown_years == (2097, 2098)
