# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Whether a union is that of the employer (附件2).

Names are compared generously: a union may go by a short or a former name of its employer, by that of
the group above it, or be one of several employers.  What is left over is a slip, mostly a row too far.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.activity.tables import EmployerUnion
from pipeline.dossier.milestones import Milestone
from pipeline.rules.base import WARNING, Fault, dossier_rule
from pipeline.rules.case import DossierCase, NominationCase
from pipeline.rules.words import key, plain_width, quote

_PLACE = re.compile(r"([^\W\d_省市县区]{2,4})[省市县区]")
"""A place in an address: 江苏 and 云江 in 江苏省云江市."""
_GAP = " "
_TELLING = 2
"""Characters that two names must share to be thought of as belonging together."""


@dossier_rule("employer.union", WARNING, clause="附件2", due=Milestone.NOMINATE)
def union(case: DossierCase) -> Iterator[Fault]:
    """工会全称是第一完成单位（或第一完成人工作单位）的工会；简称、上级集团的工会、几个单位的联合工会都可以（附件2）。"""
    words = case.activity.employer_union
    employers = {key(each.employer.name) for each in case.nominations} - {""}
    if words is None:
        return
    for each in case.nominations:
        name, owners = each.employer.union.name, _owners(each)
        if name is None or not key(name) or not owners:
            continue  # `required` asks for it
        pair = _Pair(case=each, words=words, union=name)
        if not pair.whose:
            yield pair.fault("没有写明是哪个单位的工会", "填写工会全称，与工会的印章一致")
        elif not any(pair.belongs_to(owner, employers) for owner in owners):
            said = f"与单位{quote(owners[0], longest=40)}对不上"
            yield pair.fault(said, "对照工会的印章改正；确是该单位的工会的，不用改")


def _owners(case: NominationCase) -> list[str]:
    """Those whose union it may be: the employer, and where the lead works if that is another."""
    return [name for name in (case.employer.name, case.lead.employer) if name and key(name)]


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """A union, and the nomination whose employer it is said to be of.

    Attributes:
        case: The nomination.
        words: Words that tell nothing.
        union: The union's full name.
    """

    case: NominationCase
    words: EmployerUnion
    union: str

    def fault(self, said: str, remedy: str) -> Fault:
        return Fault(
            message=f"工会全称{quote(self.union, longest=40)}{said}",
            remedy=remedy,
            field="employer.union.name",
            clause=self.words.clause,
            at=self.case,
        )

    @cached_property
    def whose(self) -> str:
        """What the union's name says of its employer: all but the words for a union."""
        return key(_without(plain_width(self.union), self.words.union_words))

    def belongs_to(self, owner: str, employers: Collection[str]) -> bool:
        """Whether it can be the union of an employer; `employers` are all there are in the dossier."""
        if _is_short_for(self.whose, key(owner)):
            return True
        ours, theirs = self._core(owner), self._core(self.whose)
        if self.whose in employers:  # the union of another employer: a group's at most
            return ours[:_TELLING] == theirs[:_TELLING]
        return self._is_wider or not ours or not theirs or _share(ours, theirs)

    @cached_property
    def _is_wider(self) -> bool:
        """Whether it is the union of more than one employer, or the nominating unit itself."""
        is_units = key(self.union) == key(self.case.dossier.unit.name)
        return is_units or any(word in plain_width(self.union) for word in self.words.wider)

    def _core(self, name: str) -> str:
        """What tells an employer from others: its name without places, legal forms and trades."""
        bare = _without(key(name), self.words.generic)
        return _without(bare, self._places).strip()

    @cached_property
    def _places(self) -> list[str]:
        case = self.case
        around = (case.activity.region.name, case.dossier.unit.name, case.employer.address)
        places = set(_PLACE.findall(" ".join(filter(None, around))))
        return [f"{place}{level}" for place in places for level in ("", *"省市县区")]


def _is_short_for(one: str, other: str) -> bool:
    """Whether one name is the other with characters left out: 云江一院, 云江市第一人民医院."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return len(short) >= _TELLING and all(char in rest for char in short)


def _without(text: str, words: Iterable[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, _GAP)
    return text


def _share(one: str, other: str) -> bool:
    """Whether two names have a telling part in common."""
    parts = (one[start : start + _TELLING] for start in range(len(one) - _TELLING + 1))
    return any(_GAP not in part and part in other for part in parts)


RULES = (union,)
