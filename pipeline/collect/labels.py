"""What the words beside the blanks of the official form mean (附件2), section by section.

The same words stand beside different blanks (通讯地址 four times): the part of the form they stand in
tells.  What the official form does not ask is looked for by the labels of the workbook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from pipeline.dossier.models import DocumentKind
from pipeline.dossier.words import squash, without_brackets
from pipeline.forms.sheets import Column


class Part(StrEnum):
    """A part of the form in which labels have their own meaning."""

    PROJECT = "project"
    LEAD = "lead"
    EMPLOYER = "employer"
    UNION = "union"
    BEFORE = "before"
    AFTER = "after"
    VIDEO = "video"
    ROLES = "roles"
    HONOURS = "lead.honours"
    CONTRIBUTORS = "contributors"
    AWARD = "team.award"
    OPINION = "opinion"
    EVIDENCE = "evidence"
    PLEDGES = "pledges"


def _labels(text: str) -> dict[str, str]:
    """`path: label label …` a line, as label to path."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        path, _, names = line.strip().partition(": ")
        found |= dict.fromkeys(map(squash, names.split()), path)
    return found


_OF: Mapping[Part, Mapping[str, str]] = {
    Part.PROJECT: _labels("""
        title: 项目名称 成果名称
        patent_numbers: 专利号 专利号码
        category: 类型 项目类型 项目类别 类别 “五小”类型 “五小”类别 申报类别 申报类型
        in_use_since: 应用实施时间 应用时间 实施时间 投入使用时间 应用实施日期
        field: 所属领域 所属领域专业类别 专业领域 领域 所属专业领域
        introduction: 项目简介 项目概况 内容简介 项目内容简介 项目概述
        employer.name: 第一完成单位 第一完成单位名称 完成单位
        team.kind: 项目来源
    """),
    Part.LEAD: _labels("""
        lead.name: 姓名 第一完成人姓名 第一完成人
        lead.sex: 性别
        lead.previously_recognised: 本人项目是否曾获省“五小”优秀认定 是否曾获省“五小”优秀认定 曾获省“五小”优秀认定
        lead.education: 学历 文化程度
        lead.degree: 学位
        lead.skill_level: 技能等级 职业资格 技能等级(职业资格) 职业技能等级
        lead.skill_certificate: 技能等级证书编号 技能证书编号 职业资格证书编号
        lead.title: 技术职称 职称 专业技术职称
        lead.title_level: 职称等级
        lead.title_certificate: 职称等级证书编号 职称证书编号
        lead.employer: 工作单位 所在单位
        lead.job_title: 职务 单位职务 岗位职务
        lead.id_number: 身份证号 身份证号码 证件号码 公民身份号码
        lead.mobile: 手机号码 手机 手机号 联系电话 移动电话
        lead.email: 电子邮箱 邮箱 电子邮件
        lead.postcode: 邮政编码 邮编
        lead.address: 通讯地址 地址 通信地址
        lead.worker_kind: 一线身份 身份类别
    """),
    Part.EMPLOYER: _labels("""
        employer.name: 单位名称 第一完成单位名称 第一完成单位 单位全称
        employer.uscc: 统一社会信用代码 信用代码 社会信用代码
        employer.ownership: 单位性质 企业性质 性质
        employer.address: 通讯地址 地址 单位地址 通信地址
        employer.postcode: 邮政编码 邮编
        employer.contact.name: 联系人姓名 联系人 姓名
        employer.contact.job_title: 联系人职务 职务
        employer.contact.mobile: 手机号码 手机 手机号 移动电话 联系人手机
        employer.contact.phone: 联系电话 电话 固定电话 办公电话
        employer.contact.email: 电子邮箱 邮箱 电子邮件
    """),
    Part.UNION: _labels("""
        employer.union.name: 工会全称 工会名称 单位工会全称
        employer.union.contact.name: 联系人姓名 联系人 姓名 工会联系人
        employer.union.contact.job_title: 职务 联系人职务
        employer.union.contact.phone: 联系电话 电话
        employer.union.contact.mobile: 手机号码 手机
        employer.union.address: 通讯地址 地址 通信地址
        employer.union.postcode: 邮编 邮政编码
        employer.union.contact.email: 电子邮箱 邮箱 电子邮件
    """),
    Part.BEFORE: _labels("before.text: 项目实施前的情况 项目实施前情况 实施前情况 实施前的情况 实施前"),
    Part.AFTER: _labels("after.text: 项目实施后的情况 项目实施后情况 实施后情况 实施后的情况 实施后"),
    Part.VIDEO: _labels("video.name: 视频名称 项目视频名称"),
    Part.ROLES: _labels("""
        lead.effectiveness: 第一完成人创新实效情况简介 创新实效情况简介 创新实效情况
        lead.contribution: 本人对本项目的贡献及作用发挥情况 对本项目的贡献及作用发挥情况 贡献及作用发挥情况
        lead.alias: 别名雅号 别名 雅号
        lead.achievements: 本人在职工科技创新、发明创造、带领团队等方面主要成绩、突出贡献情况
        lead.achievements: 主要成绩突出贡献情况 主要成绩、突出贡献
        team.kind: 项目团队情况 团队情况
        support: 已经给予的级别、待遇、荣誉，工作室创建、班组建设等方面情况 已经给予的级别待遇荣誉等情况
        plan: 下一步培养计划 培养计划
    """),
    Part.HONOURS: _labels("""
        year: 年份 年度 获奖年份 获奖时间
        name: 奖项名称 荣誉名称 名称 奖项
        issuer: 授奖单位 颁奖单位 授予单位 颁发单位
    """),
    Part.CONTRIBUTORS: _labels("""
        name: 姓名
        sex: 性别
        job_title: 单位职务 单位及职务 职务 单位、职务
        skill_level: 技能等级 技能等级(职业资格)
        title: 职称 技术职称
        education: 学历
        degree: 学位
        duty: 负责本项目具体工作内容 负责工作内容 具体工作内容 工作内容 承担的工作
    """),
    Part.OPINION: _labels("""
        opinion.text: 提名意见 具体意见
        opinion.handler.name: 经办人 经办人(联系人) 联系人
        opinion.handler.job_title: 职务
        opinion.handler.phone: 联系电话 电话
        opinion.handler.mobile: 手机号码 手机
        opinion.address: 通讯地址 地址
        opinion.postcode: 邮编 邮政编码
        opinion.email: 电子邮箱 邮箱
    """),
    Part.EVIDENCE: {},
    Part.PLEDGES: {},
}  # fmt: skip
_OF_AWARD = _OF[Part.HONOURS]

ANYWHERE = {
    **{label: (Part.PROJECT, path) for label, path in _OF[Part.PROJECT].items()
       if path not in {"category", "team.kind", "employer.name", "field"} or len(label) > 2},
    **{squash(each): (Part.LEAD, "lead.name") for each in ("第一完成人姓名",)},
    **{label: (Part.LEAD, path) for label, path in _OF[Part.LEAD].items()
       if path == "lead.previously_recognised" or label == "身份证号"},
    **{squash(each): (Part.EMPLOYER, "employer.name") for each in ("第一完成单位名称", "第一完成单位")},
    **{squash(each): (Part.EMPLOYER, "employer.ownership") for each in ("单位性质",)},
    **{squash(each): (Part.UNION, "employer.union.name") for each in ("工会全称", "单位工会全称")},
    **{label: (Part.BEFORE, path) for label, path in _OF[Part.BEFORE].items()},
    **{label: (Part.AFTER, path) for label, path in _OF[Part.AFTER].items()},
    **{label: (Part.VIDEO, path) for label, path in _OF[Part.VIDEO].items()},
    **{label: (Part.ROLES, path) for label, path in _OF[Part.ROLES].items()},
    **{squash(each): (Part.OPINION, "opinion.text") for each in ("提名意见",)},
    **{squash(each): (Part.OPINION, "opinion.handler.name") for each in ("经办人", "经办人(联系人)")},
}  # fmt: skip
"""Labels that mean the same wherever they stand, and lead into a part of the form."""

_BANDS = {
    squash(name): part
    for part, names in {
        Part.PROJECT: "项目概况 项目基本情况 项目基本信息",
        Part.LEAD: "第一完成人 第一完成人情况 第一完成人基本情况 项目第一完成人 项目第一完成人及单位基本情况",
        Part.EMPLOYER: "第一完成单位 第一完成单位情况 第一完成单位基本情况 第一完成单位信息 完成单位情况",
        Part.UNION: "第一完成人所在单位工会情况 所在单位工会情况 单位工会情况 工会情况 所在单位工会",
        Part.VIDEO: "项目视频",
        Part.ROLES: "作用发挥情况 所在单位（包括工会）激励、培养、宣传，发挥其作用情况 激励培养宣传情况",
        Part.HONOURS: "个人荣誉及获奖情况 个人荣誉 个人荣誉和获奖情况 个人获奖情况",
        Part.CONTRIBUTORS: "其他完成人情况 其他完成人 其他主要完成人 其他主要完成人情况 主要完成人情况",
        Part.AWARD: "团队获奖情况 团队荣誉及获奖情况 团队荣誉",
        Part.OPINION: "提名 提名人单位意见 提名单位意见 提名者意见",
        Part.EVIDENCE: "附件 附件材料 附件清单",
        Part.PLEDGES: "第一完成人承诺书 第一完成人所在单位承诺书 承诺书 完成人承诺书 单位承诺书",
    }.items()
    for name in names.split()
}  # fmt: skip
_BANDS |= {
    without_brackets("所在单位（包括工会）激励、培养、宣传，发挥其作用情况"): Part.ROLES,
    squash("提名人单位[设区市总工会/省产业(厅、局、企业)工会/社会组织]意见"): Part.OPINION,
    without_brackets(
        "提名人单位[设区市总工会/省产业(厅、局、企业)工会/社会组织]意见"
    ): Part.OPINION,
}

PHOTO_LABELS = {
    squash(each) for each in ("图片一组", "图片", "照片", "现场照片", "实施前照片", "实施后照片")
}
"""What stands over the photos of a stage."""

_EVIDENCE = {
    squash(name): path
    for path, names in {
        "evidence.portraits": "形象照 第一完成人形象照 个人形象照 第一完成人正面形象照",
        "evidence.workplace": "工作场景照 工作照 第一完成人工作场景照",
        "evidence.frontline_certificate": "一线职工证明",
        "evidence.skill_certificate": "技能等级证书 最高技能等级证书 职业资格证书",
        "evidence.title_certificate": "职称证书 最高职称证书",
    }.items()
    for name in names.split()
}

RECORDS = {Part.HONOURS, Part.AWARD, Part.CONTRIBUTORS}
"""Parts that hold lists."""

_NUMBERING = re.compile(
    r"^[\s*＊]*(?:[（(]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|"
    r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．])?[\s*＊]*"
)
_OTHER_DOCUMENT = re.compile(r"(护照|.{1,14}证件?)号码?")
_DOCUMENTS = {squash(f"{kind.label}号"): kind.label for kind in DocumentKind}


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """A label as it is looked up: whole, then without what stands in brackets."""
    bare = _NUMBERING.sub("", text, count=1)
    return tuple(dict.fromkeys(filter(None, (squash(bare), without_brackets(bare), squash(text)))))


def label_in(text: str, part: Part) -> str | None:
    """The field that a label means in a part of the form, below its record in lists; None for no label."""
    own = _OF_AWARD if part is Part.AWARD else _OF[part]
    return next((own[word] for word in words_of(text) if word in own), None)


def label_anywhere(text: str) -> tuple[Part, str] | None:
    """The field that a label means wherever it stands, and the part that it leads into."""
    return next((ANYWHERE[word] for word in words_of(text) if word in ANYWHERE), None)


def band_in(text: str) -> Part | None:
    """The part that a heading leads into."""
    return next((_BANDS[word] for word in words_of(text) if word in _BANDS), None)


def photos_below(text: str, part: Part) -> str | None:
    """The field of the pictures that follow some words; None where the words are about no pictures."""
    for word in words_of(text):
        if word in _EVIDENCE:
            return _EVIDENCE[word]
        if word in PHOTO_LABELS and part in {Part.BEFORE, Part.AFTER}:
            return f"{part.value}.photos"
    return None


def document_in(text: str) -> str | None:
    """What kind of document a label asks the number of, where it is none of a resident."""
    word = squash(text)
    if word in _DOCUMENTS:
        return _DOCUMENTS[word]
    return word.removesuffix("码").removesuffix("号") if _OTHER_DOCUMENT.fullmatch(word) else None


class WorkbookLabels:
    """The labels of the workbook, for fields that the official form does not have."""

    def __init__(self, columns: Iterable[Column]) -> None:
        listed = list(columns)
        self._bands = {squash(each.band) for each in listed}
        ends = Counter(squash(each.labels[-1]) for each in listed)
        self._paths = {squash("".join(each.labels)): each.path for each in listed}
        for each in listed:
            word = squash(each.labels[-1])
            if ends[word] == 1:
                self._paths.setdefault(word, each.path)

    def is_band(self, text: str) -> bool:
        """Whether a text is a heading over columns of the workbook."""
        return squash(text) in self._bands

    def find(self, text: str) -> str | None:
        """The field that a label means; None for none."""
        return next((self._paths[word] for word in words_of(text) if word in self._paths), None)
