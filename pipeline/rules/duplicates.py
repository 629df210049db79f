# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""The same thing twice: in one dossier, or in several (二（一）5、6, 二（二）4).

Everything goes through one dictionary, so that a thousand nominations cost a thousand look-ups.
Every dossier concerned gets a finding, for no one can know whose nomination has to go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from pipeline.dossier.milestones import Milestone
from pipeline.dossier.privacy import mask
from pipeline.rules import check_digits
from pipeline.rules.base import ERROR, WARNING, Fault, dossier_rule, round_rule
from pipeline.rules.case import Case, DossierCase, NominationCase
from pipeline.rules.odds import at_odds
from pipeline.rules.words import join, key, narrow, plain_width, quote

Key = TypeVar("Key", bound=Hashable)
Named = tuple[str, str]
"""What a key is of, and the key: a title, a patent, an employer's name or code."""


def _grouped(pairs: Iterable[tuple[Key, NominationCase]]) -> dict[Key, list[NominationCase]]:
    """Nominations by key; one nomination stands under a key once; single ones are left out."""
    found: defaultdict[Key, dict[int, NominationCase]] = defaultdict(dict)
    for each_key, nomination in pairs:
        found[each_key][id(nomination)] = nomination
    return {one: list(them.values()) for one, them in found.items() if len(them) > 1}


def _titles(case: NominationCase) -> Iterator[tuple[Named, NominationCase]]:
    if title := key(case.nomination.title):
        yield ("title", title), case


def _patents(case: NominationCase) -> Iterator[tuple[Named, NominationCase]]:
    for number in case.nomination.patent_numbers:
        if bare := check_digits.patent_key(number):
            yield ("patent", bare), case


def _projects(cases: Iterable[NominationCase]) -> dict[Named, list[NominationCase]]:
    return _grouped(pair for case in cases for read in (_titles, _patents) for pair in read(case))


@dossier_rule("project.duplicate", ERROR, clause="二（一）6", due=Milestone.PUBLICISE)
def duplicate(case: DossierCase) -> Iterator[Fault]:
    """同一份材料中没有重复的项目名称或专利号（二（一）6）。"""
    for (kind, value), same in _projects(case.nominations).items():
        for later in same[1:]:
            yield Fault(
                message=f"{_say(kind, value, later)}与{same[0].name}相同",
                remedy="撤下其中一项（主要技术相同的也不能另作一项）；填错的改正",
                field="title" if kind == "title" else "patent_numbers",
                at=later,
            )
    for each in case.nominations:
        yield from _patent_twice(each)


def _say(kind: str, value: str, case: NominationCase) -> str:
    if kind == "title":
        return f"项目名称{quote(case.nomination.title or '')}"
    return f"专利号“{value}”"


def _patent_twice(case: NominationCase) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, number in enumerate(case.nomination.patent_numbers):
        bare = check_digits.patent_key(number)
        if bare and bare in seen:
            yield Fault(
                message=f"专利号{quote(number)}填了两次",
                remedy="删去重复的专利号",
                field=f"patent_numbers[{index}]",
                at=case,
            )
        seen.add(bare)


@round_rule("project.one_unit", ERROR, clause="二（一）5", due=Milestone.PUBLICISE)
def one_unit(case: Case) -> Iterator[Fault]:
    """每个项目只由一个提名单位提名：两份材料中没有同一个项目（二（一）5）。"""
    for (kind, value), same in _projects(case.nominations).items():
        for first, others in _per_dossier(same):
            yield Fault(
                message=f"{_say(kind, value, first)}也由{_where(others)}提名",
                remedy="与对方商定后撤下一项，每个项目只能由一个提名单位提名",
                field="title" if kind == "title" else "patent_numbers",
                at=first,
            )


def _per_dossier(
    same: list[NominationCase],
) -> Iterator[tuple[NominationCase, list[NominationCase]]]:
    """For each dossier of several: its first nomination, and those of the other dossiers."""
    firsts: dict[int, NominationCase] = {}
    for each in same:
        firsts.setdefault(id(each.dossier), each)
    if len(firsts) > 1:
        for first in firsts.values():
            yield first, [each for each in same if each.dossier is not first.dossier]


def _where(others: list[NominationCase]) -> str:
    return join(
        [f"“{each.dossier.unit.name or each.dossier.intake.name}”{each.name}" for each in others]
    )


@round_rule("lead.once", ERROR, clause="二（二）4", due=Milestone.PUBLICISE)
def lead_once(case: Case) -> Iterator[Fault]:
    """第一完成人只被提名一次：身份证号不重复，没有身份证号的按姓名和单位（二（二）4）。"""
    told: set[tuple[int, int]] = set()
    for same in _leads(case.nominations):
        in_several = {id(each.dossier) for each in same}
        firsts: set[int] = set()
        for each in same:
            is_first = id(each.dossier) not in firsts
            firsts.add(id(each.dossier))
            mark = (id(each.dossier), each.index)
            if (is_first and len(in_several) == 1) or mark in told:
                continue
            told.add(mark)
            yield _lead_fault(each, [other for other in same if other is not each])


def _leads(cases: tuple[NominationCase, ...]) -> Iterator[list[NominationCase]]:
    numbered, unnumbered = [], set()
    named: list[tuple[Named, NominationCase]] = []
    for case in cases:
        number = (case.lead.id_number or "").strip().upper()
        person = (key(case.lead.name), key(case.workplace))
        if all(person):
            named.append((person, case))
        if check_digits.is_id_form(number):
            numbered.append((number, case))
        else:
            unnumbered.add(person)
    yield from _grouped(numbered).values()
    yield from _grouped((person, case) for person, case in named if person in unnumbered).values()


def _lead_fault(each: NominationCase, others: list[NominationCase]) -> Fault:
    number = (each.lead.id_number or "").strip()
    who = f"第一完成人“{each.lead.name or ''}”" + (
        f"（{each.lead.id_label}{mask(number)}）" if number else ""
    )
    here = [other.name for other in others if other.dossier is each.dossier]
    there = [other for other in others if other.dossier is not each.dossier]
    places = "、".join(part for part in (join(here), _where(there) if there else "") if part)
    return Fault(
        message=f"{who}同时是{places}的第一完成人",
        remedy="只保留一项，每人作为第一完成人只能被提名一次",
        field="lead.id_number" if number else "lead.name",
        at=each,
    )


@round_rule("employer.one_unit", ERROR, clause="二（一）5", due=Milestone.PUBLICISE)
def employer_one_unit(case: Case) -> Iterator[Fault]:
    """同一基层组织的所有项目只通过一个提名单位提名（二（一）5）。"""
    told: set[int] = set()
    for same in _employers(case.nominations).values():
        units = {_unit(each) for each in same}
        if len(units) < 2:
            continue
        for first, others in _per_dossier(same):
            elsewhere = [each for each in others if _unit(each) != _unit(first)]
            if id(first) not in told:
                told.add(id(first))
                yield Fault(
                    message=f"第一完成单位{quote(first.employer.name or '')}的项目也由"
                    f"{_where(elsewhere)}提名",
                    remedy="与对方商定，同一单位的所有项目只通过一个提名单位提名",
                    field="employer.name",
                    at=first,
                )


def _unit(case: NominationCase) -> str:
    return key(case.dossier.unit.name) or case.dossier.intake.name


def _employers(cases: tuple[NominationCase, ...]) -> dict[Named, list[NominationCase]]:
    def pairs() -> Iterator[tuple[Named, NominationCase]]:
        for case in cases:
            if name := key(case.employer.name):
                yield ("name", name), case
            code = case.employer.uscc or ""
            if check_digits.is_uscc(code):
                yield ("code", narrow(code)), case

    return _grouped(pairs())


@round_rule("employer.identity", WARNING, clause="二（一）5", due=Milestone.CERTIFY)
def employer_identity(case: Case) -> Iterator[Fault]:
    """同一个统一社会信用代码只有一个单位名称，同一个单位名称只有一个统一社会信用代码，各份材料一起核对（二（一）5）。

    括号的全角、半角和名称后面“（原××厂）”一类的说明不算不同；位数、校验码不对的代码不比较。
    """
    coded = [each for each in case.nominations if check_digits.is_uscc(each.employer.uscc or "")]
    named = [
        (_code(each), name, each.dossier, each) for each in coded if (name := _current_name(each))
    ]
    for each, others in at_odds(named):
        yield Fault(
            message=f"第一完成单位{_say_employer(each)}与{_say_others(each, others, _say_employer)}"
            f"统一社会信用代码相同（{_code(each)}），名称不同",
            remedy="对照营业执照或法人证书，改正填错的名称或代码；改过名的，各项都填现在的名称",
            field="employer.name",
            at=each,
        )
    for each, others in at_odds((name, code, dossier, each) for code, name, dossier, each in named):
        yield Fault(
            message=f"第一完成单位{_say_employer(each)}的统一社会信用代码（{_code(each)}）"
            f"与{_say_others(each, others, _code)}不同",
            remedy="对照营业执照或法人证书改正；确是同名的两个单位的，不用改",
            field="employer.uscc",
            at=each,
        )


def _code(case: NominationCase) -> str:
    return narrow(case.employer.uscc or "")


def _current_name(case: NominationCase) -> str:
    """The employer's name for comparing, without a remark on what it was called before."""
    name, former = plain_width(case.employer.name or ""), case.activity.employer_names.former
    kept, bracket, remark = name.rpartition("(")
    if bracket and remark.endswith(")") and any(word in remark for word in former):
        name = kept
    return key(name)


def _say_employer(case: NominationCase) -> str:
    return quote(case.employer.name or "", longest=40)


def _say_others(
    each: NominationCase, others: list[NominationCase], say: Callable[[NominationCase], str]
) -> str:
    def place(other: NominationCase) -> str:
        return other.name if other.dossier is each.dossier else _where([other])

    return join([f"{place(other)}的{say(other)}" for other in others])


RULES = (lead_once, duplicate, one_unit, employer_one_unit, employer_identity)
