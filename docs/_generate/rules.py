"""The page that lists all rules (docs/rules.zh.md), made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.activity import walk
from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota, Share
from pipeline.dossier.dates import say_day
from pipeline.dossier.findings import Severity
from pipeline.rules import AnyRule, rules_of
from pipeline.rules.quota import say_bounds, say_tolerance


def page(activity: Activity) -> str:
    """The page, in Markdown, with the figures of an activity."""
    return "\n".join([*_head(activity), *_rules(activity), *_figures(activity)]) + "\n"


def _head(activity: Activity) -> Iterator[str]:
    yield "# 检查规则"
    yield ""
    yield "<!-- 本页由 make docs 生成，不要手工修改 -->"
    yield ""
    yield f"`wuxiao check` 按《{activity.notice}》逐条检查。**错误**不改正，涉及的文书不能生成；"
    yield "**提醒**由人核对，属实的可以不改。以上、以下、以内都含本数（《民法典》第一千二百五十九条）。"
    yield "程序没有办法判断的（例如没有当年的节假日安排、文件格式打不开），给出“无法判断”的提醒，不会当作通过。"
    yield ""
    yield "每条结果都写明规则名。规则名是对外约定，不会改变；"
    yield "某次活动不要求的规则，在 `activity.toml` 的 `[rules] drop` 中列出。"
    yield ""


def _rules(activity: Activity) -> Iterator[str]:
    rules = rules_of(activity)
    yield f"## 全部规则（{len(rules)}条）"
    yield ""
    yield "| 规则 | 级别 | 什么时候之前 | 检查什么 | 依据 | 范围 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for rule in rules:
        clause = activity.clauses.get(rule.id, rule.clause)
        asks = "".join(rule.asks.split("\n"))
        cells = (f"`{rule.id}`", _severity(rule), _due(rule), asks, clause, rule.looks_at.label)
        yield f"| {' | '.join(cells)} |"
    yield ""


def _severity(rule: AnyRule) -> str:
    said = "或".join(severity.label for severity in rule.severities)
    extra = rule.cannot_tell and Severity.WARNING not in rule.severities
    return f"{said}；无法判断时提醒" if extra else said


def _due(rule: AnyRule) -> str:
    return f"印出之前，最晚{rule.due.label}" if rule.when_printed else rule.due.label


def _figures(activity: Activity) -> Iterator[str]:
    yield f"## {activity.year}年的数字"
    yield ""
    yield "| 项目 | 数字 | 依据 |"
    yield "| --- | --- | --- |"
    for quota in activity.quota:
        what = "每类" if quota.per == "category" else "每种" if quota.per else "合计"
        figure = f"{quota.max}项{say_tolerance(quota)}{_if_warning(quota)}"
        yield f"| {quota.unit.label}{what}最多 | {figure} | {quota.clause} |"
    for share in activity.share:
        figure = f"{say_bounds(share)}{_if_warning(share)}"
        yield f"| {share.label}占全部项目 | {figure} | {share.clause} |"
    yield from _dates(activity)
    limits = activity.limits
    for unit, entries in (("字", limits.text), ("项", limits.items)):
        for path, limit in entries.items():
            found = walk.find_field(activity, walk.root_of(path), path)
            yield f"| {found[1] if found else path} | 最多{limit.max}{unit} | {limit.clause} |"
    photos = activity.evidence
    yield f"| 形象照、工作场景照 | {photos.portraits}张、{photos.workplace}张 | {photos.clause} |"
    yield f"| 视频 | {limits.video.max}个，{limits.video.max_seconds}秒 | {limits.video.clause} |"
    files = limits.files
    sizes = f"图片、PDF {files.max_megabytes}MB，视频{files.max_video_megabytes}MB"
    yield f"| 单个文件最大 | {sizes} | {files.clause} |"
    yield f"| 照片宽度建议不少于 | {files.min_photo_width_px}像素 | {files.clause} |"


def _if_warning(bound: Quota | Share) -> str:
    return "（不符合时提醒）" if bound.severity is Severity.WARNING else ""


def _dates(activity: Activity) -> Iterator[str]:
    window, term = activity.window.letter, activity.publicity
    span = f"{say_day(window.first)}至{say_day(window.last)}"
    yield f"| {window.label} | {span} | {window.clause} |"
    if filing := activity.filing:
        yield f"| 社会组织备案不晚于 | {say_day(filing.last)} | {filing.clause} |"
    if in_use := activity.in_use:
        yield f"| 应用实施不晚于 | {say_day(in_use.last)} | {in_use.clause} |"
    if employment := activity.employment:
        since = say_day(employment.full_time_since)
        yield f"| 省外关系的全职工作不晚于 | {since} | {employment.clause} |"
    yield f"| 公示不少于 | {term.min_working_days}个工作日 | {term.clause} |"
    if age := activity.lead_age:
        yield f"| 年龄提醒范围 | {age.min_years}至{age.max_years}周岁 | {age.clause} |"
