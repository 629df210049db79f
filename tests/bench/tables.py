"""The benchmark's figures as tables and texts, and into a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.bench.figures import (
    COLD,
    LABELS,
    OURS,
    TYPST,
    FormsRun,
    Found,
    Row,
    Rows,
    cpu_each,
    ratio,
    verdicts,
)

Table = Sequence[Sequence[str]]
"""Cells as texts, the head first."""

_HEAD = (
    "", "rounds", "least s", "median s", "CPU s", "peak MB", "time / ours cold",
    "pages", "output MB",
)  # fmt: skip
_AIMS_HEAD = ("aim", "found", "")
_DRAFTS_HEAD = (
    "draft of",
    "builds",
    "median s",
    "CPU s",
    "CPU s each",
    "peak MB",
    "pages",
    "output MB",
)
_FORMS_HEAD = ("the forms' PDFs", "pages", "ms a page", "CPU ms a page", "peak MB", "CPU / (e)")
_STEPS_HEAD = ("step of ours, cold", "CPU s", "share")

_FORMS_LABELS = {OURS: "ours: lay out, draw, write", TYPST: "(e) Typst"}


def report(found: Found, show: Callable[[Table], str]) -> str:
    """Every table that there are figures for, each with what it needs to be understood."""
    parts = [show(cells(found.rows))] if found.rows else []
    parts.append(show(aim_cells(found)))
    if found.forms:
        parts += [_FORMS_TEXT, show(form_cells(found.forms))]
    if found.drafts:
        parts += [_DRAFTS_TEXT, show(draft_cells(found.drafts))]
    if found.steps:
        parts += [_steps_text(found), show(step_cells(found.steps))]
    return "\n\n".join(parts)


_FORMS_TEXT = (
    "The limits: (d) above, and (e) Typst, which sets the nomination forms (提名书) with the same words, "
    "photos, tables, fonts, type area, sizes and line spacing. This table holds the forms' PDFs only: no "
    "checks, Word files, packets or thumbnails, photos fit for print before the clock starts; one process "
    "each, without the start of Python. Typst keeps none of the rules for Chinese lines and for heights of "
    "rows that ours does."
)
_DRAFTS_TEXT = (
    "The sample's nominations, repeated under other ids, titles, people's numbers and employers in one "
    "dossier, built with `--draft`, as quotas are broken."
)


def _steps_text(found: Found) -> str:
    text = (
        "Where the time goes: one cold build in one process (`--jobs 1`), watched every 4 ms of its "
        f"CPU time; {sum(found.steps.values()):.2f} s in all."
    )
    if COLD in found.rows:
        text += (
            f" Ours cold above took {found.rows[COLD].cpu_seconds:.2f} s of CPU: there each worker loads "
            "the program, fonts and style sheets for itself."
        )
    return text


def cells(rows: Rows) -> Table:
    """The table of contestants."""
    return [_HEAD, *(_cells(rows, key) for key in LABELS if key in rows)]


def _cells(rows: Rows, key: str) -> Sequence[str]:
    row = rows[key]
    return (
        LABELS[key],
        str(len(row.runs)),
        f"{row.least_seconds:.2f}",
        f"{row.seconds:.2f}",
        f"{row.cpu_seconds:.2f}",
        f"{row.peak_mb:.0f}",
        _as_ratio(ratio(rows, key)),
        str(row.papers.pages("pdf")),
        f"{row.papers.mb:.1f}",
    )


def _as_ratio(found: float | None) -> str:
    if found is None:
        return "—"
    return f"{found:.1f}×" if found >= 1 else f"{found:.1%}"


def aim_cells(found: Found) -> Table:
    """The table of aims."""
    return [_AIMS_HEAD, *((each.aim, each.found or "—", each.word) for each in verdicts(found))]


def draft_cells(drafts: Mapping[int, Row]) -> Table:
    """The table of dossiers of some and of many nominations."""
    return [
        _DRAFTS_HEAD,
        *(
            (
                f"{nominations} nominations",
                str(len(row.runs)),
                f"{row.seconds:.2f}",
                f"{row.cpu_seconds:.2f}",
                f"{cpu_each(drafts, nominations) or 0:.2f}",
                f"{row.peak_mb:.0f}",
                str(row.papers.pages("pdf")),
                f"{row.papers.mb:.1f}",
            )
            for nominations, row in sorted(drafts.items())
        ),
    ]


def form_cells(forms: Mapping[str, Sequence[FormsRun]]) -> Table:
    """The table of the forms alone; medians, of memory the worst."""
    limit = _cpu_ms(forms[TYPST]) if TYPST in forms else None
    return [
        _FORMS_HEAD,
        *(
            (
                label,
                str(forms[name][0].pages),
                f"{median(run.seconds / run.pages for run in forms[name]) * 1000:.1f}",
                f"{_cpu_ms(forms[name]):.1f}",
                f"{max(run.peak_mb for run in forms[name]):.0f}",
                f"{_cpu_ms(forms[name]) / limit:.1f}×" if limit else "—",
            )
            for name, label in _FORMS_LABELS.items()
            if name in forms
        ),
    ]


def _cpu_ms(runs: Sequence[FormsRun]) -> float:
    return median(run.cpu_seconds / run.pages for run in runs) * 1000


def step_cells(steps: Mapping[str, float]) -> Table:
    """The table of steps."""
    whole = sum(steps.values())
    return [
        _STEPS_HEAD,
        *((step, f"{seconds:.2f}", f"{seconds / whole:.1%}") for step, seconds in steps.items()),
    ]


def plain_table(table: Table) -> str:
    """Columns set apart by spaces; the first one to the left, the others to the right."""
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        gaps = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        first, *others = zip(row, gaps, strict=True)
        lines.append("  ".join([first[0] + first[1], *(gap + cell for cell, gap in others)]))
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def markdown_table(table: Table) -> str:
    """The same as Markdown; the aims and names are to the left, figures to the right."""
    head, *rows = table
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *rows))


# ------------------------------------------------------------------------------ into a page


def with_block(text: str, block: str, name: str = "bench") -> str:
    """The text with `block` between its markers `<!-- bench -->` and `<!-- /bench -->`.

    Args:
        text: The page.
        block: What goes there.
        name: What the markers are called.

    Raises:
        ValueError: The markers are not there, or more than once.
    """
    markers = re.compile(rf"(<!-- {name} -->).*?(<!-- /?{name} -->)", re.DOTALL)
    if len(markers.findall(text)) != 1:
        raise ValueError(f"needs one pair of markers, <!-- {name} --> and <!-- /{name} -->")
    return markers.sub(lambda found: f"{found[1]}\n{block.strip()}\n{found[2]}", text)
