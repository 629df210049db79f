"""What the portal asks for, slot by slot (七（三）3, 附件2 八), and what of it is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import filekinds
from pipeline.activity.model import Activity
from pipeline.collating.pieces import PrintPiece, ScanPiece, pieces_of
from pipeline.dossier import models
from pipeline.dossier.findings import Finding, Severity
from pipeline.dossier.pictures import FilePlaces
from pipeline.dossier.privacy import scrub
from pipeline.dossier.schema import fields_of
from pipeline.papers import naming
from pipeline.papers.documents import UNIT, Document, Paper, Scope
from pipeline.papers.outputs import Output
from pipeline.papers.returned import PaperReturn, say_owed

FORM = "附件一 提名书签字盖章扫描版.pdf"
CERTIFICATES = "附件二 技能等级与职称证书.pdf"
OTHERS = "附件三 其他材料.pdf"
_ATTACHMENTS = {"第一个附件": FORM, "第二个附件": CERTIFICATES, "第三个附件": OTHERS}
"""Files of the portal's three slots, by how `upload_slot` of a document begins."""

_CERTIFICATE_FILES = ("skill_certificate", "title_certificate")
_FRONTLINE = "frontline_certificate"
_PHOTOS = ("portraits", "workplace")
_STAGES = {"before": "项目实施前", "after": "项目实施后"}
_FIELDS = ("evidence.", "video.", "before.photos", "after.photos")
_OF_UNIT = ("unit.publicity.files",)


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A file of the dossier, a PDF or a picture, with all its pages; and what a clerk calls it."""

    path: Path
    said: str


Piece = ScanPiece | PrintPiece | FilePiece


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFile:
    """A file of the kit: put together of pieces, or copied as it is.

    Attributes:
        name: Its name in its folder.
        pieces: What it is put together of.
        copy_of: The file that it is a copy of.
    """

    name: str
    pieces: tuple[Piece, ...] = ()
    copy_of: FilePiece | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KitFolder:
    """What is uploaded for one nomination, or by the unit for itself.

    Attributes:
        name: Its name below `upload/`.
        nomination: Id of the nomination; None for the unit.
        subject: Whom it is for.
        files: Its files.
        missing: What is still missing, in Chinese; it is complete where nothing is.
    """

    name: str
    nomination: str | None
    subject: str
    files: tuple[KitFile, ...]
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether all is there."""
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """All that a kit is made of.

    Attributes:
        output: The output folder and its manifest.
        dossier: The values, as they are now.
        activity: The year's notice.
        files: Where the files of the dossier are.
        papers: The papers that the dossier needs.
        documents: The documents by id.
        returns: What came back, by path of the paper.
        stale: Paths of papers that show other data than the dossier has now.
        findings: What the check found.
    """

    output: Output
    dossier: models.Dossier
    activity: Activity
    files: FilePlaces
    papers: tuple[Paper, ...]
    documents: Mapping[str, Document]
    returns: Mapping[str, PaperReturn]
    stale: frozenset[str]
    findings: Sequence[Finding] = ()


def plan_kit(materials: Materials) -> tuple[KitFolder, ...]:
    """The folders of a kit: each nomination's in their order, then the unit's own."""
    planner = _Planner(materials)
    nominations = enumerate(materials.dossier.nominations)
    return (*(planner.nomination(*each) for each in nominations), planner.unit())


@dataclass
class _Folder:
    """A folder in the making."""

    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    copies: list[KitFile] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    has_frontline: bool = False

    def add(self, name: str, pieces: Iterable[Piece]) -> None:
        self.pieces.setdefault(name, []).extend(pieces)

    def files(self) -> tuple[KitFile, ...]:
        put_together = [
            KitFile(name=name, pieces=tuple(pieces))
            for name, pieces in sorted(self.pieces.items(), key=_in_order)
            if pieces
        ]
        return (*put_together, *self.copies)


def _in_order(item: tuple[str, object]) -> tuple[int, str]:
    """The portal's slots in their order, then the others by name."""
    slots = list(_ATTACHMENTS.values())
    return slots.index(item[0]) if item[0] in slots else len(slots), item[0]


class _Planner:
    def __init__(self, materials: Materials) -> None:
        self._of = materials

    def nomination(self, place: int, nomination: models.Nomination) -> KitFolder:
        folder = _Folder()
        own = [
            paper
            for paper in self._of.papers
            if paper.scope is Scope.NOMINATION and paper.members == (place,)
        ]
        for paper in own:
            self._paper(folder, paper, nomination.evidence)
        self._evidence(folder, nomination)
        self._found_missing(folder, nomination.id, _FIELDS)
        lead = nomination.lead.name or "未填姓名"
        name = naming.join(nomination.id or f"P{place + 1:02}", lead)
        if own:
            name = own[0].stem.removesuffix(f"-{own[0].title}")
        return KitFolder(
            name=name,
            nomination=nomination.id,
            subject=scrub(name.replace("-", " ", 1)),
            files=folder.files(),
            missing=tuple(dict.fromkeys(folder.missing)),
        )

    def unit(self) -> KitFolder:
        folder = _Folder()
        for paper in self._of.papers:
            if paper.scope is Scope.DOSSIER:
                self._paper(folder, paper, None)
        self._copies(folder, "本级公示现场照片", self._of.dossier.unit.publicity.files)
        if not self._of.dossier.unit.publicity.files:
            folder.missing.append("本级公示的现场照片或网页截图：放进“附件/本级公示”")
        self._found_missing(folder, None, _OF_UNIT)
        return KitFolder(
            name=UNIT,
            nomination=None,
            subject=UNIT,
            files=folder.files(),
            missing=tuple(dict.fromkeys(folder.missing)),
        )

    # ------------------------------------------------------------ papers

    def _paper(self, folder: _Folder, paper: Paper, evidence: models.Evidence | None) -> None:
        """What came back of a paper goes to its slot; what did not is said."""
        slot = self._of.documents[paper.document].upload_slot
        if not slot:
            return
        name = _file_of(slot)
        path = naming.pdf_path(paper.stem)
        problem = problem_of(self._of, path, paper.title)
        if not problem:
            folder.add(name, pieces_of(self._of.returns[path], self._of.output.folder))
            folder.has_frontline |= paper.document == _FRONTLINE
        elif paper.document == _FRONTLINE and evidence and evidence.frontline_certificate:
            folder.add(name, self._named(evidence.frontline_certificate))
        else:
            folder.missing.append(problem)

    # ------------------------------------------------------------ files

    def _evidence(self, folder: _Folder, nomination: models.Nomination) -> None:
        evidence = nomination.evidence
        labels = {each.key: each.label for each in fields_of(models.Evidence)}
        for key in _CERTIFICATE_FILES:
            folder.add(CERTIFICATES, self._named(getattr(evidence, key)))
        folder.add(OTHERS, self._named(evidence.other))
        for key in _PHOTOS:
            self._copies(folder, labels[key], getattr(evidence, key))
        for key, label in _STAGES.items():
            self._copies(folder, label, getattr(nomination, key).photos)
        if nomination.video.file:
            title = f"项目视频 {nomination.video.name or ''}".strip()
            self._copy(folder, naming.safe_name(title), nomination.video.file)
        self._copies(folder, labels["media"], evidence.media)

    def _named(self, names: Sequence[str]) -> Iterator[FilePiece]:
        for name in names:
            yield FilePiece(self._of.files.path_of(name), self._of.files.said(name))

    def _copies(self, folder: _Folder, label: str, names: Sequence[str]) -> None:
        for number, name in enumerate(names, start=1):
            self._copy(folder, f"{label}-{number}", name)

    def _copy(self, folder: _Folder, stem: str, name: str) -> None:
        (piece,) = self._named([name])
        if not piece.path.is_file():
            folder.missing.append(f"{piece.said}：找不到这个文件")
            return
        copied = KitFile(name=f"{stem}{_suffix(piece.path)}", copy_of=piece)
        folder.copies.append(copied)

    def _found_missing(
        self, folder: _Folder, nomination: str | None, fields: tuple[str, ...]
    ) -> None:
        """What the check found wrong with files; a certificate that came back needs no copy of it."""
        for each in self._of.findings:
            is_own = each.nomination == nomination and (each.field or "").startswith(fields)
            has_come = folder.has_frontline and (each.field or "").startswith(
                f"evidence.{_FRONTLINE}"
            )
            if is_own and not has_come and each.severity is Severity.ERROR:
                folder.missing.append(scrub(f"{each.message}，请{each.remedy}"))


_STALE = "材料改过、有错误，或者程序、字体更新过；先检查、改正，再重新生成（印的内容没有变的，签过的纸照样有效）"
"""A new template or font does not change what is printed, as a rule: codes stay, and with them what was signed."""


def problem_of(materials: Materials, path: str, title: str) -> str:
    """Why a paper cannot be uploaded, or kept, yet; empty where it can.

    Args:
        materials: What is there.
        path: The paper's PDF, below the output folder.
        title: Its title.
    """
    if path not in materials.output.manifest.by_path():
        return f"{title}：还没有生成，先执行 wuxiao check 看原因"
    if path in materials.stale:
        return f"{title}：{_STALE}"
    returned = materials.returns.get(path)
    if returned is None:
        return f"{title}：还没有收回"
    return "" if returned.is_complete else f"{title}：{'；'.join(say_owed(returned))}"


def _file_of(slot: str) -> str:
    """The name of the file that goes into a slot."""
    words = slot.partition("：")[0]
    return _ATTACHMENTS.get(words) or f"{naming.safe_name(slot)}.pdf"


def _suffix(path: Path) -> str:
    """The suffix that a file should have: its own if it is usual for what it is."""
    kind = filekinds.kind_of(path)
    if kind.is_usual(path.name) or not kind.suffixes:
        return path.suffix.casefold()
    return f".{kind.suffixes.split()[0]}"
