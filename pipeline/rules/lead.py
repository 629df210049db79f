# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Conditions on the first completer (第一完成人, 二（二）)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.dates import say_day
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.privacy import mask
from pipeline.dossier.schema import is_empty
from pipeline.rules import check_digits
from pipeline.rules.base import ERROR, WARNING, Fault, nomination_rule
from pipeline.rules.case import NominationCase
from pipeline.rules.words import narrow, quote

_OLD_PERMANENT_RESIDENCE = re.compile(r"[A-Z]{3}[0-9]{12}")
"""Cards issued before December 2023."""
_RESIDENCE_PERMITS = ("810000", "820000", "830000")
"""Hong Kong, Macao, Taiwan."""

_SEPARATORS = re.compile(r"[、，,;；/\\()（）\s]|兼任?")


@nomination_rule("lead.employment", ERROR, clause="二（二）1", due=Milestone.CERTIFY)
def employment(case: NominationCase) -> Iterator[Fault]:
    """第一完成人劳动（人事）关系在省内，或自规定日期（含当日）起在省内全职工作（二（二）1）。"""
    term, since = case.activity.employment, case.lead.full_time_since
    if term is None:
        return
    if case.lead.employed_in_province is False and since and since > term.full_time_since:
        yield Fault(
            message=f"劳动（人事）关系不在省内，{say_day(since)}才开始在省内全职工作，"
            f"晚于{say_day(term.full_time_since)}",
            remedy="核对日期；确实晚于该日的不能作为第一完成人",
            field="lead.full_time_since",
            clause=term.clause,
        )


@nomination_rule("lead.frontline", ERROR, WARNING, clause="二（二）2", due=Milestone.CERTIFY)
def frontline(case: NominationCase) -> Iterator[Fault]:
    """第一完成人不是企事业单位负责人；职务只是相近的提醒核对（二（二）2）。"""
    posts, title = case.activity.frontline, case.lead.job_title or ""
    if posts is None:
        return
    if head := _head(title, posts.heads, posts.not_heads):
        yield Fault(
            message=f"职务{quote(title)}是企事业单位负责人（{head}），不是一线职工",
            remedy="核对职务；企事业单位负责人不能作为第一完成人",
            field="lead.job_title",
            clause=posts.clause,
        )
        return
    rest = title
    for post in posts.not_heads:
        rest = rest.replace(post, "")
    near = [word for word in posts.resembles if word in rest]
    if near:
        yield Fault(
            message=f"职务{quote(title)}带有“{near[0]}”，可能是单位负责人",
            remedy="核实第一完成人在生产科研一线岗位；属实的可以不改",
            field="lead.job_title",
            severity=WARNING,
            clause=posts.clause,
        )


def _head(title: str, heads: tuple[str, ...], not_heads: tuple[str, ...]) -> str | None:
    for part in _SEPARATORS.split(title):
        if part.endswith(heads) and not part.endswith(not_heads):
            return max((head for head in heads if part.endswith(head)), key=len)
    return None


@nomination_rule("lead.id_number", ERROR, WARNING, clause="附件2", due=Milestone.CERTIFY)
def id_number(case: NominationCase) -> Iterator[Fault]:
    """身份证号为18位，省份代码、出生日期真实，校验码正确；护照等其他证件不按此核对；号码是另一种证件的提醒（附件2）。"""
    number = (case.lead.id_number or "").strip().upper()
    if not number or not _has_check_digit(case.lead, number):
        return
    problems = check_digits.id_problems(number) or _of_another_kind(case.lead, number)
    born = check_digits.birth_date(number) if not problems else None
    if born is not None and born > (
        case.dossier.unit.letter_date or date(case.activity.year, 12, 31)
    ):
        problems = ["其中的出生日期还没有到"]
    if problems:
        yield Fault(
            message=f"{case.lead.id_label}“{mask(number)}”{'，'.join(problems)}",
            remedy=f"对照{case.lead.id_label.removesuffix('号')}原件改正；在表格中要按文本录入",
            field="lead.id_number",
        )
    elif (kind := _kind_of(number)) and case.lead.document in {None, models.DocumentKind.RESIDENT}:
        yield Fault(
            message=f"证件号码“{mask(number)}”是{kind.label}的号码，文书上会印成“{case.lead.id_label}”",
            remedy=f"核对证件，“证件类别”选“{kind.label}”",
            field="lead.document",
            severity=WARNING,
        )


def _kind_of(number: str) -> models.DocumentKind | None:
    """The kind of document that alone has a sound number like this; None for a resident's."""
    if check_digits.is_foreigners(number):
        return models.DocumentKind.PERMANENT_RESIDENCE
    is_permit = number.startswith(_RESIDENCE_PERMITS)
    return models.DocumentKind.RESIDENCE_PERMIT if is_permit else None


def _has_check_digit(lead: models.Lead, number: str) -> bool:
    """Whether the digits of a number say something; those of passports and of old cards do not."""
    if lead.document is models.DocumentKind.PERMANENT_RESIDENCE:
        return not _OLD_PERMANENT_RESIDENCE.fullmatch(number)
    return lead.document is not models.DocumentKind.OTHER


def _of_another_kind(lead: models.Lead, number: str) -> list[str]:
    """What speaks against a sound number for the kind of document named."""
    match lead.document:
        case models.DocumentKind.PERMANENT_RESIDENCE if not check_digits.is_foreigners(number):
            return ["应以9开头"]
        case models.DocumentKind.RESIDENCE_PERMIT if not number.startswith(_RESIDENCE_PERMITS):
            return [f"应以{'、'.join(_RESIDENCE_PERMITS)}之一开头"]
    return []


def _sound_id(case: NominationCase) -> str | None:
    number = (case.lead.id_number or "").strip().upper()
    is_sound = _has_check_digit(case.lead, number) and not check_digits.id_problems(number)
    return number if is_sound else None


@nomination_rule("lead.sex", ERROR, clause="附件2", due=Milestone.CERTIFY)
def sex(case: NominationCase) -> Iterator[Fault]:
    """性别与身份证号第17位相符（附件2）。"""
    number = _sound_id(case)
    if number is None or case.lead.sex is None or check_digits.is_foreigners(number):
        return
    by_id = models.Sex.MALE if int(number[16]) % 2 else models.Sex.FEMALE
    if case.lead.sex is not by_id:
        yield Fault(
            message=f"性别填的是“{case.lead.sex.label}”，{case.lead.id_label}“{mask(number)}”表示“{by_id.label}”",
            remedy=f"核对性别和{case.lead.id_label}，改正填错的一项",
            field="lead.sex",
        )


@nomination_rule("lead.age", WARNING, clause="附件2", due=Milestone.CERTIFY)
def age(case: NominationCase) -> Iterator[Fault]:
    """第一完成人在提名函日期的周岁年龄在合理范围内（附件2）。"""
    span, on, number = case.activity.lead_age, case.dossier.unit.letter_date, _sound_id(case)
    born = check_digits.birth_date(number) if number else None
    if span is None or born is None or on is None:
        return
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if not span.min_years <= years <= span.max_years:
        yield Fault(
            message=f"第一完成人在{say_day(on)}为{years}周岁，不在{span.min_years}至"
            f"{span.max_years}周岁之间",
            remedy=f"核对{case.lead.id_label}；属实的核实是否仍在一线岗位",
            field="lead.id_number",
            clause=span.clause,
        )


@nomination_rule("lead.skill_level", WARNING, clause="附件2", due=Milestone.CERTIFY)
def skill_level(case: NominationCase) -> Iterator[Fault]:
    """技能等级是通行的等级：学徒工、初级工……首席技师（附件2）。"""
    level, levels = case.lead.skill_level, case.activity.skill_levels
    if not level or known_skill(case.activity, level):
        return
    yield Fault(
        message=f"技能等级{quote(level)}不是通行的等级" + _perhaps(case.activity, level),
        remedy=f"从下列等级中选填：{'、'.join(each.name for each in levels.levels)}",
        field="lead.skill_level",
        clause=levels.clause,
    )


def known_skill(activity: Activity, level: str) -> str | None:
    """The usual name of a skill level (高级工（三级） → 高级工); None where it is not known."""
    names = {
        narrow(spelling): each.name
        for each in activity.skill_levels.levels
        for spelling in (each.name, *each.also)
    }
    if whole := names.get(narrow(level)):
        return whole
    found = {names.get(narrow(part)) for part in _SEPARATORS.split(level) if part}
    return found.pop() if len(found) == 1 else None


def _perhaps(activity: Activity, level: str) -> str:
    if title_level(activity, level) is not None:
        return "，像是职称，应填在“技术职称”"
    near = [each.name for each in activity.skill_levels.levels if narrow(level).endswith(each.name)]
    return f"，像是“{max(near, key=len)}”" if near else ""


@nomination_rule("lead.title", WARNING, clause="七（二）2", due=Milestone.CERTIFY, cannot_tell=True)
def title(case: NominationCase) -> Iterator[Fault]:
    """技术职称与职称等级相符，例如高级工程师为副高级（七（二）2）。"""
    lead, titles = case.lead, case.activity.titles
    level = lead.title_level
    if not lead.title:
        if level and level is not models.TitleLevel.NONE and case.can_read("lead.title"):
            yield Fault(
                message=f"职称等级填了“{level.label}”，没有填技术职称",
                remedy="补填技术职称；没有职称的，职称等级填“无职称”",
                field="lead.title",
                clause=titles.clause,
            )
        return
    if level is None:
        return  # `required` asks for it
    yield from _disagreement(case, lead.title, level)


def _disagreement(case: NominationCase, name: str, level: models.TitleLevel) -> Iterator[Fault]:
    expected = title_level(case.activity, name)
    clause = case.activity.titles.clause
    if expected is None:
        skill = known_skill(case.activity, name)
        yield Fault(
            message=f"技术职称{quote(name)}是技能等级，不是职称"
            if skill
            else f"无法判断职称{quote(name)}的等级",
            remedy="改填在“技能等级”" if skill else f"对照职称证书，核对职称等级“{level.label}”",
            field="lead.title",
            clause=clause,
            cannot_tell=not skill,
        )
    elif expected is not level:
        yield Fault(
            message=f"职称{quote(name)}一般为{expected.label}，职称等级填的是“{level.label}”",
            remedy="对照职称证书，改正填错的一项",
            field="lead.title_level",
            clause=clause,
        )


def title_level(activity: Activity, name: str) -> models.TitleLevel | None:
    """The level that a professional title tells; None where it tells none."""
    name = narrow(name)
    for pattern in activity.titles.levels:
        if any(part in name for part in pattern.find) and not any(
            part in name for part in pattern.but_not
        ):
            return pattern.level
    return None


@nomination_rule("lead.certificate", ERROR, clause="七（二）3", due=Milestone.NOMINATE)
def certificate(case: NominationCase) -> Iterator[Fault]:
    """填写了技能等级或职称的，有证书编号和证书文件（七（二）3）。"""
    lead, evidence = case.lead, case.nomination.evidence
    if lead.skill_level:
        yield from _certificate(
            case, f"技能等级{quote(lead.skill_level)}", "最高技能等级证书",
            ("skill_certificate", lead.skill_certificate, evidence.skill_certificate),
        )  # fmt: skip
    if claimed := _claimed_title(lead):
        yield from _certificate(
            case, f"职称{quote(claimed)}", "最高职称证书",
            ("title_certificate", lead.title_certificate, evidence.title_certificate),
        )  # fmt: skip


def _claimed_title(lead: models.Lead) -> str | None:
    level = lead.title_level
    rank = level.label if level and level is not models.TitleLevel.NONE else None
    return lead.title or rank


def _certificate(
    case: NominationCase,
    claim: str,
    paper: str,
    papers: tuple[str, str | None, tuple[str, ...]],
) -> Iterator[Fault]:
    key, number, files = papers
    if not number and case.can_read(f"lead.{key}"):
        yield Fault(
            message=f"填写了{claim}，没有填证书编号", remedy="补填证书编号", field=f"lead.{key}"
        )
    if is_empty(files) and case.can_read(f"evidence.{key}"):
        yield Fault(
            message=f"填写了{claim}，没有附{paper}",
            remedy=f"把{paper}的扫描件放进该项目的附件文件夹",
            field=f"evidence.{key}",
            due=Milestone.UPLOAD,
        )


RULES = (
    employment, frontline, id_number, sex, age, skill_level, title, certificate,
)  # fmt: skip
