"""How a dossier stands against quotas and shares, as data for pictures of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.activity.tables import Share
from pipeline.dossier.models import Publicity
from pipeline.rules import DossierCase, Workdays, quota


class Measure(StrEnum):
    """What a gauge measures against."""

    COUNT = "count"
    """At most so many nominations."""
    AT_LEAST = "at_least"
    """At least so many per cent of all nominations."""
    AT_MOST = "at_most"
    """At most so many per cent of all nominations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One quota or share.

    Attributes:
        rule: Rule behind it.
        label: What is counted, in Chinese.
        measure: What it is measured against.
        used: Nominations that count.
        limit: Largest number, or per cent.
        total: All nominations of the dossier.
        more: How many more may be nominated as things stand: of this kind, or (for a least share)
            of any other kind; None where nothing limits it.
        amiss: How many are too many, or too few.
        clause: Clause of the notice.
        fits_at: How many nominations there must be for one more of this kind to fit, where it does
            not yet and may.
    """

    rule: str
    label: str
    measure: Measure
    used: int
    limit: int
    total: int
    more: int | None
    amiss: int
    clause: str
    fits_at: int | None = None

    @property
    def said(self) -> str:
        """The figure: `3/4项`, `12/20项，占60%（不低于60%）`."""
        if self.measure is Measure.COUNT:
            return f"{self.used}/{self.limit}项"
        bound = "不低于" if self.measure is Measure.AT_LEAST else "不高于"
        up = self.measure is Measure.AT_MOST
        share = f"，占{quota.percent(self.used, self.total, up=up)}" if self.total else ""
        return f"{self.used}/{self.total}项{share}（{bound}{self.limit}%）"

    @property
    def advice(self) -> str:
        """What may still be done, in a few words."""
        least = self.measure is Measure.AT_LEAST
        if self.amiss:
            return f"还差{self.amiss}项" if least else f"超出{self.amiss}项"
        if self.more is None:
            return ""
        if self.more:
            return f"还可提名{'其他' if least else ''}{self.more}项"
        if self.measure is Measure.COUNT:
            return "已满" if self.used == self.limit else "总数已满"
        if self.fits_at is not None:
            return f"提名满{self.fits_at}项时可有{self.used + 1}项"
        return "其他不能再增加" if least else "不能再增加"

    @property
    def filled_percent(self) -> int:
        """How much of a bar is full, 0 to 100."""
        whole = self.limit if self.measure is Measure.COUNT else self.total
        return min(100, self.used * 100 // whole) if whole else 0

    @property
    def mark_percent(self) -> int | None:
        """Where the limit stands on the bar; None where it is the end of it."""
        return None if self.measure is Measure.COUNT else self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicityCount:
    """The working days that a publicity was found to have lasted."""

    label: str
    first: date
    last: date
    days: tuple[date, ...]
    unknown: bool
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaReport:
    """Quotas, shares and publicity of one dossier.

    Attributes:
        gauges: In the order of the activity's data.
        publicity: The unit's own, then those of the employers.
        why_not: Why there are no gauges, in Chinese.
    """

    gauges: tuple[Gauge, ...] = ()
    publicity: tuple[PublicityCount, ...] = ()
    why_not: str = ""


def quota_report(case: DossierCase) -> QuotaReport:
    """How a dossier stands."""
    kind = case.unit.kind
    room = _room(case)
    gauges = [*_counts(case, room), *_shares(case, room)]
    dropped = set(case.activity.rules.drop)
    return QuotaReport(
        gauges=tuple(gauge for gauge in gauges if gauge.rule not in dropped),
        publicity=tuple(_publicity(case)),
        why_not="" if kind else "没有填写单位类别，无法判断限额",
    )


def _room(case: DossierCase) -> int | None:
    """How many more nominations of any kind there may be."""
    dropped = set(case.activity.rules.drop)
    rooms = [
        max(0, group.quota.max - len(group.members))
        for group in quota.groups(case)
        if group.quota.per is None and group.quota.rule not in dropped
    ]
    return min(rooms, default=None)


def _least(first: int, second: int | None) -> int:
    return first if second is None else min(first, second)


def _counts(case: DossierCase, room: int | None) -> Iterator[Gauge]:
    for group in quota.groups(case):
        used, most = len(group.members), group.quota.max
        yield Gauge(
            rule=group.quota.rule,
            label=group.label,
            measure=Measure.COUNT,
            used=used,
            limit=most,
            total=len(case.nominations),
            more=_least(max(0, most - used), room),
            amiss=max(0, used - most),
            clause=group.quota.clause,
        )


def _shares(case: DossierCase, room: int | None) -> Iterator[Gauge]:
    for share in quota.shares(case):
        used, total = len(quota.counted(case, share)), len(case.nominations)
        if share.min_percent is not None:
            yield _gauge(share, Measure.AT_LEAST, (used, total), room)
        if share.max_percent is not None:
            yield _gauge(share, Measure.AT_MOST, (used, total), room)


def _gauge(share: Share, measure: Measure, counts: tuple[int, int], room: int | None) -> Gauge:
    used, total = counts
    least = measure is Measure.AT_LEAST
    limit = (share.min_percent if least else share.max_percent) or 0
    more = others_allowed(used, total, limit) if least else same_allowed(used, total, limit)
    needed = -(-limit * total // 100)
    amiss = needed - used if least else used - limit * total // 100
    return Gauge(
        rule=share.rule,
        label=share.label,
        measure=measure,
        used=used,
        limit=limit,
        total=total,
        more=room if more is None else _least(more, room),
        amiss=max(0, amiss),
        clause=share.clause,
        fits_at=None if least else _fits_at(used, total, limit, room),
    )


def _fits_at(used: int, total: int, max_percent: int, room: int | None) -> int | None:
    """Smallest number of nominations of which one more of a kind is not too large a share."""
    needed = -(-100 * (used + 1) // max_percent) if max_percent else None
    if needed is None or needed <= total + 1 or (room is not None and needed > total + room):
        return None
    return needed


def others_allowed(used: int, total: int, min_percent: int) -> int | None:
    """Largest k with `100 × used ≥ min × (total + k)`; None where there is no end to it."""
    return None if min_percent == 0 else max(0, 100 * used // min_percent - total)


def same_allowed(used: int, total: int, max_percent: int) -> int | None:
    """Largest k with `100 × (used + k) ≤ max × (total + k)`; None where there is no end to it."""
    if max_percent >= 100:
        return None
    return max(0, (max_percent * total - 100 * used) // (100 - max_percent))


def _publicity(case: DossierCase) -> Iterator[PublicityCount]:
    places: list[tuple[str, Publicity]] = [("本级公示", case.unit.publicity)]
    places += [(f"{each.name}单位公示", each.employer.publicity) for each in case.nominations]
    for label, publicity in places:
        start, end = publicity.start, publicity.end
        if start and end and start <= end:
            counted = case.workdays.get((start, end), Workdays(unknown=(start,)))
            yield PublicityCount(
                label=label,
                first=start,
                last=end,
                days=counted.days,
                unknown=bool(counted.unknown),
                least=case.activity.publicity.min_working_days,
            )
