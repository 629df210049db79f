# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Conditions on the project itself (二（一）)."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity.tables import Taxonomy
from pipeline.activity.walk import Text
from pipeline.dossier import models
from pipeline.dossier.dates import say_day
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import value_of
from pipeline.rules.base import ERROR, WARNING, Fault, nomination_rule
from pipeline.rules.case import NominationCase
from pipeline.rules.check_digits import is_patent
from pipeline.rules.words import key, quote

_UNION_TEAMS = frozenset(kind for kind in models.TeamKind if kind.is_of_the_union)
_NOT_ABOUT_THE_PROJECT = (
    "id", "patent_numbers", "employer.", "opinion.handler.", "lead.name", "lead.id_number",
    "lead.education", "lead.degree", "lead.mobile", "lead.email", "lead.postcode", "lead.address",
    "lead.employer", "lead.skill_certificate", "lead.title_certificate",
)  # fmt: skip
_DENIALS = tuple(
    no + verb
    for no in ("不", "无", "未", "非", "没有", "不存在", "不得")
    for verb in ("", "涉及", "含", "含有", "属于", "属", "泄露", "包含", "是")
)


@nomination_rule("taxonomy.field", ERROR, WARNING, clause="附件3", due=Milestone.PUBLICISE)
def taxonomy_field(case: NominationCase) -> Iterator[Fault]:
    """所属领域的一级、二级在附件3中且上下级对应；三级不在附件3中的提醒核对（附件3）。"""
    taxonomy, field = case.activity.taxonomy, case.nomination.field
    level1 = _listed(field.level1, tuple(taxonomy.tree), numbered=True)
    if field.level1 and level1 is None:
        yield Fault(
            message=f"附件3中没有一级领域{quote(field.level1)}",
            remedy=f"从下列一级领域中选填：{'、'.join(taxonomy.tree)}",
            field="field.level1",
            clause=taxonomy.clause,
        )
    below = taxonomy.tree[level1] if level1 else {}
    level2 = _listed(field.level2, tuple(below))
    if level1 and field.level2 and level2 is None:
        yield _wrong_level2(taxonomy, level1, field.level2)
    known = [term for term in below[level2] if term] if level2 else []
    if known and field.level3 and _listed(field.level3, tuple(known)) is None:
        yield Fault(
            message=f"附件3“{level2}”下没有列出三级领域{quote(field.level3)}",
            remedy="核对；附件3列有相近的就改用附件3的写法",
            field="field.level3",
            severity=WARNING,
            clause=taxonomy.clause,
        )


def _listed(name: str | None, names: tuple[str, ...], *, numbered: bool = False) -> str | None:
    wanted = key(name)
    for each in names:
        if wanted == key(each) or (numbered and wanted[1:] == key(each) and "、" in (name or "")):
            return each
    return None


def _wrong_level2(taxonomy: Taxonomy, level1: str, level2: str) -> Fault:
    homes = [one for one, below in taxonomy.tree.items() if _listed(level2, tuple(below))]
    belongs = f"，它属于“{homes[0]}”" if homes else ""
    return Fault(
        message=f"附件3“{level1}”下没有二级领域{quote(level2)}{belongs}",
        remedy=f"从“{level1}”的二级领域中选填：{'、'.join(taxonomy.tree[level1])}"
        + ("，或者改正一级领域" if homes else ""),
        field="field.level2",
        clause=taxonomy.clause,
    )


@nomination_rule("project.in_province", ERROR, clause="二（一）2", due=Milestone.PUBLICISE)
def completed_in_province(case: NominationCase) -> Iterator[Fault]:
    """项目在本省完成（二（一）2）。"""
    if case.nomination.completed_in_province is False:
        yield Fault(
            message=f"项目不是在{case.activity.region.name}完成的",
            remedy="撤下这个项目（在省外完成的不能提名）；填错的改正",
            field="completed_in_province",
        )


@nomination_rule("project.in_use_by", ERROR, clause="二（一）4", due=Milestone.PUBLICISE)
def in_use_by(case: NominationCase) -> Iterator[Fault]:
    """项目在规定日期（含当日）之前已经应用实施（二（一）4）。"""
    last, since = case.activity.in_use, case.nomination.in_use_since
    if last is not None and since is not None and since > last.last:
        yield Fault(
            message=f"应用实施时间{say_day(since)}晚于{say_day(last.last)}",
            remedy="核对应用实施时间；确实晚于该日的项目不能提名",
            field="in_use_since",
            clause=last.clause,
        )


@nomination_rule("project.union_origin", ERROR, clause="二（一）3", due=Milestone.PUBLICISE)
def union_origin(case: NominationCase) -> Iterator[Fault]:
    """项目产生于工会建设的创新工作室、班组，或工会主导、参与组织的活动（二（一）3）。"""
    kinds = {case.activity.meaning("team.kind", kind) for kind in case.nomination.team.kind}
    if kinds and not kinds & _UNION_TEAMS:
        yield Fault(
            message="项目团队不是工会主导或参与建设的",
            remedy="核对团队情况；与工会无关的项目不能提名",
            field="team.kind",
        )


@nomination_rule("project.excluded", ERROR, clause="二（一）6", due=Milestone.PUBLICISE)
def excluded(case: NominationCase) -> Iterator[Fault]:
    """活动规定的负面情形（涉密、知识产权争议等）都不存在（二（一）6）。"""
    declarations = case.nomination.declarations
    for field in case.activity.fields(models.Declarations, "declarations"):
        if value_of(declarations, field):
            yield Fault(
                message=f"负面情形“{field.label}”填了“是”",
                remedy="撤下这个项目（有这种情形的不得提名）；填错的改正",
                field=f"declarations.{field.key}",
            )


@nomination_rule("project.excluded_hint", WARNING, clause="二（一）6", due=Milestone.PUBLICISE)
def excluded_hint(case: NominationCase) -> Iterator[Fault]:
    """荣誉、获奖和文字中没有提到省级及以上科技奖、涉密、药品（二（一）6）。"""
    hints = case.activity.excluded_hints
    if hints is None:
        return
    for text in case.texts:
        if text.path.startswith(_NOT_ABOUT_THE_PROJECT):
            continue
        for words, why in (
            (hints.awards, "像是省级及以上科技奖项"),
            (hints.secrecy, "像是涉密"),
            (hints.drugs, "像是药品类"),
        ):
            yield from _hint(text, words, why, hints.clause)


def _hint(text: Text, words: tuple[str, ...], why: str, clause: str) -> Iterator[Fault]:
    if found := [word for word in words if _names(text.text, word)]:
        yield Fault(
            message=f"“{text.label}”中有{'、'.join(quote(word) for word in found)}，{why}",
            remedy="核对项目是否属于不得提名的情形；不属于的可以不改",
            field=text.path,
            clause=clause,
        )


def _names(text: str, word: str) -> bool:
    """Whether a text names a word other than to deny it (无涉密内容, 不涉及国家秘密)."""
    start = text.find(word)
    while start >= 0:
        if not text[:start].endswith(_DENIALS):
            return True
        start = text.find(word, start + 1)
    return False


@nomination_rule("patent.number", WARNING, clause="附件1", due=Milestone.PUBLICISE)
def patent_number(case: NominationCase) -> Iterator[Fault]:
    """专利号的写法和校验位正确（附件1）。"""
    for index, number in enumerate(case.nomination.patent_numbers):
        if number.strip() and not is_patent(number, last_year=case.activity.year):
            yield Fault(
                message=f"专利号{quote(number)}的写法或校验位不对",
                remedy="对照专利证书改正，写成“ZL 2021 1 1485226.1”的样子",
                field=f"patent_numbers[{index}]",
            )


RULES = (
    taxonomy_field,
    completed_in_province,
    in_use_by,
    union_origin,
    excluded,
    excluded_hint,
    patent_number,
)
