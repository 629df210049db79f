"""For whom a kit was made, as its files say it of themselves: what an employer calls itself may be another name."""

from __future__ import annotations

_PREFIX = "收集包："


def subject_for(employer: str | None) -> str:
    """The subject of a kit's files; "" of one for nobody in particular."""
    return f"{_PREFIX}{employer}" if employer else ""


def employer_in(subject: str) -> str:
    """The employer that a file's subject names; "" where the file is of no kit."""
    return subject.removeprefix(_PREFIX) if subject.startswith(_PREFIX) else ""
