"""Every file and every event is read again: what was changed by a byte, is missing, or was put in from outside.

Nothing is held meanwhile: others go on working.  How far it came is remembered, so that a run that was
stopped is gone on with.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.archive import chain, index, ocfl
from pipeline.archive.events import Event, Head
from pipeline.archive.expecting import (
    Described,
    Versions,
    described,
    files_below,
    files_of_object,
    objects_of,
    readable_events,
)
from pipeline.archive.finishing import tidy
from pipeline.archive.readme import README_NAME
from pipeline.archive.register import Register
from pipeline.dossier.labels import Labelled
from pipeline.dossier.privacy import scrub
from pipeline.errors import ArchiveError, OutputError, WuxiaoError
from pipeline.store import turns

Progress = Callable[[str, int, int], None]

_REMEMBERED = f"{store.HIDDEN}/verify.json"
_OBJECTS_AT_A_TIME = 200
_CHUNK_BYTES = 1 << 20


class Wrong(Labelled):
    """What can be wrong with a file."""

    CHANGED = "changed", "被改动过"
    MISSING = "missing", "丢失"
    ADDED = "added", "不是本程序放进去的"
    REWRITTEN = "rewritten", "记录与给出的校验值对不上，整个登记簿可能被重写过"


class Trouble(Struct, frozen=True, kw_only=True):
    """A file that is not as it has to be: its path below the register, and the paper it belongs to."""

    path: str
    wrong: Wrong
    number: str = ""
    title: str = ""

    def __str__(self) -> str:
        paper = f"（{self.number}《{self.title}》）" if self.number else ""
        return f"{fit_to_say(self.path)}：{self.wrong.label}{paper}"


def fit_to_say(path: str) -> str:
    """A path fit to be shown; digests in it stay, though some hold digits in the order of a telephone number."""
    return "/".join(part if _DIGEST.fullmatch(part) else scrub(part) for part in path.split("/"))


_DIGEST = re.compile(r"[0-9a-f]{64}")


class Verified(Struct, frozen=True, kw_only=True):
    """What a verification came to.

    Attributes:
        head: The last event that was read.
        files: Number of stored files that were read, in this run and the one that it goes on with; 0 where an
            event that cannot be read, and an index that is lost, leave open which there have to be.
        size_bytes: Their size.
        troubles: What is wrong.
        resumed: Whether an earlier run was gone on with.
    """

    head: Head
    files: int
    size_bytes: int
    troubles: tuple[Trouble, ...]
    resumed: bool = False


class _Reached(Struct, frozen=True, kw_only=True):
    """How far a run came: the last object it read, in the order of their folders."""

    head: Head
    place: str = ""
    files: int = 0
    size_bytes: int = 0
    troubles: tuple[Trouble, ...] = ()


def verify(
    register: Register, progress: Progress, *, anew: bool = False, known_head: str = ""
) -> Verified:
    """Read everything again.

    Args:
        register: The register.
        progress: Told how far it is.
        anew: Begin anew, also where an earlier run was stopped.
        known_head: SHA-256 of an event as it was printed on a catalogue; it has to be on the chain.

    Raises:
        ArchiveError: Somebody works on the register for long.
    """
    _settle(register.folder)
    events = _Events(register.folder)
    if events.is_blind:
        return Verified(head=events.head, files=0, size_bytes=0, troubles=tuple(events.troubles))
    reached = None if anew else _remembered(register.folder, events)
    run = _Run(register.folder, events, reached or _Reached(head=events.head))
    for done, total in run.objects():
        progress("核验", done, total)
    result = run.reached
    troubles = (*events.troubles, *result.troubles, *_around(register.folder, events))
    if known_head and known_head.casefold() not in events.digests.values():
        troubles += (Trouble(path=chain.FOLDER, wrong=Wrong.REWRITTEN),)
    store.delete(register.folder / _REMEMBERED)
    return Verified(
        head=events.head,
        files=result.files,
        size_bytes=result.size_bytes,
        troubles=tuple(sorted(troubles, key=lambda each: each.path)),
        resumed=reached is not None,
    )


def _settle(folder: Path) -> None:
    """Let what has happened be finished; a folder that cannot be written is read as it is."""
    with suppress(OutputError), turns.turn(folder, "核验", waiting=lambda _: None):
        tidy(folder)


# ---------------------------------------------------------------- events


class _Events:
    """The chain as it was read: what is wrong with it, and what has to be stored by it.

    What the index remembers of an event goes before its file: so the one that was changed is known, and what
    came with it too.  Where the index is lost, each event vouches for the one before it.
    """

    def __init__(self, folder: Path) -> None:
        self.troubles: list[Trouble] = []
        self.digests: dict[int, str] = {}
        trusted, objects = _remembered_by_index(folder)
        events: list[Event] = []
        self.is_blind = False
        previous = ""
        for number, data, event in readable_events(folder):
            digest = store.sha256(data)
            self._judge(folder, number, data, trusted)
            if number not in trusted and event and event.previous != previous:
                self._wrong(folder, number - 1, Wrong.CHANGED)
            self.digests[number] = previous = digest
            self.is_blind |= event is None and number not in trusted
            if event:
                events.append(event)
        for number in trusted.keys() - self.digests.keys():
            self._wrong(folder, number, Wrong.MISSING)
        last = max(self.digests, default=0)
        self.head = Head(number=last, sha256=self.digests.get(last, ""))
        self.objects = objects_of((each for each in events if each.number not in trusted), objects)
        self.described: Mapping[str, Described] = described(events)

    def _judge(self, folder: Path, number: int, data: bytes, trusted: Mapping[int, str]) -> None:
        if not data:
            is_there = chain.event_path(folder, number).is_file()
            self._wrong(folder, number, Wrong.CHANGED if is_there else Wrong.MISSING)
        elif number in trusted and trusted[number] != store.sha256(data):
            self._wrong(folder, number, Wrong.CHANGED)

    def _wrong(self, folder: Path, number: int, wrong: Wrong) -> None:
        path = chain.event_path(folder, number).relative_to(folder).as_posix()
        if all(each.path != path for each in self.troubles):
            self.troubles.append(Trouble(path=path, wrong=wrong))


def _remembered_by_index(folder: Path) -> tuple[Mapping[int, str], Mapping[str, Versions]]:
    """SHA-256 of the events that the index has taken in, and the objects after them; nothing where it is lost."""
    with suppress(WuxiaoError), index.opened(folder / index.FILE, writable=False) as found:
        if found is not None:
            return found.digests(), found.objects()
    return {}, {}


# ---------------------------------------------------------------- stored files


class _Run:
    """Reads the stored objects, in the order of their folders."""

    def __init__(self, folder: Path, events: _Events, reached: _Reached) -> None:
        self._folder, self._events, self.reached = folder, events, reached

    def objects(self) -> Iterator[tuple[int, int]]:
        """Read one after the other; gives how many are done, and of how many."""
        tree = self._folder / ocfl.TREE
        places = sorted(
            (ocfl.object_path(self._folder, name).relative_to(tree).as_posix(), name)
            for name in self._events.objects
        )
        for done, (place, name) in enumerate(places, start=1):
            if place > self.reached.place:
                self._look(place, name)
                if done % _OBJECTS_AT_A_TIME == 0:
                    self._remember()
            yield done, len(places)

    def _look(self, place: str, name: str) -> None:
        folder = ocfl.object_path(self._folder, name)
        versions = self._events.objects[name]
        looked = _look_at(folder, versions)
        if looked.wrong:
            looked = self._look_again(folder, name, looked)
        known = self._events.described.get(name, Described("", ""))
        at = folder.relative_to(self._folder).as_posix()
        troubles = [
            Trouble(path=f"{at}/{path}".rstrip("/"), wrong=wrong, number=known.number, title=known.title)
            for path, wrong in looked.wrong.items()
        ]  # fmt: skip
        self.reached = msgspec.structs.replace(
            self.reached,
            place=place,
            files=self.reached.files + looked.files,
            size_bytes=self.reached.size_bytes + looked.size_bytes,
            troubles=(*self.reached.troubles, *troubles),
        )

    def _look_again(self, folder: Path, name: str, looked: _Looked) -> _Looked:
        """Somebody may have changed it meanwhile, as is right: look while nobody works."""
        if not chain.event_path(self._folder, self._events.head.number + 1).is_file():
            return looked
        with turns.turn(self._folder, "核验", waiting=lambda _: None):
            tidy(self._folder)
            versions = _Events(self._folder).objects.get(name)
            return _look_at(folder, versions) if versions else _Looked()

    def _remember(self) -> None:
        with suppress(OutputError):  # a register that can only be read is verified in one go
            store.write_whole(self._folder / _REMEMBERED, msgspec.json.encode(self.reached))


def _remembered(folder: Path, events: _Events) -> _Reached | None:
    """How far an earlier run came; None where there was none, or it read another chain."""
    try:
        reached = msgspec.json.decode((folder / _REMEMBERED).read_bytes(), type=_Reached)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    same = events.digests.get(reached.head.number) == reached.head.sha256
    return reached if same else None


class _Looked(Struct, frozen=True, kw_only=True):
    """What was found in an object: what is wrong, by path below it; how much was read."""

    wrong: dict[str, Wrong] = {}
    files: int = 0
    size_bytes: int = 0


def _look_at(folder: Path, versions: Versions) -> _Looked:
    expected = files_of_object(folder, versions)
    if expected is None:
        missing = not (folder / ocfl.INVENTORY).is_file()
        wrong = Wrong.MISSING if missing else Wrong.CHANGED
        return _Looked(wrong={ocfl.INVENTORY if folder.is_dir() else "": wrong})
    there = files_below(folder)
    wrong_ones = dict.fromkeys(expected.keys() - there.keys(), Wrong.MISSING)
    folders = {each.as_posix() for path in expected for each in PurePosixPath(path).parents}
    wrong_ones |= dict.fromkeys(there.keys() - expected.keys() - folders, Wrong.ADDED)
    size = 0
    for path in sorted(expected.keys() & there.keys()):
        digest, length = digest_of(there[path])
        size += length
        if digest != expected[path] or there[path].is_symlink():
            wrong_ones[path] = Wrong.CHANGED
    return _Looked(wrong=wrong_ones, files=len(expected), size_bytes=size)


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file; of nothing where it cannot be read."""
    try:
        with path.open("rb", buffering=0) as stream:
            first = stream.read(_CHUNK_BYTES)
            if len(first) < _CHUNK_BYTES:
                return hashlib.sha256(first).hexdigest(), len(first)
            stream.seek(0)
            return hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
    except OSError:
        return "", 0


# ---------------------------------------------------------------- around them


def _around(folder: Path, events: _Events) -> Iterator[Trouble]:
    """What lies in the register and belongs to nothing."""
    if chain.event_path(folder, events.head.number + 1).is_file():
        with turns.turn(folder, "核验", waiting=lambda _: None):  # others have worked meanwhile
            tidy(folder)
            yield from list(_strange(folder, _Events(folder)))
    else:
        yield from _strange(folder, events)


def _strange(folder: Path, events: _Events) -> Iterator[Trouble]:
    known = {chain.event_path(folder, number).name for number in events.digests}
    yield from _strangers(folder, folder / chain.FOLDER, known)
    own = {ocfl.TREE, chain.FOLDER, README_NAME, store.HIDDEN}
    indexes = {each.name for each in folder.glob(f"{index.FILE}*")}
    yield from _strangers(folder, folder, own | indexes)
    yield from _around_objects(folder, events)


def _around_objects(folder: Path, events: _Events) -> Iterator[Trouble]:
    tree = folder / ocfl.TREE
    for name, data in ocfl.ROOT_FILES.items():
        if digest_of(tree / name)[0] != store.sha256(data):
            wrong = Wrong.CHANGED if (tree / name).is_file() else Wrong.MISSING
            yield Trouble(path=f"{ocfl.TREE}/{name}", wrong=wrong)
    tuples: dict[Path, set[str]] = {}
    for name in events.objects:
        place = ocfl.object_path(folder, name)
        tuples.setdefault(place.parent, set()).add(place.name)
    roots = {name.partition("/")[0] for name in ocfl.ROOT_FILES} | {each.name for each in tuples}
    yield from _strangers(folder, tree, roots)
    extensions = tree / "extensions"
    yield from _strangers(folder, extensions, {ocfl.LAYOUT})
    yield from _strangers(folder, extensions / ocfl.LAYOUT, {"config.json"})
    for each, known in sorted(tuples.items()):
        yield from _strangers(folder, each, known)


def _strangers(register: Path, folder: Path, known: set[str]) -> Iterator[Trouble]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in known:
            yield Trouble(path=path.relative_to(register).as_posix(), wrong=Wrong.ADDED)


def must_be_whole(found: Verified) -> None:
    """Refuse a register in which anything is wrong.

    Raises:
        ArchiveError: Something is.
    """
    if found.troubles:
        shown = "；".join(str(each) for each in found.troubles[:5])
        raise ArchiveError(
            f"核验发现{len(found.troubles)}处不对", why=shown, remedy="用没有坏的备份"
        )
