# ruff: noqa: D415  (rules say in Chinese what they ask: the manual is made of their docstrings)
"""Files that go with a nomination (附件2 八, 七（二）3, 七（三）3)."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from pipeline.activity import walk
from pipeline.activity.tables import FileLimit
from pipeline.dossier.intake import FileFacts
from pipeline.dossier.milestones import Milestone
from pipeline.dossier.pictures import is_picture
from pipeline.dossier.schema import is_empty
from pipeline.filekinds import FileKind, Group, named
from pipeline.forms.file_names import PHOTO, Wanted, wanted_at
from pipeline.rules.base import (
    ERROR,
    WARNING,
    DossierOrNomination,
    Fault,
    dossier_rule,
    nomination_rule,
    round_rule,
)
from pipeline.rules.case import Case, DossierCase, NominationCase
from pipeline.rules.odds import at_odds
from pipeline.rules.words import join, key, quote

_BYTES_PER_MEGABYTE = 1_000_000
_FOR_SEVERAL = frozenset({"evidence.media", "evidence.other"})
"""Files that may go with several nominations: a report on two projects."""
_USED_WHATEVER_THE_NAME = frozenset({Group.PICTURE, Group.PDF, Group.VIDEO})
_INDEX = re.compile(r"\[\d+\]")
_PRINTED = frozenset({"before.photos", "after.photos"})
"""Photos that stand on papers: what this computer cannot open, it cannot print."""


@nomination_rule(
    "evidence.frontline_certificate", ERROR, clause="七（二）3、附件2 八2", due=Milestone.UPLOAD
)
def frontline_certificate(case: NominationCase) -> Iterator[Fault]:
    """附有企业人事（组织）部门出具的一线职工证明（七（二）3、附件2 八2）。"""
    path = "evidence.frontline_certificate"
    if is_empty(case.nomination.evidence.frontline_certificate) and case.can_read(path):
        yield Fault(
            message="没有附一线职工证明",
            remedy="由所在单位人事（组织）部门出具证明并盖章，扫描后放入该项目的附件文件夹",
            field=path,
        )


@nomination_rule("evidence.photos", ERROR, clause="附件2 八3", due=Milestone.UPLOAD)
def photos(case: NominationCase) -> Iterator[Fault]:
    """形象照和工作场景照的张数符合规定（附件2 八3）。"""
    wanted, evidence = case.activity.evidence, case.nomination.evidence
    for field, label, files, count in (
        ("portraits", "形象照", evidence.portraits, wanted.portraits),
        ("workplace", "工作场景照", evidence.workplace, wanted.workplace),
    ):
        path = f"evidence.{field}"
        if len(files) == count or (len(files) < count and not case.can_read(path)):
            continue
        short = count - len(files)
        yield Fault(
            message=f"{label}有{len(files)}张，应为{count}张",
            remedy=f"补{short}张{label}" if short > 0 else f"减去{-short}张{label}",
            field=path,
            clause=wanted.clause,
        )


@dossier_rule(
    "evidence.readable",
    ERROR,
    WARNING,
    clause="七（三）3",
    due=Milestone.UPLOAD,
    when_printed=True,
    cannot_tell=True,
)
def readable(case: DossierCase) -> Iterator[Fault]:
    """每个文件都能打开、是这里能用的格式、大小不超限，看内容不看扩展名；照片宽度偏小的提醒（七（三）3）。"""
    if case.files is None:
        return
    for place in case.places:
        for path, label, name in walk.files_of(place.leaves):
            facts = case.files.get(name, FileFacts(unknown="文件没有检查"))
            seen = _Seen(place=place, path=path, name=name, label=label, facts=facts)
            yield from _file_faults(seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A file at its place, with what was found out about it."""

    place: DossierOrNomination
    path: str
    name: str
    label: str
    facts: FileFacts

    @property
    def what(self) -> str:
        if is_picture(self.name):
            number = int(_INDEX.findall(self.path)[-1][1:-1]) + 1
            return f"“{self.label}”一格里的第{number}张图片"
        return f"“{self.label}”{quote(self.name, longest=60)}"

    @property
    def wanted(self) -> Wanted:
        return wanted_at(_INDEX.sub("", self.path))

    @property
    def kind(self) -> FileKind:
        return named(self.facts.kind)

    @property
    def is_printed(self) -> bool:
        return _INDEX.sub("", self.path) in _PRINTED

    @property
    def limits(self) -> FileLimit:
        return self.place.activity.limits.files

    def fault(
        self, message: str, remedy: str, *, warns: bool = False, cannot_tell: bool = False
    ) -> Fault:
        return Fault(
            message=message,
            remedy=remedy,
            field=self.path,
            severity=WARNING if warns else ERROR,
            clause=self.limits.clause,
            cannot_tell=cannot_tell,
            at=self.place,
        )


def _file_faults(seen: _Seen) -> Iterator[Fault]:
    facts = seen.facts
    if facts.problem and (seen.wanted.takes(seen.kind) or not facts.kind):
        yield seen.fault(f"{seen.what}{facts.problem}", facts.remedy or "换一个能正常打开的文件")
        return
    yield from _too_large(seen)
    if facts.kind or not facts.unknown:
        if not seen.wanted.takes(seen.kind):
            yield _wrong_kind(seen)
            return
        yield from _wrong_name(seen)
    if facts.unknown:
        yield _unknown(seen)
        return
    least = seen.limits.min_photo_width_px
    if seen.wanted is PHOTO and facts.width_px is not None and facts.width_px < least:
        message = f"{seen.what}宽{facts.width_px}像素，不到{least}像素，印出来可能不清楚"
        yield seen.fault(message, "换用原图，不要用聊天软件压缩过的图", warns=True)


def _unknown(seen: _Seen) -> Fault:
    """What nobody can tell here; a photo that this computer cannot open is not printed by it either."""
    remedy = seen.facts.remedy or "人工打开核对，最好换成JPG图片或PDF"
    if seen.is_printed:
        return seen.fault(f"{seen.what}在本机打不开，印不出来：{seen.facts.unknown}", remedy)
    message = f"无法判断{seen.what}能否使用：{seen.facts.unknown}"
    return seen.fault(message, remedy, cannot_tell=True)


def _too_large(seen: _Seen) -> Iterator[Fault]:
    is_video = seen.kind.group is Group.VIDEO
    most = seen.limits.max_video_megabytes if is_video else seen.limits.max_megabytes
    size = seen.facts.size_bytes or 0
    if size > most * _BYTES_PER_MEGABYTE:
        tenths = -(-size * 10 // _BYTES_PER_MEGABYTE)
        message = f"{seen.what}有{tenths // 10}.{tenths % 10}MB，超过{most}MB"
        yield seen.fault(message, "压缩后再放入，文字和画面要仍然清楚")


def _wrong_kind(seen: _Seen) -> Fault:
    """A file that is of no use at its place, whatever its name says."""
    kind = seen.kind
    return seen.fault(
        f"{seen.what}是{kind.label}，这里要{seen.wanted.label}", seen.wanted.remedy_for(kind)
    )


def _wrong_name(seen: _Seen) -> Iterator[Fault]:
    """A file that can be used here, but that others may not open under its name."""
    kind = seen.kind
    if kind.is_usual(seen.name) or is_picture(seen.name):
        return
    if kind.id == "heic":
        message = f"{seen.what}是{kind.label}，文件名却不是，别的电脑和网上系统多半打不开"
        yield seen.fault(message, kind.remedy, warns=True)
    elif kind.group not in _USED_WHATEVER_THE_NAME:
        message = f"{seen.what}的扩展名与内容不符，实际是{kind.label}"
        yield seen.fault(message, kind.remedy)


@round_rule("evidence.duplicate", WARNING, clause="附件2 八", due=Milestone.UPLOAD)
def handed_in_twice(case: Case) -> Iterator[Fault]:
    """同一张照片、同一份扫描件没有当作两样材料交；按内容比较，不看文件名，各份材料一起查，视频不查（附件2 八）。

    同一家单位的几个项目用同一份公示材料，几个项目用同一篇媒体宣传文稿、同一份其他材料，都不算。
    """
    handed_in = (
        (seen.facts.digest, _thing(seen), dossier, seen)
        for dossier in case.dossiers
        for seen in _all_seen(dossier)
        if seen.facts.digest
    )
    for seen, others in at_odds(handed_in):
        names = join([_say_where(other, seen) for other in others], most=2)
        yield Fault(
            message=f"{seen.what}与{names}内容相同",
            remedy="换成各自的照片或扫描件；确实是同一份的，不用改",
            field=seen.path,
            at=seen.place,
        )


def _all_seen(dossier: DossierCase) -> Iterator[_Seen]:
    if not dossier.files:
        return
    for place in dossier.places:
        for path, label, name in walk.files_of(place.leaves):
            facts = dossier.files.get(name, FileFacts())
            yield _Seen(place=place, path=path, name=name, label=label, facts=facts)


def _thing(seen: _Seen) -> Hashable:
    """What a file is handed in as; alike where one file may do for several places."""
    place, field = seen.place, seen.path.partition("[")[0]
    if isinstance(place, DossierCase):
        return field, key(place.unit.name) or id(place)
    if field.startswith("employer."):
        return field, key(place.employer.name) or id(place)
    if field in _FOR_SEVERAL:
        return field
    return seen.path, key(place.nomination.title) or id(place)


def _say_where(other: _Seen, seen: _Seen) -> str:
    there, here = _dossier_of(other), _dossier_of(seen)
    unit = "" if there is here else quote(there.unit.name or there.intake.name)
    return (
        f"{unit}{other.place.name if isinstance(other.place, NominationCase) else ''}{other.what}"
    )


def _dossier_of(seen: _Seen) -> DossierCase:
    return seen.place.dossier if isinstance(seen.place, NominationCase) else seen.place


RULES = (frontline_certificate, photos, readable, handed_in_twice)
