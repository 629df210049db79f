"""How a dossier stands against quotas and shares, as data for pictures of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.activity.tables import Quota, Share
from pipeline.dossier.findings import Severity
from pipeline.dossier.models import Publicity
from pipeline.rules import DossierCase, UnitCase, Workdays, quota

OF_UNIT = "本级公示"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One quota or share: a figure and its one or two bounds.

    Attributes:
        bound: The quota or share of the activity.
        label: What is counted, in Chinese.
        used: Nominations that count.
        total: All nominations of the unit.
        fewest, most: Between which numbers the figure passes as things stand.
        more: How many more that count may be nominated as things stand; None where nothing limits it.
        others: How many more that do not count; None where nothing limits it.
        fits_at: How many nominations there must be for one more of this kind to fit, where it does
            not yet and may.
    """

    bound: Quota | Share
    label: str
    used: int
    total: int
    fewest: int
    most: int
    more: int | None
    others: int | None = None
    fits_at: int | None = None

    @property
    def rule(self) -> str:
        """Rule behind it."""
        return self.bound.rule

    @property
    def counts_by(self) -> tuple[str, ...]:
        """Paths of the fields by which it counts; none where every nomination counts."""
        if isinstance(self.bound, Quota):
            return (self.bound.per,) if self.bound.per else ()
        return tuple(self.bound.where)

    @property
    def severity(self) -> Severity:
        """How bad it is when it is amiss."""
        return self.bound.severity

    @property
    def amiss(self) -> int:
        """How many are too few, or too many."""
        return max(0, self.fewest - self.used, self.used - self.most)

    @property
    def said(self) -> str:
        """The figure: `3/4项`, `12/20项，占60%（不低于60%）`."""
        if isinstance(self.bound, Quota):
            tolerance = quota.say_tolerance(self.bound)
            return f"{self.used}/{self.bound.max}项{tolerance}"
        up = self.bound.min_percent is None or self.used > self.most
        share = f"，占{quota.percent(self.used, self.total, up=up)}" if self.total else ""
        return f"{self.used}/{self.total}项{share}（{quota.say_bounds(self.bound)}）"

    @property
    def advice(self) -> str:
        """What may still be done, in a few words."""
        if self.amiss:
            return f"还差{self.amiss}项" if self.used < self.fewest else f"超出{self.amiss}项"
        if isinstance(self.bound, Quota):
            full = "已满" if self.used >= self.bound.max else "总数已满"
            return f"还可提名{self.more}项" if self.more else full
        same = "" if self.bound.max_percent is None else self._same()
        others = "" if self.bound.min_percent is None else self._others()
        return "；".join(part for part in (same, others) if part)

    def _same(self) -> str:
        if self.more is None:
            return ""
        if self.more:
            return f"还可提名{self.more}项"
        if self.fits_at is not None:
            return f"提名满{self.fits_at}项时可有{self.used + 1}项"
        return "不能再增加"

    def _others(self) -> str:
        if self.others is None:
            return ""
        return f"还可提名其他{self.others}项" if self.others else "其他不能再增加"

    @property
    def cells(self) -> int | None:
        """Into how many equal parts a bar of it falls; None for a share."""
        return self.bound.max if isinstance(self.bound, Quota) else None

    @property
    def filled_percent(self) -> int:
        """How much of a bar is full, 0 to 100."""
        whole = self.cells or self.total
        return min(100, self.used * 100 // whole) if whole else 0

    @property
    def marks_percent(self) -> tuple[int, ...]:
        """Where the bounds stand on the bar; none where the bound is the end of it."""
        if isinstance(self.bound, Quota):
            return ()
        bounds = {self.bound.min_percent, self.bound.max_percent}
        return tuple(sorted(each for each in bounds if each is not None))


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
        note: From which dossiers of the unit the figures come, or with which they are shown.
    """

    gauges: tuple[Gauge, ...] = ()
    publicity: tuple[PublicityCount, ...] = ()
    why_not: str = ""
    note: str = ""


def quota_report(case: DossierCase, unit: UnitCase) -> QuotaReport:
    """How a dossier stands, and its unit; a unit of several dossiers is shown once, with the first."""
    first = unit.dossiers[0]
    if case is not first:
        note = f"与“{first.intake.name}”合并计算，见“{first.intake.name}”"
        return QuotaReport(publicity=tuple(_publicity(case)), note=note)
    room = _room(unit)
    gauges = [*_counts(unit, room), *_shares(unit, room)]
    dropped = set(unit.activity.rules.drop)
    return QuotaReport(
        gauges=tuple(gauge for gauge in gauges if gauge.rule not in dropped),
        publicity=tuple(_publicity(case)),
        why_not="" if unit.kinds else "没有填写单位类别，无法判断限额",
        note=quota.say_parts(unit.nominations, unit).strip("（）"),
    )


def _room(unit: UnitCase) -> int | None:
    """How many more nominations of any kind there may be."""
    dropped = set(unit.activity.rules.drop)
    rooms = [
        max(0, group.quota.max - len(group.members))
        for group in quota.groups(unit)
        if group.quota.per is None and group.quota.rule not in dropped
    ]
    return min(rooms, default=None)


def _least(first: int | None, second: int | None) -> int | None:
    return min((each for each in (first, second) if each is not None), default=None)


def _counts(unit: UnitCase, room: int | None) -> Iterator[Gauge]:
    for group in quota.groups(unit):
        used = len(group.members)
        yield Gauge(
            bound=group.quota,
            label=group.label,
            used=used,
            total=len(unit.nominations),
            fewest=0,
            most=group.quota.most,
            more=_least(max(0, group.quota.max - used), room),
        )


def _shares(unit: UnitCase, room: int | None) -> Iterator[Gauge]:
    total = len(unit.nominations)
    for share in quota.shares(unit):
        used = len(quota.counted(unit, share))
        yield Gauge(
            bound=share,
            label=share.label,
            used=used,
            total=total,
            fewest=share.fewest(total),
            most=share.most(total),
            more=_least(share.same_allowed(used, total), room),
            others=_least(share.others_allowed(used, total), room),
            fits_at=_fits_at(share, used, total, room),
        )


def _fits_at(share: Share, used: int, total: int, room: int | None) -> int | None:
    """Smallest number of nominations of which one more of a kind is not too large a share."""
    needed = share.total_for(used + 1)
    if needed is None or needed <= total + 1 or (room is not None and needed > total + room):
        return None
    return needed


def _publicity(case: DossierCase) -> Iterator[PublicityCount]:
    places: list[tuple[str, Publicity]] = [(OF_UNIT, case.unit.publicity)]
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
