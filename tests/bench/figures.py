"""What the benchmark's figures come to: ratios, and the aims, whose one place this is.  No timing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

COLD, UNCHANGED, EDITED = "cold", "unchanged", "edited"
EACH, ONCE, PAGES, FIXED, OFFICE = "a", "b", "c", "d", "office"

LABELS = {
    COLD: "ours, cold",
    UNCHANGED: "ours, rebuilt unchanged",
    EDITED: "ours, rebuilt after one edit",
    EACH: "(a) docxtpl, LibreOffice per document",
    ONCE: "(b) docxtpl, LibreOffice once for all",
    PAGES: "(c) docxtpl, WeasyPrint, automatic tables",
    FIXED: "(d) docxtpl, WeasyPrint, fixed tables",
    OFFICE: "LibreOffice alone, the finished Word files",
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

    def only(self, kind: str) -> Papers:
        """Those in one folder."""
        files = {path: pages for path, pages in self.files.items() if path.startswith(f"{kind}/")}
        return Papers(files=files, mb=self.mb)

    def count(self, kind: str) -> int:
        """Number of files in a folder: `word`, `pdf` or `print`."""
        return len(self._pages(kind))

    def pages(self, kind: str) -> int:
        """Number of pages in a folder."""
        return sum(self._pages(kind))

    def _pages(self, kind: str) -> list[int]:
        return list(self.only(kind).files.values())


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsRun:
    """The nomination forms, made once as PDFs in one process.

    Attributes:
        pages: Number of pages.
        seconds: Wall time, without the start of the process and the reading of the dossier.
        cpu_seconds: CPU time of the same stretch.
        peak_mb: Peak resident memory of the process, in 10^6 bytes.
    """

    pages: int
    seconds: float
    cpu_seconds: float
    peak_mb: float


Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """All that was measured; what was not is empty.

    Attributes:
        rows: The contestants.
        drafts: Dossiers of some and of many nominations, built as drafts, by their number.
        forms: The forms alone, by who made them: `OURS`, `TYPST`.
        steps: CPU seconds of a cold build in one process, by step, in the order of a build.
    """

    rows: Rows
    drafts: Mapping[int, Row] = field(default_factory=dict)
    forms: Mapping[str, Sequence[FormsRun]] = field(default_factory=dict)
    steps: Mapping[str, float] = field(default_factory=dict)


OURS, TYPST = "ours", "typst"


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

FASTER = {EACH: 12.0, ONCE: 2.5, PAGES: 6.0}
"""How many times faster than another way a cold build is to be, at least."""

SHARES = {EDITED: 0.12, UNCHANGED: 0.01}
"""The share of a cold build's time that a rebuild may take, at most."""

PEAK_MB, PEAK_OF_MANY_MB = 220.0, 300.0
"""Memory of the largest process, at most: of the sample, of a dossier of `MANY` nominations."""

FEW, MANY = 20, 200
"""Nominations of the dossiers that are compared."""

DEARER = 0.10
"""By how much one of many nominations may need more CPU time than one of few."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An aim of the project and what was reached; `reached` is None where it was not measured."""

    aim: str
    found: str
    reached: bool | None

    @property
    def word(self) -> str:
        return {True: "reached", False: "NOT reached", None: "not measured"}[self.reached]


def verdicts(found: Found) -> list[Verdict]:
    """Every aim against what was measured."""
    rows, drafts = found.rows, found.drafts
    return [
        *(_faster(rows, other, aim) for other, aim in FASTER.items()),
        _no_slower_than_office(rows),
        *(_share(rows, key, aim) for key, aim in SHARES.items()),
        _peak("largest process", [rows[key] for key in OURS_ROWS if key in rows], PEAK_MB),
        _peak(
            f"largest process, {MANY} nominations in one dossier",
            [drafts[MANY]] if MANY in drafts else [],
            PEAK_OF_MANY_MB,
        ),
        _no_dearer(drafts),
    ]


OURS_ROWS = (COLD, UNCHANGED, EDITED)


def ratio(rows: Rows, key: str) -> float | None:
    """Time of a contestant in times of ours cold, medians; None where one was not measured."""
    if key not in rows or COLD not in rows:
        return None
    return rows[key].seconds / rows[COLD].seconds


def cpu_each(drafts: Mapping[int, Row], nominations: int) -> float | None:
    """CPU seconds per nomination of a dossier of so many; None where it was not measured."""
    return drafts[nominations].cpu_seconds / nominations if nominations in drafts else None


def _faster(rows: Rows, other: str, aim: float) -> Verdict:
    text = f"at least {aim:g} times faster than ({other})"
    found = ratio(rows, other)
    if found is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{found:.1f} times", found >= aim)


def _no_slower_than_office(rows: Rows) -> Verdict:
    text = "cold build no slower than LibreOffice alone with the finished Word files"
    found = ratio(rows, OFFICE)
    if found is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{1 / found:.2f} of its time", found >= 1)


def _share(rows: Rows, key: str, aim: float) -> Verdict:
    text = f"{LABELS[key].removeprefix('ours, ')} in at most {aim:.0%} of a cold build"
    found = ratio(rows, key)
    if found is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{found:.1%}", found <= aim)


def _peak(what: str, rows: Sequence[Row], aim: float) -> Verdict:
    text = f"{what} at most {aim:.0f} MB"
    if not rows:
        return Verdict(text, "", None)
    found = max(row.peak_mb for row in rows)
    return Verdict(text, f"{found:.0f} MB", found <= aim)


def _no_dearer(drafts: Mapping[int, Row]) -> Verdict:
    text = f"CPU per nomination at {MANY} at most {DEARER:.0%} above that at {FEW}"
    few, many = cpu_each(drafts, FEW), cpu_each(drafts, MANY)
    if few is None or many is None:
        return Verdict(text, "", None)
    return Verdict(text, f"{many / few - 1:+.1%}", many <= few * (1 + DEARER))
