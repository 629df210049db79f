"""What is remembered of the versions of papers that may be on paper already, and what has changed since.

Values are remembered as digests; a nomination is known again by its number, wherever it stands in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.errors import OutputError
from pipeline.papers.holding import NOMINATIONS, without_numbers
from pipeline.papers.manifest import FileEntry, Zone

_DIGITS = 12

_MOST_VERSIONS = 50
"""Versions of a paper that are remembered; older ones come back as old all the same."""

_INSIDE = re.compile(rf"{NOMINATIONS}\[([0-9]+)\]\.")


class Issued(Struct, frozen=True):
    """A version of a paper.

    Attributes:
        shown: Digest of all that made it look as it did.
        program: By which program.
        values: The snapshots of the values in it.
        codes: The codes on its pages, which tell what these showed.
        zones: Where marks belong.
        besides: Digest of what it shows besides values: photos, the notice's sentences; empty where nobody
            knows, as it comes from a template of the office's own.
    """

    shown: str
    program: str
    values: tuple[str, ...]
    codes: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    besides: str = ""

    def shows_the_same(self, entry: FileEntry) -> bool:
        """Whether the paper of an entry looks no otherwise, page for page."""
        return self.shown == entry.shown_digest or (bool(self.codes) and self.codes == entry.codes)


class Ledger(Struct, frozen=True):
    """What is remembered.

    Attributes:
        papers: The first versions, by path of the PDF.
        versions: All versions whose pages carry codes, the latest last: any may be on paper.
        snapshots: Digests of values by path, by snapshot.
        projects: Numbers of nominations, by their digests.
    """

    papers: dict[str, Issued] = {}
    versions: dict[str, tuple[Issued, ...]] = {}
    snapshots: dict[str, dict[str, str]] = {}
    projects: dict[str, str] = {}

    def version(self, path: str, codes: Sequence[str]) -> Issued | None:
        """The version of a paper that carries some codes."""
        found = (each for each in self.versions.get(path, ()) if each.codes == tuple(codes))
        return next(found, None)

    def name(self, project: str) -> str:
        """What a clerk calls a nomination that may not be there any more."""
        return self.projects.get(project, "一个项目")


class Place(NamedTuple):
    """Where a value stands.

    Attributes:
        project: Digest of the nomination's number; empty for values of the dossier.
        path: Path from the dossier, without the nomination's place in the list.
    """

    project: str
    path: str

    @property
    def plain(self) -> str:
        """The path without any numbers, as documents tell what they print."""
        return without_numbers(self.path)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a paper shows otherwise than an earlier version.

    Attributes:
        gone: Nominations that it does not show any more.
        new: Nominations that the earlier version did not show.
        is_moved: Whether the others stand in another order.
        places: Where values are others, in nominations that both show and in the dossier.
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    is_moved: bool
    places: tuple[Place, ...]


def difference(
    then: Mapping[Place, str], now: Mapping[Place, str], prints: frozenset[str]
) -> Difference:
    """Compare the values of two versions, as far as they are printed.

    Args:
        then: Those of the earlier version, nominations in its order.
        now: Those of the present one.
        prints: The values that the paper prints, without numbers.
    """
    is_listing = any(path.startswith(f"{NOMINATIONS}.") for path in prints)
    before, after = (_projects(each) if is_listing else () for each in (then, now))
    gone = tuple(each for each in before if each not in after)
    new = tuple(each for each in after if each not in before)
    apart = {*gone, *new}
    places = tuple(
        place
        for place in sorted(
            each for each in then.keys() | now.keys() if then.get(each) != now.get(each)
        )
        if place.project not in apart and place.plain in prints
    )
    stayed = [each for each in before if each in after]
    return Difference(gone, new, stayed != [each for each in after if each in before], places)


def _projects(values: Mapping[Place, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.project for place in values if place.project))


def together(values: Iterable[Mapping[Place, str]]) -> dict[Place, str]:
    """Digests of values of several snapshots, by their places."""
    return {place: digest for each in values for place, digest in each.items()}


def placed(snapshot: Mapping[str, str]) -> dict[Place, str]:
    """Digests of the values of a snapshot, by their places."""
    return {_place(snapshot, path): digest for path, digest in snapshot.items()}


def _place(snapshot: Mapping[str, str], path: str) -> Place:
    inside = _INSIDE.match(path)
    if inside is None:
        return Place("", path)
    project = snapshot.get(f"{inside[0]}id", BLANK)
    unnamed = f"#{inside[1]}" if project == BLANK else project
    return Place(unnamed, f"{NOMINATIONS}.{path[inside.end() :]}")


def digest_of(value: object) -> str:
    """Digest of a value."""
    return store.sha256(repr(value).encode())[:_DIGITS]


BLANK = digest_of(None)


def read_ledger(file: Path) -> Ledger:
    """What is remembered; nothing where it cannot be read."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Ledger)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Ledger()


def write_ledger(file: Path, before: Ledger, now: Mapping[str, Issued], fresh: Ledger) -> None:
    """Remember the first version of each paper; those that are held back for a while are kept.

    Args:
        file: Where.
        before: What was remembered.
        now: The versions that are there now, by path of the PDF.
        fresh: The snapshots and nominations of now.
    """
    papers = {**now, **before.papers}
    versions = {**before.versions}
    for path, issued in now.items():
        older = [each for each in versions.get(path, ()) if each.codes != issued.codes]
        if issued.codes:
            versions[path] = (*older[-_MOST_VERSIONS:], issued)
    everything = [*papers.values(), *(each for known in versions.values() for each in known)]
    wanted = {each for issued in everything for each in issued.values}
    known = {**before.snapshots, **fresh.snapshots}
    ledger = Ledger(
        dict(sorted(papers.items())),
        dict(sorted(versions.items())),
        {each: known[each] for each in sorted(wanted & known.keys())},
        dict(sorted({**before.projects, **fresh.projects}.items())),
    )
    with suppress(OutputError):  # only less is said of what changed
        store.write_whole(file, msgspec.json.encode(ledger))
