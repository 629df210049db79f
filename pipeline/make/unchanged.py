"""What need not be made again, file by file (`current` looks at a whole run).

Two looks: whether a file was made from the same data and template (`reusable_entry`); and where it was
not, whether it would show anything else (`still_shown`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from pipeline import __version__, store
from pipeline.activity.walk import files_of, leaves_of_dossier, leaves_of_nomination
from pipeline.make.built import Made
from pipeline.make.current import is_as_made
from pipeline.papers import naming
from pipeline.papers.documents import Paper, Scope
from pipeline.papers.manifest import FileEntry, FileKind
from pipeline.render.shown import PhotoText

if TYPE_CHECKING:
    from pipeline.bundle import Packet
    from pipeline.make.buildplan import BuildPlan

_PATHS = {
    FileKind.WORD: naming.word_path,
    FileKind.SHEET: naming.sheet_path,
    FileKind.PDF: naming.pdf_path,
}
"""Names the files of a paper, by its stem."""


def path_of(kind: FileKind, stem: str) -> str:
    """Path of a paper's file, below the output folder."""
    return _PATHS[kind](stem)


def expected_entry(plan: BuildPlan, paper: Paper, kind: FileKind) -> FileEntry:
    """The entry that a file of a paper should have; without checksum while it is not made."""
    sources = plan.sources[paper.document]
    template = sources.word_digest if kind is FileKind.WORD else sources.pdf_digest
    return FileEntry(
        path=path_of(kind, paper.stem),
        kind=kind,
        sha256="",
        document=paper.document,
        title=paper.title,
        subject=paper.subject,
        nomination=paper.nomination,
        recipient=paper.recipient if paper.packet else "",
        paper_id=plan.id_of(paper) if kind is FileKind.PDF and plan.carries_codes(paper) else "",
        data_digest=_data_digest(plan, paper),
        template_digest=template,
    )


def reusable_entry(plan: BuildPlan, expected: FileEntry) -> FileEntry | None:
    """The entry of a file that is there as it was made, from the same data and template."""
    before = plan.before.get(expected.path)
    if before is None or _is_forced(plan, before):
        return None
    same = _hangs(plan, before) or _made_of(before) == _made_of(expected)
    return before if same and is_as_made(plan.out, before) else None


def _made_of(entry: FileEntry) -> tuple[str, ...]:
    return entry.data_digest, entry.template_digest, entry.paper_id, entry.recipient


def still_shown(plan: BuildPlan, expected: FileEntry, shown_digest: str) -> FileEntry | None:
    """The entry of a file that is there as it was made and shows the same, though data changed."""
    before = plan.before.get(expected.path)
    if before is None or before.shown_digest != shown_digest or _is_forced(plan, before):
        return None
    if before.paper_id != expected.paper_id or not is_as_made(plan.out, before):
        return None
    made_of = {field: getattr(expected, field) for field in ("data_digest", "template_digest")}
    named = {
        field: getattr(expected, field) for field in ("title", "subject", "nomination", "recipient")
    }
    return msgspec.structs.replace(before, **made_of, **named)


def _is_forced(plan: BuildPlan, entry: FileEntry) -> bool:
    """Whether `--force` has a file made anew: of the documents asked for, or any but those that hang."""
    if not plan.settings.force or _hangs(plan, entry):
        return False
    if not plan.settings.only:
        return True
    documents = {entry.document, *(_document(plan.before, part.path) for part in entry.parts)}
    return not documents.isdisjoint(plan.settings.only)


def _hangs(plan: BuildPlan, entry: FileEntry) -> bool:
    return bool(entry.document) and PurePosixPath(entry.path).stem in plan.hanging


def _document(entries: Mapping[str, FileEntry], path: str) -> str | None:
    return entries[path].document if path in entries else None


def packet_entry(packet: Packet, pdfs: Mapping[str, FileEntry]) -> FileEntry:
    """The entry that a packet should have; without checksum and pages while it is not made.

    Args:
        packet: The packet.
        pdfs: The PDFs of its papers, by stem.
    """
    papers = [pdfs[item.paper.stem] for item in packet.items]
    shown = [
        (paper.shown_digest, paper.paper_id, item.bookmark, item.fresh_sheet, item.only_pledges)
        for item, paper in zip(packet.items, papers, strict=True)
    ]
    return FileEntry(
        path=packet.path,
        kind=FileKind.PRINT,
        sha256="",
        title=packet.title,
        subject=packet.subject,
        nomination=packet.nomination,
        copies=packet.copies,
        data_digest=store.sha256(repr((__version__, packet.name, *shown)).encode()),
    )


def unchanged_paper(plan: BuildPlan, paper: Paper) -> Made | None:
    """A paper whose files are all there as they were made, from the same data and templates."""
    if paper.stem in plan.edited:
        return None
    made = Made(paper=paper)
    for kind in plan.kinds_of(paper):
        entry = reusable_entry(plan, expected_entry(plan, paper, kind))
        if entry is None:
            return None
        made = made.having(entry)
    return made


def photo_paths(plan: BuildPlan, paper: Paper) -> list[str]:
    """The photos that a paper may show, by the path that the dossier names them with.

    Ours show those of the project; an office's own template may show any picture there is.
    """
    members = [plan.dossier.nominations[index] for index in paper.members]
    if plan.sources[paper.document].has_own:
        leaves = [leaves_of_dossier(plan.activity, plan.dossier)]
        leaves += [leaves_of_nomination(plan.activity, each) for each in members]
        files = (file for each in leaves for _, _, file in files_of(tuple(each)))
        return [file for file in dict.fromkeys(files) if PhotoText(file).is_picture]
    if paper.scope is not Scope.NOMINATION:
        return []
    return [photo for each in members for photo in (*each.before.photos, *each.after.photos)]


def _data_digest(plan: BuildPlan, paper: Paper) -> str:
    members = [plan.dossier.nominations[index] for index in paper.members]
    shared = (plan.dossier.unit, plan.dossier.filing, plan.signing_on(paper))
    whole = paper.scope is not Scope.NOMINATION or _may_name_unit(plan, paper)
    columns = plan.documents[paper.document].columns
    options = (plan.settings.draft, plan.has_letterhead(paper), columns)
    values = (paper, members, shared if whole else (), options, plan.activity.digest)
    digest = hashlib.sha256(msgspec.json.encode(values))
    for photo in photo_paths(plan, paper):
        digest.update(photo_digest(plan.files.path_of(photo)))
    return digest.hexdigest()


_DOSSIER_FIELD = re.compile(r"\{(unit|filing|count|first_title)\b")
"""Placeholders of `wording.toml` that take more than one nomination to fill."""


def _may_name_unit(plan: BuildPlan, paper: Paper) -> bool:
    """Whether a nomination's paper may name data of the whole dossier.

    Ours do not; an office's own templates and a year's own sentences may.
    """
    sentences = (
        str(table)
        for section, table in plan.activity.wording.items()
        if Scope.NOMINATION in getattr(plan.documents.get(section), "scopes", Scope)
    )
    own = plan.sources[paper.document].has_own
    return own or any(map(_DOSSIER_FIELD.search, sentences))


@lru_cache(maxsize=1024)
def photo_digest(path: Path) -> bytes:
    """Digest of a photo's file; read once a process."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b"missing"
