"""A copy of the workbook with the findings in it: cells coloured, comments, a list with links."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.check.review import DossierReview, place_of
from pipeline.dossier.findings import Finding, Severity, Source
from pipeline.dossier.intake import Intake
from pipeline.errors import UsageError
from pipeline.tools.workbook import Cell, Look, Sheet
from pipeline.tools.workbook.bookxml import quoted
from pipeline.tools.workbook.marking import Mark, is_our_copy, mark_book
from pipeline.typefaces.table import HEI

TITLE = "检查结果"
"""Title of the list; the reader of dossiers passes it over."""

_DOSSIER = "dossier"
"""A file of this name is the dossier, whatever stands beside it."""
_COLOURS = {Severity.ERROR: "FFC4C4", Severity.WARNING: "FFE99A"}
_MOST_IN_COMMENT = 8
_HEADER_ROW = 4
_HEADERS = ("序号", "级别", "编号", "项目", "第一完成人", "位置", "问题", "处理", "依据", "规则")
_WIDTHS = (6, 7, 10, 28, 12, 16, 46, 40, 13, 15)
_TINT = "F3F6FA"
"""Fill of every other nomination."""
_LINE_PT, _HIGHEST_PT = 15, 400  # Excel's rows end at 409 pt

_HEADLINE = Look(size_pt=16, bold=True, font=HEI.word, border="", wrap=False, colour="1F3864")
_ABOUT = Look(size_pt=11, border="", wrap=False)
_HINT = Look(size_pt=10, border="", wrap=False, colour="595959")
_HEAD = Look(fill="1F4E79", colour="FFFFFF", bold=True, horizontal="center")
_PLAIN = Look(vertical="top", size_pt=10.5)
_CENTRED = replace(_PLAIN, horizontal="center")
_LINK = replace(_PLAIN, colour="0563C1", underlined=True)
_FAINT = replace(_PLAIN, colour="595959", size_pt=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One row of the list, counted from 1, and the cell it leads to."""

    number: int
    finding: Finding
    cell: Source | None

    @property
    def row(self) -> int:
        return _HEADER_ROW + self.number


def annotate(found: DossierReview, data: bytes, cells: Mapping[Finding, Source]) -> bytes:
    """The workbook once more, with what was found in its dossier.

    Args:
        found: What was found.
        data: The workbook; it is not changed.
        cells: The cell of each finding, see `cells_of`.

    Returns:
        A workbook; the same arguments give the same bytes.

    Raises:
        InputError: The workbook is damaged where the reader does not look.
    """
    lines = [
        _Line(number=number, finding=finding, cell=cells.get(finding))
        for number, finding in enumerate(found.findings, start=1)
    ]

    def listing(title: str) -> Sheet:
        return _listing(title, found, lines)

    return mark_book(data, list(_marks(lines)), listing, title=TITLE)


def cells_of(found: DossierReview, intake: Intake) -> dict[Finding, Source]:
    """The cell of each finding in a workbook: its own, else the nearest to what it speaks of.

    Args:
        found: What was found.
        intake: The dossier as it is read from this workbook.
    """
    cells = ((finding, _cell(finding, intake)) for finding in found.findings)
    return {finding: cell for finding, cell in cells if cell}


def _cell(finding: Finding, intake: Intake) -> Source | None:
    """A finding has no cell of this workbook where it is about a file or a line of YAML."""
    if finding.source and finding.source.cell:
        return finding.source
    path = finding.field or "unit"
    if finding.nomination is not None:
        ids = [each.id for each in intake.dossier.nominations]
        place = ids.index(finding.nomination) if finding.nomination in ids else len(ids)
        path = f"nominations[{place}].{finding.field or ''}".rstrip(".")
    return next((each for each in intake.places(path) if each.cell), None)


def as_link(cell: Source) -> str:
    """A cell as links name it: `'项目'!C7`."""
    return f"{quoted(cell.sheet or '')}!{cell.cell}"


def must_be_a_copy(target: Path, intake: Intake) -> None:
    """Make sure that a copy stands apart from the dossier itself.

    Raises:
        UsageError: The copy would replace the dossier's file, or be taken for it the next time.
    """
    own = intake.folder / intake.file
    if target.suffix.casefold() != ".xlsx":
        raise UsageError(
            "带批注的工作簿应是 .xlsx 文件", where=target.name, remedy="把文件名的结尾改为 .xlsx"
        )
    if target.resolve() == own.resolve() or (target.exists() and target.samefile(own)):
        raise UsageError(
            "这是材料自己的工作簿，不能改动",
            where=target.name,
            remedy="给带批注的工作簿另起一个文件名",
        )
    beside = target.resolve().parent == intake.folder.resolve()
    names = own.stem.casefold(), target.stem.casefold()
    if beside and (names[0] != _DOSSIER or names[1] == _DOSSIER):
        raise UsageError(
            "放在材料文件夹里会被当成材料",
            where=target.name,
            remedy="把带批注的工作簿放到别的文件夹",
        )


def was_edited(target: Path) -> bool:
    """Whether a file is there that is no copy of ours, or that was saved by another program since."""
    return target.is_file() and not is_our_copy(target.read_bytes())


# ---------------------------------------------------------------- marks


def _marks(lines: Sequence[_Line]) -> Iterator[Mark]:
    by_cell: dict[tuple[str, str], list[_Line]] = {}
    for line in lines:
        if line.cell and line.cell.sheet and line.cell.cell:
            by_cell.setdefault((line.cell.sheet, line.cell.cell), []).append(line)
    for (sheet, cell), here in by_cell.items():
        errors = any(line.finding.severity is Severity.ERROR for line in here)
        yield Mark(
            sheet=sheet,
            cell=cell,
            colour=_COLOURS[Severity.ERROR if errors else Severity.WARNING],
            comment=_comment(here),
            back=f"F{here[0].row}",
        )


def _comment(lines: Sequence[_Line]) -> str:
    """The findings of one cell as its comment."""
    said = [_said(line.finding) for line in lines[:_MOST_IN_COMMENT]]
    more = len(lines) - _MOST_IN_COMMENT
    if more > 0:
        said.append(f"……另有{more}处，见“{TITLE}”表")
    return "\n\n".join(said)


def _said(finding: Finding) -> str:
    return _printable(
        f"【{finding.severity.label}】{finding.message}。\n"
        f"处理：请{finding.remedy}。\n依据：{finding.clause}"
    )


# ---------------------------------------------------------------- the list


def _listing(title: str, found: DossierReview, lines: Sequence[_Line]) -> Sheet:
    sheet = Sheet(
        title=title,
        widths=dict(enumerate(_WIDTHS, start=1)),
        heights={1: 32, 2: 20, 3: 18, _HEADER_ROW: 24},
        frozen=f"A{_HEADER_ROW + 1}",
        repeated_rows=f"{_HEADER_ROW}:{_HEADER_ROW}",
        tab_colour="C00000" if found.errors else "BF9000" if found.warnings else "2E6B3A",
        filtered=f"A{_HEADER_ROW}:J{_HEADER_ROW + len(lines)}" if lines else "",
    )
    about = "　".join(part for part in (found.unit or found.name, found.unit_kind) if part)
    texts = (
        (_HEADLINE, f"{TITLE}　{found.activity_name}"),
        (_ABOUT, f"{about}　{_verdict(found)}"),
    )
    for row, (look, text) in enumerate((*texts, (_HINT, _hint(lines))), start=1):
        sheet.cells[row, 1] = Cell(value=_printable(text), look=look)
    for column, text in enumerate(_HEADERS, start=1):
        sheet.cells[_HEADER_ROW, column] = Cell(value=text, look=_HEAD)
    tinted, before = True, None
    for line in lines:
        cells = _row(found, line)
        tinted ^= cells[2].value != before
        before = cells[2].value
        for column, cell in enumerate(cells, start=1):
            sheet.cells[line.row, column] = _tinted(cell) if tinted else cell
        sheet.heights[line.row] = _height_pt(cells)
    return sheet


def _tinted(cell: Cell) -> Cell:
    return cell if cell.look.fill else replace(cell, look=replace(cell.look, fill=_TINT))


def _hint(lines: Sequence[_Line]) -> str:
    if not lines:
        return "这是工作簿的副本，原来的工作簿没有改动。"
    return (
        "这是工作簿的副本，原来的工作簿没有改动。点“位置”到该单元格，点那一行的A列可回到这里；"
        "红色是错误，黄色是提醒，批注写明处理办法。"
    )


def _verdict(found: DossierReview) -> str:
    left_out = f"{found.unchecked}。" if found.unchecked else ""
    return _found(found) + left_out


def _found(found: DossierReview) -> str:
    count = f"提名{len(found.headings)}项，错误{found.errors}处，提醒{found.warnings}处"
    if found.errors:
        return f"{count}。有错误不能生成正式材料。"
    return f"{count}。{'请逐条核对。' if found.warnings else '没有发现问题。'}"


def _row(found: DossierReview, line: _Line) -> tuple[Cell, ...]:
    finding = line.finding
    place = place_of(finding, found.headings)
    heading = found.headings[place] if place is not None else None
    name = (heading.id or f"第{(place or 0) + 1}项") if heading else "整份材料"
    severity = replace(_CENTRED, fill=_COLOURS[finding.severity], bold=True)
    return (
        Cell(value=line.number, look=_CENTRED),
        Cell(value=finding.severity.label, look=severity),
        Cell(value=_printable(name), look=_CENTRED),
        Cell(value=_printable(heading.title if heading else ""), look=_PLAIN),
        Cell(value=_printable(heading.lead if heading else ""), look=_PLAIN),
        _link(line),
        Cell(value=_printable(f"{finding.message}。"), look=_PLAIN),
        Cell(value=_printable(f"请{finding.remedy}。"), look=_PLAIN),
        Cell(value=finding.clause, look=_PLAIN),
        Cell(value=finding.rule, look=_FAINT),
    )


def _link(line: _Line) -> Cell:
    cell = line.cell
    if cell is None:
        return Cell(value=_printable(str(line.finding.source or "")), look=_PLAIN)
    return Cell(value=_printable(str(cell)), look=_LINK, leads_to=as_link(cell))


def _height_pt(cells: Sequence[Cell]) -> float:
    """Height that shows a row in full: programs do not let rows grow that they only open."""
    lines = [
        math.ceil(_columns(str(cell.value or "")) / (width - 2))
        for cell, width in zip(cells, _WIDTHS, strict=True)
    ]
    return min(_HIGHEST_PT, max(1, *lines) * _LINE_PT + 6)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in {"W", "F", "A"} else 1 for each in text)


def _printable(text: str) -> str:
    """A text without what no XML can hold: control characters, halves of characters."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_broken(each) else each for each in text)


def _is_broken(character: str) -> bool:
    if character == "\n":
        return False
    return unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"
