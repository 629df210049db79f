"""Working days by the State Council's calendar."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.tools.calendar import is_working_day, working_days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 8, 7), True),
        (date(2023, 8, 5), False),
        (date(2023, 6, 22), False),  # 端午节
        (date(2023, 6, 25), True),  # a Sunday made up for it
        (date(2027, 1, 4), None),
        (date(1999, 1, 4), None),
    ],
)
def test_day(day: date, works: bool | None) -> None:
    assert is_working_day(day) is works


def test_both_ends_count() -> None:
    assert working_days(date(2023, 8, 7), date(2023, 8, 9)).days == (
        date(2023, 8, 7), date(2023, 8, 8), date(2023, 8, 9),
    )  # fmt: skip


def test_a_span_into_an_unknown_year_says_what_it_does_not_know() -> None:
    counted = working_days(date(2026, 12, 31), date(2027, 1, 2))
    assert counted.days == (date(2026, 12, 31),)
    assert counted.unknown == (date(2027, 1, 1), date(2027, 1, 2))


def test_absurd_spans_end() -> None:
    assert len(working_days(date.min, date.max).unknown) <= 400
    assert working_days(date.max, date.max).unknown == (date.max,)
    assert working_days(date(2023, 8, 9), date(2023, 8, 7)).days == ()
