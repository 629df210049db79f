"""How long paper is kept: by the notice, and by its archival class.  The two are counted apart.

The notice's years begin with the day after the letter's date and end with the same day of a later year
(Civil Code 201, 202), or with that year, where the activity says that the year of making does not count.
An archival class (DA/T 22) ends with a year: its first year is the one after the paper was made.
"""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.archive.models import Kept, KeptState, Number, Period, Retention


def notice_until(retention: Retention) -> date | None:
    """The last day on which the notice wants the paper kept; None where that cannot be told."""
    if retention.years is None or retention.since is None:
        return None
    if retention.whole_years:
        return date(retention.since.year + retention.years, 12, 31)
    return _years_later(retention.since, retention.years)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 28 February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def class_until(number: Number) -> date | None:
    """The last day of the archival class; None for ever, or where there is no class."""
    years = number.period.years
    return None if years is None else date(number.year + years, 12, 31)


def free_from(kept: Kept) -> date | None:
    """The first day on which a paper may be looked at for disposal; None where there is none or it is not known."""
    until = [each for each in (kept.notice_until, kept.class_until) if each]
    if kept.paper.number.period is Period.FOR_EVER or not until or unknown(kept):
        return None
    return max(until) + timedelta(days=1)


def unknown(kept: Kept) -> bool:
    """Whether the notice wants it kept, and nobody knows since when."""
    return kept.paper.retention.years is not None and kept.notice_until is None


def is_due(kept: Kept, on: date) -> bool:
    """Whether a paper may be looked at for disposal on a day; one that is held may not."""
    free = free_from(kept)
    return kept.state is KeptState.KEPT and not kept.holds and free is not None and free <= on
