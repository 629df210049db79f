"""Of the ways that a template offers to set a flow of a paper, the one that fills its pages best.

A template says at its body what it wants, and which classes of the body change the setting:

* `data-pages`: the most pages (of each flow, see `flows`);
* `data-empty-mm`: the most that a page may leave empty where the text goes on, in millimetres;
* `data-tail-mm`: the same for a page before a forced break;
* `data-tail-lines`: the fewest lines on a page that text is continued on;
* `data-ways`: classes, way after way, divided by `|`, the most desirable first; `close@10` mends a page that
  is filled to about 10 percent.  Without it and with `data-pages`, `tight-1 | tight-2`.

The last page may be as empty as it comes.  Pages that the style sheet has named hold one thing each, and
are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from pipeline.render.html import BODY
from pipeline.tools.weasyprint.filling import Filling

_SAID = re.compile(r'data-(pages|empty-mm|tail-mm|tail-lines|ways)="([^"]*)"')
_TIGHTER = "tight-1 | tight-2"
_MOST_WAYS = 6
"""Ways that are tried after the first."""

_LONE_MM = 30.0
"""What a lone row of a table, or too few lines, on a page of their own count for."""

Misfit = tuple[float, float]
"""Pages too many, then millimetres; (0, 0) is a fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a template wants of its pages; see the module.

    Attributes:
        pages: The most pages.
        empty_mm: The most that a page may leave empty where the text goes on.
        tail_mm: The same for a page before a forced break.
        tail_lines: The fewest lines on a page that text is continued on.
        ways: Each further way to set it, the most desirable first: its classes, and which share of a page
            it mends, 0 to 1.
    """

    pages: float = inf
    empty_mm: float = inf
    tail_mm: float = inf
    tail_lines: int = 0
    ways: tuple[tuple[str, float], ...] = ()


def wishes(html: str) -> Wishes:
    """What a page of HTML says at its body."""
    body = BODY.search(html)
    said = dict(_SAID.findall(body[0])) if body else {}
    ways = said.get("ways", _TIGHTER if "pages" in said else "")
    return Wishes(
        pages=int(said.get("pages", 0)) or inf,
        empty_mm=float(said.get("empty-mm", inf)),
        tail_mm=float(said.get("tail-mm", inf)),
        tail_lines=int(said.get("tail-lines", 0)),
        ways=tuple(_way(way) for way in ways.split("|") if way.strip()),
    )


def _way(said: str) -> tuple[str, float]:
    classes, _, percent = said.strip().partition("@")
    return classes, float(percent or 0) / 100


def further_ways(pages: Sequence[Filling], wanted: Wishes, *, are_last: bool = True) -> list[str]:
    """The further ways to set pages that are no fit, the most promising first."""
    least = min((page.share for page in _judged(pages, are_last)), default=0.0)
    nearest = sorted(wanted.ways, key=lambda way: abs(way[1] - least))
    return [classes for classes, _ in nearest[:_MOST_WAYS]]


def misfit(pages: Sequence[Filling], wanted: Wishes, *, are_last: bool = True) -> Misfit:
    """How far the pages of a flow are from what is wanted; `are_last`: the paper ends with them."""
    return max(0.0, len(pages) - wanted.pages), sum(_misfits(pages, wanted, are_last))


def _misfits(pages: Sequence[Filling], wanted: Wishes, are_last: bool) -> Iterator[float]:
    for page in _judged(pages, are_last):
        yield max(0.0, page.empty_mm - (wanted.tail_mm if page.is_ended else wanted.empty_mm))
    for page in pages:
        if page.is_ended and page.is_continued and not page.name:
            lonely = page.rows == 1 if page.rows else page.lines < wanted.tail_lines
            yield _LONE_MM * lonely


def _judged(pages: Sequence[Filling], are_last: bool) -> Iterator[Filling]:
    """The pages that should be filled: those without a name, but for the last of the paper."""
    return (page for page in pages[: len(pages) - are_last] if not page.name)
