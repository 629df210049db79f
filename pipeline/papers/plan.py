"""Which papers a dossier needs, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.dossier import models
from pipeline.papers import naming
from pipeline.papers.documents import UNIT, Document, Paper, Per, Scope

_Members = tuple[int, ...]


def plan_papers(dossier: models.Dossier, documents: Sequence[Document]) -> tuple[Paper, ...]:
    """Every paper of a dossier, document by document, in the order of priority."""
    planner = _Planner(dossier)
    papers = [
        paper
        for document in documents
        if not document.societies_only or _must_file(dossier.unit.kind)
        for per in document.per
        for paper in planner.papers(document, per)
    ]
    return tuple(papers)


def _must_file(kind: models.UnitKind | None) -> bool:
    return kind is not None and kind.is_society


class _Planner:
    def __init__(self, dossier: models.Dossier) -> None:
        self._dossier = dossier
        self._taken: set[str] = set()
        self._prefixes = prefixes(dossier.nominations)
        self._employers = by_employer(dossier.nominations)
        folders = {UNIT.casefold(), naming.ALL_PLEDGES, naming.PRINT_LIST}
        self._folders = {
            name: naming.unique(naming.join(name), folders) for name in self._employers
        }

    def papers(self, document: Document, per: Per) -> Iterator[Paper]:
        match per.scope:
            case Scope.DOSSIER:
                everything = tuple(range(len(self._dossier.nominations)))
                unit = self._dossier.unit.name or ""
                yield self._paper(document, per, document.title, unit, everything)
            case Scope.NOMINATION:
                for index, prefix in enumerate(self._prefixes):
                    stem = naming.join(prefix, document.title)
                    yield self._paper(document, per, stem, prefix.replace("-", " "), (index,))
            case Scope.EMPLOYER:
                for name, members in self._employers.items():
                    stem = naming.join(document.title, name)
                    yield self._paper(document, per, stem, name, members)

    def _paper(
        self, document: Document, per: Per, stem: str, subject: str, members: _Members
    ) -> Paper:
        nominations = self._dossier.nominations
        of_unit = per.scope is Scope.DOSSIER
        recipient = UNIT if of_unit else employer_of(nominations[members[0]])
        folder = UNIT if of_unit else self._folders[recipient]
        return Paper(
            document=document.id,
            scope=per.scope,
            stem=naming.unique(stem, self._taken),
            title=document.title,
            subject=subject,
            milestone=per.milestone,
            nomination=nominations[members[0]].id if per.scope is Scope.NOMINATION else None,
            members=members,
            recipient=recipient,
            packet=f"{folder}/{naming.join(per.packet)}" if per.packet else "",
        )


def prefixes(nominations: Sequence[models.Nomination]) -> list[str]:
    """`P01-张三` for each nomination; where ids are missing or twice, still one each."""
    taken: set[str] = set()
    return [
        naming.unique(
            naming.join(nomination.id or f"P{number:02}", nomination.lead.name or "未填姓名"), taken
        )
        for number, nomination in enumerate(nominations, start=1)
    ]


def by_employer(nominations: Sequence[models.Nomination]) -> Mapping[str, _Members]:
    """The nominations of each first completing employer, in the order of the dossier."""
    found: dict[str, list[int]] = {}
    for index, nomination in enumerate(nominations):
        found.setdefault(employer_of(nomination), []).append(index)
    return {name: tuple(members) for name, members in found.items()}


def employer_of(nomination: models.Nomination) -> str:
    """Name of a nomination's first completing employer, or words that say it is missing."""
    return (nomination.employer.name or "").strip() or "未填单位"


def plan_blank(documents: Sequence[Document]) -> tuple[Paper, ...]:
    """One paper of every document and scope, for an empty dossier: the official blank forms."""
    return tuple(
        Paper(
            document=document.id,
            scope=per.scope,
            stem=document.title if per is document.per[0] else f"{document.title}-单位",
            title=document.title,
            subject="",
            milestone=per.milestone,
            nomination=None,
            members=(),
            recipient="",
            packet="",
        )
        for document in documents
        for per in document.per
    )
