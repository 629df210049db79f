"""公示无异议证明, of the unit or of an employer."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.sealing import sealed_cell
from templates._word.tables import Table, centred, label, value


def build() -> Paper:
    """公示无异议证明, of the unit or of an employer."""
    section = "wording.no_objection_certificate"
    paper = Paper("公示无异议证明", letter=True)
    paper.paragraph("WxTopTitle", "{{ " + section + ".title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ " + section + ".addressee }}")
    paper.only('{%p if scope == "employer" %}')
    paper.each("WxBody", f"{section}.employer_body")
    paper.only("{%p else %}")
    paper.each("WxBody", f"{section}.unit_body")
    paper.only("{%p endif %}")
    paper.paragraph("WxSpace")
    paper.element(_certified_projects().element())
    paper.gap()
    return paper


def _certified_projects() -> Table:
    table = Table(height_mm=11)
    table.header(
        label(11, "序号"), label(66, "项目名称"), label(54, "第一完成单位"), label(25, "第一完成人")
    )
    table.each(
        "nomination in nominations.padded(2 if blank else 1)",
        centred(11, "{{ loop.index }}"),
        value(66, "{{ nomination.title }}"),
        value(54, "{{ nomination.employer.name }}"),
        centred(25, "{{ nomination.lead.name }}"),
        together=2,
        with_next=True,
    )
    table.tag('{%tr if scope == "employer" %}')
    table.row(sealed_cell('("单位（盖章）：" ~ (employer.name or "_____"))'), height_mm=0)
    table.tag("{%tr else %}")
    table.row(sealed_cell('("提名单位（盖章）：" ~ (unit.name or "_____"))'), height_mm=0)
    return table.tag("{%tr endif %}")
