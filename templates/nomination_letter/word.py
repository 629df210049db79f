"""提名函 (附件1) with the list of projects."""

from __future__ import annotations

from templates._word.paper import Content, InKai, Paper
from templates._word.sealing import seal_block
from templates._word.tables import Cell, Line, Table, centred, label, value

_NUMBER, _NAME, _POST, _TITLE, _KIND, _REMARK = 11, 19.5, 36.5, 48.5, 21, 19.5
"""Widths of the columns."""

_LINES_BY_HAND = 12
_HEADED = "letterhead and unit.name"
_ATTACHMENT = "unit.letter_attachment.rstrip('。；')"


def build() -> Paper:
    """附件1 with the list of projects."""
    paper = Paper("提名函", letter=True)
    paper.letterhead(_HEADED, "unit.name")
    _add_reference(paper)
    paper.paragraph("WxTitle", "{{ wording.nomination_letter.title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ wording.nomination_letter.addressee }}")
    for sentence in ("summary", "review", "nomination"):
        texts = f"wording.nomination_letter.{sentence} | paragraphs"
        paper.each("WxBody", texts, keep="last" if sentence == "nomination" else "")
        if sentence == "summary":
            _add_room(paper)
    paper.only("{%p if " + _ATTACHMENT + " %}")
    paper.paragraph("WxAttachment", "附件：{{ " + _ATTACHMENT + " }}")
    paper.only("{%p endif %}")
    seal_block(paper, "wording.nomination_letter.signature", "unit.letter_date")
    _add_attachment_mark(paper)
    paper.element(_project_list().element())
    paper.gap()
    return paper


def _add_reference(paper: Paper) -> None:
    """文号, and who signs the letter off, where the standard has them with and without a head."""
    number = "{{ unit.letter_number }}"
    signed_by: Content = ["签发人：", InKai("{{ unit.letter_signer }}")]
    paper.only("{%p if " + _HEADED + " and unit.letter_signer %}")
    headed = (
        value(70, signed_by, style="WxHeadSigner"),
        value(86, number, style="WxDocumentNumber"),
    )
    paper.element(Table(style="WxPlain", height_mm=0).row(*headed).element())
    paper.only("{%p elif " + _HEADED + " %}")
    paper.paragraph("WxDocumentNumber", number)
    paper.only("{%p elif unit.letter_signer %}")
    plain = (value(98, number, style="WxLeftNumber"), value(58, signed_by, style="WxSigner"))
    paper.element(Table(style="WxPlain", height_mm=0).row(*plain).element())
    paper.only("{%p elif unit.letter_number %}")
    paper.paragraph("WxMiddleNumber", number)
    paper.only("{%p endif %}")


def _add_attachment_mark(paper: Paper) -> None:
    """Begin the page of the list, as an attachment or as it is."""
    paper.only("{%p if " + _ATTACHMENT + " %}")
    paper.paragraph("WxAttached", "附件", fresh_page=True)
    paper.paragraph("WxTopTitle", "{{ " + _ATTACHMENT + " | title_lines }}")
    paper.only("{%p else %}")
    paper.paragraph("WxGap", fresh_page=True)
    paper.only("{%p endif %}")


def _add_room(paper: Paper) -> None:
    """Lines to write the summary on, to the end of page 1 of the blank letter."""
    paper.only("{%p if blank %}")
    for _ in range(_LINES_BY_HAND):
        paper.paragraph("WxBody")
    paper.paragraph("WxGap", fresh_page=True)
    paper.only("{%p endif %}")


def _project_list() -> Table:
    table = Table()
    comma = "{% if not loop.last %}、\n{% endif %}"
    kinds = "{% for box in nomination.category.boxes %}{{ box.label }}" + comma + "{% endfor %}"
    table.header(
        label(_NUMBER, "序号"),
        label(_NAME, "第一\n完成人\n姓名"),
        label(_POST, "单位及职务"),
        label(_TITLE, "项目名称\n(专利号)"),
        Cell(
            width_mm=_KIND, lines=(Line("WxLabel", "类型"), Line("WxSmallCentre", f"（{kinds}）"))
        ),
        label(_REMARK, "备注"),
    )
    unbroken = "nomination.patent_numbers | replace(' ', '\\u00a0') | replace('、', '、\\n')"
    project = (
        Line("WxCell", "{{ nomination.title }}"),
        Line("WxCell", "{%p if nomination.patent_numbers %}"),
        Line("WxSmall", "({{ " + unbroken + " }})"),
        Line("WxCell", "{%p endif %}"),
    )
    table.each(
        "nomination in nominations",
        centred(_NUMBER, "{{ loop.index }}"),
        centred(_NAME, "{{ nomination.lead.name }}"),
        value(_POST, "{{ nomination.post }}"),
        Cell(width_mm=_TITLE, lines=project),
        centred(_KIND, "{{ nomination.category }}"),
        value(_REMARK, "{{ nomination.remark }}"),
        together=2,
        otherwise=[_blank_row("1"), _blank_row("...")],
    )
    return table


def _blank_row(number: str) -> tuple[Cell, ...]:
    return (centred(_NUMBER, number), *map(value, (_NAME, _POST, _TITLE, _KIND, _REMARK)))
