"""Days as official papers and clerks say them (GB/T 9704-2012, 7.3.5.4: no leading zeros)."""

from __future__ import annotations

from datetime import date


def say_day(day: date) -> str:
    """`2023年8月20日`."""
    return f"{day.year}年{say_day_of_year(day)}"


def say_day_of_year(day: date) -> str:
    """`8月20日`, where the year is clear."""
    return f"{day.month}月{day.day}日"
