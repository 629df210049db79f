"""The year as text for a terminal, as a part of the report, and as JSON (DESIGN §6, a public contract)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.dossier.dates import say_day
from pipeline.status.models import MilestoneState, MilestoneStatus, PaperState, Step, YearStatus
from pipeline.tools.jinja import make_environment

_MARKS = {MilestoneState.DONE: "✓", MilestoneState.OPEN: "▶", MilestoneState.WAITING: "·"}
_MOST_STEPS = 5


def status_to_text(found: Sequence[YearStatus]) -> str:
    """What a clerk reads in the terminal."""
    return "\n".join(line for each in found for line in _year(each)) + "\n"


def _year(year: YearStatus) -> Iterator[str]:
    when = f"　{say_day(year.on)}" if year.on else ""
    yield f"■ {year.dossier}" + (f"（{year.unit}）" if year.unit else "") + when
    if year.next:
        yield f"下一步：{_step(year.next[0])}{_overdue(year.next[0], year.on)}"
    yield ""
    for each in year.milestones:
        yield from _milestone(each, year.on)
    if year.unknown_years:
        years = "、".join(map(str, year.unknown_years))
        yield f"! 没有{years}年的节假日安排，最晚日期按周一至周五都是工作日推算，请对照放假通知核对。"
    yield ""


def _milestone(each: MilestoneStatus, on: date | None) -> Iterator[str]:
    latest = f"　最晚{say_day(each.latest)}" if each.latest else ""
    late = each.latest and on and on > each.latest and each.state is not MilestoneState.DONE
    yield f"{_MARKS[each.state]} {each.milestone.label}：{each.state.label}{latest}" + (
        "（已过）" if late else ""
    )
    for line in say_papers(each):
        yield f"    {line}"
    if each.state is MilestoneState.OPEN:
        for step in each.steps[:_MOST_STEPS]:
            yield f"    → {_step(step)}"
        if len(each.steps) > _MOST_STEPS:
            yield f"    → 还有{len(each.steps) - _MOST_STEPS}件"


def say_papers(each: MilestoneStatus) -> Iterator[str]:
    """`提名书3份，还不能生成，有5处要补填或改正`: a clerk has no use for the rules' names."""
    counted = Counter((paper.title, paper.state) for paper in each.papers)
    for (title, state), count in counted.items():
        errors = {error for paper in each.papers if paper.title == title for error in paper.errors}
        why = f"，有{len(errors)}处要补填或改正" if state is PaperState.HELD and errors else ""
        yield f"{title}{count}份，{state.label}{why}"


def _step(step: Step) -> str:
    latest = f"（最晚{say_day(step.latest)}）" if step.latest else ""
    return f"{step.whom}：{step.action}{latest}"


def _overdue(step: Step, on: date | None) -> str:
    return "，已过最晚日期" if step.latest and on and on > step.latest else ""


def status_to_html(year: YearStatus, templates: Path) -> str:
    """The year as a part of the report.

    Args:
        year: The year.
        templates: The shipped templates.
    """
    page = make_environment(templates).get_template("_reports/year.html")
    return page.render(year=year, say_step=_step, say_day=say_day, say_papers=say_papers)


def status_to_json(found: Sequence[YearStatus]) -> str:
    """The year as JSON: one object for one dossier, a list of them for several."""
    content = [_as_dict(each) for each in found]
    shown: Any = content[0] if len(content) == 1 else content
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def _as_dict(year: YearStatus) -> dict[str, Any]:
    return {
        "dossier": year.dossier,
        "on": year.on.isoformat() if year.on else None,
        "milestones": [
            {
                "id": each.milestone.value,
                "label": each.milestone.label,
                "state": each.state.value,
                "latest": each.latest.isoformat() if each.latest else None,
                "papers": [
                    {
                        "path": paper.path,
                        "title": paper.title,
                        "subject": paper.subject,
                        "state": paper.state.value,
                        "held_by": list(paper.held_by),
                    }
                    for paper in each.papers
                ],
            }
            for each in year.milestones
        ],
        "next": [
            {
                "action": step.action,
                "for": step.whom,
                "latest": step.latest.isoformat() if step.latest else None,
            }
            for step in year.next
        ],
    }
