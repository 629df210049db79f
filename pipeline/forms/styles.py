"""How the workbook looks and what it says beside its fields: colours, widths, notes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.activity.tables import Limit
from pipeline.dossier.schema import Kind
from pipeline.forms.options import yes_no_labels
from pipeline.forms.sheets import SELDOM_BAND, Column
from pipeline.tools.workbook import Look
from pipeline.typefaces.table import HEI

TITLE = Look(size_pt=16, bold=True, font=HEI.word, border="", wrap=False, colour="1F3864")
HINT = Look(size_pt=10, border="", wrap=False, colour="595959")
TEXT = Look(number_format="@")
ANY = Look()
DATE = Look(number_format="yyyy-mm-dd", horizontal="center")
CENTRED = Look(number_format="@", horizontal="center")
COUNT = Look(size_pt=9, colour="7F7F7F", horizontal="center", wrap=False)
HELP = Look(size_pt=10, colour="595959", indent=1)
ID_CELL = Look(number_format="@", horizontal="center", bold=True, colour="1F3864", fill="F2F2F2")

_BAND_COLOURS = ("1F4E79", "A14000", "2E6B3A", "5B3A8C", "146C74", "7F6000", "8A1C3B")
_TINTS = ("D6E4F0", "F8DFCF", "DCEBD8", "E5DCF2", "D5ECEC", "FBEFC9", "F5D9E1")
_GREY, _GREY_TINT, _OPTIONAL = "7F7F7F", "EDEDED", "FAFAFA"

_WIDTHS = {
    Kind.TEXT: 18, Kind.LONG_TEXT: 48, Kind.DATE: 14, Kind.YES_NO: 11, Kind.INTEGER: 10,
    Kind.CHOICE: 16, Kind.CHOICES: 34, Kind.TEXTS: 26, Kind.FILE: 26, Kind.FILES: 26,
}  # fmt: skip
_WIDTHS_BY_KEY = {
    "id": 8, "address": 32, "place": 32, "duty": 46, "email": 26, "id_number": 22,
    "uscc": 23, "skill_certificate": 26, "title_certificate": 26, "issuer": 32, "name": 30,
    "level1": 22, "level2": 22, "level3": 26, "employer": 30, "category": 10, "sex": 8,
    "postcode": 11, "degree": 10, "education": 10, "year": 9, "mobile": 16, "phone": 20,
}  # fmt: skip
_LINE_PT, _HIGHEST_PT = 15, 400  # Excel's rows end at 409 pt
_PERSON_NAME_WIDTH, _PROJECT_TITLE_WIDTH = 13, 34


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of the bands of one sheet, in their order."""

    by_band: dict[str, tuple[str, str]]

    def band(self, band: str) -> Look:
        """The heading over columns."""
        return Look(
            fill=self.by_band[band][0],
            colour="FFFFFF",
            bold=True,
            size_pt=12,
            font=HEI.word,
            horizontal="left",
            indent=1,
            border="FFFFFF",
            wrap=False,
        )

    def header(self, column: Column) -> Look:
        """A header: tinted and bold where the field is needed."""
        fill = self.by_band[column.band][1] if column.required else _OPTIONAL
        return Look(
            fill=fill, bold=column.required, horizontal="center", size_pt=10, border="A6A6A6"
        )

    def label(self, column: Column) -> Look:
        """A label of a form."""
        return replace(self.header(column), horizontal="left", indent=1, size_pt=11)


def colours_of(columns: Iterable[Column]) -> Colours:
    """A colour for each band, one after the other; grey for what is seldom filled in."""
    bands = dict.fromkeys(each.band for each in columns)
    return Colours(
        {
            band: (_GREY, _GREY_TINT)
            if band == SELDOM_BAND
            else (_BAND_COLOURS[index % len(_TINTS)], _TINTS[index % len(_TINTS)])
            for index, band in enumerate(bands)
        }
    )


def value_look(column: Column) -> Look:
    """How a value looks; codes and short texts are kept as text."""
    match column.field.kind:
        case Kind.DATE:
            return DATE
        case Kind.YES_NO | Kind.CHOICE:
            return CENTRED
        case Kind.INTEGER:
            return replace(ANY, horizontal="center")
        case Kind.LONG_TEXT:
            return ANY  # Excel shows long text in cells of text format as ####
    return TEXT


def width(column: Column) -> float:
    """Width of a table's column, in characters."""
    key, kind = column.field.key, column.field.kind
    usual: float = _WIDTHS[kind]
    if column.path == "title":
        usual = _PROJECT_TITLE_WIDTH
    elif key == "name" and column.field.label == "姓名":
        usual = _PERSON_NAME_WIDTH
    elif kind in {Kind.TEXT, Kind.CHOICE}:
        usual = _WIDTHS_BY_KEY.get(key, usual)
    longest_line = max(len(line) for line in header_text(column).split("\n"))
    return max(usual, min(22, 2 * longest_line + 1))


def height_pt(texts: Iterable[tuple[Column, object]]) -> float | None:
    """Height that shows a row's texts in full; None where one line does.

    Excel and WPS let rows grow while a clerk types, but not those of a file they only open.
    """
    lines = max((_lines(str(text), width(column)) for column, text in texts), default=1)
    return _of_lines(lines) if lines > 1 else None


def text_height_pt(text: str, characters: float) -> float:
    """Height that shows a text in full in a column of a width."""
    return _of_lines(_lines(text, characters))


def _of_lines(lines: int) -> float:
    return min(_HIGHEST_PT, lines * _LINE_PT + 8)


def _lines(text: str, characters: float) -> int:
    """Lines that a text takes; a Chinese character is as wide as two others."""
    widths = (sum(1 + (ord(each) > 0x2E7F) for each in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(each / (characters - 2))) for each in widths)


def header_text(column: Column) -> str:
    """The header a clerk sees: `*` where needed, its group on the first line."""
    *groups, last = column.labels
    mark = "*" if column.required else ""
    return f"{mark}{'-'.join(groups)}-\n{last}" if groups else f"{mark}{last}"


def help_text(column: Column, limit: Limit | None) -> str:
    """What is asked in a field, in one line for each thing to know."""
    parts = [column.field.note, _how(column)]
    if limit is not None:
        parts.append(f"限{limit.max}字，空格和换行不计（{limit.clause}）")
    return "；".join(part for part in parts if part)


def note(column: Column, limit: Limit | None) -> str:
    """The note on a header."""
    lines = [column.label, "必填" if column.required else "选填", help_text(column, limit)]
    return "\n".join(line for line in lines if line)


def _how(column: Column) -> str:
    kind = column.field.kind
    if kind is Kind.YES_NO:
        return "填“{}”或“{}”".format(*yes_no_labels(column))
    return _HOW_BY_KIND.get(kind) or _HOW_BY_KEY.get(column.field.key, "")


_HOW_FILES = "一般不用填，按“说明”表给文件命名即可；要指定时写文件位置，每个文件一行"
_HOW_BY_KIND = {
    Kind.DATE: "写年月日，如 2023-8-20",
    Kind.CHOICE: "从下拉列表选择",
    Kind.CHOICES: "从下拉列表选择，有几项时每项一行",
    Kind.INTEGER: "只填数字",
    Kind.FILE: _HOW_FILES,
    Kind.FILES: _HOW_FILES,
}
_HOW_BY_KEY = {
    "id_number": "照身份证填写，18位；其他证件先填“证件类别”",
    "phone": "固定电话带区号，如 025-83530000；分机写在“-”后",
    "mobile": "11位手机号码",
    "postcode": "6位邮政编码",
    "level1": "从下拉列表选择（附件3）",
    "level2": "先选一级，再从下拉列表选择（附件3）",
    "level3": "先选二级，可从下拉列表选择，也可自己写（附件3）",
    "skill_level": "可从下拉列表选择；没有的不填",
    "uscc": "18位统一社会信用代码",
    "year": "如 2022",
}

FORM_HEAD = Look(
    fill="404040", colour="FFFFFF", bold=True, font=HEI.word, horizontal="center", border="FFFFFF"
)
LEADING_HEAD = Look(fill="D6E4F0", bold=True, horizontal="center", size_pt=10, border="A6A6A6")
GUIDE_HEAD = Look(
    size_pt=13, bold=True, font=HEI.word, border="", wrap=False, colour="1F4E79", vertical="bottom"
)
GUIDE_NAME = Look(fill="F2F2F2", bold=True, indent=1)
GUIDE_TEXT = Look(indent=1)
_OTHER_GROUND = "F3F8FC"


def in_form(look: Look) -> Look:
    """A value's look in a form, where all values start at the left."""
    return replace(look, horizontal="left", indent=1)


def grouped(look: Look, group: int) -> Look:
    """A value's look; every other group of rows stands on another ground."""
    return filled(look, _OTHER_GROUND) if group % 2 and not look.fill else look


def filled(look: Look, fill: str) -> Look:
    """A look on a ground."""
    return replace(look, fill=fill)
