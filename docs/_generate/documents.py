"""The documents, and what `document.toml` may say."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from docs._generate.markdown import attributes, code, table
from pipeline.dossier.milestones import Milestone
from pipeline.papers import documents
from pipeline.settings import Settings

_SCOPES = {
    documents.Scope.DOSSIER: ("dossier", "每份材料一份"),
    documents.Scope.NOMINATION: ("nomination", "每个项目一份"),
    documents.Scope.EMPLOYER: ("employer", "每个第一完成单位一份"),
}
_ENGLISH_MARKS = {
    documents.MarkKind.SIGNATURE: "signs",
    documents.MarkKind.SEAL: "seals",
}


@cache
def all_documents() -> tuple[documents.Document, ...]:
    """Every document, in order."""
    return documents.load_documents(Settings().templates)


def block_documents() -> str:
    """The documents."""
    rows = []
    for each in all_documents():
        per = ", ".join(_SCOPES[scope][0] for scope in each.scopes)
        marks = dict.fromkeys(
            f"{mark.role.name.lower()} {_ENGLISH_MARKS[mark.kind]}" for mark in each.marks
        )
        only = " (societies only)" if each.societies_only else ""
        rows.append((code(each.id), each.title, f"{per}{only}", ", ".join(marks) or "–"))
    return table(("folder", "document", "one per", "marks"), rows)


def block_documents_zh() -> str:
    """The manual: the documents."""
    rows = []
    for each in all_documents():
        per = "，".join(_SCOPES[scope][1] for scope in each.scopes)
        only = "（只有社会组织）" if each.societies_only else ""
        signed = [_marks(each, kind) for kind in documents.MarkKind]
        rows.append((each.title, f"{per}{only}", *signed, each.purpose, each.upload_slot or "–"))
    return table(("文书", "份数", "签字", "盖章", "用途", "扫描后上传到"), rows)


def block_document_names() -> str:
    """The manual: what the documents are called on the command line and as folders."""
    return table(("文书", "英文名"), [(each.title, code(each.id)) for each in all_documents()])


def _marks(document: documents.Document, kind: documents.MarkKind) -> str:
    roles = dict.fromkeys(mark.role.label for mark in document.marks if mark.kind is kind)
    return "、".join(roles) or "–"


def block_document_keys() -> str:
    """What `document.toml` may say."""
    rows = [
        (code(name), text) for name, text in attributes(documents.Document).items() if name != "id"
    ]
    parts = {"per": documents.Per, "marks": documents.Mark, "columns": documents.Column}
    for key, part in parts.items():
        rows += [(code(f"{key}.{name}"), text) for name, text in attributes(part).items()]
    words: dict[str, type[StrEnum]] = {
        "per.scope": documents.Scope,
        "per.milestone": Milestone,
        "marks.kind": documents.MarkKind,
        "marks.role": documents.Role,
    }
    values = {
        code(name): ", ".join(code(each.value) for each in enum) for name, enum in words.items()
    }
    return table(("key", "says", "one of"), [(*row, values.get(row[0], "")) for row in rows])
