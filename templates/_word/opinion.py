"""Section 七 of the nomination form: what the nominating unit says of a project."""

from __future__ import annotations

from templates._word.figures import limit_of
from templates._word.paper import HandDate, Paper
from templates._word.tables import SIDE_MM, Cell, Line, Table, label, more, value

_LEAST_MM, _BY_HAND_MM = 26, 40
"""Least height of what it says, and of the room to say it by hand."""


def _said(width_mm: float, name: str) -> Cell:
    return value(width_mm, "{{ " + name + " }}", style="WxOpinionValue")


def _said_label(width_mm: float, words: str) -> Cell:
    return value(width_mm, words, style="WxOpinionLabel")


def add_opinion(paper: Paper) -> None:
    """The table of section 七; on two pages where the print face has it so."""
    paper.only("{%p if 'parted' in way %}")
    paper.element(_opinion(Table()).element())
    paper.paragraph("WxGap", fresh_page=True)
    paper.element(_statement(Table(), merge="").element())
    paper.only("{%p else %}")
    paper.element(_statement(_opinion(Table()), merge="continue").element())
    paper.only("{%p endif %}")


def _opinion(table: Table) -> Table:
    """What the unit says of the project, and who answers for it."""
    choice = "[设区市总工会/\n省产业(厅、局、\n企业)工会/\n社会组织]"
    by = Cell(
        width_mm=30,
        lines=(
            Line("WxOpinionLabel", "提名人单位"),
            Line("WxSmallCentre", choice),
            Line("WxOpinionLabel", "意见"),
        ),
        merge="restart",
    )
    opinion = (
        Line("WxOpinion", "{{ wording.nomination.agree }}"),
        Line("WxCell", "{%p for text in wording.nomination.opinion | paragraphs %}"),
        Line("WxOpinion", "{{ text }}"),
        Line("WxCell", "{%p endfor %}"),
        Line("WxCell", "{%p if wording.nomination.limit %}"),
        Line("WxOpinion", "{{ wording.nomination.limit }}"),
        Line("WxCell", "{%p endif %}"),
    )
    row = (
        by, _said_label(23, "提名意见" + limit_of("opinion.text", "\n(限", "字)")),
        Cell(width_mm=103, lines=opinion),
    )  # fmt: skip
    table.tag("{%tr if blank %}").row(*row, height_mm=_BY_HAND_MM)
    table.tag("{%tr else %}").row(*row, height_mm=_LEAST_MM).tag("{%tr endif %}")
    handler, given = "nomination.opinion.handler", "nomination.opinion"
    table.row(
        more(30), _said_label(23, "经办人\n(联系人)"), _said(24, f"{handler}.name"),
        _said_label(11, "职务"), _said(16, f"{handler}.job_title"),
        _said_label(11, "联系\n电话"), _said(41, f"{handler}.phone or {handler}.mobile"),
    )  # fmt: skip
    return table.row(
        more(30), _said_label(11, "通讯\n地址"), _said(42, f"{given}.address"),
        _said_label(8, "邮\n编"), _said(16, f"{given}.postcode"),
        _said_label(11, "电子\n邮箱"), _said(38, f"{given}.email or {handler}.email"),
    )  # fmt: skip


def _statement(table: Table, *, merge: str) -> Table:
    """What the unit states under its seal."""
    statement = (
        Line("WxOpinion", "{{ wording.nomination.agree }}"),
        Line("WxOpinion", "{{ wording.nomination.body }}"),
        Line("WxUnitSeal", "{{ wording.nomination.seal }}"),
        Line("WxCellRight", HandDate(126 - 2 * SIDE_MM)),
        Line("WxCellRight", "{{ wording.nomination.online }}"),
    )
    return table.row(
        label(30, "", merge=merge), Cell(width_mm=126, lines=statement), height_mm=_LEAST_MM
    )
