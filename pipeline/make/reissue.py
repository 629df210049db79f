"""Papers of which an earlier version may be on paper already, and what has changed since.

The first version of a paper that is signed or sealed is remembered with digests of the values in it.
Once it shows something else it has to be printed and signed anew, and that is said until it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline import __version__, store
from pipeline.activity.walk import Leaf, find_field, leaves_of_dossier, leaves_of_nomination
from pipeline.dossier.models import Dossier, Nomination
from pipeline.errors import TemplateError
from pipeline.make.current import is_as_made
from pipeline.make.issued import (
    BLANK,
    Issued,
    Ledger,
    Place,
    difference,
    digest_of,
    placed,
    read_ledger,
    together,
    write_ledger,
)
from pipeline.make.trials import printed_by
from pipeline.make.unchanged import expected_entry, photo_digest, photo_paths, reusable_entry
from pipeline.papers.documents import Paper, Scope
from pipeline.papers.holding import NOMINATIONS, without_numbers
from pipeline.papers.manifest import Earlier, FileEntry, FileKind
from pipeline.papers.naming import pdf_path, stem_of
from pipeline.papers.outputs import former_papers, remember_former

if TYPE_CHECKING:
    from pipeline.make.buildplan import BuildPlan

OTHERWISE = "照片、固定文字或格式"
"""What has changed where no value has."""

_MOVED = "项目的次序"


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed in a paper: since it was first made, and since each version with other codes.

    Attributes:
        anew: What is said of it.
        earlier: The versions.
        withdrawn: Nominations that it shows, as it hangs, and that are not there any more.
    """

    anew: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    withdrawn: tuple[str, ...] = ()


def changed_since(plan: BuildPlan, entries: Mapping[Paper, FileEntry]) -> Mapping[str, Since]:
    """By path of a PDF, the labels of the values that it showed otherwise in earlier versions.

    Drafts are not for signing, and are passed over.  What was found is remembered for the next run.

    Args:
        plan: The plan.
        entries: The papers that are there, with the entries of their PDFs.
    """
    if plan.settings.draft:
        return {}
    versions = _Versions(plan)
    signed = {
        paper: entry
        for paper, entry in entries.items()
        if plan.documents[paper.document].marks_in(paper.scope)
    }
    now = {entry.path: versions.present(paper, entry) for paper, entry in signed.items()}
    fresh = Ledger(snapshots=versions.values.snapshots, projects=versions.values.projects)
    write_ledger(store.issued_path(plan.out), versions.ledger, now, fresh)
    return {entry.path: versions.since(paper, entry) for paper, entry in signed.items()}


def keep_restyled(plan: BuildPlan, entries: Iterable[FileEntry]) -> None:
    """Keep the PDFs that another version of the program made and that are about to be replaced.

    They may be on paper already, and stay good where only their look has changed.
    """
    if plan.made_by in {"", __version__}:
        return
    for entry in entries:
        before = plan.before.get(entry.path)
        if before is None or not (before.zones and before.codes) or before.codes == entry.codes:
            continue
        if is_as_made(plan.out, before):
            _keep(plan, before)


def _keep(plan: BuildPlan, entry: FileEntry) -> None:
    kept = store.kept_path(plan.out, entry.codes[0])
    if not kept.exists():
        store.copy_whole(plan.out / entry.path, kept)


def filled_in(plan: BuildPlan, papers: Iterable[Paper]) -> Iterator[Paper]:
    """Those of some papers for which nothing has changed but what they have blanks for, to be filled in by hand."""
    versions = _Versions(plan)
    for paper in papers:
        made = plan.before[pdf_path(paper.stem)]
        version = versions.ledger.version(made.path, made.codes)
        if version and versions.changed(paper, version).is_filled:
            yield paper


def hanging(plan: BuildPlan) -> frozenset[Paper]:
    """The papers that stay as they hang: all that has changed is that nominations on them were withdrawn.

    What was posted is not posted anew because it shows a project too many, unless `--force` asks for it by name.
    """
    if plan.settings.draft:
        return frozenset()
    by_name = plan.settings.force and plan.settings.only
    changed = [
        paper
        for paper in plan.papers
        if _is_posted(plan, paper)
        and not (by_name and plan.is_asked_for(paper))
        and pdf_path(paper.stem) in plan.before
        and not reusable_entry(plan, expected_entry(plan, paper, FileKind.PDF))
    ]
    versions = _Versions(plan) if changed else None
    return frozenset(paper for paper in changed if versions and _hangs(plan, paper, versions))


def _is_posted(plan: BuildPlan, paper: Paper) -> bool:
    """Whether a paper is one for everybody to read, and hangs by now."""
    if not plan.documents[paper.document].posted:
        return False
    if paper.scope is Scope.DOSSIER:
        return plan.dossier.unit.publicity.start is not None
    members = (plan.dossier.nominations[place] for place in paper.members)
    return any(each.employer.publicity.start is not None for each in members)


def _hangs(plan: BuildPlan, paper: Paper, versions: _Versions) -> bool:
    before = plan.before[pdf_path(paper.stem)]
    version = versions.ledger.version(before.path, before.codes)
    if version is None or not is_as_made(plan.out, before):
        return False
    with suppress(TemplateError):  # told of where the paper is made
        change = versions.changed(paper, version)
        kept = store.drawn_path(plan.out, before.shown_digest).is_file()
        return bool(change.withdrawn) and kept and (change.is_filled or not change.labels)
    return False


def note_former(plan: BuildPlan) -> None:
    """Remember the papers that were made once and that the dossier has no use for any more."""
    of_use = {plan.id_of(paper) for paper in (*plan.papers, *plan.held.papers)}
    gone = {
        entry.paper_id: stem_of(path)
        for path, entry in plan.before.items()
        if entry.kind is FileKind.PDF and entry.paper_id
    }
    known = former_papers(plan.out)
    now = {each: name for each, name in {**known, **gone}.items() if each not in of_use}
    if now != known:
        remember_former(plan.out, now)


@dataclass(frozen=True, slots=True)
class _Change:
    """What a paper shows otherwise.

    Attributes:
        labels: What has changed, as a clerk calls it.
        is_filled: Whether all of it were blanks for a hand, or nominations withdrawn from what hangs.
        withdrawn: These nominations.
        is_restyled: Whether nothing has changed but the look, as another version of the program made it.
    """

    labels: tuple[str, ...] = ()
    is_filled: bool = False
    withdrawn: tuple[str, ...] = ()
    is_restyled: bool = False


class _Versions:
    """The versions of papers, and the values as they are now."""

    def __init__(self, plan: BuildPlan) -> None:
        self.ledger = read_ledger(store.issued_path(plan.out))
        self.values = _Values(plan)
        self._plan = plan
        self._printed: dict[tuple[str, Scope], frozenset[str]] = {}
        self._placed = cache(self._place)

    def present(self, paper: Paper, entry: FileEntry) -> Issued:
        """The version that is there now; where it has blanks for a hand, its PDF is kept."""
        known = self.ledger.version(entry.path, entry.codes)
        if known and self.changed(paper, known).withdrawn:
            return known  # it hangs, and shows what it showed
        issued = Issued(
            shown=entry.shown_digest,
            program=__version__,
            values=self.values.of(paper),
            codes=entry.codes,
            zones=entry.zones,
            besides=self._besides(paper),
        )
        if entry.codes and self._has_blanks(paper):
            _keep(self._plan, entry)
        return issued

    def _has_blanks(self, paper: Paper) -> bool:
        """Whether a paper leaves blanks for a hand."""
        prints, now = self._prints(paper), self._values_in(self.values.of(paper))
        blanks = (place for place in self.values.by_hand if now.get(place) == BLANK)
        return any(place.plain in prints for place in blanks)

    def _besides(self, paper: Paper) -> str:
        """Digest of what a paper shows besides values; empty where its template is the office's own."""
        plan = self._plan
        if plan.sources[paper.document].has_own or paper.stem in plan.edited:
            return ""
        photos = [photo_digest(plan.files.path_of(each)) for each in photo_paths(plan, paper)]
        return digest_of((plan.activity.digest, photos))

    def since(self, paper: Paper, entry: FileEntry) -> Since:
        """What has changed in a paper since its earlier versions."""
        first = self.ledger.papers.get(entry.path)
        known = self.ledger.version(entry.path, entry.codes)
        others = (
            each for each in self.ledger.versions.get(entry.path, ()) if each.codes != entry.codes
        )
        return Since(
            anew=self._anew(paper, entry, first) if first else (),
            earlier=tuple(self._earlier(paper, each) for each in others if entry.codes),
            withdrawn=self.changed(paper, known).withdrawn if known else (),
        )

    def _anew(self, paper: Paper, entry: FileEntry, first: Issued) -> tuple[str, ...]:
        """What has changed since a paper was first made."""
        before = self._plan.before.get(entry.path)
        is_back = before and before.codes == entry.codes and entry.path in self._plan.signed
        if is_back or first.shows_the_same(entry):
            return ()
        change = self.changed(paper, first)
        if change.is_restyled and len(first.codes) != len(entry.codes):
            return (OTHERWISE,)
        return () if change.is_filled else change.labels

    def _earlier(self, paper: Paper, version: Issued) -> Earlier:
        change = self.changed(paper, version)
        there = bool(version.codes) and store.kept_path(self._plan.out, version.codes[0]).is_file()
        filled, restyled = change.is_filled and there, change.is_restyled and there
        return Earlier(
            codes=version.codes,
            changed=change.labels,
            filled=filled,
            restyled=restyled,
            zones=version.zones if filled or restyled else (),
        )

    def changed(self, paper: Paper, version: Issued) -> _Change:
        """What a paper shows otherwise than an earlier version."""
        shows = self.values.of(paper)
        if version.values == shows:
            return self._restyled(paper, version)
        then = self._values_in(version.values)
        found = difference(then, self._values_in(shows), self._prints(paper))
        gone = tuple(self.ledger.name(each) for each in found.gone)
        withdrawn = gone if _is_posted(self._plan, paper) else ()
        labels = dict.fromkeys(map(self.values.label, found.places))
        lists = [f"撤下{name}" for name in gone if not withdrawn]
        lists += [f"增加{self.values.projects[each]}" for each in found.new]
        lists += [_MOVED] if found.is_moved else []
        if lists or labels or withdrawn:
            were_blank = self.values.were_blank(found.places, then)
            return _Change(
                labels=(*lists, *labels),
                is_filled=not lists and bool(found.places) and were_blank,
                withdrawn=withdrawn,
                is_restyled=not lists and not found.places,
            )
        return self._restyled(paper, version)

    def _restyled(self, paper: Paper, version: Issued) -> _Change:
        """What a paper whose values are the same shows otherwise."""
        if version.program == __version__ or version.besides != self._besides(paper):
            return _Change((OTHERWISE,))
        return _Change(is_restyled=bool(version.besides))

    def _values_in(self, snapshots: Iterable[str]) -> dict[Place, str]:
        """Digests of the values in some snapshots, by their places."""
        return together(map(self._placed, snapshots))

    def _place(self, snapshot: str) -> dict[Place, str]:
        known = self.values.snapshots.get(snapshot) or self.ledger.snapshots.get(snapshot, {})
        return placed(known)

    def _prints(self, paper: Paper) -> frozenset[str]:
        """The values that a paper prints, without the numbers of nominations."""
        plan, key = self._plan, (paper.document, paper.scope)
        if key not in self._printed:
            document, sources = plan.documents[paper.document], plan.sources[paper.document]
            self._printed[key] = printed_by(document, paper.scope, sources, plan.activity_folder)
        return self._printed[key]


class _Values:
    """Digests of the values of a dossier, as they are now.

    Attributes:
        snapshots: By the snapshot's own digest: digests of the values of the unit or of a nomination.
        labels: What a clerk calls each value.
        by_hand: The values for which there is a blank to fill in by hand where they are not known.
        projects: Numbers of the nominations, by their digests.
    """

    def __init__(self, plan: BuildPlan) -> None:
        self.snapshots: dict[str, dict[str, str]] = {}
        self.labels: dict[Place, str] = {}
        self.by_hand: set[Place] = set()
        self._activity = activity = plan.activity
        dossier = plan.dossier
        self.projects = {digest_of(each.id): each.id for each in dossier.nominations if each.id}
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

    def label(self, place: Place) -> str:
        """What a clerk calls a value; one of an item that is there no more is called by its list."""
        if place in self.labels:
            return self.labels[place]
        model = Nomination if place.project else Dossier
        held_by = without_numbers(place.path.rpartition("[")[0] or place.path)
        path = held_by.removeprefix(f"{NOMINATIONS}.") if place.project else held_by
        found = find_field(self._activity, model, path)
        name = found[1] if found else place.plain
        return f"{self.projects.get(place.project, '')} {name}".strip()

    def were_blank(self, places: Iterable[Place], then: Mapping[Place, str]) -> bool:
        """Whether all of some values were blanks for a hand in an earlier version."""
        return all(place in self.by_hand and then.get(place) == BLANK for place in places)

    def _taken(self, leaves: Iterable[Leaf], prefix: str, name: str) -> str:
        taken = {prefix + leaf.path: leaf for leaf in leaves}
        found = {path: digest_of(leaf.value) for path, leaf in taken.items()}
        for place, leaf in zip(placed(found), taken.values(), strict=True):
            self.labels[place] = f"{name}{leaf.label}".strip()
            if leaf.field.by_hand:
                self.by_hand.add(place)
        digest = digest_of(sorted(found.items()))
        self.snapshots[digest] = found
        return digest
