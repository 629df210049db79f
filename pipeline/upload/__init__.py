"""The upload kit: what the portal asks for, slot by slot (附件提交)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ExitCode
from pipeline.papers.returned import UPLOAD_FOLDER
from pipeline.upload.kit import KitFile, KitFolder, Materials, plan_kit, problem_of
from pipeline.upload.saying import PAGE, FolderSaid, kit_to_html, kit_to_json, kit_to_text

__all__ = [
    "Kit",
    "KitFile",
    "KitFolder",
    "Materials",
    "assemble",
    "is_path_of_kit",
    "plan_kit",
    "problem_of",
]

Outcome = tuple[bytes, str, str]
"""Of a file: its bytes, what is wrong with it, what is to be said of it."""

Make = Callable[[Sequence[KitFile]], Sequence[Outcome]]
"""Makes files, in guarded processes; the outcomes in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a run came to.

    Attributes:
        folder: The folder of the kit.
        folders: What became of each of its folders, the unit's last.
        files: All its files by path below `folder`.
        notes: What is to be said of files that were made.
    """

    folder: Path
    folders: tuple[FolderSaid, ...]
    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether all that the portal asks for is there."""
        return all(each.is_complete for each in self.folders)

    @property
    def page(self) -> Path:
        """The page for a person."""
        return self.folder / PAGE

    @property
    def exit_code(self) -> ExitCode:
        """9 until the kit is complete."""
        return ExitCode.OK if self.is_complete else ExitCode.SCANS

    def text(self) -> str:
        """For a terminal."""
        return kit_to_text(self.folders, self.notes)

    def json(self) -> str:
        """For programs."""
        return kit_to_json(self.folders, self.notes)


def assemble(materials: Materials, make: Make, templates: Path) -> Kit:
    """Make the kit; folders that are not complete get no files.

    Args:
        materials: What it is made of.
        make: Makes files.
        templates: The shipped templates.
    """
    planned = plan_kit(materials)
    wanted = [(folder, file) for folder in planned if folder.is_complete for file in folder.files]
    outcomes = make([file for _, file in wanted])
    said: list[FolderSaid] = []
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for folder in planned:
        own = [
            (file, outcome)
            for (owner, file), outcome in zip(wanted, outcomes, strict=True)
            if owner is folder
        ]
        problems = [problem for _, (_, problem, _) in own if problem]
        sizes = {file.name: len(data) for file, (data, _, _) in own}
        said.append(FolderSaid.of(folder, sizes, problems))
        if said[-1].is_complete:
            files |= {f"{folder.name}/{file.name}": data for file, (data, _, _) in own}
            notes += [note for _, (_, _, note) in own if note]
    files[PAGE] = kit_to_html(materials, said, templates)
    return Kit(
        folder=materials.output.folder / UPLOAD_FOLDER,
        folders=tuple(said),
        files=files,
        notes=tuple(notes),
    )


def is_path_of_kit(path: str) -> bool:
    """Whether a path below the kit's folder is of the shape of those made here: it cannot lead out of it."""
    parts = path.split("/")
    return path == PAGE or (
        len(parts) == 2 and all(part not in {"", ".", ".."} and "\\" not in part for part in parts)
    )
