"""Which papers a dossier needs, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.dossier import models
from pipeline.papers import naming
from pipeline.papers.documents import Destination, Document, Mark, MarkKind, Paper, Scope

_Members = tuple[int, ...]


def plan_papers(dossier: models.Dossier, documents: Sequence[Document]) -> tuple[Paper, ...]:
    """Every paper of a dossier, document by document, in the order of priority."""
    planner = _Planner(dossier, documents)
    papers = [
        paper
        for document in documents
        if not document.societies_only or _must_file(dossier.unit.kind)
        for scope in document.per
        for paper in planner.papers(document, scope)
    ]
    return tuple(papers)


def _must_file(kind: models.UnitKind | None) -> bool:
    return kind is not None and kind.is_society


class _Planner:
    def __init__(self, dossier: models.Dossier, documents: Sequence[Document]) -> None:
        self._dossier = dossier
        self._taken: set[str] = set()
        self._prefixes = _prefixes(dossier.nominations)
        packet_names: set[str] = set()
        self._packets = [
            naming.unique(naming.join(prefix, "签字材料"), packet_names)
            for prefix in self._prefixes
        ]
        self._documents = documents

    def papers(self, document: Document, scope: Scope) -> Iterator[Paper]:
        match scope:
            case Scope.DOSSIER:
                everything = tuple(range(len(self._dossier.nominations)))
                unit = self._dossier.unit.name or ""
                yield self._paper(document, scope, document.title, unit, everything)
            case Scope.NOMINATION:
                for index, prefix in enumerate(self._prefixes):
                    stem = naming.join(prefix, document.title)
                    yield self._paper(document, scope, stem, prefix.replace("-", " "), (index,))
            case Scope.EMPLOYER:
                for name, members in by_employer(self._dossier.nominations).items():
                    stem = naming.join(document.title, name)
                    yield self._paper(document, scope, stem, name, members)

    def _paper(
        self, document: Document, scope: Scope, stem: str, subject: str, members: _Members
    ) -> Paper:
        own = document.packet is Destination.OWN and scope is Scope.DOSSIER
        number = f"{document.packet_number or 0:02}"
        packet = naming.join(number, document.title) if own else self._packets[members[0]]
        nominations = self._dossier.nominations
        return Paper(
            document=document.id,
            scope=scope,
            stem=naming.unique(stem, self._taken),
            title=document.title,
            subject=subject,
            nomination=nominations[members[0]].id if scope is Scope.NOMINATION else None,
            members=members,
            packet=packet,
        )


def _prefixes(nominations: Sequence[models.Nomination]) -> list[str]:
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
        name = (nomination.employer.name or "").strip() or "未填单位"
        found.setdefault(name, []).append(index)
    return {name: tuple(members) for name, members in found.items()}


def plan_blank(documents: Sequence[Document]) -> tuple[Paper, ...]:
    """One paper of every document and scope, for an empty dossier: the official blank forms."""
    return tuple(
        Paper(
            document=document.id,
            scope=scope,
            stem=document.title if scope is document.per[0] else f"{document.title}-单位",
            title=document.title,
            subject="",
            nomination=None,
            members=(),
            packet="",
        )
        for document in documents
        for scope in document.per
    )


def signing_rows(
    papers: Sequence[Paper], documents: Sequence[Document]
) -> tuple[Mapping[str, str], ...]:
    """The rows of 签字盖章清单: what to sign and seal, by whom, in the order of the packets."""
    by_id = {document.id: document for document in documents}
    signed = [paper for paper in papers if by_id[paper.document].marks_in(paper.scope)]
    own = [
        paper
        for paper in signed
        if by_id[paper.document].packet is Destination.OWN and paper.scope is Scope.DOSSIER
    ]
    rest = sorted(
        (paper for paper in signed if paper not in own),
        key=lambda paper: (paper.members[0], paper.scope is Scope.EMPLOYER),
    )
    return tuple(
        _signing_row(number, paper, by_id[paper.document])
        for number, paper in enumerate([*own, *rest], start=1)
    )


def _signing_row(number: int, paper: Paper, document: Document) -> Mapping[str, str]:
    marks = document.marks_in(paper.scope)
    return {
        "number": str(number),
        "document": document.title,
        "subject": paper.subject,
        "signature": _roles(marks, MarkKind.SIGNATURE),
        "seal": _roles(marks, MarkKind.SEAL),
        "copies": str(document.copies),
        "file": f"{paper.packet}.pdf",
    }


def _roles(marks: Sequence[Mark], kind: MarkKind) -> str:
    return "、".join(dict.fromkeys(mark.role.label for mark in marks if mark.kind is kind))
