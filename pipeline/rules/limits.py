# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Limits of the forms: characters, photos, honours, video."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.activity import walk
from pipeline.activity.tables import Limit
from pipeline.dossier import models
from pipeline.dossier.durations import say_duration
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.schema import is_empty
from pipeline.rules.base import (
    ERROR,
    WARNING,
    DossierOrNomination,
    Fault,
    dossier_rule,
    nomination_rule,
)
from pipeline.rules.case import DossierCase, NominationCase
from pipeline.rules.words import characters, word_count

_INDEX = re.compile(r"\[[0-9]+\]")


@dossier_rule(
    "limit.text",
    ERROR,
    WARNING,
    clause="附件1、附件2、附件4",
    due=Milestone.NOMINATE,
    when_printed=True,
)
def text_length(case: DossierCase) -> Iterator[Fault]:
    """文字不超过表格规定的字数。

    按字符（不计空白）和按Word字数都超过的是错误；只有按字符超过的是提醒（附件1、附件2、附件4）。
    """
    for path, limit in case.activity.limits.text.items():
        for place, record in _records(case, path):
            for found, value in walk.values_at(record, path):
                for one in value if isinstance(value, tuple) else (value,):
                    if isinstance(one, str):
                        yield from _too_long(place, found, path, one, limit)


def _records(case: DossierCase, path: str) -> Iterator[tuple[DossierOrNomination, Any]]:
    if walk.root_of(path) is models.Dossier:
        yield case, case.dossier
    else:
        for each in case.nominations:
            yield each, each.nomination


def _too_long(
    place: DossierOrNomination, path: str, pattern: str, text: str, limit: Limit
) -> Iterator[Fault]:
    if len(text) <= limit.max:
        return
    count, words = characters(text), word_count(text)
    if count <= limit.max:
        return
    label = _label(place, pattern)
    both = words > limit.max
    if both:
        message = f"“{label}”有{count}字（Word字数{words}），超过限{limit.max}字"
        remedy = f"至少删去{words - limit.max}字"
    else:
        message = f"“{label}”有{count}个字符，超过限{limit.max}字；按Word字数为{words}，没有超过"
        remedy = f"最好再删去{count - limit.max}个字符，网上系统如按字符计数可能无法提交"
    yield Fault(
        message=message,
        remedy=remedy,
        field=path,
        severity=ERROR if both else WARNING,
        clause=limit.clause,
        at=place,
    )


def _label(place: DossierOrNomination, path: str) -> str:
    found = walk.find_field(place.activity, walk.root_of(path), path)
    return found[1] if found else path


@dossier_rule("limit.items", ERROR, clause="附件2", due=Milestone.NOMINATE, when_printed=True)
def item_count(case: DossierCase) -> Iterator[Fault]:
    """照片、荣誉、团队奖项、视频的数目不超过表格规定（附件2 三、四）。"""
    for path, limit in case.activity.limits.items.items():
        for place, record in _records(case, path):
            for found, value in walk.values_at(record, path):
                if isinstance(value, tuple) and len(value) > limit.max:
                    surplus = f"{found}[{limit.max}]"
                    yield _too_many(place, surplus, len(value), limit.max, limit.clause)
    video = case.activity.limits.video
    for each in case.nominations:
        videos = 0 if is_empty(each.nomination.video) else 1
        if videos > video.max:
            yield _too_many(each, "video", videos, video.max, video.clause)


def _too_many(place: DossierOrNomination, path: str, count: int, most: int, clause: str) -> Fault:
    return Fault(
        message=f"“{_label(place, _INDEX.sub('', path))}”有{count}项，最多{most}项",
        remedy=f"删去{count - most}项",
        field=path,
        clause=clause,
        at=place,
    )


@nomination_rule(
    "limit.video", ERROR, clause="附件2 三（三）", due=Milestone.UPLOAD, cannot_tell=True
)
def video_length(case: NominationCase) -> Iterator[Fault]:
    """视频时长不超过规定；有视频文件的以文件为准（附件2 三（三））。"""
    limit = case.activity.limits.video
    video = case.nomination.video
    if is_empty(video):
        return
    seconds, path = _seconds(case, video)
    if seconds is not None and seconds > limit.max_seconds:
        yield Fault(
            message=f"视频长{_say(seconds)}，超过{_say(limit.max_seconds)}",
            remedy="剪短视频",
            field=path,
            clause=limit.clause,
        )
    elif seconds is None and (why := _why_unknown(case, video)):
        yield Fault(
            message=f"无法判断视频时长：{why}",
            remedy=f"播放视频，确认不超过{_say(limit.max_seconds)}",
            field="video.file" if video.file else "video.seconds",
            clause=limit.clause,
            cannot_tell=True,
        )


def _seconds(case: NominationCase, video: models.Video) -> tuple[int | None, str]:
    """The length, and the field it comes from: the file where it was read, else what was typed."""
    files = case.dossier.files
    if video.file and files is not None:
        facts = files.get(video.file)
        if facts is None or facts.milliseconds is None:
            typed = video.seconds
            over = typed is not None and typed > case.activity.limits.video.max_seconds
            return (typed if over else None), "video.seconds"
        return (facts.milliseconds + 500) // 1000, "video.file"
    return video.seconds, "video.seconds"


def _why_unknown(case: NominationCase, video: models.Video) -> str:
    files = case.dossier.files
    if not video.file:
        return "没有视频文件，也没有填写时长" if case.can_read("video.seconds") else ""
    if files is None:
        return ""
    facts = files.get(video.file)
    if facts is not None and facts.problem:
        return ""  # evidence.readable has said so
    return (facts.unknown if facts else "") or "从文件中读不出时长"


def _say(seconds: int) -> str:
    return f"{say_duration(seconds)}（{seconds}秒）"


RULES = (text_length, item_count, video_length)
