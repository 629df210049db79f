"""Papers of which an earlier version may be on paper already, and what has changed since.

The first version of a paper that is signed or sealed is remembered with digests of the values in it.
Once it shows something else it has to be printed and signed anew, and that is said until it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import __version__, store
from pipeline.activity.walk import Leaf, leaves_of_dossier, leaves_of_nomination
from pipeline.errors import OutputError
from pipeline.make.plan import BuildPlan
from pipeline.make.trials import printed_by
from pipeline.papers.documents import Paper
from pipeline.papers.holding import NOMINATIONS, without_numbers
from pipeline.papers.manifest import Earlier, FileEntry, Zone
from pipeline.papers.naming import pdf_path

OTHERWISE = "照片、固定文字或格式"
"""What has changed where no value has."""

_DIGITS = 12

_MOST_VERSIONS = 50
"""Versions of a paper that are remembered; older ones come back as old all the same."""


class _Issued(Struct, frozen=True):
    """A version of a paper.

    Attributes:
        shown: Digest of all that made it look as it did.
        program: By which program.
        values: The snapshots of the values in it.
        codes: The codes on its pages, which tell what these showed.
        zones: Where marks belong, if it has blanks to fill in by hand; its PDF is kept then.
    """

    shown: str
    program: str
    values: tuple[str, ...]
    codes: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()

    def shows_the_same(self, entry: FileEntry) -> bool:
        """Whether the paper of an entry looks no otherwise, page for page."""
        return self.shown == entry.shown_digest or (bool(self.codes) and self.codes == entry.codes)


class _Ledger(Struct, frozen=True):
    """What is remembered.

    Attributes:
        papers: The first versions, by path of the PDF.
        versions: All versions whose pages carry codes, the latest last: any may be on paper.
        snapshots: Digests of values by path, by snapshot.
    """

    papers: dict[str, _Issued] = {}
    versions: dict[str, tuple[_Issued, ...]] = {}
    snapshots: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed in a paper: since it was first made, and since each version with other codes."""

    anew: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()


def changed_since(plan: BuildPlan, entries: Mapping[Paper, FileEntry]) -> Mapping[str, Since]:
    """By path of a PDF, the labels of the values that it showed otherwise in earlier versions.

    Drafts are not for signing, and are passed over.  What was found is remembered for the next run.

    Args:
        plan: The plan.
        entries: The papers that are there, with the entries of their PDFs.
    """
    if plan.settings.draft:
        return {}
    file = store.issued_path(plan.out)
    before = _read(file)
    values = _Values(plan)
    signed = {
        paper: entry
        for paper, entry in entries.items()
        if plan.documents[paper.document].marks_in(paper.scope)
    }
    now = {entry.path: _issued(plan, paper, entry, values) for paper, entry in signed.items()}
    _write(file, before, now, values.snapshots)
    return {
        entry.path: Since(
            anew=_anew(plan, paper, entry, before, values),
            earlier=tuple(
                _earlier(version, _changed(plan, paper, version, before, values))
                for version in before.versions.get(entry.path, ())
                if entry.codes and version.codes != entry.codes
            ),
        )
        for paper, entry in signed.items()
    }


def filled_in(plan: BuildPlan, papers: Iterable[Paper]) -> Iterator[Paper]:
    """Those of some papers for which nothing has changed but what they have blanks for, to be filled in by hand."""
    ledger, values = _read(store.issued_path(plan.out)), _Values(plan)
    for paper in papers:
        made = plan.before[pdf_path(paper.stem)]
        for version in ledger.versions.get(made.path, ()):
            is_made = version.codes == made.codes
            if is_made and _changed(plan, paper, version, ledger, values).is_filled:
                yield paper


def _issued(plan: BuildPlan, paper: Paper, entry: FileEntry, values: _Values) -> _Issued:
    """The version of a paper that is there now; where it has blanks for a hand, its PDF is kept."""
    issued = values.issued(paper, entry)
    prints, now = _prints(plan, paper), values.now(paper)
    blank = (path for path in values.by_hand if now.get(path) == _BLANK)
    if not entry.codes or not any(without_numbers(path) in prints for path in blank):
        return issued
    kept = store.by_hand_path(plan.out, entry.codes[0])
    if not kept.exists():
        store.copy_whole(plan.out / entry.path, kept)
    return msgspec.structs.replace(issued, zones=entry.zones)


def _earlier(version: _Issued, change: _Change) -> Earlier:
    zones = version.zones if change.is_filled else ()
    return Earlier(codes=version.codes, changed=change.labels, filled=change.is_filled, zones=zones)


def _anew(
    plan: BuildPlan, paper: Paper, entry: FileEntry, before: _Ledger, values: _Values
) -> tuple[str, ...]:
    """What has changed since a paper was first made."""
    first = before.papers.get(entry.path)
    if first is None or first.shows_the_same(entry):
        return ()
    change = _changed(plan, paper, first, before, values)
    return () if change.is_filled else change.labels


@dataclass(frozen=True, slots=True)
class _Change:
    """What a paper shows otherwise: labels of the values; whether they were blanks for a hand, all of them."""

    labels: tuple[str, ...]
    is_filled: bool = False


def _changed(
    plan: BuildPlan, paper: Paper, first: _Issued, before: _Ledger, values: _Values
) -> _Change:
    """The values that a paper shows, and that were others in an earlier version."""
    prints, now = _prints(plan, paper), values.now(paper)
    then = _together(before.snapshots.get(each, {}) for each in first.values)
    shown = [
        path
        for path in sorted(then.keys() | now.keys())
        if then.get(path) != now.get(path) and without_numbers(path) in prints
    ]
    if shown:
        labels = tuple(dict.fromkeys(values.labels.get(path, path) for path in shown))
        return _Change(labels, values.were_blank(shown, then))
    return _Change((OTHERWISE,) if first.program == __version__ else ())


def _prints(plan: BuildPlan, paper: Paper) -> frozenset[str]:
    """The values that a paper prints, without the numbers of nominations."""
    document = plan.documents[paper.document]
    return printed_by(document, paper.scope, plan.sources[paper.document], plan.activity_folder)


def _together(snapshots: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {path: digest for each in snapshots for path, digest in each.items()}


class _Values:
    """Digests of the values of a dossier, as they are now.

    Attributes:
        snapshots: By the snapshot's own digest: digests of the values of the unit or of a nomination.
        labels: What a clerk calls each value.
        by_hand: The values for which there is a blank to fill in by hand where they are not known.
    """

    def __init__(self, plan: BuildPlan) -> None:
        self.snapshots: dict[str, dict[str, str]] = {}
        self.labels: dict[str, str] = {}
        self.by_hand: set[str] = set()
        activity, dossier = plan.activity, plan.dossier
        self._unit = self._taken(leaves_of_dossier(activity, dossier), "", "")
        self._nominations = [
            self._taken(
                leaves_of_nomination(activity, each),
                f"{NOMINATIONS}[{place}].",
                f"{each.id or ''} ",
            )
            for place, each in enumerate(dossier.nominations)
        ]

    def of(self, paper: Paper) -> tuple[str, ...]:
        """The snapshots of the values that a paper may show."""
        return (self._unit, *(self._nominations[place] for place in paper.members))

    def now(self, paper: Paper) -> dict[str, str]:
        """Digests of the values that a paper may show."""
        return _together(self.snapshots[each] for each in self.of(paper))

    def were_blank(self, paths: Iterable[str], then: Mapping[str, str]) -> bool:
        """Whether all of some values were blanks for a hand in an earlier version."""
        return all(path in self.by_hand and then.get(path) == _BLANK for path in paths)

    def issued(self, paper: Paper, entry: FileEntry) -> _Issued:
        """The version of a paper that is there now."""
        return _Issued(entry.shown_digest, __version__, self.of(paper), entry.codes)

    def _taken(self, leaves: Iterable[Leaf], prefix: str, name: str) -> str:
        found = {}
        for leaf in leaves:
            path = prefix + leaf.path
            self.labels[path] = f"{name}{leaf.label}".strip()
            found[path] = _digest(leaf.value)
            if leaf.field.by_hand:
                self.by_hand.add(path)
        digest = store.sha256(repr(sorted(found.items())).encode())[:_DIGITS]
        self.snapshots[digest] = found
        return digest


def _digest(value: object) -> str:
    return store.sha256(repr(value).encode())[:_DIGITS]


_BLANK = _digest(None)


def _read(file: Path) -> _Ledger:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Ledger)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return _Ledger()


def _write(
    file: Path, before: _Ledger, now: Mapping[str, _Issued], snapshots: Mapping[str, dict[str, str]]
) -> None:
    """Remember the first version of each paper; those that are held back for a while are kept."""
    papers = {**now, **before.papers}
    versions = {**before.versions}
    for path, issued in now.items():
        older = [each for each in versions.get(path, ()) if each.codes != issued.codes]
        if issued.codes:
            versions[path] = (*older[-_MOST_VERSIONS:], issued)
    everything = [*papers.values(), *(each for known in versions.values() for each in known)]
    wanted = {each for issued in everything for each in issued.values}
    known = {**before.snapshots, **snapshots}
    ledger = _Ledger(
        dict(sorted(papers.items())),
        dict(sorted(versions.items())),
        {each: known[each] for each in sorted(wanted & known.keys())},
    )
    with suppress(OutputError):  # only less is said of what changed
        store.write_whole(file, msgspec.json.encode(ledger))
