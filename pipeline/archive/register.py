"""The register of one office: a folder that is read by anybody and written by one at a time.

What other rooms may rely on:

- `Register(folder)` reads; it takes no lock and changes nothing but the index, which it brings up to date.
- `with desk.at_work(Register(folder), by=…) as desk:` holds it for one writer (`desk`).
- Nothing is ever deleted but by `Desk.remove_scans`, after a signed list was filed as proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from pipeline.archive import chain, index, ocfl
from pipeline.archive.events import Event, Head
from pipeline.archive.finishing import tidy
from pipeline.archive.index import Index, IndexDamagedError
from pipeline.archive.models import (
    WORDS,
    FileRole,
    Kept,
    KeptState,
    Number,
    Query,
    StoredFile,
    StoredVersion,
    dossier_object,
)
from pipeline.errors import ArchiveError, OutputError, UsageError
from pipeline.papers.naming import MANIFEST
from pipeline.store import turns

EVERYTHING = Query()


class Register:
    """The register, for reading."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist: an empty register is one in which nothing was found."""
        self.folder = folder

    @property
    def exists(self) -> bool:
        """Whether there is one: a folder with a chain, or at least a tree."""
        return (self.folder / ocfl.TREE).is_dir() or (self.folder / chain.FOLDER).is_dir()

    @property
    def head(self) -> Head:
        """The last event of the chain."""
        with self.held_index() as found:
            return found.head

    def find(self, query: Query = EVERYTHING, *, limit: int | None = None) -> list[Kept]:
        """The papers that a query asks for, in the order of their numbers; at most so many."""
        with self.held_index() as found:
            return found.find(query, limit=limit)

    def count(self, query: Query = EVERYTHING) -> int:
        """How many papers a query asks for."""
        with self.held_index() as found:
            return found.count(query)

    def last_number(self) -> Number | None:
        """The number of the paper that was added last; None where there is none."""
        with self.held_index() as found:
            return found.last_number()

    def get(self, name: str) -> Kept:
        """The paper of a 档号, a key, or the beginning of a key that only one has.

        A 档号 may be typed with marks that look alike.

        Raises:
            UsageError: There is none, or several.
        """
        with self.held_index() as found:
            papers = found.named(_as_written(name)) if name else []
        if len(papers) == 1:
            return papers[0]
        raise UsageError(
            f"登记簿里有几件文书的编号以“{name}”开头"
            if papers
            else f"登记簿里没有“{name}”这件文书",
            remedy="用 wuxiao archive list 查到档号，照着写全",
        )

    def events(self, key: str = "") -> list[Event]:
        """What happened to a paper, or all that happened, the latest last."""
        with self.held_index() as found:
            numbers = found.events_of(key) if key else list(range(1, found.head.number + 1))
        return [chain.one(self.folder, number) for number in numbers]

    def files(self, kept: Kept) -> tuple[StoredFile, ...]:
        """The stored files of a paper: scan, `paper.json` (what the register says of it), `words.txt`.

        None once its scan was removed.
        """
        if kept.state is KeptState.REMOVED:
            return ()
        known = {each.name: each for each in kept.paper.contents}
        return tuple(
            replace(each, role=known[each.name].role, standard=known[each.name].standard)
            if each.name in known
            else each
            for each in ocfl.files_of(self.folder, kept.stored)
        )

    def dossier_files(self, kept: Kept) -> tuple[StoredFile, ...]:
        """The stored files of a paper's dossier as a whole: data and manifest."""
        return tuple(
            replace(each, role=FileRole.MANIFEST if each.name == MANIFEST else FileRole.DATA)
            for each in self.object_files(dossier_object(kept.paper))
        )

    def object_files(self, name: str) -> tuple[StoredFile, ...]:
        """The files of a stored object: `dossier:…`, `proof:…`; none where there is no such object."""
        stored = self.last_version(name)
        return ocfl.files_of(self.folder, stored) if stored else ()

    def last_version(self, name: str) -> StoredVersion | None:
        """The last version of a stored object; None where there is none."""
        with self.held_index() as found:
            last = found.last_version(name)
        return StoredVersion(object=name, version=last[0], sha256=last[1]) if last else None

    def read(self, stored: StoredFile) -> bytes:
        """The content of a stored file.

        Raises:
            ArchiveError: It is missing, or not what was stored.
        """
        return ocfl.read_file(self.folder, stored)

    def words(self, kept: Kept) -> str:
        """The printed words of a paper, without personal numbers; none where they are lost or removed."""
        with suppress(ArchiveError):
            for file in self.files(kept):
                if file.name == WORDS:
                    return self.read(file).decode(errors="replace")
        return ""

    # ------------------------------------------------------------ the index

    @property
    def index_path(self) -> Path:
        """Where the index is."""
        return self.folder / index.FILE

    @contextmanager
    def held_index(self) -> Iterator[Index]:
        """The index, up to date; as it is while somebody else works on the register."""
        if not self.exists:
            yield index.made_in_memory()
            return
        if not self._is_current():
            with suppress(ArchiveError, OutputError):
                self._bring_up()
        with index.opened(self.index_path, writable=False) as found:
            if found is not None:
                self._must_be_on_the_chain(found.head)
            yield found or self._from_the_chain()

    def _is_current(self) -> bool:
        try:
            with index.opened(self.index_path, writable=False) as found:
                return found is not None and not self._has_event(found.head.number + 1)
        except IndexDamagedError:
            return False

    def _has_event(self, number: int) -> bool:
        return chain.event_path(self.folder, number).is_file()

    def _bring_up(self) -> None:
        with turns.turn(self.folder, "", waiting=lambda _: None, seconds=0):
            tidy(self.folder)
            self.bring_index_up()

    def bring_index_up(self) -> None:
        """Bring the index up to the chain, or make it anew; whoever calls it holds the register.

        Raises:
            ArchiveError: The chain is broken.
            OutputError: The disk is full.
        """
        try:
            with index.opened(self.index_path, writable=True) as found:
                if found is not None:
                    self._must_be_on_the_chain(found.head)
                    found.take(chain.read(self.folder, found.head), self.words)
                    return
        except IndexDamagedError:
            pass
        self.rebuild()

    def rebuild(self) -> None:
        """Make the index anew, of the chain and the tree; whoever calls it holds the register.

        Raises:
            ArchiveError: The chain is broken.
            OutputError: The disk is full.
        """
        index.make(self.index_path, chain.read(self.folder, Head()), self.words)

    def _from_the_chain(self) -> Index:
        found = index.made_in_memory()
        found.take(chain.read(self.folder, Head()), self.words)
        return found

    def _must_be_on_the_chain(self, head: Head) -> None:
        if chain.sha256_of(self.folder, head.number) != head.sha256:
            raise chain.broken(head.number, "内容与索引记下的不一致，被改动过")


_ALIKE = str.maketrans({".": "·", "•": "·", "・": "·", "．": "·", "－": "-", "–": "-", "—": "-"})


def _as_written(name: str) -> str:
    return name.strip().translate(_ALIKE)
