"""Which papers a finding holds back (DESIGN §2): the one place that decides it.

A paper is held back by an error that is due at or before its milestone and concerns it: an error in a
nomination that it covers, in the dossier for a paper of the dossier, or in a value that it prints.
Some rules must hold earlier, for any paper that prints the value (`Finding.when_printed`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.milestones import Milestone, earliest
from pipeline.dossier.models import Dossier
from pipeline.papers import naming
from pipeline.papers.documents import Document, Paper, Scope

NOMINATIONS = "nominations"
"""Where the paths of a nomination's values begin."""

_INDEX = re.compile(r"\[[0-9]+\]")
_IN_NOMINATION = re.compile(NOMINATIONS + r"\[([0-9]+)\]")

Prints = Callable[[Document, Scope], frozenset[str]]
"""Paths of the values that a document shows, without numbers: `unit.name`, `nominations.lead.name`."""


@dataclass(frozen=True)
class _Copies:
    """The papers of one document and scope, and what they have in common."""

    scope: Scope
    milestone: Milestone
    prints: frozenset[str]
    papers: tuple[Paper, ...]

    @cached_property
    def _shown(self) -> frozenset[str]:
        """The values that they show, and the records around these."""
        return frozenset(
            path[:end] for path in self.prints for end in (*_ends(path, "."), len(path))
        )

    @cached_property
    def _by_member(self) -> dict[int, list[Paper]]:
        found: dict[int, list[Paper]] = {}
        for paper in self.papers:
            for member in paper.members:
                found.setdefault(member, []).append(paper)
        return found

    def show(self, path: str) -> bool:
        """Whether they show the value at a path, or one below it."""
        return path in self._shown

    def covering(self, members: Iterable[int]) -> Iterator[Paper]:
        """The papers that cover any of some nominations, each once."""
        yield from dict.fromkeys(
            paper for member in sorted(members) for paper in self._by_member.get(member, ())
        )


def _ends(text: str, mark: str) -> Iterator[int]:
    return (place for place, character in enumerate(text) if character == mark)


@dataclass(frozen=True, kw_only=True)
class PaperWork:
    """The papers of a dossier, and what they show.

    Attributes:
        dossier: The dossier.
        papers: Its papers.
        documents: The documents.
        prints: The values that a document shows.
    """

    dossier: Dossier
    papers: tuple[Paper, ...]
    documents: Sequence[Document]
    prints: Prints

    def settle(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings, each with the papers it holds back and the earliest milestone it is due at."""
        return tuple(map(self._settled, findings))

    def _settled(self, finding: Finding) -> Finding:
        members = self._members(finding)
        path = _path_of(finding)
        due = [finding.due]
        held: list[str] = []
        for copies in self._copies:
            shown = bool(path) and copies.show(path)
            early = finding.when_printed and shown
            concerned = list(_concerned(copies, members, shown=shown))
            if not concerned or not (early or finding.due.is_by(copies.milestone)):
                continue
            due.append(copies.milestone)
            if finding.severity is Severity.ERROR:
                held += [naming.pdf_path(paper.stem) for paper in concerned]
        return replace(finding, due=earliest(*due), holds_back=tuple(held))

    def _members(self, finding: Finding) -> frozenset[int]:
        """Places of the nominations that a finding lies in; none where it lies in the dossier."""
        if finding.nomination is not None:
            return self._places.get(finding.nomination, frozenset())
        inside = _IN_NOMINATION.match(finding.field or "")
        return frozenset({int(inside[1])}) if inside else frozenset()

    @cached_property
    def _places(self) -> dict[str | None, frozenset[int]]:
        ids = [nomination.id for nomination in self.dossier.nominations]
        return {
            each: frozenset(place for place, other in enumerate(ids) if other == each)
            for each in set(ids)
        }

    @cached_property
    def _copies(self) -> tuple[_Copies, ...]:
        by_id = {document.id: document for document in self.documents}
        groups: dict[tuple[str, Scope], list[Paper]] = {}
        for paper in self.papers:
            groups.setdefault((paper.document, paper.scope), []).append(paper)
        return tuple(
            _Copies(
                scope=scope,
                milestone=by_id[document].milestone_of(scope),
                prints=self.prints(by_id[document], scope),
                papers=tuple(papers),
            )
            for (document, scope), papers in groups.items()
        )


@dataclass(frozen=True, slots=True)
class Held:
    """The papers of a dossier that are held back, each with the findings that do so."""

    papers: Mapping[Paper, tuple[Finding, ...]] = field(default_factory=dict)

    @staticmethod
    def of(papers: Iterable[Paper], findings: Iterable[Finding]) -> Held:
        """Those of some papers that findings hold back."""
        by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            for path in finding.holds_back:
                by_path.setdefault(path, []).append(finding)
        paths = {paper: naming.pdf_path(paper.stem) for paper in papers}
        return Held(
            {paper: tuple(by_path[path]) for paper, path in paths.items() if path in by_path}
        )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What holds them back, each finding once."""
        return tuple(dict.fromkeys(each for found in self.papers.values() for each in found))


def _concerned(copies: _Copies, members: frozenset[int], *, shown: bool) -> Iterator[Paper]:
    """The papers that a finding concerns: they cover its nominations; or the dossier, or its value."""
    if members:
        yield from copies.covering(members)
    elif shown or copies.scope is Scope.DOSSIER:
        yield from copies.papers


def without_numbers(path: str) -> str:
    """A path without the numbers of items: `nominations.honours.year`."""
    return _INDEX.sub("", path)


def _path_of(finding: Finding) -> str:
    """The path of a finding's value from the dossier, without numbers."""
    path = without_numbers(finding.field or "")
    return f"{NOMINATIONS}.{path}".rstrip(".") if finding.nomination is not None else path
