"""chinesecalendar: working days by the State Council's calendar, make-up days included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

LONGEST_SPAN_DAYS = 400
"""Days looked at in one span; a longer one has more working days than anybody asks for."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of a span.

    Attributes:
        days: Days that are working days.
        unknown: Days of years for which the calendar has no holidays.
    """

    days: tuple[date, ...]
    unknown: tuple[date, ...]


def is_working_day(day: date) -> bool | None:
    """Whether a day is a working day; None for a year the calendar does not know."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def working_days(first: date, last: date) -> WorkingDays:
    """The working days from `first` to `last`, both included; none where `last` is earlier."""
    length = min((last - first).days + 1, LONGEST_SPAN_DAYS, (date.max - first).days + 1)
    span = [first + timedelta(days=each) for each in range(length)]
    answers = [(day, is_working_day(day)) for day in span]
    return WorkingDays(
        days=tuple(day for day, works in answers if works),
        unknown=tuple(day for day, works in answers if works is None),
    )
