"""社会组织备案申请表 (附件4)."""

from __future__ import annotations

from templates._word.figures import limit_of
from templates._word.paper import Blank, Paper
from templates._word.tables import Cell, Line, Table, label, long_lines, value

_SEALED_MM = {
    "if filing.summary | length <= 270": 40.0,
    "elif filing.summary | length <= 350": 30.0,
    "elif filing.summary | length <= 420": 18.0,
    "else": 9.8,
}
"""Height of the row that is sealed: the less there is to say below, the more room a seal has."""


def build() -> Paper:
    """附件4."""
    paper = Paper("社会组织备案申请表", letter=False)
    paper.paragraph(
        "WxNumber",
        ["编号：{% if filing.number %}{{ filing.number }}{% else %}", Blank(250), "{% endif %}"],
    )
    paper.paragraph("WxFormTitle", "{{ wording.filing_form.title | title_lines }}")
    table = Table()
    _add_society(table)
    _add_person(table, "filing.contact")
    table.row(
        label(30, "是否成立\n工会组织"), value(24, "{{ filing.has_union }}"),
        label(24, "工会组织\n全称"), value(78, "{{ filing.union_name }}"),
    )  # fmt: skip
    _add_person(table, "filing.union_contact")
    limit = limit_of("filing.summary", "限", "字，")
    heading = f"近三年开展职工科技创新活动情况简介（{limit}可另附页）："
    summary = (Line("WxCell", heading), *long_lines("filing.summary", blank_lines=0))
    table.row(Cell(width_mm=156, lines=summary, align="top"), height_mm=70, splits=True)
    paper.element(table.element())
    paper.gap()
    return paper


def _add_society(table: Table) -> None:
    name = _pair("社会组织全称\n(盖章)", "full_name", "是否在\n我省注册", "registered_in_province")
    for condition, height_mm in _SEALED_MM.items():
        table.tag("{%tr " + condition + " %}").row(*name, height_mm=height_mm)
    table.tag("{%tr endif %}")
    rows = (
        ("组织机构代码", "organization_code", "填表时间", "filled_on"),
        ("通讯地址", "address", "邮编", "postcode"),
    )
    for row in rows:
        table.row(*_pair(*row))


def _pair(left: str, left_key: str, right: str, right_key: str) -> tuple[Cell, ...]:
    return (
        label(30, left), value(60, "{{ filing." + left_key + " }}"),
        label(30, right), value(36, "{{ filing." + right_key + " }}"),
    )  # fmt: skip


def _add_person(table: Table, person: str) -> None:
    table.row(
        label(30, "联系人姓名"), value(24, "{{ " + person + ".name }}"),
        label(12, "职务"), value(24, "{{ " + person + ".job_title }}"),
        label(30, "手机号码"), value(36, "{{ " + f"{person}.mobile or {person}.phone" + " }}"),
    )  # fmt: skip
    table.row(
        label(30, "电子邮箱"), value(60, "{{ " + person + ".email }}"),
        label(30, "微信号"), value(36, "{{ " + person + ".wechat }}"),
    )  # fmt: skip
