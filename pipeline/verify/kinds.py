"""Kinds of papers, how a paper's kind is known, and which clause applies to which kind: all of it here.

A clause that is broken is 不符合 to `wuxiao doctor --paper`.  To `wuxiao build` it is a fault where a template
of ours can be the only cause, and a doubt where the data may be: a name too long for its place, an address
that no line can hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pipeline.tools.geometry import MeasuredPage, MeasuredPaper
from pipeline.verify import figures, layout, paging, parts, setting, tabular
from pipeline.verify.figures import Figure
from pipeline.verify.form import read_form
from pipeline.verify.grid import tables
from pipeline.verify.letter import read_letter
from pipeline.verify.reading import Reading
from pipeline.verify.verdict import Result, Weight


class Kind(StrEnum):
    """What a paper is."""

    LETTER = "公函"
    NOTICE = "公示"
    CERTIFICATE = "证明"
    PLEDGE = "承诺书"
    FORM = "表格"
    WIDE = "横排表格"


Judge = Callable[[Any], Result | None]


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure, what judges it, and what breaking it is to a build, by kind of paper."""

    figure: Figure
    judge: Judge
    weights: dict[Kind, Weight]


_TEXTS = (Kind.LETTER, Kind.NOTICE, Kind.CERTIFICATE, Kind.PLEDGE)
_TABLES = (Kind.FORM, Kind.WIDE)


def _clauses(
    kinds: tuple[Kind, ...], rows: tuple[tuple[Figure, Judge, str], ...]
) -> tuple[Clause, ...]:
    return tuple(Clause(figure, judge, _weights(kinds, marks)) for figure, judge, marks in rows)


def _weights(kinds: tuple[Kind, ...], marks: str) -> dict[Kind, Weight]:
    columns = zip(kinds, marks, strict=True)
    return {kind: Weight(mark) for kind, mark in columns if mark != "-"}


# Columns: 公函, 公示, 证明, 承诺书; the marks are those of `Weight`, and - where it does not apply.
_OF_TEXTS = _clauses(_TEXTS, (
    (figures.PAGE_SIZE, layout.page_size, "!!!!"),
    (figures.TOP, layout.top_margin, "!!!!"),
    (figures.LEFT, layout.left_margin, "!!!!"),
    (figures.WIDTH, layout.width, "????"),
    (figures.HEIGHT, layout.height, "!!!!"),
    (figures.BODY_FONT, layout.body_font, "????"),
    (figures.BODY_SIZE, layout.body_size, "!!.."),
    (figures.CHARACTERS, layout.characters, "!!.."),
    (figures.LINES, layout.lines_a_page, "!!.."),
    (figures.FLUSH, layout.flush, "????"),
    (figures.MARKS, layout.marks, "????"),
    (figures.GAPS, setting.gaps, "!!!!"),
    (figures.FILL, setting.fill, "????"),
    (figures.LONELY, setting.lonely, "????"),
    (figures.LONELY_ROW, paging.lonely_row, "???-"),
    (figures.INK, setting.ink, "!!!!"),
    (figures.PLAIN, setting.plain, "!!!!"),
    (figures.PAGE_NUMBER, layout.page_number, "!!!!"),
    (figures.NUMBER_DEPTH, layout.number_depth, "!!!!"),
    (figures.NUMBER_SIDE, layout.number_side, "!!!!"),
    (figures.EMBEDDED, layout.embedded, "!!!!"),
    (figures.GLYPHS, layout.glyphs_drawn, "!!!!"),
    (figures.TITLE_SIZE, layout.title_size, "!!!!"),
    (figures.TITLE_FONT, parts.title_font, "!!!!"),
    (figures.TITLE_CENTRED, parts.title_centred, "!!!!"),
    (figures.TITLE_SHAPE, parts.title_shape, "????"),
    (figures.TITLE_BREAK, setting.title_break, "????"),
    (figures.TITLE_DROP, setting.title_drop, "!!!!"),
    (figures.ADDRESSEE, parts.addressee, "!-?-"),
    (figures.ADDRESSEE_GAP, parts.addressee_gap, "!-?-"),
    (figures.INDENT, parts.indent, "!?!!"),
    (figures.HEADINGS, parts.headings, "????"),
    (figures.ATTACHMENTS, parts.attachments, "!---"),
    (figures.DATE, parts.date, "!!!-"),
    (figures.DATE_PLACE, parts.date_place, "???-"),
    (figures.ISSUER, parts.issuer, "???-"),
    (figures.ISSUER_GAP, setting.issuer_gap, "???-"),
    (figures.NOT_ALONE, parts.not_alone, "???-"),
    (figures.SEAL_ROOM, parts.seal_room, "???-"),
    (figures.SEAL, parts.seal, "???-"),
    (figures.HEAD_NAME, parts.head_name, "!---"),
    (figures.HEAD_RULE, parts.head_rule, "!---"),
    (figures.FOOT_RULE, parts.foot_rule, "!---"),
    (figures.HEAD_NUMBER, parts.head_number, "!---"),
    (figures.HEAD_PAGE, parts.head_page, "!---"),
))  # fmt: skip

# Columns: 表格, 横排表格.
_OF_TABLES = _clauses(_TABLES, (
    (figures.PAGE_SIZE, layout.page_size, "!-"),
    (figures.LYING_SIZE, tabular.lying_size, "-!"),
    (figures.AREA, tabular.area, "!!"),
    (figures.TABLE_WIDTH, tabular.table_width, "!!"),
    (figures.TABLE_TOP, tabular.table_top, "?-"),
    (figures.TABLE_FONT, tabular.table_font, "??"),
    (figures.TABLE_SIZE, tabular.table_size, "!!"),
    (figures.SECTION_FONT, tabular.section_font, "?-"),
    (figures.TABLE_PITCH, tabular.table_pitch, "?-"),
    (figures.TABLE_FLUSH, tabular.table_flush, "?-"),
    (figures.CELL, tabular.cell, "??"),
    (figures.TABLE_FILL, paging.table_fill, "??"),
    (figures.LONELY_ROW, paging.lonely_row, "??"),
    (figures.INK, setting.ink, "!!"),
    (figures.PAGE_NUMBER, layout.page_number, "!!"),
    (figures.NUMBER_DEPTH, layout.number_depth, "!!"),
    (figures.NUMBER_SIDE, layout.number_side, "!!"),
    (figures.EMBEDDED, layout.embedded, "!!"),
    (figures.GLYPHS, layout.glyphs_drawn, "!!"),
    (figures.TITLE_SIZE, layout.title_size, "!!"),
    (figures.TITLE_FONT, parts.title_font, "!!"),
    (figures.TITLE_CENTRED, parts.title_centred, "!!"),
    (figures.TITLE_SHAPE, parts.title_shape, "??"),
    (figures.TITLE_BREAK, setting.title_break, "??"),
))  # fmt: skip

CLAUSES: tuple[Clause, ...] = (*_OF_TEXTS, *_OF_TABLES)
"""Every clause, in the order of the report."""

READERS: dict[Kind, Callable[[MeasuredPaper], Reading]] = {
    **dict.fromkeys(_TEXTS, read_letter),
    **dict.fromkeys(_TABLES, read_form),
}
"""What finds the parts of a paper, by its kind."""

# ---------------------------------------------------------------- which kind it is

_ENDS = {"函": Kind.LETTER, "公示": Kind.NOTICE, "证明": Kind.CERTIFICATE, "承诺书": Kind.PLEDGE}
_TITLE_PT = 18.0
_TEXT_PT = 13.5
"""The usual type of a text; forms are set in smaller type."""


def clauses_of(kind: Kind) -> tuple[Clause, ...]:
    """The clauses that apply to a kind."""
    return tuple(clause for clause in CLAUSES if kind in clause.weights)


def kind_of(paper: MeasuredPaper) -> Kind:
    """Which kind a paper is: by how its sheet lies, how its title ends, or else by what fills its first page."""
    page = paper.pages[0]
    if page.width_pt > page.height_pt:
        return Kind.WIDE
    title = "".join(glyph.character for glyph in page.glyphs if glyph.size_pt >= _TITLE_PT)
    named = next((kind for end, kind in _ENDS.items() if title.endswith(end)), None)
    is_small = 0 < _usual_size(page) < _TEXT_PT
    if named and (named is not Kind.PLEDGE or not is_small):
        return named
    return Kind.FORM if is_small or tables(page.rules) else Kind.LETTER


def _usual_size(page: MeasuredPage) -> float:
    sizes = Counter(round(glyph.size_pt, 1) for glyph in page.glyphs)
    return sizes.most_common(1)[0][0] if sizes else 0.0
