"""The conditions of the notice as pure functions.

A rule reads a frozen `Case` and yields findings; it never raises for bad data, prints or stops.
`RULES` holds every rule there is, `rules_of` those that an activity asks for.
"""

from __future__ import annotations

from pipeline.activity.model import Activity
from pipeline.rules import (
    characters,
    contact,
    duplicates,
    employer,
    evidence,
    filing,
    lead,
    limits,
    project,
    publicity,
    quota,
    required,
    unions,
    unit,
)
from pipeline.rules.base import AnyRule, Fault
from pipeline.rules.case import Case, DossierCase, NominationCase, UnitCase, Workdays
from pipeline.rules.configuration import must_be_sound, without_words

__all__ = [
    "RULES", "AnyRule", "Case", "DossierCase", "Fault", "NominationCase",
    "UnitCase", "Workdays", "rules_of",
]  # fmt: skip

RULES: tuple[AnyRule, ...] = (
    *quota.RULES,
    *duplicates.RULES,
    *publicity.RULES,
    *unit.RULES,
    *filing.RULES,
    *required.RULES,
    *limits.RULES,
    *project.RULES,
    *employer.RULES,
    *unions.RULES,
    *lead.RULES,
    *evidence.RULES,
    *contact.RULES,
    *characters.RULES,
)
"""Every rule, in the order of the manual."""


def rules_of(activity: Activity) -> tuple[AnyRule, ...]:
    """The rules that an activity asks for, with those that only its quotas and shares name.

    Raises:
        InputError: The activity drops a rule, limits a field or counts a value that there is not.
    """
    known = {rule.id for rule in RULES}
    must_be_sound(activity, known=known, counting={rule.id for rule in quota.RULES})
    own = [
        quota.quota_rule(name, "本次活动另定的限额。", "–")
        for name in dict.fromkeys(each.rule for each in activity.quota)
        if name not in known
    ]
    own += [
        quota.share_rule(name, "本次活动另定的比例。", "–")
        for name in dict.fromkeys(each.rule for each in activity.share)
        if name not in known
    ]
    counting = {rule.id: quota.as_severe(rule, activity) for rule in (*quota.RULES, *own)}
    rules = (counting.get(rule.id, rule) for rule in (*RULES, *own))
    left_out = {*activity.rules.drop, *without_words(activity)}
    return tuple(rule for rule in rules if rule.id not in left_out)
