"""汇总表: its columns are those of `document.toml`."""

from __future__ import annotations

from pathlib import Path

from pipeline.papers.documents import Column, read_document
from templates._word.paper import Paper
from templates._word.tables import Cell, Table, value

_BROKEN = {
    "lead.skill_level": " | replace('（', '\\n（')",
    "patent_numbers": " | replace('、', '、\\n')",
}
"""Where values of narrow columns are broken."""


def build() -> Paper:
    """汇总表 on a landscape page."""
    document = read_document(Path(__file__).with_name("document.toml"))
    paper = Paper("汇总表", letter=False, landscape=True)
    paper.paragraph("WxFormTitle", "{{ wording.summary_table.title }}")
    paper.paragraph("WxCell", "{{ wording.summary_table.unit }}", keep_next=True)
    paper.paragraph("WxSpace")
    table = Table()
    columns = document.columns
    table.header(*(value(each.width_mm, each.label, style="WxTinyCentre") for each in columns))
    table.each(
        "nomination in nominations.padded(8 if blank else 1)", *map(_cell, columns), together=2
    )
    paper.element(table.element())
    paper.gap()
    return paper


def _cell(column: Column) -> Cell:
    broken = _BROKEN.get(column.value, "")
    content = (
        "{{ nomination." + column.value + broken + " }}" if column.value else "{{ loop.index }}"
    )
    return value(column.width_mm, content, style="WxTinyCentre" if column.centred else "WxTiny")
