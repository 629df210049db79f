"""Tables in Markdown, and what docstrings say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping

Row = Iterable[object]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    titles = list(head)
    return "\n".join([_line(titles), _line(["---"] * len(titles)), *map(_line, rows)])


def _line(cells: Row) -> str:
    return f"| {' | '.join(_cell(each) for each in cells)} |"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def code(text: object) -> str:
    """Text set as code."""
    return f"`{text}`"


def attributes(owner: type) -> Mapping[str, str]:
    """The attributes that a class's docstring describes, in one line each."""
    found: dict[str, str] = {}
    name = ""
    _, _, section = inspect.cleandoc(owner.__doc__ or "").partition("Attributes:\n")
    for line in section.splitlines():
        if start := re.fullmatch(r" {4}(\w+): (.*)", line):
            name = start[1]
            found[name] = start[2]
        elif line.startswith(" " * 8):
            found[name] += f" {line.strip()}"
    return found


def first_line(owner: type) -> str:
    """The first line of a class's docstring."""
    return inspect.cleandoc(owner.__doc__ or "").partition("\n")[0]
