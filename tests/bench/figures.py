"""What the benchmark's figures come to: ratios, aims, tables.  No timing here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

COLD, UNCHANGED, EDITED, EACH, ONCE, PAGES = "cold", "unchanged", "edited", "a", "b", "c"

LABELS = {
    COLD: "ours, cold",
    UNCHANGED: "ours, rebuilt unchanged",
    EDITED: "ours, rebuilt after one edit",
    EACH: "(a) docxtpl, LibreOffice per document",
    ONCE: "(b) docxtpl, LibreOffice once for all",
    PAGES: "(c) docxtpl, WeasyPrint, automatic tables",
}
"""Everything that is measured, in the order of the table."""

PAGES_AT_LEAST = 0.95
"""Share of our pages that another way must have: its line breaks differ, its content may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One measurement.

    Attributes:
        seconds: Wall time, from start to end of the process.
        cpu_seconds: User and system time of the process and all that it started.
        peak_mb: Peak resident memory of the largest of these processes, in 10^6 bytes.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What a contestant made.

    Attributes:
        files: Pages by path, e.g. `pdf/提名函.pdf`; 0 for Word files.
        mb: Size of all, in 10^6 bytes.
    """

    files: Mapping[str, int]
    mb: float

    def count(self, kind: str) -> int:
        """Number of files in a folder: `word`, `pdf` or `print`."""
        return len(self._pages(kind))

    def pages(self, kind: str) -> int:
        """Number of pages in a folder."""
        return sum(self._pages(kind))

    def _pages(self, kind: str) -> list[int]:
        return [pages for path, pages in self.files.items() if path.startswith(f"{kind}/")]


@dataclass(frozen=True, slots=True)
class Row:
    """All measurements of one contestant; of times the median counts, of memory the worst."""

    runs: tuple[Run, ...]
    papers: Papers

    @property
    def least_seconds(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def seconds(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def cpu_seconds(self) -> float:
        return median(run.cpu_seconds for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.runs)


Rows = Mapping[str, Row]


def shortfall(made: Papers, wanted: Papers) -> str:
    """What is missing in one output that is in the other; empty if nothing is."""
    missing = sorted(set(wanted.files) - set(made.files))
    if missing:
        return f"{len(missing)} of {len(wanted.files)} files missing, first {missing[0]}"
    empty = [path for path, pages in wanted.files.items() if pages and not made.files[path]]
    if empty:
        return f"{len(empty)} files without pages, first {empty[0]}"
    for kind in ("pdf", "print"):
        if made.pages(kind) < PAGES_AT_LEAST * wanted.pages(kind):
            return f"{made.pages(kind)} pages in {kind}/ where ours has {wanted.pages(kind)}"
    return ""


# ------------------------------------------------------------------------------ aims


@dataclass(frozen=True, slots=True)
class Verdict:
    """An aim of the project and what was reached; `reached` is None where it was not measured."""

    aim: str
    found: str
    reached: bool | None

    @property
    def word(self) -> str:
        return {True: "reached", False: "NOT reached", None: "not measured"}[self.reached]


def verdicts(rows: Rows) -> list[Verdict]:
    """Every aim against what was measured."""
    return [
        *(_faster(rows, other, aim) for other, aim in ((EACH, 8.0), (ONCE, 2.5), (PAGES, 5.0))),
        _share(rows, 0.03),
        _memory(rows, 450.0),
    ]


def ratio(rows: Rows, key: str) -> float | None:
    """Time of a contestant in times of ours cold, medians; None where one was not measured."""
    if key not in rows or COLD not in rows:
        return None
    return rows[key].seconds / rows[COLD].seconds


def _faster(rows: Rows, other: str, aim: float) -> Verdict:
    text = f"at least {aim:g} times faster than ({other})"
    found = ratio(rows, other)
    if found is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{found:.1f} times", found >= aim)


def _share(rows: Rows, aim: float) -> Verdict:
    text = f"rebuilt unchanged in less than {aim:.0%} of a cold build"
    found = ratio(rows, UNCHANGED)
    if found is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{found:.1%}", found < aim)


def _memory(rows: Rows, aim: float) -> Verdict:
    text = f"largest process under {aim:.0f} MB"
    peaks = [rows[key].peak_mb for key in (COLD, UNCHANGED, EDITED) if key in rows]
    if not peaks:
        return Verdict(text, "", None)
    return Verdict(text, f"{max(peaks):.0f} MB", max(peaks) < aim)


# ------------------------------------------------------------------------------ tables

_HEAD = (
    "", "rounds", "least s", "median s", "CPU s", "peak MB", "time / ours cold",
    "pages", "output MB",
)  # fmt: skip
_AIMS_HEAD = ("aim", "found", "")


def cells(rows: Rows) -> list[Sequence[str]]:
    """The table of measurements as texts, its head first."""
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


def aim_cells(rows: Rows) -> list[Sequence[str]]:
    """The table of aims as texts, its head first."""
    return [_AIMS_HEAD, *((each.aim, each.found or "—", each.word) for each in verdicts(rows))]


def plain_table(table: Sequence[Sequence[str]]) -> str:
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


def markdown_table(table: Sequence[Sequence[str]]) -> str:
    """The same as Markdown; the aims and names are to the left, figures to the right."""
    head, *rows = table
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *rows))


# ------------------------------------------------------------------------------ into a page

_BLOCK = re.compile(r"(<!-- bench -->).*?(<!-- /?bench -->)", re.DOTALL)


def with_block(text: str, block: str) -> str:
    """The text with `block` between its markers `<!-- bench -->` and `<!-- /bench -->`.

    Raises:
        ValueError: The markers are not there, or more than once.
    """
    if len(_BLOCK.findall(text)) != 1:
        raise ValueError("needs one pair of markers, <!-- bench --> and <!-- /bench -->")
    return _BLOCK.sub(lambda found: f"{found[1]}\n{block.strip()}\n{found[2]}", text)
