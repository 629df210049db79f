"""The register, held for one writer.  Every method records one event, for all its papers or for none.

What is to be stored is made below `.wuxiao/unfinished/`; then the event is put on the chain, and from then
on it has happened; then what was made is put in its place.  Whoever holds the register next finishes what
has happened, and drops what has not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline import store
from pipeline.archive import chain, index, ledger, ocfl
from pipeline.archive.events import Added, Event, EventKind
from pipeline.archive.finishing import UNFINISHED, finish, tidy
from pipeline.archive.incoming import Incoming
from pipeline.archive.index import Index, IndexDamagedError
from pipeline.archive.models import (
    Deposit,
    DepositFile,
    Kept,
    KeptState,
    Query,
    StoredVersion,
    dossier_object,
)
from pipeline.archive.readme import README, README_NAME
from pipeline.archive.register import Register
from pipeline.dossier.privacy import scrub
from pipeline.errors import ArchiveError, OutputError, UsageError
from pipeline.store import lasting, turns


def say_nothing(_: str) -> None:
    """Told who works on the register; says nothing."""


@contextmanager
def at_work(
    register: Register,
    *,
    by: str,
    now: datetime | None = None,
    waiting: Callable[[str], None] = say_nothing,
    seconds: float = turns.SECONDS,
) -> Iterator[Desk]:
    """Hold the register for writing; it is made where there is none.

    Args:
        register: The register.
        by: Who works; told to others who have to wait.
        now: Day and time of what is done; None for the clock's.
        waiting: Told who works there, before it is waited for.
        seconds: How long to wait.

    Raises:
        ArchiveError: Somebody else works on it for long, or the chain is broken.
        OutputError: The folder cannot be written.
    """
    moment = now or datetime.now().astimezone()
    who = f"{scrub(by)}（{moment:%H:%M}开始）"
    with turns.turn(register.folder, who, waiting=waiting, seconds=seconds):
        tidy(register.folder)
        make(register.folder)
        register.bring_index_up()
        with index.opened(register.index_path, writable=True) as found:
            if found is None:
                raise OutputError("检索用的索引做不出来", where=index.FILE, remedy="再做一次")
            yield Desk(register.folder, found, by=by, moment=moment)


def make(folder: Path) -> None:
    """Make what a register consists of, where it is missing.

    Raises:
        OutputError: The disk is full, or the folder cannot be written.
    """
    unfinished = folder / UNFINISHED / "new"
    ocfl.make_root(folder, unfinished)
    lasting.clear(unfinished)
    store.make_folder(folder / chain.FOLDER)
    if not (folder / README_NAME).is_file():
        store.write_whole(folder / README_NAME, README.encode(), lasting=True)


class Desk(Register):
    """The register, held.

    All methods raise ArchiveError where a paper is not in a state for it, by its number and with the reason;
    and OutputError where the disk is full.
    """

    def __init__(self, folder: Path, held: Index, *, by: str, moment: datetime) -> None:
        super().__init__(folder)
        self._held, self._by, self._moment = held, scrub(by), moment

    @contextmanager
    def held_index(self) -> Iterator[Index]:
        """The index, up to date with what is done here."""
        yield self._held

    # ------------------------------------------------------------ papers come in

    def add(self, deposit: Deposit) -> Added:
        """Take papers in; what is there already to the byte is not taken again.

        Raises:
            InputError: A file cannot be called so.
            ArchiveError: A paper is on its way out, or its number is another's.
            OutputError: The disk is full.
        """
        with self._unfinished() as unfinished:
            incoming = Incoming(self, deposit, self._staging(unfinished, "归档"))
            self._must_allow(EventKind.ADDED, incoming.replaced)
            if not incoming.papers:
                return Added(known=incoming.known)
            event = self._happen(
                unfinished,
                EventKind.ADDED,
                papers=tuple(each.key for each in incoming.papers),
                added=incoming.papers,
                stored=incoming.stored,
                origin=scrub(deposit.origin),
            )
        return Added(
            fresh=incoming.fresh,
            renewed=tuple(each.key for each in incoming.replaced),
            known=incoming.known,
            event=event,
        )

    # ------------------------------------------------------------ papers go about

    def move(self, keys: Sequence[str], *, box: str, shelf: str, why: str = "") -> Event:
        """Put papers elsewhere."""
        return self._record(EventKind.MOVED, keys, box=scrub(box), shelf=scrub(shelf), why=why)

    def lend(self, keys: Sequence[str], *, to: str, until: date | None, why: str = "") -> Event:
        """Give papers out."""
        return self._record(EventKind.LENT, keys, to=scrub(to), until=until, why=why)

    def take_back(self, keys: Sequence[str], *, why: str = "") -> Event:
        """Take lent papers back."""
        return self._record(EventKind.RETURNED, keys, why=why)

    def hold(self, keys: Sequence[str], *, why: str) -> Event:
        """Stop the disposal of papers.

        Raises:
            UsageError: Nothing is said of why.
        """
        _must_say_why(why)
        return self._record(EventKind.HELD, keys, why=why)

    def lift(self, keys: Sequence[str], *, why: str) -> Event:
        """Lift all that holds papers.

        Raises:
            UsageError: Nothing is said of why.
        """
        _must_say_why(why)
        return self._record(EventKind.LIFTED, keys, why=why)

    def record_check(self, found: Sequence[str]) -> Event:
        """Record that the register was verified, and what was found, fit to be shown."""
        with self._unfinished() as unfinished:
            return self._happen(unfinished, EventKind.CHECKED, found=tuple(found))

    def record_restoring(self, origin: str, *, why: str) -> Event:
        """Record that files were restored from a backup."""
        with self._unfinished() as unfinished:
            return self._happen(unfinished, EventKind.RESTORED, origin=origin, why=scrub(why))

    # ------------------------------------------------------------ papers go out

    def propose(self, keys: Sequence[str], *, why: str = "") -> Event:
        """Propose the disposal of papers whose time is over; the event's number names the list."""
        return self._record(EventKind.PROPOSED, keys, why=why)

    def approve(self, proposal: int, *, proof: Sequence[DepositFile], why: str = "") -> Event:
        """File the signed list of a proposal as its proof.

        Raises:
            UsageError: There is no such proposal, or no proof.
        """
        papers = self._proposed(proposal, KeptState.PROPOSED)
        if not proof:
            raise UsageError("没有附上签字盖章的销毁清册", remedy="写明它的扫描件")
        self._must_allow(EventKind.APPROVED, papers)
        with self._unfinished() as unfinished:
            stored = self._staging(unfinished, "销毁凭证").add(
                proof_name(proposal), proof, self._before(proof_name(proposal))
            )
            return self._happen(
                unfinished,
                EventKind.APPROVED,
                papers=tuple(each.key for each in papers),
                stored=(stored,) if stored else (),
                ends=proposal,
                why=scrub(why),
            )

    def withdraw(self, proposal: int, *, why: str, keys: Sequence[str] = ()) -> Event:
        """Take papers off a proposal, or all of them: they stay.

        Raises:
            UsageError: There is no such proposal.
        """
        papers = self._proposed(proposal, KeptState.PROPOSED, KeptState.APPROVED)
        chosen = [each.key for each in papers if not keys or each.key in keys]
        if strangers := {*keys}.difference(chosen):
            raise UsageError(f"有{len(strangers)}件不在第{proposal}号销毁清册上", remedy="核对档号")
        return self._record(EventKind.WITHDRAWN, chosen, ends=proposal, why=why)

    def dispose(self, proposal: int, *, why: str = "") -> Event:
        """Record that the paper of an approved proposal is destroyed; the scans stay."""
        papers = self._proposed(proposal, KeptState.APPROVED)
        self._must_be_proven(proposal)
        keys = [each.key for each in papers]
        return self._record(EventKind.DISPOSED, keys, ends=proposal, why=why)

    def remove_scans(self, proposal: int, *, why: str) -> Event:
        """Remove the stored files of papers that are destroyed; what the register says of them stays.

        The data of a dossier go with the last of its papers.
        """
        papers = self._proposed(proposal, KeptState.DISPOSED)
        self._must_be_proven(proposal)
        self._must_allow(EventKind.REMOVED, papers)
        with self._unfinished() as unfinished:
            return self._happen(
                unfinished,
                EventKind.REMOVED,
                papers=tuple(each.key for each in papers),
                removed=(*(each.stored.object for each in papers), *self._emptied(papers)),
                ends=proposal,
                why=scrub(why),
            )

    def _emptied(self, papers: Sequence[Kept]) -> Iterator[str]:
        """The dossiers of which no paper is left."""
        going = {each.key for each in papers}
        dossiers = {dossier_object(each.paper): each.paper for each in papers}
        for name, paper in dossiers.items():
            same = self.find(Query(activity=paper.activity, dossier=paper.dossier))
            left = [
                each
                for each in same
                if dossier_object(each.paper) == name
                and each.state is not KeptState.REMOVED
                and each.key not in going
            ]
            if not left and self.last_version(name):
                yield name

    def _proposed(self, proposal: int, *states: KeptState) -> list[Kept]:
        papers = [each for each in self.find(Query(proposal=proposal)) if each.state in states]
        if papers and proposal > 0:
            return papers
        wanted = "或".join(f"“{each.label}”" for each in states)
        raise UsageError(
            f"第{proposal}号销毁清册上没有{wanted}的文书",
            remedy="用 wuxiao archive list --proposal 看它现在的情形",
        )

    def _must_be_proven(self, proposal: int) -> None:
        """Read the proof again, whole."""
        for file in self.object_files(proof_name(proposal)):
            self.read(file)

    # ------------------------------------------------------------ events

    def _record(self, kind: EventKind, keys: Sequence[str], **said: Any) -> Event:
        """Record an event of papers that stores nothing."""
        chosen = tuple(dict.fromkeys(keys))
        if not chosen:
            raise UsageError("没有写明是哪件文书", remedy="写明档号")
        papers = [self.get(key) for key in chosen]
        self._must_allow(kind, papers)
        said["why"] = scrub(str(said.get("why", "")))
        with self._unfinished() as unfinished:
            return self._happen(unfinished, kind, papers=chosen, **said)

    def _must_allow(self, kind: EventKind, papers: Sequence[Kept]) -> None:
        day = self._moment.date()
        reasons = {each: ledger.why_not(kind, each, on=day) for each in papers}
        refused = [f"{each.paper.number}{why}" for each, why in reasons.items() if why]
        if refused:
            shown = "；".join(refused[:5]) + (f"；等{len(refused)}件" if len(refused) > 5 else "")
            raise ArchiveError(
                f"不能{kind.label}",
                why=shown,
                remedy="去掉这几件，或处理好后再做；这一次什么都没有登记",
            )

    def _happen(self, unfinished: Path, kind: EventKind, **said: Any) -> Event:
        """Put an event on the chain, then finish it."""
        head = self._held.head
        event = Event(
            number=head.number + 1,
            previous=head.sha256,
            kind=kind,
            when=self._moment.isoformat(timespec="seconds"),
            by=self._by,
            **said,
        )
        digest = chain.put(self.folder, event, unfinished)
        try:
            finish(self.folder, unfinished, event)
        except OutputError as error:
            raise OutputError(
                "这件事已经登记，但文件还没有全部放好",
                where=error.where,
                why=error.why,
                remedy="关闭打开着的文件，再执行任何一条 archive 命令，会自动放好",
            ) from error
        with suppress(IndexDamagedError):  # it is brought up by whoever opens it next
            self._held.take([(event, digest)], self.words)
        return event

    @contextmanager
    def _unfinished(self) -> Iterator[Path]:
        """Where what is to be stored is made."""
        name = f"{self._held.head.number + 1:08}-{os.urandom(4).hex()}"
        folder = self.folder / UNFINISHED / name
        store.make_folder(folder)
        try:
            yield folder
        except Exception:
            with suppress(OutputError, ArchiveError):
                tidy(self.folder)
            raise
        lasting.clear(folder)

    def _staging(self, unfinished: Path, message: str) -> ocfl.Staging:
        created = self._moment.isoformat(timespec="seconds")
        return ocfl.Staging(unfinished, created=created, user=self._by, message=message)

    def _before(self, name: str) -> tuple[StoredVersion, ocfl.Inventory] | None:
        stored = self.last_version(name)
        return (stored, ocfl.read_inventory(self.folder, stored)) if stored else None


def _must_say_why(why: str) -> None:
    if not why.strip():
        raise UsageError("没有写明理由", remedy="加上 --why 理由")


def proof_name(proposal: int) -> str:
    """The stored object that holds the proof of a proposal."""
    return f"proof:{proposal}"
