"""Which nomination of the dossier a returned one is: told by who leads it, what it is called, whose it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.dossier.models import Employer, Nomination
from pipeline.dossier.words import squash

_ALIKE = 0.75
"""From this likeness on two names may be those of one employer."""


@dataclass(frozen=True, slots=True)
class Match:
    """What a returned nomination is in the dossier.

    Attributes:
        index: Its number there, from 0; None for a new one, or where it cannot be told.
        doubt: Why it cannot be told, in Chinese.
    """

    index: int | None = None
    doubt: str = ""


def match(theirs: Nomination, ours: Sequence[Nomination]) -> Match:
    """Find a returned nomination among those of the dossier.

    An ID number or a title that is the same tells; then the lead's name within an employer; then the id
    within an employer; then an employer whose row is prepared and otherwise empty.
    """
    if not _says_who(theirs):
        return Match(doubt="没有填项目名称和第一完成人，不知道是哪个项目")
    for test in (_same_number, _same_title, _same_lead, _same_id, _is_prepared):
        found = [index for index, each in enumerate(ours) if test(theirs, each)]
        if len(found) == 1:
            return Match(found[0])
        if found:
            names = "、".join(str(ours[index].id) for index in found)
            return Match(doubt=f"材料里有{len(found)}个项目与它相同（{names}），不知道是哪一个")
    return Match()


def same_employer(one: Employer, other: Employer) -> bool:
    """Whether two employers are one: by 信用代码 where both have one, else by name."""
    if one.uscc and other.uscc:
        return one.uscc == other.uscc
    return _is_same(one.name, other.name)


def alike(name: str | None, employers: Iterable[str]) -> str | None:
    """A name that may be another spelling of an employer's, and is not the same."""
    word = _core(name)
    for each in dict.fromkeys(employers):
        other = _core(each)
        if not word or not other or squash(each) == squash(name or ""):
            continue
        near = difflib.SequenceMatcher(None, word, other).ratio() >= _ALIKE
        if word == other or near or word in other or other in word:
            return each
    return None


def _core(name: str | None) -> str:
    """A name without what many have at its ends."""
    word = squash(name or "")
    for tail in ("股份有限公司", "有限责任公司", "有限公司", "总公司", "公司", "集团"):
        word = word.removesuffix(tail)
    return word.removeprefix("江苏省").removeprefix("江苏")


def _says_who(each: Nomination) -> bool:
    return bool(each.title or each.lead.name or each.lead.id_number)


def _is_same(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and squash(one or "") == squash(other or "")


def _same_number(theirs: Nomination, ours: Nomination) -> bool:
    return _is_same(theirs.lead.id_number, ours.lead.id_number)


def _same_title(theirs: Nomination, ours: Nomination) -> bool:
    return _is_same(theirs.title, ours.title) and not (
        _differ(theirs.lead.name, ours.lead.name)
        and not same_employer(theirs.employer, ours.employer)
    )


def _same_lead(theirs: Nomination, ours: Nomination) -> bool:
    is_here = same_employer(theirs.employer, ours.employer) or not ours.employer.name
    return _is_same(theirs.lead.name, ours.lead.name) and (
        is_here or alike(theirs.employer.name, [ours.employer.name or ""]) is not None
    )


def _same_id(theirs: Nomination, ours: Nomination) -> bool:
    """An id alone tells nothing: every office has a P01."""
    return (
        _is_same(theirs.id, ours.id)
        and same_employer(theirs.employer, ours.employer)
        and not (_differ(theirs.lead.name, ours.lead.name) and _differ(theirs.title, ours.title))
    )


def _is_prepared(theirs: Nomination, ours: Nomination) -> bool:
    return (
        not _differ(theirs.title, ours.title)
        and not _differ(theirs.lead.name, ours.lead.name)
        and not (ours.lead.name and ours.title)
        and same_employer(theirs.employer, ours.employer)
    )


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and not _is_same(one, other)
