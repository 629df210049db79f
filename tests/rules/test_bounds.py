"""Quotas and shares with a tolerance, a severity, or two bounds (原则上5:4:1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from pipeline.activity.model import Activity
from pipeline.activity.tables import Quota, Share
from pipeline.check import Gauge, check, review_to_text
from pipeline.dossier.models import Dossier, UnitKind
from pipeline.rules import rules_of
from pipeline.rules.base import ERROR, WARNING
from tests.rules.build import activity, case_of, changed, dossier, findings_of, intake_of, letters

NEAREST = 0.5
"""The nearest whole number passes."""


def share(**about: Any) -> Share:
    return Share(
        **{
            "rule": "ratio.kinds",
            "label": "发明",
            "clause": "六",
            "where": {"category": ("invention",)},
        }
        | about
    )


def with_bounds(*shares: Share, quotas: tuple[Quota, ...] = ()) -> Activity:
    return msgspec.structs.replace(activity(), share=shares, quota=quotas)


def year_of(year: Activity) -> Callable[[str], Activity]:
    return lambda _: year


def of_categories(counts: dict[str, int]) -> Dossier:
    """So many nominations of each category."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    changes = {f"nominations[{index}].category": kind for index, kind in enumerate(kinds)}
    return changed(dossier(len(kinds)), changes)


FIVE_FOUR_ONE = tuple(
    share(
        label=kind, where={"category": (kind,)}, min_percent=percent, max_percent=percent,
        tolerance=NEAREST,
    )
    for kind, percent in (("invention", 50), ("creation", 40), ("renovation", 10))
)  # fmt: skip
"""原则上5:4:1."""


@pytest.mark.parametrize(
    ("counts", "expect"),
    [
        ((5, 4, 1), ""),
        ((4, 4, 2), "EE"),
        ((9, 7, 1), "E"),  # 1.7: the nearest is 2
        ((9, 6, 2), "E"),  # 6.8: the nearest is 7
        ((8, 7, 2), ""),  # 8.5: as near to 8 as to 9
        ((9, 7, 2), ""),  # of 18: 9, 7.2 and 1.8
        ((10, 6, 2), "EE"),
        ((7, 8, 2), "EE"),
    ],
)
def test_the_nearest_whole_numbers_of_a_ratio_pass(
    counts: tuple[int, int, int], expect: str
) -> None:
    kinds = ("invention", "creation", "renovation")
    content = of_categories(dict(zip(kinds, counts, strict=True)))
    found = findings_of("ratio.kinds", case_of(content, by=with_bounds(*FIVE_FOUR_ONE)))
    assert letters(found) == expect


@pytest.mark.parametrize("total", range(1, 60))
def test_every_total_can_be_split_five_to_four_to_one(total: int) -> None:
    fewest = [each.fewest(total) for each in FIVE_FOUR_ONE]
    most = [each.most(total) for each in FIVE_FOUR_ONE]
    assert sum(fewest) <= total <= sum(most)


@pytest.mark.parametrize("tolerance", [0, 0.5, 1, 2.5])
@pytest.mark.parametrize("percent", [0, 1, 10, 33, 60, 99, 100])
@pytest.mark.parametrize("total", range(0, 14, 3))
def test_room_is_the_largest_that_still_passes(total: int, percent: int, tolerance: float) -> None:
    bound = share(min_percent=percent, max_percent=percent, tolerance=tolerance)
    for used in range(total + 1):
        same, others = bound.same_allowed(used, total), bound.others_allowed(used, total)
        if same is not None and used <= bound.most(total):
            assert used + same <= bound.most(total + same)
            assert used + same + 1 > bound.most(total + same + 1)
        if others is not None and used >= bound.fewest(total):
            assert used >= bound.fewest(total + others)
            assert used < bound.fewest(total + others + 1)


def test_without_tolerance_the_bounds_are_sharp() -> None:
    exact = share(min_percent=60)
    assert [exact.fewest(total) for total in (1, 4, 5, 10, 11)] == [1, 3, 3, 6, 7]
    exact = share(max_percent=10)
    assert [exact.most(total) for total in (9, 10, 19, 20)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "bound", [{"min_percent": 50}, {"max_percent": 50, "where": {"category": ("design",)}}]
)
def test_a_share_that_only_warns_warns(bound: dict[str, Any]) -> None:
    year = with_bounds(share(**bound, severity=WARNING))
    found = findings_of("ratio.kinds", case_of(of_categories({"design": 2}), by=year))
    assert letters(found) == "W"
    (rule,) = [each for each in rules_of(year) if each.id == "ratio.kinds"]
    assert rule.severities == (WARNING,)


def quota(**about: Any) -> Quota:
    defaults: dict[str, Any] = {
        "rule": "quota.total",
        "unit": UnitKind.CITY,
        "max": 4,
        "clause": "七",
    }
    return Quota(**defaults | about)


@pytest.mark.parametrize(
    ("tolerance", "count", "expect"),
    [(0, 4, ""), (0, 5, "E"), (1, 5, ""), (1, 6, "E"), (0.5, 5, "E")],
)
def test_a_quota_may_be_exceeded_by_its_tolerance(
    tolerance: float, count: int, expect: str
) -> None:
    year = with_bounds(quotas=(quota(tolerance=tolerance),))
    assert letters(findings_of("quota.total", case_of(dossier(count), by=year))) == expect


def test_a_quota_that_only_warns_names_what_is_beyond_the_tolerance() -> None:
    year = with_bounds(quotas=(quota(severity=WARNING, tolerance=1),))
    (found,) = findings_of("quota.total", case_of(dossier(7), by=year))
    assert found.severity is WARNING
    assert "最多4项的限额，可差1项" in found.message
    assert found.remedy.startswith("减去2项")
    assert "P06、P07" in found.remedy
    assert "P05" not in found.remedy


# ---------------------------------------------------------------- gauges


def gauges(content: Dossier, year: Activity) -> tuple[Gauge, ...]:
    (found,) = check([intake_of(content)], year_of(year)).dossiers
    return found.quotas.gauges


def test_one_figure_with_two_bounds_has_one_gauge() -> None:
    year = with_bounds(share(min_percent=40, max_percent=60))
    (gauge,) = gauges(of_categories({"invention": 5, "design": 5}), year)
    assert gauge.said == "5/10项，占50%（40%至60%）"
    assert gauge.advice == "还可提名2项；还可提名其他2项"
    assert gauge.marks_percent == (40, 60)


@pytest.mark.parametrize(
    ("inventions", "amiss", "advice"),
    [(3, 1, "还差1项"), (4, 0, "还可提名5项；其他不能再增加"), (7, 1, "超出1项")],
)
def test_the_gauge_of_two_bounds_says_which_one_is_missed(
    inventions: int, amiss: int, advice: str
) -> None:
    year = with_bounds(share(min_percent=40, max_percent=60))
    (gauge,) = gauges(of_categories({"invention": inventions, "design": 10 - inventions}), year)
    assert (gauge.amiss, gauge.advice) == (amiss, advice)


def test_a_gauge_says_its_tolerance_and_passes_within_it() -> None:
    (gauge,) = gauges(of_categories({"invention": 8, "design": 9}), with_bounds(FIVE_FOUR_ONE[0]))
    assert gauge.said == "8/17项，占47%（50%，可差0.5项）"
    assert gauge.amiss == 0


def test_a_missed_bound_that_only_warns_is_yellow_and_not_red() -> None:
    for severity, colour in ((ERROR, "\x1b[31m"), (WARNING, "\x1b[33m")):
        year = with_bounds(share(min_percent=50, severity=severity))
        review = check([intake_of(of_categories({"design": 2}))], year_of(year))
        (line,) = [each for each in review_to_text(review, color=True).splitlines() if "░" in each]
        assert colour in line


def test_a_negative_tolerance_or_another_severity_is_refused() -> None:
    for wrong in ({"tolerance": -1}, {"severity": "fatal"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**msgspec.to_builtins(share(min_percent=1)), **wrong}, Share)
