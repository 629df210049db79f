"""A dossier as values: what the data dictionary says, typed.

Every field may be missing (None or an empty tuple): a half-filled dossier is a value too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.dossier import schema
from pipeline.dossier.schema import Choice

ExtraValue = str | int | bool | date | tuple[str, ...] | None
"""What an activity's own field can hold; the key of an option for a choice."""


OptionKey = str
"""Key of an option that the activity may have named itself; the enum's member where it is one of those."""


class UnitKind(Choice):
    """Kinds of nominating units (四, 七（二）1)."""

    CITY = "city", "设区市总工会"
    INDUSTRY = "industry", "省产业（厅、局、企业）工会"
    PROVINCIAL_SOCIETY = "provincial_society", "省级社会组织"
    OTHER_SOCIETY = "other_society", "其他社会组织"

    @property
    def is_society(self) -> bool:
        """Whether the unit needs the filing form of 附件4."""
        return self in {UnitKind.PROVINCIAL_SOCIETY, UnitKind.OTHER_SOCIETY}


class UnionRole(Choice):
    """The union's part in the activities, 主导/参与 in the letter."""

    LED = "led", "主导"
    JOINED = "joined", "参与"


class Category(Choice):
    """The five types of 五小 projects (二（一）1)."""

    INVENTION = "invention", "小发明"
    CREATION = "creation", "小创造"
    RENOVATION = "renovation", "小革新"
    DESIGN = "design", "小设计"
    SUGGESTION = "suggestion", "小建议"


class Sex(Choice):
    """Sex as on the ID card."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class DocumentKind(Choice):
    """Kinds of documents that say who a person is."""

    RESIDENT = "resident", "居民身份证"
    PERMANENT_RESIDENCE = "permanent_residence", "外国人永久居留身份证"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证"
    OTHER = "other", "其他"


class WorkerKind(Choice):
    """Front-line post (二（二）2)."""

    WORKER = "worker", "一线工人"
    TECHNICIAN = "technician", "一线专业技术人员"


class TitleLevel(Choice):
    """Level of a professional title."""

    NONE = "none", "无职称"
    JUNIOR = "junior", "初级"
    INTERMEDIATE = "intermediate", "中级"
    ASSOCIATE_SENIOR = "associate_senior", "副高级"
    SENIOR = "senior", "正高级"


class Ownership(Choice):
    """Nature of the employer (附件2 二)."""

    PUBLIC = "public", "公有制企业"
    PRIVATE = "private", "非公企业"
    INSTITUTION = "institution", "事业单位"


class TeamKind(Choice):
    """What the project team is (附件2 四)."""

    STUDIO_LED = "studio_led", "工会主导建设的创新工作室"
    CREW_LED = "crew_led", "工会主导建设的创新型班组"
    CONTEST_LED = "contest_led", "工会主导的竞赛创新等群创活动团队"
    JOINED = "joined", "工会参与建设的创新工作室、创新型班组，参与组织的群创活动团队"
    INDEPENDENT = "independent", "非工会主导或参与建设的团队"
    OTHER = "other", "其他"

    @property
    def is_of_the_union(self) -> bool:
        """Whether the union leads it or has a part in it (二（一）3)."""
        return self not in {TeamKind.INDEPENDENT, TeamKind.OTHER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contact person."""

    name: str | None = schema.text("姓名", required=True)
    job_title: str | None = schema.text("职务")
    phone: str | None = schema.text("联系电话")
    mobile: str | None = schema.text("手机号码")
    email: str | None = schema.text("电子邮箱")
    wechat: str | None = schema.text("微信号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """A publicity period; both days were shown (五1)."""

    start: date | None = schema.day("公示起始日期", required=True, by_hand=True)
    end: date | None = schema.day("公示截止日期", required=True, by_hand=True)
    place: str | None = schema.text("公示地点或网址", required=True, by_hand=True)
    objections: bool | None = schema.yes_no("有无异议", note="没有异议填“无”")
    files: tuple[str, ...] = schema.files("公示材料")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The nominating unit."""

    name: str | None = schema.text("提名单位", required=True)
    kind: UnitKind | None = schema.choice("单位类别", UnitKind, required=True)
    summary: str | None = schema.long_text("推进职工科技创新工作情况", required=True)
    union_role: OptionKey | None = schema.choice(
        "工会作用", UnionRole, required=True, own_options=True
    )
    letter_date: date | None = schema.day("提名函日期", required=True, by_hand=True)
    letter_number: str | None = schema.text(
        "文号", note="如：苏工函〔2023〕12号；提名函编发文号的填写"
    )
    letter_signer: str | None = schema.text("签发人", note="提名函要标注签发人的填写")
    letter_attachment: str | None = schema.text(
        "附件名称", note="清单作为提名函附件的填写，如：提名项目清单"
    )
    quota: int | None = schema.integer(
        "核定名额", note="只能提名几项；省总工会另外核定、与通知不同的填写"
    )
    address: str | None = schema.text("通讯地址")
    postcode: str | None = schema.text("邮编")
    contact: Person = schema.record("联系人", Person)
    phone: str | None = schema.text("联系电话")
    email: str | None = schema.text("电子邮箱")
    publicity: Publicity = schema.record("本级公示", Publicity, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Filing of a society (附件4)."""

    number: str | None = schema.text("编号", by_hand=True)
    full_name: str | None = schema.text("社会组织全称", required=True)
    registered_in_province: bool | None = schema.yes_no("是否在我省注册", required=True)
    organization_code: str | None = schema.text(
        "组织机构代码", required=True, note="9位组织机构代码或18位统一社会信用代码"
    )
    filled_on: date | None = schema.day("填表时间", required=True)
    address: str | None = schema.text("通讯地址", required=True)
    postcode: str | None = schema.text("邮编", required=True)
    contact: Person = schema.record("联系人", Person, required=True)
    has_union: bool | None = schema.yes_no("是否成立工会组织", required=True)
    union_name: str | None = schema.text("工会组织全称")
    union_contact: Person = schema.record("工会联系人", Person)
    summary: str | None = schema.long_text("近三年开展职工科技创新活动情况简介", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOfWork:
    """所属领域 by 附件3."""

    level1: str | None = schema.text("一级", required=True)
    level2: str | None = schema.text("二级", required=True)
    level3: str | None = schema.text("三级")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """What bars a project from being nominated (二（一）6): yes means it is barred.

    An activity may name others; `extra` holds those by key.
    """

    classified: bool | None = schema.yes_no("涉密", required=True)
    ip_dispute: bool | None = schema.yes_no("知识产权争议", required=True)
    drug: bool | None = schema.yes_no("药品类", required=True)
    government_funded: bool | None = schema.yes_no("政府投资或企业研发机构开发", required=True)
    provincial_award: bool | None = schema.yes_no("已获省级及以上奖项", required=True)
    already_recognised: bool | None = schema.yes_no("主要创新技术已被认定", required=True)
    extra: Mapping[str, ExtraValue] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """An honour or award, of a person or a team."""

    year: str | None = schema.text("年份")
    name: str | None = schema.text("奖项名称")
    issuer: str | None = schema.text("授奖单位")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """第一完成人, the person a nomination stands for."""

    name: str | None = schema.text("姓名", required=True)
    sex: Sex | None = schema.choice("性别", Sex, required=True)
    worker_kind: OptionKey | None = schema.choice(
        "一线身份", WorkerKind, required=True, own_options=True
    )
    document: DocumentKind | None = schema.choice("证件类别", DocumentKind, note="居民身份证不用填")
    other_text: str | None = schema.text("其他证件名称", note="证件类别为“其他”的填写，如护照")
    id_number: str | None = schema.text("身份证号", required=True, note="其他证件填证件号码")
    education: str | None = schema.text("学历", required=True)
    degree: str | None = schema.text("学位")
    skill_level: str | None = schema.text("技能等级")
    skill_certificate: str | None = schema.text("技能等级证书编号")
    title: str | None = schema.text("技术职称")
    title_level: TitleLevel | None = schema.choice("职称等级", TitleLevel)
    title_certificate: str | None = schema.text("职称等级证书编号")
    job_title: str | None = schema.text("职务", required=True)
    mobile: str | None = schema.text("手机号码", required=True)
    email: str | None = schema.text("电子邮箱")
    postcode: str | None = schema.text("邮政编码")
    address: str | None = schema.text("通讯地址", required=True)
    employer: str | None = schema.text("工作单位", note="与第一完成单位相同的不用填")
    employed_in_province: bool | None = schema.yes_no("劳动（人事）关系在省内", required=True)
    full_time_since: date | None = schema.day(
        "省内全职工作起始", note="劳动（人事）关系不在省内的填写"
    )
    previously_recognised: bool | None = schema.yes_no(
        "本人项目是否曾获省“五小”优秀认定", required=True
    )
    effectiveness: str | None = schema.long_text("创新实效情况简介")
    honours: tuple[Honour, ...] = schema.records("个人荣誉及获奖情况", Honour)
    contribution: str | None = schema.long_text("贡献及作用发挥情况", required=True)
    alias: str | None = schema.text("别名雅号")
    achievements: str | None = schema.long_text("主要成绩、突出贡献", required=True)

    @property
    def id_label(self) -> str:
        """What papers call the number: 身份证号, unless another kind of document is named."""
        match self.document:
            case None | DocumentKind.RESIDENT:
                return "身份证号"
            case DocumentKind.OTHER:
                return f"{(self.other_text or '证件').removesuffix('号')}号"
        return f"{self.document.label}号"


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """The employer's union."""

    name: str | None = schema.text("工会全称", required=True)
    contact: Person = schema.record("联系人", Person, required=True)
    address: str | None = schema.text("通讯地址")
    postcode: str | None = schema.text("邮编")


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """第一完成单位."""

    name: str | None = schema.text("单位名称", required=True)
    uscc: str | None = schema.text("统一社会信用代码")
    registered_in_province: bool | None = schema.yes_no("在我省注册", required=True)
    ownership: OptionKey | None = schema.choice(
        "单位性质", Ownership, required=True, own_options=True
    )
    address: str | None = schema.text("通讯地址", required=True)
    postcode: str | None = schema.text("邮政编码", required=True)
    contact: Person = schema.record("联系人", Person, required=True)
    union: Union = schema.record("工会", Union, required=True)
    publicity: Publicity = schema.record("单位公示", Publicity, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The project before or after it was put to use."""

    text: str | None = schema.long_text("情况", required=True)
    photos: tuple[str, ...] = schema.files("照片")


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """The project's video."""

    name: str | None = schema.text("名称")
    file: str | None = schema.file("文件")
    seconds: int | None = schema.integer("时长（秒）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """其他完成人."""

    name: str | None = schema.text("姓名", required=True)
    sex: Sex | None = schema.choice("性别", Sex)
    job_title: str | None = schema.text("单位职务")
    skill_level: str | None = schema.text("技能等级")
    title: str | None = schema.text("职称")
    education: str | None = schema.text("学历")
    degree: str | None = schema.text("学位")
    duty: str | None = schema.text("负责本项目具体工作内容", required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The project team."""

    kind: tuple[OptionKey, ...] = schema.choices(
        "团队情况", TeamKind, required=True, own_options=True
    )
    other_text: str | None = schema.text("其他团队说明")
    award: tuple[Honour, ...] = schema.records("获奖情况", Honour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The nominating unit's opinion on one nomination (附件2 七)."""

    text: str | None = schema.long_text("具体意见", required=True)
    handler: Person = schema.record("经办人", Person, required=True)
    address: str | None = schema.text("通讯地址")
    postcode: str | None = schema.text("邮编")
    email: str | None = schema.text("电子邮箱")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Files behind a nomination, by role (附件2 八)."""

    frontline_certificate: tuple[str, ...] = schema.files("一线职工证明", required=True)
    skill_certificate: tuple[str, ...] = schema.files("最高技能等级证书")
    title_certificate: tuple[str, ...] = schema.files("最高职称证书")
    portraits: tuple[str, ...] = schema.files("形象照")
    workplace: tuple[str, ...] = schema.files("工作场景照")
    media: tuple[str, ...] = schema.files("媒体宣传文稿")
    other: tuple[str, ...] = schema.files("其他材料")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """One nominated project."""

    id: str | None = schema.text("编号", required=True, note="P01、P02……，按优先次序")
    title: str | None = schema.text("项目名称", required=True)
    category: OptionKey | None = schema.choice("类型", Category, required=True, own_options=True)
    patent_numbers: tuple[str, ...] = schema.texts("专利号", note="多个专利号用顿号或换行隔开")
    field: FieldOfWork = schema.record("所属领域", FieldOfWork, required=True)
    introduction: str | None = schema.long_text("项目简介", required=True)
    in_use_since: date | None = schema.day("应用实施时间", required=True)
    completed_in_province: bool | None = schema.yes_no("项目在我省完成", required=True)
    remark: str | None = schema.text("备注")
    declarations: Declarations = schema.record("负面情形", Declarations, required=True)
    lead: Lead = schema.record("第一完成人", Lead, required=True)
    employer: Employer = schema.record("第一完成单位", Employer, required=True)
    before: Stage = schema.record("项目实施前", Stage, required=True)
    after: Stage = schema.record("项目实施后", Stage, required=True)
    video: Video = schema.record("视频", Video)
    contributors: tuple[Contributor, ...] = schema.records("其他完成人", Contributor)
    team: Team = schema.record("项目团队", Team, required=True)
    support: str | None = schema.long_text(
        "已经给予的级别、待遇、荣誉，工作室创建、班组建设等方面情况", required=True
    )
    plan: str | None = schema.long_text("下一步培养计划", required=True)
    opinion: Opinion = schema.record("提名意见", Opinion, required=True)
    evidence: Evidence = schema.record("附件", Evidence, required=True)
    extra: Mapping[str, ExtraValue] = dataclasses.field(default_factory=dict)
    """Values of the fields that the activity adds, by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything one unit hands in for one activity."""

    activity: str | None = schema.text("活动", required=True)
    unit: Unit = schema.record("提名单位", Unit, required=True)
    filing: Filing = schema.record("社会组织备案", Filing)
    nominations: tuple[Nomination, ...] = schema.records("提名项目", Nomination, required=True)
