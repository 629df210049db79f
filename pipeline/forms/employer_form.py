"""The layout of the form that employers fill in: which field stands where, and what it is called in the Word file.

The form is the official 提名书 (附件2) with a named field in each blank, and behind it a table of what the
notice asks for elsewhere (`SUPPLEMENT`).  The writer puts the fields where this layout says, beside
the official labels; a reader finds them again by their names, or by the same labels where the names are lost.

How a blank is carried was chosen by test (Word files saved up to three times by LibreOffice 7.4, also as
.doc and .odt):

- legacy text fields (`FORMTEXT`) keep name and text;
- legacy drop-downs and check boxes (`FORMDROPDOWN`, `FORMCHECKBOX`) keep what was chosen and lose their names;
- bookmarks keep name and place if they hold a character before and behind the field (LibreOffice may add
  `_Copy_1`, and calls a field by its bookmark when it writes .doc);
- content controls (`w:sdt`) lose their names, and the text in them is multiplied, so there are none.

So every blank has a legacy field named `field_name(path)`, around it and a no-break space on either side a bookmark
`bookmark_name(path)`, and stands where the official form has it.  Rows that employers may add (其他完成人)
and photos stand in sections that are open for editing, in plain cells.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.activity.model import Activity
from pipeline.activity.walk import find_field
from pipeline.dossier import models
from pipeline.dossier.schema import Field, Kind
from pipeline.forms.sheets import plan_of

SUPPLEMENT = "补充"
"""Section of what stands behind the official form."""

SUPPLEMENT_TITLE = "补充信息（供核对条件，不印入提名书）"

CHOOSE = "请选择"
"""First entry of every drop-down: nothing chosen."""

PHOTO_PROMPT = "在此插入照片"
"""What stands in a place for a photo that has none."""

REPEATED = {
    "类型": "在标题下面勾选",
    "第一完成单位": "填在第二部分",
    "项目来源": "在第四部分“项目团队情况”勾选",
}
"""Labels of section 一 whose values are filled in elsewhere in our form, and what stands beside them."""

PLACEHOLDERS = (CHOOSE, PHOTO_PROMPT, *REPEATED.values())
"""What our forms show where nothing was filled in."""

YES, NO = "是", "否"
PRESENT, ABSENT = "有", "无"

LONGEST_DROP_DOWN = 25
"""Entries that a legacy drop-down of Word can hold."""

_FIELD, _BOOKMARK = "wx_", "wxb_"
_LONGEST_CODE = 17  # Word takes 20 characters for the name of a field


class Where(StrEnum):
    """Where a blank stands, seen from its label."""

    RIGHT = "right"
    """In the cell to the right of the label's cell."""
    INSIDE = "inside"
    """Behind the label, in the same paragraph; the next label ends it."""
    BELOW = "below"
    """In the paragraphs below the label's paragraph."""
    CELL = "cell"
    """In the cell to the right, below words that stand there in the official form."""
    COLUMN = "column"
    """In the rows below the label's cell."""
    TICKS = "ticks"
    """A check box before the label of each option: in the cell to the right, or in the paragraph below the title."""
    FRAMES = "frames"
    """Pictures in the table below the label's paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """A place of the form to fill in.

    Attributes:
        path: Field below the nomination; `[]` stands for the items of a list: `lead.honours[].year`.
        section: Number of the section of 附件2 that it stands in, "" for the title, or `SUPPLEMENT`.
        label: The words beside it, without line ends; of several same ones in a section, the order of
            `OFFICIAL` is that of the form.
        under: A merged label at the left of several rows, that the label stands beside.
        where: Where it stands, seen from the label.
    """

    path: str
    section: str
    label: str
    under: str = ""
    where: Where = Where.RIGHT

    @property
    def is_item(self) -> bool:
        """Whether it belongs to an item of a list, of which the form may have several rows."""
        return "[]" in self.path

    @property
    def list_path(self) -> str:
        """The list that it belongs to: `lead.honours`; its own path where it belongs to none."""
        return self.path.partition("[]")[0]

    @property
    def field_path(self) -> str:
        """The path without the mark of a list, as the schema knows it."""
        return self.path.replace("[]", "")


def _in(section: str, under: str = "", **labels: str) -> Iterator[Blank]:
    for path, label in labels.items():
        yield Blank(path=path.replace("__", "."), section=section, label=label, under=under)


def _items(section: str, under: str, path: str) -> Iterator[Blank]:
    for key, label in (("year", "年份"), ("name", "奖项名称"), ("issuer", "授奖单位")):
        yield Blank(path=f"{path}[].{key}", section=section, label=label, under=under)


_UNION = "第一完成人所在单位工会情况"

OFFICIAL: tuple[Blank, ...] = (
    Blank(path="category", section="", label="", where=Where.TICKS),
    *_in("一", title="项目名称", patent_numbers="专利号", in_use_since="应用实施时间"),
    Blank(path="field.level1", section="一", label="一级", under="所属领域", where=Where.INSIDE),
    Blank(path="field.level2", section="一", label="二级", under="所属领域", where=Where.INSIDE),
    Blank(path="field.level3", section="一", label="三级", under="所属领域", where=Where.INSIDE),
    *_in("一", introduction="项目简介"),
    *_in(
        "二",
        lead__name="第一完成人姓名",
        lead__sex="性别",
        lead__previously_recognised="本人项目是否曾获省“五小”优秀认定",
        lead__education="学历",
        lead__degree="学位",
        lead__skill_level="技能等级(职业资格)",
        lead__skill_certificate="技能等级证书编号",
        lead__title="技术职称",
        lead__title_certificate="职称等级证书编号",
        lead__employer="工作单位",
        lead__job_title="职务",
        lead__id_number="身份证号",
        lead__mobile="手机号码",
        lead__email="电子邮箱",
        lead__postcode="邮政编码",
        lead__address="通讯地址",
        employer__name="第一完成单位名称",
        employer__ownership="单位性质",
        employer__address="通讯地址",
        employer__postcode="邮政编码",
        employer__contact__name="联系人姓名",
        employer__contact__job_title="联系人职务",
        employer__contact__mobile="手机号码",
        employer__contact__email="电子邮箱",
    ),
    *_in(
        "二",
        _UNION,
        employer__union__name="工会全称",
        employer__union__contact__name="联系人姓名",
        employer__union__contact__job_title="职务",
        employer__union__contact__phone="联系电话",
        employer__union__address="通讯地址",
        employer__union__postcode="邮编",
        employer__union__contact__email="电子邮箱",
    ),
    Blank(path="before.text", section="三", label="(一) 项目实施前的情况", where=Where.BELOW),
    Blank(
        path="before.photos", section="三", label="图片一组",
        under="(一) 项目实施前的情况", where=Where.FRAMES,
    ),
    Blank(path="after.text", section="三", label="(二) 项目实施后的情况", where=Where.BELOW),
    Blank(
        path="after.photos", section="三", label="图片一组",
        under="(二) 项目实施后的情况", where=Where.FRAMES,
    ),
    Blank(path="video.name", section="三", label="视频名称", where=Where.INSIDE),
    *_in("四", lead__effectiveness="第一完成人创新实效情况简介"),
    *_items("四", "个人荣誉及获奖情况", "lead.honours"),
    *_in(
        "四",
        lead__contribution="本人对本项目的贡献及作用发挥情况",
        lead__alias="别名雅号",
        lead__achievements="本人在职工科技创新、发明创造、带领团队等方面主要成绩、突出贡献情况",
    ),
    *(
        Blank(
            path=f"contributors[].{key}", section="四", label=label,
            under="其他完成人情况", where=Where.COLUMN,
        )
        for key, label in (
            ("name", "姓名"), ("sex", "性别"), ("job_title", "单位职务"), ("skill_level", "技能等级"),
            ("title", "职称"), ("education", "学历"), ("degree", "学位"), ("duty", "负责本项目具体工作内容"),
        )
    ),
    Blank(path="team.kind", section="四", label="项目团队情况", where=Where.TICKS),
    Blank(
        path="team.other_text", section="四", label="其他", under="项目团队情况", where=Where.INSIDE
    ),
    *_items("四", "团队获奖情况", "team.award"),
    *_in(
        "四",
        support="已经给予的级别、待遇、荣誉，工作室创建、班组建设等方面情况",
        plan="下一步培养计划",
    ),
    Blank(path="opinion.text", section="七", label="提名意见", where=Where.CELL),
    *_in(
        "七",
        opinion__handler__name="经办人(联系人)",
        opinion__handler__job_title="职务",
        opinion__handler__phone="联系电话",
        opinion__address="通讯地址",
        opinion__postcode="邮编",
        opinion__email="电子邮箱",
    ),
)  # fmt: skip
"""The blanks of 附件2, in the order of the form."""

_ELSEWHERE = frozenset({Kind.FILE, Kind.FILES})


def blanks_of(activity: Activity) -> tuple[Blank, ...]:
    """Every blank of an activity's form: those of the official form, then the supplement.

    With files, which come in folders or as pictures, that is every field of a nomination.
    """
    columns = plan_of(activity.fields).projects.columns
    known = {column.path for column in columns}
    official = [each for each in OFFICIAL if each.is_item or each.path in known]
    there = {each.path for each in official}
    more = [
        Blank(path=column.path, section=SUPPLEMENT, label=column.label)
        for column in columns
        if column.path not in there and column.field.kind not in _ELSEWHERE
    ]
    return (*official, *more)


def field_of(activity: Activity, blank: Blank) -> Field:
    """The field of the schema that a blank holds.

    Raises:
        LookupError: The activity has no such field.
    """
    found = find_field(activity, models.Nomination, blank.field_path)
    if found is None:
        raise LookupError(blank.path)
    return found[0]


def drop_down_of(activity: Activity, field: Field) -> tuple[str, ...]:
    """What the drop-down of a field offers after `CHOOSE`; nothing where it has none."""
    if field.kind is Kind.YES_NO:
        return (PRESENT, ABSENT) if field.asks_for_presence else (YES, NO)
    if field.key == "level1":
        offered = tuple(activity.taxonomy.tree)
    elif field.kind is Kind.CHOICE:
        offered = tuple(each.label for each in field.options)
    else:
        offered = ()
    return offered if len(offered) < LONGEST_DROP_DOWN else ()


def item_label(blank: Blank, number: int) -> str:
    """What a blank of a list is called in the supplement; `number` counts from 0."""
    return f"第{number + 1}项-{blank.label}"


def field_name(path: str) -> str:
    """The name of the legacy field at a path: `wx_lead_name`, `wx_lead_honours_0_year` shortened to 20 characters.

    A tick of an option is `team.kind:joined`.
    """
    return _FIELD + _code(path)


def bookmark_name(path: str) -> str:
    """The name of the bookmark around the blank at a path."""
    return _BOOKMARK + _code(path)


def _code(path: str) -> str:
    code = re.sub(r"\W+", "_", path.replace("[", "_"), flags=re.ASCII).strip("_")
    if len(code) <= _LONGEST_CODE:
        return code
    digest = hashlib.sha256(path.encode()).hexdigest()[:5]
    return f"{code[-(_LONGEST_CODE - 6) :].lstrip('_')}_{digest}"
