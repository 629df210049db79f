"""Whether an activity's data can be checked against at all.

A rule that is misconfigured must not become a rule that silently finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.activity.tables import Share
from pipeline.dossier import models
from pipeline.dossier.schema import Kind
from pipeline.errors import InputError

_COUNTABLE = frozenset(
    {Kind.CHOICE, Kind.CHOICES, Kind.YES_NO, Kind.TEXT, Kind.TEXTS, Kind.INTEGER}
)


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
    for name in sorted(named & known - counting):
        yield f"限额或比例不能用已有规则“{name}”的名字", "另取一个规则名"
    for quota in activity.quota:
        if quota.per is not None:
            yield from _field(activity, models.Nomination, quota.per, counts=True)
    for share in activity.share:
        yield from _share(activity, share)
    for path in (*activity.limits.text, *activity.limits.items):
        yield from _field(activity, walk.root_of(path), path, counts=False)


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
        for value in values if found else ():
            field = found[0] if found else None
            options = {option.key for option in field.options} if field else set()
            if options and value not in options:
                yield f"字段“{path}”没有“{value}”这个选项", "对照数据字典改正选项"
            if field and (field.kind is Kind.YES_NO) != isinstance(value, bool):
                yield f"字段“{path}”的取值“{value}”类型不对", "是/否用 true/false，其他用文字"
