"""What a document is apart from its look (`templates/<document>/document.toml`), and one copy of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.activity.faults import say_content, say_toml
from pipeline.dossier.labels import Labelled
from pipeline.dossier.milestones import Milestone
from pipeline.errors import TemplateError


class Scope(StrEnum):
    """What one copy of a document is made for."""

    DOSSIER = "dossier"
    NOMINATION = "nomination"
    EMPLOYER = "employer"


class MarkKind(StrEnum):
    """A mark that a person leaves on the paper."""

    SIGNATURE = "signature"
    SEAL = "seal"

    @property
    def label(self) -> str:
        """What is to be done, in Chinese."""
        return "签字" if self is MarkKind.SIGNATURE else "盖章"


class Role(Labelled):
    """Who leaves a mark, in the order of the signing sheet."""

    LEAD = "lead", "第一完成人"
    EMPLOYER_HEAD = "employer_head", "第一完成单位负责人"
    EMPLOYER = "employer", "第一完成单位"
    PERSONNEL = "personnel", "第一完成单位人事部门"
    UNIT = "unit", "提名单位"
    SOCIETY = "society", "社会组织"
    APPRAISER = "appraiser", "鉴定人"
    UNIT_HEAD = "unit_head", "批准人"


class Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """A signature or seal that a document needs.

    Attributes:
        kind: Signature or seal.
        role: Who signs or seals.
        label: The printed words that the mark stands beside.
        scope: Only in copies of this scope; None for all.
    """

    kind: MarkKind
    role: Role
    label: str
    scope: Scope | None = None


class Per(Struct, frozen=True, forbid_unknown_fields=True):
    """A sort of copies of a document.

    Attributes:
        scope: What each is made for.
        milestone: When it is made.
        packet: Name of the PDF in `print/` that it goes into, in the folder of who gets it: the
            unit for copies of the dossier, the first completing employer for the others.  Copies of
            one name stand in it together; without a name it is not for printing.
    """

    scope: Scope
    milestone: Milestone
    packet: str = ""


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a document that is one table of nominations.

    Attributes:
        label: Its head; a newline breaks the line.
        value: Path of the value below the nomination, `lead.name`; without it the running number.
        width_mm: Its width on paper.
        centred: Whether short values stand in the middle.
    """

    label: str
    width_mm: float
    value: str = ""
    centred: bool = False


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of paper (DESIGN §4 and §5).

    Attributes:
        title: Chinese title, also the file name's last part.
        order: Place in reports and packets, lowest first.
        per: What copies are made for, and when.
        purpose: One line for the report: what the paper is for.
        societies_only: Only for units that must file (附件4).
        copies: How many are printed and signed.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
        page_codes: Whether its pages carry codes.
        upload_slot: Where its scan is uploaded; empty where it is not.
        archive_class: Class under which the paper is kept; empty where it is not.
        pledge_pages: Whether 全部承诺书 has its pages that carry signatures (CSS: `page: pledge`).
        letterhead: Whether it can carry the unit's own head (信函格式).
        posted: Whether it hangs for everybody to read; then it stays as it is when a project on it is withdrawn.
        marks: Signatures and seals.
        columns: Columns of the table that it is; it is made as a workbook, too.
        id: Name of the folder.
    """

    title: str
    order: int
    per: tuple[Per, ...]
    purpose: str
    societies_only: bool = False
    copies: int = 1
    fresh_sheet: bool = True
    page_codes: bool = True
    upload_slot: str = ""
    archive_class: str = ""
    pledge_pages: bool = False
    letterhead: bool = False
    posted: bool = False
    marks: tuple[Mark, ...] = ()
    columns: tuple[Column, ...] = ()
    id: str = ""

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What copies are made for."""
        return tuple(each.scope for each in self.per)

    def milestone_of(self, scope: Scope) -> Milestone:
        """The milestone at which a copy made for `scope` is made.

        Raises:
            KeyError: None is made for it.
        """
        return {each.scope: each.milestone for each in self.per}[scope]

    def marks_in(self, scope: Scope) -> tuple[Mark, ...]:
        """The marks that a copy made for `scope` needs."""
        return tuple(mark for mark in self.marks if mark.scope in {None, scope})


@cache
def load_documents(*folders: Path) -> tuple[Document, ...]:
    """Read every `document.toml` below template folders, in order; an earlier folder goes before a later one.

    Raises:
        TemplateError: A file is not TOML or has a key that is not understood.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("[!_]*/document.toml")):
            found.setdefault(path.parent.name, path)
    documents = [read_document(path) for _, path in sorted(found.items())]
    return tuple(sorted(documents, key=lambda document: document.order))


def read_document(path: Path) -> Document:
    """Read a `document.toml`.

    Raises:
        TemplateError: It is not TOML or has a key that is not understood.
    """
    content: dict[str, object] = {}
    cause: Exception
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return _convert({**content, "id": path.parent.name})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        why, cause = say_toml(error), error
    except msgspec.ValidationError as error:
        why, cause = say_content(error, content, _convert, _KEYS), error
    raise TemplateError(
        "文书说明文件有误",
        where=f"{path.parent.name}/{path.name}",
        why=why,
        remedy="按提示改正",
    ) from cause


_KEYS = (
    *Document.__struct_fields__,
    *Per.__struct_fields__,
    *Mark.__struct_fields__,
    *Column.__struct_fields__,
)


def _convert(content: Mapping[str, object]) -> Document:
    return msgspec.convert(content, Document)


UNIT = "本单位"
"""The nominating unit, as one who gets papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One copy of a document that a dossier needs.

    Attributes:
        document: Id of the document.
        scope: What it is made for.
        stem: File name without suffix, the same in `word/` and `pdf/`.
        title: Chinese title, for bookmarks and lists.
        subject: Whom or what it is for: a lead's name with the id, an employer, the unit.
        milestone: When it is made.
        nomination: Id of the nomination, for nomination papers.
        members: Places of the nominations it covers in the dossier, counted from 0.
        recipient: Who gets the paper: an employer, or the unit (`UNIT`).
        packet: Path in `print/`, without suffix, of the PDF that it goes into; "" for none.
    """

    document: str
    scope: Scope
    stem: str
    title: str
    subject: str
    milestone: Milestone
    nomination: str | None
    members: tuple[int, ...]
    recipient: str
    packet: str
