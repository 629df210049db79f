"""Whatever stands in a workbook is read to what a person reads there, or named at its cell.

Each cell of a table is drawn with something in it and with what a person would read; then everything
is read at once.  `WUXIAO_EXAMPLES=2000` tries more workbooks than the suite does.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipeline.dossier.models import Nomination
from tests.load.cases import read, read_rows
from tests.load.pictured import add_wps_pictures, dispimg, float_in, png

EXAMPLES = int(os.environ.get("WUXIAO_EXAMPLES", "12"))

COLUMNS = {
    "A": "编号",
    "B": "项目名称",
    "C": "项目简介",
    "D": "备注",
    "E": "应用实施时间",
    "F": "视频-时长（秒）",
    "G": "项目实施前-照片",
    "H": "第一完成单位-单位名称",
}
READERS: dict[str, Callable[[Nomination], Any]] = {
    "B": lambda one: one.title,
    "C": lambda one: one.introduction,
    "D": lambda one: one.remark,
    "E": lambda one: one.in_use_since,
    "F": lambda one: one.video.seconds,
    "G": lambda one: one.before.photos,
    "H": lambda one: one.employer.name,
}
PICTURES = [png(shade, 20) for shade in range(4)]
RAISED = dict(zip("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋", strict=True))


@dataclass
class Seen:
    """A cell: what is put there, what a person reads there, and whether something is said of it."""

    put: Callable[[Any], object]
    read: Any
    told: bool = False
    photos: list[bytes] = field(default_factory=list)


def value(typed: Any, read: Any, *, code: str = "", told: bool = False) -> Seen:
    def put(cell: Any) -> None:
        cell.value = typed
        if code:
            cell.number_format = code

    return Seen(put, read, told)


HAN = st.text("甲乙丙丁戊己庚辛壬癸江苏工会创新检测", min_size=1, max_size=12)
WORDS = HAN.map(lambda text: value(text, text))
FOLDED = st.tuples(
    HAN, st.sampled_from([("⼯", "工"), ("⼒", "力"), ("⻋", "车"), ("\uf9d1", "六")])
).map(lambda drawn: value(f"{drawn[0]}{drawn[1][0]}", f"{drawn[0]}{drawn[1][1]}"))
INVISIBLE = st.tuples(HAN, st.sampled_from("\u200b\u200e\u202d\u00ad\ufe0f\ufffc"), HAN).map(
    lambda drawn: value("".join(drawn), drawn[0] + drawn[2], told=True)
)
NUMBERS = st.sampled_from([
    value(0.125, "12.5%", code="0.0%"),
    value(1234, "1,234", code="#,##0"),
    value(1234.5678, "1,235", code="#,##0", told=True),
    value(2.5, "2.50", code="0.00"),
    value(12, "12项", code='0"项"'),
    value(7, "007", code="000"),
    value(3.14159, "3.1", code="0.0", told=True),
    value("甲", "甲厂", code='@"厂"'),
    value("甲", None, code=";;;", told=True),
    value("=1/0", None, told=True),
    value("#N/A", None, told=True),
])  # fmt: skip
DAYS = st.sampled_from([
    value(date(2022, 7, 1), date(2022, 7, 1), code="yyyy/m/d"),
    value(date(2022, 7, 1), None, code='yyyy"年"m"月"', told=True),
    value("2022年7月1日", date(2022, 7, 1)),
    value("２０２２．７．１", date(2022, 7, 1)),
    value("٢٠٢٢-٧-١", date(2022, 7, 1)),
    value("2022年⑦月1日", None, told=True),
    value(44_743, date(2022, 7, 1), code="General"),
    value(20220701, date(2022, 7, 1), code="0000-00-00"),
])  # fmt: skip
SECONDS = st.sampled_from([
    value(146, 146), value("１４６", 146), value("十", None, told=True), value(146.4, 146, code="0", told=True),
    value(1146, 1146, code="#,##0"), value("146秒", None, told=True),
])  # fmt: skip


@st.composite
def runs(draw: st.DrawFn) -> Seen:
    """Text in runs: raised and lowered digits, words struck out."""
    parts: list[Any] = [draw(HAN)]
    read, told, lost = parts[0], False, False
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["plain", "superscript", "subscript", "strike", "lost"]))
        if kind == "plain":
            parts.append(draw(HAN))
            read += parts[-1]
        elif kind == "strike":
            text = draw(HAN)
            parts.append(TextBlock(InlineFont(strike=True), text))
            told = True
        elif kind == "lost":
            parts.append(TextBlock(InlineFont(vertAlign="superscript"), draw(HAN)))
            told = lost = True
        else:
            known = RAISED if kind == "superscript" else LOWERED
            text = draw(st.text(sorted(known), min_size=1, max_size=3))
            parts.append(TextBlock(InlineFont(vertAlign=kind), text))  # type: ignore[arg-type]
            read += "".join(known[each] for each in text)
    return value(CellRichText(*parts), None if lost else read, told=told)


@st.composite
def struck(draw: st.DrawFn) -> Seen:
    text = draw(HAN)

    def put(cell: Any) -> None:
        cell.value, cell.font = text, Font(strike=True)

    return Seen(put, None, told=True)


@st.composite
def pictures(draw: st.DrawFn) -> Seen:
    """Pictures of WPS in a cell, floating over it, or both."""
    inside = draw(st.none() | st.integers(0, 3))
    over = draw(st.lists(st.integers(0, 3), max_size=2))

    def put(cell: Any) -> None:
        if inside is not None:
            cell.value = dispimg(f"ID_{inside}")
        for each in over:
            float_in(cell.parent, cell.row, cell.column, PICTURES[each])

    shown = [*([] if inside is None else [inside]), *over]
    return Seen(put, None, photos=[PICTURES[each] for each in dict.fromkeys(shown)])


PICTURED = st.just(value(dispimg("ID_1"), None, told=True))
TEXTS = WORDS | FOLDED | INVISIBLE | NUMBERS | runs() | struck() | PICTURED
CELLS = {"B": WORDS, "C": TEXTS, "D": TEXTS, "E": DAYS, "F": SECONDS, "G": pictures(), "H": WORDS}


@dataclass
class Book:
    """A drawn workbook: cells by place, rows and columns that are hidden, rows merged in H."""

    cells: dict[str, Seen]
    rows: int
    hidden_rows: set[int]
    hidden_columns: set[str]
    merged: tuple[int, int] | None


@st.composite
def books(draw: st.DrawFn) -> Book:
    rows = draw(st.integers(1, 4))
    cells = {
        f"{column}{row}": draw(CELLS[column]) for row in range(2, rows + 2) for column in CELLS
    }
    hidden = draw(st.sets(st.integers(2, rows + 1), max_size=1))
    columns = draw(st.sets(st.sampled_from(["B", "H"]), max_size=1))
    merged = draw(st.none() | st.tuples(st.integers(2, rows + 1), st.integers(2, rows + 1)))
    span = (min(merged), max(merged)) if merged and merged[0] != merged[1] else None
    return Book(cells, rows, hidden, columns, span)


def write(folder: Path, book: Book) -> None:
    def edit(sheets: Any) -> None:
        sheet = sheets["项目"]
        for place, seen in book.cells.items():
            seen.put(sheet[place])
        for row in book.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        for column in book.hidden_columns:
            sheet.column_dimensions[column].hidden = True
        if book.merged:
            sheet.merge_cells(f"H{book.merged[0]}:H{book.merged[1]}")

    rows = [[f"P{number:02d}"] for number in range(1, book.rows + 1)]
    read_rows(folder, [list(COLUMNS.values()), *rows], edit=edit)
    named = {f"ID_{number}": data for number, data in enumerate(PICTURES)}
    add_wps_pictures(folder / "dossier.xlsx", named)


def wanted(book: Book, column: str, row: int) -> Any:
    seen = book.cells[f"{column}{row}"]
    if column == "H" and book.merged and book.merged[0] <= row <= book.merged[1]:
        seen = book.cells[f"H{book.merged[0]}"]
    return seen.photos if column == "G" else seen.read


def named_places(book: Book) -> set[str]:
    places = {place for place, seen in book.cells.items() if seen.told}
    places |= {f"A{row}" for row in book.hidden_rows} | {f"{each}1" for each in book.hidden_columns}
    return places | ({f"H{book.merged[0]}"} if book.merged else set())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books())
def test_a_workbook_is_read_to_what_a_person_reads_or_named(book: Book) -> None:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), book)
        intake = read(Path(name))
        for row, one in enumerate(intake.dossier.nominations, start=2):
            for column, reader in READERS.items():
                found = reader(one)
                if column == "G":
                    found = [intake.files.path_of(each).read_bytes() for each in found]
                assert found == wanted(book, column, row), f"{column}{row}"
    assert len(intake.dossier.nominations) == book.rows
    places = {str(each.source).removeprefix("项目!") for each in intake.findings}
    assert places == named_places(book)
