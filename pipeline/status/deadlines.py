"""The latest day for each milestone, counted back in working days from the activity's last day.

The letter is dated and the papers are uploaded by the end of the window (七（三）1); the unit's
publicity is over before the letter's day and lasts the working days that the notice asks for (五1); the
employers' certificates are there before it begins, and follow a publicity of their own (五1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.activity.model import Activity
from pipeline.dossier.milestones import Milestone
from pipeline.tools.calendar import is_working_day

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The latest days.

    Attributes:
        latest: By milestone; one that has no last day is missing.
        unknown_years: Years among them whose holidays are not known: all days from Monday to Friday
            were counted as working days.
    """

    latest: Mapping[Milestone, date]
    unknown_years: tuple[int, ...]


def latest_days(activity: Activity) -> Deadlines:
    """The latest days of an activity."""
    days = activity.publicity.min_working_days
    last = activity.window.letter.last
    counting = _Counting()
    publicise = counting.before(last, days)
    certify = counting.before(publicise, 1)
    filing = {Milestone.FILE: activity.filing.last} if activity.filing else {}
    latest = {
        **filing,
        Milestone.COLLECT: counting.before(certify, days + 1),
        Milestone.CERTIFY: certify,
        Milestone.PUBLICISE: publicise,
        Milestone.NOMINATE: last,
        Milestone.UPLOAD: last,
    }
    return Deadlines(latest, tuple(sorted(counting.unknown_years)))


class _Counting:
    """Counts back, and remembers the years of which the holidays are not known."""

    def __init__(self) -> None:
        self.unknown_years: set[int] = set()

    def before(self, day: date, count: int) -> date:
        """The working day that lies `count` working days before a day, which itself is not counted."""
        while count:
            day -= timedelta(days=1)
            count -= self._works(day)
        return day

    def _works(self, day: date) -> bool:
        works = is_working_day(day)
        if works is None:
            self.unknown_years.add(day.year)
            return day.weekday() < _SATURDAY
        return works
