"""Whether an activity's data can be checked against at all.

A rule that is misconfigured must not become a rule that silently finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity import walk
from pipeline.activity.asking import ExtraOption
from pipeline.activity.model import Activity
from pipeline.activity.tables import Share
from pipeline.dossier import models
from pipeline.dossier.schema import Kind
from pipeline.errors import InputError

_COUNTABLE = frozenset(
    {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.TEXT, Kind.TEXTS, Kind.INTEGER}
)
_READS = {
    "filing.deadline": "filing",
    "project.in_use_by": "in_use",
    "project.excluded_hint": "excluded_hints",
    "lead.employment": "employment",
    "lead.frontline": "frontline",
    "lead.age": "lead_age",
}
"""Rules that read a table of their own, which may be missing where the rule is dropped."""


_WORDS = {"unit.kind": "unit_names", "employer.union": "employer_union"}
"""Rules that only compare words, and do not run for an activity that has none for them."""


def without_words(activity: Activity) -> set[str]:
    """Ids of the rules for which an activity has no words."""
    return {rule for rule, table in _WORDS.items() if getattr(activity, table) is None}


def must_be_sound(activity: Activity, *, known: set[str], counting: set[str]) -> None:
    """Stop at the first thing in an activity that no rule could work with.

    Args:
        activity: The activity.
        known: Ids of all rules.
        counting: Ids of the rules that quotas and shares may go by, besides new ones.

    Raises:
        InputError: There is such a thing.
    """
    for what, remedy in _faults(activity, known, counting):
        raise InputError(what, where=f"{activity.id}/activity.toml", remedy=remedy)


def _faults(activity: Activity, known: set[str], counting: set[str]) -> Iterator[tuple[str, str]]:
    named = {quota.rule for quota in activity.quota} | {share.rule for share in activity.share}
    for name in (*activity.rules.drop, *activity.clauses):
        if name not in known | named:
            yield f"没有名为“{name}”的规则", "对照 docs/rules.zh.md 改正规则名"
    yield from _missing_tables(activity)
    for name in sorted(named & known - counting):
        yield f"限额或比例不能用已有规则“{name}”的名字", "另取一个规则名"
    for quota in activity.quota:
        if quota.per is not None:
            yield from _field(activity, models.Nomination, quota.per, counts=True)
    for share in activity.share:
        yield from _share(activity, share)
    yield from _unit_names(activity)
    for path in (*activity.limits.text, *activity.limits.items, *activity.required.add,
                 *activity.required.drop):  # fmt: skip
        yield from _field(activity, walk.root_of(path), path, counts=False)
    for path in {*activity.required.add} & {*activity.required.drop}:
        yield f"字段“{path}”既列为必填，又列为选填", "在 [required] 的 add、drop 中只留一处"
    for path, options in activity.choices.items():
        yield from _choice(activity, path, options)
    yield from _twice([each.key for each in activity.declaration], "[[declaration]]")


def _missing_tables(activity: Activity) -> Iterator[tuple[str, str]]:
    for rule, table in _READS.items():
        if getattr(activity, table) is None and rule not in activity.rules.drop:
            yield (
                f"缺少 [{table}]，规则“{rule}”要用",
                (f"补上 [{table}]；本次活动没有这个条件的，在 [rules] drop 中列出“{rule}”"),
            )


def _unit_names(activity: Activity) -> Iterator[tuple[str, str]]:
    for pattern in activity.unit_names.patterns if activity.unit_names else ():
        if not (pattern.starts or pattern.find or pattern.ends):
            yield "单位名称的一项规律没有写名称里有什么", "填写 starts、find 或 ends"
        if not (pattern.kinds or pattern.says):
            yield "单位名称的一项规律没有写是哪类单位", "填写 kinds 或 says"


def _field(activity: Activity, root: type, path: str, *, counts: bool) -> Iterator[tuple[str, str]]:
    found = walk.find_field(activity, root, path)
    if found is None:
        yield f"没有名为“{path}”的字段", "对照数据字典改正字段名"
    elif counts and found[0].kind not in _COUNTABLE:
        yield f"字段“{path}”不能用来计数", "改用选项、是/否、文字类的字段"


def _share(activity: Activity, share: Share) -> Iterator[tuple[str, str]]:
    if share.min_percent is None and share.max_percent is None:
        yield f"比例“{share.rule}”没有上限也没有下限", "填写 min_percent 或 max_percent"
    for path, values in share.where.items():
        yield from _field(activity, models.Nomination, path, counts=True)
        found = walk.find_field(activity, models.Nomination, path)
        if found is None:
            continue
        options = {option.key for option in found[0].options}
        for value in values:
            if options and value not in options:
                yield f"字段“{path}”没有“{value}”这个选项", "对照数据字典改正选项"
            if (found[0].kind is Kind.YES_NO) != isinstance(value, bool):
                yield f"字段“{path}”的取值“{value}”类型不对", "是/否用 true/false，其他用文字"


def _choice(
    activity: Activity, path: str, options: tuple[ExtraOption, ...]
) -> Iterator[tuple[str, str]]:
    """Options of an activity's own: of a choice that is open, each key once, like one that there is."""
    yield from _field(activity, walk.root_of(path), path, counts=False)
    found = walk.find_field(activity, walk.root_of(path), path)
    if found is None:
        return
    if not found[0].own_options:
        yield f"字段“{path}”的选项不能由活动另定", "删去 [choices] 中的这一项"
    if not options:
        yield f"字段“{path}”没有选项", "至少列出一个选项"
    known = {member.value for member in found[0].choices or ()}
    for option in options:
        if option.like and option.like not in known:
            yield (
                f"选项“{option.key}”的 like 写的是“{option.like}”，程序没有这个选项",
                (f"改为{'、'.join(sorted(known))}之一"),
            )
    yield from _twice([each.key for each in options], f"[choices] {path}")


def _twice(keys: list[str], where: str) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys(each for each in keys if keys.count(each) > 1):
        yield f"{where} 的“{key}”出现了不止一次", "每个 key 只用一次"
