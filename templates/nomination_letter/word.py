"""提名函 (附件1) with the list of projects."""

from __future__ import annotations

from templates._word.paper import Paper
from templates._word.sealing import seal_block
from templates._word.tables import Cell, Line, Table, centred, label, value


def build() -> Paper:
    """附件1 with the list of projects."""
    paper = Paper("提名函", letter=True)
    paper.letterhead("letterhead and unit.name", "unit.name")
    paper.paragraph("WxTitle", "{{ wording.nomination_letter.title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ wording.nomination_letter.addressee }}")
    for sentence in ("summary", "review", "nomination"):
        texts = f"wording.nomination_letter.{sentence} | paragraphs"
        paper.each("WxBody", texts, keep="last" if sentence == "nomination" else "")
    seal_block(paper, "wording.nomination_letter.signature", "unit.letter_date")
    paper.paragraph("WxGap", fresh_page=True)
    paper.element(_project_list().element())
    paper.gap()
    return paper


def _project_list() -> Table:
    table = Table()
    comma = "{% if not loop.last %}、\n{% endif %}"
    kinds = "{% for box in nomination.category.boxes %}{{ box.label }}" + comma + "{% endfor %}"
    table.header(
        label(11.5, "序号"),
        label(24, "第一完成人\n姓名"),
        label(35.5, "单位及职务"),
        label(45, "项目名称\n(专利号)"),
        label(24, f"类型\n（{kinds}）"),
        label(16, "备注"),
    )
    table.tag("{%tr for nomination in nominations %}")
    unbroken = "nomination.patent_numbers | replace(' ', '\\u00a0') | replace('、', '、\\n')"
    project = (
        Line("WxCell", "{{ nomination.title }}"),
        Line("WxCell", "{%p if nomination.patent_numbers %}"),
        Line("WxSmall", "({{ " + unbroken + " }})"),
        Line("WxCell", "{%p endif %}"),
    )
    table.row(
        centred(11.5, "{{ loop.index }}"),
        centred(24, "{{ nomination.lead.name }}"),
        value(35.5, "{{ nomination.post }}"),
        Cell(width_mm=45, lines=project),
        centred(24, "{{ nomination.category }}"),
        value(16, "{{ nomination.remark }}"),
    )
    table.tag("{%tr else %}")
    for number in ("1", "..."):
        table.row(
            centred(11.5, number), centred(24), value(35.5), value(45), centred(24), value(16),
            height_mm=14,
        )  # fmt: skip
    return table.tag("{%tr endfor %}")
