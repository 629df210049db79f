"""Paper is kept for years: the register (`archive`)."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import scratch, store
from pipeline.errors import InputError, UsageError
from pipeline.run.checking import check
from pipeline.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pipeline.archive import Desk, Register
    from pipeline.archive.events import Event
    from pipeline.archive.models import Query
    from pipeline.archive.saying import Due, Filed, Happened, Listed
    from pipeline.archive.soundness import BackedUp, Checked
    from pipeline.make.built import Progress

Waiting = Callable[[str], None]
"""Told who works on the register, before it is waited for."""


def clerk(name: str) -> str:
    """Who works: the name that was given, or the one of this computer's user."""
    try:
        return name or getpass.getuser()
    except (OSError, KeyError):
        return "未署名"


def archive_add(
    out: Path,
    settings: Settings,
    progress: Progress,
    waiting: Waiting,
    *,
    by: str,
    folder: Path | None = None,
    **said: Any,
) -> Filed:
    """Take the complete papers of a received dossier into the register, with their scans and their data.

    Args:
        out: The output folder of the dossier.
        settings: What the run was told; it names the register.
        progress: Told how far it is.
        waiting: Told who works on the register, before it is waited for.
        by: Who does it.
        folder: The dossier; None for the one that the output was made from.
        said: Parts of `make.deposits.Filing`; those of the 档号 that are missing are as of the paper added last.

    Raises:
        ArchiveError: A paper is on its way out of the register, or its number is another's.
        WuxiaoError: The output folder, the dossier or the register cannot be used.
    """
    from pipeline.archive.saying import Filed
    from pipeline.load import load
    from pipeline.make.deposits import deposit_of
    from pipeline.make.kits import dossier_of, materials
    from pipeline.make.scans import lasting_scans
    from pipeline.papers.outputs import find_output, remember_register

    scratch.claim()
    register = open_register(settings)
    filing = _filing(register, said)
    output = find_output(out)
    with store.locked(output.folder):
        intake = load(dossier_of(output, folder), settings.find_activity)
        (found,) = check([intake.folder], settings).dossiers
        deposit, missing = deposit_of(
            materials(output, intake, found.findings, settings),
            intake.folder / intake.file,
            filing,
            partial(lasting_scans, output.folder, settings, progress),
        )
        with at_work(register, by, waiting) as desk:
            added = desk.add(deposit)
            papers = {each.key: desk.get(each.key) for each in deposit.papers}
        remember_register(output.folder, settings.register)
    return Filed(added=added, papers=papers, missing=missing)


def _filing(register: Register, said: dict[str, Any]) -> Any:
    """What the clerk says, completed by the number of the paper that was added last."""
    from pipeline.archive.models import Period
    from pipeline.make.deposits import Filing

    given = {name: value for name, value in said.items() if value is not None}
    if "period" in given:
        given["period"] = Period(given["period"])
    last = register.last_number()
    filing = Filing(delivered_on=today())
    if last:
        filing = replace(filing, fonds=last.fonds, agency=last.agency, period=last.period)
    return replace(filing, **given)


# ---------------------------------------------------------------- looking


def archive_list(settings: Settings, *, limit: int = 0, **asked: Any) -> Listed:
    """The papers that are asked for, as of `archive.models.Query`; at most `limit`, 0 for all."""
    query = query_of(**asked)
    return _listed(open_register(settings, must_exist=True), query, limit, query.on or today())


def archive_due(settings: Settings, *, on: date | None = None, limit: int = 0) -> Due:
    """What may be looked at for disposal on a day, today where none is said; nothing is changed."""
    from pipeline.archive.saying import Due

    register, day = open_register(settings, must_exist=True), on or today()
    return Due(
        on=day,
        free=_listed(register, query_of(due=True, held=False, on=day), limit, day),
        held=_listed(register, query_of(due=True, held=True, on=day), limit, day),
        notice_over=_listed(register, query_of(notice_over=True, on=day), limit, day),
        undated=_listed(register, query_of(undated=True), limit, day),
    )


def archive_log(settings: Settings, name: str = "") -> Happened:
    """What happened to a paper, or all that happened."""
    register = open_register(settings, must_exist=True)
    key = register.get(name).key if name else ""
    return _happened(register, register.events(key), is_whole=not key)


def query_of(**asked: Any) -> Query:
    """What to look for, of what the clerk wrote; texts that are empty ask for nothing."""
    from pipeline.archive.models import KeptState, Query

    given = {name: value for name, value in asked.items() if value not in {None, ""}}
    if "state" in given:
        given["state"] = KeptState(given["state"])
    if given.get("overdue"):
        given.setdefault("on", today())
    return Query(**given)


def _listed(register: Register, query: Query, limit: int, on: date) -> Listed:
    from pipeline.archive.saying import Listed

    papers = register.find(query, limit=limit or None)
    total = len(papers) if not limit or len(papers) < limit else register.count(query)
    return Listed(papers=papers, total=total, on=on)


def _happened(register: Register, events: Sequence[Event], *, is_whole: bool = False) -> Happened:
    from pipeline.archive.saying import Happened

    keys = {key for event in events for key in event.papers[:3]}
    numbers = {key: str(register.get(key).paper.number) for key in keys}
    return Happened(events=events, numbers=numbers, head=register.head, is_whole=is_whole)


# ---------------------------------------------------------------- what happens to papers


def archive_record(
    settings: Settings,
    waiting: Waiting,
    what: str,
    names: Sequence[str],
    *,
    by: str,
    **said: Any,
) -> Happened:
    """Record one event of papers.

    Args:
        settings: What the run was told; it names the register.
        waiting: Told who works on the register, before it is waited for.
        what: A method of `archive.Desk`: `move`, `lend`, `take_back`, `hold`, `lift`, `propose`.
        names: The papers, by 档号 or key.
        by: Who does it.
        said: What else that method is told.

    Raises:
        ArchiveError: A paper is not in a state for it.
        UsageError: There is no such paper.
    """
    register = open_register(settings, must_exist=True)
    with at_work(register, by, waiting) as desk:
        keys = [desk.get(name).key for name in names]
        event = getattr(desk, what)(keys, **said)
        return _happened(desk, [event])


def archive_propose_due(settings: Settings, waiting: Waiting, *, by: str, why: str) -> Happened:
    """Propose the disposal of all papers whose time is over, that nothing holds and nobody has borrowed."""
    register = open_register(settings, must_exist=True)
    with at_work(register, by, waiting) as desk:
        due = desk.find(query_of(due=True, held=False, lent=False, on=today()))
        if not due:
            raise UsageError(
                "没有保管期满、可以提请销毁的文书", remedy="用 wuxiao archive due 查看"
            )
        event = desk.propose([each.key for each in due], why=why)
        return _happened(desk, [event])


def archive_proposal(
    settings: Settings, waiting: Waiting, what: str, proposal: int, *, by: str, **said: Any
) -> Happened:
    """Go on with a proposal.

    Args:
        settings: What the run was told; it names the register.
        waiting: Told who works on the register, before it is waited for.
        what: A method of `archive.Desk`: `approve`, `withdraw`, `dispose`, `remove_scans`.
        proposal: Its number.
        by: Who does it.
        said: What else that method is told: `why`; as `proof` the folder of the signed list where it is approved;
            papers by 档号 or key as `names` where it is withdrawn, none for all.

    Raises:
        ArchiveError: A paper is not in a state for it, or the proof is not what it was.
        UsageError: There is no such proposal, or no proof.
        ScansError: The list has not come back signed and sealed.
    """
    from pipeline.run.proposals import disposal_proof

    register = open_register(settings, must_exist=True)
    names, proof = said.pop("names", ()), said.pop("proof", None)
    with at_work(register, by, waiting) as desk:
        if what == "approve":
            if proof is None:
                raise UsageError(
                    "没有附上签字盖章的销毁清册",
                    remedy="用 --proof 写明清册的文件夹，它的扫描件要先用 wuxiao receive 收回",
                )
            said["proof"] = disposal_proof(desk, proposal, proof, settings)
        if what == "withdraw":
            said["keys"] = [desk.get(name).key for name in names]
        event = getattr(desk, what)(proposal, **said)
        return _happened(desk, [event])


# ---------------------------------------------------------------- kept whole


def archive_verify(
    settings: Settings,
    progress: Progress,
    waiting: Waiting,
    *,
    by: str,
    anew: bool = False,
    known_head: str = "",
) -> Checked:
    """Read every file and every event again, and record what was found where that can be."""
    from pipeline.archive.soundness import Checked
    from pipeline.archive.verifying import verify
    from pipeline.errors import WuxiaoError

    register = open_register(settings, must_exist=True)
    found = verify(register, progress, anew=anew, known_head=known_head)
    try:
        with at_work(register, by, waiting) as desk:
            desk.record_check([str(each) for each in found.troubles])
    except WuxiaoError:  # what is wrong with the chain keeps it from being written on
        return Checked(verified=found, recorded=False)
    return Checked(verified=found, recorded=True)


def archive_backup(
    settings: Settings, target: Path, progress: Progress, waiting: Waiting
) -> BackedUp:
    """Bring a backup up to the register, or make one."""
    from pipeline.archive.backing import back_up
    from pipeline.archive.soundness import BackedUp

    return BackedUp(copied=back_up(open_register(settings), target, progress, waiting))


def archive_restore(
    settings: Settings, backup: Path, progress: Progress, waiting: Waiting, *, by: str
) -> BackedUp:
    """Fetch back from a backup what is damaged, missing or lost."""
    from pipeline.archive.backing import restore
    from pipeline.archive.soundness import BackedUp

    copied = restore(backup, open_register(settings), progress, waiting, by=clerk(by))
    return BackedUp(copied=copied, restoring=True)


def archive_rebuild(settings: Settings, waiting: Waiting, *, by: str) -> Happened:
    """Make the index anew, of the chain and the stored tree."""
    from pipeline.store import turns

    register = open_register(settings, must_exist=True)
    with turns.turn(register.folder, clerk(by), waiting=waiting):
        register.rebuild()
    return _happened(register, [], is_whole=True)


def open_register(settings: Settings, *, must_exist: bool = False) -> Register:
    """The register that the settings name.

    Raises:
        InputError: There must be one, and is none.
    """
    from pipeline.archive import Register

    register = Register(settings.register)
    if must_exist and not register.exists:
        raise InputError(
            "这里没有登记簿",
            where=str(settings.register),
            remedy="用 --register（或环境变量 WUXIAO_REGISTER）写明登记簿的文件夹；"
            "还没有的，先用 wuxiao archive add 归档",
        )
    return register


def at_work(register: Register, by: str, waiting: Waiting) -> AbstractContextManager[Desk]:
    """Hold the register for one clerk."""
    from pipeline.archive import at_work

    return at_work(register, by=clerk(by), waiting=waiting)


def today() -> date:
    """The clerk's day."""
    return datetime.now().astimezone().date()
