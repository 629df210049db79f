"""What a paper is after an event, and which events its state allows.  Pure: nothing is read or written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from msgspec.structs import replace

from pipeline.archive import retention
from pipeline.archive.events import Event, EventKind
from pipeline.archive.models import Description, Hold, Kept, KeptState, Loan, Period, StoredVersion
from pipeline.dossier.dates import say_day

_GONE = frozenset({KeptState.DISPOSED, KeptState.REMOVED})
_ON_THE_WAY = frozenset({KeptState.PROPOSED, KeptState.APPROVED})


def why_not(kind: EventKind, kept: Kept, *, on: date) -> str:
    """Why an event cannot happen to a paper, in Chinese; empty where it can.

    Args:
        kind: What is to happen.
        kept: The paper.
        on: The day.
    """
    return _CONDITIONS[kind](kept, on) if kind in _CONDITIONS else ""


def _gone(kept: Kept) -> str:
    return kept.state.label if kept.state in _GONE else ""


def _lent(kept: Kept) -> str:
    return f"借给{kept.loan.to}，还没有归还" if kept.loan else ""


def _held(kept: Kept) -> str:
    return f"冻结中（{'；'.join(each.why for each in kept.holds)}）" if kept.holds else ""


def _stands(kept: Kept, *states: KeptState) -> str:
    return "" if kept.state in states else f"现在是“{kept.state.label}”"


def _renewed(kept: Kept, _: date) -> str:
    return _stands(kept, KeptState.KEPT)


def _moved(kept: Kept, _: date) -> str:
    return _gone(kept)


def _given_out(kept: Kept, _: date) -> str:
    return _gone(kept) or _lent(kept)


def _taken_back(kept: Kept, _: date) -> str:
    return "" if kept.loan else "没有借出"


def _stopped(kept: Kept, _: date) -> str:
    return _gone(kept) if kept.state is KeptState.REMOVED else ""


def _lifted(kept: Kept, _: date) -> str:
    return "" if kept.holds else "没有冻结"


def _proposed(kept: Kept, on: date) -> str:
    return _stands(kept, KeptState.KEPT) or _held(kept) or _lent(kept) or _too_early(kept, on)


def _too_early(kept: Kept, on: date) -> str:
    if retention.is_due(kept, on):
        return ""
    free = retention.free_from(kept)
    if free is None:
        if retention.unknown(kept):
            return "不知道提名函日期，算不出保管到哪一天"
        return "永久保管" if kept.paper.number.period is Period.FOR_EVER else "没有定保管期限"
    return f"保管期未满，{say_day(free)}起才可以提请销毁"


def _approved(kept: Kept, _: date) -> str:
    return _stands(kept, KeptState.PROPOSED) or _held(kept)


def _withdrawn(kept: Kept, _: date) -> str:
    return _stands(kept, *_ON_THE_WAY)


def _disposed(kept: Kept, _: date) -> str:
    return _stands(kept, KeptState.APPROVED) or _held(kept) or _lent(kept)


def _removed(kept: Kept, _: date) -> str:
    return _stands(kept, KeptState.DISPOSED) or _held(kept)


_CONDITIONS: Mapping[EventKind, Callable[[Kept, date], str]] = {
    EventKind.ADDED: _renewed,
    EventKind.MOVED: _moved,
    EventKind.LENT: _given_out,
    EventKind.RETURNED: _taken_back,
    EventKind.HELD: _stopped,
    EventKind.LIFTED: _lifted,
    EventKind.PROPOSED: _proposed,
    EventKind.APPROVED: _approved,
    EventKind.WITHDRAWN: _withdrawn,
    EventKind.DISPOSED: _disposed,
    EventKind.REMOVED: _removed,
}


# ---------------------------------------------------------------- after an event


def added(before: Kept | None, paper: Description, version: StoredVersion) -> Kept:
    """A paper after it was added, for the first time or anew."""
    return Kept(
        paper=paper,
        stored=version,
        box=paper.box or (before.box if before else ""),
        shelf=paper.shelf or (before.shelf if before else ""),
        loan=before.loan if before else None,
        holds=before.holds if before else (),
        notice_until=retention.notice_until(paper.retention),
        class_until=retention.class_until(paper.number),
    )


def after(kept: Kept, event: Event) -> Kept:
    """A paper after something else has happened to it."""
    change = _CHANGES.get(event.kind)
    return change(kept, event) if change else kept


def day_of(event: Event) -> date:
    """The day of an event, where it happened."""
    return datetime.fromisoformat(event.when).date()


def _after_move(kept: Kept, event: Event) -> Kept:
    return replace(kept, box=event.box, shelf=event.shelf)


def _after_loan(kept: Kept, event: Event) -> Kept:
    loan = Loan(
        event=event.number,
        to=event.to,
        since=day_of(event),
        until=event.until,
        by=event.by,
        why=event.why,
    )
    return replace(kept, loan=loan)


def _after_return(kept: Kept, _: Event) -> Kept:
    return replace(kept, loan=None)


def _after_hold(kept: Kept, event: Event) -> Kept:
    hold = Hold(event=event.number, by=event.by, why=event.why, since=day_of(event))
    return replace(kept, holds=(*kept.holds, hold))


def _after_lifting(kept: Kept, event: Event) -> Kept:
    holds = tuple(each for each in kept.holds if each.event != event.ends) if event.ends else ()
    return replace(kept, holds=holds)


def _towards(state: KeptState) -> Callable[[Kept, Event], Kept]:
    def change(kept: Kept, event: Event) -> Kept:
        proposal = event.number if event.kind is EventKind.PROPOSED else kept.proposal
        return replace(kept, state=state, proposal=proposal if state is not KeptState.KEPT else 0)

    return change


_CHANGES: Mapping[EventKind, Callable[[Kept, Event], Kept]] = {
    EventKind.MOVED: _after_move,
    EventKind.LENT: _after_loan,
    EventKind.RETURNED: _after_return,
    EventKind.HELD: _after_hold,
    EventKind.LIFTED: _after_lifting,
    EventKind.PROPOSED: _towards(KeptState.PROPOSED),
    EventKind.APPROVED: _towards(KeptState.APPROVED),
    EventKind.WITHDRAWN: _towards(KeptState.KEPT),
    EventKind.DISPOSED: _towards(KeptState.DISPOSED),
    EventKind.REMOVED: _towards(KeptState.REMOVED),
}
