"""提名书 (附件2), its eight sections."""

from __future__ import annotations

from templates._word.figures import limit_of
from templates._word.opinion import add_opinion
from templates._word.paper import Blank, HandDate, Paper
from templates._word.pledges import add_employer_pledge
from templates._word.tables import (
    Cell,
    Line,
    Table,
    centred,
    label,
    long_value,
    more,
    value,
)

_ROW_MM = 9.4
_ABOUT_MM = 42
"""Height of 项目简介: page 1 holds nothing else but section 一."""
_ABOUT_BY_HAND_MM = 106
_LONG_MM, _SUPPORT_MM = 24, 31
_LONG_BY_WAY_MM = {"roomiest": 54, "roomier": 44, "roomy": 35}
"""Least height of rows of section 四, of its last part, and in the ways of pages.css; a little less than there,
so that what just fits a page in print does so here too."""

_STAGE_LINES, _EMPTY_LINES = 9, 4
"""Lines to write on in section 三 of the blank form, and where a filled one says nothing."""

_PHOTO_MM = (72, 54)

_SIGN_PERCENT = 565  # 60 mm of five half-width underscores of 12 pt


def build() -> Paper:
    """The whole form."""
    paper = Paper("提名书", letter=False)
    paper.paragraph("WxFormTitle", "{{ wording.nomination_form.title | title_lines }}")
    boxes = "{% for box in nomination.category.boxes %}{{ box.mark }} {{ box.label }}　{% endfor %}"
    paper.paragraph("WxSubtitle", boxes)
    year = "{% if blank %}(　　){% else %}({{ activity.year }}){% endif %}年度"
    paper.paragraph("WxSubtitle", year)
    paper.paragraph("WxHeading", "一、项目概况")
    paper.element(_overview().element())
    paper.paragraph("WxHeading", "二、项目第一完成人及单位基本情况", fresh_page=True)
    paper.element(_people().element())
    _add_introduction(paper)
    _add_roles(paper)
    _add_pledges(paper)
    paper.paragraph("WxHeading", "七、提名", fresh_page=True)
    add_opinion(paper)
    paper.paragraph("WxLastHeading", "八、附件")
    paper.each("WxItem", "wording.attachments.items", keep="all")
    paper.paragraph("WxItem", "{{ wording.attachments.remark }}")
    return paper


def _show(name: str) -> str:
    return "{{ " + name + " }}"


def _limit(path: str) -> str:
    return limit_of(path, "\n（限", "字）")


# ------------------------------------------------------------------------------ 一、二


def _overview() -> Table:
    table = Table(height_mm=_ROW_MM)
    table.row(label(30, "项目名称"), value(126, _show("nomination.title")))
    table.row(label(30, "专利号"), value(126, _show("nomination.patent_numbers")))
    table.row(
        label(30, "类型"), value(48, _show("nomination.category")),
        label(30, "应用实施时间"), value(48, _show("nomination.in_use_since")),
    )  # fmt: skip
    table.row(label(30, "所属领域"), value(126, _show("nomination.field.text")))
    table.row(label(30, "第一完成单位"), value(126, _show("employer.name")))
    table.row(label(30, "项目来源"), value(126, _show("nomination.team.kind")))
    table.tag("{%tr for extra in nomination.extra %}")
    table.row(label(30, _show("extra.label")), value(126, _show("extra.value")))
    table.tag("{%tr endfor %}")
    # A style of its own: the ways to set section 四 do not reach it.
    text = long_value(126, "nomination.introduction", blank_lines=0, style="WxAbout")
    about = label(30, "项目简介"), text
    table.tag("{%tr if blank %}").row(*about, height_mm=_ABOUT_BY_HAND_MM)
    return table.tag("{%tr else %}").row(*about, height_mm=_ABOUT_MM).tag("{%tr endif %}")


def _people() -> Table:
    table = Table(height_mm=_ROW_MM)
    table.row(
        label(24, "第一完成人\n姓名"), value(48, _show("lead.name")),
        label(24, "性别"), centred(12, _show("lead.sex")),
        label(34, "本人项目是否\n曾获省“五小”\n优秀认定"),
        centred(14, _show("lead.previously_recognised")),
    )  # fmt: skip
    for left, left_key, right, right_key in (
        ("学历", "education", "学位", "degree"),
        ("技能等级\n(职业资格)", "skill_level", "技能等级\n证书编号", "skill_certificate"),
        ("技术职称", "title", "职称等级\n证书编号", "title_certificate"),
        ("工作单位", "employer", "职务", "job_title"),
        (_show("lead.id_label"), "id_number", "手机号码", "mobile"),
        ("电子邮箱", "email", "邮政编码", "postcode"),
    ):
        table.row(
            label(24, left), value(48, _show(f"lead.{left_key}")),
            label(24, right), value(60, _show(f"lead.{right_key}")),
        )  # fmt: skip
    table.row(label(24, "通讯地址"), value(132, _show("lead.address")))
    _add_employer(table)
    _add_union(table)
    return table


def _add_employer(table: Table) -> None:
    kinds = "{{ employer.ownership.boxes | map(attribute='label') | join('/') }}"
    ownership = "{% if blank %}" + kinds + "{% else %}{{ employer.ownership }}{% endif %}"
    contact = "employer.contact"
    table.row(
        label(24, "第一完成\n单位名称"), value(72, _show("employer.name")),
        label(18, "单位\n性质"), value(42, ownership),
    )  # fmt: skip
    table.row(
        label(24, "通讯地址"), value(54, _show("employer.address")),
        label(12, "邮政\n编码"), value(18, _show("employer.postcode")),
        label(18, "联系人\n姓名"), value(30, _show(f"{contact}.name")),
    )  # fmt: skip
    table.row(
        label(24, "联系人职务"), value(30, _show(f"{contact}.job_title")),
        label(12, "手机\n号码"), value(30, _show(f"{contact}.mobile or {contact}.phone")),
        label(12, "电子\n邮箱"), value(48, _show(f"{contact}.email")),
    )  # fmt: skip


def _add_union(table: Table) -> None:
    union, contact = "employer.union", "employer.union.contact"
    table.row(
        label(24, "第一完成人\n所在单位\n工会情况", merge="restart"),
        label(18, "工会\n全称"), value(114, _show(f"{union}.name")), keep_next=True,
    )  # fmt: skip
    table.row(
        more(24), label(18, "联系人\n姓名"), value(30, _show(f"{contact}.name")),
        label(12, "职务"), value(18, _show(f"{contact}.job_title")),
        label(12, "联系\n电话"), value(42, _show(f"{contact}.phone or {contact}.mobile")),
        keep_next=True,
    )  # fmt: skip
    table.row(
        more(24), label(18, "通讯\n地址"), value(30, _show(f"{union}.address")),
        label(12, "邮编"), value(18, _show(f"{union}.postcode")),
        label(12, "电子\n邮箱"), value(42, _show(f"{contact}.email")),
    )  # fmt: skip


# ------------------------------------------------------------------------------ 三


def _add_introduction(paper: Paper) -> None:
    paper.paragraph("WxHeading", "三、项目介绍", fresh_page=True)
    _add_stage(paper, "before", "(一) 项目实施前的情况")
    _add_stage(paper, "after", "(二) 项目实施后的情况")
    video = "(三)项目视频({{ limits.video }}个,{{ limits.video.length }}内)"
    paper.paragraph("WxHeading2", video)
    name = "nomination.video.name"
    named: list[str | Blank] = [
        "视频名称: {% if " + name + " %}" + _show(name) + "{% else %}",
        Blank(500),
        "{% endif %}。",
    ]
    paper.paragraph("WxStory", named)


def _add_stage(paper: Paper, key: str, heading: str) -> None:
    stage = f"nomination.{key}"
    paper.paragraph("WxHeading2", heading + limit_of(f"{key}.text", "(限", "字)") + ":")
    paper.only("{%p if " + stage + ".text %}")
    paper.each("WxStory", f"{stage}.text | paragraphs")
    paper.only("{%p elif blank %}")
    for _ in range(_STAGE_LINES):
        paper.paragraph("WxStory", keep_next=True)
    paper.only("{%p else %}")
    for _ in range(_EMPTY_LINES):
        paper.paragraph("WxStory", keep_next=True)
    paper.only("{%p endif %}")
    paper.paragraph("WxHeading2", "图片一组" + limit_of(f"{key}.photos", "(限", "张)") + ":")
    frames = f"{stage}.photos.padded(limits.{key}.photos | int(4))"
    paper.only("{%p if " + stage + ".photos %}")
    paper.element(_photos(stage).element())
    paper.only("{%p elif blank and " + frames + " %}")
    paper.element(_photo_frames(frames).element())
    paper.only("{%p endif %}")


def _photos(stage: str) -> Table:
    """Photos two by two, captions below."""
    table = Table(style="WxPlain", height_mm=0)
    table.tag("{%tr for pair in " + stage + ".photos.in_pairs() %}")
    width, height = _PHOTO_MM
    photos = [
        value(78, f"{{{{ photo(pair[{i}], {width}, {height}) }}}}", style="WxPhoto") for i in (0, 1)
    ]
    table.row(*photos, keep_next=True)
    captions = [value(78, "{{ pair[" + str(i) + "].caption }}", style="WxCaption") for i in (0, 1)]
    table.row(*captions)
    return table.tag("{%tr endfor %}")


def _photo_frames(frames: str) -> Table:
    """Empty frames to glue photos into, two by two."""
    width, height = _PHOTO_MM
    frame, gap = Cell(width_mm=width, frame=True), Cell(width_mm=156 - 2 * width)
    strip = Cell(width_mm=156, lines=(Line("WxGap"),))
    table = Table(style="WxPlain", height_mm=0)
    table.tag("{%tr for pair in " + frames + ".in_pairs() %}").tag("{%tr if not loop.last %}")
    table.row(frame, gap, frame, height_mm=height, exact=True, keep_next=True)
    table.row(strip, height_mm=6, exact=True, keep_next=True)
    table.tag("{%tr else %}").row(frame, gap, frame, height_mm=height, exact=True)
    return table.tag("{%tr endif %}").tag("{%tr endfor %}")


# ------------------------------------------------------------------------------ 四


def _add_roles(paper: Paper) -> None:
    paper.paragraph("WxHeading", "四、作用发挥情况")
    paper.element(_lead_roles().element())
    _add_gap(paper, "second-apart")
    paper.element(_contributors().element())
    _add_gap(paper, "third-apart")
    paper.element(_support().element())


def _add_gap(paper: Paper, apart: str) -> None:
    """Keep two tables apart: on two pages where the print face does."""
    paper.only("{%p if '" + apart + "' in way %}")
    paper.paragraph("WxGap", fresh_page=True)
    paper.only("{%p else %}")
    paper.gap()
    paper.only("{%p endif %}")


def _add_long(
    table: Table, title: str, text: str, *, least_mm: float = _LONG_MM, keep_next: bool = False
) -> None:
    """A row with a long text, as high as the way in which the print face is set has it."""
    cells = label(30, title), long_value(126, text)
    for number, (way, height_mm) in enumerate(_LONG_BY_WAY_MM.items()):
        table.tag("{%tr " + ("elif" if number else "if") + " '" + way + "' in way %}")
        table.row(*cells, height_mm=height_mm, keep_next=keep_next)
    table.tag("{%tr else %}").row(*cells, height_mm=least_mm, keep_next=keep_next)
    table.tag("{%tr endif %}")


def _add_honours(table: Table, honours: str, title: str) -> None:
    """Rows of honours beside one label; the first of several stays with the next."""
    table.tag("{%tr for honour in " + honours + " %}")
    cells = (
        label(12, "年份"), value(18, _show("honour.year")),
        label(12, "奖项\n名称"), value(36, _show("honour.name")),
        label(12, "授奖\n单位"), value(36, _show("honour.issuer")),
    )  # fmt: skip
    first = label(30, title, merge="restart")
    table.tag("{%tr if loop.length == 1 %}").row(first, *cells)
    table.tag("{%tr elif loop.first %}").row(first, *cells, keep_next=True)
    table.tag("{%tr else %}").row(more(30), *cells)
    table.tag("{%tr endif %}")
    table.tag("{%tr endfor %}")


def _lead_roles() -> Table:
    table = Table(height_mm=_ROW_MM)
    _add_long(table, "第一完成人\n创新实效\n情况简介", "lead.effectiveness")
    title = "个人荣誉及\n获奖情况" + limit_of("lead.honours", "\n（最多", "项）")
    _add_honours(table, "lead.honours.padded(limits.lead.honours | int(2) if blank else 1)", title)
    title = "本人对本项目\n的贡献及作用\n发挥情况" + _limit("lead.contribution")
    _add_long(table, title, "lead.contribution")
    example = "例如：xx巧匠、xx达人等。（非荣誉称号）"
    alias = "{% if blank %}" + example + "{% else %}{{ lead.alias }}{% endif %}"
    table.row(label(30, "别名雅号"), value(126, alias))
    title = "本人在职工科\n技创新、发明\n创造、带领团\n队等方面主要\n成绩、突出贡\n献情况"
    _add_long(table, title + _limit("lead.achievements"), "lead.achievements")
    return table


def _contributors() -> Table:
    columns = (
        (18, "姓名", "name", "WxCell"), (11, "性别", "sex", "WxCentre"),
        (24, "单位职务", "job_title", "WxCell"),
        (20.5, "技能\n等级", "skill_level | replace('（', '\\n（')", "WxCell"),
        (18, "职称", "title", "WxCell"), (12, "学历", "education", "WxCentre"),
        (12, "学位", "degree", "WxCentre"), (40.5, "负责本项目具体工作内容", "duty", "WxCell"),
    )  # fmt: skip
    table = Table(height_mm=_ROW_MM)
    table.header(value(156, "其他完成人情况", style="WxBand"))
    table.header(*(label(width, name) for width, name, _, _ in columns))
    table.tag("{%tr for contributor in nomination.contributors.padded(3 if blank else 1) %}")
    table.row(
        *(
            value(width, _show(f"contributor.{key}"), style=style)
            for width, _, key, style in columns
        )
    )
    return table.tag("{%tr endfor %}")


def _support() -> Table:
    table = Table(height_mm=_ROW_MM)
    band = "所在单位（包括工会）激励、培养、宣传，发挥其作用情况"
    table.row(value(156, band, style="WxBand"), keep_next=True)
    other = "nomination.team.other_text"
    box: list[str | Blank] = [
        "{{ box.mark }} {{ box.label }}{% if loop.last %} {% if "
        + other
        + " %}"
        + _show(other)
        + "{% elif blank or not nomination.team.kind %}",
        Blank(400),
        "{% endif %}{% endif %}",
    ]
    boxes = (
        Line("WxCell", "{%p for box in nomination.team.kind.boxes %}"),
        Line("WxOption", box),
        Line("WxCell", "{%p endfor %}"),
    )
    table.row(label(30, "项目团队情况"), Cell(width_mm=126, lines=boxes))
    title = "团队获奖情况" + limit_of("team.award", "\n（", "项）")
    awards = "nomination.team.award.padded(limits.team.award | int(1) if blank else 1)"
    _add_honours(table, awards, title)
    title = "已经给予的级\n别、待遇、荣\n誉，工作室创\n建、班组建设\n等方面情况" + _limit("support")
    # The last two rows stay together: no page begins with the last one alone.
    _add_long(table, title, "nomination.support", least_mm=_SUPPORT_MM, keep_next=True)
    title = "下一步\n培养计划" + _limit("plan")
    _add_long(table, title, "nomination.plan", least_mm=_SUPPORT_MM)
    return table


# ------------------------------------------------------------------------------ 五、六、七


def _add_pledges(paper: Paper) -> None:
    paper.paragraph("WxHeading", "五、第一完成人承诺书", fresh_page=True)
    paper.each("WxPledge", "wording.lead_pledge.body", keep="all")
    paper.paragraph("WxFormSign", ["{{ wording.lead_pledge.signature }}", Blank(_SIGN_PERCENT)])
    paper.paragraph("WxFormSignDate", HandDate())
    paper.paragraph("WxHeading", "六、第一完成人所在单位承诺书", fresh_page=True)
    add_employer_pledge(paper)
