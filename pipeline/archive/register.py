"""The register of one office: a folder that is read by anybody and written by one at a time.

What other rooms may rely on:

- `Register(folder)` reads; it takes no lock and changes nothing but the index, which it brings up to date.
- `with Register(folder).at_work(by=…) as desk:` holds the register for one writer; a second one waits and is
  told who works there.  Each method of `Desk` is one event: done or not done, whatever stops it.
- Nothing is ever deleted but by `Desk.remove_scans`, after a signed list was filed as proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from pipeline.archive.models import (
    Added,
    Deposit,
    DepositFile,
    Event,
    Head,
    Kept,
    Query,
    StoredFile,
)


class Register:
    """The register, for reading."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist: an empty register is one in which nothing was found."""
        self.folder = folder

    @property
    def head(self) -> Head:
        """The last event of the chain."""
        raise NotImplementedError

    def find(self, query: Query = Query()) -> list[Kept]:  # noqa: B008
        """The papers that a query asks for, in the order of their numbers."""
        raise NotImplementedError

    def get(self, name: str) -> Kept:
        """The paper of a 档号, a key, or the beginning of a key that only one has.

        Raises:
            UsageError: There is none, or several.
        """
        raise NotImplementedError

    def events(self, key: str = "") -> list[Event]:
        """What happened to a paper, or all that happened, the latest last."""
        raise NotImplementedError

    def files(self, kept: Kept) -> tuple[StoredFile, ...]:
        """The stored files of a paper: scan, `paper.json` (what the register says of it), `words.txt`.

        None once its scan was removed.
        """
        raise NotImplementedError

    def dossier_files(self, activity: str, unit: str, dossier: str) -> tuple[StoredFile, ...]:
        """The stored files of a dossier as a whole: data and manifest."""
        raise NotImplementedError

    def read(self, stored: StoredFile) -> bytes:
        """The content of a stored file.

        Raises:
            ArchiveError: It is missing, or not what was stored.
        """
        raise NotImplementedError

    def words(self, kept: Kept) -> str:
        """The printed words of a paper, without personal numbers."""
        raise NotImplementedError

    @contextmanager
    def at_work(self, *, by: str, now: datetime | None = None) -> Iterator[Desk]:
        """Hold the register for writing; it is made where there is none.

        Args:
            by: Who works.
            now: Day and time of what is done; None for the clock's.

        Raises:
            ArchiveError: Somebody else works on it for long.
            OutputError: The folder cannot be written.
        """
        raise NotImplementedError


class Desk(Register):
    """The register, held for one writer.  Every method records one event, for all its papers or for none.

    All of them raise ArchiveError where a paper is not in a state for it, by its number and with the
    reason; and OutputError where the disk is full.
    """

    def add(self, deposit: Deposit) -> Added:
        """Take papers in; what is there already to the byte is not taken again."""
        raise NotImplementedError

    def move(self, keys: Sequence[str], *, box: str, shelf: str, why: str = "") -> Event:
        """Put papers elsewhere."""
        raise NotImplementedError

    def lend(self, keys: Sequence[str], *, to: str, until: date | None, why: str = "") -> Event:
        """Give papers out."""
        raise NotImplementedError

    def take_back(self, keys: Sequence[str], *, why: str = "") -> Event:
        """Take lent papers back."""
        raise NotImplementedError

    def hold(self, keys: Sequence[str], *, why: str) -> Event:
        """Stop the disposal of papers."""
        raise NotImplementedError

    def lift(self, keys: Sequence[str], *, why: str) -> Event:
        """Lift what holds papers."""
        raise NotImplementedError

    def propose(self, keys: Sequence[str], *, on: date, why: str = "") -> Event:
        """Propose the disposal of papers whose time is over on a day; the event's number names the list."""
        raise NotImplementedError

    def approve(self, proposal: int, *, proof: Sequence[DepositFile], why: str = "") -> Event:
        """File the signed list of a proposal as its proof."""
        raise NotImplementedError

    def withdraw(self, proposal: int, *, why: str, keys: Sequence[str] = ()) -> Event:
        """Take papers off a proposal, or all of them: they stay."""
        raise NotImplementedError

    def dispose(self, proposal: int, *, why: str = "") -> Event:
        """Record that the paper of an approved proposal is destroyed; the scans stay."""
        raise NotImplementedError

    def remove_scans(self, proposal: int, *, why: str) -> Event:
        """Remove the stored files of papers that are destroyed; what the register says of them stays."""
        raise NotImplementedError
