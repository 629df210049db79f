"""What a person decides on doubtful places; every decision stays on record, also one that is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from pipeline.errors import UsageError
from pipeline.papers.returned import Verdict, ZoneState
from pipeline.receive.judging import Receipt
from pipeline.receive.models import Decision, State


def open_places(receipt: Receipt) -> Iterator[str]:
    """The ids of all places on used pages on which a person may decide."""
    for page in receipt.pages:
        if page.verdict is not Verdict.USED:
            continue
        for zone in page.zones:
            if zone.state is not ZoneState.PRESENT and not zone.decision:
                yield zone.id
        if page.altered and not page.is_spoiled:
            yield page.seen.changes_id


def refusable_places(receipt: Receipt) -> Iterator[str]:
    """The same, and the ids of all marks, also of those that were taken for good: a person may know better."""
    yield from open_places(receipt)
    for page in receipt.pages:
        if page.verdict is Verdict.USED:
            yield from (each.id for each in page.zones)


def decide(state: State, receipt: Receipt, decision: Decision) -> State:
    """The state with a decision.

    Raises:
        UsageError: There is no such place, it is decided already, or there is nothing to take back.
    """
    place = decision.id.strip().upper()
    decided = state.decided()
    if decision.undone and place not in decided:
        raise UsageError(
            f"没有编号为“{place}”的决定可以撤销",
            why=f"现有：{'、'.join(decided) or '无'}",
            remedy="核对编号（见received/report.html）",
        )
    if not decision.undone and place in decided:
        raise UsageError(f"“{place}”已由{decided[place].by}认定过", remedy="要撤销用 --undo")
    places = refusable_places(receipt) if decision.refused else open_places(receipt)
    if not decision.undone and place not in set(places):
        raise UsageError(
            f"没有编号为“{place}”的待定处",
            why="它可能已经换了更好的扫描件，或者不需要认定",
            remedy="核对编号（见received/report.html）",
        )
    if not (decision.by.strip() and decision.why.strip()):
        raise UsageError("没有写明谁认定、为什么", remedy="加上 --by 姓名 --why 理由")
    taken = msgspec.structs.replace(decision, id=place)
    return msgspec.structs.replace(state, decisions=(*state.decisions, taken))
