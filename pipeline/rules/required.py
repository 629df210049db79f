# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""What has to be filled in, and whether what was filled in makes sense as a value."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity.model import Activity
from pipeline.activity.walk import Leaf
from pipeline.dossier import models
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import Kind, is_empty
from pipeline.rules.base import ERROR, DossierOrNomination, Fault, dossier_rule
from pipeline.rules.case import DossierCase, NominationCase
from pipeline.rules.words import quote

_OWN_RULE = frozenset({"evidence.frontline_certificate"})
"""Needed values that a rule of their own asks for."""


@dossier_rule(
    "required", ERROR, clause="附件1、附件2、附件4", due=Milestone.NOMINATE, when_printed=True
)
def required(case: DossierCase) -> Iterator[Fault]:
    """数据字典中带“*”的必填项都已填写；选填的一组内容一旦填写，其中的必填项也要填写（附件1、附件2、附件4）。"""
    for leaf in case.leaves:
        if leaf.path.startswith("filing.") and not _needs_filing(case):
            continue
        yield from _missing(case, leaf)
    if _needs_filing(case):
        yield from _union_of_society(case)
    for each in case.nominations:
        for leaf in each.leaves:
            yield from _missing(each, leaf)
        yield from _conditional(each)


def _needs_filing(case: DossierCase) -> bool:
    kind = case.unit.kind
    return kind is not None and kind.is_society


def _missing(place: DossierOrNomination, leaf: Leaf) -> Iterator[Fault]:
    wanted = leaf.field.required and leaf.needed and leaf.path not in _OWN_RULE
    if wanted and is_empty(leaf.value):
        late = Milestone.NOMINATE if leaf.field.by_hand else None
        yield from _ask(place, leaf.path, leaf.label, due=late)


def _ask(
    place: DossierOrNomination,
    path: str,
    label: str,
    because: str = "",
    *,
    due: Milestone | None = None,
) -> Iterator[Fault]:
    if place.can_read(path) and path not in place.activity.required.drop:
        written = place.written_for_nothing(path)
        instead = f"（写的是{quote(written)}）" if written else ""
        yield Fault(
            message=f"没有填写“{label}”{instead}{because}",
            remedy=f"补填“{label}”",
            field=path,
            clause=_form(place, path),
            due=due,
            at=place,
        )


def _form(place: DossierOrNomination, path: str) -> str:
    if isinstance(place, NominationCase):
        return "附件2"
    return "附件4" if path.startswith("filing") else "附件1"


def _union_of_society(case: DossierCase) -> Iterator[Fault]:
    filing = case.dossier.filing
    if not filing.has_union:
        return
    because = "，已成立工会组织的必须填写"
    if not filing.union_name:
        yield from _ask(case, "filing.union_name", "社会组织备案-工会组织全称", because)
    if is_empty(filing.union_contact):
        yield from _ask(case, "filing.union_contact.name", "社会组织备案-工会联系人-姓名", because)


def _conditional(each: NominationCase) -> Iterator[Fault]:
    lead, team = each.lead, each.nomination.team
    if lead.employed_in_province is False and lead.full_time_since is None:
        yield from _ask(
            each, "lead.full_time_since", "第一完成人-省内全职工作起始",
            "，劳动（人事）关系不在省内的必须填写",
        )  # fmt: skip
    if lead.title and lead.title_level is None:
        yield from _ask(
            each,
            "lead.title_level",
            "第一完成人-职称等级",
            f"，职称填的是{quote(lead.title)}",
        )
    if lead.document is models.DocumentKind.OTHER and not lead.other_text:
        yield from _ask(
            each, "lead.other_text", "第一完成人-其他证件名称", "，证件类别填的是“其他”"
        )
    kinds = {each.activity.meaning("team.kind", kind) for kind in team.kind}
    if models.TeamKind.OTHER in kinds and not team.other_text:
        yield from _ask(each, "team.other_text", "项目团队-其他团队说明", "，团队情况勾选了“其他”")


@dossier_rule(
    "value.type", ERROR, clause="附件1、附件2、附件4", due=Milestone.NOMINATE, when_printed=True
)
def value_type(case: DossierCase) -> Iterator[Fault]:
    """日期、是/否、选项、数字等都能识别；编号不重复；选项是活动规定的选项（附件1、附件2、附件4）。

    读取材料时认不出的值由读取环节报告，同样列在本条名下。
    """
    seen: dict[str, NominationCase] = {}
    for each in case.nominations:
        yield from _duplicate_id(each, seen)
        for leaf in each.leaves:
            if leaf.field.extra and not is_empty(leaf.value):
                yield from _not_an_option(each, leaf)
        yield from _unknown_extras(each, case.activity)


def _duplicate_id(each: NominationCase, seen: dict[str, NominationCase]) -> Iterator[Fault]:
    number = (each.nomination.id or "").strip().casefold()
    first = seen.setdefault(number, each)
    if number and first is not each and each.can_read("id"):
        yield Fault(
            message=f"编号{quote(each.name)}与第{first.index + 1}项重复",
            remedy="按优先次序重新编号，每个项目一个编号",
            field="id",
            clause="附件1",
            at=each,
        )


def _not_an_option(each: NominationCase, leaf: Leaf) -> Iterator[Fault]:
    options = {option.key: option.label for option in leaf.field.options}
    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    wrong = [str(one) for one in values if one not in options]
    if leaf.field.kind in {Kind.CHOICE, Kind.CHOICES} and wrong and each.can_read(leaf.path):
        yield Fault(
            message=f"“{leaf.label}”的{quote(wrong[0])}不是规定的选项",
            remedy=f"从下列选项中选填：{'、'.join(options.values())}",
            field=leaf.path,
            clause="附件2",
            at=each,
        )


def _unknown_extras(each: NominationCase, activity: Activity) -> Iterator[Fault]:
    known = {extra.key for extra in activity.extra_field}
    for key in each.nomination.extra:
        if key not in known and each.can_read(key):
            yield Fault(
                message=f"本次活动没有{quote(key)}这一项",
                remedy="删去这一项",
                field=key,
                clause="附件2",
                at=each,
            )


RULES = (required, value_type)
