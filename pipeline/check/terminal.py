"""A review for the terminal: by nomination, errors first, then the quota as bars."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from pipeline.check.quota_report import Gauge, PublicityCount
from pipeline.check.review import DossierReview, Review
from pipeline.dossier.dates import say_day
from pipeline.dossier.findings import Finding, Severity
from pipeline.rules.words import say_days

_BAR_CELLS = 20
_RED, _YELLOW, _GREEN, _BOLD, _FAINT, _PLAIN = (
    "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m",
)  # fmt: skip


def review_to_text(review: Review, *, color: bool = False) -> str:
    """What a clerk reads in the terminal.

    Args:
        review: What was found.
        color: Whether to use ANSI colours.
    """
    paint = _paint if color else _leave
    lines: list[str] = []
    for dossier in review.dossiers:
        lines += _dossier(dossier, paint)
    if len(review.dossiers) > 1:
        lines += ["", f"共{len(review.dossiers)}份材料：{_verdict(review)}"]
    return "\n".join(lines) + "\n"


def _paint(text: str, style: str) -> str:
    return f"{style}{text}{_PLAIN}"


def _leave(text: str, style: str) -> str:  # noqa: ARG001  stands in for _paint
    return text


Paint = Callable[[str, str], str]


def _dossier(dossier: DossierReview, paint: Paint) -> Iterator[str]:
    about = "，".join(part for part in (dossier.unit, dossier.unit_kind) if part)
    title = f"■ {dossier.name}" + (f"（{about}）" if about else "")
    yield paint(title, _BOLD)
    if dossier.unchecked:
        yield paint(f"  ! {dossier.unchecked}。", _YELLOW)
    for heading, group in dossier.groups:
        yield ""
        yield paint(f"▶ {heading}", _BOLD)
        for place, findings in dossier.by_nomination(group):
            yield ""
            yield paint(_heading(dossier, place), _BOLD)
            for finding in findings:
                yield from _finding(finding, paint)
    yield ""
    yield from _quotas(dossier, paint)
    style = _RED if dossier.errors else _YELLOW if dossier.warnings else _GREEN
    left_out = "提名单位的名额等没有检查。" if dossier.unchecked else ""
    yield paint(f"结论：{_verdict(dossier)}{left_out}", style)
    yield ""


def _heading(dossier: DossierReview, place: int | None) -> str:
    if place is None:
        return "【整份材料】"
    heading = dossier.headings[place]
    name = heading.id or f"第{place + 1}项"
    about = "　".join(part for part in (heading.title, heading.lead) if part)
    return f"【{name}】{about}"


def _finding(finding: Finding, paint: Paint) -> Iterator[str]:
    is_error = finding.severity is Severity.ERROR
    word = paint(finding.severity.label, _RED if is_error else _YELLOW)
    where = f"{finding.source}　" if finding.source else ""
    yield f"  {word}　{where}{finding.message}"
    yield f"        请{finding.remedy}"
    yield paint(f"        {say_when(finding)}", _FAINT)
    yield paint(f"        依据：{finding.clause}　规则：{finding.rule}", _FAINT)


_NAMED = 3
"""How many papers that are held back are named, the others counted."""


def say_when(finding: Finding) -> str:
    """`“提名”之前处理；不改正不能生成：提名函、P01-秦厚-提名书`."""
    when = f"“{finding.due.label}”之前处理"
    names = [PurePosixPath(path).stem for path in finding.holds_back]
    if not names:
        return when
    more = f"等{len(names)}份" if len(names) > _NAMED else ""
    return f"{when}；不改正不能生成：{'、'.join(names[:_NAMED])}{more}"


def _quotas(dossier: DossierReview, paint: Paint) -> Iterator[str]:
    quotas = dossier.quotas
    if quotas.why_not:
        yield f"名额：{quotas.why_not}"
    if quotas.note and not quotas.gauges:
        yield f"名额与比例：{quotas.note}"
    if quotas.gauges:
        yield paint("名额与比例", _BOLD) + (f"（{quotas.note}）" if quotas.note else "")
    width = max((_width(gauge.label) for gauge in quotas.gauges), default=0)
    longest = max((len(_bar(gauge)) for gauge in quotas.gauges), default=0)
    for gauge in quotas.gauges:
        wrong = _RED if gauge.severity is Severity.ERROR else _YELLOW
        style = wrong if gauge.amiss else _GREEN
        label = gauge.label + " " * (width - _width(gauge.label))
        bar = _bar(gauge)
        room = " " * (longest - len(bar))
        yield f"  {label}  {paint(bar, style)}{room}  {gauge.said}　{gauge.advice}".rstrip()
    if quotas.publicity:
        yield paint("公示（首尾两天是工作日的都算）", _BOLD)
    for counted in quotas.publicity:
        yield f"  {say_publicity(counted)}"


def say_publicity(counted: PublicityCount) -> str:
    """`本级公示：2023年8月7日至2023年8月11日，5个工作日（8月7日、…）`."""
    days = f"（{say_days(counted.days)}）" if counted.days else ""
    known = "已知" if counted.unknown else ""
    unknown = "，其余日期没有节假日安排，无法判断" if counted.unknown else ""
    return (
        f"{counted.label}：{say_day(counted.first)}至{say_day(counted.last)}，"
        f"{known}{len(counted.days)}个工作日{days}{unknown}"
    )


def _bar(gauge: Gauge) -> str:
    """A bar of blocks; for a share, `│` marks each bound."""
    if gauge.cells is not None and gauge.cells <= _BAR_CELLS:
        full = min(gauge.used, gauge.cells)
        over = min(gauge.used - full, _BAR_CELLS)
        return "█" * full + "░" * (gauge.cells - full) + "█" * over
    full = gauge.filled_percent * _BAR_CELLS // 100
    if gauge.used and not full:
        full = 1
    cells = "█" * full + "░" * (_BAR_CELLS - full)
    for mark in reversed(gauge.marks_percent):
        place = mark * _BAR_CELLS // 100
        cells = f"{cells[:place]}│{cells[place:]}"
    return cells


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in {"W", "F", "A"} else 1 for char in text)


def _verdict(found: DossierReview | Review) -> str:
    if found.errors:
        return f"错误{found.errors}处、提醒{found.warnings}处。有错误的文书不能生成，没有错误的可以先生成。"
    if found.warnings:
        return f"没有错误，提醒{found.warnings}处，请逐条核对。"
    return "没有发现问题。"
