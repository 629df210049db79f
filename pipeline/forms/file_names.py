"""What photos, certificates and other files are called, and where they lie in a dossier folder."""

from __future__ import annotations

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
