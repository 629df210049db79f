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
from pipeline.errors import TemplateError


class Scope(StrEnum):
    """What one copy of a document is made for."""

    DOSSIER = "dossier"
    NOMINATION = "nomination"
    EMPLOYER = "employer"


class Destination(StrEnum):
    """Where a document goes in `print/`."""

    OWN = "own"
    """A PDF of its own, numbered in the order of the documents."""
    NOMINATION = "nomination"
    """The packet of the nomination (of an employer's first one, for employer documents)."""


class MarkKind(StrEnum):
    """A mark that a person leaves on the paper."""

    SIGNATURE = "signature"
    SEAL = "seal"


class Role(StrEnum):
    """Who leaves a mark."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Role:
        """Give the key its Chinese label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    LEAD = "lead", "第一完成人"
    EMPLOYER_HEAD = "employer_head", "第一完成单位负责人"
    EMPLOYER = "employer", "第一完成单位"
    PERSONNEL = "personnel", "第一完成单位人事部门"
    UNIT = "unit", "提名单位"
    SOCIETY = "society", "社会组织"


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


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of paper (DESIGN §4 and §5).

    Attributes:
        title: Chinese title, also the file name's last part.
        order: Place in reports and packets, lowest first.
        per: What copies are made for.
        purpose: One line for the report: what the paper is for.
        packet: Where it goes in `print/`.
        packet_number: Two-digit number in front of the packet's name, for `own` packets.
        societies_only: Only for units that must file (附件4).
        copies: How many are printed and signed.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
        page_codes: Whether its pages carry codes.
        upload_slot: Where its scan is uploaded; empty where it is not.
        archive_class: Class under which the paper is kept; empty where it is not.
        pledge: Whether it is one of 全部承诺书.
        letterhead: Whether it can carry the unit's own head (信函格式).
        marks: Signatures and seals.
        id: Name of the folder.
    """

    title: str
    order: int
    per: tuple[Scope, ...]
    purpose: str
    packet: Destination
    packet_number: int | None = None
    societies_only: bool = False
    copies: int = 1
    fresh_sheet: bool = True
    page_codes: bool = True
    upload_slot: str = ""
    archive_class: str = ""
    pledge: bool = False
    letterhead: bool = False
    marks: tuple[Mark, ...] = ()
    id: str = ""

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
    documents = [_read(path) for _, path in sorted(found.items())]
    return tuple(sorted(documents, key=lambda document: document.order))


def _read(path: Path) -> Document:
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


_KEYS = (*Document.__struct_fields__, *Mark.__struct_fields__)


def _convert(content: Mapping[str, object]) -> Document:
    return msgspec.convert(content, Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One copy of a document that a dossier needs.

    Attributes:
        document: Id of the document.
        scope: What it is made for.
        stem: File name without suffix, the same in `word/` and `pdf/`.
        title: Chinese title, for bookmarks and lists.
        subject: Whom or what it is for: a lead's name with the id, an employer, the unit.
        nomination: Id of the nomination, for nomination papers.
        members: Places of the nominations it covers in the dossier, counted from 0.
        packet: Name of the PDF in `print/` that it goes into.
    """

    document: str
    scope: Scope
    stem: str
    title: str
    subject: str
    nomination: str | None
    members: tuple[int, ...]
    packet: str
