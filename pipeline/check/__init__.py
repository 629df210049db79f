"""Stage `check`: every rule over every dossier; all findings at once.

`check` gathers what the rules cannot know by themselves (working days, what the files are), runs
the rules, and gives a `Review` in which no personal data stands in full; the `review_to_…`
functions say it to a program, a terminal, or on a page, and `annotate.annotate` in a copy of the workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.activity.model import Activity
from pipeline.check.employers_own import (
    is_employers_own,
    quotas_of_employer,
    say_unchecked,
    without_unit,
)
from pipeline.check.facts import LookAt, gather
from pipeline.check.page import review_to_html
from pipeline.check.quota_report import Gauge, PublicityCount, QuotaReport, quota_report
from pipeline.check.review import (
    AnnotatedCopy,
    DossierReview,
    Heading,
    Review,
    in_order,
    review_to_json,
)
from pipeline.check.terminal import review_to_text
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.dossier.privacy import scrubbed
from pipeline.errors import WuxiaoError
from pipeline.papers.holding import PaperWork
from pipeline.rules import AnyRule, Case, DossierCase, rules_of

__all__ = [
    "AnnotatedCopy",
    "DossierReview",
    "Gauge",
    "Heading",
    "PublicityCount",
    "QuotaReport",
    "Review",
    "check",
    "review_to_html",
    "review_to_json",
    "review_to_text",
]  # fmt: skip

FindActivity = Callable[[str], Activity]
FindPapers = Callable[[Intake, Activity], PaperWork]
"""Gives the papers of a dossier, so that each finding can say which of them it holds back."""


def check(
    intakes: Iterable[Intake],
    find_activity: FindActivity,
    *,
    look: LookAt | None = None,
    find_papers: FindPapers | None = None,
    employer: bool | None = False,
) -> Review:
    """Check dossiers by the rules of their activities, and against each other.

    Args:
        intakes: The dossiers as they were read.
        find_activity: Gives the activity of an id.
        look: Looks at the evidence files; without it nothing is said about their content.
        find_papers: Gives the papers of a dossier; without it nothing is said to be held back.
        employer: Whether the dossiers are employers' own, which have no unit to be checked; None:
            those that evidently are (`employers_own`).

    Raises:
        InputError: An activity is unknown, or its data cannot be checked against.
        WuxiaoError: A rule is broken; the message names it.
    """
    everything = list(intakes)
    found: dict[int, DossierReview] = {}
    for activity_id in dict.fromkeys(intake.activity_id for intake in everything):
        places = [i for i, each in enumerate(everything) if each.activity_id == activity_id]
        activity = find_activity(activity_id)
        cases = gather([everything[place] for place in places], activity, look)
        reviews = _review(activity, cases, find_papers, employer=employer)
        found |= zip(places, reviews, strict=True)
    return scrubbed(Review(dossiers=tuple(found[place] for place in sorted(found))))


def _review(
    activity: Activity,
    cases: Sequence[DossierCase],
    find_papers: FindPapers | None,
    *,
    employer: bool | None,
) -> Iterator[DossierReview]:
    rules = rules_of(activity)
    case = Case(activity=activity, dossiers=tuple(cases))
    findings: dict[int, list[Finding]] = {id(each): [] for each in cases}
    for rule in rules:
        for dossier, finding in _run(rule, case):
            findings[id(dossier)].append(finding)
    unit_of = {id(each): unit for unit in case.units for each in unit.dossiers}
    for each in cases:
        merged = _merged(each.intake, findings[id(each)], rules)
        quotas, unchecked = quota_report(each, unit_of[id(each)]), ""
        if employer or (employer is None and is_employers_own(each.intake)):
            merged = tuple(without_unit(merged, activity))
            quotas = quotas_of_employer(quotas)
            unchecked = say_unchecked(each.intake, asked=bool(employer))
        if find_papers and merged:
            merged = find_papers(each.intake, activity).settle(merged)
        yield DossierReview(
            name=each.intake.name,
            activity=activity.id,
            activity_name=activity.name,
            unit=each.unit.name or "",
            unit_kind=each.unit.kind.label if each.unit.kind else "",
            headings=_headings(each.intake),
            findings=in_order(each.intake, merged, rules),
            quotas=quotas,
            unchecked=unchecked,
        )


def _run(rule: AnyRule, case: Case) -> list[tuple[DossierCase, Finding]]:
    try:
        return list(rule.located(case))
    except Exception as error:
        raise WuxiaoError(
            f"检查规则 {rule.id} 自身出错",
            why=f"程序内部错误（{type(error).__name__}），不是材料的问题",
            remedy="加上 -v 再执行一次，把显示的内容发给开发者",
        ) from error


def _merged(
    intake: Intake, findings: Sequence[Finding], rules: Sequence[AnyRule]
) -> tuple[Finding, ...]:
    """What the reader found, and what the rules found beyond it."""
    by_id = {rule.id: rule for rule in rules}
    read = [_readers(intake, finding, by_id.get(finding.rule)) for finding in intake.findings]
    told = {(finding.rule, finding.nomination, finding.field) for finding in read if finding.field}
    beyond = (each for each in findings if (each.rule, each.nomination, each.field) not in told)
    return (*dict.fromkeys(read), *beyond)


def _readers(intake: Intake, finding: Finding, rule: AnyRule | None = None) -> Finding:
    """A finding of the reader's: it knows neither the dossier's name nor when its rule is due."""
    finding = replace(finding, dossier=finding.dossier or intake.name)
    return replace(finding, due=rule.due, when_printed=rule.when_printed) if rule else finding


def _headings(intake: Intake) -> tuple[Heading, ...]:
    return tuple(
        Heading(id=each.id, title=each.title or "", lead=each.lead.name or "")
        for each in intake.dossier.nominations
    )
