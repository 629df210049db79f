"""What was proposed for disposal, and the proof that it was approved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.archive import Register
    from pipeline.archive.events import Event
    from pipeline.archive.models import DepositFile, Kept


def disposal_proof(
    register: Register, proposal: int, folder: Path, settings: Settings
) -> tuple[DepositFile, ...]:
    """The signed list of a proposal, as it came back through `receive` into the folder it was made in.

    Raises:
        UsageError: There is no such proposal, or the folder is another list's.
        ScansError: It is not signed and sealed.
    """
    from pipeline.archive.disposal import disposal_list
    from pipeline.make.disposal import proof_of
    from pipeline.make.scans import lasting_scans
    from pipeline.papers.outputs import find_output

    output = find_output(folder)
    what = disposal_list(*proposed(register, proposal))
    return proof_of(what, output, partial(lasting_scans, output.folder, settings, lambda *_: None))


def proposed(register: Register, proposal: int) -> tuple[Event, Sequence[Kept]]:
    """The event of a proposal, and the papers that it is about and that wait for approval.

    Raises:
        UsageError: There is no such proposal.
    """
    from pipeline.archive.events import EventKind
    from pipeline.archive.models import KeptState, Query

    events = {each.number: each for each in register.events()}
    event = events.get(proposal)
    if event is None or event.kind is not EventKind.PROPOSED:
        raise UsageError(
            f"登记簿的第{proposal}条记录不是提请销毁", remedy="用 wuxiao archive log 看是几号"
        )
    return event, register.find(Query(proposal=proposal, state=KeptState.PROPOSED))
