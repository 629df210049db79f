"""What a kit came to: as text, as JSON, and as the page 填报对照表.html."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.dossier.privacy import scrubbed
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF
from pipeline.upload.form import FormSection, form_of_nomination, form_of_unit
from pipeline.upload.kit import KitFolder, Materials

PAGE = "填报对照表.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSaid:
    """A folder of the kit as it came out.

    Attributes:
        name: Its name below `upload/`.
        nomination: Id of the nomination; None for the unit.
        files: Sizes of its files in bytes, by name; none where it is not complete.
        missing: What is still missing.
    """

    name: str
    nomination: str | None
    files: Mapping[str, int]
    missing: tuple[str, ...]

    @staticmethod
    def of(folder: KitFolder, sizes: Mapping[str, int], problems: Sequence[str]) -> FolderSaid:
        """The folder, with the sizes of its files or what went wrong with them."""
        missing = (*folder.missing, *problems)
        return FolderSaid(
            name=folder.name,
            nomination=folder.nomination,
            files={} if missing else dict(sizes),
            missing=missing,
        )

    @property
    def is_complete(self) -> bool:
        """Whether all of it is there."""
        return not self.missing


def kit_to_text(folders: Sequence[FolderSaid], notes: Sequence[str]) -> str:
    """What a clerk reads in the terminal."""
    return "\n".join(_lines(folders, notes)) + "\n"


def _lines(folders: Sequence[FolderSaid], notes: Sequence[str]) -> Iterator[str]:
    for each in folders:
        if each.is_complete:
            size = _say_size(sum(each.files.values()))
            yield f"✓ {each.name}：附件齐全，{len(each.files)}个文件，共{size}"
        else:
            yield f"✗ {each.name}：还差材料，没有生成附件"
            yield from (f"    {said}" for said in each.missing)
    yield from (f"· {note}" for note in notes)


def _say_size(size_bytes: int) -> str:
    if size_bytes < 1_000_000:
        return f"{max(1, size_bytes // 1000)} KB"
    return f"{size_bytes / 1_000_000:.1f} MB"


def kit_to_json(folders: Sequence[FolderSaid], notes: Sequence[str]) -> str:
    """What came out, for programs."""
    content = {
        "folders": [
            {
                "name": each.name,
                "nomination": each.nomination,
                "complete": each.is_complete,
                "files": [{"name": name, "bytes": size} for name, size in each.files.items()],
                "missing": list(each.missing),
            }
            for each in folders
        ],
        "notes": list(notes),
    }
    return json.dumps(scrubbed(content), ensure_ascii=False, indent=2) + "\n"


def kit_to_html(materials: Materials, folders: Sequence[FolderSaid], templates: Path) -> bytes:
    """The page: what is uploaded, and every field of the online form with its text.

    It holds personal data, as the online form asks for it; it lies beside the papers, closed to others.

    Args:
        materials: What the kit is made of.
        folders: What came out.
        templates: The shipped templates.
    """
    page = make_environment(templates).get_template("_reports/upload.html")
    shown = [
        {
            "name": each.name,
            "missing": each.missing,
            "files": [{"name": name, "size": _say_size(size)} for name, size in each.files.items()],
        }
        for each in folders
    ]
    return page.render(
        sans=families(SCREEN_SANS),
        serif=families(SCREEN_SERIF),
        dossier=materials.output.manifest.dossier,
        unit=materials.dossier.unit.name or "",
        activity=materials.activity.name,
        complete=all(each.is_complete for each in folders),
        folders=shown,
        forms=list(_forms(materials, folders)),
    ).encode()


def _forms(materials: Materials, folders: Sequence[FolderSaid]) -> Iterator[dict[str, Any]]:
    activity, dossier = materials.activity, materials.dossier
    for folder, nomination in zip(folders, dossier.nominations, strict=False):
        yield _form(
            f"{folder.name}　{nomination.title or ''}",
            folder,
            form_of_nomination(activity, nomination),
        )
    yield _form(folders[-1].name, folders[-1], (form_of_unit(activity, dossier),))


def _form(title: str, folder: FolderSaid, sections: tuple[FormSection, ...]) -> dict[str, Any]:
    return {"title": title, "missing": folder.missing, "sections": sections}
