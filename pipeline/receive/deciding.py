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
            if zone.state is not ZoneState.PRESENT:
                yield zone.id
        if page.altered:
            yield page.seen.changes_id


def decide(state: State, receipt: Receipt, decision: Decision) -> State:
    """The state with a decision.

    Raises:
        UsageError: There is no such place, it is decided already, or there is nothing to take back.
    """
    place = decision.id.strip().upper()
    accepted = state.accepted()
    if decision.undone and place not in accepted:
        raise UsageError(
            f"没有编号为“{place}”的决定可以撤销",
            why=f"现有：{'、'.join(accepted) or '无'}",
            remedy="核对编号（见received/report.html）",
        )
    if not decision.undone and place in accepted:
        raise UsageError(f"“{place}”已由{accepted[place].by}认定过", remedy="要撤销用 --undo")
    if not decision.undone and place not in set(open_places(receipt)):
        raise UsageError(
            f"没有编号为“{place}”的待定处",
            why="它可能已经换了更好的扫描件，或者不需要认定",
            remedy="核对编号（见received/report.html）",
        )
    if not (decision.by.strip() and decision.why.strip()):
        raise UsageError("没有写明谁认定、为什么", remedy="加上 --by 姓名 --why 理由")
    decided = msgspec.structs.replace(decision, id=place)
    return msgspec.structs.replace(state, decisions=(*state.decisions, decided))
