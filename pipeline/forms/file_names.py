"""What photos, certificates and other files are called, of which kinds they are, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.filekinds import KINDS, PRINTABLE, FileKind, Group

UNIT_FOLDERS = ("附件/本级公示",)
"""Folders for files of the nominating unit."""

VIDEO = "video.file"
ROLES = {
    "before.photos": ("实施前", "before"),
    "after.photos": ("实施后", "after"),
    VIDEO: ("视频", "video"),
    "evidence.frontline_certificate": ("一线职工证明", "frontline_certificate"),
    "evidence.skill_certificate": ("技能等级证书", "最高技能等级证书", "skill_certificate"),
    "evidence.title_certificate": ("职称证书", "最高职称证书", "title_certificate"),
    "evidence.portraits": ("形象照", "portrait", "portraits"),
    "evidence.workplace": ("工作场景照", "workplace"),
    "evidence.media": ("媒体宣传", "媒体宣传文稿", "media"),
    "evidence.other": ("其他", "其他材料", "other"),
    "employer.publicity.files": ("单位公示", "公示", "publicity", "employer-publicity"),
}
"""Names of files, by the field they go to; a number or a word may follow."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which kinds the files of a field may be.

    Attributes:
        label: What a clerk calls them.
        kinds: Ids of the kinds.
    """

    label: str
    kinds: frozenset[str]

    def takes(self, kind: FileKind) -> bool:
        """Whether files of a kind can be used."""
        return kind.id in self.kinds

    def remedy_for(self, kind: FileKind) -> str:
        """What helps against a file of a kind that cannot be used here, in Chinese."""
        if self is _FILM:
            return kind.remedy if kind.group is Group.WRAPPED else "换成MP4视频"
        if self is PHOTO:
            return kind.photo_remedy or kind.remedy or "换成JPG照片"
        return kind.remedy or f"换成{self.label}"

    def expects(self, name: str) -> bool:
        """Whether a name ends as those of such files do; only the file itself can tell."""
        return any(KINDS[kind].is_usual(name) for kind in self.kinds)


def _kinds_of(*groups: Group) -> frozenset[str]:
    return frozenset(kind.id for kind in KINDS.values() if kind.group in groups)


PHOTO = Wanted("JPG、PNG照片", PRINTABLE)
_FILM = Wanted("视频", _kinds_of(Group.VIDEO))
_SCAN = Wanted("PDF或图片", _kinds_of(Group.PICTURE, Group.PDF))
"""What is put together to one PDF (附件2 八)."""
_AS_IT_IS = Wanted(
    "PDF、图片、视频或Word文件",
    _kinds_of(Group.PICTURE, Group.PDF, Group.VIDEO, Group.WORD, Group.OFFICE, Group.TEXT),
)
_WANTED = {
    **dict.fromkeys(("before.photos", "after.photos", "evidence.portraits", "evidence.workplace"), PHOTO),
    VIDEO: _FILM,
    **dict.fromkeys(
        (
            "evidence.frontline_certificate",
            "evidence.skill_certificate",
            "evidence.title_certificate",
            "evidence.other",
        ),
        _SCAN,
    ),
}  # fmt: skip


def wanted_at(field: str) -> Wanted:
    """Of which kinds the files of a field may be; its path without numbers."""
    return _WANTED.get(field, _AS_IT_IS)
