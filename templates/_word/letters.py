"""Letters and certificates: 22 lines of 28 characters."""

from __future__ import annotations

from templates._word.paper import HAND_DATE, Blank, Paper
from templates._word.tables import Cell, Line, Table, centred, label, more, value

_SIGN_PERCENT = 425  # 60 mm of five half-width underscores of 16 pt


def nomination_letter() -> Paper:
    """附件1 with the list of projects."""
    paper = Paper("提名函", letter=True)
    paper.letterhead("letterhead and unit.name", "unit.name")
    paper.paragraph("WxTitle", "{{ wording.nomination_letter.title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ wording.nomination_letter.addressee }}")
    for sentence in ("summary", "review", "nomination"):
        texts = f"wording.nomination_letter.{sentence} | paragraphs"
        paper.each("WxBody", texts, keep="last" if sentence == "nomination" else "")
    _seal_block(paper, "wording.nomination_letter.signature", "unit.letter_date")
    paper.paragraph("WxGap", fresh_page=True)
    paper.element(_project_list().element())
    paper.gap()
    return paper


def _project_list() -> Table:
    table = Table()
    table.header(
        label(11.5, "序号"),
        label(24, "第一完成人\n姓名"),
        label(35.5, "单位及职务"),
        label(45, "项目名称\n(专利号)"),
        label(24, "类型\n（小发明、\n小创造、\n小革新、\n小设计、\n小建议）"),
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


def _seal_block(paper: Paper, *lines: str) -> None:
    """Name and date under each other; the last line is a date, or room for one."""
    *names, day = lines
    paper.paragraph("WxSealName", _seal_lines(*names, day=day))


def _seal_lines(first: str, *others: str, day: str) -> str:
    arguments = ", ".join([*others, f'{day} or "{HAND_DATE}"' if day else f'"{HAND_DATE}"'])
    return "{{p " + f"{first} | seal_block({arguments})" + " }}"


def publicity_notice() -> Paper:
    """公示 with the list of projects."""
    paper = Paper("公示", letter=True)
    paper.paragraph("WxTopTitle", "{{ wording.publicity_notice.title | title_lines }}")
    paper.each("WxBody", "wording.publicity_notice.body", keep="last")
    name = '("提名单位（盖章）：" ~ (unit.name or "_____"))'
    _seal_block(paper, name, "unit.publicity.start")
    paper.paragraph("WxListTitle", "{{ wording.publicity_notice.table }}", fresh_page=True)
    paper.element(_publicity_list().element())
    paper.gap()
    return paper


def _publicity_list() -> Table:
    table = Table(height_mm=11)
    table.header(
        label(11, "序号"), label(32, "项目名称"), label(15, "类型"), label(24, "第一完成\n单位"),
        label(19.5, "第一\n完成人"), label(20, "单位\n职务"), label(19.5, "技能\n等级"),
        label(15, "职称"),
    )  # fmt: skip
    table.tag("{%tr for nomination in nominations.padded(1) %}")
    table.row(
        label(11, "{{ loop.index }}", merge="restart"),
        value(32, "{{ nomination.title }}"),
        centred(15, "{{ nomination.category }}"),
        value(24, "{{ nomination.employer.name }}"),
        centred(19.5, "{{ nomination.lead.name }}"),
        value(20, "{{ nomination.lead.job_title }}"),
        value(19.5, "{{ nomination.lead.skill_level | replace('（', '\\n（') }}"),
        value(15, "{{ nomination.lead.title }}"),
        keep_next=True,
    )
    introduction = value(130, "{{ nomination.introduction }}", style="WxIntroduction")
    table.row(more(11), label(15, "项目\n简介"), introduction)
    return table.tag("{%tr endfor %}")


def no_objection_certificate() -> Paper:
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
        "nomination in nominations.padded(2)",
        centred(11, "{{ loop.index }}"),
        value(66, "{{ nomination.title }}"),
        value(54, "{{ nomination.employer.name }}"),
        centred(25, "{{ nomination.lead.name }}"),
        together=2,
        with_next=True,
    )
    table.tag('{%tr if scope == "employer" %}')
    table.row(_sealed('("单位（盖章）：" ~ (employer.name or "_____"))'), height_mm=0)
    table.tag("{%tr else %}")
    table.row(_sealed('("提名单位（盖章）：" ~ (unit.name or "_____"))'), height_mm=0)
    return table.tag("{%tr endif %}")


def _sealed(name: str) -> Cell:
    """Name and date as a row: LibreOffice keeps a table's last rows together, not with text below."""
    return Cell(width_mm=156, lines=(Line("WxSealName", _seal_lines(name, day="")),), bare=True)


def frontline_certificate() -> Paper:
    """一线职工证明."""
    section = "wording.frontline_certificate"
    paper = Paper("一线职工证明", letter=True)
    paper.paragraph("WxTitle", "{{ " + section + ".title | title_lines }}")
    paper.paragraph("WxAddressee", "{{ " + section + ".addressee }}")
    paper.each("WxBody", f"{section}.body", keep="last")
    _seal_block(paper, "employer.name", f"{section}.seal", "")
    return paper


def lead_pledge() -> Paper:
    """第一完成人承诺书 on its own sheet."""
    section = "wording.lead_pledge"
    paper = Paper("第一完成人承诺书", letter=True)
    paper.paragraph("WxTitle", "{{ " + section + ".title | title_lines }}")
    paper.each("WxBody", f"{section}.body", keep="last")
    paper.paragraph("WxSign", ["{{ " + section + ".signature }}", Blank(_SIGN_PERCENT)])
    paper.paragraph("WxSignDate", HAND_DATE)
    return paper
