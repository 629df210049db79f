"""Which events the state of a paper allows, and until when it is kept: both sides of every boundary."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pipeline.archive import ledger, retention
from pipeline.archive.events import Event, EventKind
from pipeline.archive.models import (
    Hold,
    Kept,
    KeptState,
    Loan,
    Number,
    Period,
    Retention,
    StoredVersion,
)
from pipeline.dossier.dates import say_day
from tests.archive.papers import LETTER, paper

STORED = StoredVersion(object="paper:x", version=1, sha256="")
LATE = date(2050, 1, 1)


def kept(period: Period = Period.NONE) -> Kept:
    return ledger.added(None, paper("甲", period=period).description, STORED)


LOAN = Loan(event=2, to="李检查", since=LETTER)
HOLDS = (Hold(event=2, by="王干事", why="核查", since=LETTER),)
S, K = KeptState, EventKind


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        (K.LENT, {}, ""),
        (K.LENT, {"state": S.PROPOSED}, ""),
        (K.LENT, {"state": S.DISPOSED}, "已销毁"),
        (K.LENT, {"loan": LOAN}, "借给李检查"),
        (K.RETURNED, {"loan": LOAN}, ""),
        (K.RETURNED, {}, "没有借出"),
        (K.MOVED, {"state": S.APPROVED}, ""),
        (K.MOVED, {"state": S.REMOVED}, "已销毁"),
        (K.HELD, {"holds": HOLDS}, ""),
        (K.HELD, {"state": S.DISPOSED}, ""),
        (K.HELD, {"state": S.REMOVED}, "已销毁"),
        (K.LIFTED, {"holds": HOLDS}, ""),
        (K.LIFTED, {}, "没有冻结"),
        (K.ADDED, {"loan": LOAN, "holds": HOLDS}, ""),
        (K.ADDED, {"state": S.PROPOSED}, "拟销毁"),
        (K.PROPOSED, {}, ""),
        (K.PROPOSED, {"holds": HOLDS}, "冻结中（核查）"),
        (K.PROPOSED, {"loan": LOAN}, "借给李检查"),
        (K.PROPOSED, {"state": S.APPROVED}, "已批准销毁"),
        (K.APPROVED, {"state": S.PROPOSED}, ""),
        (K.APPROVED, {"state": S.PROPOSED, "loan": LOAN}, ""),
        (K.APPROVED, {"state": S.PROPOSED, "holds": HOLDS}, "冻结中"),
        (K.APPROVED, {}, "在库"),
        (K.WITHDRAWN, {"state": S.APPROVED, "holds": HOLDS}, ""),
        (K.WITHDRAWN, {"state": S.PROPOSED}, ""),
        (K.WITHDRAWN, {"state": S.DISPOSED}, "已销毁"),
        (K.DISPOSED, {"state": S.APPROVED}, ""),
        (K.DISPOSED, {"state": S.APPROVED, "holds": HOLDS}, "冻结中"),
        (K.DISPOSED, {"state": S.APPROVED, "loan": LOAN}, "借给李检查"),
        (K.DISPOSED, {"state": S.PROPOSED}, "拟销毁"),
        (K.REMOVED, {"state": S.DISPOSED}, ""),
        (K.REMOVED, {"state": S.DISPOSED, "holds": HOLDS}, "冻结中"),
        (K.REMOVED, {"state": S.APPROVED}, "已批准销毁"),
        (K.CHECKED, {"state": S.REMOVED, "loan": LOAN, "holds": HOLDS}, ""),
    ],
)
def test_the_state_of_a_paper_allows_an_event_or_says_why_not(
    kind: EventKind, said: dict[str, object], why: str
) -> None:
    found = ledger.why_not(kind, replace(kept(), **said), on=LATE)
    assert (why in found) if why else not found


def event(kind: EventKind, **said: object) -> Event:
    about = {"number": 7, "previous": "", "when": "2024-03-01T23:30+08:00", "by": "王干事", **said}
    return Event(kind=kind, **about)  # type: ignore[arg-type]


DAY = date(2024, 3, 1)
LENT = Loan(event=7, to="李检查", since=DAY, until=LATE, by="王干事", why="检查")
FROZEN = Hold(event=7, by="王干事", why="复核", since=DAY)
OUT: dict[str, object] = {
    "box": "1", "shelf": "2柜", "loan": LOAN, "holds": HOLDS, "proposal": 5, "state": S.PROPOSED,
}  # fmt: skip
"""What is true of a paper to which much has happened."""


@pytest.mark.parametrize(
    ("happened", "changed"),
    [
        (event(K.MOVED, box="9", shelf="8柜"), {"box": "9", "shelf": "8柜"}),
        (event(K.MOVED), {"box": "", "shelf": ""}),
        (event(K.LENT, to="李检查", until=LATE, why="检查"), {"loan": LENT}),
        (event(K.RETURNED, ends=2), {"loan": None}),
        (event(K.HELD, why="复核"), {"holds": (*HOLDS, FROZEN)}),
        (event(K.LIFTED, ends=2), {"holds": ()}),
        (event(K.LIFTED, ends=3), {}),
        (event(K.LIFTED), {"holds": ()}),
        (event(K.PROPOSED), {"state": S.PROPOSED, "proposal": 7}),
        (event(K.APPROVED, ends=5), {"state": S.APPROVED}),
        (event(K.WITHDRAWN, ends=5), {"state": S.KEPT, "proposal": 0}),
        (event(K.DISPOSED, ends=5), {"state": S.DISPOSED}),
        (event(K.REMOVED, ends=5), {"state": S.REMOVED}),
        (event(K.CHECKED), {}),
        (event(K.RESTORED), {}),
    ],
    ids=lambda each: each.kind.value if isinstance(each, Event) else None,
)
def test_an_event_changes_what_it_is_about_and_nothing_else(
    happened: Event, changed: dict[str, object]
) -> None:
    before = replace(kept(), **OUT)
    assert ledger.after(before, happened) == replace(before, **changed)


def test_of_several_holds_the_one_that_is_answered_is_lifted() -> None:
    before = ledger.after(replace(kept(), holds=HOLDS), event(K.HELD, why="复核"))
    assert ledger.after(before, event(K.LIFTED, ends=7)).holds == HOLDS


def test_a_paper_added_anew_stays_where_it_is_and_lent_and_held() -> None:
    before = replace(kept(), box="1", shelf="2柜", loan=LOAN, holds=HOLDS)
    again = ledger.added(before, paper("甲").description, STORED)
    assert (again.box, again.shelf, again.loan, again.holds) == ("1", "2柜", LOAN, HOLDS)
    moved = ledger.added(before, paper("甲", box="9", shelf="8柜").description, STORED)
    assert (moved.box, moved.shelf) == ("9", "8柜")
    first = ledger.added(None, paper("甲").description, STORED)
    assert (first.box, first.shelf, first.loan, first.holds) == ("", "", None, ())


@pytest.mark.parametrize(
    ("since", "whole_years", "until"),
    [
        (date(2023, 8, 20), False, date(2026, 8, 20)),
        (date(2024, 2, 29), False, date(2027, 2, 28)),
        (date(2023, 1, 1), True, date(2026, 12, 31)),
        (date(2023, 12, 31), True, date(2026, 12, 31)),
        (None, False, None),
    ],
)
def test_the_notices_years_end_with_the_day_or_with_the_year(
    since: date | None, whole_years: bool, until: date | None
) -> None:
    found = retention.notice_until(Retention(years=3, since=since, whole_years=whole_years))
    assert found == until
    assert retention.notice_until(Retention(since=since, whole_years=whole_years)) is None


@pytest.mark.parametrize(
    ("period", "last"),
    [
        (Period.NONE, date(2026, 8, 20)),
        (Period.TEN, date(2033, 12, 31)),
        (Period.THIRTY, date(2053, 12, 31)),
    ],
)
def test_a_paper_may_be_disposed_of_on_the_day_after_its_last(period: Period, last: date) -> None:
    after = last.fromordinal(last.toordinal() + 1)
    assert not retention.is_due(kept(period), last)
    assert retention.is_due(kept(period), after)
    why = ledger.why_not(EventKind.PROPOSED, kept(period), on=last)
    assert f"{say_day(after)}起" in why
    assert not ledger.why_not(EventKind.PROPOSED, kept(period), on=after)


@pytest.mark.parametrize("said", [{"holds": HOLDS}, *({"state": state} for state in S)])
def test_a_paper_that_is_held_or_on_its_way_out_is_not_due(said: dict[str, object]) -> None:
    assert retention.is_due(replace(kept(), **said), LATE) == (said == {"state": S.KEPT})


def test_what_is_kept_for_ever_or_since_nobody_knows_when_is_never_due() -> None:
    undated, of_a_class = (
        ledger.added(
            None, paper("甲", retention=Retention(years=3), period=period).description, STORED
        )
        for period in (Period.NONE, Period.TEN)
    )
    for each, why in (
        (kept(Period.FOR_EVER), "永久保管"),
        (undated, "不知道提名函日期"),
        (of_a_class, "不知道提名函日期"),
    ):
        assert not retention.is_due(each, LATE)
        assert why in ledger.why_not(EventKind.PROPOSED, each, on=LATE)
    nothing = paper("甲", retention=Retention(), number=Number(year=2023, period=Period.NONE))
    found = ledger.added(None, nothing.description, STORED)
    assert "没有定保管期限" in ledger.why_not(EventKind.PROPOSED, found, on=LATE)
